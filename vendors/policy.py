# SPDX-License-Identifier: Apache-2.0
"""Who may do what for a vendor or to one, and in which state. Pure: facts in, refusal out."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from lpse.core import words_of_time
from lpse.core.acts import STEP_UP, Actor, Kind, Refusal, Refused, Role
from lpse.core.said import said
from lpse.core.windows import Phase, Window
from lpse.regulations import refusals
from tenders.rules import Status
from vendors.rules import Bar, Grant, Outcome, Power, VendorStatus


class Act(StrEnum):
    """Acts of this app; the value is the word on the record."""

    REGISTER_VENDOR = "vendors.register_vendor"
    EDIT_VENDOR = "vendors.edit_vendor"
    ADD_ROW = "vendors.add_row"
    REMOVE_ROW = "vendors.remove_row"
    SUBMIT_VENDOR = "vendors.submit_vendor"
    VERIFY_VENDOR = "vendors.verify_vendor"
    RETURN_VENDOR = "vendors.return_vendor"
    JUDGE_ROWS = "vendors.judge_rows"
    SUSPEND_VENDOR = "vendors.suspend_vendor"
    BLACKLIST_VENDOR = "vendors.blacklist_vendor"
    LIFT_BLACKLISTING = "vendors.lift_blacklisting"
    INVITE_TO_TEAM = "vendors.invite_to_team"
    WITHDRAW_INVITATION = "vendors.withdraw_invitation"
    JOIN_TEAM = "vendors.join_team"
    SET_POWERS = "vendors.set_powers"
    END_SEAT = "vendors.end_seat"
    JOIN_TENDER = "vendors.join_tender"
    DECLARE_CONSORTIUM = "vendors.declare_consortium"
    AGREE_TO_CONSORTIUM = "vendors.agree_to_consortium"
    REFUSE_CONSORTIUM = "vendors.refuse_consortium"
    DISSOLVE_CONSORTIUM = "vendors.dissolve_consortium"
    BEGIN_ENVELOPE = "vendors.begin_envelope"
    SUBMIT_BID = "vendors.submit_bid"
    WITHDRAW_BID = "vendors.withdraw_bid"
    CLOSE_TENDER = "vendors.close_tender"
    MASK_ASKERS = "vendors.mask_askers"
    ASK_QUESTION = "vendors.ask_question"
    DRAFT_ANSWER = "vendors.draft_answer"
    PUBLISH_ANSWERS = "vendors.publish_answers"


@dataclass(frozen=True)
class Facts:
    """What is known of the vendor and of the actor's seat in it; or of the actor's seat in the tender's committee."""

    status: VendorStatus | None = None
    power: Power | None = None
    is_member: bool = False
    grants: frozenset[Grant] = frozenset()

    def holds(self, grant: Grant) -> bool:
        """Say whether the actor holds this power in the vendor: a signer holds all."""
        return self.power is Power.SIGNER or grant in self.grants


@dataclass(frozen=True)
class Rule:
    """Which role acts, whether as the vendor's own person, in which states, with which power and second factor.

    ``signer`` asks for the place of a signer, ``grant`` for one power, ``member`` for a seat in the tender's committee.
    """

    role: Role
    seat: bool = False
    signer: bool = False
    grant: Grant | None = None
    member: bool = False
    step_up: bool = False
    states: frozenset[VendorStatus] | None = None


