# SPDX-License-Identifier: Apache-2.0
"""What states, answers and places of public information are called, and the colour of their tags."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from complaints.rules_information import Decision, Delivery, InformationStatus
from lpse.regulations.information import OpenStage

STATUS = {
    InformationStatus.RECEIVED: (_("Menunggu jawaban PPID"), "warn"),
    InformationStatus.ANSWERED: (pgettext_lazy("permohonan", "Dijawab"), "ok"),
    InformationStatus.OBJECTED: (_("Menunggu tanggapan atasan PPID"), "warn"),
    InformationStatus.REVIEWED: (_("Keberatan ditanggapi"), "ok"),
}
DECISION = {
    Decision.GRANTED: _("Diberikan seluruhnya"),
    Decision.PARTLY: _("Diberikan sebagian"),
    Decision.REFUSED: pgettext_lazy("permohonan", "Ditolak"),
    Decision.NOT_HELD: _("Tidak dikuasai badan publik ini"),
}
DELIVERY = {
    Delivery.READ: _("Melihat atau membaca"),
    Delivery.ELECTRONIC: _("Salinan elektronik"),
    Delivery.PAPER: _("Salinan cetak"),
}
STAGE = {
    OpenStage.PLANNING: _("Perencanaan"),
    OpenStage.SELECTION: _("Pemilihan penyedia"),
    OpenStage.EXECUTION: _("Pelaksanaan kontrak"),
}
_SUMMARY, _DOCUMENTS = _("halaman tender, Ringkasan"), _("halaman tender, Dokumen")
_SCHEDULE, _QUESTIONS = _("halaman tender, Jadwal"), _("halaman tender, Tanya jawab")
_OPENING, _RESULT = _("halaman tender, Pembukaan"), _("halaman tender, Hasil")
_OBJECTIONS = _("halaman tender, Sanggah")
PLACES = {
    "plan": (_SUMMARY, "tenders:tender"),
    "terms": (_DOCUMENTS, "tenders:documents"),
    "estimate": (_SUMMARY, "tenders:tender"),
    "draft_contract": (_DOCUMENTS, "tenders:documents"),
    "requirements": (_SUMMARY, "tenders:tender"),
    "quantities": (_SUMMARY, "tenders:tender"),
    "schedule": (_SCHEDULE, "tenders:schedule"),
    "explanation": (_QUESTIONS, "vendors:questions"),
    "opening": (_OPENING, "evaluation:opening"),
    "objections": (_OBJECTIONS, "complaints:objections"),
    "result": (_RESULT, "evaluation:result"),
    "award": (_RESULT, "evaluation:result"),
}
"""Where each open document stands in this portal: the tab of a tender and its address."""
ASK = _("belum terbit di portal ini; minta kepada PPID")
