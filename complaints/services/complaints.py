# SPDX-License-Identifier: Apache-2.0
"""Complaints by anyone (pengaduan): received without an account, followed by code, handled by auditors only."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from complaints import policy, selectors
from complaints.models import Complaint, ComplaintFile, ComplaintMessage, MessageFile
from complaints.policy import Act
from complaints.rules import ComplaintStatus, Origin, Outcome, ReportKind, code_hash, new_case, new_code
from complaints.selectors.handling import completion_ends_at
from complaints.services import handling
from complaints.services import sealed as parts
from complaints.services.escalation import COMPLAINTS, set_marks
from complaints.services.objections import kept_evidence
from documents.models import StoredObject
from lpse.core.acts import Actor, Kind, Refused, refuse
from lpse.core.canonical import timestamp
from lpse.ledger import services as ledger
from lpse.regulations import Rule
from tenders.models import Tender

LEAST_TEXT, MOST_TEXT, MOST_SUBJECT = 30, 20_000, 200
MOST_LATE_TEXT = 120_000
"""Room for every word of an objection that came too late."""


@dataclass(frozen=True)
class Received:
    """A complaint as received, with the tracking code that is shown once and kept nowhere."""

    complaint: Complaint
    code: str


@transaction.atomic
def receive_complaint(
    *,
    subject: str,
    text: str,
    tender: Tender | None,
    nonce: str,
    now: dt.datetime,
    origin: Origin = Origin.PUBLIC,
    files: Sequence[StoredObject] = (),
    actor: Actor | None = None,
    sealed: parts.Sealed | None = None,
) -> Received | None:
    """Receive an anonymous complaint (pengaduan). Only a commitment to it goes on the record.

    ``nonce`` names one sending of one form: a second press or a parallel copy finds it used and gets None, because the
    code of the first was shown there. ``files`` come along and stay; ``actor`` is the auditor who entered a letter,
    ``sealed`` what the complainant's browser sealed to the auditors.
    Due after the days of a report that needs oversight (R-LAPOR-2, R-ADU-2).
    """
    subject, text = subject.strip(), text.strip()
    policy.require(policy.may_record_letter(actor) if actor else None)
    _check_text(subject, text, MOST_TEXT if origin is Origin.PUBLIC else MOST_LATE_TEXT)
    due = handling.counted(Rule.REPORT_OVERSIGHT, tender, now)
    code = new_code()
    complaint, is_new = Complaint.objects.get_or_create(
        nonce=nonce,
        defaults={
            "case": new_case(),
            "code_hash": code_hash(selectors.complaint_key(), code),
            "tender": tender,
            "subject": subject,
            "text": text,
            "origin": origin,
            "file_count": len(files),
            "received_at": now,
            "due_on": due.due.due_on,
            "due_at": due.due.due_at,
            "basis": {**due.as_data(), "words": due.words()},
        },
    )
    if not is_new:
        return None
    for position, kept in enumerate(files, start=1):
        ComplaintFile.objects.create(complaint=complaint, position=position, kept=kept)
    if sealed is not None:
        parts.keep_sealed(complaint, sealed, nonce, now)
    handling.start_clock(complaint, Rule.COMPLAINT_COMPLETENESS, now)
    set_marks(of=complaint.case, subject=COMPLAINTS, starts_at=now, basis=complaint.basis)
    _record_receipt(complaint, files, actor, sealed)
    return Received(complaint, code)


def _record_receipt(
    complaint: Complaint, files: Sequence[StoredObject], actor: Actor | None, sealed: parts.Sealed | None
) -> None:
    """Record that a complaint came: its due day for everyone, a commitment to all else."""
    private = {
        "case": complaint.case,
        "subject": complaint.subject,
        "text": complaint.text,
        "tender": complaint.tender.code if complaint.tender else None,
        "origin": str(complaint.origin),
        "files": [kept.sha256 for kept in files],
        "sealed": parts.digest_of(sealed) if sealed else None,
    }
    act = Act.RECORD_LETTER if actor else Act.RECEIVE_COMPLAINT
    public = {"due_at": timestamp(complaint.due_at)}
    ledger.record(act, actor=actor or Actor.public(), subject="complaints", public=public, private=private)


def _check_text(subject: str, text: str, most: int) -> None:
    if not subject or len(subject) > MOST_SUBJECT:
        raise refuse(Kind.INPUT, "Isi pokok pengaduan, paling banyak 200 huruf.", "Tulis dalam satu kalimat pendek.")
    if len(text) < LEAST_TEXT:
        raise refuse(Kind.INPUT, "Uraian pengaduan belum jelas.", "Tulis apa yang terjadi, kapan, di mana, dan siapa.")
    if len(text) > most:
        raise refuse(Kind.INPUT, "Uraian pengaduan terlalu panjang.", "Ringkas, lalu kirim sisanya pada utas.")


@transaction.atomic
def reply_as_complainant(
    *, complaint: Complaint, text: str, now: dt.datetime, sealed: parts.Sealed | None = None
) -> ComplaintMessage:
    """Add the complainant's message to the thread; whoever holds case number and code is the complainant.

    ``sealed`` are files that their browser sealed to the auditors. A second press of the button adds nothing. Only a
    commitment to the message goes on the record.
    """
    complaint = Complaint.objects.select_for_update().get(pk=complaint.pk)
    sent = parts.sent_before(complaint, sealed) if sealed else _said_before(complaint, text, from_complainant=True)
    if sent is not None:
        return sent
    policy.require(policy.may_reply(ComplaintStatus(complaint.status)))
    message = _added(complaint, text, from_complainant=True, now=now)
    if sealed is not None:
        parts.check_room(complaint)
        parts.keep_sealed(complaint, sealed, sealed.form, now, message)
    ledger.record(
        Act.REPLY_AS_COMPLAINANT,
        actor=Actor.public(),
        subject="complaints",
        public={},
        private={"case": complaint.case, "text": message.text, "sealed": parts.digest_of(sealed) if sealed else None},
    )
    return message


File = tuple[str, bytes]
"""A file as it came: name and bytes."""


@transaction.atomic
def reply_as_auditor(
    *, actor: Actor, complaint: Complaint, text: str, now: dt.datetime, file: File | None = None
) -> ComplaintMessage:
    """Add the auditor's message to the thread, perhaps with a file; the complainant reads both with case and code."""
    complaint = _held(Act.REPLY_TO_COMPLAINT, actor, complaint)
    message = _say(complaint, text, from_complainant=False, now=now)
    _recorded(Act.REPLY_TO_COMPLAINT, actor, complaint, file=_attached(message, file, now))
    return message


