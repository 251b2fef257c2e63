# SPDX-License-Identifier: Apache-2.0
"""Words of packages and tenders, and what is missing before an announcement. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from lpse.core.acts import Kind, Refusal
from lpse.core.said import said
from lpse.core.windows import Window
from lpse.regulations import StageKind, refusals


class PackageStatus(StrEnum):
    """States of a package: what the procurement officer prepares and the unit head assigns."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ASSIGNED = "assigned"


class Status(StrEnum):
    """States of a tender. Acts move them; ``closed`` is moved by the clock's recorded act."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    CLOSED = "closed"
    OPENED = "opened"
    DECIDED = "decided"
    AWARDED = "awarded"
    FAILED = "failed"
    CANCELLED = "cancelled"


RUNNING = (Status.ANNOUNCED, Status.CLOSED, Status.OPENED, Status.DECIDED)
"""From the announcement to the award."""


class Category(StrEnum):
    """Kinds of procurement (decisions.md 3.14)."""

    GOODS = "goods"
    OTHER_SERVICES = "other_services"
    CONSULTANCY = "consultancy"
    INDIVIDUAL_CONSULTANCY = "individual_consultancy"
    WORKS = "works"
    WORKS_CONSULTANCY = "works_consultancy"
    INTEGRATED_WORKS = "integrated_works"


class Step(StrEnum):
    """Steps of evaluation that a requirement belongs to."""

    ADMINISTRATION = "administration"
    QUALIFICATION = "qualification"
    TECHNICAL = "technical"


class Position(StrEnum):
    """Positions in a selection committee (Pokja Pemilihan)."""

    CHAIR = "chair"
    MEMBER = "member"


class Part(StrEnum):
    """Parts of a tender that must be complete before it is announced: the rows of the wizard's task list."""

    SCHEDULE = "schedule"
    DOCUMENTS = "documents"
    REQUIREMENTS = "requirements"
    ITEMS = "items"
    REVIEW = "review"
    COMMITTEE = "committee"
    KEYS = "keys"


class Ground(StrEnum):
    """Grounds on which a tender fails (tender gagal), or is cancelled.

    Source: Perpres 16/2018 Pasal 51 ayat (2); law.md R-FAIL-2, R-FAIL-3.
    """

    EVALUATION_ERROR = "evaluation_error"
    NO_BID = "no_bid"
    NONE_PASSED = "none_passed"
    WRONG_DOCUMENT = "wrong_document"
    COLLUSION = "collusion"
    UNFAIR_COMPETITION = "unfair_competition"
    ABOVE_ESTIMATE = "above_estimate"
    NEGOTIATION_FAILED = "negotiation_failed"
    OFFICIALS_COLLUDED = "officials_colluded"
    PROCEDURE_BROKEN = "procedure_broken"
    REJECTION_UPHELD = "rejection_upheld"
    WINNER_REFUSED = "winner_refused"
    CANCELLED = "cancelled"


class FollowUp(StrEnum):
    """What follows a failed tender once its cause is reviewed (tindak lanjut tender gagal; law.md R-FAIL-6)."""

    RE_EVALUATION = "re_evaluation"
    RE_BID = "re_bid"
    RE_TENDER = "re_tender"


@dataclass(frozen=True)
class Failing:
    """How a ground ends a tender: in which states, declared by the committee or the budget authority, what follows.

    ``selection_only`` grounds belong to a seleksi, which negotiates. No state at all: the ground ends no tender,
    because its follow-up happens within the same one.
    """

    states: frozenset[Status]
    follow_up: FollowUp
    source: str
    by_authority: bool = False
    selection_only: bool = False


