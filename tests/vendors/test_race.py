# SPDX-License-Identifier: Apache-2.0
"""A real deadline, raced by many connections at once, on a database where commits are real."""

import asyncio
import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from documents.sealing import statement
from documents.sealing.statement import MOST_VERSIONS, parse_receipt_body
from lpse.core.canonical import b64u, canonical, parse, sha256
from lpse.demo import cast as casting
from lpse.demo import vendors as world
from lpse.demo.cast import Cast
from lpse.demo.tenders import announced_tender
from lpse.demo.waiting import closed, database_now, wait_until
from lpse.ledger import keys
from lpse.ledger import services as ledger
from lpse.ledger.models import Pending
from lpse.ledger.note import open_note
from lpse.regulations import StageKind
from tenders import selectors as tenders
from tenders.models import Tender
from tests.support.crowd import Answer, Link, Sending, signed_in, verified_vendor, versions, web_server
from tests.support.site import Site
from vendors import services
from vendors.models import Bid, Close, Participation, Refusal, Statement

RACERS = 30
VERSIONS = 6000
"""More than can be accepted in the time, so that statements are still arriving when the deadline passes."""
BIDDING_SECONDS = 25

VENDORS, LINKS = 20, 200
RACE_SECONDS = 4.0
"""How long before the deadline the links begin; each goes on until it was refused."""
PATIENCE_SECONDS = 120


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
    deadline = deadline_of(tender)
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


@dataclass
class Race:
    """What every link sent and heard, in the order of the answers."""

    heard: list[tuple[Sending, Answer]] = field(default_factory=list)
    broken: list[BaseException] = field(default_factory=list)

    def told(self, status: int) -> list[tuple[Sending, Answer]]:
        """What was answered with a status."""
        return [(sent, answer) for sent, answer in self.heard if answer.status == status]

    async def run(self, link: Link, chain: list[Sending]) -> None:
        """Send a vendor's versions in order, until one is refused."""
        async with link:
            for sending in chain:
                answer = await link.post(sending)
                self.heard.append((sending, answer))
                if answer.status != 200:
                    return

    async def all(self, links: list[tuple[Link, list[Sending]]]) -> None:
        """Every link at once."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            done = await asyncio.gather(*(self.run(*each) for each in links), return_exceptions=True)
        self.broken += [each for each in done if each is not None]

    def start(self, links: list[tuple[Link, list[Sending]]]) -> threading.Thread:
        """Run the race beside the test, which closes the tender meanwhile."""
        thread = threading.Thread(target=lambda: asyncio.run(self.all(links)))
        thread.start()
        return thread


def crowd(cast: Cast, origin: str) -> tuple[Tender, list[tuple[Link, list[Sending]]]]:
    """An announced tender, and 200 links of vendors who had sealed a bid when the race begins: 20, on a quiet machine.

    The window is twice as long as making these vendors took; who is not ready by then does not race.
    """
    names = [f"peserta{number}" for number in range(1, VENDORS + 1)]
    begun = database_now()
    for name in names:
        verified_vendor(cast, name)
    spent = (database_now() - begun).total_seconds()
    tender = announced_tender(cast, closes_in=RACE_SECONDS + 5 + 2 * spent)
    start = deadline_of(tender) - timedelta(seconds=RACE_SECONDS)
    ready: list[tuple[str, list[Sending]]] = []
    for name in names:
        if database_now() > start - timedelta(seconds=spent / VENDORS + 1):
            break
        services.join_tender(actor=cast.actor(name), tender=tender, pact=True, now=database_now())
        sealed = world.sealed_bid(cast, name, tender, files=[])
        ready.append((name, versions(cast, name, tender, sealed, MOST_VERSIONS, withdraw_each=4)))
    assert len(ready) > 1
    turns = [ready[number % len(ready)] for number in range(LINKS)]
    return tender, [(Link(origin, signed_in(cast.people[name])), chain) for name, chain in turns]


def deadline_of(tender: Tender) -> datetime:
    """When a tender's bid window ends."""
    return tenders.window(tender, StageKind.BID_SUBMISSION).ends_at


def test_200_connections_race_a_deadline_through_the_portal_and_every_accepted_bid_is_in_time(
    cast: Cast, committed_db: str, site: Site, tmp_path: Path
) -> None:
    with web_server(site, committed_db, tmp_path) as web:
        tender, links = crowd(cast, web.origin)
        deadline = deadline_of(tender)
        wait_until(deadline - timedelta(seconds=RACE_SECONDS))
        race = Race()
        running = race.start(links)
        # The tick comes once a second: until then only the clock refuses, afterwards the close does too.
        wait_until(deadline + timedelta(seconds=0.7))
        (row,) = services.close_due()
        running.join()
    assert race.broken == []
    assert {answer.status for _sent, answer in race.heard} == {200, 409}
    accepted_in_time(race, tender, deadline, row)
    refused_with_a_sentence(race, deadline)


def accepted_in_time(race: Race, tender: Tender, deadline: datetime, row: Close) -> None:
    """Who was told *Tercatat* is recorded before the deadline and listed by the close; nobody else is."""
    rows = list(Statement.objects.filter(participation__tender=tender))
    assert rows
    assert all(each.received_at < deadline for each in rows)
    names = {each.hash for each in rows}
    told = race.told(200)
    assert {b64u(sha256(sent.body)) for sent, _answer in told} == names
    assert sum(answer.data["new"] for _sent, answer in told) == len(names)
    assert {b64u(sha256(canonical(entry["statement"]))) for entry in parse(bytes(row.body))["entries"]} == names
    assert Pending.objects.filter(tender=tender.code, entry=None).count() == 0
    for sent, answer in told:
        receipt = open_note(answer.data["note"], [keys.receipt_signer().verifier])
        assert parse_receipt_body(receipt)["statement"] == b64u(sha256(sent.body))


def refused_with_a_sentence(race: Race, deadline: datetime) -> None:
    """Every refusal is kept with its moment and reason, and was told in whole sentences."""
    told = race.told(409)
    assert len(told) == LINKS
    rows = list(Refusal.objects.all())
    assert Counter(b64u(sha256(sent.body)) for sent, _answer in told) == Counter(each.statement_hash for each in rows)
    assert {each.reason for each in rows} <= {"late", "closed"}
    assert all(each.at >= deadline for each in rows)
    for _sent, answer in told:
        assert answer.data["message"].endswith(".")
        assert answer.data["remedy"].endswith(".")


def test_an_owner_who_backdates_a_bid_after_the_deadline_is_refused(cast: Cast, committed_db: str, site: Site) -> None:
    """What app has no right to try, the owner of the tables is refused by the trigger."""
    tender = announced_tender(cast, closes_in=6)
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
