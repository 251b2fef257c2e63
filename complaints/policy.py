# SPDX-License-Identifier: Apache-2.0
"""Who may object, answer, complain and handle complaints, and in which state. Pure: facts in, refusal out."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from complaints.rules import ComplaintStatus, ObjectionStatus, Origin
from lpse.core.acts import STEP_UP, Actor, Kind, Refusal, Refused, Role
from lpse.regulations import refusals


class Act(StrEnum):
    """Acts of this app; the value is the word on the record."""

    FILE_OBJECTION = "complaints.file_objection"
    ANSWER_OBJECTION = "complaints.answer_objection"
    WITHDRAW_OBJECTION = "complaints.withdraw_objection"
    RECEIVE_COMPLAINT = "complaints.receive_complaint"
    REPLY_TO_COMPLAINT = "complaints.reply_to_complaint"
    REPLY_AS_COMPLAINANT = "complaints.reply_as_complainant"
    ACCEPT_COMPLAINT = "complaints.accept_complaint"
    ASK_FOR_MORE = "complaints.ask_for_more"
    REVIEW_COMPLAINT = "complaints.review_complaint"
    CLOSE_COMPLAINT = "complaints.close_complaint"
    RECORD_LETTER = "complaints.record_letter"
    FILE_APPEAL = "complaints.file_appeal"
    RECORD_PAPER_APPEAL = "complaints.record_paper_appeal"
    CLARIFY_BOND = "complaints.clarify_bond"
    DECIDE_APPEAL = "complaints.decide_appeal"
    ACCEPT_BY_SILENCE = "complaints.accept_by_silence"
    SETTLE_BOND = "complaints.settle_bond"
    WATCH_CLOCK = "complaints.watch_clock"
    PROPOSE_EXTENSION = "complaints.propose_extension"
    EXTEND_CLOCK = "complaints.extend_clock"
    REFUSE_EXTENSION = "complaints.refuse_extension"
    CLOSE_APPEAL_WINDOW = "complaints.close_appeal_window"
    REQUEST_INFORMATION = "complaints.request_information"
    EXTEND_INFORMATION = "complaints.extend_information"
    ATTACH_INFORMATION = "complaints.attach_information"
    ANSWER_INFORMATION = "complaints.answer_information"
    OBJECT_TO_INFORMATION = "complaints.object_to_information"
    REVIEW_INFORMATION = "complaints.review_information"
    PUBLISH_SURVEY = "complaints.publish_survey"
    RECORD_FORWARDED_ANSWER = "complaints.record_forwarded_answer"
    HAND_ON_SEALED = "complaints.hand_on_sealed"


@dataclass(frozen=True)
class ObjectionFacts:
    """What is known of an objection, or of a result that one might be filed against."""

    has_result: bool = False
    is_window_open: bool = False
    did_bid: bool = False
    is_partner: bool = False
    """Whether the actor's vendor bid as a member of a joint operation (KSO) that another vendor leads."""
    is_signer: bool = False
    has_objected: bool = False
    is_chair: bool = False
    is_objector: bool = False
    status: ObjectionStatus | None = None


_VENDOR = frozenset({Role.VENDOR})
_COMMITTEE = frozenset({Role.COMMITTEE})
_AUDITOR = frozenset({Role.AUDITOR})

