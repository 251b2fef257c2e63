# SPDX-License-Identifier: Apache-2.0
"""How many working days a stage still has, and how they were counted. Pure: the calendar is handed in."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from lpse.core import words_of_time
from lpse.core.calendar import A_DAY, Calendar, Unit, UnknownYear, WorkingCalendar, last_day, local_date
from lpse.core.said import Said, said, together


@dataclass(frozen=True)
class Remaining:
    """What is left of a stage, and the counting; ``is_over`` says that its end has passed."""

    words: Said
    basis: Said
    is_over: bool = False


def remaining(ends_at: datetime, now: datetime, *, calendar: Calendar, zone: tzinfo) -> Remaining | None:
    """Return the working days later than today and not later than the last day of a stage that ends at ``ends_at``.

    A training tender, whose days are short, tells minutes. None where the holidays of a year are not loaded: nothing
    is guessed.
    Source: law.md R-CAL-2; decisions.md 3.7 (the day of the event is day 0).
    """
    end = words_of_time.deadline(ends_at, zone)
    if now >= ends_at:
        return Remaining(said("sudah lewat"), said("Jadwal tahap ini berakhir {end}.", end=end), is_over=True)
    if not isinstance(calendar, WorkingCalendar):
        return _of_training(ends_at, now, calendar, zone)
    try:
        days = _working_days(ends_at, now, calendar, zone)
    except UnknownYear:
        return None
    today = words_of_time.long_date(local_date(now, zone))
    if not days:
        return Remaining(
            said("hari kerja terakhir"),
            said("Sesudah {today} tidak ada hari kerja lagi sampai {end}.", today=today, end=end),
        )
    counted = said(
        "Hari kerja sesudah {today} (hari ke-0) sampai {end}: {days}.",
        today=today,
        end=end,
        days=words_of_time.dates(days),
    )
    passed_over = said("Sabtu, Minggu, hari libur, dan cuti bersama tidak dihitung.")
    return Remaining(said("{n} hari kerja lagi", n=len(days)), together([counted, passed_over]))


def _working_days(ends_at: datetime, now: datetime, calendar: WorkingCalendar, zone: tzinfo) -> tuple[date, ...]:
    today, last = local_date(now, zone), last_day(ends_at, zone)
    ahead = (today + A_DAY * step for step in range(1, (last - today).days + 1))
    return tuple(day for day in ahead if calendar.is_working_day(day))


def _of_training(ends_at: datetime, now: datetime, calendar: Calendar, zone: tzinfo) -> Remaining:
    first = calendar.add(now, 1, Unit.WORKING_DAY, zone=zone).due_at - now
    count = -(-(ends_at - now) // first)
    due = calendar.add(now, count, Unit.WORKING_DAY, zone=zone)
    minutes = -(-(ends_at - now) // timedelta(minutes=1))
    return Remaining(said("{n} menit lagi", n=minutes), due.words())
