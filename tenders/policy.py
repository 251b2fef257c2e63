# SPDX-License-Identifier: Apache-2.0
"""Who may do what to packages and tenders, and in which state. Pure: facts in, refusal out."""

from dataclasses import dataclass
from enum import StrEnum

from lpse.core.acts import STEP_UP, Actor, Kind, Refusal, Refused, Role
from tenders.rules import PackageStatus, Status


class Act(StrEnum):
    """Acts of this app; the value is the word on the record."""

    ENROL_MEMBER_KEY = "tenders.enrol_member_key"
    END_MEMBER_KEY = "tenders.end_member_key"
    CREATE_PACKAGE = "tenders.create_package"
    EDIT_PACKAGE = "tenders.edit_package"
    SIGN_OFFICER_PACT = "tenders.sign_officer_pact"
    SUBMIT_PACKAGE = "tenders.submit_package"
    RETURN_PACKAGE = "tenders.return_package"
    ASSIGN_COMMITTEE = "tenders.assign_committee"
    RENEW_ESTIMATE = "tenders.renew_estimate"
    CHANGE_ESTIMATE = "tenders.change_estimate"
    DRAFT_TENDER = "tenders.draft_tender"
    WRITE_DOCUMENT = "tenders.write_document"
    RAISE_REMARK = "tenders.raise_remark"
    ANSWER_REMARK = "tenders.answer_remark"
    SETTLE_REMARK = "tenders.settle_remark"
    AGREE_TO_DOCUMENTS = "tenders.agree_to_documents"
    SIGN_PACT = "tenders.sign_pact"
    PROPOSE_KEY_SET = "tenders.propose_key_set"
    CONSENT_TO_KEY_SET = "tenders.consent_to_key_set"
    FREEZE_KEY_SET = "tenders.freeze_key_set"
    ANNOUNCE_TENDER = "tenders.announce_tender"
    PROPOSE_SCHEDULE_CHANGE = "tenders.propose_schedule_change"
    ACCEPT_SCHEDULE_CHANGE = "tenders.accept_schedule_change"
    REFUSE_SCHEDULE_CHANGE = "tenders.refuse_schedule_change"
    PROPOSE_ADDENDUM = "tenders.propose_addendum"
    ACCEPT_ADDENDUM = "tenders.accept_addendum"
    REFUSE_ADDENDUM = "tenders.refuse_addendum"
    FAIL_TENDER = "tenders.fail_tender"
    FAIL_TENDER_BY_AUTHORITY = "tenders.fail_tender_by_authority"
    RETRY_TENDER = "tenders.retry_tender"
    RETRY_WITH_NEW_COMMITTEE = "tenders.retry_with_new_committee"
    CANCEL_TENDER = "tenders.cancel_tender"
    IMPORT_ARCHIVE = "tenders.import_archive"


@dataclass(frozen=True)
class Facts:
    """What is known of a package or tender and of the actor's part in it."""

    package_status: PackageStatus | None = None
    status: Status | None = None
    is_officer: bool = False
    has_seat: bool = False
    is_chair: bool = False
    is_authority: bool = False
    """Whether the actor is budget authority (PA/KPA) of the agency that buys."""


@dataclass(frozen=True)
class Rule:
    """Who may act (a role, and a part in this very thing), in which states, with how fresh a second factor.

    ``either`` asks for a seat in the committee or for being the officer of the package; ``authority`` for being the
    budget authority of the agency that buys.
    """

    roles: frozenset[Role]
    step_up: bool = False
    officer: bool = False
    seat: bool = False
    chair: bool = False
    either: bool = False
    authority: bool = False
    package: frozenset[PackageStatus] | None = None
    tender: frozenset[Status] | None = None


_EDITABLE = frozenset({PackageStatus.DRAFT, PackageStatus.RETURNED})
_DRAFT = frozenset({Status.DRAFT})
_RUNNING = frozenset({Status.ANNOUNCED, Status.CLOSED, Status.OPENED, Status.DECIDED})
_BIDDING = frozenset({Status.ANNOUNCED})
_OFFICER = frozenset({Role.PROCUREMENT_OFFICER})
_HEAD = frozenset({Role.UNIT_HEAD})
_COMMITTEE = frozenset({Role.COMMITTEE})
_FAILED = frozenset({Status.FAILED})
_AUTHORITY = frozenset({Role.BUDGET_AUTHORITY})
_HOLDERS = frozenset({Role.COMMITTEE, Role.AUDITOR, Role.UNIT_HEAD})

