# SPDX-License-Identifier: Apache-2.0
"""The review of a draft: remarks of the committee, answers of the officer, and the officer's agreement."""

from datetime import datetime

from django.db import transaction

from lpse.core.acts import Actor, Kind, refuse
from lpse.core.canonical import hash_of, parse
from lpse.core.said import said, together
from lpse.ledger import services as ledger
from tenders import policy, selectors
from tenders.models import DocumentAgreement, ReviewRemark, Tender
from tenders.policy import Act
from tenders.review import MOST_REMARKS, ReviewPart
from tenders.rules import Part
from tenders.services.announcing import contents
from tenders.services.locking import lock
from tenders.services.writing import written_document

AGREED_PARTS = (Part.DOCUMENTS, Part.REQUIREMENTS, Part.ITEMS)


def _locked(actor: Actor, tender: Tender, act: Act) -> Tender:
    tender = lock(tender.pk)
    policy.require(act, actor, selectors.facts(actor, tender=tender))
    return tender


@transaction.atomic
def raise_remark(*, actor: Actor, tender: Tender, part: ReviewPart, text: str, now: datetime) -> ReviewRemark:
    """Tell the officer what must be mended before the announcement (catatan reviu), about one part of the package."""
    tender = _locked(actor, tender, Act.RAISE_REMARK)
    if not text.strip():
        raise refuse(Kind.INPUT, "Catatan belum diisi.", "Tulis apa yang harus diperbaiki PPK.")
    number = tender.remarks.count() + 1
    if number > MOST_REMARKS:
        raise refuse(Kind.STATE, "Catatan reviu sudah terlalu banyak.", "Bicarakan langsung dengan PPK.")
    remark = ReviewRemark.objects.create(
        tender=tender, number=number, part=part, text=text.strip(), raised_by_id=actor.person, raised_at=now
    )
    _record(actor, Act.RAISE_REMARK, remark, remark.text)
    return remark


@transaction.atomic
def answer_remark(*, actor: Actor, tender: Tender, number: int, text: str, now: datetime) -> ReviewRemark:
    """Answer a remark, once: what was mended, or why it stays."""
    tender = _locked(actor, tender, Act.ANSWER_REMARK)
    remark = _remark(tender, number)
    if remark.answered_at is not None:
        raise refuse(Kind.STATE, "Catatan ini sudah dijawab.", "Tunggu Pokja memeriksa jawabannya.")
    if not text.strip():
        raise refuse(Kind.INPUT, "Jawaban belum diisi.", "Tulis apa yang diperbaiki, atau mengapa tetap.")
    remark.answer, remark.answered_by_id, remark.answered_at = text.strip(), actor.person, now
    remark.save(update_fields=["answer", "answered_by", "answered_at"])
    _record(actor, Act.ANSWER_REMARK, remark, remark.answer)
    return remark


@transaction.atomic
def settle_remark(*, actor: Actor, tender: Tender, number: int, now: datetime) -> ReviewRemark:
    """Declare a remark settled by its answer; a second time changes nothing."""
    tender = _locked(actor, tender, Act.SETTLE_REMARK)
    remark = _remark(tender, number)
    if remark.answered_at is None:
        raise refuse(Kind.STATE, "Catatan ini belum dijawab PPK.", "Tunggu jawabannya.")
    if remark.settled_at is None:
        remark.settled_by_id, remark.settled_at = actor.person, now
        remark.save(update_fields=["settled_by", "settled_at"])
        _record(actor, Act.SETTLE_REMARK, remark)
    return remark


def _remark(tender: Tender, number: int) -> ReviewRemark:
    found = tender.remarks.filter(number=number).first()
    if found is None:
        raise refuse(Kind.STATE, "Catatan itu tidak ada.", "Muat ulang halaman.")
    return found


def _record(actor: Actor, act: Act, remark: ReviewRemark, words: str = "") -> None:
    code = remark.tender.code
    public = {"tender": code, "remark": remark.number, "part": remark.part}
    ledger.record(act, actor=actor, subject=code, public=public, private={"text": words} if words else None)


@transaction.atomic
def agree_to_documents(*, actor: Actor, tender: Tender, now: datetime) -> DocumentAgreement:
    """Agree to what will be announced: estimate, documents, requirements and items, all complete and no remark open.

    Any later change of them voids the agreement. A second time, while it is in force, changes nothing.
    Source: Perpres 16/2018 Pasal 11; law.md R-ACT-3.
    """
    tender = _locked(actor, tender, Act.AGREE_TO_DOCUMENTS)
    if given := tender.agreements.filter(voided_at=None).first():
        return given
    if tender.remarks.filter(settled_at=None).exists():
        raise refuse(Kind.STATE, "Masih ada catatan reviu yang belum selesai.", "Jawab catatannya lebih dahulu.")
    gaps = [gap for gap in selectors.checklist(tender, now).gaps if gap.part in AGREED_PARTS]
    if gaps:
        told = said("Dokumen belum lengkap. {gaps}", gaps=together(gap.message for gap in gaps))
        raise refuse(Kind.STATE, told, "Tunggu Pokja melengkapinya.")
    whole = {"tender": tender.code, "owner_estimate": str(tender.owner_estimate), **contents(tender)}
    if tender.document_template:
        whole["selection"] = parse(written_document(tender))
    digest = hash_of(whole)
    given = DocumentAgreement.objects.create(tender=tender, given_by_id=actor.person, given_at=now, digest=digest)
    public = {"tender": tender.code, "h": digest}
    ledger.record(Act.AGREE_TO_DOCUMENTS, actor=actor, subject=tender.code, public=public)
    return given
