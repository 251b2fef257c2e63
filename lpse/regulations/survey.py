# SPDX-License-Identifier: Apache-2.0
"""The service survey (survei kepuasan masyarakat, SKM): elements, index, grades, sample. Source: law.md R-SKM-1 to 9.

The index is computed with the exact weight 1/9; the weight 0.11 that printed guides carry is kept beside it, because
both circulate, and a result says which one it used (R-SKM-5). The grades of KEP/25/2004 are not used (R-SKM-8).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from lpse.core.money import rounded
from lpse.core.said import Said, said
from lpse.regulations.book import Number, Source, Trust

_LAW = "PermenPANRB 14/2017"
SOURCE = Source(f"{_LAW}; R-SKM-2, R-SKM-3", Trust.SECONDARY)
ELEMENTS: tuple[Said, ...] = (
    said("Persyaratan"),
    said("Sistem, mekanisme, dan prosedur"),
    said("Waktu penyelesaian"),
    said("Biaya atau tarif"),
    said("Produk spesifikasi jenis pelayanan"),
    said("Kompetensi pelaksana"),
    said("Perilaku pelaksana"),
    said("Penanganan pengaduan, saran, dan masukan"),
    said("Sarana dan prasarana"),
)
"""U1 to U9, in this order (R-SKM-2)."""
SCORES = (1, 2, 3, 4)
"""The scale of every element, worst first (R-SKM-3)."""
WEIGHT = Fraction(1, len(ELEMENTS))
PRINTED_WEIGHT = Number(Decimal("0.11"), Source(f"{_LAW}; R-SKM-3, R-SKM-5", Trust.SECONDARY))
TO_HUNDRED = 25
"""The index of 1 to 4 is told as one of 25 to 100 (R-SKM-3)."""


class Grade(StrEnum):
    """Quality of a service by its index."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


GRADE_LABELS = {
    Grade.A: said("Sangat baik"),
    Grade.B: said("Baik"),
    Grade.C: said("Kurang baik"),
    Grade.D: said("Tidak baik"),
}
_GRADES = Source(f"{_LAW}; R-SKM-6", Trust.SECONDARY)
FLOORS = {
    Grade.A: Number(Decimal("88.31"), _GRADES),
    Grade.B: Number(Decimal("76.61"), _GRADES),
    Grade.C: Number(Decimal("65.00"), _GRADES),
    Grade.D: Number(Decimal("25.00"), _GRADES),
}
"""The lowest index of each grade, after rounding half up to two decimals (R-SKM-6)."""

_SAMPLE = Source("Krejcie dan Morgan; R-SKM-7", Trust.GENERAL)
CHI_SQUARE = Number(Decimal("3.841"), _SAMPLE)
PROPORTION = Number(Decimal("0.5"), _SAMPLE)
PRECISION = Number(Decimal("0.05"), _SAMPLE)


@dataclass(frozen=True)
class Index:
    """What answers come to: the mean of each element (NRR, 1 to 4), and the index by either weight (25 to 100)."""

    means: tuple[Fraction, ...]
    exact: Fraction
    printed: Fraction

    @property
    def grade(self) -> Grade:
        """The grade of the exact index."""
        return grade_of(rounded(self.exact))


def index_of(means: Sequence[Fraction]) -> Index:
    """Return the index of the nine means, unrounded. Raises ValueError for another number of them, or outside 1 to 4.

    Source: R-SKM-3, R-SKM-5.
    """
    if len(means) != len(ELEMENTS) or not all(SCORES[0] <= mean <= SCORES[-1] for mean in means):
        raise ValueError("An index needs nine means between 1 and 4.")
    total = sum(means, Fraction(0))
    printed = total * Fraction(PRINTED_WEIGHT.value) * TO_HUNDRED
    return Index(tuple(means), total * WEIGHT * TO_HUNDRED, printed)


def grade_of(index: Decimal) -> Grade:
    """Return the grade of an index that was rounded half up to two decimals. Source: R-SKM-6."""
    return next((grade for grade, floor in FLOORS.items() if index >= floor.value), Grade.D)


def sample_of(population: int) -> int:
    """Return how many of a population should answer (Krejcie and Morgan), rounded to the nearest; 0 of nobody.

    Source: R-SKM-7.
    """
    if population <= 0:
        return 0
    chi, part, precision = (Fraction(each.value) for each in (CHI_SQUARE, PROPORTION, PRECISION))
    spread = chi * part * (1 - part)
    return int(rounded(spread * population / (precision**2 * (population - 1) + spread), 0))