_OPEN = frozenset({VendorStatus.REGISTERED, VendorStatus.RETURNED})
_VERIFIED = frozenset({VendorStatus.VERIFIED})
RULES: dict[Act, Rule] = {
    Act.REGISTER_VENDOR: Rule(Role.VENDOR),
    Act.EDIT_VENDOR: Rule(Role.VENDOR, seat=True, grant=Grant.DATA, states=_OPEN),
    Act.ADD_ROW: Rule(Role.VENDOR, seat=True, grant=Grant.DATA, states=_OPEN | _VERIFIED),
    Act.REMOVE_ROW: Rule(Role.VENDOR, seat=True, grant=Grant.DATA, states=_OPEN | _VERIFIED),
    Act.SUBMIT_VENDOR: Rule(Role.VENDOR, seat=True, grant=Grant.DATA, states=_OPEN),
    Act.VERIFY_VENDOR: Rule(Role.VERIFIER, states=frozenset({VendorStatus.SUBMITTED, VendorStatus.SUSPENDED})),
    Act.RETURN_VENDOR: Rule(Role.VERIFIER, states=frozenset({VendorStatus.SUBMITTED})),
    Act.JUDGE_ROWS: Rule(Role.VERIFIER, states=_VERIFIED),
    Act.SUSPEND_VENDOR: Rule(Role.VERIFIER, step_up=True, states=_VERIFIED),
    Act.BLACKLIST_VENDOR: Rule(Role.VERIFIER, step_up=True),
    Act.LIFT_BLACKLISTING: Rule(Role.VERIFIER, step_up=True),
    Act.INVITE_TO_TEAM: Rule(Role.VENDOR, seat=True, signer=True, step_up=True),
    Act.WITHDRAW_INVITATION: Rule(Role.VENDOR, seat=True, signer=True),
    Act.JOIN_TEAM: Rule(Role.VENDOR),
    Act.SET_POWERS: Rule(Role.VENDOR, seat=True, signer=True, step_up=True),
    Act.END_SEAT: Rule(Role.VENDOR, seat=True, signer=True, step_up=True),
    Act.JOIN_TENDER: Rule(Role.VENDOR, seat=True, grant=Grant.SEND, step_up=True, states=_VERIFIED),
    Act.DECLARE_CONSORTIUM: Rule(Role.VENDOR, seat=True, grant=Grant.SEND, step_up=True, states=_VERIFIED),
    Act.AGREE_TO_CONSORTIUM: Rule(Role.VENDOR, seat=True, grant=Grant.SEND, step_up=True, states=_VERIFIED),
    Act.REFUSE_CONSORTIUM: Rule(Role.VENDOR, seat=True, grant=Grant.SEND),
    Act.DISSOLVE_CONSORTIUM: Rule(Role.VENDOR, seat=True, grant=Grant.SEND),
    Act.BEGIN_ENVELOPE: Rule(Role.VENDOR, seat=True, grant=Grant.PREPARE, states=_VERIFIED),
    Act.SUBMIT_BID: Rule(Role.VENDOR, seat=True, grant=Grant.SEND, step_up=True, states=_VERIFIED),
    Act.WITHDRAW_BID: Rule(Role.VENDOR, seat=True, grant=Grant.SEND, step_up=True),
    Act.CLOSE_TENDER: Rule(Role.CLOCK),
    Act.MASK_ASKERS: Rule(Role.COMMITTEE, member=True),
    Act.ASK_QUESTION: Rule(Role.VENDOR, seat=True, grant=Grant.PREPARE, states=_VERIFIED),
    Act.DRAFT_ANSWER: Rule(Role.COMMITTEE, member=True),
    Act.PUBLISH_ANSWERS: Rule(Role.COMMITTEE, member=True, step_up=True),
}

