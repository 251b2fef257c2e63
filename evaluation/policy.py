# SPDX-License-Identifier: Apache-2.0
"""Who may do what in opening, evaluation, minutes, result and award, and why not. Pure: it is given the facts.

``Act`` names every act once: the word on the record, of the service and of the address.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lpse.core.acts import Actor, Kind, Refusal, Refused, Role, check
from lpse.core.said import said
from tenders.rules import Status


class Act(StrEnum):
    """Acts of this app, as the record writes them."""

    BEGIN_OPENING = "evaluation.begin_opening"
    CONTRIBUTE_RELEASE = "evaluation.contribute_release"
    NAME_MEMBER = "evaluation.name_member"
    OPEN_BID = "evaluation.open_bid"
    FINISH_OPENING = "evaluation.finish_opening"
    DRAW_MINUTES = "evaluation.draw_minutes"
    APPROVE_MINUTES = "evaluation.approve_minutes"
    SET_ASSESSORS = "evaluation.set_assessors"
    ASSIGN_ASSESSORS = "evaluation.assign_assessors"
    SAVE_ASSESSMENT = "evaluation.save_assessment"
    DECIDE_ASSESSMENT = "evaluation.decide_assessment"
    REQUEST_CLARIFICATION = "evaluation.request_clarification"
    ANSWER_CLARIFICATION = "evaluation.answer_clarification"
    JUDGE_CLARIFICATION = "evaluation.judge_clarification"
    LOCK_STEP = "evaluation.lock_step"
    REOPEN_STEP = "evaluation.reopen_step"
    LOCK_EVALUATION = "evaluation.lock_evaluation"
    REOPEN_EVALUATION = "evaluation.reopen_evaluation"
    INVITE_TO_PROOF = "evaluation.invite_to_proof"
    SETTLE_PROOF = "evaluation.settle_proof"
    CONCLUDE_PROOF = "evaluation.conclude_proof"
    PROPOSE_WINNER = "evaluation.propose_winner"
    DECIDE_WINNER = "evaluation.decide_winner"
    ANNOUNCE_RESULT = "evaluation.announce_result"
    VOID_RESULT = "evaluation.void_result"
    ISSUE_AWARD = "evaluation.issue_award"


def require(refusal: Refusal | None) -> None:
    """Raise Refused when there is a reason to refuse."""
    if refusal is not None:
        raise Refused(refusal)


# --- Opening ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReleaseFacts:
    """What is known when a member sends a release. Instants are None while they have not come."""

    has_seat: bool
    begun_at: datetime | None
    finished_at: datetime | None
    is_this_opening: bool
    """Whether the release names the opening of this tender."""
    in_force: bool
    """Whether the tender is closed and neither failed nor cancelled."""


NOT_A_SEAT = Refusal(
    Kind.WHO,
    "Anda tidak memegang bagian kunci tender ini.",
    "Hanya anggota Pokja yang kuncinya tercantum dalam kunci tender dapat menyerahkan bagian kunci.",
)
NOT_BEGUN = Refusal(
    Kind.WHEN,
    "Pembukaan penawaran belum dimulai.",
    "Pembukaan dimulai oleh jam portal segera sesudah masa pemasukan penawaran ditutup. Buka lagi halaman ini nanti.",
)
FINISHED = Refusal(
    Kind.STATE,
    "Pembukaan penawaran sudah selesai; bagian kunci tidak diperlukan lagi.",
    "Hasilnya terbaca pada halaman pembukaan.",
)
NOT_IN_FORCE = Refusal(
    Kind.STATE,
    "Tender ini tidak sedang menunggu pembukaan penawaran.",
    "Periksa keadaan tender pada halamannya.",
)
OTHER_OPENING = Refusal(
    Kind.INPUT,
    "Bagian kunci ini dibuat untuk pembukaan lain, bukan untuk tender ini.",
    "Muat ulang halaman pembukaan tender ini, lalu serahkan bagian kunci dari sana.",
)
BAD_SIGNATURE = Refusal(
    Kind.INPUT,
    "Tanda tangan pada bagian kunci bukan milik Anda untuk pembukaan ini.",
    "Buka kunci Anda sendiri pada halaman pembukaan tender ini, lalu serahkan lagi.",
)
MALFORMED_BOX = Refusal(
    Kind.INPUT,
    "Bagian kunci yang dikirim peramban tidak lengkap atau rusak.",
    "Muat ulang halaman, lalu serahkan lagi.",
)


def may_release(actor: Actor, facts: ReleaseFacts) -> Refusal | None:
    """Refuse a release by who, when or what it is for; the signature is the service's to verify."""
    if not facts.has_seat:
        return NOT_A_SEAT
    if refusal := check(actor, Role.COMMITTEE, step_up=True):
        return refusal
    if not facts.in_force and facts.finished_at is None:
        return NOT_BEGUN if facts.begun_at is None else NOT_IN_FORCE
    if facts.begun_at is None:
        return NOT_BEGUN
    if facts.finished_at is not None:
        return FINISHED
    if not facts.is_this_opening:
        return OTHER_OPENING
    return None