RULES: dict[Act, Rule] = {
    Act.ENROL_MEMBER_KEY: Rule(_HOLDERS, step_up=True),
    Act.END_MEMBER_KEY: Rule(_HOLDERS, step_up=True),
    Act.CREATE_PACKAGE: Rule(_OFFICER),
    Act.EDIT_PACKAGE: Rule(_OFFICER, officer=True, package=_EDITABLE),
    Act.SIGN_OFFICER_PACT: Rule(_OFFICER, step_up=True, officer=True, package=_EDITABLE),
    Act.SUBMIT_PACKAGE: Rule(_OFFICER, officer=True, package=_EDITABLE),
    Act.RETURN_PACKAGE: Rule(_HEAD, package=frozenset({PackageStatus.SUBMITTED})),
    Act.ASSIGN_COMMITTEE: Rule(_HEAD, package=frozenset({PackageStatus.SUBMITTED})),
    Act.RENEW_ESTIMATE: Rule(_OFFICER, step_up=True, officer=True, tender=_DRAFT),
    Act.CHANGE_ESTIMATE: Rule(_OFFICER, step_up=True, officer=True, tender=_DRAFT),
    Act.DRAFT_TENDER: Rule(_COMMITTEE, seat=True, tender=_DRAFT),
    Act.WRITE_DOCUMENT: Rule(_COMMITTEE | _OFFICER, either=True, tender=_DRAFT),
    Act.RAISE_REMARK: Rule(_COMMITTEE, seat=True, tender=_DRAFT),
    Act.ANSWER_REMARK: Rule(_OFFICER, officer=True, tender=_DRAFT),
    Act.SETTLE_REMARK: Rule(_COMMITTEE, seat=True, tender=_DRAFT),
    Act.AGREE_TO_DOCUMENTS: Rule(_OFFICER, step_up=True, officer=True, tender=_DRAFT),
    Act.SIGN_PACT: Rule(_COMMITTEE, step_up=True, seat=True, tender=_DRAFT),
    Act.PROPOSE_KEY_SET: Rule(_COMMITTEE, seat=True, tender=_DRAFT),
    Act.CONSENT_TO_KEY_SET: Rule(_COMMITTEE, step_up=True, seat=True, tender=_DRAFT),
    Act.ANNOUNCE_TENDER: Rule(_COMMITTEE, step_up=True, chair=True, tender=_DRAFT),
    Act.PROPOSE_SCHEDULE_CHANGE: Rule(_COMMITTEE, seat=True, tender=_RUNNING),
    Act.ACCEPT_SCHEDULE_CHANGE: Rule(_COMMITTEE, step_up=True, seat=True, tender=_RUNNING),
    Act.REFUSE_SCHEDULE_CHANGE: Rule(_COMMITTEE, seat=True, tender=_RUNNING),
    Act.PROPOSE_ADDENDUM: Rule(_COMMITTEE, seat=True, tender=_BIDDING),
    Act.ACCEPT_ADDENDUM: Rule(_COMMITTEE | _OFFICER, step_up=True, either=True, tender=_BIDDING),
    Act.REFUSE_ADDENDUM: Rule(_COMMITTEE | _OFFICER, either=True, tender=_RUNNING),
    Act.FAIL_TENDER: Rule(_COMMITTEE, step_up=True, chair=True, tender=_RUNNING),
    Act.FAIL_TENDER_BY_AUTHORITY: Rule(_AUTHORITY, step_up=True, authority=True, tender=_RUNNING),
    Act.RETRY_TENDER: Rule(_COMMITTEE, chair=True, tender=_FAILED),
    Act.RETRY_WITH_NEW_COMMITTEE: Rule(_HEAD, tender=_FAILED),
    Act.CANCEL_TENDER: Rule(_OFFICER, step_up=True, officer=True, tender=_DRAFT | _RUNNING),
    # Whoever can run a command on the machine; no page of the portal leads here.
    Act.IMPORT_ARCHIVE: Rule(frozenset({Role.CLOCK})),
}

