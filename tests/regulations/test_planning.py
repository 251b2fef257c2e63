# SPDX-License-Identifier: Apache-2.0
"""Planning backwards, moving and measuring, over generated calendars: generator, checker and measure agree."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lpse import regulations
from lpse.core.calendar import HolidayYear, WorkingCalendar, last_day
from lpse.regulations import Category, StageKind
from lpse.regulations.holidays import national
from lpse.regulations.planning import Measure, Moved, announcement_for, measure, moved_schedule, provisional_years
from lpse.regulations.schedules import StageWindow, TooEarly, check_schedule, draft_schedule, draft_training_schedule

ZONE = ZoneInfo("Asia/Makassar")
BOOK = regulations.get("pbj-2025")
K = StageKind
YEARS = (2025, 2026, 2027)
CATEGORIES = st.sampled_from([Category.GOODS, Category.OTHER_SERVICES, Category.WORKS])
MEASURED = {K.ANNOUNCEMENT, K.DOCUMENT_DOWNLOAD, K.CLARIFICATION, K.BID_SUBMISSION, K.AWARD_ANNOUNCEMENT,
            K.STANDSTILL, K.CONTRACT_SIGNING}  # fmt: skip


@st.composite
def calendars(draw: st.DrawFn) -> WorkingCalendar:
    """Any three years with up to forty holidays each, wherever they fall."""
    years = {}
    for year in YEARS:
        days = draw(st.sets(st.integers(0, 364), max_size=40))
        table = {date(year, 1, 1) + timedelta(days=day): f"Libur {day}" for day in sorted(days)}
        years[year] = HolidayYear(year, table, "SKB uji")
    return WorkingCalendar(years)


MOMENTS = st.datetimes(datetime(2025, 2, 1), datetime(2027, 6, 1)).map(  # noqa: DTZ001
    lambda naive: naive.replace(second=0, microsecond=0, tzinfo=ZONE)
)


def faults(
    rows: list[StageWindow] | list[Moved], category: Category, calendar: WorkingCalendar
) -> set[StageKind | None]:
    found = check_schedule(rows, BOOK, category, calendar=calendar, zone=ZONE)
    return {problem.stage for problem in found if not problem.is_warning}


@given(calendar=calendars(), announce_at=MOMENTS, category=CATEGORIES)
def test_whatever_is_drafted_under_any_calendar_is_lawful(
    calendar: WorkingCalendar, announce_at: datetime, category: Category
) -> None:
    rows = draft_schedule(BOOK, category, announce_at, calendar=calendar, zone=ZONE)
    assert faults(rows, category, calendar) == set()
    assert [row.kind for row in rows] == list(StageKind)


@given(calendar=calendars(), wanted=MOMENTS, category=CATEGORIES)
def test_a_wanted_deadline_is_kept_and_announced_as_late_as_the_law_allows(
    calendar: WorkingCalendar, wanted: datetime, category: Category
) -> None:
    wanted = wanted.replace(hour=max(9, min(15, wanted.hour)))
    begins = announcement_for(BOOK, category, wanted, calendar=calendar, zone=ZONE)
    rows = {
        row.kind: row
        for row in draft_schedule(BOOK, category, begins, calendar=calendar, zone=ZONE, deadline_at=wanted)
    }
    assert rows[K.BID_SUBMISSION].ends_at == wanted
    in_hours = calendar.is_working_day(wanted.date())
    if in_hours or category is not Category.WORKS:
        assert faults(list(rows.values()), category, calendar) == set()
    later = begins + timedelta(days=1)
    while not calendar.is_working_day(later.date()):
        later += timedelta(days=1)
    with pytest.raises(TooEarly):
        draft_schedule(BOOK, category, later, calendar=calendar, zone=ZONE, deadline_at=wanted)


@given(calendar=calendars(), announce_at=MOMENTS, days=st.integers(1, 40))
def test_a_moved_schedule_is_lawful_and_moves_nothing_before_the_deadline(
    calendar: WorkingCalendar, announce_at: datetime, days: int
) -> None:
    rows = draft_schedule(BOOK, Category.GOODS, announce_at, calendar=calendar, zone=ZONE)
    old = {row.kind: row for row in rows}
    later = old[K.BID_SUBMISSION].ends_at + timedelta(days=days)
    moved = moved_schedule(rows, later, regulation=BOOK, category=Category.GOODS, calendar=calendar, zone=ZONE)
    new = {row.kind: row for row in moved}
    assert new[K.BID_SUBMISSION].ends_at == later
    for kind in (K.ANNOUNCEMENT, K.CLARIFICATION):
        assert (new[kind].starts_at, new[kind].ends_at) == (old[kind].starts_at, old[kind].ends_at)
    assert new[K.DOCUMENT_DOWNLOAD].ends_at >= old[K.DOCUMENT_DOWNLOAD].ends_at
    assert faults(moved, Category.GOODS, calendar) == set()


@given(
    calendar=calendars(),
    announce_at=MOMENTS,
    kind=st.sampled_from(sorted(StageKind)),
    shift=st.integers(-20 * 24, 20 * 24),
    edge=st.sampled_from(["starts_at", "ends_at"]),
)
def test_a_stage_is_below_its_limit_exactly_when_its_slack_is_negative(
    calendar: WorkingCalendar, announce_at: datetime, kind: StageKind, shift: int, edge: str
) -> None:
    rows = []
    for row in draft_schedule(BOOK, Category.GOODS, announce_at, calendar=calendar, zone=ZONE):
        moved = {edge: getattr(row, edge) + timedelta(hours=shift)} if row.kind is kind else {}
        rows.append(replace(row, **moved))
    if any(row.ends_at <= row.starts_at for row in rows):
        return
    minima = {
        problem.stage
        for problem in check_schedule(rows, BOOK, Category.GOODS, calendar=calendar, zone=ZONE)
        if not problem.is_warning and any(word in problem.message for word in ("paling", "terlalu awal"))
    }
    short = {row.kind for row in measured(rows, calendar) if row.slack is not None and row.slack < 0}
    assert short == minima & MEASURED


def measured(rows: list[StageWindow], calendar: WorkingCalendar) -> list[Measure]:
    return measure(rows, BOOK, Category.GOODS, calendar=calendar, zone=ZONE)


def test_the_measure_tells_slack_and_holidays_of_each_stage() -> None:
    begins = datetime(2026, 12, 17, 9, tzinfo=ZONE)
    rows = {
        row.kind: row
        for row in measured(draft_schedule(BOOK, Category.GOODS, begins, calendar=national(), zone=ZONE), national())
    }
    assert list(rows) == list(StageKind)
    assert rows[K.ANNOUNCEMENT].slack == 0
    assert rows[K.ANNOUNCEMENT].actual == "tayang 5 hari kerja"
    assert rows[K.EVALUATION].slack is None
    assert [day.on for day in rows[K.BID_SUBMISSION].holidays] == [date(2026, 12, 24), date(2026, 12, 25)]


def test_a_deadline_too_early_says_the_earliest_one() -> None:
    begins = datetime(2026, 10, 5, 9, tzinfo=ZONE)
    with pytest.raises(TooEarly, match=r"Paling awal Selasa, 13 Oktober 2026 pukul 10\.00 WITA"):
        draft_schedule(
            BOOK, Category.GOODS, begins, calendar=national(), zone=ZONE, deadline_at=begins + timedelta(days=7)
        )


def test_a_training_schedule_keeps_its_durations_when_it_moves() -> None:
    begins, hour = datetime(2026, 10, 5, 9, tzinfo=ZONE), timedelta(hours=1)
    rows = draft_training_schedule(BOOK, begins, bidding=hour, step=hour)
    moved = moved_schedule(
        rows, begins + 3 * hour, regulation=BOOK, category=Category.GOODS, calendar=national(), zone=ZONE, training=True
    )
    new = {row.kind: row for row in moved}
    assert new[K.ANNOUNCEMENT].ends_at == begins + hour
    assert new[K.DOCUMENT_DOWNLOAD].ends_at == begins + 3 * hour
    assert new[K.EVALUATION].ends_at - new[K.EVALUATION].starts_at == hour
    assert check_schedule(moved, BOOK, Category.GOODS, calendar=national(), zone=ZONE, training=True) == []


def test_a_deadline_at_midnight_belongs_to_the_day_before() -> None:
    midnight = datetime(2026, 10, 14, 0, 0, tzinfo=ZONE)
    assert last_day(midnight, ZONE) == date(2026, 10, 13)
    begins = announcement_for(BOOK, Category.GOODS, midnight, calendar=national(), zone=ZONE)
    assert begins.date() == date(2026, 10, 5)


def test_a_plan_into_a_year_without_its_decree_is_named_as_provisional() -> None:
    read = draft_schedule(BOOK, Category.GOODS, datetime(2026, 6, 1, 8, tzinfo=ZONE), calendar=national(), zone=ZONE)
    assert provisional_years(read, calendar=national(), zone=ZONE) == []
    later = draft_schedule(BOOK, Category.GOODS, datetime(2026, 12, 7, 8, tzinfo=ZONE), calendar=national(), zone=ZONE)
    assert later[-1].ends_at.year == 2027
    assert provisional_years(later, calendar=national(), zone=ZONE) == [2027]