_ANY = frozenset({Status.ANNOUNCED, Status.CLOSED, Status.OPENED, Status.DECIDED})
_READ = frozenset({Status.OPENED, Status.DECIDED})
_P51 = "Perpres 16/2018 Pasal 51 ayat (2) huruf {}; R-FAIL-2 [P]"
_L12 = "Peraturan LKPP 12/2021 Lampiran II 4.2.14; R-FAIL-3 [S]"
_AFTER = "Peraturan LKPP 12/2021 Lampiran II 4.2.14 huruf a angka 2; R-FAIL-5 [S]"
FAILINGS: Mapping[Ground, Failing] = {
    Ground.EVALUATION_ERROR: Failing(frozenset(), FollowUp.RE_EVALUATION, _P51.format("a")),
    Ground.NO_BID: Failing(frozenset({Status.CLOSED, Status.OPENED}), FollowUp.RE_TENDER, _P51.format("b")),
    Ground.NONE_PASSED: Failing(frozenset({Status.DECIDED}), FollowUp.RE_TENDER, f"{_P51.format('c')}; {_AFTER}"),
    Ground.WRONG_DOCUMENT: Failing(_ANY, FollowUp.RE_BID, _P51.format("d")),
    Ground.COLLUSION: Failing(_READ, FollowUp.RE_TENDER, _P51.format("e")),
    Ground.UNFAIR_COMPETITION: Failing(_READ, FollowUp.RE_TENDER, _P51.format("f")),
    Ground.ABOVE_ESTIMATE: Failing(frozenset({Status.OPENED}), FollowUp.RE_TENDER, _P51.format("g")),
    Ground.NEGOTIATION_FAILED: Failing(_READ, FollowUp.RE_BID, _P51.format("h"), selection_only=True),
    Ground.OFFICIALS_COLLUDED: Failing(_ANY, FollowUp.RE_TENDER, _P51.format("i"), by_authority=True),
    Ground.PROCEDURE_BROKEN: Failing(_ANY, FollowUp.RE_TENDER, _L12),
    Ground.REJECTION_UPHELD: Failing(frozenset({Status.DECIDED}), FollowUp.RE_TENDER, _L12, by_authority=True),
    Ground.WINNER_REFUSED: Failing(_READ, FollowUp.RE_TENDER, _L12, by_authority=True),
}
"""Every ground of failure. Source: Perpres 16/2018 Pasal 51 ayat (2)-(9); law.md R-FAIL-2 to R-FAIL-6.

The papers give no follow-up for the grounds of Peraturan LKPP 12/2021: a new tender is the one that harms nobody.
"""


def grounds_for(status: Status, *, by_authority: bool, method: str = "tender") -> tuple[Ground, ...]:
    """Return the grounds on which a tender in this state may be declared failed by the authority or the committee."""
    return tuple(
        ground
        for ground, failing in FAILINGS.items()
        if status in failing.states
        and failing.by_authority is by_authority
        and (not failing.selection_only or method == "selection")
    )


class Media(StrEnum):
    """File types that a selection document may have."""

    PDF = "application/pdf"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ZIP = "application/zip"
    PNG = "image/png"
    JPEG = "image/jpeg"


SELECTION_DOCUMENT = "selection_document"
DOCUMENT_KINDS = (SELECTION_DOCUMENT, "specification", "draft_contract", "bill_of_quantities", "drawing", "other")
SINGLE_DOCUMENTS = DOCUMENT_KINDS[:4]
"""Kinds of which a tender has one document; drawings and other attachments are told apart by their titles."""
CONSENT_KINDS = ("specification", "draft_contract", "bill_of_quantities", "drawing")
"""Kinds that an addendum changes with the consent of the procurement officer only (law.md R-ACT-3, R-SCH-5)."""
REQUIRED_DOCUMENTS = (SELECTION_DOCUMENT, "specification")
DOCUMENT_BYTES = 50 * 2**20
ENVELOPE_KIND = "single"
"""Envelope kind of a tender with one file (sealed-bids.md part 4)."""