_NOT_YOURS = Refusal(Kind.WHO, "Anda tidak memegang jabatan untuk tindakan ini.", "Periksa penunjukan Anda.")
_NO_SEAT = Refusal(Kind.WHO, "Anda bukan anggota Pokja tender ini.", "Hubungi kepala UKPBJ bila seharusnya anggota.")
_NOT_CHAIR = Refusal(
    Kind.WHO, "Tindakan ini dilakukan ketua Pokja tender ini.", "Minta ketua melakukannya setelah semua siap."
)
_NOT_AUTHORITY = Refusal(
    Kind.WHO,
    "Tender ini milik perangkat daerah lain.",
    "Tindakan ini dilakukan PA/KPA perangkat daerah yang membeli.",
)
_NOT_FAILED = Refusal(
    Kind.STATE, "Tender ini tidak dinyatakan gagal.", "Tender ulang hanya mengikuti tender yang gagal."
)
_NOT_OFFICER = Refusal(Kind.WHO, "Paket ini ditangani pejabat pembuat komitmen lain.", "Buka paket Anda sendiri.")
_PACKAGE_STATE = {
    PackageStatus.DRAFT: Refusal(Kind.STATE, "Paket ini belum diajukan.", "Tunggu PPK mengajukannya."),
    PackageStatus.SUBMITTED: Refusal(
        Kind.STATE, "Paket ini sedang diperiksa UKPBJ.", "Tunggu sampai ditugaskan atau dikembalikan."
    ),
    PackageStatus.RETURNED: Refusal(
        Kind.STATE, "Paket ini dikembalikan kepada PPK.", "Tunggu PPK memperbaiki dan mengajukannya lagi."
    ),
    PackageStatus.ASSIGNED: Refusal(Kind.STATE, "Paket ini sudah ditugaskan kepada Pokja.", "Buka tendernya."),
}
_TENDER_STATE = {
    Status.DRAFT: Refusal(Kind.STATE, "Tender ini belum diumumkan.", "Lengkapi dan umumkan dulu."),
    Status.AWARDED: Refusal(Kind.STATE, "Tender ini sudah selesai.", "Tidak ada yang dapat diubah."),
    Status.FAILED: Refusal(Kind.STATE, "Tender ini sudah dinyatakan gagal.", "Tidak ada yang dapat diubah."),
    Status.CANCELLED: Refusal(Kind.STATE, "Tender ini sudah dibatalkan.", "Tidak ada yang dapat diubah."),
}
_CLOSED = Refusal(
    Kind.STATE,
    "Masa pemasukan penawaran sudah ditutup; dokumen dan syarat tender ini tidak berubah lagi.",
    "Buka halaman tender untuk melihatnya.",
)
_ANNOUNCED = Refusal(
    Kind.STATE, "Tender ini sudah diumumkan; isinya tidak dapat diubah lagi.", "Buka halaman tender untuk melihatnya."
)


def may(act: Act, actor: Actor, facts: Facts) -> Refusal | None:
    """Return why the actor may not perform the act, or None. First the person, then the state, last the step-up."""
    rule = RULES[act]
    if not rule.roles & actor.roles:
        return actor.lapse_of(*rule.roles) or _NOT_YOURS
    if rule.officer and not facts.is_officer:
        return _NOT_OFFICER
    if rule.seat and not facts.has_seat:
        return _NO_SEAT
    if rule.chair and not facts.is_chair:
        return _NOT_CHAIR
    if rule.authority and not facts.is_authority:
        return _NOT_AUTHORITY
    if rule.either and not (facts.has_seat or facts.is_officer):
        return _NO_SEAT
    if rule.package is not None and facts.package_status not in rule.package and facts.package_status is not None:
        return _PACKAGE_STATE[facts.package_status]
    if rule.tender is not None and facts.status not in rule.tender and facts.status is not None:
        if rule.tender == _FAILED:
            return _NOT_FAILED
        return _TENDER_STATE.get(facts.status, _CLOSED if rule.tender == _BIDDING else _ANNOUNCED)
    return STEP_UP if rule.step_up and not actor.stepped_up else None


def require(act: Act, actor: Actor, facts: Facts) -> None:
    """Raise Refused when the actor may not perform the act."""
    refusal = may(act, actor, facts)
    if refusal is not None:
        raise Refused(refusal)
