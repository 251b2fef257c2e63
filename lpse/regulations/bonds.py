# SPDX-License-Identifier: Apache-2.0
"""Bonds that a vendor gives: with its bid (jaminan penawaran), and for its contract (jaminan pelaksanaan) with the time
to sign.

Numbers of a book that was released before they were needed stand beside it, as those of taxes. Pure.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from lpse.core.calendar import Unit
from lpse.core.money import rounded
from lpse.regulations.book import Category, Number, Period, Regulation, Source, Trust


@dataclass(frozen=True)
class SigningNumbers:
    """Above which contract a bond is asked for, its share, of whom none is asked, and the time to sign."""

    bond_above: Number
    bond_fraction: Number
    without_bond: tuple[Category, ...]
    contract: Period


_BOND = Source("Perpres 16/2018 Pasal 33, diubah Perpres 46/2025; R-BOND-3", Trust.PRIMARY)
SIGNING = {
    "pbj-2025": SigningNumbers(
        bond_above=Number(Decimal(200_000_000), _BOND),
        bond_fraction=Number(Decimal("0.05"), _BOND),
        without_bond=(Category.CONSULTANCY, Category.INDIVIDUAL_CONSULTANCY, Category.WORKS_CONSULTANCY),
        contract=Period(14, Unit.WORKING_DAY, Source("Peraturan LKPP 9/2018 Lampiran 7.2.2", Trust.PRIMARY)),
    )
}
"""By the code of the rule book."""


@dataclass(frozen=True)
class PerformanceBond:
    """What must be secured: ``amount`` in rupiah, reckoned of the contract, or of the estimate when the bid was low."""

    amount: Decimal
    is_of_estimate: bool
    source: Source


def performance_bond(
    regulation: Regulation, category: Category, *, value: Decimal, owner_estimate: Decimal
) -> PerformanceBond | None:
    """Return the bond for a contract of ``value``, or None where the law asks for none.

    Five percent of the contract; of the whole owner's estimate when the value is below 80 % of it. Half up to the sen.
    Source: Perpres 16/2018 Pasal 33; law.md R-BOND-3.
    """
    numbers = SIGNING[regulation.code]
    if category in numbers.without_bond or value <= numbers.bond_above.value:
        return None
    is_low = value < regulation.price.low_price_fraction.value * owner_estimate
    base = owner_estimate if is_low else value
    amount = rounded(Fraction(base) * Fraction(numbers.bond_fraction.value))
    return PerformanceBond(amount, is_low, numbers.bond_fraction.source)


@dataclass(frozen=True)
class BidBondNumbers:
    """Above which owner's estimate of works a bid bond is asked for, and its least and greatest share of it."""

    above: Number
    least_fraction: Number
    most_fraction: Number
    categories: tuple[Category, ...]


_BID_BOND = Source("Perpres 16/2018 Pasal 30 dan 31; Peraturan LKPP 9/2018 Lampiran 4.2.5; R-BOND-1", Trust.PRIMARY)
BID_BONDS = {
    "pbj-2025": BidBondNumbers(
        above=Number(Decimal(10_000_000_000), _BID_BOND),
        least_fraction=Number(Decimal("0.01"), _BID_BOND),
        most_fraction=Number(Decimal("0.03"), _BID_BOND),
        categories=(Category.WORKS,),
    )
}
"""By the code of the rule book."""


@dataclass(frozen=True)
class BidBond:
    """Between which amounts, in rupiah, the committee sets a bid bond."""

    least: Decimal
    most: Decimal
    source: Source


def bid_bond(regulation: Regulation, category: Category, owner_estimate: Decimal) -> BidBond | None:
    """Return the bounds of the bid bond, or None where the law asks for none. Half up to the sen.

    Source: Perpres 16/2018 Pasal 30 and 31; law.md R-BOND-1.
    """
    numbers = BID_BONDS[regulation.code]
    if category not in numbers.categories or owner_estimate <= numbers.above.value:
        return None
    least, most = (
        rounded(Fraction(owner_estimate) * Fraction(share.value))
        for share in (numbers.least_fraction, numbers.most_fraction)
    )
    return BidBond(least, most, _BID_BOND)
