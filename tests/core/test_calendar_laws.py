# SPDX-License-Identifier: Apache-2.0
"""What holds for every calendar there could be: counting on tables of holidays made up at random."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from lpse.core.calendar import A_DAY, OFFICE_HOURS, Due, HolidayYear, Unit, WorkingCalendar, WorkingHours

ZONES = st.sampled_from([ZoneInfo(f"Asia/{city}") for city in ("Jakarta", "Makassar", "Jayapura")])
STARTS = st.dates(date(2030, 1, 1), date(2031, 12, 31))
COUNTS = st.integers(1, 60)
COUNTED_IN = (Unit.WORKING_DAY, Unit.CALENDAR_DAY_PLUS)
HOURS = st.lists(st.sampled_from([OFFICE_HOURS.by_weekday[0], None]), min_size=6, max_size=6).map(
    lambda rest: WorkingHours((OFFICE_HOURS.by_weekday[0], *rest))
)
YEARS = range(2030, 2036)


@st.composite
def holidays(draw: st.DrawFn) -> set[date]:
    """Any days of any year, and now and then weeks on end."""
    days = draw(st.sets(st.dates(date(2030, 1, 1), date(2033, 12, 31)), max_size=40))
    for first in draw(st.lists(st.dates(date(2030, 1, 1), date(2032, 6, 1)), max_size=3)):
        days |= {first + A_DAY * step for step in range(draw(st.integers(1, 40)))}
    return days


def calendar_of(days: set[date], provisional: frozenset[int] = frozenset()) -> WorkingCalendar:
    """A calendar with these holidays, and no other."""
    return WorkingCalendar(
        {
            year: HolidayYear(year, {on: "Libur" for on in days if on.year == year}, "SKB uji", year in provisional)
            for year in YEARS
        }
    )


def span(due: Due) -> set[date]:
    """Every day after the event up to the last."""
    return {due.start_on + timedelta(days=step) for step in range(1, (due.due_on - due.start_on).days + 1)}


@given(holidays(), STARTS, COUNTS, st.sampled_from(COUNTED_IN), ZONES)
def test_the_last_day_is_a_working_day(days: set[date], start: date, n: int, unit: Unit, zone: ZoneInfo) -> None:
    calendar = calendar_of(days)
    due = calendar.add(start, n, unit, zone=zone)
    assert due.due_on.weekday() < 5
    assert due.due_on not in days
    assert due.due_on > start


@given(holidays(), STARTS, COUNTS, HOURS, ZONES)
def test_a_period_that_ends_in_hours_ends_when_the_office_is_open(
    days: set[date], start: date, n: int, hours: WorkingHours, zone: ZoneInfo
) -> None:
    calendar = calendar_of(days)
    if not any(hours.by_weekday[:5]):
        return
    due = calendar.add(start, n, Unit.CALENDAR_DAY_PLUS, zone=zone, hours=hours)
    opened = hours.on(due.due_on)
    assert opened is not None
    assert due.due_at.time() == opened[1]
    assert due.due_at.astimezone(zone).date() == due.due_on
    assert due.due_on >= start + A_DAY * n


@given(holidays(), holidays(), STARTS, COUNTS, st.sampled_from(Unit), ZONES)
def test_more_holidays_never_make_a_due_date_earlier(
    days: set[date], more: set[date], start: date, n: int, unit: Unit, zone: ZoneInfo
) -> None:
    few = calendar_of(days).add(start, n, unit, zone=zone)
    many = calendar_of(days | more).add(start, n, unit, zone=zone)
    assert many.due_at >= few.due_at
    # A holiday outside the span is nobody's business.
    if not more & span(few):
        assert many.due_at == few.due_at


@given(holidays(), STARTS, COUNTS, st.sampled_from(Unit), ZONES)
def test_counted_and_skipped_explain_every_day_of_the_span(
    days: set[date], start: date, n: int, unit: Unit, zone: ZoneInfo
) -> None:
    calendar = calendar_of(days)
    due = calendar.add(start, n, unit, zone=zone)
    skipped = {row.on for row in due.skipped}
    assert len(due.counted) == n == due.count
    assert set(due.counted) | skipped == span(due)
    assert not set(due.counted) & skipped
    assert all(calendar.why_not(row.on) == row.why for row in due.skipped)
    if unit is Unit.WORKING_DAY:
        assert not any(calendar.why_not(on) for on in due.counted)
    assert Due.from_data(due.as_data()) == due


@given(holidays(), STARTS, COUNTS, st.sampled_from(COUNTED_IN), st.frozensets(st.sampled_from(YEARS)))
def test_a_due_date_is_provisional_when_a_provisional_year_decided_it(
    days: set[date], start: date, n: int, unit: Unit, provisional: frozenset[int]
) -> None:
    due = calendar_of(days, provisional).add(start, n, unit, zone=ZoneInfo("Asia/Jakarta"))
    if due.due_on.year in provisional:
        assert due.provisional
    if not {on.year for on in span(due)} & provisional:
        assert not due.provisional
