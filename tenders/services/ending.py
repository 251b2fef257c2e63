# SPDX-License-Identifier: Apache-2.0
"""Acts that stop a tender, for a while (holds) or for good (failed, cancelled)."""

from datetime import datetime

from django.db import IntegrityError, transaction

from lpse.core.acts import Actor, Kind, Refusal, Refused, refuse
from lpse.core.canonical import b64u, canonical
from lpse.ledger import selectors as record
from lpse.ledger import services as ledger
from lpse.regulations import refusals
from tenders import policy, selectors
from tenders.models import Hold, Tender
from tenders.policy import Act
from tenders.rules import Ground, Status, grounds_for
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


UNFIT = {
    "no_bid_means_no_bid": Refusal(
        Kind.STATE, "Ada penawaran yang masuk, jadi dasar itu tidak berlaku.", "Pilih dasar lain.", refusals.NO_BID
    ),
    "none_passed_is_found_on_the_sheet": Refusal(
        Kind.STATE,
        "Lembar evaluasi belum dikunci, atau masih ada penawaran yang memenuhi semua syarat.",
        "Selesaikan dan kunci lembar evaluasi, lalu umumkan hasilnya bila tidak ada yang lulus.",
        refusals.NONE_PASSED,
    ),
    "none_passed_waits_for_objections": Refusal(
        Kind.WHEN,
        "Masa sanggah atas hasil ini belum berakhir, atau masih ada sanggah yang belum dijawab.",
        "Nyatakan gagal sesudah masa sanggah berakhir dan setiap sanggah dijawab.",
        refusals.AFTER_OBJECTIONS,
    ),
    "every_price_is_above_the_estimate": Refusal(
        Kind.STATE,
        "Ada penawaran yang harganya tidak melebihi HPS, jadi dasar itu tidak berlaku.",
        "Pilih dasar lain.",
        refusals.ABOVE_ESTIMATE,
    ),
}
"""What the database answers when a ground does not fit what the bids turned out to be, by its constraint."""


@transaction.atomic
def fail_tender(*, actor: Actor, tender: Tender, ground: Ground, reason: str, now: datetime) -> Tender:
    """Declare that the tender failed (tender gagal), on a ground of law and with the reason in words.

    The committee's chair declares; the grounds of the budget authority are its own act.
    Source: Perpres 16/2018 Pasal 51 ayat (2)-(4); law.md R-FAIL-2, R-FAIL-4.
    """
    return _fail(actor, tender, Act.FAIL_TENDER, ground, reason, now)


@transaction.atomic
def fail_tender_by_authority(*, actor: Actor, tender: Tender, ground: Ground, reason: str, now: datetime) -> Tender:
    """Declare as budget authority (PA/KPA) that the tender failed: officials colluded, or its own decision on it.

    Source: Perpres 16/2018 Pasal 51 ayat (4); law.md R-FAIL-3, R-FAIL-4.
    """
    return _fail(actor, tender, Act.FAIL_TENDER_BY_AUTHORITY, ground, reason, now)


def _fail(actor: Actor, tender: Tender, act: Act, ground: Ground, reason: str, now: datetime) -> Tender:
    tender = lock(tender.pk)
    policy.require(act, actor, selectors.facts(actor, tender=tender))
    by_authority = act is Act.FAIL_TENDER_BY_AUTHORITY
    lawful = grounds_for(Status(tender.status), by_authority=by_authority, method=tender.method)
    if ground is Ground.EVALUATION_ERROR:
        raise refuse(
            Kind.INPUT,
            "Kesalahan evaluasi diperbaiki dengan evaluasi ulang, bukan dengan mengakhiri tender.",
            "Batalkan hasilnya dari halaman hasil; penilaian lalu diulang.",
            refusals.WHAT_FOLLOWS,
        )
    if ground not in lawful:
        raise refuse(
            Kind.INPUT,
            "Dasar itu tidak berlaku pada tahap tender ini, atau bukan Anda yang menyatakannya.",
            "Pilih dasar dari daftar pada halaman ini.",
            refusals.WHO_DECLARES,
        )
    tender.fail()
    return _end(actor, tender, act, ground, reason, now)


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
    tender.ended_ground = ground.value
    tender.ended_reason = reason
    try:
        with transaction.atomic():
            tender.save(update_fields=["status", "ended_at", "ended_ground", "ended_reason"])
    except IntegrityError as error:
        unfit = UNFIT.get(getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or "")
        if unfit is None:
            raise
        raise Refused(unfit) from None
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
    """Say whether a close revealed the tender's records already: one without any may be followed by more bids."""
    return record.newest_entry(tender.code, "close") is not None and not selectors.has_empty_close(tender)
