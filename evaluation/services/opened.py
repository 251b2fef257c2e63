# SPDX-License-Identifier: Apache-2.0
"""The opening job: pass the gate, open every bid on its own, finish when all are recorded. Any part may run twice.

Bids are claimed by an advisory lock of the session, so a worker that dies lets go of its bid and another takes it; the
row that is written in the end is the only memory. Nothing here waits for the tender while bytes are read.
"""

import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction

from documents.sealing.envelope import OpenResult
from evaluation.models import OpenedBid, OpenedFile, Opening
from evaluation.policy import Act
from evaluation.rules.opening import OUTCOMES, Entitled, Finding, Outcome, opened_document
from evaluation.rules.quorum import Fault, Quorum
from evaluation.selectors.ceremony import material
from evaluation.services.evaluating import begin_evaluation
from evaluation.services.gate import unlock
from evaluation.services.reading import MEDIA_TYPE, Reading, read_envelope, storable
from lpse.core.acts import Actor
from lpse.core.canonical import MAX_LIST, canonical, parse
from lpse.ledger import services as ledger
from lpse.ledger.models import Entry
from tenders.models import Tender
from tenders.rules import Status
from tenders.services import lock
from vendors.models import Bid, SealedObject
from vendors.rules import price_of

log = logging.getLogger(__name__)
MOST_NAMED = 100
"""Envelopes named with a member in one entry of the record."""


@transaction.atomic
def prepare_opening(*, opening_id: int, now: datetime) -> list[str]:
    """Pass the gate for the whole opening and return the envelopes that still wait; empty when nothing may be opened.

    Members whose release or shares are no good, or who dispute theirs, are named on the record, once. While the others
    are too few the opening stops until another member releases; a ruling on disputes is not part of this version.
    """
    opening, tender = _locked(opening_id)
    if opening.finished_at is not None or tender.status != Status.CLOSED:
        return []
    unlocked = unlock(opening)
    if unlocked.quorum is None:
        log.info("opening not passed tender=%s rule=%s", tender.code, unlocked.broken)
        return []
    name_members(opening, tender, unlocked.quorum)
    if not unlocked.quorum.is_complete:
        opening.disputed_at = now
        opening.save(update_fields=["disputed_at"])
        return []
    opening.claimed_at = now
    opening.save(update_fields=["claimed_at"])
    done = set(opening.bids.values_list("header", flat=True))
    return [name for name in _listed(opening) if name not in done]


def name_members(opening: Opening, tender: Tender, quorum: Quorum) -> None:
    """Put on the record which members' releases or shares were no good, each finding once. The tender is locked."""
    known = set()
    for entry in Entry.objects.filter(subject=tender.code, act=Act.NAME_MEMBER):
        said = json.loads(bytes(entry.body))["public"]
        known.add((said["opening"], said["x"], said["fault"]))
    keyset = material(opening).keyset
    for item in quorum.named:
        if (opening.hash, item.x, item.fault.value) in known:
            continue
        public = {
            "opening": opening.hash,
            "x": item.x,
            "member": keyset["members"][item.x - 1]["id"],
            "fault": item.fault.value,
            "count": len(item.envelopes),
            "envelopes": list(item.envelopes[:MOST_NAMED]),
        }
        ledger.record(Act.NAME_MEMBER, actor=Actor.clock(), subject=tender.code, public=public)
    ledger.publish()


def open_bid(*, opening_id: int, header: str, now: datetime) -> bool:
    """Open one envelope and record what it held, or why it gave nothing; return whether this call recorded it.

    Raises documents.storage.StorageError when the store cannot be reached: then nothing is recorded and it runs again.
    """
    opening = Opening.objects.select_related("tender", "close").get(pk=opening_id)
    with _claim(header) as is_mine:
        if not is_mine or OpenedBid.objects.filter(header=header).exists():
            return False
        unlocked = unlock(opening, [header])
        if unlocked.quorum is None or header not in unlocked.keys:
            log.info("bid not opened tender=%s rule=%s", opening.tender.code, unlocked.broken)
            return False
        item = material(opening).entitled[header]
        reading = _read(item, unlocked.keys[header], now)
        return _record(opening, item, reading, _false_disputes(unlocked.quorum, header, unlocked.keys[header]))


def _read(item: Entitled, key: OpenResult, now: datetime) -> Reading:
    if key.sk is None:
        return Reading(reason=key.reason, detail="the dealing of the envelope is inconsistent")
    rows = SealedObject.objects.filter(envelope__hash=item.header, proven_at__isnull=False)
    keys: Mapping[tuple[int, str], str] = {(row.n, row.digest): row.key for row in rows}
    return read_envelope(item, key.sk, keys, now=now)


