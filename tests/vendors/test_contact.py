# SPDX-License-Identifier: Apache-2.0
"""While a bid is open, letters go on to the old address for a day, and its owner may stop the change."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import DatabaseError, connection, transaction

from lpse.accounts import contacts
from lpse.accounts.models import ContactChange, User
from lpse.core import clock
from lpse.demo import vendors as trade
from lpse.demo.cast import Cast
from tenders.models import Tender
from tests.support.clients import client_of

DOOR = "/masuk/email/"
NEW = "surat@arung.example"


def another_address(cast: Cast, name: str = "arung") -> User:
    user = cast.people[name]
    EmailAddress.objects.create(user=user, email=NEW, verified=True, primary=False)
    return user


def primary_of(user: User) -> str:
    return str(EmailAddress.objects.get(user=user, primary=True).email)


def test_without_an_open_bid_an_address_changes_at_once(cast: Cast, tender: Tender) -> None:
    rani = another_address(cast)
    assert client_of(rani).post(DOOR, {"action_primary": "", "email": NEW}).status_code == 302
    assert primary_of(rani) == NEW
    assert not ContactChange.objects.exists()


def test_with_an_open_bid_it_waits_a_day_the_old_one_is_told_and_then_it_takes_effect(
    cast: Cast, tender: Tender, django_capture_on_commit_callbacks: Any
) -> None:
    rani = another_address(cast)
    old = rani.email
    trade.submit_bid(cast, "arung", tender, price=Decimal("300000000.00"))
    client = client_of(rani)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(DOOR, {"action_primary": "", "email": NEW}).status_code == 302
    assert primary_of(rani) == old
    letter = mail.outbox[-1]
    assert (letter.to, NEW in letter.body) == ([old], True)
    page = client.get(DOOR).content.decode()
    assert "Batalkan pergantian" in page
    change = ContactChange.objects.get()
    assert change.effective_at - change.asked_at == contacts.COOL_OFF
    assert contacts.apply_changes(now=clock.now()) == 0
    assert contacts.apply_changes(now=change.effective_at) == 1
    assert contacts.apply_changes(now=change.effective_at) == 0
    assert primary_of(rani) == NEW
    assert User.objects.get(pk=rani.pk).email == NEW


def test_its_owner_stops_it_and_a_later_wish_takes_the_place_of_an_earlier_one(cast: Cast, tender: Tender) -> None:
    rani = another_address(cast)
    trade.submit_bid(cast, "arung", tender, price=Decimal("300000000.00"))
    client = client_of(rani)
    for _again in range(2):
        client.post(DOOR, {"action_primary": "", "email": NEW})
    assert ContactChange.objects.filter(withdrawn_at=None).count() == 1
    assert client.post(DOOR, {"action_withdraw": "1"}).status_code == 302
    assert contacts.apply_changes(now=clock.now() + 2 * contacts.COOL_OFF) == 0
    assert primary_of(rani) == rani.email


def test_a_removed_address_takes_nobodys_place(cast: Cast, tender: Tender) -> None:
    rani = another_address(cast)
    actor = cast.actor("arung")
    change = contacts.change_later(actor=actor, email=NEW, now=clock.now())
    EmailAddress.objects.filter(user=rani, email=NEW).delete()
    assert contacts.apply_changes(now=change.effective_at) == 0
    assert ContactChange.objects.get().withdrawn_at == change.effective_at


def test_a_stale_second_factor_is_asked_again_and_somebody_elses_address_is_none(cast: Cast, tender: Tender) -> None:
    rani = another_address(cast)
    trade.submit_bid(cast, "arung", tender, price=Decimal("300000000.00"))
    asked = client_of(rani, age=301).post(DOOR, {"action_primary": "", "email": NEW})
    assert asked.headers["Location"].startswith("/masuk/2fa/reauthenticate/")
    client_of(rani).post(DOOR, {"action_primary": "", "email": cast.people["bahari"].email})
    assert not ContactChange.objects.exists()


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE accounts_contactchange SET applied_at = asked_at",
        "UPDATE accounts_contactchange SET applied_at = effective_at, withdrawn_at = effective_at",
    ],
)
def test_the_database_lets_nothing_take_effect_early(cast: Cast, tender: Tender, attack: str) -> None:
    contacts.change_later(actor=cast.actor("arung"), email=NEW, now=clock.now() - dt.timedelta(hours=1))
    with pytest.raises(DatabaseError, match="a_contact_change_cools_off"), transaction.atomic():
        connection.cursor().execute(attack)
