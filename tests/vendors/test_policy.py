# SPDX-License-Identifier: Apache-2.0
"""Who may do what for a vendor, in which state."""

import pytest

from lpse.core.acts import Actor, Kind, Refused, Role
from vendors.policy import OUTCOMES, RULES, Act, Facts, may, person
from vendors.rules import Grant, Outcome, Power, VendorStatus

pytestmark = pytest.mark.pure
RANI = Actor(1, "Rani", frozenset({Role.VENDOR}), stepped_up=True)
VERA = Actor(2, "Vera", frozenset({Role.VERIFIER}), stepped_up=True)
SIGNER = Facts(VendorStatus.VERIFIED, Power.SIGNER)


def test_every_act_has_a_rule_and_every_refusal_its_sentence() -> None:
    assert set(RULES) == set(Act)
    assert set(OUTCOMES) == set(Outcome) - {Outcome.ACCEPTED, Outcome.ALREADY}
    for refusal in OUTCOMES.values():
        assert refusal.message.endswith(".")
        assert refusal.remedy.endswith(".")


@pytest.mark.parametrize("act", list(Act))
def test_a_stranger_may_do_nothing(act: Act) -> None:
    refusal = may(act, Actor.public(), Facts())
    assert refusal is not None
    assert refusal.kind is Kind.WHO


@pytest.mark.parametrize("status", sorted(set(VendorStatus) - {VendorStatus.VERIFIED}))
def test_only_a_verified_vendor_joins_and_bids(status: VendorStatus) -> None:
    for act in (Act.JOIN_TENDER, Act.BEGIN_ENVELOPE, Act.SUBMIT_BID):
        refusal = may(act, RANI, Facts(status, Power.SIGNER))
        assert refusal is not None
        assert refusal.kind is Kind.STATE
        assert may(act, RANI, SIGNER) is None


def test_a_preparer_may_not_sign() -> None:
    prepares = Facts(VendorStatus.VERIFIED, Power.PREPARER, grants=frozenset({Grant.PREPARE}))
    assert may(Act.BEGIN_ENVELOPE, RANI, prepares) is None
    for act in (Act.SUBMIT_BID, Act.WITHDRAW_BID, Act.JOIN_TENDER):
        assert may(act, RANI, prepares) is not None


GRANTED = {
    Grant.DATA: {Act.EDIT_VENDOR, Act.ADD_ROW, Act.REMOVE_ROW, Act.SUBMIT_VENDOR},
    Grant.PREPARE: {Act.BEGIN_ENVELOPE, Act.ASK_QUESTION},
    Grant.SEND: {
        Act.JOIN_TENDER,
        Act.SUBMIT_BID,
        Act.WITHDRAW_BID,
        Act.DECLARE_CONSORTIUM,
        Act.AGREE_TO_CONSORTIUM,
        Act.REFUSE_CONSORTIUM,
        Act.DISSOLVE_CONSORTIUM,
    },
    Grant.OBJECT: set(),
}


@pytest.mark.parametrize("grant", list(Grant))
def test_a_member_does_what_was_granted_and_nothing_else(grant: Grant) -> None:
    acts = {act for act, rule in RULES.items() if rule.seat}
    allowed = set()
    for status in (VendorStatus.VERIFIED, VendorStatus.REGISTERED):
        facts = Facts(status, Power.PREPARER, grants=frozenset({grant}))
        allowed |= {act for act in acts if may(act, RANI, facts) is None}
    assert allowed == GRANTED[grant]


def test_a_suspended_vendor_may_still_withdraw() -> None:
    assert may(Act.WITHDRAW_BID, RANI, Facts(VendorStatus.SUSPENDED, Power.SIGNER)) is None


def test_sending_asks_for_the_second_factor_last() -> None:
    tired = Actor(1, "Rani", frozenset({Role.VENDOR}))
    refusal = may(Act.SUBMIT_BID, tired, SIGNER)
    assert refusal is not None
    assert "faktor kedua" in refusal.message


def test_a_verifier_judges_only_what_was_sent() -> None:
    assert may(Act.VERIFY_VENDOR, VERA, Facts(VendorStatus.SUBMITTED)) is None
    assert may(Act.VERIFY_VENDOR, VERA, Facts(VendorStatus.REGISTERED)) is not None
    assert may(Act.VERIFY_VENDOR, RANI, Facts(VendorStatus.SUBMITTED)) is not None


def test_only_the_clock_closes() -> None:
    assert may(Act.CLOSE_TENDER, Actor.clock(), Facts()) is None
    assert may(Act.CLOSE_TENDER, RANI, SIGNER) is not None


def test_the_clock_is_no_person() -> None:
    assert person(RANI) == 1
    with pytest.raises(Refused):
        person(Actor.clock())
