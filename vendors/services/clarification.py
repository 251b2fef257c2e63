# SPDX-License-Identifier: Apache-2.0
"""Explanation of the selection documents (pemberian penjelasan): questions, drafts, answers published together."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from documents import services as documents
from documents.models import StoredObject
from documents.rules import Store
from lpse.core.acts import Actor, Kind, Missing, Refused, refuse
from lpse.core.canonical import canonical, hash_of, timestamp
from lpse.core.said import said
from lpse.ledger import services as ledger
from tenders.models import SelectionDocument, Tender
from tenders.rules import Status
from tenders.services import lock
from vendors import policy
from vendors.models import Answer, Asker, Clarification, Participation, Question
from vendors.policy import Act, person
from vendors.rules import (
    LEAST_QUESTION,
    LONGEST_EVIDENCE,
    MOST_QUESTIONS,
    answers_document,
    media_type_of,
    question_document,
)
from vendors.selectors import clarification as selectors
from vendors.selectors import facts, participation_of

EXTENSIONS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


@transaction.atomic
def mask_askers(*, actor: Actor, tender: Tender, masked: bool, now: datetime) -> Clarification:
    """Decide before the announcement whether askers are masked until the close (decisions.md 3.5); else they are."""
    tender = lock(tender.pk)
    policy.require(Act.MASK_ASKERS, actor, selectors.member_facts(actor, tender))
    if tender.status != Status.DRAFT:
        told = said("Tender ini sudah diumumkan; penyamaran penanya tidak berubah lagi.")
        raise refuse(Kind.STATE, told, "Lihat halaman tanya jawab.")
    row, _is_new = Clarification.objects.get_or_create(tender=tender)
    if row.masked == masked:
        return row
    row.masked = masked
    row.save(update_fields=["masked"])
    ledger.record(Act.MASK_ASKERS, actor=actor, subject=tender.code, public={"masked": masked})
    ledger.publish()
    return row


@transaction.atomic
def ask_question(
    *,
    actor: Actor,
    tender: Tender,
    document: SelectionDocument | None,
    clause: str,
    text: str,
    follows: Question | None,
    file: bytes | None,
    now: datetime,
) -> Question:
    """Ask about the selection documents (mengajukan pertanyaan); the same words again return the same question.

    The record names the asker by a number of this tender only, and commits to who it was. ``file`` is PDF, PNG or JPEG
    by its first bytes, at most 20 MB; it is public. Source: R-SCH-6; decisions.md 3.5.
    """
    tender = lock(tender.pk)
    own = participation_of(actor, tender)
    if own is None:
        raise Missing(tender.code)
    refusal = policy.may_ask(actor, facts(actor), selectors.clarifying(tender), now)
    clause, text = clause.strip(), text.strip()
    sameness = hash_of([document.pk if document else 0, clause, text, follows.number if follows else 0])
    earlier = Question.objects.filter(asker__participation=own, sameness=sameness).first()
    if earlier is not None:
        return earlier
    if refusal is not None:
        raise Refused(refusal)
    _require_words(clause, text)
    _require_own_tender(tender, document, follows)
    asker = _asker(own)
    if asker.questions.count() >= MOST_QUESTIONS:
        told = said("Badan usaha Anda sudah mengajukan {n} pertanyaan.", n=MOST_QUESTIONS)
        raise refuse(Kind.INPUT, told, "Tunggu jawaban atas pertanyaan yang sudah ada.")
    return _asked(actor, asker, document, clause, text, follows, _kept(file, now), sameness, now)


def _asked(
    actor: Actor,
    asker: Asker,
    document: SelectionDocument | None,
    clause: str,
    text: str,
    follows: Question | None,
    file: StoredObject | None,
    sameness: str,
    now: datetime,
) -> Question:
    tender = asker.tender
    number = tender.questions.count() + 1
    kept = question_document(
        tender=tender.code,
        number=number,
        asker=asker.number,
        document=document.title if document else "",
        clause=clause,
        text=text,
        follows=follows.number if follows else None,
        file=file.sha256 if file else "",
    )
    question = _inserted(
        actor,
        now,
        tender=tender,
        number=number,
        asker=asker,
        document=document,
        clause=clause,
        text=text,
        follows=follows,
        file=file,
        sameness=sameness,
        digest=ledger.put_document(canonical(kept)),
        asked_by_id=person(actor),
        asked_at=now,
    )
    public = {"question": number, "asker": asker.number, "document": question.digest}
    hidden = {"vendor": asker.participation.vendor.code}
    ledger.record(Act.ASK_QUESTION, actor=actor, subject=tender.code, public=public, private=hidden)
    ledger.publish()
    return question


def _inserted(actor: Actor, now: datetime, **fields: Any) -> Question:
    """Insert the question; the database's own clock has the last word on the window and on ``asked_at``."""
    try:
        with transaction.atomic():
            question = Question.objects.create(**fields)
    except IntegrityError as error:
        if _sentence(error) != "question_within_the_clarification":
            raise
        known = selectors.clarifying(fields["tender"])
        late = policy.may_ask(actor, facts(actor), known, max(now, known.window.ends_at))
        raise Refused(late) if late else error from None
    question.refresh_from_db(fields=["asked_at"])
    return question