_MAGIC = {
    "pdf": (b"%PDF-", Media.PDF),
    "xlsx": (b"PK\x03\x04", Media.XLSX),
    "docx": (b"PK\x03\x04", Media.DOCX),
    "zip": (b"PK\x03\x04", Media.ZIP),
    "png": (b"\x89PNG\r\n\x1a\n", Media.PNG),
    "jpg": (b"\xff\xd8\xff", Media.JPEG),
    "jpeg": (b"\xff\xd8\xff", Media.JPEG),
}
ACCEPTED_ENDINGS = tuple(_MAGIC)


class WrongFile(ValueError):
    """A file whose name or first bytes are not of an accepted type."""


def media_of(name: str, head: bytes) -> Media:
    """Return the type of a file by its ending, proved by its first bytes. Raises WrongFile."""
    ending = name.rpartition(".")[2].lower()
    if ending not in _MAGIC:
        raise WrongFile(said("Jenis berkas .{ending} tidak diterima.", ending=ending[:12]))
    magic, media = _MAGIC[ending]
    if not head.startswith(magic):
        raise WrongFile(said("Isi berkas bukan .{ending}.", ending=ending))
    return media


def majority(members: int) -> int:
    """Return how many members together open bids: 2 of 3, 3 of 5 (decisions.md 3.3).

    Raises ValueError unless there is an odd number of at least three (law.md R-ACT-4).
    """
    if members < 3 or members % 2 == 0:
        raise ValueError("Pokja harus berjumlah ganjil, paling sedikit tiga orang.")
    return members // 2 + 1


def line_total(quantity: Decimal, unit_price: Decimal) -> Decimal:
    """Return a row of the owner's estimate in rupiah, rounded half up to the sen."""
    return (quantity * unit_price).quantize(Decimal("0.01"), ROUND_HALF_UP)


@dataclass(frozen=True)
class Gap:
    """Something that keeps a tender from being announced; ``is_warning`` marks advice that does not."""

    part: Part
    message: str
    source: str = ""
    is_warning: bool = False


@dataclass(frozen=True)
class Draft:
    """What is known of a draft tender when it is checked; counts and names only."""

    document_kinds: frozenset[str]
    requirement_steps: frozenset[str]
    item_count: int
    seat_count: int
    chair_count: int
    pact_count: int
    key_count: int
    is_key_set_proposed: bool
    is_key_set_frozen: bool
    consent_count: int
    open_remark_count: int = 0
    is_agreed: bool = True
    was_agreed: bool = False
    """Whether the officer agreed once, to contents that were changed since."""
    is_written: bool = False
    """Whether the selection document is written from a template, specification included, instead of uploaded."""


DOCUMENT_WORDS = {
    SELECTION_DOCUMENT: said("Dokumen pemilihan"),
    "specification": said("Spesifikasi teknis"),
}
STEP_WORDS = {
    Step.ADMINISTRATION: said("administrasi"),
    Step.QUALIFICATION: said("kualifikasi"),
    Step.TECHNICAL: said("teknis"),
}


def announcement_gaps(draft: Draft) -> list[Gap]:
    """Return what is missing before a tender may be announced, but for its schedule, which the rule book checks."""
    gaps = [
        Gap(Part.DOCUMENTS, said("{document} belum diunggah.", document=DOCUMENT_WORDS[kind]))
        for kind in REQUIRED_DOCUMENTS
        if kind not in draft.document_kinds and not draft.is_written
    ]
    gaps += [
        Gap(Part.REQUIREMENTS, said("Belum ada syarat {step}.", step=STEP_WORDS[step]))
        for step in Step
        if step.value not in draft.requirement_steps
    ]
    if draft.item_count == 0:
        gaps.append(Gap(Part.ITEMS, "Daftar kuantitas dan harga belum berisi butir."))
    return gaps + _review_gaps(draft) + _committee_gaps(draft) + _key_gaps(draft)


