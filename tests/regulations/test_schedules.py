# SPDX-License-Identifier: Apache-2.0
"""Schedules: what is drafted is lawful, what is unlawful is named with its stage and article."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lpse import regulations
from lpse.core.calendar import UnknownYear
from lpse.core.windows import BadWindow
from lpse.regulations import Category, StageKind
from lpse.regulations.holidays import national
from lpse.regulations.schedules import (
    Problem,
    StageWindow,
    check_schedule,
    draft_schedule,
    draft_training_schedule,
)

JAKARTA = ZoneInfo("Asia/Jakarta")
BOOK = regulations.get("pbj-2025")
MONDAY = datetime(2026, 10, 5, 9, tzinfo=JAKARTA)
K = StageKind


def draft(announce_at: datetime = MONDAY, category: Category = Category.GOODS) -> list[StageWindow]:
    return draft_schedule(BOOK, category, announce_at, calendar=national(), zone=JAKARTA)


def check(
    windows: Sequence[StageWindow], category: Category = Category.GOODS, *, owner_estimate_on: date | None = None
) -> list[Problem]:
    return check_schedule(
        windows, BOOK, category, calendar=national(), zone=JAKARTA, owner_estimate_on=owner_estimate_on
    )


def moved(
    windows: Sequence[StageWindow], kind: StageKind, *, start: datetime | None = None, end: datetime | None = None
) -> list[StageWindow]:
    return [
        replace(window, starts_at=start or window.starts_at, ends_at=end or window.ends_at)
        if window.kind is kind
        else window
        for window in windows
    ]


def at(month: int, day: int, hour: int = 16, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=JAKARTA)


def test_the_shortest_schedule_of_the_rulebook_is_drafted() -> None:
    """law.md R-SCH-1: announced Monday 5 October, clarified on the 8th, bids due on Tuesday the 13th."""
    plan = {window.kind: window for window in draft()}
    assert list(plan) == list(StageKind)
    assert plan[K.ANNOUNCEMENT].ends_at.date() == date(2026, 10, 12)
    assert plan[K.CLARIFICATION].starts_at.date() == date(2026, 10, 8)
    assert plan[K.BID_SUBMISSION].ends_at == at(10, 13, 10)
    assert plan[K.DOCUMENT_DOWNLOAD].ends_at.date() == date(2026, 10, 12)
    assert plan[K.BID_OPENING].starts_at == plan[K.BID_SUBMISSION].ends_at
    assert plan[K.ANNOUNCEMENT].minimum == "paling singkat 5 hari kerja"
    assert check(draft()) == []


@pytest.mark.parametrize("category", [Category.GOODS, Category.OTHER_SERVICES, Category.WORKS])
@given(
    announce_at=st.datetimes(datetime(2025, 5, 1), datetime(2027, 9, 1)).map(lambda naive: naive.replace(tzinfo=UTC))  # noqa: DTZ001
)
def test_whatever_is_drafted_is_lawful(category: Category, announce_at: datetime) -> None:
    assert check(draft(announce_at, category), category) == []


@pytest.mark.parametrize(
    ("kind", "start", "end", "words"),
    [
        (K.ANNOUNCEMENT, None, at(10, 9), "tayang 4 hari kerja; paling sedikit 5 hari kerja"),
        (K.DOCUMENT_DOWNLOAD, None, at(10, 9), "ditutup terlalu awal"),
        (K.CLARIFICATION, at(10, 7, 8), None, "mulai 2 hari kerja; paling sedikit 3 hari kerja"),
        (K.CLARIFICATION, None, at(10, 9), "berakhir 2 hari kerja; paling sedikit 3 hari kerja"),
        (K.BID_SUBMISSION, None, at(10, 12, 10), "tidak boleh berakhir sebelum"),
        (K.BID_OPENING, at(10, 13, 9, 59), None, "tidak boleh mulai sebelum Upload Dokumen Penawaran berakhir"),
        (K.AWARD_ANNOUNCEMENT, at(10, 26, 8), at(10, 26), "paling lambat 1 hari kerja setelah pembuktian"),
        (K.STANDSTILL, None, at(10, 30, 23, 59), "paling singkat 5 hari kerja"),
        (K.APPOINTMENT, at(10, 30, 8), None, "tidak boleh mulai sebelum Masa Sanggah berakhir"),
        (K.CONTRACT_SIGNING, None, at(11, 27), "paling lambat 14 hari kerja setelah SPPBJ"),
    ],
)
def test_each_minimum_is_kept(kind: StageKind, start: datetime | None, end: datetime | None, words: str) -> None:
    problems = [problem for problem in check(moved(draft(), kind, start=start, end=end)) if not problem.is_warning]
    assert any(words in problem.message and problem.article for problem in problems), problems


def test_all_problems_are_told_at_once() -> None:
    windows = moved(moved(draft(), K.ANNOUNCEMENT, end=at(10, 9)), K.STANDSTILL, end=at(10, 28))
    assert [problem.stage for problem in check(windows)] == [K.ANNOUNCEMENT, K.STANDSTILL]


def test_a_stage_left_out_doubled_or_empty_is_named() -> None:
    windows = [window for window in draft() if window.kind is not K.EVALUATION]
    assert [problem.stage for problem in check(windows)] == [K.EVALUATION]
    assert "lebih dari satu kali" in check([*draft(), draft()[0]])[0].message
    empty = moved(draft(), K.EVALUATION, end=draft()[5].starts_at)
    assert [problem.message for problem in check(empty)] == [
        "Tahap Evaluasi Administrasi, Kualifikasi, Teknis, dan Harga harus berakhir sesudah mulai."
    ]


def test_a_late_friday_end_is_advice_for_goods_and_a_fault_for_works() -> None:
    evening = at(10, 23, 20)
    goods = check(moved(draft(), K.AWARD_DECISION, end=evening))
    assert [(problem.stage, problem.is_warning) for problem in goods] == [(K.AWARD_DECISION, True)]
    works = check(moved(draft(category=Category.WORKS), K.AWARD_DECISION, end=evening), Category.WORKS)
    assert [(problem.stage, problem.is_warning) for problem in works] == [(K.AWARD_DECISION, False)]


def test_an_owner_estimate_older_than_28_working_days_is_refused() -> None:
    limit = national().back(date(2026, 10, 13), 28)
    assert check(draft(), owner_estimate_on=limit) == []
    problems = check(draft(), owner_estimate_on=national().back(limit, 1))
    assert [problem.stage for problem in problems] == [K.BID_SUBMISSION]
    assert "28 hari kerja" in problems[0].message


def test_a_year_without_holidays_is_refused_in_draft_and_check() -> None:
    late = datetime(2027, 12, 20, 9, tzinfo=JAKARTA)
    with pytest.raises(UnknownYear, match="2028"):
        draft(late)
    year = timedelta(days=728)
    shifted = [replace(row, starts_at=row.starts_at + year, ends_at=row.ends_at + year) for row in draft()]
    problems = check(shifted)
    assert [(problem.stage, problem.article) for problem in problems] == [(None, "R-CAL-4")]


def training(windows: Sequence[StageWindow]) -> list[Problem]:
    return check_schedule(windows, BOOK, Category.GOODS, calendar=national(), zone=JAKARTA, training=True)


def test_training_accepts_any_positive_duration_but_keeps_the_order() -> None:
    windows = draft_training_schedule(BOOK, MONDAY, bidding=timedelta(seconds=3), step=timedelta(milliseconds=1))
    assert [window.kind for window in windows] == list(StageKind)
    assert training(windows) == []
    early = moved(windows, K.BID_OPENING, start=MONDAY)
    assert [problem.stage for problem in training(early)] == [K.BID_OPENING]
    with pytest.raises(BadWindow):
        draft_training_schedule(BOOK, MONDAY, bidding=timedelta(0), step=timedelta(seconds=1))


def test_training_needs_no_table_of_holidays() -> None:
    far = datetime(2099, 1, 1, tzinfo=JAKARTA)
    windows = draft_training_schedule(BOOK, far, bidding=timedelta(seconds=3), step=timedelta(seconds=1))
    assert training(windows) == []