def _sentence(error: IntegrityError) -> str:
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""


def _require_words(clause: str, text: str) -> None:
    if not clause:
        raise refuse(
            Kind.INPUT, "Bab atau butir dokumen belum disebut.", "Tulis bab dan butirnya, misalnya Bab III LDP 14.2."
        )
    if len(text) < LEAST_QUESTION:
        raise refuse(Kind.INPUT, "Pertanyaan belum jelas.", "Tulis apa yang ditanyakan dalam kalimat lengkap.")


def _require_own_tender(tender: Tender, document: SelectionDocument | None, follows: Question | None) -> None:
    if any(each is not None and each.tender_id != tender.pk for each in (document, follows)):
        raise Missing(tender.code)


def _asker(own: Participation) -> Asker:
    """The number of a participant, given with its first question; the tender is locked, so numbers have no gap."""
    known = Asker.objects.select_related("tender", "participation__vendor").filter(participation=own).first()
    if known is not None:
        return known
    return Asker.objects.create(tender=own.tender, participation=own, number=own.tender.askers.count() + 1)


def _kept(body: bytes | None, now: datetime) -> StoredObject | None:
    """Keep an attachment under a name that says nothing: names of files name people."""
    if not body:
        return None
    if len(body) > LONGEST_EVIDENCE:
        raise refuse(Kind.INPUT, "Lampiran lebih besar dari 20 MB.", "Perkecil atau pecah berkasnya.")
    media_type = media_type_of(body[:16])
    if media_type is None:
        raise refuse(Kind.INPUT, "Lampiran bukan PDF, PNG, atau JPEG.", "Simpan sebagai PDF, lalu unggah lagi.")
    name = f"lampiran.{EXTENSIONS[media_type]}"
    return documents.keep(body, name=name, media_type=media_type, store=Store.PUBLIC, now=now)


# --- The committee ---------------------------------------------------------------------------------------------------


def _answering(act: Act, actor: Actor, tender: Tender, now: datetime) -> tuple[Tender, policy.Clarifying]:
    """Lock the tender and require that the actor may draft or publish answers now."""
    tender = lock(tender.pk)
    known = selectors.clarifying(tender)
    refusal = policy.may_answer(act, actor, selectors.member_facts(actor, tender), known, now)
    if refusal is not None:
        raise Refused(refusal)
    return tender, known


@transaction.atomic
def draft_answer(
    *, actor: Actor, question: Question, text: str, points_to: Question | None, seen_version: int, now: datetime
) -> Answer:
    """Draft an answer, or merge the question into another (menggabungkan); nobody outside sees it before publication.

    ``seen_version`` is the version the member saw (0: none); a newer one refuses the save and names its author.
    """
    tender, _known = _answering(Act.DRAFT_ANSWER, actor, question.tender, now)
    row = Answer.objects.select_related("drafted_by").filter(question=question).first()
    text = text.strip()
    if row is not None and row.published_at is not None:
        raise refuse(
            Kind.STATE, "Jawaban ini sudah diterbitkan dan tidak dapat diubah.", "Terbitkan perubahan sebagai adendum."
        )
    if row is not None and (row.text, row.points_to_id) == (text, points_to.pk if points_to else None):
        return row
    if (row.version if row else 0) != seen_version:
        told = said("Rancangan jawaban ini baru saja diubah oleh {name}.", name=str(row.drafted_by) if row else "")
        raise refuse(Kind.STATE, told, "Muat ulang halaman, lalu satukan tulisan Anda dengan yang baru.")
    _require_answer(tender, question, text, points_to)
    fields = {
        "text": "" if points_to else text,
        "points_to": points_to,
        "version": seen_version + 1,
        "drafted_by_id": person(actor),
        "drafted_at": now,
    }
    return Answer.objects.update_or_create(question=question, defaults=fields)[0]


