# SPDX-License-Identifier: Apache-2.0
"""The value-added tax (PPN) inside an owner's estimate, by rule book. Pure.

The numbers of a book that was released before they were needed: a released book never changes its digest, so they stand
beside it, frozen and pinned like it.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from lpse.core.money import rounded
from lpse.regulations.book import Number, Source, Trust


@dataclass(frozen=True)
class TaxNumbers:
    """The tariff (tarif PPN), and the part of a price it is taken of (dasar pengenaan pajak, "nilai lain").

    The part is ``base_parts`` of ``base_of`` equal parts of the price without tax.
    """

    tariff: Number
    base_parts: Number
    base_of: Number

    @property
    def rate(self) -> Fraction:
        """The tax as a fraction of the price without tax."""
        return Fraction(self.tariff.value) * Fraction(self.base_parts.value) / Fraction(self.base_of.value)


_TARIFF = Source("UU 8/1983 Pasal 7 ayat (1), diubah UU 7/2021", Trust.GENERAL)
_BASE = Source("PMK 131/2024 Pasal 3", Trust.SECONDARY)
TAXES = {
    "pbj-2025": TaxNumbers(
        tariff=Number(Decimal("0.12"), _TARIFF),
        base_parts=Number(Decimal(11), _BASE),
        base_of=Number(Decimal(12), _BASE),
    )
}
"""By the code of the rule book."""


@dataclass(frozen=True)
class Split:
    """An amount with tax as its two parts, in rupiah: ``net`` without tax, ``tax`` the PPN."""

    net: Decimal
    tax: Decimal

    def __add__(self, other: "Split") -> "Split":
        return Split(self.net + other.net, self.tax + other.tax)


def tax_numbers(code: str) -> TaxNumbers:
    """Return the tax under a rule book. Raises KeyError for a book without these numbers."""
    return TAXES[code]


def split(total: Decimal, code: str, *, is_tax_free: bool = False) -> Split:
    """Return an amount that includes PPN as net and tax, the net rounded half up to the sen; they always add up.

    Source: Perpres 16/2018 Pasal 26; law.md R-HPS-1.
    """
    net = total if is_tax_free else rounded(Fraction(total) / (1 + tax_numbers(code).rate))
    return Split(net, total - net)
