# SPDX-License-Identifier: Apache-2.0
"""Working days left of a stage, counted by hand at the edges of the calendar."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from evaluation.rules.remaining import remaining
from lpse.core.calendar import TrainingClock
from lpse.regulations import holidays

WIB = ZoneInfo("Asia/Jakarta")


def at(day: int, hour: int, month: int = 11, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=WIB)


@pytest.mark.parametrize(
    ("now", "ends_at", "words"),
    [
        (at(26, 14), at(1, 16, 12), "3 hari kerja lagi"),  # Thursday: Friday, Monday, Tuesday
        (at(26, 14), datetime(2026, 12, 1, tzinfo=WIB), "2 hari kerja lagi"),  # midnight belongs to the day before
        (at(27, 9), at(27, 16), "hari kerja terakhir"),
        (at(27, 9), at(29, 16), "hari kerja terakhir"),  # only a weekend follows
        (at(28, 9), at(30, 16), "1 hari kerja lagi"),
        (at(23, 9, 12), at(28, 16, 12), "1 hari kerja lagi"),  # leave on the 24th, Christmas on the 25th, a weekend
        (at(27, 16), at(27, 16), "sudah lewat"),
    ],
)
def test_working_days_later_than_today_are_counted(now: datetime, ends_at: datetime, words: str) -> None:
    left = remaining(ends_at, now, calendar=holidays.national(), zone=WIB)
    assert left is not None
    assert left.words == words
    assert left.is_over is (words == "sudah lewat")


def test_the_counting_names_its_days_and_a_year_without_holidays_is_not_guessed() -> None:
    left = remaining(at(1, 16, 12), at(26, 14), calendar=holidays.national(), zone=WIB)
    assert left is not None
    assert "(hari ke-0)" in left.basis
    assert remaining(at(4, 16, 1, 2099), at(26, 14, year=2098), calendar=holidays.national(), zone=WIB) is None


def test_a_training_tender_tells_minutes() -> None:
    now = at(26, 14)
    left = remaining(now.replace(minute=1), now, calendar=TrainingClock(20), zone=WIB)
    assert left is not None
    assert left.words == "1 menit lagi"
    assert "20 detik" in left.basis