_ROLE = Refusal(Kind.WHO, "Anda tidak memegang jabatan untuk tindakan ini.", "Periksa penunjukan Anda.")
_NO_BID = Refusal(
    Kind.WHO,
    "Hanya peserta yang memasukkan penawaran yang dapat menyanggah.",
    "Sampaikan keberatan Anda sebagai pengaduan.",
    refusals.OBJECTOR,
)
_PARTNER = Refusal(
    Kind.WHO,
    "Badan usaha Anda menawar sebagai anggota KSO; sanggah atas nama KSO dikirim pemukanya.",
    "Minta pemuka KSO menyanggah, atau sampaikan keberatan Anda sendiri sebagai pengaduan.",
)
_NOT_SIGNER = Refusal(
    Kind.WHO,
    "Hanya penanda tangan perusahaan yang dapat mengirim sanggah.",
    "Minta penanda tangan perusahaan Anda mengirimnya.",
    refusals.OBJECTION_SIGNER,
)
_NO_RESULT = Refusal(
    Kind.STATE,
    "Belum ada hasil yang dapat disanggah.",
    "Tunggu pengumuman pemenang, atau kirim keberatan Anda sekarang sebagai pengaduan.",
)
_TWICE = Refusal(
    Kind.STATE, "Perusahaan Anda sudah menyanggah hasil ini.", "Lihat sanggah Anda dan jawabannya pada halaman sanggah."
)
LATE = Refusal(
    Kind.WHEN,
    "Masa sanggah sudah berakhir.",
    "Isi sanggah Anda tidak hilang: kirim sebagai pengaduan, dan auditor akan menjawabnya.",
    refusals.OBJECTOR,
)
DIVERTED = {
    LATE: Origin.LATE_OBJECTION,
    _NO_BID: Origin.MISDIRECTED_OBJECTION,
    _PARTNER: Origin.MISDIRECTED_OBJECTION,
    _NO_RESULT: Origin.MISDIRECTED_OBJECTION,
}
"""What no objection can be becomes a complaint, by the reason why (law.md R-SANGGAH-7)."""
_NOT_CHAIR = Refusal(Kind.WHO, "Jawaban sanggah diterbitkan ketua Pokja tender ini.", "Minta ketua menerbitkannya.")
_NOT_OBJECTOR = Refusal(Kind.WHO, "Sanggah ini bukan dari perusahaan Anda.", "Buka sanggah Anda sendiri.")
_ANSWERED = Refusal(Kind.STATE, "Sanggah ini sudah dijawab atau ditarik.", "Lihat jawabannya pada halaman sanggah.")
_CLOSED = Refusal(Kind.STATE, "Pengaduan ini sudah ditutup.", "Kirim pengaduan baru bila ada fakta baru.")
_NOT_NOW = Refusal(
    Kind.STATE,
    "Langkah ini tidak sesuai dengan keadaan pengaduan sekarang.",
    "Muat ulang halaman dan lihat langkahnya.",
)


def may_draft(actor: Actor, facts: ObjectionFacts) -> Refusal | None:
    """Return why the actor may not even write an objection to the result, or None; the second factor comes last.

    A joint operation (KSO) is one bidder: it objects once, by the signer of the lead that acts for all its members.
    Source: R-SANGGAH-1, R-SANGGAH-4; Perpres 16/2018 Pasal 17 and Peraturan LKPP 9/2018 Lampiran 4.1.2 (R-ACT-11).
    """
    if facts.is_partner and not facts.did_bid:
        return _PARTNER
    if not _VENDOR & actor.roles or not facts.did_bid:
        return _NO_BID
    if not facts.is_signer:
        return _NOT_SIGNER
    if not facts.has_result:
        return _NO_RESULT
    if facts.has_objected:
        return _TWICE
    if not facts.is_window_open:
        return LATE
    return None


def may_file(actor: Actor, facts: ObjectionFacts) -> Refusal | None:
    """Return why the actor may not object to the result, or None. Source: R-SANGGAH-1, R-SANGGAH-4."""
    return may_draft(actor, facts) or (None if actor.stepped_up else STEP_UP)


def may_keep_evidence(actor: Actor, facts: ObjectionFacts) -> Refusal | None:
    """Return why no file of proof is kept for the actor: also words that become a complaint keep theirs."""
    refusal = may_draft(actor, facts)
    return None if refusal in DIVERTED and actor.user_id is not None else refusal


def may_record_letter(actor: Actor) -> Refusal | None:
    """Return why the actor may not enter an objection that came by another way than the portal, or None."""
    return None if _AUDITOR & actor.roles else _ROLE


