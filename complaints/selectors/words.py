# SPDX-License-Identifier: Apache-2.0
"""What states, grounds and outcomes are called, and the colour of their tags."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from complaints.rules import (
    AppealStatus,
    ComplaintStatus,
    Ground,
    IdentityMode,
    Level,
    ObjectionStatus,
    Ordered,
    Origin,
    Outcome,
    ReportKind,
)
from lpse.core.acts import Role
from lpse.regulations import Rule

GROUND = {
    Ground.EVALUATION_ERROR: _("Kesalahan dalam evaluasi"),
    Ground.PROCEDURE_BREACH: _("Penyimpangan dari ketentuan dan prosedur"),
    Ground.COLLUSION: _("Rekayasa yang menghalangi persaingan sehat"),
    Ground.ABUSE_OF_POWER: _("Penyalahgunaan wewenang"),
}
OBJECTION = {
    ObjectionStatus.FILED: (_("Menunggu jawaban"), "warn"),
    ObjectionStatus.UPHELD: (_("Sanggah benar"), "ok"),
    ObjectionStatus.REJECTED: (_("Sanggah ditolak"), ""),
    ObjectionStatus.WITHDRAWN: (_("Dicabut"), "plain"),
}
APPEAL = {
    AppealStatus.FILED: (_("Menunggu klarifikasi jaminan"), "warn"),
    AppealStatus.ADMITTED: (_("Menunggu jawaban KPA"), "warn"),
    AppealStatus.UPHELD: (pgettext_lazy("banding", "Diterima"), "ok"),
    AppealStatus.REJECTED: (pgettext_lazy("banding", "Ditolak"), ""),
    AppealStatus.INADMISSIBLE: (_("Jaminan tidak sah, menjadi pengaduan"), "plain"),
    AppealStatus.LAPSED: (_("Gugur"), "plain"),
}
BOND = {
    AppealStatus.UPHELD: _("dikembalikan kepada penyanggah"),
    AppealStatus.LAPSED: _("dikembalikan kepada penyanggah"),
    AppealStatus.REJECTED: _("dicairkan ke kas negara atau daerah"),
}
"""What becomes of the bond when the appeal is over (law.md R-BANDING-8)."""
ORDERED = {
    Ordered.RE_EVALUATION: _("Evaluasi ulang"),
    Ordered.NEW_SELECTION: _("Pemilihan ulang: Pokja menyatakan tender gagal"),
}
COMPLAINT = {
    ComplaintStatus.RECEIVED: (_("Diterima"), "info"),
    ComplaintStatus.INCOMPLETE: (_("Menunggu kelengkapan dari Anda"), "warn"),
    ComplaintStatus.ACCEPTED: (_("Lengkap, menunggu telaah"), "info"),
    ComplaintStatus.IN_REVIEW: (_("Sedang ditelaah"), "info"),
    ComplaintStatus.CLOSED: (_("Selesai"), "ok"),
}
DESK = {**COMPLAINT, ComplaintStatus.INCOMPLETE: (_("Menunggu pelapor"), "warn")}
ORIGIN = {
    Origin.LATE_OBJECTION: _("Sanggah terlambat"),
    Origin.MISDIRECTED_OBJECTION: _("Sanggah salah alamat"),
    Origin.OFF_CHANNEL_OBJECTION: _("Sanggah di luar portal"),
    Origin.LATE_APPEAL: _("Sanggah banding terlambat"),
    Origin.INVALID_APPEAL: _("Sanggah banding tanpa jaminan sah"),
}
"""Why something that was meant otherwise is handled as a complaint."""
IDENTITY = {
    IdentityMode.ANONYMOUS: _("Anonim"),
    IdentityMode.CONFIDENTIAL: pgettext_lazy("identitas", "Rahasia"),
    IdentityMode.OPEN: pgettext_lazy("identitas", "Terbuka"),
}
KIND = {
    ReportKind.INFORMATION: _("Permintaan informasi"),
    ReportKind.ASPIRATION: _("Aspirasi"),
    ReportKind.GENERAL: _("Pengaduan tidak berkadar pengawasan"),
    ReportKind.OVERSIGHT: _("Pengaduan berkadar pengawasan"),
}
CLOCK = {
    Rule.COMPLAINT_COMPLETENESS: _("Pemeriksaan kelengkapan"),
    Rule.COMPLAINT_COMPLETION: _("Pelapor melengkapi"),
    Rule.COMPLAINT_DECISION: _("Keputusan, hitungan pelayanan publik"),
    Rule.REPORT_INFORMATION: _("Jawaban, hitungan LAPOR"),
    Rule.REPORT_GENERAL: _("Penyelesaian, hitungan LAPOR"),
    Rule.REPORT_OVERSIGHT: _("Penyelesaian, hitungan LAPOR"),
    Rule.INFORMATION_REQUEST: _("Jawaban PPID"),
    Rule.INFORMATION_REQUEST_EXTENSION: _("Jawaban PPID, waktunya diperpanjang"),
    Rule.INFORMATION_OBJECTION_ANSWER: _("Tanggapan atasan PPID"),
}
FORWARDED = _("Jawaban penerima pengaduan yang diteruskan")
ANSWERER = {
    Role.COMMITTEE: _("Pokja"),
    Role.BUDGET_AUTHORITY: _("KPA"),
    Role.AUDITOR: _("Auditor"),
    Role.INFORMATION_OFFICER: _("PPID"),
    Role.INFORMATION_SUPERIOR: _("Atasan PPID"),
}
LEVEL = {
    Level.HALF: (_("Separuh waktunya sudah lewat"), "plain"),
    Level.FOUR_FIFTHS: (_("Empat perlima waktunya sudah lewat"), "warn"),
    Level.DUE: (_("Hari terakhir"), "warn"),
    Level.OVERDUE: (_("Terlambat"), "danger"),
}
OUTCOME = {
    Outcome.FOUNDED: pgettext_lazy("pengaduan", "Terbukti"),
    Outcome.UNFOUNDED: _("Tidak terbukti"),
    Outcome.FORWARDED: _("Diteruskan kepada yang berwenang"),
    Outcome.WITHDRAWN: _("Dicabut pelapor"),
    Outcome.LAPSED: _("Tidak dilengkapi pelapor"),
}
