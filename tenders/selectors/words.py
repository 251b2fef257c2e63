# SPDX-License-Identifier: Apache-2.0
"""Words of the interface for the app's enumerations, in the source language, open to translation."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from lpse.core.said import Said, said
from lpse.regulations.planning import DeadlineGround
from tenders.inaproc.cards import Ending, Method
from tenders.inaproc.tables import Kind
from tenders.review import ReviewPart
from tenders.rules import Category, FollowUp, Ground, PackageStatus, Part, Phase, Position, Status, Step
from tenders.selectors.narrowing import LARGER, LATER, SMALL, THREE_DAYS, TODAY, WEEK

CATEGORY: dict[str, Any] = {
    Category.GOODS: _("Barang"),
    Category.OTHER_SERVICES: _("Jasa lainnya"),
    Category.CONSULTANCY: _("Jasa konsultansi"),
    Category.INDIVIDUAL_CONSULTANCY: _("Jasa konsultansi perorangan"),
    Category.WORKS: _("Pekerjaan konstruksi"),
    Category.WORKS_CONSULTANCY: _("Jasa konsultansi konstruksi"),
    Category.INTEGRATED_WORKS: _("Pekerjaan konstruksi terintegrasi"),
}
STATUS: dict[str, Any] = {
    Status.DRAFT: _("Sedang disusun"),
    Status.ANNOUNCED: _("Menerima penawaran"),
    Status.CLOSED: _("Pembukaan penawaran"),
    Status.OPENED: _("Evaluasi"),
    Status.DECIDED: _("Masa sanggah"),
    Status.AWARDED: _("Selesai"),
    Status.FAILED: _("Gagal"),
    Status.CANCELLED: _("Dibatalkan"),
}
TONE: dict[str, str] = {
    Status.ANNOUNCED: "info",
    Status.CLOSED: "warn",
    Status.OPENED: "warn",
    Status.DECIDED: "warn",
    Status.AWARDED: "ok",
    Status.FAILED: "danger",
    Status.CANCELLED: "danger",
}
PHASE: dict[Phase, Any] = {
    Phase.ANNOUNCEMENT: _("Pengumuman"),
    Phase.CLARIFICATION: _("Penjelasan"),
    Phase.BIDDING: _("Pemasukan penawaran"),
    Phase.OPENING: _("Pembukaan"),
    Phase.EVALUATION: _("Evaluasi"),
    Phase.AWARD: _("Penetapan"),
    Phase.STANDSTILL: _("Masa sanggah"),
    Phase.FINISHED: _("Selesai"),
}
PACKAGE: dict[str, Any] = {
    PackageStatus.DRAFT: _("Disusun"),
    PackageStatus.SUBMITTED: _("Diajukan ke UKPBJ"),
    PackageStatus.RETURNED: _("Dikembalikan"),
    PackageStatus.ASSIGNED: _("Ditugaskan ke Pokja"),
}
PACKAGE_TONE: dict[str, str] = {
    PackageStatus.DRAFT: "neutral",
    PackageStatus.SUBMITTED: "info",
    PackageStatus.RETURNED: "warn",
    PackageStatus.ASSIGNED: "ok",
}
STEP: dict[str, Any] = {
    Step.ADMINISTRATION: _("Administrasi"),
    Step.QUALIFICATION: _("Kualifikasi"),
    Step.TECHNICAL: _("Teknis"),
}
POSITION: dict[str, Any] = {Position.CHAIR: _("Ketua"), Position.MEMBER: _("Anggota")}
PART: dict[str, Any] = {
    Part.SCHEDULE: _("Jadwal"),
    Part.DOCUMENTS: _("Dokumen pemilihan"),
    Part.REQUIREMENTS: _("Syarat"),
    Part.ITEMS: _("Daftar kuantitas dan harga"),
    Part.REVIEW: _("Reviu dan persetujuan PPK"),
    Part.COMMITTEE: _("Pokja dan pakta integritas"),
    Part.KEYS: _("Kunci penawaran"),
}
REVIEW_PART: dict[str, Any] = {
    ReviewPart.PLAN: _("Identitas paket dan anggaran"),
    ReviewPart.SPECIFICATION: _("Spesifikasi teknis atau KAK"),
    ReviewPart.OWNER_ESTIMATE: _("HPS"),
    ReviewPart.DRAFT_CONTRACT: _("Rancangan kontrak"),
    ReviewPart.ITEMS: _("Daftar kuantitas dan harga"),
    ReviewPart.REQUIREMENTS: _("Syarat peserta dan penawaran"),
}
DOCUMENT_FIELD: dict[str, Said] = {
    "participants": said("Peserta"),
    "bid_validity": said("Masa berlaku penawaran"),
    "bid_bond": said("Jaminan penawaran"),
    "qualification_notes": said("Keterangan kualifikasi"),
    "specification": said("Spesifikasi"),
    "delivery": said("Waktu dan tempat penyerahan"),
    "payment": said("Pembayaran"),
    "advance_payment": said("Uang muka"),
    "performance_bond": said("Jaminan pelaksanaan"),
    "warranty": said("Garansi atau masa pemeliharaan"),
    "late_fine": said("Denda keterlambatan"),
    "disputes": said("Penyelesaian perselisihan"),
}
"""Fields of the selection documents' templates, as pages call them; the paper's own titles stand in the template."""
DOCUMENT_KIND: dict[str, Any] = {
    "selection_document": _("Dokumen pemilihan"),
    "specification": _("Spesifikasi teknis"),
    "draft_contract": _("Rancangan kontrak"),
    "bill_of_quantities": _("Daftar kuantitas dan harga (isian)"),
    "drawing": _("Gambar"),
    "other": _("Lampiran lain"),
}
CONTRACT: dict[str, Any] = {
    "lump_sum": _("Lumsum"),
    "unit_price": _("Harga satuan"),
    "combined": _("Gabungan lumsum dan harga satuan"),
}
GROUND: dict[str, Any] = {
    Ground.EVALUATION_ERROR: _("Terdapat kesalahan dalam proses evaluasi"),
    Ground.NO_BID: _("Tidak ada peserta yang menyampaikan penawaran"),
    Ground.NONE_PASSED: _("Tidak ada peserta yang lulus evaluasi"),
    Ground.WRONG_DOCUMENT: _("Kesalahan dalam dokumen pemilihan"),
    Ground.COLLUSION: _("Seluruh peserta terlibat korupsi, kolusi, dan nepotisme"),
    Ground.UNFAIR_COMPETITION: _("Seluruh peserta terlibat persaingan usaha tidak sehat"),
    Ground.ABOVE_ESTIMATE: _("Seluruh penawaran harga di atas HPS"),
    Ground.NEGOTIATION_FAILED: _("Negosiasi biaya pada seleksi tidak tercapai"),
    Ground.OFFICIALS_COLLUDED: _("Pokja atau PPK terlibat korupsi, kolusi, dan nepotisme"),
    Ground.PROCEDURE_BROKEN: _("Pelaksanaan tidak sesuai dengan prosedur peraturan"),
    Ground.REJECTION_UPHELD: _("PA/KPA sependapat dengan PPK yang menolak hasil pemilihan"),
    Ground.WINNER_REFUSED: _("PA/KPA tidak menetapkan pemenang"),
    Ground.CANCELLED: _("Dibatalkan PPK"),
}
FOLLOW_UP: dict[str, Any] = {
    FollowUp.RE_EVALUATION: _("Evaluasi ulang"),
    FollowUp.RE_BID: _("Penyampaian penawaran ulang"),
    FollowUp.RE_TENDER: _("Tender ulang"),
}
DEADLINE_GROUND: dict[DeadlineGround, Any] = {
    DeadlineGround.FORCE_MAJEURE: _("Keadaan kahar"),
    DeadlineGround.SYSTEM_DISRUPTION: _("Gangguan sistem pengadaan elektronik"),
    DeadlineGround.DOCUMENT_CHANGE: _("Perubahan dokumen pemilihan yang memerlukan waktu"),
    DeadlineGround.NO_BID: _("Tidak ada penawaran yang masuk sampai batas akhir"),
}
OWN_GROUNDS = (DeadlineGround.FORCE_MAJEURE, DeadlineGround.SYSTEM_DISRUPTION)
"""Grounds that need no addendum."""
METHOD_LINE = _("Pascakualifikasi, satu file, harga terendah sistem gugur")
NO_CATEGORY = _("Jenis tidak tercatat")
METHOD: dict[str, Any] = {
    Method.TENDER: _("Tender"),
    Method.SELECTION: _("Seleksi"),
    Method.QUICK_TENDER: _("Tender cepat"),
    Method.DIRECT_PROCUREMENT: _("Pengadaan langsung"),
    Method.DIRECT_APPOINTMENT: _("Penunjukan langsung"),
    Method.CONTEST: _("Kontes atau sayembara"),
    Method.EXCEPTED: _("Dikecualikan"),
    Method.SELF_MANAGED: _("Swakelola"),
}
NO_METHOD = _("Metode tidak tercatat")
ENDING: dict[str, Any] = {
    Ending.FINISHED: _("Selesai"),
    Ending.STOPPED: _("Gagal atau batal"),
    Ending.UNKNOWN: _("Status tidak tercatat"),
}
ENDING_TONE: dict[str, str] = {Ending.FINISHED: "ok", Ending.STOPPED: "danger"}
ARCHIVE: dict[str, Any] = {
    Kind.TENDER: _("Arsip tender"),
    Kind.NON_TENDER: _("Arsip non-tender"),
    Kind.RECORDED: _("Arsip pencatatan"),
    Kind.SELF_MANAGED: _("Arsip swakelola"),
}
LIVE = "live"
ORIGIN: dict[str, Any] = {LIVE: _("Portal ini"), **ARCHIVE}
METHOD_SHORT = _("Tender, harga terendah")
NO_UNIT = _("Satuan kerja tidak tercatat")
FACET: dict[str, Any] = {
    "kind": _("Asal"),
    "status": _("Tahap"),
    "category": _("Jenis pengadaan"),
    "method": _("Metode pemilihan"),
    "year": _("Tahun anggaran"),
    "unit": _("Satuan kerja"),
    "closing": _("Penutupan"),
    "value": _("Nilai HPS"),
    "size": _("Kualifikasi usaha"),
    "place": _("Lokasi"),
    "agency": _("Instansi"),
}
VALUE: dict[str, Any] = {
    "200m": _("sampai Rp200 juta"),
    "2500m": _("di atas Rp200 juta sampai Rp2,5 miliar"),
    "15b": _("di atas Rp2,5 miliar sampai Rp15 miliar"),
    "50b": _("di atas Rp15 miliar sampai Rp50 miliar"),
    "more": _("di atas Rp50 miliar"),
}
NO_VALUE = _("Nilai tidak tercatat")
SIZE: dict[str, Any] = {SMALL: _("Dicadangkan bagi usaha kecil"), LARGER: _("Non-kecil")}
CLOSING: dict[str, Any] = {
    TODAY: _("Hari ini"),
    THREE_DAYS: _("Besok atau lusa"),
    WEEK: _("Dalam tujuh hari"),
    LATER: _("Lebih dari tujuh hari"),
}
NO_AGENCY = _("Instansi tidak tercatat")
