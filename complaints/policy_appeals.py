# SPDX-License-Identifier: Apache-2.0
"""Who may appeal, clarify a bond, decide an appeal and settle its bond, and in which state. Pure."""

from dataclasses import dataclass
from datetime import datetime

from complaints.rules import AppealStatus, ObjectionStatus, Origin
from lpse.core.acts import STEP_UP, Actor, Kind, Refusal, Role
from lpse.regulations import refusals


@dataclass(frozen=True)
class AppealFacts:
    """What is known of an appeal, or of an answered objection that one might be filed against."""

    knows_appeals: bool = False
    objection: ObjectionStatus = ObjectionStatus.FILED
    is_in_force: bool = True
    """Whether the result objected to stands, not voided and not awarded."""
    window_ends_at: datetime | None = None
    is_objector: bool = False
    is_signer: bool = False
    is_chair: bool = False
    is_authority: bool = False
    """Whether the actor is the budget authority of the tender's agency."""
    status: AppealStatus | None = None
    due_at: datetime | None = None
    silence_accepts: bool = False
    is_settled: bool = False


_NONE = Refusal(
    Kind.STATE,
    "Sanggah banding hanya dikenal pada tender pekerjaan konstruksi.",
    "Jawaban sanggah ini sudah akhir. Keberatan lain dapat disampaikan sebagai pengaduan.",
    refusals.APPELLANT,
)
_NOT_REJECTED = Refusal(
    Kind.STATE,
    "Hanya sanggah yang ditolak dapat dibanding.",
    "Lihat jawabannya pada halaman sanggah.",
    refusals.APPELLANT,
)
_NOT_OBJECTOR = Refusal(
    Kind.WHO,
    "Hanya penyanggah yang dapat mengajukan sanggah banding.",
    "Sampaikan keberatan Anda sebagai pengaduan.",
    refusals.APPELLANT,
)
_NOT_SIGNER = Refusal(
    Kind.WHO,
    "Hanya penanda tangan perusahaan yang dapat mengirim sanggah banding.",
    "Minta penanda tangan perusahaan Anda mengirimnya.",
)
_GONE = Refusal(
    Kind.STATE,
    "Hasil yang disanggah sudah tidak berlaku atau sudah ditetapkan dengan SPPBJ.",
    "Lihat halaman hasil tender ini.",
)
_TWICE = Refusal(Kind.STATE, "Sanggah banding atas sanggah ini sudah ada.", "Lihat pada halaman sanggah.")
LATE = Refusal(
    Kind.WHEN,
    "Masa sanggah banding sudah berakhir.",
    "Isinya tidak hilang: kirim sebagai pengaduan, dan auditor akan menjawabnya.",
    refusals.APPEAL_LATE,
)
BAD_BOND = Refusal(
    Kind.INPUT,
    "Jaminan sanggah banding tidak cukup nilainya atau masa berlakunya.",
    "Sanggah banding tanpa jaminan sah ditangani sebagai pengaduan; isinya tidak hilang.",
    refusals.APPEAL_LATE,
)
DIVERTED = {LATE: Origin.LATE_APPEAL, BAD_BOND: Origin.INVALID_APPEAL}
"""What no appeal can be becomes a complaint, by the reason why (law.md R-BANDING-5)."""
_NOT_CHAIR = Refusal(Kind.WHO, "Tindakan ini dilakukan ketua Pokja tender ini.", "Minta ketua melakukannya.")
_NOT_AUTHORITY = Refusal(
    Kind.WHO,
    "Sanggah banding dijawab Kuasa Pengguna Anggaran instansi tender ini.",
    "Minta PA/KPA instansi itu menjawabnya.",
)
_NOT_HEAD = Refusal(Kind.WHO, "Jaminan diselesaikan kepala UKPBJ.", "Minta kepala UKPBJ mencatatnya.")
_CLARIFIED = Refusal(Kind.STATE, "Jaminan ini sudah diklarifikasi.", "Lihat hasilnya pada halaman sanggah.")
_UNCLARIFIED = Refusal(
    Kind.STATE, "Jaminannya belum diklarifikasi Pokja.", "Tunggu klarifikasi tertulis Pokja atas jaminan ini."
)
_DECIDED = Refusal(Kind.STATE, "Sanggah banding ini sudah selesai.", "Lihat jawabannya pada halaman sanggah.")
_SILENT = Refusal(
    Kind.WHEN,
    "Tenggat jawaban sudah lewat; menurut aturan tender ini, sanggah banding dianggap diterima.",
    "Jam portal mencatatnya. Tidak ada yang perlu dikirim lagi.",
    refusals.APPEAL_SILENCE,
)
_UNDECIDED = Refusal(Kind.STATE, "Sanggah banding ini belum dijawab.", "Selesaikan jaminan sesudah dijawab.")
_SETTLED = Refusal(Kind.STATE, "Jaminan ini sudah diselesaikan.", "Lihat catatannya pada halaman sanggah.")