_NOT_YOURS = Refusal(Kind.WHO, "Anda tidak memegang jabatan untuk tindakan ini.", "Masuk dengan akun yang berwenang.")
_NOT_A_MEMBER = Refusal(
    Kind.WHO, "Anda bukan anggota Pokja tender ini.", "Hubungi kepala UKPBJ bila seharusnya anggota."
)
_NO_SEAT = Refusal(
    Kind.WHO, "Akun Anda belum terhubung dengan badan usaha.", "Daftarkan badan usaha Anda lebih dahulu."
)
_NOT_SIGNER = Refusal(
    Kind.WHO, "Hanya penanda tangan badan usaha yang dapat melakukan ini.", "Minta penanda tangan melakukannya."
)
_NOT_GRANTED = {
    Grant.DATA: Refusal(
        Kind.WHO, "Anda tidak memegang wewenang mengelola data badan usaha.", "Minta penanda tangan memberikannya."
    ),
    Grant.PREPARE: Refusal(
        Kind.WHO, "Anda tidak memegang wewenang menyiapkan penawaran.", "Minta penanda tangan memberikannya."
    ),
    Grant.SEND: Refusal(
        Kind.WHO,
        "Anda tidak memegang wewenang mendaftar dan mengirim penawaran.",
        "Minta penanda tangan memberikannya atau melakukannya.",
    ),
    Grant.OBJECT: Refusal(Kind.WHO, "Anda tidak memegang wewenang menyanggah.", "Minta penanda tangan memberikannya."),
}
_STATES = {
    VendorStatus.REGISTERED: Refusal(
        Kind.STATE, "Badan usaha Anda belum diverifikasi.", "Lengkapi data dan kirim untuk diverifikasi."
    ),
    VendorStatus.SUBMITTED: Refusal(
        Kind.STATE, "Data badan usaha ini sedang diperiksa verifikator.", "Tunggu hasil verifikasi."
    ),
    VendorStatus.RETURNED: Refusal(
        Kind.STATE, "Data badan usaha ini dikembalikan dengan catatan.", "Perbaiki data yang dicatat, lalu kirim lagi."
    ),
    VendorStatus.VERIFIED: Refusal(
        Kind.STATE, "Data badan usaha ini sudah terverifikasi.", "Hubungi verifikator bila ada yang berubah."
    ),
    VendorStatus.SUSPENDED: Refusal(
        Kind.STATE, "Badan usaha ini sedang ditangguhkan.", "Hubungi verifikator LPSE untuk mengetahui alasannya."
    ),
}

OUTCOMES: dict[Outcome, Refusal] = {
    Outcome.LATE: Refusal(
        Kind.WHEN,
        "Masa pemasukan penawaran sudah berakhir.",
        "Kiriman ini tidak tercatat; versi sebelumnya, bila ada, tetap berlaku. Pantau pembukaan pada halaman tender.",
        refusals.BIDS_UNTIL,
    ),
    Outcome.EARLY: Refusal(
        Kind.WHEN, "Masa pemasukan penawaran belum mulai.", "Kirim kembali setelah masa pemasukan dimulai."
    ),
    Outcome.CLOSED: Refusal(
        Kind.STATE, "Tender ini tidak sedang menerima penawaran.", "Lihat keadaan tender pada halamannya."
    ),
    Outcome.FOREIGN: Refusal(
        Kind.INPUT,
        "Pernyataan ini bukan untuk tender atau badan usaha ini.",
        "Muat ulang ruang penawaran, lalu ulangi.",
    ),
    Outcome.VERSION: Refusal(
        Kind.STATE,
        "Versi lain sudah terkirim lebih dahulu, mungkin dari tab atau perangkat lain.",
        "Muat ulang ruang penawaran untuk melihat versi yang berlaku.",
    ),
    Outcome.PREDECESSOR: Refusal(
        Kind.STATE, "Kiriman ini tidak meneruskan versi terakhir Anda.", "Muat ulang ruang penawaran, lalu ulangi."
    ),
    Outcome.KEY: Refusal(
        Kind.INPUT,
        "Kiriman ini tidak ditandatangani dengan kunci versi pertama.",
        "Pakai perangkat yang sama, atau muat berkas tanda terima versi pertama.",
    ),
    Outcome.NOTHING: Refusal(
        Kind.STATE, "Tidak ada penawaran yang dapat ditarik.", "Lihat riwayat kiriman di ruang penawaran."
    ),
    Outcome.ENVELOPE: Refusal(
        Kind.INPUT, "Sampul yang disebut tidak dikenal.", "Muat ulang ruang penawaran dan segel kembali."
    ),
    Outcome.OBJECTS: Refusal(
        Kind.INPUT,
        "Ada berkas tersegel yang belum sampai utuh di penyimpanan.",
        "Ulangi pengiriman; potongan yang sudah sampai tidak dikirim lagi.",
    ),
    Outcome.BARRED: Refusal(
        Kind.WHO,
        "Badan usaha Anda terhalang mengikuti tender ini.",
        "Buka ruang penawaran untuk melihat alasannya; penarikan penawaran tetap dapat dilakukan.",
    ),
}


