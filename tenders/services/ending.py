# SPDX-License-Identifier: Apache-2.0
"""Acts that stop a tender, for a while (holds) or for good (failed, cancelled)."""

from datetime import datetime

from django.db import transaction

from lpse.core.acts import Actor, Kind, refuse
from lpse.core.canonical import b64u, canonical
from lpse.ledger import selectors as record
from lpse.ledger import services as ledger
from tenders import policy, selectors
from tenders.models import Hold, Tender
from tenders.policy import Act
from tenders.rules import Ground, Status
from tenders.services.locking import lock


@transaction.atomic
def place_hold(*, tender: Tender, reason: str, ref: str, now: datetime) -> Hold:
    """Make the award wait (penundaan) for what ``ref`` names, such as an objection's number. Idempotent by ``ref``.

    Called by the act that is the reason; that act is on the record.
    """
    tender = lock(tender.pk)
    hold, _made = Hold.objects.get_or_create(tender=tender, ref=ref, defaults={"reason": reason, "placed_at": now})
    return hold


@transaction.atomic
def lift_hold(*, tender: Tender, ref: str, now: datetime) -> None:
    """Lift the hold that ``ref`` placed; a second time changes nothing. Raises Hold.DoesNotExist."""
    tender = lock(tender.pk)
    hold = tender.holds.get(ref=ref)
    if hold.lifted_at is None:
        hold.lifted_at = now
        hold.save(update_fields=["lifted_at"])


@transaction.atomic
def fail_tender(*, actor: Actor, tender: Tender, ground: Ground, reason: str, now: datetime) -> Tender:
    """Declare that the tender failed (tender gagal), on a ground of law and with the reason in words.

    Source: Perpres 16/2018 Pasal 51; law.md R-FAIL-2, R-FAIL-4.
    """
    tender = lock(tender.pk)
    policy.require(Act.FAIL_TENDER, actor, selectors.facts(actor, tender=tender))
    if ground is Ground.CANCELLED:
        raise refuse(Kind.INPUT, "Pembatalan bukan alasan tender gagal.", "Pilih alasan lain.")
    tender.fail()
    return _end(actor, tender, Act.FAIL_TENDER, ground, reason, now)


@transaction.atomic
def cancel_tender(*, actor: Actor, tender: Tender, reason: str, now: datetime) -> Tender:
    """Cancel the tender (tender batal), announced or not, with the reason in words."""
    tender = lock(tender.pk)
    policy.require(Act.CANCEL_TENDER, actor, selectors.facts(actor, tender=tender))
    tender.cancel()
    return _end(actor, tender, Act.CANCEL_TENDER, Ground.CANCELLED, reason, now)


def _end(actor: Actor, tender: Tender, act: Act, ground: Ground, reason: str, now: datetime) -> Tender:
    """Keep when and why, and reveal the records of bids that no close will reveal any more (sealed-bids.md part 8)."""
    reason = reason.strip()
    if not reason:
        raise refuse(Kind.INPUT, "Alasan belum diisi.", "Tulis alasan yang dapat dibaca umum.")
    tender.ended_at = now
    tender.ended_reason = reason
    tender.save(update_fields=["status", "ended_at", "ended_reason"])
    if tender.announced_at is None:
        ledger.record(act, actor=actor, subject=tender.code, public={"tender": tender.code, "ground": ground.value})
        return tender
    records = (
        [] if _was_closed(tender) else sorted(b64u(place.record_hash) for place in ledger.append_batch_now(tender.code))
    )
    document = {
        "v": "sb1/fail",
        "tender": tender.code,
        "outcome": Status(tender.status).value,
        "ground": ground.value,
        "reason": reason,
        "records": records,
    }
    fields = {"tender": tender.code, "h": ledger.put_document(canonical(document))}
    ledger.append("fail", fields, act=act, actor=actor)
    return tender


def _was_closed(tender: Tender) -> bool:
    """Say whether a close revealed the tender's records already."""
    return any(entry.kind == "close" for entry in record.entries_of(tender.code))