def _attached(message: ComplaintMessage, file: File | None, now: dt.datetime) -> str:
    """Keep a file with its message and return its digest, or an empty text; a second press of a button adds none."""
    if file is None:
        return ""
    name, body = file
    kept = kept_evidence(name=name, body=body, now=now)
    if not message.files.filter(kept=kept).exists():
        position = MessageFile.objects.filter(complaint_id=message.complaint_id).count() + 1
        MessageFile.objects.create(complaint_id=message.complaint_id, message=message, position=position, kept=kept)
    return kept.sha256


def _said_before(complaint: Complaint, text: str, *, from_complainant: bool) -> ComplaintMessage | None:
    """Return the last message if it says exactly this from the same side: the second press of one button."""
    last = complaint.messages.last()
    is_same = last is not None and last.from_complainant == from_complainant and last.text == text.strip()
    return last if is_same else None


def _say(complaint: Complaint, text: str, *, from_complainant: bool, now: dt.datetime) -> ComplaintMessage:
    """Add a message, but for the second press of one button."""
    said = _said_before(complaint, text, from_complainant=from_complainant)
    return said or _added(complaint, text, from_complainant=from_complainant, now=now)


def _added(complaint: Complaint, text: str, *, from_complainant: bool, now: dt.datetime) -> ComplaintMessage:
    text = text.strip()
    if not text or len(text) > MOST_TEXT:
        raise refuse(Kind.INPUT, "Pesan kosong atau lebih dari 20.000 huruf.", "Tulis pesan Anda.")
    return ComplaintMessage.objects.create(complaint=complaint, from_complainant=from_complainant, text=text, at=now)


