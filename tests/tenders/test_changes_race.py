# SPDX-License-Identifier: Apache-2.0
"""A schedule change in flight: bids and the close wait for it and are judged by the new deadline; one hand accepts."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections, transaction

from lpse.core import clock
from lpse.core.acts import Actor, Refused
from lpse.demo import cast as casting
from lpse.demo import tenders as world
from lpse.demo import vendors, waiting
from lpse.demo.cast import Cast
from lpse.ledger import selectors as record
from lpse.ledger import services as ledger
from tenders.models import Tender
from tests.tenders.test_changes import accept, deadline, propose
from vendors.models import Close, Participation, Statement
from vendors.services import closing
from vendors.services.bids import accept as accept_bid


@pytest.fixture
def cast(committed_db: str, s3: Any, settings: Any) -> Cast:
    """Everyone, in a database where a commit is a commit."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    ledger.ensure_genesis()
    return casting.gather()


def alone(act: Callable[[], Any]) -> Any:
    """Do an act on a connection of its own; a refusal is an answer too."""
    try:
        return act()
    except Refused as refused:
        return refused
    finally:
        connections.close_all()


def waits_for_a_lock(count: int) -> bool:
    """Say whether that many other connections wait for a lock now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0] >= count)


def test_a_bid_and_the_close_wait_for_a_change_in_flight_and_follow_it(cast: Cast) -> None:
    tender = world.announced_tender(cast, closes_in=12)
    vendors.join(cast, "arung", tender)
    sealed = vendors.sealed_bid(cast, "arung", tender)
    body = vendors.stated(cast, "arung", tender, sealed)
    who, sender, before = Participation.objects.get().pk, cast.people["arung"].pk, deadline(tender)
    propose(cast, tender, by=timedelta(seconds=60))
    with ThreadPoolExecutor(2) as hands:
        with transaction.atomic():
            accept(cast, tender)
            waiting.wait_until(before)
            bid = hands.submit(alone, lambda: accept_bid(who, body, sender))
            close = hands.submit(
                alone, lambda: closing.close_tender(actor=Actor.clock(), tender=tender, now=clock.now())
            )
            for _try in range(200):
                if waits_for_a_lock(2):
                    break
                waiting.wait_until(waiting.database_now() + timedelta(milliseconds=25))
            assert waits_for_a_lock(2)
            assert not (bid.done() or close.done())
        outcome, _record = bid.result(30)
        assert (str(outcome), close.result(30)) == ("accepted", None)
    assert Statement.objects.get().received_at >= before
    assert deadline(tender) == before + timedelta(seconds=60)
    assert not Close.objects.exists()


def test_of_two_members_accepting_at_once_one_does(cast: Cast) -> None:
    tender = world.announced_tender(cast)
    propose(cast, tender)
    with ThreadPoolExecutor(2) as hands:
        answers = list(
            hands.map(alone, [lambda name=name: accept(cast, tender, name=name) for name in ("citra", "dodi")])
        )
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert ["sudah diputuskan" in str(answer) for answer in refused] == [True]
    assert [entry.kind for entry in record.entries_of(tender.code)].count("tender") == 2
    assert Tender.objects.get(pk=tender.pk).revision == 2
