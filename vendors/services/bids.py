# SPDX-License-Identifier: Apache-2.0
"""The legal act: a signed statement is accepted, replaces an earlier one, or withdraws the bid."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from django.db import connection

from documents.rules import Store
from documents.sealing.statement import check_signatures, check_structure
from documents.storage import StorageError, store
from lpse.core.acts import Actor, Kind, Refusal, Refused, refuse
from lpse.core.canonical import Malformed, b64u, parse, sha256
from lpse.core.said import said
from lpse.regulations import StageKind
from tenders import selectors as tenders
from tenders.models import Tender
from vendors import policy, selectors
from vendors.models import Participation, Statement, StatementCopy
from vendors.policy import OUTCOMES, Act
from vendors.rules import KIND, LOT, ROUND, Outcome

log = structlog.get_logger(__name__)
MOST_COPIES = 100
"""Statements copied into the sealed store by one call, so that a rush does not hold up a tick."""


@dataclass(frozen=True)
class Receipt:
    """What a vendor gets for an accepted statement."""

    hash: str
    ver: int
    note: str
    is_new: bool

    @property
    def statement(self) -> Statement:
        """The statement as it is kept."""
        return Statement.objects.get(hash=self.hash)


def submit_bid(*, actor: Actor, tender: Tender | str, body: bytes, now: datetime) -> Receipt:
    """Accept a signed statement that sends or replaces a bid (pemasukan penawaran).

    Not in a transaction of its own: ``vendors_accept`` decides by the database's clock in one round trip and keeps a
    refusal as evidence. The same statement again, also after the deadline, returns the receipt already given.
    ``tender`` may be its code alone: in the last minute before a deadline nothing else of it is read. Raises Missing.
    """
    return _state(Act.SUBMIT_BID, actor, tender, body, now=now, is_withdrawal=False)


def withdraw_bid(*, actor: Actor, tender: Tender | str, body: bytes, now: datetime) -> Receipt:
    """Accept a signed statement without envelopes: the bid is withdrawn (penarikan penawaran). As ``submit_bid``."""
    return _state(Act.WITHDRAW_BID, actor, tender, body, now=now, is_withdrawal=True)


def _state(act: Act, actor: Actor, tender: Tender | str, body: bytes, *, now: datetime, is_withdrawal: bool) -> Receipt:
    sender = selectors.sender_for(actor, tender if isinstance(tender, str) else tender.code)
    policy.require(act, actor, sender.facts)
    document = _checked(sender, body, is_withdrawal=is_withdrawal)
    outcome, record = accept(sender.participation, body, actor.user_id)
    if outcome not in (Outcome.ACCEPTED, Outcome.ALREADY):
        log.info("statement refused", outcome=outcome.value)
        raise Refused(_refusal(outcome, sender, now))
    note = selectors.note_over(document, parse(record))
    return Receipt(b64u(sha256(body)), document["ver"], note, outcome is Outcome.ACCEPTED)


def _refusal(outcome: Outcome, sender: selectors.Sender, now: datetime) -> Refusal:
    """The sentence of an outcome; a vendor that is barred reads its ground, one out of time when the window was."""
    if outcome is Outcome.BARRED:
        row = Participation.objects.select_related("vendor", "tender").get(pk=sender.participation)
        return selectors.refusal_of(row.vendor, row.tender, now) or OUTCOMES[outcome]
    if outcome in (Outcome.LATE, Outcome.EARLY):
        tender = Tender.objects.get(code=sender.tender)
        window = tenders.window(tender, StageKind.BID_SUBMISSION)
        return policy.out_of_time(outcome, window, tenders.zone_of(tender))
    return OUTCOMES[outcome]


def accept(participation: int, body: bytes, sender: int | None) -> tuple[Outcome, bytes]:
    """Call ``vendors_accept``: outcome and bytes of the record. Form and signatures are checked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT outcome, record FROM vendors_accept(%s, %s, %s)", [participation, body, sender])
        outcome, record = cursor.fetchone()
    return Outcome(outcome), bytes(record or b"")


def _checked(sender: selectors.Sender, body: bytes, *, is_withdrawal: bool) -> dict[str, Any]:
    """The statement, whose form, addressee and signatures hold (sealed-bids.md 6.5, 6.7, 6.8).

    Order, time and objects the database checks.
    """
    expected = {"tender": sender.tender, "lot": LOT, "round": ROUND, "vendor": sender.vendor}
    try:
        statement: dict[str, Any] = parse(body)
        check_structure(statement)
        for name, value in expected.items():
            if statement[name] != value:
                raise Malformed(f"statement.{name}")
        if len(statement["sig"]) != 1:
            raise Malformed("statement.sig")
        kinds = {entry["kind"] for entry in statement["envelopes"]}
        if kinds != (set() if is_withdrawal else {KIND}):
            raise Malformed("statement.envelopes")
        # Without a first statement there is no key to compare with; the database refuses the version.
        check_signatures(statement, sender.keys or {statement["sig"][0]["pk"]})
    except Malformed as error:
        if "not signed by a key" in str(error):
            raise Refused(OUTCOMES[Outcome.KEY]) from None
        raise refuse(
            Kind.INPUT,
            said("Pernyataan penawaran tidak sah ({error}).", error=str(error)),
            "Muat ulang ruang penawaran, lalu ulangi.",
        ) from None
    return statement


def keep_copies() -> int:
    """Put statements and records that have no copy yet into the sealed store; return how many were copied now.

    With them the store can rebuild the database (sealed-bids.md 7.14). Called by the tick and not by the vendor's own
    request: what a vendor waits for is one round trip, and a store that is away for a while loses no copy. Any number
    of calls at once do no harm: an object is named by its content.
    """
    waiting = list(Statement.objects.filter(copy=None).order_by("id")[:MOST_COPIES])
    kept = []
    try:
        for row in waiting:
            record = bytes(row.record)
            store.put(Store.SEALED, f"record/{b64u(sha256(record))}", record, "application/json")
            store.put(Store.SEALED, f"statement/{row.hash}", bytes(row.body), "application/json")
            kept.append(StatementCopy(statement=row))
    except StorageError:
        log.error("statements have no copy in the sealed store yet", count=len(waiting) - len(kept))
    StatementCopy.objects.bulk_create(kept, ignore_conflicts=True)
    return len(kept)
