# SPDX-License-Identifier: Apache-2.0
"""Qualification proof (pembuktian kualifikasi): data against originals, what comes of it, and who is out. Pure.

Source: Peraturan LKPP 9/2018 Lampiran 4.1.2; Perpres 16/2018 Pasal 44 ayat (9); R-QUAL-5; law.md part 9.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from evaluation.rules.offer import Offer, Verdict
from evaluation.rules.reading import Status
from lpse.core.acts import Kind, Refusal
from lpse.core.said import said

STEP = "qualification_proof"
"""The step at which a bid that fails its proof is out, as the evaluation file names it."""
SHORTEST_REASON = 10
_IDENTITY = re.compile(r"\b[0-9]{12}(?=[0-9]{4}\b)")


class Finding(StrEnum):
    """What was found of one row: verified before, the original matches, differs, or was not shown."""

    VERIFIED = "verified"
    MATCHES = "matches"
    DIFFERS = "differs"
    NOT_SHOWN = "not_shown"


class ProofOutcome(StrEnum):
    """How a candidate's proof ended: by verified data, by originals, failed, or nobody came."""

    VERIFIED = "verified"
    SHOWN = "shown"
    FAILED = "failed"
    ABSENT = "absent"


PROVEN = frozenset({ProofOutcome.VERIFIED, ProofOutcome.SHOWN})
FLAWS = frozenset({Finding.DIFFERS, Finding.NOT_SHOWN})


@dataclass(frozen=True)
class Row:
    """One thing to be proven: a field or row of qualification data, or a document of the offer.

    ``field`` names it (``licence.7``, ``requirement.3``); ``verified_by`` and ``verified_at`` say who accepted it when,
    and stand only where that still holds.
    """

    field: str
    label: str
    value: str
    verified_by: str = ""
    verified_at: datetime | None = None

    @property
    def is_verified(self) -> bool:
        """Say whether it needs no proof any more (R-QUAL-5)."""
        return self.verified_at is not None


@dataclass(frozen=True)
class Found:
    """A row with what was found of it; a row that differs or was not shown has its reason."""

    row: Row
    finding: Finding
    reason: str = ""


@dataclass(frozen=True)
class Attendee:
    """Who came for the candidate, and by which mandate: a place in the deed, or a power of attorney."""

    name: str
    mandate: str


def why_not(
    outcome: ProofOutcome, found: Sequence[Found], attendees: Sequence[Attendee], reason: str
) -> Refusal | None:
    """Refuse an outcome that the findings do not bear, or that leaves out who came or why.

    A difference need not put a candidate out (R-EVAL-5), but then it is said why; only a difference can put it out.
    """
    flaws = [each for each in found if each.finding in FLAWS]
    if outcome is ProofOutcome.VERIFIED:
        return None if all(each.finding is Finding.VERIFIED for each in found) else _NOT_VERIFIED
    if outcome is ProofOutcome.ABSENT:
        return _NOBODY_NAMED if attendees else None if _says(reason) else _NO_REASON
    if not attendees:
        return _NO_ATTENDEE
    if any(not each.name.strip() or not each.mandate.strip() for each in attendees):
        return _NO_MANDATE
    for each in flaws:
        if not each.reason.strip():
            told = said("Belum ada keterangan untuk: {row}.", row=each.row.label)
            return Refusal(Kind.INPUT, told, "Tulis apa yang berbeda atau tidak ditunjukkan.")
    if outcome is ProofOutcome.FAILED and not flaws:
        return _NO_FLAW
    if flaws and not _says(reason):
        return _NO_REASON
    return None


def _says(reason: str) -> bool:
    return len(reason.strip()) >= SHORTEST_REASON


_NOT_VERIFIED = Refusal(
    Kind.STATE, "Belum semua data peserta ini terverifikasi.", "Undang peserta untuk menunjukkan dokumen aslinya."
)
_NOBODY_NAMED = Refusal(
    Kind.INPUT, "Peserta dinyatakan tidak hadir, tetapi ada nama yang hadir.", "Hapus namanya atau pilih hadir."
)
_NO_ATTENDEE = Refusal(Kind.INPUT, "Belum ada nama yang hadir.", "Tulis siapa yang hadir dan dasar kewenangannya.")
_NO_MANDATE = Refusal(
    Kind.INPUT,
    "Nama atau dasar kewenangan yang hadir belum lengkap.",
    "Tulis keduanya, misalnya direktur menurut akta atau nomor surat kuasa.",
)
_NO_FLAW = Refusal(
    Kind.INPUT,
    "Semua data cocok dengan dokumen aslinya, jadi peserta ini lulus.",
    "Pilih lulus, atau catat data yang tidak cocok.",
)
_NO_REASON = Refusal(
    Kind.INPUT,
    "Alasan putusan belum diisi.",
    "Tulis dasar putusan, paling sedikit sepuluh huruf.",
)


def proven(offer: Offer, outcome: ProofOutcome, reason: str) -> Offer:
    """Return an offer with the outcome of its proof; a candidate who failed or did not come is out by it.

    A bid that the sheet put out stays out for that reason.
    """
    if outcome in PROVEN or offer.has_failed:
        return replace(offer, proof=outcome.value)
    words = said("Pembuktian kualifikasi: {reason}", reason=reason)
    return replace(offer, proof=outcome.value, verdict=Verdict(Status.FAILED, STEP, words))


def masked(value: str) -> str:
    """Return words for a public paper: of a number of sixteen digits, a NIK among them, the last four only."""
    return _IDENTITY.sub("************", value)
