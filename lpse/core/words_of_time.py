# SPDX-License-Identifier: Apache-2.0
"""Dates, times and periods as Indonesian words; a time never stands without its zone (ux.md 4.2).

Our own few formats, because the ``id`` locale of Django prints abbreviated months with a stop.
"""

from datetime import date, datetime, time, timedelta, tzinfo

from lpse.core.said import Said, said, together

DAYS = (said("Senin"), said("Selasa"), said("Rabu"), said("Kamis"), said("Jumat"), said("Sabtu"), said("Minggu"))
SHORT_DAYS = (said("Sen"), said("Sel"), said("Rab"), said("Kam"), said("Jum"), said("Sab"), said("Min"))
MONTHS = (
    said("Januari"),
    said("Februari"),
    said("Maret"),
    said("April"),
    said("Mei"),
    said("Juni"),
    said("Juli"),
    said("Agustus"),
    said("September"),
    said("Oktober"),
    said("November"),
    said("Desember"),
)
SHORT_MONTHS = (
    said("Jan"),
    said("Feb"),
    said("Mar"),
    said("Apr"),
    said("Mei"),
    said("Jun"),
    said("Jul"),
    said("Agu"),
    said("Sep"),
    said("Okt"),
    said("Nov"),
    said("Des"),
)
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


def day_month(on: date) -> Said:
    """Return ``24 November``."""
    return said("{day} {month}", day=on.day, month=MONTHS[on.month - 1])


def plain_date(on: date) -> Said:
    """Return ``24 November 2026``."""
    return said("{day} {month} {year}", day=on.day, month=MONTHS[on.month - 1], year=on.year)


def long_date(on: date) -> Said:
    """Return ``Selasa, 24 November 2026``."""
    return said("{weekday}, {date}", weekday=DAYS[on.weekday()], date=plain_date(on))


def short_date(on: date) -> Said:
    """Return ``Sel, 24 Nov 2026``."""
    day = said("{day} {month} {year}", day=on.day, month=SHORT_MONTHS[on.month - 1], year=on.year)
    return said("{weekday}, {date}", weekday=SHORT_DAYS[on.weekday()], date=day)


def clock(moment: datetime, zone: tzinfo, *, seconds: bool = False) -> Said:
    """Return ``10.00 WIB`` (or ``10.00.07 WIB``) for an aware moment, told in ``zone``."""
    local = moment.astimezone(zone)
    hour, minute, second, label = f"{local:%H}", f"{local:%M}", f"{local:%S}", zone_label(local)
    if seconds:
        return said("{hour}.{minute}.{second} {zone}", hour=hour, minute=minute, second=second, zone=label)
    return said("{hour}.{minute} {zone}", hour=hour, minute=minute, zone=label)


def instant(moment: datetime, zone: tzinfo, *, seconds: bool = False) -> Said:
    """Return ``Selasa, 24 November 2026 pukul 10.00 WIB``."""
    on = long_date(moment.astimezone(zone).date())
    return said("{date} pukul {time}", date=on, time=clock(moment, zone, seconds=seconds))


def deadline(moment: datetime, zone: tzinfo) -> Said:
    """Return an exclusive end as words; midnight is told as 24.00 of the day before (decisions.md 3.7)."""
    local = moment.astimezone(zone)
    if local.time() == time.min:
        end = said("{hour}.{minute} {zone}", hour="24", minute="00", zone=zone_label(local))
        return said("{date} pukul {time}", date=long_date(local.date() - A_DAY), time=end)
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


def dates(days: tuple[date, ...]) -> Said:
    """Return dates grouped by month, ``16, 17, 25 Maret dan 1 April 2026``; years are told when they change."""
    groups: list[tuple[int, int, list[str]]] = []
    for day in days:
        if not groups or groups[-1][:2] != (day.year, day.month):
            groups.append((day.year, day.month, []))
        groups[-1][2].append(str(day.day))
    told = []
    for place, (year, month, numbers) in enumerate(groups):
        ends_year = place + 1 == len(groups) or groups[place + 1][0] != year
        pattern = "{day} {month} {year}" if ends_year else "{day} {month}"
        told.append(said(pattern, day=", ".join(numbers), month=MONTHS[month - 1], year=year))
    if len(told) < 2:
        return together(told)
    return said("{dates} dan {last}", dates=together(told[:-1], ", "), last=told[-1])
