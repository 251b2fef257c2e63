# SPDX-License-Identifier: Apache-2.0
"""Clarification of a bid (klarifikasi): what is asked about, how it may end, and what a low price comes to. Pure."""

from enum import StrEnum
from fractions import Fraction

from lpse.core.acts import Kind, Refusal
from lpse.core.said import Said, said
from lpse.regulations import Category

LOW_SOURCE = "Peraturan LKPP 9/2018 Lampiran 4.2.7 huruf d angka 2; R-EVAL-7 [P]"
UNEVEN_SOURCE = "Peraturan LKPP 9/2018 Lampiran 4.2.7 huruf d angka 3; R-EVAL-9 [P]"


class Subject(StrEnum):
    """What a clarification is about."""

    LOW_PRICE = "low_price"
    UNEVEN_PRICE = "uneven_price"
    OTHER = "other"


class Outcome(StrEnum):
    """How a clarification ended."""

    REASONABLE = "reasonable"
    NOT_REASONABLE = "not_reasonable"
    UNEVEN = "uneven"
    NOT_UNEVEN = "not_uneven"
    NOTED = "noted"


OUTCOMES: dict[Subject, tuple[Outcome, ...]] = {
    Subject.LOW_PRICE: (Outcome.REASONABLE, Outcome.NOT_REASONABLE),
    Subject.UNEVEN_PRICE: (Outcome.UNEVEN, Outcome.NOT_UNEVEN),
    Subject.OTHER: (Outcome.NOTED,),
}
WORKS = frozenset({Category.WORKS, Category.INTEGRATED_WORKS})
"""Categories whose low price is rebuilt from base prices and coefficients (R-EVAL-7, R-EVAL-8)."""


def is_reasonable(price: Fraction, recomputed: Fraction) -> bool:
    """Say whether a low price is reasonable beside the total rebuilt without profit; both in rupiah, equality is.

    Source: Peraturan LKPP 9/2018 Lampiran 4.2.7 huruf d angka 2; R-EVAL-7 (not reasonable when bid < recomputed).
    """
    return price >= recomputed


def why_not(
    subject: Subject, outcome: Outcome, category: Category, price: Fraction, recomputed: Fraction | None
) -> Refusal | None:
    """Refuse an outcome that does not belong to the subject, or that the recomputed total contradicts.

    ``price`` is the corrected price and ``recomputed`` the total rebuilt from proven costs, in rupiah. Works need the
    total; for goods and services a market price check may give one. Where it stands, it decides.
    """
    if outcome not in OUTCOMES[subject]:
        return Refusal(Kind.INPUT, "Putusan itu bukan untuk klarifikasi ini.", "Pilih putusan dari daftarnya.")
    if subject is not Subject.LOW_PRICE:
        return None
    if recomputed is None:
        if category in WORKS:
            return Refusal(
                Kind.INPUT,
                "Untuk pekerjaan konstruksi, kewajaran harga diputuskan dari total yang dihitung ulang.",
                "Isi total hasil hitung ulang tanpa keuntungan.",
            )
        return None
    lawful = Outcome.REASONABLE if is_reasonable(price, recomputed) else Outcome.NOT_REASONABLE
    if outcome is lawful:
        return None
    if lawful is Outcome.REASONABLE:
        return Refusal(
            Kind.INPUT,
            "Harga penawaran tidak di bawah total hitung ulang, jadi harganya wajar.",
            "Sesuaikan putusan atau perbaiki total hitung ulangnya.",
        )
    return Refusal(
        Kind.INPUT,
        "Harga penawaran di bawah total hitung ulang, jadi harganya tidak wajar.",
        "Sesuaikan putusan atau perbaiki total hitung ulangnya.",
    )


def sentence(outcome: Outcome, reason: str, limit: str) -> Said:
    """Return an outcome as sheet, minutes and result say it; ``limit`` is the share of the estimate that is low."""
    return said(_SENTENCES[outcome], reason=reason, limit=limit)


_SENTENCES: dict[Outcome, Said] = {
    Outcome.REASONABLE: said("Klarifikasi: harga di bawah {limit} HPS dinilai wajar. {reason}"),
    Outcome.NOT_REASONABLE: said("Klarifikasi: harga di bawah {limit} HPS dinilai tidak wajar. {reason}"),
    Outcome.UNEVEN: said(
        "Klarifikasi: harga satuan dinilai timpang dan hanya berlaku untuk volume dalam daftar; volume tambahan "
        "dibayar dengan harga satuan HPS. {reason}"
    ),
    Outcome.NOT_UNEVEN: said("Klarifikasi: harga satuan dinilai tidak timpang. {reason}"),
    Outcome.NOTED: said("Klarifikasi dicatat. {reason}"),
}