def out_of_time(outcome: Outcome, window: Window, zone: ZoneInfo) -> Refusal:
    """Return the refusal of an outcome; one of time says when the bid window opened or ended."""
    refusal = OUTCOMES[outcome]
    if outcome is Outcome.LATE:
        ends = words_of_time.deadline(window.ends_at, zone)
        return replace(refusal, message=said("Masa pemasukan penawaran sudah berakhir {ends}.", ends=ends))
    if outcome is Outcome.EARLY:
        starts = words_of_time.instant(window.starts_at, zone)
        return replace(refusal, message=said("Masa pemasukan penawaran baru dibuka {starts}.", starts=starts))
    return refusal


@dataclass(frozen=True)
class Barring:
    """Why a vendor is barred; ``decree`` and ``until`` (exclusive, told in ``zone``) belong to the blacklist."""

    bar: Bar
    decree: str = ""
    until: datetime | None = None
    zone: ZoneInfo | None = None


def barred(known: Barring | None) -> Refusal | None:
    """Return the refusal of a vendor that is barred, with its ground, or None. Source: R-ACT-12, R-BL-7."""
    if known is None:
        return None
    if known.until is not None and known.zone is not None:
        until = words_of_time.deadline(known.until, known.zone)
        listed = (
            said("Badan usaha ini masuk daftar hitam sampai {until} ({decree}).", until=until, decree=known.decree)
            if known.bar is Bar.BLACKLISTED
            else said(
                "Seorang pengurus badan usaha ini mengurus usaha yang masuk daftar hitam sampai {until} ({decree}).",
                until=until,
                decree=known.decree,
            )
        )
        remedy = said("Periksa daftar hitam; hubungi penerbit surat keputusan bila keliru.")
        return Refusal(Kind.WHO, listed, remedy, refusals.BLACKLIST)
    return _BARS[known.bar]


_BARS = {
    Bar.BLACKLISTED: Refusal(
        Kind.WHO, "Badan usaha ini masuk daftar hitam.", "Periksa daftar hitam.", refusals.BLACKLIST
    ),
    Bar.DIRECTOR_BLACKLISTED: Refusal(
        Kind.WHO,
        "Seorang pengurus badan usaha ini masuk daftar hitam.",
        "Periksa daftar hitam.",
        refusals.BLACKLIST,
    ),
    Bar.ON_BOTH_SIDES: Refusal(
        Kind.WHO,
        "Seorang wakil badan usaha ini memegang tugas dalam tender ini (benturan kepentingan).",
        "Hubungi kepala UKPBJ bila keterangan ini keliru.",
        refusals.BOTH_SIDES,
    ),
    Bar.SHARED_DIRECTOR: Refusal(
        Kind.WHO,
        "Seorang pengurus badan usaha ini lebih dahulu tercatat sebagai pengurus peserta lain dalam tender ini.",
        "Satu orang tidak mengurus dua peserta; perbarui data pengurus bila sudah berubah.",
        refusals.ONE_DIRECTOR,
    ),
    Bar.IN_CONSORTIUM: Refusal(
        Kind.WHO,
        "Badan usaha ini menawar dalam tender ini sebagai anggota KSO.",
        "Penawarannya dikirim oleh pemuka KSO.",
        refusals.JOINT_OPERATION,
    ),
    Bar.CONSORTIUM_INCOMPLETE: Refusal(
        Kind.STATE,
        "KSO Anda belum lengkap: belum semua anggota menyetujuinya.",
        "Minta mereka menyetujui pada halaman KSO, atau bubarkan KSO itu dan menawar sendiri.",
        refusals.JOINT_OPERATION,
    ),
    Bar.MEMBER_BARRED: Refusal(
        Kind.WHO,
        "Seorang anggota KSO Anda terhalang mengikuti tender ini.",
        "Buka halaman KSO; bubarkan dan susun lagi sebelum penawaran pertama.",
        refusals.BLACKLIST,
    ),
}


def may(act: Act, actor: Actor, facts: Facts) -> Refusal | None:
    """Return why the actor may not perform the act, or None. First the person, then the state, last the step-up."""
    rule = RULES[act]
    if rule.role not in actor.roles:
        return actor.lapse_of(rule.role) or _NOT_YOURS
    if rule.member and not facts.is_member:
        return _NOT_A_MEMBER
    if rule.seat and facts.power is None:
        return _NO_SEAT
    if rule.signer and facts.power is not Power.SIGNER:
        return _NOT_SIGNER
    if rule.grant is not None and not facts.holds(rule.grant):
        return _NOT_GRANTED[rule.grant]
    if rule.states is not None and facts.status not in rule.states:
        return _STATES[facts.status] if facts.status is not None else _NO_SEAT
    return STEP_UP if rule.step_up and not actor.stepped_up else None


