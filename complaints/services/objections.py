# SPDX-License-Identifier: Apache-2.0
"""Objections to a result (sanggah): filed point by point, answered point by point, holding the award meanwhile."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction

import evaluation.services
import tenders.services
from complaints import policy, selectors
from complaints.models import AppealPoint, AppealWindow, Objection, ObjectionPoint
from complaints.policy import Act
from complaints.rules import EVIDENCE_BYTES, SUPERIOR, Answer, Level, Point, answer_key, media_type
from complaints.selectors import letters
from complaints.services.escalation import set_marks
from complaints.services.windows import end_appeals, open_appeal_window
from documents import services as documents
from documents.models import StoredObject
from documents.rules import PaperKind, Store
from lpse.core.acts import Actor, Kind, Refused, Role, refuse
from lpse.core.canonical import hash_of, timestamp
from lpse.core.said import Figure, said
from lpse.ledger import services as ledger
from tenders.models import Tender
from tenders.rules import Status

MOST_POINTS = 20
LEAST_FACT = 20
"""Fewest letters of a fact or an answer."""


@transaction.atomic
def keep_evidence(*, actor: Actor, tender: Tender, name: str, body: bytes, now: dt.datetime) -> StoredObject:
    """Keep a file of proof (bukti) in the restricted store while its objection is still being written.

    PDF, JPEG or PNG by its first bytes, at most 20 MB. The objection names it when it is filed; no act by itself.
    """
    policy.require(policy.may_keep_evidence(actor, selectors.facts(actor, tender, now)))
    return kept_evidence(name=name, body=body, now=now)


def kept_evidence(*, name: str, body: bytes, now: dt.datetime) -> StoredObject:
    """Keep a file of proof that somebody may send. Raises Refused for another kind of file, and for a large one."""
    media = media_type(body[:8])
    if media is None:
        told = said("Berkas {name} bukan PDF, JPEG atau PNG.", name=name)
        raise refuse(Kind.INPUT, told, "Kirim bukti dalam salah satu bentuk itu.")
    if len(body) > EVIDENCE_BYTES:
        size = Figure(f"{len(body) / 10**6:.1f}".replace(".", ","))
        told = said("Ukuran berkas {name} {size} MB; paling besar 20 MB.", name=name, size=size)
        raise refuse(Kind.INPUT, told, "Kecilkan atau bagi berkasnya.")
    return documents.keep(body, name=name, media_type=media, store=Store.RESTRICTED, now=now)


@transaction.atomic
def file_objection(
    *,
    actor: Actor,
    tender: Tender,
    points: Sequence[Point],
    evidence: Mapping[int, StoredObject],
    remedy: str,
    now: dt.datetime,
) -> Objection:
    """File an objection (sanggah) to the result in force; the award is held until it is answered.

    ``evidence`` maps a point's position (from 1) to a file that ``keep_evidence`` kept. The due date is that of the
    result, stored once when it was announced. Source: R-SANGGAH-1 to R-SANGGAH-4.
    """
    tender = tenders.services.lock(tender.pk)
    policy.require(policy.may_file(actor, selectors.facts(actor, tender, now)))
    check_points(points)
    own = selectors.own_participation(actor, tender)
    result = selectors.result_in_force(tender)
    assert own is not None and result is not None  # policy required both
    count = Objection.objects.filter(result__tender=tender).count()
    objection = _inserted(
        number=f"SGH-{tender.code.removeprefix('T-')}-{count + 1:02d}",
        result=result,
        participation=own,
        remedy_sought=remedy.strip(),
        filed_at=now,
        filed_by_id=actor.user_id,
        due_on=dt.date.fromisoformat(result.answer_basis["due_on"]),
        due_at=result.answer_due_at,
        basis=result.answer_basis,
    )
    for position, point in enumerate(points, start=1):
        ObjectionPoint.objects.create(
            objection=objection,
            position=position,
            ground=point.ground,
            fact=point.fact.strip(),
            clause=point.clause.strip(),
            evidence=evidence.get(position),
        )
    tenders.services.place_hold(tender=tender, reason="sanggah", ref=objection.number, now=now)
    # Its end is told by ``mark_overdue``, once too.
    ahead = frozenset(Level) - {Level.OVERDUE}
    starts_at = result.objection_ends_at
    set_marks(of=objection.number, subject=tender.code, starts_at=starts_at, basis=objection.basis, levels=ahead)
    public = {"objection": objection.number, "points": len(points), "answer_due_at": timestamp(objection.due_at)}
    private = {"vendor": own.vendor.code, "points": [[p.ground.value, hash_of(p.fact)] for p in points]}
    ledger.record(Act.FILE_OBJECTION, actor=actor, subject=tender.code, public=public, private=private)
    return objection


def _inserted(**fields: Any) -> Objection:
    """Insert the objection; the database's own clock has the last word on the window."""
    try:
        with transaction.atomic():
            return Objection.objects.create(**fields)
    except IntegrityError as error:
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") == "objection_within_window":
            raise Refused(policy.LATE) from None
        raise


def check_points(points: Sequence[Point]) -> None:
    """Refuse no point, too many, and one whose fact is not clear."""
    if not points:
        raise refuse(Kind.INPUT, "Sanggah belum memuat satu pokok pun.", "Isi sedikitnya satu pokok sanggah.")
    if len(points) > MOST_POINTS:
        told = said("Sanggah memuat lebih dari {n} pokok.", n=MOST_POINTS)
        raise refuse(Kind.INPUT, told, "Gabungkan pokok yang sama.")
    for position, point in enumerate(points, start=1):
        if len(point.fact.strip()) < LEAST_FACT:
            raise refuse(
                Kind.INPUT,
                said("Fakta pada pokok {n} belum jelas.", n=position),
                "Tulis apa yang terjadi, di dokumen dan halaman mana.",
            )


