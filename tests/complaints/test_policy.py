# SPDX-License-Identifier: Apache-2.0
"""Who may object, answer, take back and handle: every condition refuses alone."""

from dataclasses import replace

import pytest

from complaints.policy import (
    HANDLING,
    LATE,
    Act,
    ObjectionFacts,
    may_answer,
    may_draft,
    may_file,
    may_handle,
    may_withdraw,
)
from complaints.rules import ComplaintStatus, ObjectionStatus
from lpse.core.acts import STEP_UP, Actor, Kind, Role

pytestmark = pytest.mark.pure


def actor(*roles: Role, stepped_up: bool = True) -> Actor:
    return Actor(7, "Joko Santoso", frozenset(roles), stepped_up)


BIDDER = actor(Role.VENDOR)
CHAIR = actor(Role.COMMITTEE)
AUDITOR = actor(Role.AUDITOR)
OPEN = ObjectionFacts(has_result=True, is_window_open=True, did_bid=True, is_signer=True)
FILED = ObjectionFacts(is_chair=True, status=ObjectionStatus.FILED)


def test_a_signer_of_a_bidder_may_object_while_the_window_is_open():
    assert may_file(BIDDER, OPEN) is None


@pytest.mark.parametrize(
    ("facts", "kind", "word"),
    [
        (replace(OPEN, did_bid=False), Kind.WHO, "memasukkan penawaran"),
        (replace(OPEN, did_bid=False, is_partner=True), Kind.WHO, "dikirim pemukanya"),
        (replace(OPEN, is_signer=False), Kind.WHO, "penanda tangan"),
        (replace(OPEN, has_result=False), Kind.STATE, "Belum ada hasil"),
        (replace(OPEN, has_objected=True), Kind.STATE, "sudah menyanggah"),
        (replace(OPEN, is_window_open=False), Kind.WHEN, "sudah berakhir"),
    ],
)
def test_each_condition_refuses_an_objection_alone(facts: ObjectionFacts, kind: Kind, word: str):
    refusal = may_file(BIDDER, facts)
    assert refusal is not None
    assert refusal.kind is kind
    assert word in refusal.message
    assert refusal.remedy


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.VENDOR])
def test_nobody_but_a_vendor_objects(role: Role):
    refusal = may_file(actor(role), OPEN)
    assert refusal is not None
    assert refusal.kind is Kind.WHO


def test_an_objection_is_written_without_the_second_factor_but_not_filed():
    tired = actor(Role.VENDOR, stepped_up=False)
    assert may_draft(tired, OPEN) is None
    assert may_file(tired, OPEN) is STEP_UP


def test_a_late_objection_is_told_so_before_the_second_factor_is_asked():
    assert may_file(actor(Role.VENDOR, stepped_up=False), replace(OPEN, is_window_open=False)) is LATE


def test_only_the_chair_answers_and_only_what_waits_for_an_answer():
    assert may_answer(CHAIR, FILED) is None
    member = may_answer(CHAIR, replace(FILED, is_chair=False))
    assert member is not None
    assert member.kind is Kind.WHO
    for status in set(ObjectionStatus) - {ObjectionStatus.FILED}:
        again = may_answer(CHAIR, replace(FILED, status=status))
        assert again is not None
        assert again.kind is Kind.STATE
    assert may_answer(actor(Role.COMMITTEE, stepped_up=False), FILED) is STEP_UP
    assert may_answer(actor(Role.VENDOR, Role.AUDITOR), FILED) is not None


def test_only_the_objector_takes_an_objection_back_before_its_answer():
    own = ObjectionFacts(is_objector=True, is_signer=True, status=ObjectionStatus.FILED)
    assert may_withdraw(BIDDER, own) is None
    for facts in (
        replace(own, is_objector=False),
        replace(own, is_signer=False),
        replace(own, status=ObjectionStatus.UPHELD),
    ):
        assert may_withdraw(BIDDER, facts) is not None
    assert may_withdraw(actor(Role.VENDOR, stepped_up=False), own) is STEP_UP


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUDITOR])
@pytest.mark.parametrize("act", HANDLING)
def test_nobody_but_an_auditor_handles_complaints(act: Act, role: Role):
    refusal = may_handle(act, actor(role), ComplaintStatus.RECEIVED)
    assert refusal is not None
    assert refusal.kind is Kind.WHO


@pytest.mark.parametrize("status", ComplaintStatus)
@pytest.mark.parametrize("act", HANDLING)
def test_an_auditor_takes_each_step_in_its_states_only(act: Act, status: ComplaintStatus):
    assert (may_handle(act, AUDITOR, status) is None) is (status in HANDLING[act])


def test_closing_a_complaint_asks_for_the_second_factor_and_nothing_follows_it():
    tired = actor(Role.AUDITOR, stepped_up=False)
    assert may_handle(Act.CLOSE_COMPLAINT, tired, ComplaintStatus.IN_REVIEW) is STEP_UP
    assert may_handle(Act.REPLY_TO_COMPLAINT, tired, ComplaintStatus.IN_REVIEW) is None
    assert all(may_handle(act, AUDITOR, ComplaintStatus.CLOSED) is not None for act in HANDLING)