def may_draft_appeal(actor: Actor, facts: AppealFacts, now: datetime) -> Refusal | None:
    """Return why the actor may not even write an appeal, or None. Source: R-BANDING-1, R-BANDING-4."""
    if not actor.is_a(Role.VENDOR) or not facts.is_objector:
        return _NOT_OBJECTOR
    if not facts.is_signer:
        return _NOT_SIGNER
    return _why_none(facts) or _too_late(facts, now)


def may_file_appeal(actor: Actor, facts: AppealFacts, now: datetime) -> Refusal | None:
    """Return why the actor may not appeal, or None; the second factor comes last."""
    return may_draft_appeal(actor, facts, now) or _stepped(actor)


def may_enter_letter(actor: Actor, facts: AppealFacts) -> Refusal | None:
    """Return why the actor may not enter an appeal that came on paper, or None; its own time is judged apart."""
    if not actor.is_a(Role.COMMITTEE) or not facts.is_chair:
        return _NOT_CHAIR
    return _why_none(facts)


def may_clarify(actor: Actor, facts: AppealFacts) -> Refusal | None:
    """Return why the actor may not clarify the bond, or None."""
    if not actor.is_a(Role.COMMITTEE) or not facts.is_chair:
        return _NOT_CHAIR
    return _CLARIFIED if facts.status is not AppealStatus.FILED else _stepped(actor)


def may_decide(actor: Actor, facts: AppealFacts, now: datetime) -> Refusal | None:
    """Return why the actor may not answer the appeal, or None. After the term silence has decided, if the law says so.

    Source: R-BANDING-3, R-BANDING-7.
    """
    if not actor.is_a(Role.BUDGET_AUTHORITY) or not facts.is_authority:
        return _NOT_AUTHORITY
    if facts.status is AppealStatus.FILED:
        return _UNCLARIFIED
    if facts.status is not AppealStatus.ADMITTED:
        return _DECIDED
    if facts.silence_accepts and facts.due_at is not None and now >= facts.due_at:
        return _SILENT
    return _stepped(actor)


def may_settle(actor: Actor, facts: AppealFacts) -> Refusal | None:
    """Return why the actor may not record that the bond was returned or cashed, or None (R-BANDING-8)."""
    if not actor.is_a(Role.UNIT_HEAD):
        return _NOT_HEAD
    if facts.status not in (AppealStatus.UPHELD, AppealStatus.REJECTED, AppealStatus.LAPSED):
        return _UNDECIDED
    return _SETTLED if facts.is_settled else _stepped(actor)


def is_in_window(facts: AppealFacts, at: datetime) -> bool:
    """Say whether an appeal received ``at`` this moment came in time."""
    return facts.window_ends_at is not None and at < facts.window_ends_at


def _why_none(facts: AppealFacts) -> Refusal | None:
    if not facts.knows_appeals:
        return _NONE
    if facts.objection is not ObjectionStatus.REJECTED:
        return _NOT_REJECTED
    if facts.status is not None:
        return _TWICE
    return None if facts.is_in_force and facts.window_ends_at is not None else _GONE


def _too_late(facts: AppealFacts, now: datetime) -> Refusal | None:
    return None if is_in_window(facts, now) else LATE


def _stepped(actor: Actor) -> Refusal | None:
    return None if actor.stepped_up else STEP_UP
