# SPDX-License-Identifier: Apache-2.0
"""What the survey asks and how it may be answered, in the words of the questionnaire of PermenPANRB 14/2017."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from complaints.rules_survey import Question, Service
from lpse import language

SERVICE = {
    Service.REGISTRATION: _("Pendaftaran penyedia"),
    Service.BID: _("Pengiriman penawaran"),
    Service.OBJECTION: _("Jawaban sanggah"),
    Service.COMPLAINT: _("Penanganan pengaduan"),
    Service.OPEN: _("Tautan terbuka"),
}
_FIT = (_("Tidak sesuai"), _("Kurang sesuai"), _("Sesuai"), _("Sangat sesuai"))
QUESTIONS: tuple[tuple[Any, tuple[Any, Any, Any, Any]], ...] = (
    (_("Apakah syarat layanan ini sesuai dengan jenis layanannya?"), _FIT),
    (
        _("Seberapa mudah prosedurnya?"),
        (_("Tidak mudah"), _("Kurang mudah"), pgettext_lazy("survei", "Mudah"), _("Sangat mudah")),
    ),
    (
        _("Seberapa cepat layanan ini selesai?"),
        (_("Tidak cepat"), _("Kurang cepat"), pgettext_lazy("survei", "Cepat"), _("Sangat cepat")),
    ),
    (
        _("Seberapa wajar biayanya?"),
        (_("Sangat mahal"), _("Cukup mahal"), pgettext_lazy("survei", "Murah"), pgettext_lazy("survei", "Gratis")),
    ),
    (_("Apakah hasil layanan sesuai dengan yang dijanjikan?"), _FIT),
    (
        _("Seberapa mampu petugas melayani Anda?"),
        (_("Tidak kompeten"), _("Kurang kompeten"), pgettext_lazy("survei", "Kompeten"), _("Sangat kompeten")),
    ),
    (
        _("Seberapa sopan dan ramah petugas?"),
        (
            _("Tidak sopan dan ramah"),
            _("Kurang sopan dan ramah"),
            _("Sopan dan ramah"),
            _("Sangat sopan dan ramah"),
        ),
    ),
    (
        _("Bagaimana pengaduan, saran, dan masukan ditangani?"),
        (
            _("Tidak ada penanganan"),
            _("Ada, tetapi tidak berfungsi"),
            _("Berfungsi kurang maksimal"),
            _("Dikelola dengan baik"),
        ),
    ),
    (
        _("Bagaimana mutu sarana: portal, ruang layanan, dan peralatannya?"),
        (pgettext_lazy("survei", "Buruk"), _("Cukup"), pgettext_lazy("survei", "Baik"), _("Sangat baik")),
    ),
)
"""U1 to U9 with the words of the scores 1 to 4."""
QUESTION = {
    Question.GENDER: _("Jenis kelamin"),
    Question.EDUCATION: _("Pendidikan terakhir"),
    Question.OCCUPATION: _("Anda menjawab sebagai"),
}
CHOICE = {
    "female": _("Perempuan"),
    "male": _("Laki-laki"),
    "secondary": _("SMA atau di bawahnya"),
    "diploma": _("Diploma"),
    "bachelor": _("Sarjana (S1)"),
    "postgraduate": _("Pascasarjana"),
    "business": _("Pelaku usaha"),
    "official": _("Aparatur pemerintah"),
    "press": _("Pers atau lembaga masyarakat"),
    "student": _("Pelajar atau akademisi"),
    "other": pgettext_lazy("survei", "Lainnya"),
}


def named(row: Any) -> str:
    """Return an element with its number, in the language of the page."""
    return f"U{row.number} {language.told(row.label)}"
