# SPDX-License-Identifier: Apache-2.0
"""Requests for public information (permohonan informasi publik): asked by anyone, answered, extended, objected to."""

import datetime as dt
from dataclasses import dataclass

from django.db import connection, transaction

from complaints import policy
from complaints import policy_information as rules
from complaints.models import InformationFile, InformationObjection, InformationRequest
from complaints.policy import Act
from complaints.rules import code_hash, new_code
from complaints.rules_information import KEEPING_BACK, Reply, Wanted, number_of
from complaints.selectors import information as selectors
from complaints.selectors.complaints import complaint_key
from complaints.services.escalation import INFORMATION, set_marks
from complaints.services.objections import kept_evidence
from lpse import regulations
from lpse.core.acts import Actor, Kind, refuse
from lpse.core.canonical import timestamp
from lpse.ledger import services as ledger
from lpse.regulations import Rule
from lpse.regulations.deadlines import Deadline
from lpse.regulations.information import ObjectionGround

LEAST_WORDS, MOST_WORDS, MOST_LINE = 20, 8_000, 200
MOST_FILES = 20


@dataclass(frozen=True)
class Asked:
    """A request as received, with the code that is shown once and kept nowhere."""

    request: InformationRequest
    code: str


@transaction.atomic
def request_information(*, wanted: Wanted, nonce: str, now: dt.datetime) -> Asked | None:
    """Receive a request for public information; it is numbered at once and its term begins (R-KIP-1, R-KIP-2).

    ``nonce`` names one sending of one form: a second press finds it used and gets None. Name and contact of the
    requester are asked because the law asks for them (UU 14/2008 Pasal 22); on the record they are only committed to.
    """
    _check_wanted(wanted)
    # A second press waits here for the first, instead of wasting a number.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [nonce])
    if InformationRequest.objects.filter(nonce=nonce).exists():
        return None
    book = regulations.latest()
    due = selectors.counted(Rule.INFORMATION_REQUEST, now, book.code)
    code = new_code()
    request = InformationRequest.objects.create(
        number=_next_number(now),
        nonce=nonce,
        code_hash=code_hash(complaint_key(), code),
        regulation=book.code,
        name=wanted.name.strip(),
        contact=wanted.contact.strip(),
        subject=wanted.subject.strip(),
        text=wanted.text.strip(),
        purpose=wanted.purpose.strip(),
        delivery=wanted.delivery,
        received_at=now,
        due_on=due.due.due_on,
        due_at=due.due.due_at,
        basis=_basis(due),
    )
    set_marks(of=request.number, subject=INFORMATION, starts_at=now, basis=request.basis)
    private = {"name": request.name, "contact": request.contact, "subject": request.subject, "text": request.text}
    ledger.record(
        Act.REQUEST_INFORMATION,
        actor=Actor.public(),
        subject=INFORMATION,
        public={"request": request.number, "due_at": timestamp(request.due_at)},
        private=private,
    )
    return Asked(request, code)


