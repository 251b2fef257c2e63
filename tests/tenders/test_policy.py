# SPDX-License-Identifier: Apache-2.0
"""Who may do what, in which state, with which reason told. Pure."""

import pytest

from lpse.core.acts import Actor, Kind, Role
from tenders.policy import RULES, Act, Facts, may
from tenders.rules import PackageStatus, Status

pytestmark = pytest.mark.pure


def person(role: Role, *, stepped_up: bool = True) -> Actor:
    return Actor(1, "Seseorang", frozenset({role}), stepped_up)


SEAT = Facts(status=Status.DRAFT, has_seat=True, is_chair=True)


def test_every_act_has_its_rule() -> None:
    assert set(Act) - {Act.FREEZE_KEY_SET} == set(RULES)


@pytest.mark.parametrize("act", list(RULES))
@pytest.mark.parametrize("role", [Role.VENDOR, Role.PUBLIC, Role.OPERATOR, Role.VERIFIER])
def test_outsiders_and_operators_may_do_nothing_here(act: Act, role: Role) -> None:
    refusal = may(act, person(role), Facts(status=Status.DRAFT, has_seat=True, is_chair=True, is_officer=True))
    assert refusal is not None
    assert refusal.kind is Kind.WHO


@pytest.mark.parametrize("act", [Act.DRAFT_TENDER, Act.SIGN_PACT, Act.CONSENT_TO_KEY_SET, Act.ANNOUNCE_TENDER])
@pytest.mark.parametrize("status", [status for status in Status if status is not Status.DRAFT])
def test_drafting_ends_with_the_announcement(act: Act, status: Status) -> None:
    refusal = may(act, person(Role.COMMITTEE), Facts(status=status, has_seat=True, is_chair=True))
    assert refusal is not None
    assert refusal.kind is Kind.STATE


def test_a_member_of_another_committee_is_refused_by_that_name() -> None:
    refusal = may(Act.DRAFT_TENDER, person(Role.COMMITTEE), Facts(status=Status.DRAFT))
    assert refusal is not None
    assert "bukan anggota Pokja" in refusal.message


def test_a_stale_second_factor_is_told_last() -> None:
    stale = person(Role.COMMITTEE, stepped_up=False)
    refusal = may(Act.ANNOUNCE_TENDER, stale, SEAT)
    assert refusal is not None
    assert "faktor kedua" in refusal.message
    assert may(Act.ANNOUNCE_TENDER, person(Role.COMMITTEE), SEAT) is None


def test_another_officers_package_stays_closed() -> None:
    refusal = may(Act.EDIT_PACKAGE, person(Role.PROCUREMENT_OFFICER), Facts(package_status=PackageStatus.DRAFT))
    assert refusal is not None
    assert refusal.kind is Kind.WHO


def test_an_awarded_tender_neither_fails_nor_is_cancelled() -> None:
    facts = Facts(status=Status.AWARDED, has_seat=True, is_chair=True, is_officer=True)
    assert may(Act.FAIL_TENDER, person(Role.COMMITTEE), facts) is not None
    assert may(Act.CANCEL_TENDER, person(Role.PROCUREMENT_OFFICER), facts) is not None
