# SPDX-License-Identifier: Apache-2.0
"""A newly decreed holiday against stored counts: what is told, and what never happens to a promise."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lpse.core.calendar import HolidayYear, TrainingClock, Unit, WorkingCalendar, WorkingHours
from lpse.core.clock import now
from lpse.regulations import CATEGORY_LABELS, Category, Rule, latest
from lpse.regulations.deadlines import statutory, statutory_after
from lpse.regulations.holidays import national
from lpse.regulations.recount import Change, recount

JAKARTA = ZoneInfo("Asia/Jakarta")
MONDAY = date(2026, 10, 5)
WEDNESDAY = {date(2026, 10, 7): "Hari libur yang baru ditetapkan"}


def basis_of(rule: Rule, category: Category, start: date, calendar: WorkingCalendar) -> dict[str, Any]:
    """A count as it is stored."""
    book = latest()
    return statutory(rule, category, start, regulation=book, calendar=calendar, zone=JAKARTA).as_data()


def test_a_new_holiday_inside_the_count_is_told_with_both_dates() -> None:
    found = recount(
        basis_of(Rule.OBJECTION, Category.GOODS, MONDAY, national()), calendar=national().with_regional(WEDNESDAY)
    )
    assert found is not None
    assert found.after is not None
    assert (found.before.due_on, found.after.due_on) == (date(2026, 10, 12), date(2026, 10, 13))
    assert found.change is Change.LATER
    assert found.lawful_at == found.after.due_at


def test_a_period_of_works_is_counted_again_to_the_close_of_its_own_hours() -> None:
    short = WorkingHours(((time(8), time(15, 30)),) * 5 + (None, None))
    common: dict[str, Any] = {"regulation": latest(), "calendar": national(), "zone": JAKARTA, "hours": short}
    stored = statutory(Rule.OBJECTION, Category.WORKS, MONDAY, **common).as_data()
    same = recount(stored, calendar=national(), hours=short)
    assert same is not None
    assert same.after == same.before
    monday = national().with_regional({date(2026, 10, 12): "Hari libur yang baru ditetapkan"})
    moved = recount(stored, calendar=monday, hours=short)
    assert moved is not None
    assert moved.lawful_at == datetime(2026, 10, 13, 15, 30, tzinfo=JAKARTA)


def test_a_holiday_that_was_struck_out_shortens_nothing() -> None:
    stored = basis_of(Rule.OBJECTION, Category.GOODS, MONDAY, national().with_regional(WEDNESDAY))
    found = recount(stored, calendar=national())
    assert found is not None
    assert found.change is Change.EARLIER
    assert found.lawful_at == found.before.due_at


def test_an_answer_follows_its_window_to_the_new_date() -> None:
    book, calendar = latest(), national()
    common: dict[str, Any] = {"regulation": book, "calendar": calendar, "zone": JAKARTA}
    window = statutory(Rule.OBJECTION, Category.GOODS, MONDAY, **common)
    answer = statutory_after(Rule.OBJECTION_ANSWER, Category.GOODS, window.due.due_at, **common)
    tables = calendar.with_regional(WEDNESDAY)
    moved = recount(window.as_data(), calendar=tables)
    alone, following = (
        recount(answer.as_data(), calendar=tables),
        recount(answer.as_data(), calendar=tables, follows=moved),
    )
    assert alone is not None
    assert alone.change is None
    assert following is not None
    assert following.after is not None
    assert following.after.due_on == alone.before.due_on + timedelta(days=1)


def test_a_provisional_table_read_from_its_decree_is_told_although_the_date_stays() -> None:
    stored = basis_of(Rule.OBJECTION, Category.GOODS, date(2027, 2, 15), national())
    assert stored["provisional"] is True
    table = national().years[2027]
    decreed = WorkingCalendar({**national().years, 2027: HolidayYear(2027, table.days, "SKB 2027")})
    found = recount(stored, calendar=decreed)
    assert found is not None
    assert found.change is Change.SAME_DATE


def test_a_holiday_that_got_another_name_changes_nothing() -> None:
    renamed = WorkingCalendar(
        {
            year: HolidayYear(year, dict.fromkeys(table.days, "Libur"), table.decree, table.provisional)
            for year, table in national().years.items()
        }
    )
    found = recount(basis_of(Rule.OBJECTION, Category.GOODS, date(2026, 3, 13), national()), calendar=renamed)
    assert found is not None
    assert found.change is None


def test_a_count_pushed_into_a_year_without_table_says_so() -> None:
    last = basis_of(Rule.OBJECTION, Category.GOODS, date(2027, 12, 23), national())
    found = recount(last, calendar=national().with_regional({date(2027, 12, 31): "Libur"}))
    assert found is not None
    assert (found.after, found.change, found.lawful_at) == (None, Change.UNKNOWN, found.before.due_at)


def test_a_training_clock_knows_no_holiday() -> None:
    book = latest()
    stored = statutory(
        Rule.OBJECTION, Category.GOODS, now(), regulation=book, calendar=TrainingClock(1), zone=JAKARTA
    ).as_data()
    assert recount(stored, calendar=national()) is None


KNOWN = [(clock.rule, category) for clock in latest().clocks for category in clock.categories]


@pytest.mark.parametrize("unit", Unit)
def test_there_are_rules_of_every_unit(unit: Unit) -> None:
    assert any(clock.period.unit is unit for clock in latest().clocks)
    assert {category for _rule, category in KNOWN} == set(CATEGORY_LABELS)


@given(
    st.sampled_from(KNOWN),
    st.dates(date(2024, 1, 1), date(2026, 6, 30)),
    st.dictionaries(st.dates(date(2024, 1, 1), date(2026, 12, 31)), st.just("Libur baru"), max_size=30),
)
def test_by_the_same_tables_nothing_changes_and_by_more_holidays_nothing_comes_earlier(
    known: tuple[Rule, Category], start: date, added: dict[date, str]
) -> None:
    stored = basis_of(*known, start, national())
    same = recount(stored, calendar=national())
    assert same is not None
    assert (same.change, same.before.as_data()) == (None, {name: stored[name] for name in same.before.as_data()})
    more = recount(stored, calendar=national().with_regional(added))
    assert more is not None
    assert more.after is not None
    assert more.change is not Change.EARLIER
    assert more.lawful_at == more.after.due_at >= more.before.due_at
