# SPDX-License-Identifier: Apache-2.0
"""The legal act: a signed statement is accepted, replaces an earlier one, or withdraws the bid."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from django.db import connection

from documents.rules import Store
from documents.sealing.statement import Expected, check_signatures, check_structure
from documents.storage import StorageError, store
from lpse.core.acts import Actor, Kind, Refused, refuse
from lpse.core.canonical import Malformed, b64u, parse, sha256
from tenders.models import Tender
from vendors import policy, selectors
from vendors.models import Participation, Statement
from vendors.policy import OUTCOMES, Act
from vendors.rules import KIND, LOT, ROUND, Outcome

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Receipt:
    """What a vendor gets for an accepted statement."""

    statement: Statement
    note: str
    is_new: bool


def submit_bid(*, actor: Actor, tender: Tender, body: bytes, now: datetime) -> Receipt:
    """Accept a signed statement that sends or replaces a bid (pemasukan penawaran).

    Not in a transaction of its own: ``vendors_accept`` decides by the database's clock in one round trip and keeps a
    refusal as evidence. The same statement again, also after the deadline, returns the receipt already given.
    """
    return _state(Act.SUBMIT_BID, actor, tender, body, is_withdrawal=False)


def withdraw_bid(*, actor: Actor, tender: Tender, body: bytes, now: datetime) -> Receipt:
    """Accept a signed statement without envelopes: the bid is withdrawn (penarikan penawaran)."""
    return _state(Act.WITHDRAW_BID, actor, tender, body, is_withdrawal=True)


def _state(act: Act, actor: Actor, tender: Tender, body: bytes, *, is_withdrawal: bool) -> Receipt:
    participation = selectors.participation_for(actor, tender)
    policy.require(act, actor, selectors.facts(actor))
    _check(participation, tender, body, is_withdrawal=is_withdrawal)
    outcome, record = accept(participation.pk, body, actor.user_id)
    if outcome not in (Outcome.ACCEPTED, Outcome.ALREADY):
        log.info("statement refused", outcome=outcome.value)
        raise Refused(OUTCOMES[outcome])
    if outcome is Outcome.ACCEPTED:
        _keep_copy(body, record)
    statement = Statement.objects.get(hash=b64u(sha256(body)))
    return Receipt(statement, selectors.note_of(statement), outcome is Outcome.ACCEPTED)


def accept(participation: int, body: bytes, sender: int | None) -> tuple[Outcome, bytes]:
    """Call ``vendors_accept``: outcome and bytes of the record. Form and signatures are checked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT outcome, record FROM vendors_accept(%s, %s, %s)", [participation, body, sender])
        outcome, record = cursor.fetchone()
    return Outcome(outcome), bytes(record or b"")


def _check(participation: Participation, tender: Tender, body: bytes, *, is_withdrawal: bool) -> None:
    """Form, addressee and signatures (sealed-bids.md 6.5, 6.7, 6.8); order, time and objects the database checks."""
    expected = _expected(participation, tender)
    try:
        statement: dict[str, Any] = parse(body)
        check_structure(statement)
        for name in ("tender", "lot", "round", "vendor"):
            if statement[name] != getattr(expected, name):
                raise Malformed(f"statement.{name}")
        if len(statement["sig"]) != 1:
            raise Malformed("statement.sig")
        kinds = {entry["kind"] for entry in statement["envelopes"]}
        if kinds != (set() if is_withdrawal else expected.kinds):
            raise Malformed("statement.envelopes")
        if statement["ver"] == 1:
            check_signatures(statement, ())
            return
        keys = {statement["sig"][0]["pk"]} if not expected.keys else expected.keys
        check_signatures(statement, keys)
    except Malformed as error:
        if "not signed by a key" in str(error):
            raise Refused(OUTCOMES[Outcome.KEY]) from None
        raise refuse(
            Kind.INPUT, f"Pernyataan penawaran tidak sah ({error}).", "Muat ulang ruang penawaran, lalu ulangi."
        ) from None


def _expected(participation: Participation, tender: Tender) -> Expected:
    keys = frozenset(participation.statements.filter(ver=1).values_list("public_key", flat=True))
    return Expected(
        tender=tender.code,
        lot=LOT,
        round=ROUND,
        vendor=participation.vendor.code,
        ver=0,
        prev=None,
        kinds=frozenset({KIND}),
        keys=keys,
    )


def _keep_copy(body: bytes, record: bytes) -> None:
    """Put statement and record into the sealed store too, so that the store can rebuild the database (7.14).

    The commit has happened: a store that is away now is logged, and the receipt stands.
    """
    try:
        store.put(Store.SEALED, f"statement/{b64u(sha256(body))}", body, "application/json")
        store.put(Store.SEALED, f"record/{b64u(sha256(record))}", record, "application/json")
    except StorageError:
        log.error("a statement has no copy in the sealed store")
