# SPDX-License-Identifier: Apache-2.0
"""The days of a statutory period as small monthly calendars: what each day is to the count. Pure."""

from calendar import Calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lpse.core.calendar import Due
from lpse.core.said import Said, said
from lpse.core.words_of_time import DAYS, MONTHS, SHORT_DAYS

WEEKDAYS = tuple(zip(SHORT_DAYS, DAYS, strict=True))
"""Short and long names of the weekdays, Monday first."""


class Part(StrEnum):
    """What a day is to the count."""

    EVENT = "event"
    COUNTED = "counted"
    SKIPPED = "skipped"
    LAST = "last"
    OUTSIDE = "outside"


@dataclass(frozen=True)
class Day:
    """One day: ``number`` is its place in the count (the event's is 0), ``why`` the reason it was passed over."""

    on: date
    part: Part = Part.OUTSIDE
    number: int | None = None
    why: str = ""


@dataclass(frozen=True)
class Month:
    """One month in weeks of seven, Monday first; None stands for days of its neighbours."""

    year: int
    month: int
    weeks: Sequence[Sequence[Day | None]]

    def words(self) -> Said:
        """Return ``Maret 2026``."""
        return said("{month} {year}", month=MONTHS[self.month - 1], year=self.year)


def months_of(due: Due) -> list[Month]:
    """Return every month from the event's to the last day's, each day with its part in the count."""
    known = {due.start_on: Day(due.start_on, Part.EVENT, 0)}
    known |= {row.on: Day(row.on, Part.SKIPPED, why=row.why) for row in due.skipped}
    known |= {on: Day(on, Part.COUNTED, number) for number, on in enumerate(due.counted, 1)}
    known[due.due_on] = Day(due.due_on, Part.LAST, due.count)
    spans = range(due.start_on.year * 12 + due.start_on.month - 1, due.due_on.year * 12 + due.due_on.month)
    return [_month(*divmod(number, 12), known) for number in spans]


def _month(year: int, before: int, known: dict[date, Day]) -> Month:
    """Return a month of which ``before`` others of its year come first."""
    weeks = Calendar().monthdatescalendar(year, before + 1)
    rows = [tuple(known.get(on, Day(on)) if on.month == before + 1 else None for on in week) for week in weeks]
    return Month(year, before + 1, rows)
