# SPDX-License-Identifier: Apache-2.0
"""Public information (keterbukaan informasi publik): what is open by itself, what may be refused, what may be objected.

Each item carries its article. Source: law.md R-KIP-3, R-KIP-8, R-KIP-9.
"""

from dataclasses import dataclass
from enum import StrEnum

from lpse.core.said import Said, said
from lpse.regulations.book import Source, Trust


class Exemption(StrEnum):
    """Why information may be kept back (informasi yang dikecualikan)."""

    LAW_ENFORCEMENT = "law_enforcement"
    COMPETITION = "competition"
    DEFENCE = "defence"
    NATURAL_WEALTH = "natural_wealth"
    ECONOMY = "economy"
    FOREIGN_RELATIONS = "foreign_relations"
    LAST_WILL = "last_will"
    PERSONAL_DATA = "personal_data"
    INTERNAL_MEMO = "internal_memo"
    BY_LAW = "by_law"


class ObjectionGround(StrEnum):
    """Why a requester may object to the superior of the information officer (alasan keberatan)."""

    EXEMPTED = "exempted"
    PERIODIC_MISSING = "periodic_missing"
    NO_ANSWER = "no_answer"
    OTHER_ANSWER = "other_answer"
    NOT_FULFILLED = "not_fulfilled"
    COST = "cost"
    LATE = "late"


class OpenStage(StrEnum):
    """Part of a procurement that a document belongs to."""

    PLANNING = "planning"
    SELECTION = "selection"
    EXECUTION = "execution"


@dataclass(frozen=True)
class Reason:
    """A reason the law names: what it is called, and its article."""

    label: Said
    source: Source


@dataclass(frozen=True)
class OpenItem:
    """A procurement document that is public without being asked for; ``code`` names it."""

    code: str
    stage: OpenStage
    label: Said


def _exempt(letter: str, label: Said) -> Reason:
    return Reason(label, Source(f"UU 14/2008 Pasal 17 huruf {letter}", Trust.GENERAL))


def _ground(letter: str, label: Said) -> Reason:
    return Reason(label, Source(f"UU 14/2008 Pasal 35 ayat (1) huruf {letter}", Trust.SECONDARY))


EXEMPTIONS = {
    Exemption.LAW_ENFORCEMENT: _exempt("a", said("menghambat penegakan hukum, termasuk membuka identitas pelapor")),
    Exemption.COMPETITION: _exempt(
        "b", said("rahasia dagang, atau mengganggu persaingan usaha sehat selagi evaluasi berjalan")
    ),
    Exemption.DEFENCE: _exempt("c", said("membahayakan pertahanan dan keamanan negara")),
    Exemption.NATURAL_WEALTH: _exempt("d", said("mengungkap kekayaan alam Indonesia")),
    Exemption.ECONOMY: _exempt("e", said("merugikan ketahanan ekonomi nasional")),
    Exemption.FOREIGN_RELATIONS: _exempt("f", said("merugikan hubungan luar negeri")),
    Exemption.LAST_WILL: _exempt("g", said("isi akta otentik yang bersifat pribadi dan wasiat seseorang")),
    Exemption.PERSONAL_DATA: _exempt("h", said("mengungkap rahasia atau data pribadi seseorang")),
    Exemption.INTERNAL_MEMO: _exempt("i", said("surat antarbadan publik yang menurut sifatnya dirahasiakan")),
    Exemption.BY_LAW: _exempt("j", said("tidak boleh diungkapkan menurut undang-undang")),
}
"""Reasons to keep information back, after a test of consequences (R-KIP-9)."""
GROUNDS = {
    ObjectionGround.EXEMPTED: _ground("a", said("Permohonan ditolak dengan alasan pengecualian")),
    ObjectionGround.PERIODIC_MISSING: _ground("b", said("Informasi berkala tidak disediakan")),
    ObjectionGround.NO_ANSWER: _ground("c", said("Permohonan tidak ditanggapi")),
    ObjectionGround.OTHER_ANSWER: _ground("d", said("Tanggapan tidak sesuai dengan yang diminta")),
    ObjectionGround.NOT_FULFILLED: _ground("e", said("Permohonan tidak dipenuhi")),
    ObjectionGround.COST: _ground("f", said("Biaya yang dikenakan tidak wajar")),
    ObjectionGround.LATE: _ground("g", said("Informasi disampaikan melewati waktunya")),
}
"""Grounds of an objection, in the order of the law (R-KIP-3)."""
OPEN_SOURCE = Source("Peraturan Komisi Informasi 1/2021 Pasal 15 ayat (9); R-KIP-8", Trust.SECONDARY)
_PLANNING, _SELECTION, _EXECUTION = OpenStage.PLANNING, OpenStage.SELECTION, OpenStage.EXECUTION
OPEN = (
    OpenItem("plan", _PLANNING, said("rencana umum pengadaan (RUP)")),
    OpenItem("terms", _SELECTION, said("kerangka acuan kerja dan spesifikasi teknis")),
    OpenItem("estimate", _SELECTION, said("nilai total HPS dan riwayatnya")),
    OpenItem("draft_contract", _SELECTION, said("rancangan kontrak")),
    OpenItem("requirements", _SELECTION, said("persyaratan peserta")),
    OpenItem("quantities", _SELECTION, said("daftar kuantitas")),
    OpenItem("schedule", _SELECTION, said("jadwal pemilihan dan perubahannya")),
    OpenItem("drawings", _SELECTION, said("gambar dan dokumen lingkungan (AMDAL)")),
    OpenItem("bid_letters", _SELECTION, said("surat penawaran, penawaran administrasi, dan sertifikat peserta")),
    OpenItem("explanation", _SELECTION, said("berita acara pemberian penjelasan")),
    OpenItem("opening", _SELECTION, said("berita acara pembukaan penawaran")),
    OpenItem("negotiation", _SELECTION, said("berita acara negosiasi")),
    OpenItem("objections", _SELECTION, said("berita acara sanggah dan sanggah banding")),
    OpenItem("result", _SELECTION, said("penetapan pemenang dan laporan hasil pemilihan")),
    OpenItem("award", _SELECTION, said("surat penunjukan penyedia (SPPBJ)")),
    OpenItem("partnership", _SELECTION, said("perjanjian kemitraan")),
    OpenItem("contract", _EXECUTION, said("kontrak, ringkasannya, dan surat perintah mulai kerja")),
    OpenItem("bonds", _EXECUTION, said("jaminan pelaksanaan dan jaminan lainnya")),
    OpenItem("payment", _EXECUTION, said("pembayaran dan serah terima")),
)
"""Procurement documents that are public by themselves (R-KIP-8); unit prices of the estimate after the contract."""