# --- Minutes ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ApprovalFacts:
    """What is known when a member approves or refuses minutes."""

    has_seat: bool
    given_at: datetime | None


def may_approve(actor: Actor, facts: ApprovalFacts, *, approved: bool, reason: str) -> Refusal | None:
    """Refuse an approval by anyone but a seat, a second one, and a refusal without its reason."""
    if not facts.has_seat:
        return Refusal(Kind.WHO, "Anda bukan anggota Pokja tender ini.", "Berita acara disetujui oleh anggota Pokja.")
    if refusal := check(actor, Role.COMMITTEE, step_up=True):
        return refusal
    if facts.given_at is not None:
        return Refusal(
            Kind.STATE,
            "Anda sudah menyatakan pendapat atas berita acara ini.",
            "Pernyataan itu tercatat pada catatan publik dan tidak dapat diubah.",
        )
    if not approved and not reason.strip():
        return Refusal(Kind.INPUT, "Penolakan berita acara memerlukan alasan.", "Tuliskan alasannya, lalu kirim lagi.")
    return None


@dataclass(frozen=True)
class DrawFacts:
    """What is known when a member draws the minutes of the explanation (pemberian penjelasan).

    ``is_open`` says that answers may still be published; ``unanswered`` are the questions without one.
    """

    has_seat: bool
    has_ended: bool
    is_open: bool
    unanswered: tuple[int, ...]


def may_draw_clarification(actor: Actor, facts: DrawFacts) -> Refusal | None:
    """Refuse minutes by anyone but a seat, before the window ends, and while a question can still be answered.

    Source: R-SCH-6 (every question is answered); law.md 9 (the minutes hold all questions and answers).
    """
    if not facts.has_seat:
        return _SEAT
    if refusal := check(actor, Role.COMMITTEE):
        return refusal
    if not facts.has_ended:
        return Refusal(
            Kind.WHEN,
            "Masa penjelasan belum berakhir.",
            "Buat berita acara setelah masa itu berakhir; batasnya tampil pada halaman tanya jawab.",
        )
    if facts.is_open and facts.unanswered:
        told = said("{n} pertanyaan belum dijawab.", n=len(facts.unanswered))
        return Refusal(Kind.STATE, told, "Jawab dan terbitkan semuanya, lalu buat berita acara.")
    return None


# --- Evaluation, result, award ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SheetFacts:
    """What is known of a tender and of the actor's part in it."""

    status: Status
    has_seat: bool = False
    is_chair: bool = False
    is_officer: bool = False
    is_authority: bool = False
    seat_id: int | None = None


@dataclass(frozen=True)
class Rule:
    """Who may act (a role, and a part in this very tender), in which state, with how fresh a second factor."""

    role: Role
    status: Status
    chair: bool = False
    officer: bool = False
    step_up: bool = True
    authority: bool = False


RULES: dict[Act, Rule] = {
    Act.SAVE_ASSESSMENT: Rule(Role.COMMITTEE, Status.OPENED, step_up=False),
    Act.ASSIGN_ASSESSORS: Rule(Role.COMMITTEE, Status.OPENED, chair=True, step_up=False),
    Act.DECIDE_ASSESSMENT: Rule(Role.COMMITTEE, Status.OPENED, chair=True, step_up=False),
    Act.REQUEST_CLARIFICATION: Rule(Role.COMMITTEE, Status.OPENED, step_up=False),
    Act.JUDGE_CLARIFICATION: Rule(Role.COMMITTEE, Status.OPENED, chair=True, step_up=False),
    Act.LOCK_STEP: Rule(Role.COMMITTEE, Status.OPENED, chair=True),
    Act.REOPEN_STEP: Rule(Role.COMMITTEE, Status.OPENED, chair=True),
    Act.LOCK_EVALUATION: Rule(Role.COMMITTEE, Status.OPENED, chair=True),
    Act.REOPEN_EVALUATION: Rule(Role.COMMITTEE, Status.OPENED, chair=True),
    Act.INVITE_TO_PROOF: Rule(Role.COMMITTEE, Status.OPENED, step_up=False),
    Act.SETTLE_PROOF: Rule(Role.COMMITTEE, Status.OPENED, chair=True, step_up=False),
    Act.CONCLUDE_PROOF: Rule(Role.COMMITTEE, Status.OPENED, chair=True),
    Act.PROPOSE_WINNER: Rule(Role.COMMITTEE, Status.OPENED, chair=True),
    Act.DECIDE_WINNER: Rule(Role.BUDGET_AUTHORITY, Status.OPENED, authority=True),
    Act.ANNOUNCE_RESULT: Rule(Role.COMMITTEE, Status.OPENED, chair=True),
    Act.VOID_RESULT: Rule(Role.COMMITTEE, Status.DECIDED, chair=True),
    Act.ISSUE_AWARD: Rule(Role.PROCUREMENT_OFFICER, Status.DECIDED, officer=True),
}
_SEAT = Refusal(Kind.WHO, "Anda bukan anggota Pokja tender ini.", "Hubungi kepala UKPBJ bila seharusnya anggota.")
_CHAIR = Refusal(Kind.WHO, "Tindakan ini dilakukan ketua Pokja tender ini.", "Minta ketua melakukannya.")
_OFFICER = Refusal(Kind.WHO, "Tindakan ini dilakukan PPK paket ini.", "Minta PPK melakukannya.")
_AUTHORITY = Refusal(
    Kind.WHO,
    "Tender ini milik perangkat daerah lain.",
    "Tindakan ini dilakukan PA/KPA perangkat daerah yang membeli.",
)
_STATE = {
    Status.DRAFT: Refusal(Kind.STATE, "Tender ini belum diumumkan.", "Tunggu pengumumannya."),
    Status.ANNOUNCED: Refusal(
        Kind.STATE, "Penawaran masih diterima dan tersegel.", "Tunggu batas akhir pemasukan penawaran."
    ),
    Status.CLOSED: Refusal(Kind.STATE, "Penawaran belum dibuka.", "Serahkan bagian kunci pada halaman pembukaan."),
    Status.OPENED: Refusal(Kind.STATE, "Hasil tender ini belum diumumkan.", "Selesaikan evaluasi lebih dahulu."),
    Status.DECIDED: Refusal(Kind.STATE, "Hasil tender ini sudah diumumkan.", "Lihat halaman hasil."),
    Status.AWARDED: Refusal(Kind.STATE, "Tender ini sudah selesai.", "Tidak ada yang dapat diubah."),
    Status.FAILED: Refusal(Kind.STATE, "Tender ini sudah dinyatakan gagal.", "Tidak ada yang dapat diubah."),
    Status.CANCELLED: Refusal(Kind.STATE, "Tender ini sudah dibatalkan.", "Tidak ada yang dapat diubah."),
}


