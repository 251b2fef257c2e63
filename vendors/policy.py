# SPDX-License-Identifier: Apache-2.0
"""Who may do what for a vendor or to one, and in which state. Pure: facts in, refusal out."""

from dataclasses import dataclass
from enum import StrEnum

from lpse.core.acts import STEP_UP, Actor, Kind, Refusal, Refused, Role
from vendors.rules import Outcome, Power, VendorStatus


class Act(StrEnum):
    """Acts of this app; the value is the word on the record."""

    REGISTER_VENDOR = "vendors.register_vendor"
    EDIT_VENDOR = "vendors.edit_vendor"
    SUBMIT_VENDOR = "vendors.submit_vendor"
    VERIFY_VENDOR = "vendors.verify_vendor"
    RETURN_VENDOR = "vendors.return_vendor"
    SUSPEND_VENDOR = "vendors.suspend_vendor"
    JOIN_TENDER = "vendors.join_tender"
    BEGIN_ENVELOPE = "vendors.begin_envelope"
    SUBMIT_BID = "vendors.submit_bid"
    WITHDRAW_BID = "vendors.withdraw_bid"
    CLOSE_TENDER = "vendors.close_tender"


@dataclass(frozen=True)
class Facts:
    """What is known of the vendor and of the actor's seat in it."""

    status: VendorStatus | None = None
    power: Power | None = None


@dataclass(frozen=True)
class Rule:
    """Which role acts, whether as the vendor's own person, in which states, with which power and second factor."""

    role: Role
    seat: bool = False
    signer: bool = False
    step_up: bool = False
    states: frozenset[VendorStatus] | None = None


_OPEN = frozenset({VendorStatus.REGISTERED, VendorStatus.RETURNED})
_VERIFIED = frozenset({VendorStatus.VERIFIED})
RULES: dict[Act, Rule] = {
    Act.REGISTER_VENDOR: Rule(Role.VENDOR),
    Act.EDIT_VENDOR: Rule(Role.VENDOR, seat=True, states=_OPEN),
    Act.SUBMIT_VENDOR: Rule(Role.VENDOR, seat=True, signer=True, states=_OPEN),
    Act.VERIFY_VENDOR: Rule(Role.VERIFIER, states=frozenset({VendorStatus.SUBMITTED, VendorStatus.SUSPENDED})),
    Act.RETURN_VENDOR: Rule(Role.VERIFIER, states=frozenset({VendorStatus.SUBMITTED})),
    Act.SUSPEND_VENDOR: Rule(Role.VERIFIER, step_up=True, states=_VERIFIED),
    Act.JOIN_TENDER: Rule(Role.VENDOR, seat=True, signer=True, states=_VERIFIED),
    Act.BEGIN_ENVELOPE: Rule(Role.VENDOR, seat=True, states=_VERIFIED),
    Act.SUBMIT_BID: Rule(Role.VENDOR, seat=True, signer=True, step_up=True, states=_VERIFIED),
    Act.WITHDRAW_BID: Rule(Role.VENDOR, seat=True, signer=True, step_up=True),
    Act.CLOSE_TENDER: Rule(Role.CLOCK),
}

_NOT_YOURS = Refusal(Kind.WHO, "Anda tidak memegang jabatan untuk tindakan ini.", "Masuk dengan akun yang berwenang.")
_NO_SEAT = Refusal(
    Kind.WHO, "Akun Anda belum terhubung dengan badan usaha.", "Daftarkan badan usaha Anda lebih dahulu."
)
_NOT_SIGNER = Refusal(
    Kind.WHO, "Hanya penanda tangan badan usaha yang dapat melakukan ini.", "Minta penanda tangan melakukannya."
)
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
}


def may(act: Act, actor: Actor, facts: Facts) -> Refusal | None:
    """Return why the actor may not perform the act, or None. First the person, then the state, last the step-up."""
    rule = RULES[act]
    if rule.role not in actor.roles:
        return _NOT_YOURS
    if rule.seat and facts.power is None:
        return _NO_SEAT
    if rule.signer and facts.power is not Power.SIGNER:
        return _NOT_SIGNER
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