def may_answer(actor: Actor, facts: ObjectionFacts) -> Refusal | None:
    """Return why the actor may not answer the objection, or None. A late answer is accepted (R-SANGGAH-8)."""
    if not _COMMITTEE & actor.roles:
        return _ROLE
    if not facts.is_chair:
        return _NOT_CHAIR
    if facts.status is not ObjectionStatus.FILED:
        return _ANSWERED
    return None if actor.stepped_up else STEP_UP


def may_withdraw(actor: Actor, facts: ObjectionFacts) -> Refusal | None:
    """Return why the actor may not withdraw the objection, or None."""
    if not facts.is_objector:
        return _NOT_OBJECTOR
    if not facts.is_signer:
        return _NOT_SIGNER
    if facts.status is not ObjectionStatus.FILED:
        return _ANSWERED
    return None if actor.stepped_up else STEP_UP


HANDLING: dict[Act, frozenset[ComplaintStatus]] = {
    Act.ACCEPT_COMPLAINT: frozenset({ComplaintStatus.RECEIVED, ComplaintStatus.INCOMPLETE}),
    Act.ASK_FOR_MORE: frozenset({ComplaintStatus.RECEIVED}),
    Act.REVIEW_COMPLAINT: frozenset({ComplaintStatus.ACCEPTED}),
    Act.CLOSE_COMPLAINT: frozenset(ComplaintStatus) - {ComplaintStatus.CLOSED},
    Act.REPLY_TO_COMPLAINT: frozenset(ComplaintStatus) - {ComplaintStatus.CLOSED},
}


def may_handle(act: Act, actor: Actor, status: ComplaintStatus) -> Refusal | None:
    """Return why the auditor may not take this step on a complaint, or None."""
    if not _AUDITOR & actor.roles:
        return _ROLE
    if status is ComplaintStatus.CLOSED:
        return _CLOSED
    if status not in HANDLING[act]:
        return _NOT_NOW
    return STEP_UP if act is Act.CLOSE_COMPLAINT and not actor.stepped_up else None


def may_reply(status: ComplaintStatus) -> Refusal | None:
    """Return why whoever holds the code may not write in the thread any more, or None."""
    return _CLOSED if status is ComplaintStatus.CLOSED else None


_NOT_LAPSED = Refusal(
    Kind.WHEN,
    "Pelapor masih dapat melengkapi pengaduannya, atau belum pernah diminta melengkapinya.",
    "Minta kelengkapan dan tunggu sampai waktunya lewat, atau pilih hasil lain.",
)
_NOT_FORWARDED = Refusal(
    Kind.STATE, "Tidak ada jawaban yang ditunggu atas pengaduan ini.", "Muat ulang halaman dan lihat keadaannya."
)


def may_lapse(completion_ends_at: datetime | None, status: ComplaintStatus, now: datetime) -> Refusal | None:
    """Return why a complaint may not be closed as not completed: only after the time to complete it (R-LYN-5)."""
    is_over = completion_ends_at is not None and now >= completion_ends_at
    return None if is_over and status is ComplaintStatus.INCOMPLETE else _NOT_LAPSED


def may_record_answer(actor: Actor, *, is_waiting: bool) -> Refusal | None:
    """Return why the actor may not record the answer of who a complaint was forwarded to, or None."""
    if not _AUDITOR & actor.roles:
        return _ROLE
    return None if is_waiting else _NOT_FORWARDED


_CANNOT_OPEN = Refusal(
    Kind.WHO,
    "Anda tidak dapat membuka bagian tersegel ini, jadi tidak dapat meneruskan kuncinya.",
    "Minta auditor yang dapat membukanya meneruskan kuncinya kepada Anda.",
)


def may_hand_on(actor: Actor, *, can_open: bool) -> Refusal | None:
    """Return why the actor may not hand the key of sealed parts on to another auditor on duty, or None."""
    if not _AUDITOR & actor.roles:
        return _ROLE
    if not can_open:
        return _CANNOT_OPEN
    return None if actor.stepped_up else STEP_UP


def require(refusal: Refusal | None) -> None:
    """Raise Refused for a refusal."""
    if refusal is not None:
        raise Refused(refusal)