def _review_gaps(draft: Draft) -> list[Gap]:
    """Return what the review by committee and procurement officer still lacks. Source: law.md R-ACT-3."""
    gaps = []
    if draft.open_remark_count:
        gaps.append(Gap(Part.REVIEW, said("{n} catatan reviu belum selesai.", n=draft.open_remark_count)))
    if not draft.is_agreed:
        told = said("Dokumen berubah sesudah PPK menyetujuinya.")
        if not draft.was_agreed:
            told = said("PPK belum menyetujui dokumen.")
        gaps.append(Gap(Part.REVIEW, told, "Perpres 16/2018 Pasal 11; R-ACT-3"))
    return gaps


def _committee_gaps(draft: Draft) -> list[Gap]:
    source = "Perpres 16/2018 Pasal 13, diubah Perpres 46/2025; R-ACT-4"
    gaps = []
    if draft.seat_count < 3 or draft.seat_count % 2 == 0:
        gaps.append(Gap(Part.COMMITTEE, "Pokja harus berjumlah ganjil, paling sedikit tiga orang.", source))
    if draft.chair_count != 1:
        gaps.append(Gap(Part.COMMITTEE, "Pokja belum mempunyai satu ketua."))
    if draft.pact_count < draft.seat_count:
        waiting = draft.seat_count - draft.pact_count
        gaps.append(Gap(Part.COMMITTEE, said("{n} anggota belum menyetujui pakta integritas.", n=waiting)))
    return gaps


def _key_gaps(draft: Draft) -> list[Gap]:
    if draft.is_key_set_frozen:
        return []
    if draft.key_count < draft.seat_count:
        waiting = draft.seat_count - draft.key_count
        return [Gap(Part.KEYS, said("{n} anggota belum membuat kunci anggota.", n=waiting))]
    if not draft.is_key_set_proposed:
        return [Gap(Part.KEYS, "Susunan kunci belum diajukan kepada anggota.")]
    waiting = draft.seat_count - draft.consent_count
    return [Gap(Part.KEYS, said("{n} anggota belum menyetujui susunan kunci.", n=waiting))]


@dataclass(frozen=True)
class Planned:
    """A stage as planned: kind and half-open window."""

    kind: StageKind
    starts_at: datetime
    ends_at: datetime


def anchored(plan: Sequence[Planned], now: datetime, *, training: bool) -> list[Planned]:
    """Return the schedule as it stands when the tender is announced at ``now``.

    The announcement is on air from ``now``; what was planned to begin with it does. A training schedule moves as a
    whole, so that its durations stay what was asked for. The bid deadline of a real one never moves.
    """
    begins = next((stage.starts_at for stage in plan if stage.kind is StageKind.ANNOUNCEMENT), now)
    if training:
        shift = now - begins
        return [Planned(stage.kind, stage.starts_at + shift, stage.ends_at + shift) for stage in plan]
    return [replace(stage, starts_at=now) if stage.starts_at == begins else stage for stage in plan]


def changed_stages(current: Sequence[Planned], wanted: Sequence[Planned]) -> list[tuple[Planned, Planned]]:
    """Return the stages that differ as (old, new), in the order of ``current``; one not wanted otherwise stays."""
    new = {stage.kind: stage for stage in wanted}
    return [(old, new[old.kind]) for old in current if old.kind in new and new[old.kind] != old]


NEVER_EARLIER = Refusal(
    Kind.INPUT,
    "Batas akhir pemasukan penawaran tidak pernah dimajukan.",
    "Isi waktu yang sama atau lebih lambat.",
    refusals.GROUNDS_OF_DEADLINE,
)
NO_GROUND = Refusal(
    Kind.INPUT,
    "Batas akhir pemasukan penawaran hanya boleh mundur atas alasan yang disebut aturan.",
    "Pilih salah satu alasan, atau biarkan batas akhirnya tetap.",
    refusals.GROUNDS_OF_DEADLINE,
)


PASSED_STAYS = Refusal(
    Kind.WHEN, "Tahap yang sudah berakhir tidak dapat diubah.", "Kembalikan waktunya seperti semula."
)
IN_THE_PAST = Refusal(
    Kind.INPUT,
    "Tahap yang sudah mulai tetap mulai pada waktunya, dan tidak ada tahap yang berakhir di masa lalu.",
    "Isi waktu yang masih akan datang.",
)


