# SPDX-License-Identifier: Apache-2.0
"""The clock closes the bid window: every statement is revealed on the record before anything is opened."""

from datetime import datetime

import structlog
from django.db import connection, transaction

from lpse.core.acts import Actor
from lpse.core.canonical import canonical, parse, sha256, timestamp
from lpse.ledger import services as ledger
from lpse.regulations import StageKind
from tenders import selectors as tenders
from tenders.models import Tender
from tenders.rules import Status
from tenders.services import lock
from vendors import policy
from vendors.models import Close, Statement
from vendors.policy import Act, Facts
from vendors.rules import LOT, ROUND

log = structlog.get_logger(__name__)


def due_closes() -> list[Tender]:
    """Tenders whose bid deadline has passed by the database's clock and that are not closed yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.id FROM tenders_tender t JOIN tenders_stage s ON s.tender_id = t.id AND s.kind = %s"
            " WHERE t.status = %s AND s.ends_at <= clock_timestamp() ORDER BY s.ends_at, t.id",
            [StageKind.BID_SUBMISSION.value, Status.ANNOUNCED.value],
        )
        due = [row[0] for row in cursor.fetchall()]
    return list(Tender.objects.filter(pk__in=due))


def close_due() -> list[Close]:
    """Close every tender that is due; one that fails to close is logged loudly and does not stop the others."""
    closed = []
    for tender in due_closes():
        try:
            found = close_tender(actor=Actor.clock(), tender=tender, now=_database_now())
        except Exception:
            log.exception("a tender could not be closed", tender=tender.code)
            continue
        if found is not None:
            closed.append(found)
    return closed


@transaction.atomic
def close_tender(*, actor: Actor, tender: Tender, now: datetime) -> Close | None:
    """Close the bid window of a tender (penutupan pemasukan penawaran), by the clock; None when not due or done.

    The batch with its last records is appended, then the ``close`` document that lists every statement, replaced and
    withdrawn ones too. Without any bid the tender is closed just so; what follows the committee decides.
    Source: sealed-bids.md 7.6.
    """
    tender = lock(tender.pk)
    policy.require(Act.CLOSE_TENDER, actor, Facts())
    deadline = tenders.window(tender, StageKind.BID_SUBMISSION).ends_at
    at = _database_now()
    if tender.status != Status.ANNOUNCED or at < deadline:
        return None
    document = {
        "v": "sb1/close",
        "tender": tender.code,
        "lot": LOT,
        "round": ROUND,
        "deadline": timestamp(deadline),
        "at": timestamp(at),
        "entries": _entries(tender),
    }
    body = canonical(document)
    name = ledger.put_document(body)
    entry = ledger.append("close", {"h": name}, act=Act.CLOSE_TENDER, actor=actor, subject=tender.code)
    row = Close.objects.create(tender=tender, lot=LOT, round=ROUND, body=body, hash=name, closed_at=at, leaf=entry.idx)
    tender.close()
    tender.save(update_fields=["status"])
    ledger.publish()
    return row


def _entries(tender: Tender) -> list[dict[str, object]]:
    """Every statement of the tender with its place on the record, ascending by entry and position."""
    placed = {found.record_hash: found.document for found in ledger.append_batch_now(tender.code)}
    rows = Statement.objects.filter(participation__tender=tender)
    entries: list[dict[str, object]] = []
    for row in rows:
        record = bytes(row.record)
        place = placed[sha256(record)]
        entries.append({**place, "record": parse(record), "statement": parse(bytes(row.body))})
    return sorted(entries, key=lambda entry: (entry["i"], entry["p"]))


def _database_now() -> datetime:
    """This moment by the clock that decides deadlines, cut to whole milliseconds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT date_trunc('milliseconds', clock_timestamp())")
        moment: datetime = cursor.fetchone()[0]
    return moment
