# SPDX-License-Identifier: Apache-2.0
"""Prices by which bids are compared: preference for local content, life-cycle cost, reasonableness."""

from dataclasses import dataclass
from fractions import Fraction

from lpse.regulations import Category
from lpse.regulations.book import PriceNumbers


@dataclass(frozen=True)
class LifeCycle:
    """Present values in rupiah over the economic life of the goods; the residual value is what is left at its end."""

    spares: Fraction
    operation: Fraction
    maintenance: Fraction
    servicing: Fraction
    residual: Fraction


def preference(
    local_content: Fraction | None, maximum: Fraction | None, owner_estimate: Fraction, numbers: PriceNumbers
) -> Fraction:
    """Return the coefficient of preference (KP) of a bid: local content times the package's maximum, or 0.

    All fractions from 0 to 1, ``owner_estimate`` in rupiah. It applies when the package gives a maximum, the estimate
    is above Rp1 billion and the local content (TKDN) at least 25 percent.
    Source: Perpres 16/2018 Pasal 67 ayat (2)-(4) and (7), as amended; R-TKDN-1, R-TKDN-2, R-TKDN-6.
    """
    if maximum is None or local_content is None:
        return Fraction(0)
    applies = owner_estimate > Fraction(numbers.preference_above.value)
    if not applies or local_content < Fraction(numbers.preference_local_content.value):
        return Fraction(0)
    return local_content * maximum


def final_evaluated_price(price: Fraction, coefficient: Fraction, preferred: Fraction | None = None) -> Fraction:
    """Price by which bids are ranked (harga evaluasi akhir, HEA): ``(1 - KP) * HP``, exact.

    ``price`` is in rupiah after arithmetic correction; the contract stays at that price. ``preferred`` is the part of
    it that has the preference, where that is not all of it (R-TKDN-4). Raises ValueError for a coefficient outside 0
    to 1. Source: Perpres 16/2018 Pasal 67 ayat (8); R-TKDN-2.
    """
    if not 0 <= coefficient <= 1:
        raise ValueError("Koefisien preferensi harus antara 0 dan 1.")
    return price - coefficient * (price if preferred is None else min(preferred, price))


def life_cycle_cost(price: Fraction, costs: LifeCycle) -> Fraction:
    """Cost over the economic life (biaya selama umur ekonomis), in rupiah, exact; the lowest wins.

    Source: Peraturan LKPP 9/2018 Lampiran 4.2.9 Tabel 5; R-EVAL-14.
    """
    return price + costs.spares + costs.operation + costs.maintenance + costs.servicing - costs.residual


def is_low(price: Fraction, owner_estimate: Fraction, category: Category, numbers: PriceNumbers) -> bool:
    """Say whether a corrected price is below 80 percent of the owner's estimate, so that its reasonableness is tested.

    Exactly 80 percent is not low. Consultancy knows no such test.
    Source: Peraturan LKPP 9/2018 Lampiran 4.2.7 huruf d angka 2; R-EVAL-7.
    """
    if category not in numbers.low_price_categories:
        return False
    return price < Fraction(numbers.low_price_fraction.value) * owner_estimate


def is_uneven(unit_price: Fraction, estimated: Fraction, numbers: PriceNumbers) -> bool:
    """Say whether a unit price exceeds 110 percent of the estimate's (timpang), so that it is to be clarified.

    Source: Peraturan LKPP 9/2018 Lampiran 4.2.7 huruf d angka 3; R-EVAL-9. Not a ground for rejection.
    """
    return unit_price > Fraction(numbers.uneven_unit_price_fraction.value) * estimated