def why_not_extended(old: Planned, new: Planned, now: datetime) -> Refusal | None:
    """Return why a stage may not move like this on the day of a close without any bid, or None.

    Registration and the bid window go on from where they were; what follows them moves into the future; what came
    before them stays. Source: Peraturan LKPP 9/2018 Lampiran 4.2.5; law.md R-SCH-4.
    """
    if old.kind in (StageKind.ANNOUNCEMENT, StageKind.CLARIFICATION):
        return PASSED_STAYS
    if old.kind in (StageKind.BID_SUBMISSION, StageKind.DOCUMENT_DOWNLOAD):
        if new.starts_at != old.starts_at or new.ends_at < old.ends_at:
            return NEVER_EARLIER
        return IN_THE_PAST if new.ends_at <= now else None
    return IN_THE_PAST if min(new.starts_at, new.ends_at) <= now or new.ends_at <= new.starts_at else None


def why_not_moved(
    old: Planned, new: Planned, *, has_ground: bool, is_taking_bids: bool, now: datetime
) -> Refusal | None:
    """Return why an announced stage may not move like this at ``now``, or None.

    What is over stays, what began keeps its start, nothing ends in the past; a bid window is never shortened and moves
    on a ground of law only. Source: Peraturan LKPP 9/2018 Lampiran 4.2.5, 4.2.6; law.md R-SCH-2, R-SCH-3.
    """
    if old.ends_at <= now or (old.kind is StageKind.BID_SUBMISSION and not is_taking_bids):
        return PASSED_STAYS
    if old.kind is StageKind.BID_SUBMISSION:
        if new.ends_at < old.ends_at or new.starts_at > old.starts_at:
            return NEVER_EARLIER
        if new.ends_at > old.ends_at and not has_ground:
            return NO_GROUND
    if old.kind is StageKind.DOCUMENT_DOWNLOAD and new.ends_at < old.ends_at:
        return Refusal(
            Kind.INPUT,
            "Masa pendaftaran dan unduh dokumen tidak boleh dipersingkat.",
            "Isi akhir yang sama atau lebih lambat.",
        )
    restarts = new.starts_at != old.starts_at
    if new.ends_at <= max(now, new.starts_at) or (restarts and min(old.starts_at, new.starts_at) <= now):
        return IN_THE_PAST
    return None


class Phase(StrEnum):
    """The eight steps that the page head shows; derived from status and windows, never stored."""

    ANNOUNCEMENT = "announcement"
    CLARIFICATION = "clarification"
    BIDDING = "bidding"
    OPENING = "opening"
    EVALUATION = "evaluation"
    AWARD = "award"
    STANDSTILL = "standstill"
    FINISHED = "finished"


_PHASE_OF_STATUS = {
    Status.DRAFT: Phase.ANNOUNCEMENT,
    Status.CLOSED: Phase.OPENING,
    Status.OPENED: Phase.EVALUATION,
    Status.AWARDED: Phase.FINISHED,
}


def phase_of(status: Status, windows: Mapping[StageKind, Window], now: datetime) -> Phase | None:
    """Return the step a tender is in at ``now``, or None for one that failed or was cancelled."""
    if status in {Status.FAILED, Status.CANCELLED}:
        return None
    if status in _PHASE_OF_STATUS:
        return _PHASE_OF_STATUS[status]
    if status is Status.DECIDED:
        standstill = windows.get(StageKind.STANDSTILL)
        return Phase.STANDSTILL if standstill and now < standstill.ends_at else Phase.AWARD
    bidding, clarification = windows.get(StageKind.BID_SUBMISSION), windows.get(StageKind.CLARIFICATION)
    if bidding and now >= bidding.ends_at:
        return Phase.OPENING
    if bidding and now >= bidding.starts_at:
        return Phase.BIDDING
    return Phase.CLARIFICATION if clarification and now >= clarification.starts_at else Phase.ANNOUNCEMENT
