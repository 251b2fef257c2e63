# SPDX-License-Identifier: Apache-2.0
"""Counting days as the law counts them: working days, calendar days, and calendar days that end on a working day.

Pure: the tables of holidays are handed in (``lpse.regulations.holidays`` loads them). A year without a table is
refused, never guessed (law.md R-CAL-4). Rules of ends: decisions.md 3.7; training tenders: decisions.md 3.11.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from itertools import groupby, takewhile
from typing import Any, Protocol

from lpse.core import words_of_time
from lpse.core.said import Said, said, together

A_DAY = timedelta(days=1)


class Unit(StrEnum):
    """Unit of a statutory period (law.md part 0: WD, CD, CD+)."""

    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    CALENDAR_DAY_PLUS = "calendar_day_plus"


UNIT_WORDS = {
    Unit.WORKING_DAY: said("hari kerja"),
    Unit.CALENDAR_DAY: said("hari kalender"),
    Unit.CALENDAR_DAY_PLUS: said("hari kalender yang berakhir pada hari dan jam kerja"),
}


class UnknownYear(LookupError):
    """No table of holidays is loaded for a year the count needs."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(
            said(
                "Daftar hari libur dan cuti bersama tahun {year} belum dimuat, jadi batas waktu tidak dapat dihitung. "
                "Minta administrator memuat SKB tahun itu.",
                year=year,
            )
        )


@dataclass(frozen=True)
class HolidayYear:
    """Public holidays and collective leave of one year, with the decree they come from.

    ``provisional`` says that the days are not yet read from a decree.
    """

    year: int
    days: Mapping[date, str]
    decree: str
    provisional: bool = False


@dataclass(frozen=True)
class WorkingHours:
    """Opening and closing time of the office per weekday, Monday first; None where the office is closed.

    The default 07.30-16.00 is a house value, not a number of law; each office sets its own (law.md R-CAL-5).
    """

    by_weekday: tuple[tuple[time, time] | None, ...] = ((time(7, 30), time(16, 0)),) * 5 + (None, None)

    def __post_init__(self) -> None:
        if len(self.by_weekday) != 7 or any(hours and hours[0] >= hours[1] for hours in self.by_weekday):
            raise ValueError("Jam kerja harus memuat tujuh hari, masing-masing tutup sesudah buka.")

    def on(self, day: date) -> tuple[time, time] | None:
        """Return (opens, closes) of a date's weekday, or None when the office never works on it."""
        return self.by_weekday[day.weekday()]

    def as_data(self) -> list[list[str] | None]:
        """Return seven ``["07:30", "16:00"]`` or null, for freezing onto a tender."""
        return [[f"{hours[0]:%H:%M}", f"{hours[1]:%H:%M}"] if hours else None for hours in self.by_weekday]

    @classmethod
    def from_data(cls, data: list[list[str] | None]) -> "WorkingHours":
        """Read what ``as_data`` wrote. Raises ValueError for anything else."""
        return cls(tuple((time.fromisoformat(row[0]), time.fromisoformat(row[1])) if row else None for row in data))


OFFICE_HOURS = WorkingHours()


@dataclass(frozen=True)
class Skipped:
    """A day that was not counted, and why."""

    on: date
    why: str


