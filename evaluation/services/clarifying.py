# SPDX-License-Identifier: Apache-2.0
"""Clarification of bids (klarifikasi): asked by the committee, answered by the bidder, decided by the chair."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from django.db import transaction

import tenders.services
from documents import services as documents
from documents.rules import Store
from evaluation import policy
from evaluation.models import (
    ClarificationAnswer,
    ClarificationFile,
    ClarificationOutcome,
    ClarificationRequest,
    Evaluation,
)
from evaluation.policy import Act
from evaluation.rules.clarifying import Outcome, Subject, why_not
from evaluation.rules.steps import Gate
from evaluation.selectors import clarifying as selectors
from evaluation.selectors import evaluating as sheets
from lpse import regulations
from lpse.core.acts import Actor, Kind, Missing, Refused, refuse
from lpse.core.said import said
from lpse.ledger import services as ledger
from lpse.regulations import Category
from tenders.models import Tender
from tenders.selectors import seat_of
from vendors.rules import LONGEST_EVIDENCE, media_type_of
from vendors.selectors import vendor_of

MOST_FILES = 3


@transaction.atomic
def request_clarification(
    *,
    actor: Actor,
    tender_id: int,
    bid_id: int,
    subject: Subject,
    text: str,
    answer_until: dt.datetime,
    now: dt.datetime,
    requirement_id: int | None = None,
) -> ClarificationRequest:
    """Ask one bidder about its bid, to be answered before ``answer_until`` (permintaan klarifikasi).

    With ``requirement_id`` it is about that cell, which is not locked before the answer or the end of its time. A low
    price is asked about once per round, and so are uneven unit prices.
    Source: Peraturan LKPP 9/2018 Lampiran 4.2.7 huruf d; law.md R-EVAL-7, R-EVAL-9.
    """
    tender = tenders.services.lock(tender_id)
    policy.require(policy.may(Act.REQUEST_CLARIFICATION, actor, sheets.facts(tender, actor)))
    evaluation = _unlocked(sheets.current_evaluation(tender))
    page = sheets.sheet(tender)
    column = next((bid for bid in page.bids if bid.id == bid_id), None)
    if column is None:
        raise Missing("no such bid")
    text = text.strip()
    _require_question(tender, column, subject, text, answer_until, now)
    if requirement_id is not None:
        _require_cell(page, bid_id, requirement_id, subject)
    seat = seat_of(actor, tender)
    assert seat is not None  # only a seat may ask
    asked = ClarificationRequest.objects.create(
        evaluation=evaluation,
        opened_bid_id=bid_id,
        requirement_id=requirement_id,
        number=evaluation.requests.count() + 1,
        subject=subject,
        text=text,
        asked_by=seat,
        asked_at=now,
        answer_until=answer_until,
    )
    # Evaluation in progress is not public (law.md R-KIP-9): the record commits to it without showing it.
    hidden = {"bid": column.code, "number": asked.number, "subject": subject.value, "text": text}
    ledger.record(Act.REQUEST_CLARIFICATION, actor=actor, subject=tender.code, public={}, private=hidden)
    return asked


def _require_question(
    tender: Tender,
    column: sheets.BidColumn,
    subject: Subject,
    text: str,
    answer_until: dt.datetime,
    now: dt.datetime,
) -> None:
    """Refuse a question that asks nothing or leaves no time, about a price that is not low, or asked before."""
    if len(text) < 10:
        raise refuse(Kind.INPUT, "Pertanyaan klarifikasi belum jelas.", "Tulis apa yang harus dijelaskan peserta.")
    if answer_until <= now:
        raise refuse(Kind.INPUT, "Batas jawaban sudah lewat.", "Pilih waktu yang akan datang.")
    if subject is Subject.LOW_PRICE and not column.is_low:
        limit = regulations.get(tender.regulation).price.low_price_limit
        told = said("Harga penawaran ini tidak di bawah {limit} HPS.", limit=limit)
        raise refuse(Kind.INPUT, told, "Pilih pokok klarifikasi lain.")
    if subject is not Subject.OTHER and any(row.subject == subject for row in column.requests):
        raise refuse(Kind.STATE, "Pokok ini sudah diklarifikasi untuk penawaran ini.", "Lihat permintaan sebelumnya.")


def _require_cell(page: sheets.Sheet, bid_id: int, requirement_id: int, subject: Subject) -> None:
    """Refuse a question about a cell that is not there or takes no verdict now, and one about the price."""
    row = next((row for row in page.rows if row.requirement.pk == requirement_id), None)
    if row is None:
        raise Missing("no such cell")
    if subject is not Subject.OTHER:
        raise refuse(
            Kind.INPUT,
            "Klarifikasi harga tidak menyangkut satu syarat.",
            "Pilih pokok \u201cHal lain dalam penawaran\u201d, atau kosongkan syaratnya.",
        )
    gate = next(cell.gate for bid, cell in row.cells if bid.id == bid_id)
    if gate is not Gate.OPEN:
        raise refuse(
            Kind.STATE,
            "Syarat itu tidak sedang dinilai untuk penawaran ini.",
            "Minta klarifikasi pada tahap yang sedang dinilai.",
        )


def _unlocked(evaluation: Evaluation | None) -> Evaluation:
    if evaluation is None or evaluation.locked_at is not None:
        raise refuse(Kind.STATE, "Lembar evaluasi sudah dikunci.", "Klarifikasi dilakukan sebelum lembar dikunci.")
    return evaluation


@transaction.atomic
def answer_clarification(
    *,
    actor: Actor,
    tender_id: int,
    number: int,
    text: str,
    files: Sequence[tuple[str, bytes]],
    now: dt.datetime,
) -> ClarificationAnswer:
    """Answer what the committee asked, once, with at most three files of 20 MB; a late answer says so.

    ``files`` are names and bytes; only the committee and the bidder read them.
    """
    tender = tenders.services.lock(tender_id)
    asked = selectors.request_for(tender, number)
    vendor = vendor_of(actor)
    policy.require(policy.may_answer(actor, selectors.answer_facts(tender, asked, vendor)))
    assert vendor is not None  # the addressee
    text = text.strip()
    if not text:
        raise refuse(Kind.INPUT, "Jawaban belum diisi.", "Tulis penjelasan Anda; berkas hanya melengkapinya.")
    if len(files) > MOST_FILES:
        raise refuse(Kind.INPUT, "Berkas lebih dari tiga.", "Gabungkan berkas itu menjadi satu PDF.")
    answer = ClarificationAnswer.objects.create(
        request=asked,
        vendor=vendor,
        text=text,
        is_late=now >= asked.answer_until,
        answered_by_id=actor.person,
        answered_at=now,
    )
    kept = [_kept(answer, name, body, now) for name, body in files]
    hidden = {"round": asked.evaluation.round_no, "number": number, "text": text, "files": kept}
    ledger.record(Act.ANSWER_CLARIFICATION, actor=actor, subject=tender.code, public={}, private=hidden)
    return answer


def _kept(answer: ClarificationAnswer, name: str, body: bytes, now: dt.datetime) -> str:
    """Keep a file of an answer out of the public's reach; returns its SHA-256."""
    if len(body) > LONGEST_EVIDENCE:
        raise refuse(Kind.INPUT, "Lampiran lebih besar dari 20 MB.", "Perkecil atau pecah berkasnya.")
    media_type = media_type_of(body[:16])
    if media_type is None:
        raise refuse(Kind.INPUT, "Lampiran bukan PDF, PNG, atau JPEG.", "Simpan sebagai PDF, lalu unggah lagi.")
    stored = documents.keep(body, name=name, media_type=media_type, store=Store.RESTRICTED, now=now)
    ClarificationFile.objects.create(answer=answer, name=name[:200], object=stored)
    return stored.sha256


