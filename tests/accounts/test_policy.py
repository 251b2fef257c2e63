# SPDX-License-Identifier: Apache-2.0
"""Who may appoint whom, without a database."""

import datetime as dt

import pytest

from lpse.accounts.policy import in_conflict, may_appoint, may_end, may_invite
from lpse.accounts.words import device
from lpse.core.acts import Actor, Kind, Role

pytestmark = pytest.mark.pure

NOW = dt.datetime(2026, 11, 20, 3, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
OKI = Actor(user_id=1, name="Oki", roles=frozenset({Role.OPERATOR}))
EVERYONE_ELSE = sorted(set(Role) - {Role.OPERATOR, Role.CLOCK})


@pytest.mark.parametrize("role", EVERYONE_ELSE)
def test_only_the_operator_invites_and_appoints(role):
    other = Actor(user_id=2, name="Tamu", roles=frozenset({role}))
    for refusal in (
        may_invite(other),
        may_appoint(other, 3, Role.COMMITTEE, NOW, NOW + DAY),
        may_end(other, 3, NOW + DAY, NOW),
    ):
        assert refusal is not None
        assert refusal.kind is Kind.WHO


@pytest.mark.parametrize("role", [Role.CLOCK, Role.PUBLIC, Role.VENDOR])
def test_what_no_decree_gives_is_not_given(role):
    refusal = may_appoint(OKI, 3, role, NOW, NOW + DAY)
    assert refusal is not None
    assert refusal.kind is Kind.INPUT


def test_an_operator_does_not_appoint_or_dismiss_themselves():
    assert may_appoint(OKI, 1, Role.COMMITTEE, NOW, NOW + DAY).kind is Kind.WHO
    assert may_end(OKI, 1, NOW + DAY, NOW).kind is Kind.WHO


def test_a_term_has_a_duration():
    assert may_appoint(OKI, 3, Role.COMMITTEE, NOW, NOW).kind is Kind.INPUT
    assert may_appoint(OKI, 3, Role.COMMITTEE, NOW, NOW + dt.timedelta(microseconds=1)) is None


def test_what_has_ended_is_not_ended_again():
    assert may_end(OKI, 3, NOW, NOW).kind is Kind.STATE
    assert may_end(OKI, 3, None, NOW).kind is Kind.STATE
    assert may_end(OKI, 3, NOW + dt.timedelta(microseconds=1), NOW) is None


def test_officer_and_committee_member_in_one_person_is_a_conflict():
    assert in_conflict({Role.PROCUREMENT_OFFICER, Role.COMMITTEE})
    assert not in_conflict({Role.PROCUREMENT_OFFICER, Role.OPERATOR})


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36", "Chrome, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("", "Peramban tidak dikenal"),
    ],
)
def test_a_browser_is_told_in_two_words(agent, told):
    assert device(agent) == told
