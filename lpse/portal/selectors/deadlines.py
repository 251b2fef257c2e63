# SPDX-License-Identifier: Apache-2.0
"""What the calculator and the list of rules show; from the rule book and the tables alone, without the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from lpse import regulations
from lpse.core.calendar import Due, HolidayYear, Unit
from lpse.portal.forms import rules_by_group
from lpse.portal.months import Month, months_of
from lpse.regulations import CATEGORY_LABELS, Category, Clock, Regulation, Rule
from lpse.regulations.asking import Question
from lpse.regulations.deadlines import Deadline
from lpse.regulations.holidays import national

LEAVE = "Cuti bersama"
"""How the name of a day of collective leave begins; every other day of a table is a national holiday."""


@dataclass(frozen=True)
class Counted:
    """An answer as the calculator shows it. ``query`` asks the JSON the same; a CD+ period ends in hours."""

    question: Question
    clock: Clock
    category: str
    due: Due
    basis: dict[str, Any]
    months: Sequence[Month]
    years: Sequence[HolidayYear]
    ends_in_hours: bool
    query: str


def counted(asked: Question, found: Deadline) -> Counted:
    """Return the page of an answer."""
    due, tables = found.due, national().years
    query = {"rule": asked.rule.value, "category": asked.category.value, "from": asked.start_on.isoformat()}
    return Counted(
        question=asked,
        clock=found.clock,
        category=CATEGORY_LABELS[asked.category],
        due=due,
        basis={**found.as_data(), "words": found.words()},
        months=months_of(due),
        years=[tables[year] for year in _years(due) if year in tables],
        ends_in_hours=due.unit is Unit.CALENDAR_DAY_PLUS,
        query=urlencode(query),
    )


def _years(due: Due) -> list[int]:
    """Return the years whose tables were read; plain calendar days need none."""
    if due.unit is Unit.CALENDAR_DAY:
        return []
    return sorted({day.year for day in (*due.counted, *(row.on for row in due.skipped))})


@dataclass(frozen=True)
class RuleRow:
    """One period of the book for the categories that share it; none are named where all do."""

    clock: Clock
    categories: Sequence[str]
    query: str


@dataclass(frozen=True)
class RuleGroup:
    """The periods below one heading; every rule with its rows."""

    heading: str
    rows: Sequence[tuple[Rule, Sequence[RuleRow]]]


@dataclass(frozen=True)
class HolidayTable:
    """The table of one year, its national holidays apart from the days of collective leave."""

    table: HolidayYear
    national: Sequence[tuple[date, str]]
    leave: Sequence[tuple[date, str]]


@dataclass(frozen=True)
class RulesPage:
    """Every rule of the book, and the tables it counts with, newest year first."""

    book: Regulation
    groups: Sequence[RuleGroup]
    tables: Sequence[HolidayTable]


def rules_page() -> RulesPage:
    """Return the newest book and all tables that are loaded."""
    book = regulations.latest()
    groups = [RuleGroup(heading, [(rule, _rows(book, rule)) for rule in rules]) for heading, rules in rules_by_group()]
    tables = [_table(year) for year in sorted(national().years.values(), key=lambda year: -year.year)]
    return RulesPage(book, groups, tables)


def _rows(book: Regulation, rule: Rule) -> list[RuleRow]:
    return [
        RuleRow(
            clock,
            [] if len(clock.categories) == len(Category) else [CATEGORY_LABELS[kind] for kind in clock.categories],
            urlencode({"aturan": rule.value, "kategori": clock.categories[0].value}),
        )
        for clock in book.clocks
        if clock.rule is rule
    ]


def _table(year: HolidayYear) -> HolidayTable:
    leave = [(on, name) for on, name in year.days.items() if name.startswith(LEAVE)]
    return HolidayTable(year, [(on, name) for on, name in year.days.items() if (on, name) not in leave], leave)