def _require_answer(tender: Tender, question: Question, text: str, points_to: Question | None) -> None:
    if points_to is None:
        if len(text) < LEAST_QUESTION:
            raise refuse(Kind.INPUT, "Jawaban belum diisi.", "Tulis jawabannya, atau gabungkan dengan pertanyaan lain.")
        return
    if points_to.tender_id != tender.pk:
        raise Missing(tender.code)
    if points_to not in selectors.mergeable(question) or Answer.objects.filter(points_to=question).exists():
        raise refuse(
            Kind.INPUT,
            "Pertanyaan ini tidak dapat digabungkan ke sana.",
            "Pilih pertanyaan yang dijawab sendiri; pertanyaan yang menampung gabungan dijawab, bukan digabungkan.",
        )


@transaction.atomic
def discard_draft(*, actor: Actor, question: Question, now: datetime) -> None:
    """Take a draft back; the question waits for an answer again. Without a draft nothing happens."""
    _answering(Act.DRAFT_ANSWER, actor, question.tender, now)
    Answer.objects.filter(question=question, published_at__isnull=True).delete()


@transaction.atomic
def publish_answers(*, actor: Actor, tender: Tender, seen: Mapping[int, int], now: datetime) -> list[Answer]:
    """Publish drafts together (menerbitkan jawaban): exactly those the member saw, ``seen`` being version by question.

    A draft changed since refuses the whole; sent again, nothing more happens. One leaf, one public document.
    Source: R-SCH-6.
    """
    tender, known = _answering(Act.PUBLISH_ANSWERS, actor, tender, now)
    if not seen:
        raise refuse(Kind.STATE, "Tidak ada rancangan yang dapat diterbitkan.", "Susun jawaban lebih dahulu.")
    named = list(Answer.objects.filter(question__tender=tender, question__number__in=list(seen)))
    if all(row.published_at for row in named) and sorted(row.version for row in named) == sorted(seen.values()):
        return named
    drafts = selectors.drafts_of(tender)
    if {row.question.number: row.version for row in drafts} != dict(seen):
        raise refuse(
            Kind.STATE,
            "Rancangan jawaban berubah sejak halaman ini dibuka.",
            "Muat ulang halaman, periksa rancangannya, lalu terbitkan.",
        )
    moment = now.replace(microsecond=now.microsecond // 1000 * 1000)
    late = moment >= known.window.ends_at
    try:
        with transaction.atomic():
            _put_out(drafts, moment, late=late)
    except IntegrityError as error:  # the database's own clock has the last word on the bid deadline
        if _sentence(error) != "answers_before_the_bid_deadline":
            raise
        _answering(Act.PUBLISH_ANSWERS, actor, tender, max(now, known.bids_until))
        raise
    body = answers_document(tender=tender.code, at=timestamp(moment), late=late, answers=[_said(row) for row in drafts])
    public = {"answers": len(drafts), "late": late, "document": ledger.put_document(canonical(body))}
    ledger.record(Act.PUBLISH_ANSWERS, actor=actor, subject=tender.code, public=public)
    ledger.publish()
    return drafts


def _put_out(drafts: Sequence[Answer], moment: datetime, *, late: bool) -> None:
    """Publish the texts first: the database lets a merge appear only where its answer is out."""
    for row in sorted(drafts, key=lambda row: row.points_to_id is not None):
        row.published_at, row.is_late = moment, late
        row.save(update_fields=["published_at", "is_late"])


def _said(row: Answer) -> dict[str, Any]:
    if row.points_to is not None:
        return {"question": row.question.number, "with": row.points_to.number}
    return {"question": row.question.number, "text": row.text}


def close_clarification(*, tender: Tender, now: datetime) -> Clarification:
    """Close the explanation with its minutes; for the evaluation app, which draws them under the tender's lock.

    From here on nothing is answered. Closing again changes nothing.
    """
    row, _is_new = Clarification.objects.get_or_create(tender=tender)
    if row.closed_at is None:
        row.closed_at = now
        row.save(update_fields=["closed_at"])
    return row
