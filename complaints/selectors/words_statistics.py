# SPDX-License-Identifier: Apache-2.0
"""What is answered, and its words."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Answered(StrEnum):
    """Kinds of asking that somebody must answer by a day."""

    OBJECTION = "objection"
    APPEAL = "appeal"
    COMPLAINT = "complaint"
    QUESTION = "question"
    CLARIFICATION = "clarification"


CLASS = {
    Answered.OBJECTION: pgettext_lazy("statistik", "Sanggah"),
    Answered.APPEAL: pgettext_lazy("statistik", "Sanggah banding"),
    Answered.COMPLAINT: pgettext_lazy("statistik", "Pengaduan"),
    Answered.QUESTION: pgettext_lazy("statistik", "Pertanyaan"),
    Answered.CLARIFICATION: pgettext_lazy("statistik", "Klarifikasi"),
}
"""Short words: they stand below bars. A clarification is answered by the bidder, all else by the office."""
NO_AGENCY = _("Tanpa instansi")
