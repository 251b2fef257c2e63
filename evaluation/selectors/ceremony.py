# SPDX-License-Identifier: Apache-2.0
"""What an opening rests on, read from the public record, and what a member's browser needs to judge it."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, F, Max, Q

from documents.sealing.envelope import Header, header_hash
from documents.sealing.release import SealedRelease
from evaluation.models import Opening
from evaluation.rules.opening import Entitled, check_opening, entitled
from lpse.core.acts import Actor, Missing
from lpse.core.canonical import Malformed, canonical, parse, unb64u
from lpse.ledger import bundle
from lpse.ledger import selectors as ledger
from lpse.ledger.models import Checkpoint, Entry
from tenders.models import CommitteeSeat, Tender
from tenders.rules import Status
from tenders.selectors import key_set, seat_of
from vendors.models import Bid, Envelope
from vendors.rules import BidStatus

KIND = "single"
"""The one envelope kind of a tender with one file (satu file)."""
RETRY_AFTER = timedelta(seconds=60)
"""A dispatched opening that is not finished after this is dispatched again."""


class RecordDisagrees(RuntimeError):
    """The tables and the public record do not say the same. Nothing is opened; a person must look."""


@dataclass(frozen=True)
class Material:
    """An opening with everything it names, each found by its hash."""

    opening: Mapping[str, Any]
    close: Mapping[str, Any]
    keyset: Mapping[str, Any]
    headers: Mapping[str, Header]
    entitled: Mapping[str, Entitled]


def opening_of(tender: Tender) -> Opening | None:
    """Return the tender's opening once it has begun."""
    return Opening.objects.select_related("tender", "close").filter(tender=tender, kind=KIND).first()


def material(opening: Opening) -> Material:
    """Return what the opening's own documents on the record say. Raises RecordDisagrees."""
    said = ledger.parsed_document(opening.hash)
    if said is None or canonical(said) != bytes(opening.body):
        raise RecordDisagrees("the opening document is not on the record")
    close = ledger.parsed_document(said["close"])
    keyset = ledger.parsed_document(said["keyset"])
    if close is None or keyset is None:
        raise RecordDisagrees("the close or the key set is not on the record")
    try:
        check_opening(said, close)
        rows = Envelope.objects.filter(hash__in=said["envelopes"])
        headers = {row.hash: parse(bytes(row.header)) for row in rows}
    except Malformed as error:
        raise RecordDisagrees(str(error)) from error
    if set(headers) != set(said["envelopes"]) or any(header_hash(item) != name for name, item in headers.items()):
        raise RecordDisagrees("a header is missing or is not the one listed")
    by_header = {item.header: item for item in entitled(close, said["kind"])}
    return Material(said, close, keyset, headers, by_header)


def number_of(seat: CommitteeSeat | None, keyset: Mapping[str, Any]) -> int | None:
    """Return the member's number 1..n in the key set, or None when the seat holds no share of it."""
    if seat is None or seat.key is None:
        return None
    names = [member["id"] for member in keyset["members"]]
    return names.index(seat.key.member) + 1 if seat.key.member in names else None


def releases_of(opening: Opening) -> list[SealedRelease]:
    """Return the boxes the members sent, as they were signed."""
    rows = opening.releases.order_by("x")
    return [SealedRelease(row.x, bytes(row.box), unb64u(row.signature, 64)) for row in rows]


def due_to_begin() -> list[int]:
    """Return the tenders that are closed with at least one bid in force and whose opening has not begun."""
    waiting = Tender.objects.filter(status=Status.CLOSED, closes__isnull=False, openings__isnull=True)
    has_bid = Bid.objects.filter(status=BidStatus.SUBMITTED).values("participation__tender_id")
    return list(waiting.filter(pk__in=has_bid).order_by("pk").values_list("pk", flat=True).distinct())


def due_to_open(now: datetime) -> list[int]:
    """Return the openings with enough releases that nobody works on.

    One that was stopped for bad or disputed shares is due again only when another member has released since.
    """
    found = Opening.objects.filter(finished_at__isnull=True, tender__status=Status.CLOSED)
    found = found.filter(Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - RETRY_AFTER))
    counted = found.annotate(given=Count("releases"), last=Max("releases__released_at"))
    counted = counted.filter(given__gte=F("tender__threshold"))
    counted = counted.filter(Q(disputed_at__isnull=True) | Q(last__gt=F("disputed_at")) | Q(claimed_at__isnull=False))
    return list(counted.order_by("pk").values_list("pk", flat=True))


def due_for_minutes() -> list[int]:
    """Return the finished openings whose minutes are not printed yet."""
    found = Opening.objects.filter(finished_at__isnull=False).exclude(tender__minutes__kind="opening")
    return list(found.order_by("pk").values_list("pk", flat=True))


def broken_rule(opening: Opening) -> str | None:
    """Return the database's answer to whether anything may be decrypted now: None, or the rule that forbids it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT evaluation_gate(%s)", [opening.pk])
        broken: str | None = cursor.fetchone()[0]
    return broken


@dataclass(frozen=True)
class KeyHolder:
    """The door to a release: an opening, and the member's place in it."""

    tender: Tender
    opening: Opening
    seat: CommitteeSeat
    x: int


def key_holder(actor: Actor, tender: Tender) -> KeyHolder:
    """Return the actor's place in the opening that has begun. Raises Missing for anyone without a share."""
    seat = seat_of(actor, tender)
    _row, keyset = key_set(tender)
    x = number_of(seat, keyset)
    opening = opening_of(tender)
    if seat is None or x is None or opening is None:
        raise Missing(tender.code)
    return KeyHolder(tender, opening, seat, x)


def release_material(holder: KeyHolder, *, since: int) -> dict[str, Any]:
    """Return what the member's page checks before it releases anything (sealed-bids.md 7.7), ciphertext never.

    Documents are given as their canonical text, so that the page hashes what it reads. ``since`` is the size of the
    last signed head this browser kept (0 for none); the proof that the record grew from it comes along.
    Raises Missing while the opening is not in a signed head yet.
    """
    found = material(holder.opening)
    checkpoint = ledger.latest_checkpoint()
    if checkpoint is None or checkpoint.size <= holder.opening.leaf or holder.seat.key is None:
        raise Missing(holder.tender.code)
    grown = ledger.consistency_path(since, checkpoint.size) if 0 < since < checkpoint.size else []
    return {
        "tender": holder.tender.code,
        "x": holder.x,
        "blob": holder.seat.key.blob,
        "opening": canonical(found.opening).decode(),
        "close": canonical(found.close).decode(),
        "keyset": canonical(found.keyset).decode(),
        "headers": [canonical(header).decode() for _name, header in sorted(found.headers.items())],
        "checkpoint": checkpoint.note,
        "vkey": bundle.verification_keys()["log"],
        "consistency": [base64.b64encode(item).decode() for item in grown],
        "leaves": _leaves(holder, checkpoint),
    }


def _leaves(holder: KeyHolder, checkpoint: Checkpoint) -> list[dict[str, Any]]:
    """The tender's own leaves that decide an opening, each with its proof in the signed head."""
    entries = Entry.objects.filter(subject=holder.tender.code, idx__lt=checkpoint.size, idx__lte=holder.opening.leaf)
    kept = list(entries.filter(kind__in=["tender", "keyset", "close", "opening"]).order_by("idx"))
    paths = ledger.inclusion_paths([entry.idx for entry in kept], checkpoint.size)
    return [
        {
            "index": entry.idx,
            "entry": bytes(entry.body).decode(),
            "proof": [base64.b64encode(item).decode() for item in paths[entry.idx]],
        }
        for entry in kept
    ]
