# SPDX-License-Identifier: Apache-2.0
"""Who may appeal, clarify a bond, decide and settle: every condition refuses alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from complaints.policy_appeals import (
    DIVERTED,
    LATE,
    AppealFacts,
    is_in_window,
    may_clarify,
    may_decide,
    may_draft_appeal,
    may_enter_letter,
    may_file_appeal,
    may_settle,
)
from complaints.rules import AppealStatus, ObjectionStatus, Origin
from lpse.core.acts import STEP_UP, Actor, Kind, Role

pytestmark = pytest.mark.pure
NOW = datetime(2026, 10, 12, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
OPEN = AppealFacts(
    knows_appeals=True,
    objection=ObjectionStatus.REJECTED,
    window_ends_at=LATER,
    is_objector=True,
    is_signer=True,
    is_chair=True,
)
FILED = replace(OPEN, status=AppealStatus.FILED)
ADMITTED = replace(OPEN, status=AppealStatus.ADMITTED, is_authority=True, due_at=LATER, silence_accepts=True)
OVER = (AppealStatus.UPHELD, AppealStatus.REJECTED, AppealStatus.LAPSED)


def actor(role: Role, *, stepped_up: bool = True) -> Actor:
    return Actor(7, "Joko Santoso", frozenset({role}), stepped_up)


BIDDER, CHAIR, AUTHORITY = actor(Role.VENDOR), actor(Role.COMMITTEE), actor(Role.BUDGET_AUTHORITY)
HEAD = actor(Role.UNIT_HEAD)


def test_the_signing_objector_appeals_while_the_window_is_open() -> None:
    assert may_file_appeal(BIDDER, OPEN, NOW) is None
    assert may_file_appeal(actor(Role.VENDOR, stepped_up=False), OPEN, NOW) is STEP_UP
    assert may_draft_appeal(actor(Role.VENDOR, stepped_up=False), OPEN, NOW) is None


@pytest.mark.parametrize(
    ("change", "kind", "word"),
    [
        ({"is_objector": False}, Kind.WHO, "Hanya penyanggah"),
        ({"is_signer": False}, Kind.WHO, "penanda tangan"),
        ({"knows_appeals": False}, Kind.STATE, "pekerjaan konstruksi"),
        ({"objection": ObjectionStatus.UPHELD}, Kind.STATE, "ditolak"),
        ({"status": AppealStatus.FILED}, Kind.STATE, "sudah ada"),
        ({"is_in_force": False}, Kind.STATE, "tidak berlaku"),
        ({"window_ends_at": None}, Kind.STATE, "tidak berlaku"),
        ({"window_ends_at": NOW}, Kind.WHEN, "sudah berakhir"),
    ],
)
def test_each_condition_refuses_an_appeal_alone(change: dict[str, Any], kind: Kind, word: str) -> None:
    refusal = may_file_appeal(BIDDER, replace(OPEN, **change), NOW)
    assert refusal is not None
    assert (refusal.kind, word in refusal.message) == (kind, True)
    assert refusal.remedy


def test_the_last_moment_is_in_time_and_the_end_is_late() -> None:
    assert is_in_window(OPEN, LATER - timedelta(milliseconds=1))
    assert not is_in_window(OPEN, LATER)
    assert DIVERTED[LATE] is Origin.LATE_APPEAL


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.COMMITTEE])
def test_only_the_chair_enters_letters_and_clarifies_bonds(role: Role) -> None:
    for refusal in (may_enter_letter(actor(role), OPEN), may_clarify(actor(role), FILED)):
        assert refusal is not None
        assert refusal.kind is Kind.WHO
    assert may_enter_letter(CHAIR, replace(OPEN, is_chair=False)) is not None
    assert may_enter_letter(CHAIR, replace(OPEN, window_ends_at=NOW)) is None  # its receipt is judged apart
    assert may_clarify(CHAIR, FILED) is None
    assert may_clarify(CHAIR, ADMITTED) is not None


def test_the_authority_decides_after_the_clarification_and_before_silence_does() -> None:
    assert may_decide(AUTHORITY, ADMITTED, NOW) is None
    for facts in (replace(ADMITTED, is_authority=False), FILED, *(replace(ADMITTED, status=word) for word in OVER)):
        assert may_decide(AUTHORITY, replace(facts, due_at=LATER), NOW) is not None
    silent = may_decide(AUTHORITY, ADMITTED, LATER)
    assert silent is not None
    assert silent.kind is Kind.WHEN
    assert may_decide(AUTHORITY, replace(ADMITTED, silence_accepts=False), LATER) is None
    assert may_decide(CHAIR, ADMITTED, NOW) is not None


@pytest.mark.parametrize("status", list(AppealStatus))
def test_a_bond_is_settled_once_when_its_appeal_is_over(status: AppealStatus) -> None:
    facts = replace(OPEN, status=status)
    assert (may_settle(HEAD, facts) is None) == (status in OVER)
    assert may_settle(HEAD, replace(facts, is_settled=True)) is not None
    assert may_settle(CHAIR, facts) is not None
