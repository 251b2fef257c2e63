# SPDX-License-Identifier: Apache-2.0
"""Words of the interface for offices and terms, in the source language, open to translation."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lpse.accounts.policy import NOT_APPOINTED
from lpse.core.acts import Role

ROLE: dict[Role, Any] = {
    Role.PROCUREMENT_OFFICER: _("Pejabat Pembuat Komitmen (PPK)"),
    Role.UNIT_HEAD: _("Kepala UKPBJ"),
    Role.COMMITTEE: _("Anggota Pokja Pemilihan"),
    Role.VERIFIER: _("Verifikator penyedia"),
    Role.OPERATOR: _("Operator LPSE"),
    Role.VENDOR: _("Penyedia"),
    Role.AUDITOR: _("Auditor (APIP)"),
    Role.BUDGET_AUTHORITY: _("Pengguna Anggaran atau kuasanya (PA/KPA)"),
    Role.INFORMATION_OFFICER: _("Pejabat Pengelola Informasi dan Dokumentasi (PPID)"),
    Role.INFORMATION_SUPERIOR: _("Atasan PPID"),
    Role.CLOCK: _("Jam portal"),
    Role.PUBLIC: _("Masyarakat"),
}
APPOINTED = [(role.value, label) for role, label in ROLE.items() if role not in NOT_APPOINTED]
"""Choices of offices that a decree can give."""

BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def device(user_agent: str) -> str:
    """Return what a browser calls itself in two words, ``Chrome, Linux``; a hint for its owner, never a proof."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return ", ".join(part for part in (browser, system) if part) or gettext("Peramban tidak dikenal")