def require(act: Act, actor: Actor, facts: Facts) -> None:
    """Raise Refused when the actor may not perform the act."""
    refusal = may(act, actor, facts)
    if refusal is not None:
        raise Refused(refusal)


def person(actor: Actor) -> int:
    """The account of an actor who passed a rule for people. Raises Refused for the clock and the public."""
    if actor.user_id is None:
        raise Refused(_NOT_YOURS)
    return actor.user_id


# --- Questions and answers -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Clarifying:
    """What is known of the explanation of a tender's documents (pemberian penjelasan).

    ``closed_at`` is when its minutes were drawn, or None. Instants are told in ``zone``.
    """

    status: Status
    window: Window
    bids_until: datetime
    closed_at: datetime | None
    zone: ZoneInfo


_NOT_RUNNING = Refusal(
    Kind.STATE, "Tender ini tidak sedang menerima pertanyaan.", "Baca tanya jawab yang sudah terbit di halaman ini."
)
_READ_ON = "Baca tanya jawab yang sudah terbit; kekeliruan dokumen dapat disampaikan sebagai pengaduan."


def may_ask(actor: Actor, facts: Facts, known: Clarifying, now: datetime) -> Refusal | None:
    """Return why the actor may not ask now, or None. Late questions are told when the window was. Source: R-SCH-6."""
    if refusal := may(Act.ASK_QUESTION, actor, facts):
        return refusal
    starts = words_of_time.instant(known.window.starts_at, known.zone)
    ends = words_of_time.deadline(known.window.ends_at, known.zone)
    match known.window.state(now):
        case Phase.FUTURE:
            told = said("Masa penjelasan dibuka {starts} dan berakhir {ends}.", starts=starts, ends=ends)
            return Refusal(Kind.WHEN, told, "Ajukan pertanyaan setelah masa itu dimulai.", refusals.EXPLANATION)
        case Phase.PAST:
            told = said("Masa penjelasan dibuka {starts} dan sudah berakhir {ends}.", starts=starts, ends=ends)
            return Refusal(Kind.WHEN, told, _READ_ON, refusals.EXPLANATION)
    return None if known.status is Status.ANNOUNCED and known.closed_at is None else _NOT_RUNNING


def may_answer(act: Act, actor: Actor, facts: Facts, known: Clarifying, now: datetime) -> Refusal | None:
    """Return why the actor may not draft or publish answers now, or None.

    Answers may still follow after the window (R-SCH-6), until the minutes are drawn, which must hold all of them
    (law.md 9), and never after the bid deadline, when they would help nobody.
    """
    person_refused = may(act, actor, facts)
    if person_refused is not None and person_refused is not STEP_UP:
        return person_refused
    if known.closed_at is not None:
        closed = words_of_time.instant(known.closed_at, known.zone)
        told = said("Berita acara pemberian penjelasan sudah dibuat {closed}.", closed=closed)
        remedy = said("Perubahan sesudah itu dituangkan dalam adendum dokumen.")
        return Refusal(Kind.STATE, told, remedy, refusals.ADDENDUM)
    if known.status is not Status.ANNOUNCED or now >= known.bids_until:
        ends = words_of_time.deadline(known.bids_until, known.zone)
        told = said("Masa pemasukan penawaran berakhir {ends}; jawaban tidak lagi diterbitkan.", ends=ends)
        remedy = said("Buat berita acara; pertanyaan tanpa jawaban tercantum di dalamnya.")
        return Refusal(Kind.WHEN, told, remedy, refusals.EXPLANATION)
    if known.window.state(now) is Phase.FUTURE:
        starts = words_of_time.instant(known.window.starts_at, known.zone)
        told = said("Masa penjelasan dibuka {starts}.", starts=starts)
        return Refusal(Kind.WHEN, told, "Jawaban disusun setelah ada pertanyaan.", refusals.EXPLANATION)
    return person_refused
