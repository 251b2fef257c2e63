# SPDX-License-Identifier: Apache-2.0
"""Every rule of the outside contract at the edges of the calendar, against a count as one would do by hand.

The days stand here as law.md parts 6 to 10 print them; the second count walks from day to day and shares no code.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from lpse import regulations
from lpse.core.calendar import UnknownYear
from lpse.regulations import Category, NoSuchRule, Rule
from lpse.regulations.deadlines import statutory, statutory_after
from lpse.regulations.holidays import national

BOOK = regulations.latest()
ZONES = tuple(ZoneInfo(f"Asia/{name}") for name in ("Jakarta", "Makassar", "Jayapura"))
OFF = {on for table in national().years.values() for on in table.days}
A_DAY = timedelta(days=1)
CLOSES = time(16)

LAW = {
    ("prequalification_objection", "goods"): (5, "working_day"),
    ("prequalification_objection", "works"): (5, "calendar_day_plus"),
    ("prequalification_objection_answer", "consultancy"): (3, "working_day"),
    ("prequalification_objection_answer", "works"): (3, "calendar_day_plus"),
    ("objection", "goods"): (5, "working_day"),
    ("objection", "works"): (5, "calendar_day_plus"),
    ("objection_answer", "other_services"): (3, "working_day"),
    ("objection_answer", "integrated_works"): (3, "calendar_day_plus"),
    ("appeal", "works"): (5, "calendar_day_plus"),
    ("appeal_answer", "works"): (14, "calendar_day_plus"),
    ("complaint_completeness", "goods"): (14, "calendar_day"),
    ("complaint_completion", "goods"): (30, "calendar_day"),
    ("complaint_decision", "goods"): (60, "calendar_day"),
    ("report_information", "goods"): (5, "working_day"),
    ("report_general", "goods"): (14, "working_day"),
    ("report_oversight", "goods"): (60, "working_day"),
    ("information_request", "goods"): (10, "working_day"),
    ("information_request_extension", "goods"): (7, "working_day"),
    ("information_objection", "goods"): (30, "working_day"),
    ("information_objection_answer", "goods"): (30, "working_day"),
    ("information_dispute", "goods"): (14, "working_day"),
}
EDGES = {
    "friday": date(2026, 10, 9),
    "saturday": date(2026, 10, 10),
    "sunday": date(2026, 10, 11),
    "before_nyepi_and_lebaran": date(2026, 3, 13),
    "in_collective_leave": date(2026, 3, 20),
    "holiday_on_a_friday": date(2026, 4, 2),
    "between_two_holidays": date(2026, 5, 28),
    "christmas": date(2025, 12, 24),
    "last_day_of_the_year": date(2025, 12, 31),
    "leap_day": date(2024, 2, 28),
    "into_the_provisional_year": date(2026, 12, 30),
    "in_the_provisional_year": date(2027, 6, 1),
    "out_of_the_last_table": date(2027, 12, 28),
}
TABLE = [pytest.param(rule, category, edge, id=f"{rule}-{category}-{edge}") for rule, category in LAW for edge in EDGES]


def works(on: date) -> bool:
    """Whether offices work that day; no table, no answer."""
    if on.year not in national().years:
        raise UnknownYear(on.year)
    return on.weekday() < 5 and on not in OFF


@dataclass(frozen=True)
class Counted:
    """What a hand finds: the last day, and the days whose table was asked."""

    last: date
    asked: tuple[date, ...]


def by_hand(start: date, days: int, unit: str) -> Counted:
    """Count from the day after ``start``."""
    if unit == "working_day":
        on, left, asked = start, days, []
        while left:
            on += A_DAY
            asked.append(on)
            left -= works(on)
        return Counted(on, tuple(asked))
    on = start + days * A_DAY
    asked = []
    while unit == "calendar_day_plus":
        asked.append(on)
        if works(on):
            break
        on += A_DAY
    return Counted(on, tuple(asked))


def end_of(counted: Counted, unit: str, zone: ZoneInfo) -> datetime:
    """The exclusive end: midnight after the last day, or the close of the office on it."""
    if unit == "calendar_day_plus":
        return datetime.combine(counted.last, CLOSES, zone)
    return datetime.combine(counted.last + A_DAY, time(), zone)


def test_the_table_has_every_rule_of_the_contract() -> None:
    assert {rule for rule, _category in LAW} == {rule.value for rule in Rule}


@pytest.mark.parametrize(("rule", "category", "edge"), TABLE)
def test_each_rule_ends_where_a_hand_finds_it_in_all_three_zones(rule: str, category: str, edge: str) -> None:
    days, unit = LAW[rule, category]
    for zone in ZONES:
        # Half an hour before midnight: in UTC it is another day's afternoon, day 0 is the local one.
        start = datetime.combine(EDGES[edge], time(23, 30), zone).astimezone(UTC)
        asked = (Rule(rule), Category(category), start)
        try:
            hand = by_hand(EDGES[edge], days, unit)
        except UnknownYear as unknown:
            with pytest.raises(UnknownYear, match=str(unknown.year)):
                statutory(*asked, regulation=BOOK, calendar=national(), zone=zone)
            continue
        found = statutory(*asked, regulation=BOOK, calendar=national(), zone=zone)
        assert (found.due.due_on, found.due.due_at) == (hand.last, end_of(hand, unit, zone))
        assert (found.as_data()["days"], found.as_data()["unit"]) == (days, unit)
        assert found.due.provisional == any(on.year == 2027 for on in hand.asked)
        assert found.source and rule == found.as_data()["rule"]


@pytest.mark.parametrize("rule", ["objection_answer", "information_request_extension", "information_dispute"])
@pytest.mark.parametrize("edge", EDGES)
def test_what_follows_a_window_begins_on_the_windows_last_day(rule: str, edge: str) -> None:
    days, unit = LAW[rule, "other_services" if rule == "objection_answer" else "goods"]
    zone, last = ZONES[0], EDGES[edge]
    ends_at = datetime.combine(last + A_DAY, time(), zone)
    asked = (Rule(rule), Category.OTHER_SERVICES, ends_at)
    try:
        hand = by_hand(last, days, unit)
    except UnknownYear:
        with pytest.raises(UnknownYear):
            statutory_after(*asked, regulation=BOOK, calendar=national(), zone=zone)
        return
    found = statutory_after(*asked, regulation=BOOK, calendar=national(), zone=zone)
    assert found.due.due_at == end_of(hand, unit, zone)


def test_one_instant_is_another_day_in_another_zone() -> None:
    # 23.30 on Friday in Jakarta is already Saturday farther east; each count ends at midnight of its own zone.
    start = datetime(2026, 10, 9, 23, 30, tzinfo=ZONES[0])
    ends = [
        statutory(Rule.COMPLAINT_COMPLETENESS, Category.GOODS, start, regulation=BOOK, calendar=national(), zone=zone)
        for zone in ZONES
    ]
    assert [each.due.due_on for each in ends] == [date(2026, 10, 23), date(2026, 10, 24), date(2026, 10, 24)]
    assert [each.due.due_at.utcoffset() for each in ends] == [timedelta(hours=hours) for hours in (7, 8, 9)]


@pytest.mark.parametrize("rule", ["appeal", "appeal_answer"])
@pytest.mark.parametrize("category", ["goods", "other_services", "consultancy", "individual_consultancy"])
def test_only_works_know_an_appeal(rule: str, category: str) -> None:
    with pytest.raises(NoSuchRule):
        BOOK.clock(Rule(rule), Category(category))
