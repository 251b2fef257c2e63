# SPDX-License-Identifier: Apache-2.0
"""A real deadline, raced by many connections at once, on a database where commits are real."""

import threading
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from documents.sealing import statement
from lpse.core.canonical import b64u, canonical, parse, sha256
from lpse.demo import cast as casting
from lpse.demo import vendors as world
from lpse.demo.cast import Cast
from lpse.demo.tenders import announced_tender
from lpse.demo.waiting import closed, wait_until
from lpse.ledger import services as ledger
from lpse.ledger.models import Pending
from lpse.regulations import StageKind
from tenders import selectors as tenders
from tenders.models import Tender
from tests.support.site import Site
from vendors import services
from vendors.models import Bid, Participation, Refusal, Statement

RACERS = 30
VERSIONS = 6000
"""More than can be accepted in the time, so that statements are still arriving when the deadline passes."""
BIDDING_SECONDS = 25


@pytest.fixture
def cast(committed_db: str, s3: Any, settings: Any) -> Cast:
    """Everyone, in a database where a commit is a commit."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    ledger.ensure_genesis()
    return casting.gather()


def withdrawals_and_bids(cast: Cast, tender: Tender, sealed: world.Sealed, count: int) -> list[bytes]:
    """A chain of versions, the bid and its withdrawal by turns. One signature serves all: the service checks those."""
    participation = Participation.objects.get(tender=tender, vendor__name=world.COMPANIES["arung"]["name"])
    prev, bodies = None, list[bytes]()
    signature = {"t": "es256", "pk": "A" * 87, "s": "A" * 86}
    for ver in range(1, count + 1):
        listed = [("single", sealed.hh, sealed.objects)] if ver % 2 else []
        document = statement.make_statement(
            tender=tender.code, lot="1", round=1, vendor=participation.vendor.code, ver=ver, prev=prev, envelopes=listed
        )
        bodies.append(canonical(document | {"sig": [signature]}))
        prev = b64u(sha256(bodies[-1]))
    return bodies


class Racer(threading.Thread):
    """One connection that tries its statements again and again across the deadline."""

    def __init__(self, address: str, who: Participation, bodies: list[bytes], stop: threading.Event) -> None:
        super().__init__()
        self.address, self.who, self.bodies, self.stop = address, who.pk, bodies, stop
        self.sender = who.joined_by_id
        self.outcomes: list[str] = []
        self.broken: list[BaseException] = []

    def run(self) -> None:
        try:
            with psycopg.connect(self.address, autocommit=True) as connection:
                while not self.stop.is_set():
                    for body in self.bodies:
                        found = connection.execute(
                            "SELECT outcome FROM vendors_accept(%s, %s, %s)", [self.who, body, self.sender]
                        ).fetchone()
                        assert found is not None
                        self.outcomes.append(found[0])
        except BaseException as error:
            self.broken.append(error)


def test_every_bid_accepted_at_a_raced_deadline_is_in_time_and_every_refusal_is_kept(
    cast: Cast, committed_db: str, site: Site
) -> None:
    tender = announced_tender(cast, closes_in=BIDDING_SECONDS)
    world.join(cast, "arung", tender)
    sealed = world.sealed_bid(cast, "arung", tender)
    bodies = withdrawals_and_bids(cast, tender, sealed, VERSIONS)
    who = Participation.objects.get(tender=tender)
    deadline = tenders.window(tender, StageKind.BID_SUBMISSION).ends_at
    stop = threading.Event()
    # Each racer has versions nobody else sends first; all fight over the same chain of one vendor.
    racers = [
        Racer(site.address("app", committed_db), who, bodies[number % 10 :: 10], stop) for number in range(RACERS)
    ]
    for racer in racers:
        racer.start()
    closed(tender)
    (row,) = services.close_due()
    wait_until(row.closed_at + timedelta(seconds=0.5))
    stop.set()
    for racer in racers:
        racer.join(30)
    assert [racer.broken for racer in racers if racer.broken] == []
    said = [outcome for racer in racers for outcome in racer.outcomes]
    accepted = list(Statement.objects.order_by("ver"))
    assert all(each.received_at < deadline for each in accepted)
    assert [each.ver for each in accepted] == list(range(1, len(accepted) + 1))
    assert said.count("accepted") == len(accepted)
    assert Refusal.objects.count() == len([each for each in said if each not in ("accepted", "already")])
    assert {each.reason for each in Refusal.objects.all()} >= {"closed"}
    assert all(each.at >= deadline for each in Refusal.objects.filter(reason__in=["late", "closed"]))
    assert len(parse(bytes(row.body))["entries"]) == len(accepted)
    assert Pending.objects.filter(entry=None).count() == 0
    assert Bid.objects.filter(status="submitted").count() <= 1


def test_an_owner_who_backdates_a_bid_after_the_deadline_is_refused(cast: Cast, committed_db: str, site: Site) -> None:
    """What app has no right to try, the owner of the tables is refused by the trigger."""
    tender = announced_tender(cast, closes_in=15)
    row = world.submit_bid(cast, "arung", tender)
    insert = (
        "INSERT INTO vendors_statement (participation_id, ver, body, hash, public_key, envelope_count, received_at,"
        " record, record_hash, sent_by_id) VALUES (%s, 9, '', %s, '', 1, MOMENT, '', %s, %s)"
    )
    values = [row.participation_id, "x" * 43, sha256(b"late"), row.sent_by_id]
    closed(tender)
    for moment in (
        "clock_timestamp()",
        "clock_timestamp() - interval '8 seconds'",
        "clock_timestamp() - interval '1 day'",
    ):
        with (
            psycopg.connect(site.address("owner", committed_db)) as connection,
            pytest.raises(psycopg.errors.CheckViolation) as caught,
        ):
            connection.execute(insert.replace("MOMENT", moment).encode(), values)
        assert caught.value.diag.constraint_name == "bid_within_deadline"