@transaction.atomic
def judge_clarification(
    *,
    actor: Actor,
    tender_id: int,
    number: int,
    outcome: Outcome,
    reason: str,
    recomputed: Decimal | None,
    now: dt.datetime,
) -> ClarificationOutcome:
    """Decide how a clarification ended: after the answer, or when its time has passed without one.

    ``recomputed`` is the total rebuilt from proven costs without profit, in rupiah: needed for works, and where it is
    given a bid below it is not reasonable, whatever is chosen. Not reasonable puts the bid out; uneven prices do not.
    Source: Peraturan LKPP 9/2018 Lampiran 4.2.7 huruf d; law.md R-EVAL-7 to R-EVAL-9.
    """
    tender = tenders.services.lock(tender_id)
    policy.require(policy.may(Act.JUDGE_CLARIFICATION, actor, sheets.facts(tender, actor)))
    _unlocked(sheets.current_evaluation(tender))
    asked = selectors.request_for(tender, number)
    _require_ripe(asked, now)
    reason = reason.strip()
    if len(reason) < 10:
        raise refuse(Kind.INPUT, "Alasan putusan belum diisi.", "Tulis dasar putusan, paling sedikit sepuluh huruf.")
    price = Fraction(selectors.price_of(tender, asked.opened_bid))
    total = None if recomputed is None else Fraction(recomputed)
    refusal = why_not(Subject(asked.subject), outcome, Category(tender.category), price, total)
    if refusal is not None:
        raise Refused(refusal)
    seat = seat_of(actor, tender)
    assert seat is not None  # only the chair decides
    found = ClarificationOutcome.objects.create(
        request=asked,
        outcome=outcome,
        reason=reason,
        recomputed=recomputed if asked.subject == Subject.LOW_PRICE else None,
        judged_by=seat,
        judged_at=now,
    )
    hidden = {
        "round": asked.evaluation.round_no,
        "number": number,
        "outcome": outcome.value,
        "reason": reason,
        "recomputed": None if recomputed is None else f"{recomputed:.2f}",
    }
    ledger.record(Act.JUDGE_CLARIFICATION, actor=actor, subject=tender.code, public={}, private=hidden)
    return found


def _require_ripe(asked: ClarificationRequest, now: dt.datetime) -> None:
    """Refuse to decide twice, or while the bidder may still answer in time."""
    if hasattr(asked, "outcome"):
        raise refuse(Kind.STATE, "Klarifikasi ini sudah diputuskan.", "Putusannya tercatat dan tidak berubah.")
    if not hasattr(asked, "answer") and now < asked.answer_until:
        raise refuse(
            Kind.WHEN, "Peserta masih boleh menjawab klarifikasi ini.", "Tunggu jawabannya, atau lewatnya batas waktu."
        )