@transaction.atomic
def answer_objection(
    *, actor: Actor, objection: Objection, answers: Sequence[Answer], follow_up: str, now: dt.datetime
) -> Objection:
    """Answer an objection point by point (jawaban sanggah); nothing is published while a point has no answer.

    Any point found right upholds the objection and voids the result for a re-evaluation; else it is rejected and its
    hold is lifted, or, where the law knows appeals, stays until their window ends. A late answer is accepted and
    marked so. Source: R-SANGGAH-2, R-SANGGAH-5 to R-SANGGAH-9, R-BANDING-1.
    """
    tender = tenders.services.lock(objection.result.tender_id)
    objection = Objection.objects.select_related("result").select_for_update(of=("self",)).get(pk=objection.pk)
    policy.require(policy.may_answer(actor, selectors.facts(actor, tender, now, objection)))
    points = list(objection.points.all())
    check_answers(points, answers, follow_up)
    for point, answer in zip(points, answers, strict=True):
        point.upheld, point.answer, point.answer_clause = answer.upheld, answer.text.strip(), answer.clause.strip()
        point.save(update_fields=["upheld", "answer", "answer_clause"])
    is_upheld = any(answer.upheld for answer in answers)
    if is_upheld:
        objection.uphold()
    else:
        objection.reject()
    objection.answered_at, objection.answered_late = now, now >= objection.due_at
    objection.follow_up = follow_up.strip()
    objection.save(update_fields=["status", "answered_at", "answered_late", "follow_up"])
    window = None if is_upheld else open_appeal_window(tender, objection, now)
    tenders.services.lift_hold(tender=tender, ref=objection.number, now=now)
    public = {
        "objection": objection.number,
        "verdict": objection.status,
        "points": [answer.upheld for answer in answers],
        "late": objection.answered_late,
        **({"appeal_ends_at": timestamp(window.ends_at)} if window else {}),
    }
    ledger.record(Act.ANSWER_OBJECTION, actor=actor, subject=tender.code, public=public)
    _order_letter(tender, objection, window)
    if is_upheld and objection.result.voided_at is None and tender.status == Status.DECIDED:
        reason = f"Sanggah {objection.number} benar: {objection.follow_up}"
        evaluation.services.void_result(actor=actor, tender_id=tender.pk, reason=reason, now=now)
        end_appeals(tender, objection.result, now)
    return objection


def _order_letter(tender: Tender, objection: Objection, window: AppealWindow | None) -> None:
    """Order the letter that answers an objection (surat jawaban sanggah, R-SANGGAH-9)."""
    assert objection.answered_at is not None
    documents.order_paper(
        kind=PaperKind.OBJECTION_ANSWER,
        key=answer_key(objection.number),
        subject=tender.code,
        template="complaints/objection_answer",
        data=letters.objection_letter(tender, objection, window),
        basis=hash_of(letters.objection_answer(objection)),
        said_at=objection.answered_at,
        training=tender.training,
    )


def check_answers(points: Sequence[ObjectionPoint | AppealPoint], answers: Sequence[Answer], follow_up: str) -> None:
    """Refuse answers of which one says nothing or names no clause, and a right point without what follows."""
    if len(points) != len(answers):
        raise refuse(Kind.INPUT, "Jumlah jawaban tidak sama dengan jumlah pokok sanggah.", "Muat ulang halaman.")
    for point, answer in zip(points, answers, strict=True):
        if len(answer.text.strip()) < LEAST_FACT or not answer.clause.strip():
            raise refuse(
                Kind.INPUT,
                said("Pokok {n} belum dijawab lengkap.", n=point.position),
                "Isi jawaban dan pasal atau butir dokumen yang menjadi dasarnya.",
            )
    if any(answer.upheld for answer in answers) and len(follow_up.strip()) < LEAST_FACT:
        raise refuse(
            Kind.INPUT,
            "Ada pokok yang benar, tetapi tindak lanjutnya belum ditulis.",
            "Tulis apa yang dinilai ulang.",
        )


@transaction.atomic
def withdraw_objection(*, actor: Actor, objection: Objection, now: dt.datetime) -> Objection:
    """Take an objection back (mencabut sanggah); its hold is lifted, its text stays."""
    tender = tenders.services.lock(objection.result.tender_id)
    objection = Objection.objects.select_related("result").select_for_update(of=("self",)).get(pk=objection.pk)
    policy.require(policy.may_withdraw(actor, selectors.facts(actor, tender, now, objection)))
    objection.withdraw()
    objection.save(update_fields=["status"])
    tenders.services.lift_hold(tender=tender, ref=objection.number, now=now)
    ledger.record(Act.WITHDRAW_OBJECTION, actor=actor, subject=tender.code, public={"objection": objection.number})
    return objection


@transaction.atomic
def mark_overdue(*, now: dt.datetime) -> int:
    """Put every answer that became overdue on the record, once (R-SANGGAH-8); the award stays blocked."""
    marked = 0
    for row in (
        Objection.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(status="filed", due_at__lte=now, overdue_at__isnull=True)
        .select_related("result__tender")
    ):
        row.overdue_at = now
        row.save(update_fields=["overdue_at"])
        ledger.record(
            "complaints.answer_overdue",
            actor=Actor.clock(),
            subject=row.result.tender.code,
            public={"objection": row.number, "due_at": timestamp(row.due_at), "to": SUPERIOR[Role.COMMITTEE].value},
        )
        marked += 1
    return marked