def _next_number(now: dt.datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('complaints_information_number')")
        serial: int = cursor.fetchone()[0]
    return number_of(now.astimezone(selectors.zone()).year, serial)


def _basis(due: Deadline) -> dict[str, object]:
    return {**due.as_data(), "words": due.words()}


def _check_wanted(wanted: Wanted) -> None:
    lines = (wanted.name, wanted.contact, wanted.subject)
    if any(not line.strip() or len(line) > MOST_LINE for line in lines):
        raise refuse(
            Kind.INPUT,
            "Nama, alamat yang dapat dihubungi, dan pokok permohonan belum lengkap.",
            "Isi ketiganya, paling banyak 200 huruf.",
        )
    _check_words(wanted.text, "Informasi yang diminta belum jelas.", "Tulis dokumen atau keterangan mana yang diminta.")
    if not wanted.purpose.strip() or len(wanted.purpose) > MOST_WORDS:
        raise refuse(Kind.INPUT, "Tujuan penggunaan informasi belum diisi.", "Tulis untuk apa informasi itu dipakai.")


def _check_words(text: str, message: str, remedy: str) -> None:
    if not LEAST_WORDS <= len(text.strip()) <= MOST_WORDS:
        raise refuse(Kind.INPUT, message, remedy)


@transaction.atomic
def extend_information(
    *, actor: Actor, request: InformationRequest, reason: str, now: dt.datetime
) -> InformationRequest:
    """Extend the term once, before it ends, with a reason the requester reads (R-KIP-1)."""
    request = _locked(request)
    policy.require(rules.may_extend(actor, selectors.facts(request), now))
    _check_words(reason, "Alasan perpanjangan belum jelas.", "Tulis mengapa jawaban belum dapat diberikan.")
    due = selectors.counted_after(Rule.INFORMATION_REQUEST_EXTENSION, request.due_at, request.regulation)
    request.extended_at, request.extended_by_id, request.extension_reason = now, actor.person, reason.strip()
    request.extended_due_on, request.extended_due_at = due.due.due_on, due.due.due_at
    request.extended_basis = _basis(due)
    request.save()
    set_marks(of=request.number, subject=INFORMATION, starts_at=request.due_at, basis=request.extended_basis)
    ledger.record(
        Act.EXTEND_INFORMATION,
        actor=actor,
        subject=INFORMATION,
        public={"request": request.number, "due_at": timestamp(request.extended_due_at)},
        private={"reason": request.extension_reason},
    )
    return request


@transaction.atomic
def attach_information(
    *, actor: Actor, request: InformationRequest, name: str, body: bytes, now: dt.datetime
) -> InformationFile:
    """Put a file beside the answer that is about to be given; the requester gets it with the answer, not before."""
    request = _locked(request)
    facts = selectors.facts(request)
    policy.require(rules.may_attach(actor, facts))
    position = request.files.count() + 1
    if position > MOST_FILES:
        raise refuse(Kind.INPUT, "Sudah ada dua puluh berkas pada permohonan ini.", "Gabungkan berkas-berkasnya.")
    kept = kept_evidence(name=name, body=body, now=now)
    file = InformationFile.objects.create(
        request=request, position=position, kept=kept, is_of_objection=selectors.is_objected(request)
    )
    ledger.record(
        Act.ATTACH_INFORMATION,
        actor=actor,
        subject=INFORMATION,
        public={"request": request.number},
        private={"sha256": kept.sha256, "name": kept.name},
    )
    return file


@transaction.atomic
def answer_information(
    *, actor: Actor, request: InformationRequest, reply: Reply, now: dt.datetime
) -> InformationRequest:
    """Answer a request: given, in part, refused under a named exemption, or not held here; late ones say so.

    The answer opens the time to object to the superior, counted once and stored with it (R-KIP-1, R-KIP-3, R-KIP-9).
    """
    request = _locked(request)
    facts = selectors.facts(request)
    policy.require(rules.may_answer_request(actor, facts))
    _check_reply(reply)
    window = selectors.counted(Rule.INFORMATION_OBJECTION, now, request.regulation)
    request.answered_at, request.answered_by_id, request.answered_late = now, actor.person, now >= facts.due_at
    request.decision, request.answer, request.summary = reply.decision, reply.text.strip(), reply.summary.strip()
    request.exemption, request.consequence = reply.exemption or "", reply.consequence.strip()
    request.objection_ends_on, request.objection_ends_at = window.due.due_on, window.due.due_at
    request.objection_basis = _basis(window)
    request.reply()
    request.save()
    ledger.record(
        Act.ANSWER_INFORMATION,
        actor=actor,
        subject=INFORMATION,
        public={
            "request": request.number,
            "decision": request.decision,
            "exemption": request.exemption,
            "late": request.answered_late,
        },
        private={"answer": request.answer, "files": selectors.digests(request)},
    )
    return request


def _check_reply(reply: Reply) -> None:
    _check_words(reply.text, "Jawabannya belum jelas.", "Tulis jawaban yang dapat dibaca pemohon.")
    if not 10 <= len(reply.summary.strip()) <= MOST_LINE:
        raise refuse(
            Kind.INPUT,
            "Ringkasan untuk register umum belum jelas.",
            "Tulis dalam satu kalimat informasi apa yang diminta, tanpa nama orang.",
        )
    if (reply.decision in KEEPING_BACK) != (reply.exemption is not None):
        raise refuse(
            Kind.INPUT,
            "Penolakan, juga yang sebagian, harus menyebut pasal pengecualiannya; jawaban lain tidak menyebutnya.",
            "Pilih pasalnya dan tulis uji konsekuensinya, atau ubah keputusannya.",
        )
    if reply.exemption is not None:
        _check_words(
            reply.consequence,
            "Uji konsekuensi belum jelas.",
            "Tulis akibat bila informasi dibuka, dan mengapa kepentingan umum lebih terlindungi dengan menutupnya.",
        )


@transaction.atomic
def object_to_information(
    *, request: InformationRequest, ground: ObjectionGround, text: str, attorney: str, now: dt.datetime
) -> InformationObjection:
    """Object to the superior of the information officer; whoever holds number and code is the requester (R-KIP-3).

    The window is that of the answer, or counted from the end of a term that passed without one.
    """
    request = _locked(request)
    policy.require(rules.may_object(selectors.facts(request), ground, now))
    _check_words(text, "Uraian keberatan belum jelas.", "Tulis apa yang terjadi dan apa yang Anda minta.")
    window_ends_at, window_basis = selectors.window_of(request)
    due = selectors.counted(Rule.INFORMATION_OBJECTION_ANSWER, now, request.regulation)
    objection = InformationObjection.objects.create(
        request=request,
        ground=ground,
        text=text.strip(),
        attorney=attorney.strip()[:MOST_LINE],
        filed_at=now,
        window_ends_at=window_ends_at,
        window_basis=window_basis,
        due_on=due.due.due_on,
        due_at=due.due.due_at,
        basis=_basis(due),
    )
    request.contest()
    request.save()
    set_marks(of=request.number, subject=INFORMATION, starts_at=now, basis=objection.basis)
    ledger.record(
        Act.OBJECT_TO_INFORMATION,
        actor=Actor.public(),
        subject=INFORMATION,
        public={"request": request.number, "ground": objection.ground, "due_at": timestamp(objection.due_at)},
        private={"text": objection.text},
    )
    return objection


@transaction.atomic
def review_information(
    *, actor: Actor, request: InformationRequest, upheld: bool, text: str, now: dt.datetime
) -> InformationObjection:
    """Answer the objection as the superior of the officer; opens the way to the Information Commission (R-KIP-4, 5)."""
    request = _locked(request)
    policy.require(rules.may_review(actor, selectors.facts(request)))
    _check_words(text, "Tanggapannya belum jelas.", "Tulis pertimbangan dan perintah Anda kepada PPID.")
    objection = InformationObjection.objects.select_for_update().get(request=request)
    dispute = selectors.counted(Rule.INFORMATION_DISPUTE, now, request.regulation)
    objection.answered_at, objection.answered_by_id = now, actor.person
    objection.answered_late, objection.upheld, objection.answer = now >= objection.due_at, upheld, text.strip()
    objection.dispute_ends_on, objection.dispute_ends_at = dispute.due.due_on, dispute.due.due_at
    objection.dispute_basis = _basis(dispute)
    objection.save()
    request.review()
    request.save()
    ledger.record(
        Act.REVIEW_INFORMATION,
        actor=actor,
        subject=INFORMATION,
        public={"request": request.number, "upheld": upheld, "late": objection.answered_late},
        private={"answer": objection.answer, "files": selectors.digests(request)},
    )
    return objection


def _locked(request: InformationRequest) -> InformationRequest:
    return InformationRequest.objects.select_for_update().get(pk=request.pk)
