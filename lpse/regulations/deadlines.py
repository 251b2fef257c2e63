# SPDX-License-Identifier: Apache-2.0
"""The statutory clock: which period a rule gives a category, and the date on which it ends."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from lpse.core.calendar import OFFICE_HOURS, Calendar, Due, WorkingHours
from lpse.core.said import Said, said
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

    def words(self) -> Said:
        """Return the sentences stored as ``basis``: what, how counted, under which article."""
        return said(
            "{rule}: {counting} Dasar: {article}.",
            rule=said(self.clock.label),
            counting=self.due.words(),
            article=self.source,
        )

    def as_data(self) -> dict[str, Any]:
        """Return exactly the members of the outside contract (decisions.md part 4, ``manage.py deadline``)."""
        return {"rule": str(self.clock.rule), **self.due.as_data(), "source": self.source}


def retold(data: Mapping[str, Any], clocks: Iterable[Clock]) -> Said:
    """Return the sentences of a stored ``basis`` (members of ``Deadline.as_data``), to be said in another language.

    The stored sentences are the record; these are made of the same members. ``clocks`` name the rule.
    """
    labels = {str(clock.rule): clock.label for clock in clocks}
    label = said(labels.get(data["rule"], data["rule"]))
    counting = Due.from_data(data).words()
    return said("{rule}: {counting} Dasar: {article}.", rule=label, counting=counting, article=data["source"])


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


def objection_and_answer(
    category: Category,
    announced_at: datetime,
    *,
    regulation: Regulation,
    calendar: Calendar,
    zone: tzinfo,
    hours: WorkingHours,
) -> tuple[Deadline, Deadline]:
    """Return the window for objections to a result (masa sanggah) and the period of their answers, which follows it.

    ``hours`` are those frozen onto the tender: for works both end at their close (R-SANGGAH-1, R-SANGGAH-2, R-CAL-5).
    Raises as ``statutory``.
    """
    window = statutory(
        Rule.OBJECTION, category, announced_at, regulation=regulation, calendar=calendar, zone=zone, hours=hours
    )
    after = window.due.due_at
    answer = statutory_after(
        Rule.OBJECTION_ANSWER, category, after, regulation=regulation, calendar=calendar, zone=zone, hours=hours
    )
    return window, answer
