# SPDX-License-Identifier: Apache-2.0
"""Integrity pacts (pakta integritas): what officer, committee and vendors promise, word by word. Pure.

A text that changes gets another digest, so the record tells for ever what was signed.
Source: Perpres 16/2018 Pasal 7; law.md R-ACT-3, R-ACT-4, R-VND-1.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lpse.core.canonical import canonical, hash_of
from lpse.core.said import Said, said


class Party(StrEnum):
    """Who promises."""

    OFFICER = "officer"
    COMMITTEE = "committee"
    VENDOR = "vendor"


@dataclass(frozen=True)
class Pact:
    """The words of a pact: how it begins, and its promises in order."""

    party: Party
    lead: Said
    promises: tuple[Said, ...]

    def document(self) -> bytes:
        """Return the canonical bytes that its digest names on the record, in Indonesian."""
        return canonical(self._plain())

    @property
    def digest(self) -> str:
        """The base64url SHA-256 of its words."""
        return hash_of(self._plain())

    def _plain(self) -> dict[str, object]:
        promises = [str(promise) for promise in self.promises]
        return {"v": "lpse/pact", "party": self.party.value, "lead": str(self.lead), "promises": promises}


_OFFICIALS: Final = (
    said("tidak melakukan praktik korupsi, kolusi, dan nepotisme;"),
    said("melaporkan kepada APIP bila mengetahui ada praktik itu dalam proses pengadaan ini;"),
    said("bekerja secara bersih, terbuka, dan profesional;"),
    said("tidak memiliki pertentangan kepentingan dengan peserta; bila timbul, mengundurkan diri;"),
    said("bersedia menerima sanksi menurut peraturan bila melanggar hal-hal ini."),
)
PACTS: Final[Mapping[Party, Pact]] = {
    Party.OFFICER: Pact(Party.OFFICER, said("Dalam pengadaan ini saya:"), _OFFICIALS),
    Party.COMMITTEE: Pact(Party.COMMITTEE, said("Dalam pemilihan ini saya:"), _OFFICIALS),
    Party.VENDOR: Pact(
        Party.VENDOR,
        said("Dalam tender ini, atas nama badan usaha saya:"),
        (
            said("tidak melakukan korupsi, kolusi, dan nepotisme;"),
            said("melaporkan kepada yang berwenang bila mengetahui ada yang melakukannya;"),
            said("mengikuti proses dengan bersih, terbuka, dan jujur, dengan data yang benar;"),
            said("menyatakan usaha ini tidak di bawah pengawasan pengadilan, pailit, atau dihentikan kegiatannya;"),
            said("menyatakan usaha ini dan pengurusnya tidak masuk daftar hitam dan tidak menjalani sanksi pidana;"),
            said("menyatakan pengurusnya bukan aparatur sipil negara, kecuali yang cuti di luar tanggungan negara;"),
            said("menerima sanksi menurut peraturan bila melanggar janji ini."),
        ),
    ),
}
