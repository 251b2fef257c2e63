# SPDX-License-Identifier: Apache-2.0
"""Who names the winner above which ceiling (penetapan pemenang), by rule book. Pure.

The numbers of a book that was released before they were needed: a released book never changes its digest, so they stand
beside it, frozen and pinned like it.
"""

from dataclasses import dataclass
from decimal import Decimal

from lpse.core.calendar import Unit
from lpse.regulations.book import Category, Number, Period, Source, Trust

_CONSULTANCY = frozenset({Category.CONSULTANCY, Category.INDIVIDUAL_CONSULTANCY, Category.WORKS_CONSULTANCY})


@dataclass(frozen=True)
class WinnerNumbers:
    """Above which ceiling (pagu, in rupiah) the budget authority names the winner, and how long it has to decide."""

    above: Number
    above_consultancy: Number
    decision: Period

    def limit(self, category: Category) -> Decimal:
        """Return the ceiling above which the winner of this category is the budget authority's to name."""
        return Decimal((self.above_consultancy if category in _CONSULTANCY else self.above).value)


_AUTHORITY = Source("Perpres 16/2018 Pasal 9 ayat (1); R-ACT-1", Trust.PRIMARY)
WINNERS = {
    "pbj-2025": WinnerNumbers(
        above=Number(Decimal(100_000_000_000), _AUTHORITY),
        above_consultancy=Number(Decimal(10_000_000_000), _AUTHORITY),
        decision=Period(
            14, Unit.WORKING_DAY, Source("Peraturan LKPP 9/2018 Lampiran 4.2.11 huruf g; R-WIN-PA", Trust.PRIMARY)
        ),
    )
}
"""By the code of the rule book."""


def winner_numbers(code: str) -> WinnerNumbers:
    """Return who names the winner under a rule book. Raises KeyError for a book without these numbers."""
    return WINNERS[code]
