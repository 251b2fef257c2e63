# SPDX-License-Identifier: Apache-2.0
"""Dates, times and periods as Indonesian words; a time never stands without its zone (ux.md 4.2).

Our own few formats, because the ``id`` locale of Django prints abbreviated months with a stop.
"""

from datetime import date, datetime, time, timedelta, tzinfo

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
SHORT_DAYS = ("Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min")
MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
SHORT_MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
# Keppres 41/1987 gives Indonesia three zones and no daylight saving; the label follows the offset, not the city.
LABELS = {timedelta(hours=7): "WIB", timedelta(hours=8): "WITA", timedelta(hours=9): "WIT"}
A_DAY = timedelta(days=1)


def zone_label(moment: datetime) -> str:
    """Return WIB, WITA or WIT for an aware moment in its own zone, else its offset as ``UTC+05.30``."""
    offset = moment.utcoffset()
    if offset is None:
        raise ValueError("Waktu harus menyebut zona.")
    if offset in LABELS:
        return LABELS[offset]
    sign = "-" if offset < timedelta(0) else "+"
    minutes = abs(offset) // timedelta(minutes=1)
    return "UTC" if not minutes else f"UTC{sign}{minutes // 60:02}.{minutes % 60:02}"


def day_month(on: date) -> str:
    """Return ``24 November``."""
    return f"{on.day} {MONTHS[on.month - 1]}"


def plain_date(on: date) -> str:
    """Return ``24 November 2026``."""
    return f"{day_month(on)} {on.year}"


def long_date(on: date) -> str:
    """Return ``Selasa, 24 November 2026``."""
    return f"{DAYS[on.weekday()]}, {plain_date(on)}"


def short_date(on: date) -> str:
    """Return ``Sel, 24 Nov 2026``."""
    return f"{SHORT_DAYS[on.weekday()]}, {on.day} {SHORT_MONTHS[on.month - 1]} {on.year}"


def clock(moment: datetime, zone: tzinfo, *, seconds: bool = False) -> str:
    """Return ``10.00 WIB`` (or ``10.00.07 WIB``) for an aware moment, told in ``zone``."""
    local = moment.astimezone(zone)
    return f"{local:%H.%M.%S} {zone_label(local)}" if seconds else f"{local:%H.%M} {zone_label(local)}"


def instant(moment: datetime, zone: tzinfo, *, seconds: bool = False) -> str:
    """Return ``Selasa, 24 November 2026 pukul 10.00 WIB``."""
    local = moment.astimezone(zone)
    return f"{long_date(local.date())} pukul {clock(moment, zone, seconds=seconds)}"


def deadline(moment: datetime, zone: tzinfo) -> str:
    """Return an exclusive end as words; midnight is told as 24.00 of the day before (decisions.md 3.7)."""
    local = moment.astimezone(zone)
    if local.time() == time.min:
        return f"{long_date(local.date() - A_DAY)} pukul 24.00 {zone_label(local)}"
    return instant(moment, zone, seconds=bool(local.second))


def span(starts_at: datetime, ends_at: datetime, zone: tzinfo) -> str:
    """Return ``Sen 16 Nov 2026 08.00 – Sel 24 Nov 2026 10.00 WIB``; a common year is told once, at the end."""
    start, end = starts_at.astimezone(zone), ends_at.astimezone(zone)
    last, last_time = end.date(), f"{end:%H.%M}"
    if end.time() == time.min:
        last, last_time = last - A_DAY, "24.00"

    def short(on: date, with_year: bool) -> str:
        text = f"{SHORT_DAYS[on.weekday()]} {on.day} {SHORT_MONTHS[on.month - 1]}"
        return f"{text} {on.year}" if with_year else text

    first = short(start.date(), start.year != last.year)
    return f"{first} {start:%H.%M} – {short(last, True)} {last_time} {zone_label(end)}"


def remaining(left: timedelta) -> str:
    """Return ``3 hari 19 jam 27 menit``, under one day ``02.14.09``; never negative."""
    whole = max(timedelta(0), left)
    seconds = whole // timedelta(seconds=1)
    hours, minutes = seconds // 3600, seconds // 60 % 60
    if whole >= A_DAY:
        return f"{hours // 24} hari {hours % 24} jam {minutes} menit"
    return f"{hours:02}.{minutes:02}.{seconds % 60:02}"


def dates(days: tuple[date, ...]) -> str:
    """Return dates grouped by month, ``16, 17, 25 Maret dan 1 April 2026``; years are told when they change."""
    groups: list[tuple[int, int, list[str]]] = []
    for day in days:
        if not groups or groups[-1][:2] != (day.year, day.month):
            groups.append((day.year, day.month, []))
        groups[-1][2].append(str(day.day))
    told = []
    for place, (year, month, numbers) in enumerate(groups):
        ends_year = place + 1 == len(groups) or groups[place + 1][0] != year
        name = f"{MONTHS[month - 1]} {year}" if ends_year else MONTHS[month - 1]
        told.append(f"{', '.join(numbers)} {name}")
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} dan {told[-1]}" if told else ""
