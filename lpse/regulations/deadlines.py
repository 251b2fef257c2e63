# SPDX-License-Identifier: Apache-2.0
"""The statutory clock: which period a rule gives a category, and the date on which it ends."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from lpse.core.calendar import OFFICE_HOURS, Calendar, Due, WorkingHours
from lpse.regulations.book import Category, Clock, Regulation, Rule


@dataclass(frozen=True)
class Deadline:
    """A statutory period applied to a date: the clock of the rule book and its end."""

    clock: Clock
    due: Due

    @property
    def source(self) -> str:
        """Article and mark of trust, as printed."""
        return str(self.clock.period.source)

    def words(self) -> str:
        """Return the sentences stored as ``basis``: what, how counted, under which article."""
        return f"{self.clock.label}: {self.due.words()} Dasar: {self.source}."

    def as_data(self) -> dict[str, Any]:
        """Return exactly the members of the outside contract (decisions.md part 4, ``manage.py deadline``)."""
        return {"rule": str(self.clock.rule), **self.due.as_data(), "source": self.source}


def statutory(
    rule: Rule,
    category: Category,
    start: date | datetime,
    *,
    regulation: Regulation,
    calendar: Calendar,
    zone: tzinfo,
    hours: WorkingHours = OFFICE_HOURS,
) -> Deadline:
    """Return the end of a statutory period whose day 0 is the local date of ``start``.

    Raises NoSuchRule when the category lacks the rule, UnknownYear when a needed year has no table of holidays.
    Source: the rule book's own field; ends as in decisions.md 3.7.
    """
    clock = regulation.clock(rule, category)
    return Deadline(clock, calendar.add(start, clock.period.days, clock.period.unit, zone=zone, hours=hours))


def statutory_after(
    rule: Rule,
    category: Category,
    ends_at: datetime,
    *,
    regulation: Regulation,
    calendar: Calendar,
    zone: tzinfo,
    hours: WorkingHours = OFFICE_HOURS,
) -> Deadline:
    """Return the end of a period that follows a window with the exclusive end ``ends_at`` (answers, extensions).

    Day 0 is the window's last day, so a window that ended at 24.00 belongs to that day. Raises as ``statutory``.
    """
    clock = regulation.clock(rule, category)
    return Deadline(clock, calendar.after(ends_at, clock.period.days, clock.period.unit, zone=zone, hours=hours))