@dataclass(frozen=True)
class Due:
    """The end of a statutory period and how it was counted.

    ``due_on`` is the last day; ``due_at`` is exclusive and aware, in the office's zone. ``counted`` has one date per
    day of the period, the last one being ``due_on``; ``skipped`` are the days passed over, never among the counted.
    In training both are empty: a statutory day is ``training_seconds`` long there.
    """

    start_on: date
    count: int
    unit: Unit
    due_on: date
    due_at: datetime
    counted: tuple[date, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    provisional: bool = False
    training_seconds: int | None = field(default=None)

    def words_of_end(self) -> Said:
        """Return the end alone, as deadlines are told."""
        zone = self.due_at.tzinfo
        assert zone is not None  # both calendars build due_at in a zone
        return words_of_time.deadline(self.due_at, zone)

    def words(self) -> Said:
        """Return Indonesian sentences that tell how the end was found; this is the ``basis`` stored with it."""
        zone = self.due_at.tzinfo
        assert zone is not None  # both calendars build due_at in a zone
        if not self.counted and self.training_seconds is None:
            end = words_of_time.instant(self.due_at, zone, seconds=True)
            return said("Latihan: {n} hari menurut hukum, dihitung dalam detik. Berakhir {end}.", n=self.count, end=end)
        if self.training_seconds is not None:
            return said(
                "Latihan: {n} hari menurut hukum, masing-masing {seconds} detik. Berakhir {end}.",
                n=self.count,
                seconds=self.training_seconds,
                end=words_of_time.instant(self.due_at, zone, seconds=True),
            )
        told = [
            said(
                "{n} {unit} sesudah {start} (hari ke-0): {days}.",
                n=self.count,
                unit=UNIT_WORDS[self.unit],
                start=words_of_time.long_date(self.start_on),
                days=words_of_time.dates(self.counted),
            ),
            *self._passed_over(),
            said("Berakhir {end}.", end=words_of_time.deadline(self.due_at, zone)),
        ]
        if self.provisional:
            told.append(said("Sementara: daftar hari libur tahun ini belum dibaca dari SKB."))
        return together(told)

    def _passed_over(self) -> list[Said]:
        if not self.skipped:
            return []
        parts = [
            said("{days} ({why})", days=words_of_time.dates(tuple(row.on for row in rows)), why=said(why))
            for why, rows in ((why, list(rows)) for why, rows in groupby(self.skipped, lambda row: row.why))
        ]
        if self.unit is Unit.CALENDAR_DAY_PLUS:
            return [said("Hari terakhir dipindahkan melewati: {days}.", days=together(parts, "; "))]
        return [said("Dilewati: {days}.", days=together(parts, "; "))]

    def as_data(self) -> dict[str, Any]:
        """Return the counting as JSON-ready data in the words of the outside contract (decisions.md part 4)."""
        return {
            "days": self.count,
            "unit": str(self.unit),
            "due_on": self.due_on.isoformat(),
            "due_at": self.due_at.isoformat(),
            "counted": [day.isoformat() for day in self.counted],
            "skipped": [{"on": row.on.isoformat(), "why": row.why} for row in self.skipped],
            "provisional": self.provisional,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Due":
        """Read what ``as_data`` wrote, with members beside it; the start and the training seconds are not kept there.

        The first counted day follows the start, but for days passed over before it.
        """
        counted = tuple(date.fromisoformat(day) for day in data["counted"])
        skipped = tuple(Skipped(date.fromisoformat(row["on"]), row["why"]) for row in data["skipped"])
        due_at, unit = datetime.fromisoformat(data["due_at"]), Unit(data["unit"])
        before = [row.on for row in skipped if unit is not Unit.CALENDAR_DAY_PLUS or len(counted) == 1]
        first = min([*counted[:1], *before], default=due_at.date() + A_DAY)
        due_on, provisional = date.fromisoformat(data["due_on"]), bool(data["provisional"])
        return cls(first - A_DAY, data["days"], unit, due_on, due_at, counted, skipped, provisional)


class Calendar(Protocol):
    """What counts statutory days: ``WorkingCalendar`` for real tenders, ``TrainingClock`` for training ones."""

    @property
    def training(self) -> bool:
        """Say whether days are seconds here."""
        ...

    def add(
        self, start: date | datetime, n: int, unit: Unit, *, zone: tzinfo, hours: WorkingHours = OFFICE_HOURS
    ) -> Due:
        """Count ``n`` days after the event at ``start``."""
        ...

    def after(self, ends_at: datetime, n: int, unit: Unit, *, zone: tzinfo, hours: WorkingHours = OFFICE_HOURS) -> Due:
        """Count ``n`` days after the window that ended, exclusively, at ``ends_at``."""
        ...


def local_date(moment: date | datetime, zone: tzinfo) -> date:
    """Return the date of an aware moment as told in ``zone``; a plain date is returned as it is."""
    if not isinstance(moment, datetime):
        return moment
    if moment.utcoffset() is None:
        raise ValueError("Waktu harus menyebut zona.")
    return moment.astimezone(zone).date()


def last_day(ends_at: datetime, zone: tzinfo) -> date:
    """Return the last date of a window with exclusive end: midnight belongs to the day before."""
    return local_date(ends_at - timedelta(microseconds=1), zone)


def _at_least_one(n: int) -> int:
    if n < 1:
        raise ValueError("Jumlah hari harus paling sedikit satu.")
    return n


@dataclass(frozen=True)
class WorkingCalendar:
    """The calendar of law over the tables of holidays that are loaded, plus holidays of the region."""

    years: Mapping[int, HolidayYear]
    regional: Mapping[date, str] = field(default_factory=dict)
    training: bool = field(default=False, init=False)

    def with_regional(self, days: Mapping[date, str]) -> "WorkingCalendar":
        """Return the same calendar with further local holidays (a regional decree, an election day)."""
        return replace(self, regional={**self.regional, **days})

    def _year(self, on: date) -> HolidayYear:
        try:
            return self.years[on.year]
        except KeyError:
            raise UnknownYear(on.year) from None

    def why_not(self, on: date) -> str | None:
        """Return why a date is no working day (the holiday's name, or ``Sabtu``), or None when it is one.

        Working days are Monday to Friday but for national holidays, collective leave and regional holidays
        (law.md R-CAL-2). Raises UnknownYear.
        """
        name = self._year(on).days.get(on) or self.regional.get(on)
        if name:
            return name
        return words_of_time.DAYS[on.weekday()] if on.weekday() >= 5 else None

    def is_working_day(self, on: date) -> bool:
        """Say whether government offices work on this date. Raises UnknownYear."""
        return self.why_not(on) is None

    def is_provisional(self, on: date) -> bool:
        """Say whether the year of this date is not yet known from its decree. Raises UnknownYear."""
        return self._year(on).provisional

    def working_days(self, after: date, until: date) -> int:
        """Count the working days later than ``after`` and not later than ``until``."""
        return sum(self.is_working_day(day) for day in takewhile(lambda day: day <= until, _days(after)))

    def back(self, on: date, n: int) -> date:
        """Return the date ``n`` working days before ``on``. Raises UnknownYear, ValueError for n < 1."""
        left, day = _at_least_one(n), on
        while left:
            day -= A_DAY
            left -= self.is_working_day(day)
        return day

    def add(
        self, start: date | datetime, n: int, unit: Unit, *, zone: tzinfo, hours: WorkingHours = OFFICE_HOURS
    ) -> Due:
        """Count ``n`` days after the event at ``start``; its local date is day 0 (decisions.md 3.7).

        Working and plain calendar days end at the next midnight, "CD+" at the close of working hours of a working
        day. Raises UnknownYear, and ValueError for ``n`` below 1 or a moment without zone.
        """
        day0 = local_date(start, zone)
        if unit is Unit.CALENDAR_DAY:
            counted = tuple(day0 + A_DAY * step for step in range(1, _at_least_one(n) + 1))
            return _ending(day0, n, unit, counted, (), time.min, zone)
        if unit is Unit.WORKING_DAY:
            counted, skipped = self._take(day0, _at_least_one(n), hours=None)
            closes = time.min
        else:
            before = tuple(day0 + A_DAY * step for step in range(1, _at_least_one(n)))
            landing, skipped = self._take(day0 + A_DAY * (n - 1), 1, hours=hours)
            counted, open_hours = before + landing, hours.on(landing[0])
            closes = open_hours[1] if open_hours else time.min
        due = _ending(day0, n, unit, counted, skipped, closes, zone)
        return replace(due, provisional=any(self.is_provisional(day) for day in self._judged(due)))

    def after(self, ends_at: datetime, n: int, unit: Unit, *, zone: tzinfo, hours: WorkingHours = OFFICE_HOURS) -> Due:
        """Count ``n`` days after a window: its last day is day 0 (an answer, an extension)."""
        return self.add(last_day(ends_at, zone), n, unit, zone=zone, hours=hours)

    def _judged(self, due: Due) -> tuple[date, ...]:
        """Return the days whose being a working day decided the end."""
        counted = due.counted if due.unit is Unit.WORKING_DAY else due.counted[-1:]
        return counted + tuple(row.on for row in due.skipped)

    def _take(self, after: date, n: int, hours: WorkingHours | None) -> tuple[tuple[date, ...], tuple[Skipped, ...]]:
        counted: list[date] = []
        skipped: list[Skipped] = []
        for day in _days(after):
            why = self.why_not(day)
            if why is None and hours is not None and hours.on(day) is None:
                why = said("di luar hari kerja kantor")
            if why is not None:
                skipped.append(Skipped(day, why))
                continue
            counted.append(day)
            if len(counted) == n:
                break
        return tuple(counted), tuple(skipped)


def _days(after: date) -> Iterator[date]:
    day = after
    while True:
        day += A_DAY
        yield day


def _ending(
    day0: date,
    n: int,
    unit: Unit,
    counted: tuple[date, ...],
    skipped: tuple[Skipped, ...],
    closes: time,
    zone: tzinfo,
) -> Due:
    last = counted[-1]
    ends_on = last + A_DAY if closes == time.min else last
    return Due(day0, n, unit, last, datetime.combine(ends_on, closes, zone), counted, skipped)


@dataclass(frozen=True)
class TrainingClock:
    """Statutory days of a training tender: each lasts ``seconds``, and no working hours hold (decisions.md 3.11)."""

    seconds: int
    training: bool = field(default=True, init=False)

    def __post_init__(self) -> None:
        if self.seconds < 1:
            raise ValueError("Satu hari latihan paling singkat satu detik.")

    def add(
        self, start: date | datetime, n: int, unit: Unit, *, zone: tzinfo, hours: WorkingHours = OFFICE_HOURS
    ) -> Due:
        """Count ``n`` training days after the moment ``start`` (an aware datetime; a bare date is refused)."""
        if not isinstance(start, datetime) or start.utcoffset() is None:
            raise ValueError("Latihan dihitung dari waktu yang menyebut zona, bukan dari tanggal.")
        due_at = (start + timedelta(seconds=self.seconds * _at_least_one(n))).astimezone(zone)
        start_on = local_date(start, zone)
        return Due(start_on, n, unit, last_day(due_at, zone), due_at, training_seconds=self.seconds)

    def after(self, ends_at: datetime, n: int, unit: Unit, *, zone: tzinfo, hours: WorkingHours = OFFICE_HOURS) -> Due:
        """Count ``n`` training days after the window that ended at ``ends_at``."""
        return self.add(ends_at, n, unit, zone=zone, hours=hours)
