# SPDX-License-Identifier: Apache-2.0
"""The sides of an act that hear of it, the kinds of notices, and what one side is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _


class Party(StrEnum):
    """A side of an act that hears of it; whoever stands on two sides hears by the first that an act names."""

    PARTICIPANTS = "participants"
    COMMITTEE = "committee"
    OFFICER = "officer"
    UNIT_HEADS = "unit_heads"
    AUTHORITY = "authority"
    ASKED = "asked"
    INVITED = "invited"
    AUDITORS = "auditors"
    INFORMATION_OFFICERS = "information_officers"
    INFORMATION_SUPERIORS = "information_superiors"
    VERIFIERS = "verifiers"
    VENDOR = "vendor"


class Group(StrEnum):
    """Kinds of notices, each of which a person may also have as mail or not."""

    WORK = "work"
    TENDER = "tender"
    RESULT = "result"
    BUSINESS = "business"


GROUPS: Mapping[Group, tuple[Any, Any]] = {
    Group.WORK: (_("Tugas jabatan"), _("Paket yang diajukan, pertanyaan peserta, pembukaan, berita acara, sanggah.")),
    Group.TENDER: (_("Tender yang diikuti"), _("Perubahan jadwal, adendum, jawaban pertanyaan, penutupan, pembukaan.")),
    Group.RESULT: (_("Hasil dan sanggah"), _("Pengumuman hasil, jawaban sanggah, surat penunjukan, tender gagal.")),
    Group.BUSINESS: (_("Data badan usaha"), _("Hasil verifikasi dan penangguhan.")),
}


@dataclass(frozen=True)
class Words:
    """What one side is told: what changed, what to do, where. ``%(until)s`` is the last moment for it."""

    group: Group
    what: Any
    to_do: Any
    path: str
    """Address below the portal; ``{subject}`` is what the act is about."""