@transaction.atomic
def accept_complaint(
    *, actor: Actor, complaint: Complaint, now: dt.datetime, kind: ReportKind = ReportKind.OVERSIGHT
) -> Complaint:
    """Find a complaint complete (pengaduan diterima) and give it its class; the clocks of both laws run from here."""
    complaint = _held(Act.ACCEPT_COMPLAINT, actor, complaint)
    complaint.accept()
    handling.classify(complaint, kind, actor, now)
    return _moved(Act.ACCEPT_COMPLAINT, actor, complaint)


@transaction.atomic
def ask_for_more(
    *, actor: Actor, complaint: Complaint, text: str, now: dt.datetime, file: File | None = None
) -> Complaint:
    """Tell the complainant what is missing (pengaduan belum lengkap), perhaps with a file."""
    complaint = _held(Act.ASK_FOR_MORE, actor, complaint)
    digest = _attached(_say(complaint, text, from_complainant=False, now=now), file, now)
    complaint.ask_for_more()
    handling.start_clock(complaint, Rule.COMPLAINT_COMPLETION, now)
    return _moved(Act.ASK_FOR_MORE, actor, complaint, file=digest)


@transaction.atomic
def review_complaint(*, actor: Actor, complaint: Complaint) -> Complaint:
    """Begin to examine a complaint."""
    complaint = _held(Act.REVIEW_COMPLAINT, actor, complaint)
    complaint.review()
    return _moved(Act.REVIEW_COMPLAINT, actor, complaint)


@transaction.atomic
def close_complaint(
    *,
    actor: Actor,
    complaint: Complaint,
    outcome: Outcome,
    summary: str,
    now: dt.datetime,
    forwarded_to: str = "",
    letter: str = "",
) -> Complaint:
    """Close a complaint with an outcome and a summary that is published, on the record too: no names stand in it.

    One that is forwarded names the competent office, whose answer has a clock of its own; one that lapses was asked
    for more and not completed in its time (R-LYN-5).
    """
    complaint = _held(Act.CLOSE_COMPLAINT, actor, complaint)
    if outcome is Outcome.LAPSED:
        ends_at = completion_ends_at(complaint)
        policy.require(policy.may_lapse(ends_at, ComplaintStatus(complaint.status), now))
    if outcome is Outcome.FORWARDED:
        handling.check_forwarded_to(forwarded_to, letter)
    if len(summary.strip()) < LEAST_TEXT:
        raise refuse(Kind.INPUT, "Ringkasan penutupan belum jelas.", "Tulis apa yang ditemukan, tanpa nama orang.")
    complaint.close()
    complaint.outcome, complaint.summary, complaint.closed_at = outcome, summary.strip(), now
    complaint.save(update_fields=["status", "outcome", "summary", "closed_at"])
    if outcome is Outcome.FORWARDED:
        handling.forward(complaint, forwarded_to, letter, now)
    _recorded(Act.CLOSE_COMPLAINT, actor, complaint, {"outcome": complaint.outcome, "summary": complaint.summary})
    return complaint


def _held(act: Act, actor: Actor, complaint: Complaint) -> Complaint:
    """Lock the complaint and require that the auditor may take this step on it now."""
    complaint = Complaint.objects.select_for_update().get(pk=complaint.pk)
    refusal = policy.may_handle(act, actor, ComplaintStatus(complaint.status))
    if refusal is not None:
        raise Refused(refusal)
    return complaint


def _moved(act: Act, actor: Actor, complaint: Complaint, *, file: str = "") -> Complaint:
    complaint.save(update_fields=["status"])
    _recorded(act, actor, complaint, file=file)
    return complaint


def _recorded(
    act: Act, actor: Actor, complaint: Complaint, public: Mapping[str, str] | None = None, *, file: str = ""
) -> None:
    """Record a step: what is public, and a commitment to the case, its state, and the digest of a file with it."""
    private = {"case": complaint.case, "status": complaint.status, "outcome": complaint.outcome}
    private |= {"file": file} if file else {}
    ledger.record(act, actor=actor, subject="complaints", public=public or {}, private=private)
