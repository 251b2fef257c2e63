# SPDX-License-Identifier: Apache-2.0
"""Who may ask and answer, and when: the windows to their last microsecond."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lpse.core.acts import Actor, Kind, Role
from lpse.core.windows import Window
from tenders.rules import Status
from vendors.policy import Act, Clarifying, Facts, may_answer, may_ask
from vendors.rules import Grant, Power, VendorStatus

pytestmark = pytest.mark.pure
START = datetime(2026, 12, 1, 2, tzinfo=UTC)
END = START + timedelta(hours=4)
BIDS = END + timedelta(days=5)
TICK = timedelta(microseconds=1)
KNOWN = Clarifying(Status.ANNOUNCED, Window(START, END), BIDS, None, ZoneInfo("Asia/Jakarta"))
RANI = Actor(1, "Rani", frozenset({Role.VENDOR}))
BIMA = Actor(2, "Bima", frozenset({Role.COMMITTEE}), stepped_up=True)
VENDOR = Facts(VendorStatus.VERIFIED, Power.PREPARER, grants=frozenset({Grant.PREPARE}))
MEMBER = Facts(is_member=True)


@pytest.mark.parametrize(
    ("moment", "is_in"),
    [(START - TICK, False), (START, True), (END - TICK, True), (END, False), (BIDS, False)],
    ids=["before", "at the start", "the last microsecond", "at the end", "long after"],
)
def test_questions_are_taken_in_a_half_open_window(moment: datetime, is_in: bool) -> None:
    refusal = may_ask(RANI, VENDOR, KNOWN, moment)
    assert (refusal is None) is is_in
    if refusal is not None:
        assert refusal.kind is Kind.WHEN
        assert "1 Desember 2026 pukul 09.00 WIB" in refusal.message
        assert "1 Desember 2026 pukul 13.00 WIB" in refusal.message


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.ANNOUNCED}))
def test_a_tender_that_is_not_running_takes_no_question_and_no_answer(status: Status) -> None:
    known = replace(KNOWN, status=status)
    assert may_ask(RANI, VENDOR, known, START) is not None
    assert may_answer(Act.PUBLISH_ANSWERS, BIMA, MEMBER, known, START) is not None


@pytest.mark.parametrize("status", sorted(set(VendorStatus) - {VendorStatus.VERIFIED}))
def test_only_a_verified_vendor_asks(status: VendorStatus) -> None:
    refusal = may_ask(RANI, Facts(status, Power.SIGNER), KNOWN, START)
    assert refusal is not None
    assert refusal.kind is Kind.STATE


def test_answers_follow_after_the_window_until_the_bid_deadline() -> None:
    allowed = {moment: may_answer(Act.DRAFT_ANSWER, BIMA, MEMBER, KNOWN, moment) is None
               for moment in (START - TICK, START, END, BIDS - TICK, BIDS)}  # fmt: skip
    assert list(allowed.values()) == [False, True, True, True, False]


def test_the_minutes_end_the_answers() -> None:
    refusal = may_answer(Act.DRAFT_ANSWER, BIMA, MEMBER, replace(KNOWN, closed_at=END), END)
    assert refusal is not None
    assert "Berita acara pemberian penjelasan sudah dibuat" in refusal.message
    assert may_ask(RANI, VENDOR, replace(KNOWN, closed_at=END), START) is not None


@pytest.mark.parametrize("act", [Act.DRAFT_ANSWER, Act.PUBLISH_ANSWERS, Act.MASK_ASKERS])
def test_a_committee_member_without_a_seat_here_is_refused(act: Act) -> None:
    refusal = may_answer(act, BIMA, Facts(), KNOWN, START)
    assert refusal is not None
    assert refusal.kind is Kind.WHO


def test_publishing_asks_for_the_second_factor_last_and_drafting_never() -> None:
    tired = replace(BIMA, stepped_up=False)
    assert may_answer(Act.DRAFT_ANSWER, tired, MEMBER, KNOWN, START) is None
    refusal = may_answer(Act.PUBLISH_ANSWERS, tired, MEMBER, KNOWN, START)
    assert refusal is not None
    assert "faktor kedua" in refusal.message
    late = may_answer(Act.PUBLISH_ANSWERS, tired, MEMBER, KNOWN, BIDS)
    assert late is not None
    assert late.kind is Kind.WHEN