def may(act: Act, actor: Actor, facts: SheetFacts) -> Refusal | None:
    """Return why the actor may not evaluate, announce or award, or None: the person, the state, last the step-up."""
    rule = RULES[act]
    if not actor.is_a(rule.role):
        return check(actor, rule.role)
    if rule.role is Role.COMMITTEE and not facts.has_seat:
        return _SEAT
    if rule.chair and not facts.is_chair:
        return _CHAIR
    if rule.officer and not facts.is_officer:
        return _OFFICER
    if rule.authority and not facts.is_authority:
        return _AUTHORITY
    if facts.status is not rule.status:
        return _STATE[facts.status]
    return check(actor, rule.role, step_up=rule.step_up)


def may_set_assessors(actor: Actor, facts: SheetFacts, *, two: bool, has_verdict: bool) -> Refusal | None:
    """Refuse one or two assessors per cell by anyone but the chair, and too late.

    Two are given up before the announcement only; they may be asked for until the first verdict is saved.
    Source: decisions.md 3.5.
    """
    if not facts.has_seat:
        return _SEAT
    if not facts.is_chair:
        return _CHAIR
    if refusal := check(actor, Role.COMMITTEE):
        return refusal
    if facts.status is Status.DRAFT:
        return None
    if not two:
        return Refusal(
            Kind.STATE,
            "Tender ini sudah diumumkan; dua penilai per sel tidak dapat lagi dihapus.",
            "Tugaskan dua anggota untuk setiap tahap.",
        )
    if facts.status not in (Status.ANNOUNCED, Status.CLOSED, Status.OPENED):
        return _STATE[facts.status]
    if has_verdict:
        return Refusal(
            Kind.STATE,
            "Penilaian pertama sudah disimpan; cara menilai tidak berubah lagi.",
            "Lanjutkan penilaian dengan cara yang sedang berlaku.",
        )
    return None


@dataclass(frozen=True)
class AnswerFacts:
    """What is known when a bidder answers a clarification."""

    status: Status
    is_addressee: bool
    is_answered: bool
    is_judged: bool
    is_locked: bool


def may_answer(actor: Actor, facts: AnswerFacts) -> Refusal | None:
    """Refuse an answer by anyone but the bidder asked, a second one, and one that comes after the decision.

    An answer after its time is taken and marked late (ux.md part 3).
    """
    if not facts.is_addressee:
        return Refusal(Kind.WHO, "Klarifikasi ini ditujukan kepada peserta lain.", "Buka klarifikasi Anda sendiri.")
    if refusal := check(actor, Role.VENDOR):
        return refusal
    if facts.is_answered:
        return Refusal(Kind.STATE, "Klarifikasi ini sudah dijawab.", "Jawaban yang terkirim tidak berubah lagi.")
    if facts.is_judged or facts.is_locked or facts.status is not Status.OPENED:
        return Refusal(
            Kind.STATE,
            "Pokja sudah memutuskan klarifikasi ini tanpa jawaban.",
            "Bila keberatan, ajukan sanggah sesudah hasil diumumkan.",
        )
    return None
