# SPDX-License-Identifier: Apache-2.0
"""Counting days as the law counts them, on the 2026 calendar and on small calendars of our own."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lpse.core import words_of_time
from lpse.core.calendar import (
    HolidayYear,
    TrainingClock,
    Unit,
    UnknownYear,
    WorkingCalendar,
    WorkingHours,
    last_day,
    local_date,
)
from lpse.regulations.holidays import national

JAKARTA = ZoneInfo("Asia/Jakarta")
JAYAPURA = ZoneInfo("Asia/Jayapura")
FRIDAY = date(2026, 3, 13)  # before Nyepi and Idulfitri
A_DAY = timedelta(days=1)


def test_working_days_end_at_the_next_midnight() -> None:
    due = national().add(FRIDAY, 5, Unit.WORKING_DAY, zone=JAKARTA)
    assert due.due_on == date(2026, 3, 27)
    assert due.due_at == datetime(2026, 3, 28, tzinfo=JAKARTA)
    assert due.counted == tuple(date(2026, 3, day) for day in (16, 17, 25, 26, 27))
    assert [row.on.day for row in due.skipped] == [14, 15, 18, 19, 20, 21, 22, 23, 24]


def test_calendar_days_plus_move_the_last_day_to_working_hours() -> None:
    due = national().add(FRIDAY, 5, Unit.CALENDAR_DAY_PLUS, zone=JAKARTA)
    assert due.due_on == date(2026, 3, 25)
    assert due.due_at == datetime(2026, 3, 25, 16, tzinfo=JAKARTA)
    assert due.counted == tuple(date(2026, 3, day) for day in (14, 15, 16, 17, 25))
    assert [row.on.day for row in due.skipped] == [18, 19, 20, 21, 22, 23, 24]


def test_plain_calendar_days_may_end_on_a_holiday_and_need_no_table() -> None:
    due = national().add(date(2041, 12, 20), 14, Unit.CALENDAR_DAY, zone=JAKARTA)
    assert due.due_on == date(2042, 1, 3)
    assert due.skipped == ()
    assert not due.provisional


def test_an_answer_counts_from_the_last_day_of_the_window_it_follows() -> None:
    calendar = national()
    midnight = calendar.add(FRIDAY, 5, Unit.WORKING_DAY, zone=JAKARTA).due_at
    assert calendar.after(midnight, 3, Unit.WORKING_DAY, zone=JAKARTA).due_on == date(2026, 4, 1)
    office_close = calendar.add(FRIDAY, 5, Unit.CALENDAR_DAY_PLUS, zone=JAKARTA).due_at
    assert calendar.after(office_close, 3, Unit.CALENDAR_DAY_PLUS, zone=JAKARTA).due_on == date(2026, 3, 30)


def test_day_zero_is_the_local_date_of_the_event() -> None:
    event = datetime(2026, 10, 5, 16, tzinfo=UTC)  # 23.00 WIB on the 5th, 01.00 WIT on the 6th
    assert national().add(event, 1, Unit.WORKING_DAY, zone=JAKARTA).due_on == date(2026, 10, 6)
    assert national().add(event, 1, Unit.WORKING_DAY, zone=JAYAPURA).due_on == date(2026, 10, 7)


def test_a_year_without_a_table_is_refused_never_guessed() -> None:
    with pytest.raises(UnknownYear, match="2028") as refusal:
        national().add(date(2027, 12, 30), 3, Unit.WORKING_DAY, zone=JAKARTA)
    assert refusal.value.year == 2028
    with pytest.raises(UnknownYear, match="2022"):
        national().back(date(2023, 1, 3), 3)


def test_a_deadline_that_touches_a_provisional_year_says_so() -> None:
    inside = national().add(date(2026, 12, 28), 3, Unit.WORKING_DAY, zone=JAKARTA)
    assert inside.due_on == date(2026, 12, 31)
    assert not inside.provisional
    across = national().add(date(2026, 12, 28), 4, Unit.WORKING_DAY, zone=JAKARTA)
    assert across.due_on == date(2027, 1, 4)
    assert across.provisional
    assert "Sementara" in across.words()


def test_a_regional_holiday_is_skipped_with_its_name() -> None:
    calendar = national().with_regional({date(2026, 10, 6): "Hari jadi Kota Sagara"})
    due = calendar.add(date(2026, 10, 5), 1, Unit.WORKING_DAY, zone=JAKARTA)
    assert due.due_on == date(2026, 10, 7)
    assert due.skipped[0].why == "Hari jadi Kota Sagara"


def test_a_deadline_of_works_never_lands_on_a_day_the_office_is_closed() -> None:
    closed_on_fridays = WorkingHours(((time(8), time(15)),) * 4 + (None, None, None))
    due = national().add(date(2026, 10, 5), 4, Unit.CALENDAR_DAY_PLUS, zone=JAKARTA, hours=closed_on_fridays)
    assert due.due_at == datetime(2026, 10, 12, 15, tzinfo=JAKARTA)
    assert [row.why for row in due.skipped] == ["di luar hari kerja kantor", "Sabtu", "Minggu"]


@pytest.mark.parametrize("unit", Unit)
@pytest.mark.parametrize("n", [0, -1])
def test_less_than_one_day_is_refused(unit: Unit, n: int) -> None:
    with pytest.raises(ValueError, match="paling sedikit satu"):
        national().add(FRIDAY, n, unit, zone=JAKARTA)
    with pytest.raises(ValueError, match="paling sedikit satu"):
        TrainingClock(1).add(datetime(2026, 1, 1, tzinfo=UTC), n, unit, zone=JAKARTA)


def test_the_way_of_counting_is_told_in_whole_sentences() -> None:
    assert national().add(date(2026, 10, 8), 2, Unit.WORKING_DAY, zone=JAKARTA).words() == (
        "2 hari kerja sesudah Kamis, 8 Oktober 2026 (hari ke-0): 9, 12 Oktober 2026. "
        "Dilewati: 10 Oktober 2026 (Sabtu); 11 Oktober 2026 (Minggu). "
        "Berakhir Senin, 12 Oktober 2026 pukul 24.00 WIB."
    )
    moved = national().add(date(2026, 10, 8), 2, Unit.CALENDAR_DAY_PLUS, zone=JAYAPURA).words()
    assert "Hari terakhir dipindahkan melewati: 10 Oktober 2026 (Sabtu)" in moved
    assert moved.endswith("Berakhir Senin, 12 Oktober 2026 pukul 16.00 WIT.")


def test_a_training_day_lasts_its_seconds_and_knows_no_working_hours() -> None:
    sunday_night = datetime(2026, 3, 22, 23, 59, 50, tzinfo=JAKARTA)
    due = TrainingClock(20).add(sunday_night, 5, Unit.WORKING_DAY, zone=JAKARTA)
    assert due.due_at == sunday_night + timedelta(seconds=100)
    assert due.training_seconds == 20
    assert "Latihan" in due.words()
    assert TrainingClock(20).after(due.due_at, 3, Unit.CALENDAR_DAY_PLUS, zone=JAKARTA).due_at == (
        due.due_at + timedelta(seconds=60)
    )


def test_training_refuses_a_bare_date_and_a_day_of_no_length() -> None:
    with pytest.raises(ValueError, match="bukan dari tanggal"):
        TrainingClock(1).add(FRIDAY, 1, Unit.WORKING_DAY, zone=JAKARTA)
    with pytest.raises(ValueError, match="satu detik"):
        TrainingClock(0)


def test_a_moment_without_zone_has_no_local_date() -> None:
    with pytest.raises(ValueError, match="zona"):
        local_date(datetime(2026, 1, 1), JAKARTA)  # noqa: DTZ001  that is the point
    assert last_day(datetime(2026, 1, 2, tzinfo=JAKARTA), JAKARTA) == date(2026, 1, 1)


def test_working_hours_survive_being_frozen_onto_a_tender() -> None:
    hours = WorkingHours(((time(8), time(16, 30)),) * 4 + ((time(8), time(17)), None, None))
    assert WorkingHours.from_data(hours.as_data()) == hours
    with pytest.raises(ValueError, match="tujuh hari"):
        WorkingHours(((time(16), time(8)),) * 7)


DAYS = st.dates(date(2023, 1, 1), date(2026, 9, 1))
COUNTS = st.integers(1, 60)


@given(DAYS, COUNTS)
def test_a_due_date_in_working_days_is_a_working_day_and_counts_right(start: date, n: int) -> None:
    calendar = national()
    due = calendar.add(start, n, Unit.WORKING_DAY, zone=JAKARTA)
    assert calendar.is_working_day(due.due_on)
    assert calendar.working_days(start, due.due_on) == n == len(due.counted)
    assert due.counted[-1] == due.due_on
    days = {start + A_DAY * step for step in range(1, (due.due_on - start).days + 1)}
    assert set(due.counted) | {row.on for row in due.skipped} == days
    assert len(due.counted) + len(due.skipped) == len(days)


@given(DAYS, COUNTS)
def test_calendar_days_plus_end_on_the_first_working_day_not_before_the_nth(start: date, n: int) -> None:
    calendar = national()
    due = calendar.add(start, n, Unit.CALENDAR_DAY_PLUS, zone=JAKARTA)
    assert calendar.is_working_day(due.due_on)
    assert due.due_on >= start + A_DAY * n
    assert not any(calendar.is_working_day(start + A_DAY * step) for step in range(n, (due.due_on - start).days))
    assert len(due.counted) == n


@given(DAYS, COUNTS)
def test_going_back_undoes_going_forward(start: date, n: int) -> None:
    calendar = national()
    first = calendar.add(start, 1, Unit.WORKING_DAY, zone=JAKARTA).due_on
    there = calendar.add(first, n, Unit.WORKING_DAY, zone=JAKARTA).due_on
    assert calendar.back(there, n) == first


def test_a_holiday_on_a_weekend_is_told_by_its_name() -> None:
    calendar = WorkingCalendar({2026: HolidayYear(2026, {date(2026, 3, 21): "Idulfitri"}, "uji")})
    assert calendar.why_not(date(2026, 3, 21)) == "Idulfitri"
    assert calendar.why_not(date(2026, 3, 28)) == "Sabtu"
    assert calendar.why_not(date(2026, 3, 30)) is None


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (
            words_of_time.deadline(datetime(2026, 3, 28, tzinfo=JAKARTA), JAKARTA),
            "Jumat, 27 Maret 2026 pukul 24.00 WIB",
        ),
        (
            words_of_time.instant(datetime(2026, 11, 24, 3, tzinfo=UTC), ZoneInfo("Asia/Makassar")),
            "Selasa, 24 November 2026 pukul 11.00 WITA",
        ),
        (
            words_of_time.span(datetime(2026, 11, 16, 1, tzinfo=UTC), datetime(2026, 11, 24, 3, tzinfo=UTC), JAKARTA),
            "Sen 16 Nov 08.00 – Sel 24 Nov 2026 10.00 WIB",
        ),
        (words_of_time.remaining(timedelta(days=3, hours=19, minutes=27)), "3 hari 19 jam 27 menit"),
        (words_of_time.remaining(timedelta(hours=2, minutes=14, seconds=9, milliseconds=900)), "02.14.09"),
        (words_of_time.remaining(-A_DAY), "00.00.00"),
        (words_of_time.clock(datetime(2026, 1, 1, tzinfo=UTC), UTC, seconds=True), "00.00.00 UTC"),
    ],
)
def test_times_are_told_with_their_zone(told: str, expected: str) -> None:
    assert told == expected