def _false_disputes(quorum: Quorum, header: str, key: OpenResult) -> list[int]:
    """Numbers of members who disputed an envelope that deals again exactly: their dispute was false."""
    if key.sk is None:
        return []
    return [item.x for item in quorum.named if item.fault is Fault.DISPUTE and header in item.envelopes]


@transaction.atomic
def _record(opening: Opening, item: Entitled, reading: Reading, false_disputes: list[int]) -> bool:
    """Write the verdict on one bid with its files, move the bid, and put it on the record."""
    tender = lock(opening.tender_id)
    if tender.status != Status.CLOSED or OpenedBid.objects.filter(header=item.header).exists():
        return False
    bid = Bid.objects.select_for_update(of=("self",)).get(statement__hash=item.statement)
    outcome = Outcome.OK if reading.reason is None else OUTCOMES[reading.reason]
    public = {
        "opening": opening.hash,
        "header": item.header,
        "vendor": item.vendor,
        "result": outcome.value,
        "reason": reading.reason.value if reading.reason else None,
        "manifest": reading.manifest_hash,
        "false_disputes": false_disputes,
    }
    entry = ledger.record(Act.OPEN_BID, actor=Actor.clock(), subject=tender.code, public=public)
    is_open = outcome is Outcome.OK and reading.manifest is not None
    form = storable(dict(reading.manifest["form"])) if is_open and reading.manifest else {}
    opened = OpenedBid.objects.create(
        opening=opening,
        bid=bid,
        header=item.header,
        result=outcome,
        reason=reading.reason or "",
        detail=reading.detail,
        manifest_hash=reading.manifest_hash or "",
        form=form,
        price_read=price_of(form) if is_open else None,
        opened_at=entry.at,
    )
    OpenedFile.objects.bulk_create(
        OpenedFile(
            opened_bid=opened,
            n=file.n,
            slot=file.slot,
            name=storable(file.name),
            media_type=storable(file.type) or MEDIA_TYPE,
            object=kept,
        )
        for file, kept in (reading.files if is_open else [])
    )
    {Outcome.OK: bid.open, Outcome.VOID: bid.void, Outcome.UNREADABLE: bid.mark_unreadable}[outcome]()
    bid.save(update_fields=["status"])
    ledger.publish()
    return True


@transaction.atomic
def finish_opening(*, opening_id: int, now: datetime) -> bool:
    """Publish the ``opened`` document once every listed bid is recorded, and move the tender; return whether it did."""
    opening, tender = _locked(opening_id)
    if opening.finished_at is not None or tender.status != Status.CLOSED:
        return False
    rows = list(opening.bids.all())
    if {row.header for row in rows} != set(_listed(opening)):
        return False
    findings = [Finding(row.header, Outcome(row.result), row.reason, row.manifest_hash or None) for row in rows]
    name = ledger.put_document(canonical(opened_document(opening.hash, findings)))
    fields = {"opening": opening.hash, "h": name}
    entry = ledger.append("opened", fields, act=Act.FINISH_OPENING, actor=Actor.clock(), subject=tender.code)
    opening.finished_at = entry.at
    opening.save(update_fields=["finished_at"])
    tender.open()
    tender.save(update_fields=["status"])
    begin_evaluation(tender=tender, now=now)
    ledger.publish()
    return True


def open_bids(*, opening_id: int, now: datetime) -> int:
    """Do the whole opening in this process, one bid after the other; return how many bids this call recorded.

    What the worker does in parallel, for the day it is down: `manage.py open_bids`.
    """
    waiting = prepare_opening(opening_id=opening_id, now=now)
    recorded = sum(open_bid(opening_id=opening_id, header=header, now=now) for header in waiting)
    finish_opening(opening_id=opening_id, now=now)
    return recorded


def _locked(opening_id: int) -> tuple[Opening, Tender]:
    tender_id = Opening.objects.values_list("tender_id", flat=True).get(pk=opening_id)
    tender = lock(tender_id)
    return Opening.objects.select_for_update(of=("self",)).select_related("tender", "close").get(pk=opening_id), tender


def _listed(opening: Opening) -> list[str]:
    return list(parse(bytes(opening.body), MAX_LIST)["envelopes"])


@contextmanager
def _claim(header: str) -> Iterator[bool]:
    """Hold one envelope for this session; gives False when another worker holds it. Let go at the end, or at death."""
    name = f"evaluation.open_bid:{header}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name])
        is_mine = bool(cursor.fetchone()[0])
    try:
        yield is_mine
    finally:
        if is_mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [name])
