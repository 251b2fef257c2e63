# SPDX-License-Identifier: Apache-2.0
"""What the committee must clarify about a bid's prices before it decides: none of it puts a bid out by itself. Pure."""

from collections.abc import Mapping
from fractions import Fraction

from evaluation.rules import pricing
from evaluation.rules.offer import Offer
from lpse.core import money
from lpse.core.said import Figure, Said, said
from lpse.regulations import Category
from lpse.regulations.book import PriceNumbers


def warnings(
    offer: Offer,
    total: Fraction,
    owner_estimate: Fraction,
    category: Category,
    unit_prices: Mapping[str, Fraction],
    numbers: PriceNumbers,
) -> tuple[Said, ...]:
    """Return what is to be clarified, as sentences with the article.

    ``total`` is the corrected price and ``owner_estimate`` the HPS, in rupiah; ``unit_prices`` are those of the
    estimate by item number, which stay confidential: the sentences name items, never the estimate's prices.
    Source: R-EVAL-7 (below 80 percent of the estimate), R-EVAL-9 (unit prices above 110 percent, harga timpang).
    """
    found = []
    if pricing.is_low(total, owner_estimate, category, numbers):
        limit = _percent(Fraction(numbers.low_price_fraction.value))
        pattern = said("Di bawah {limit} HPS: kewajaran harga wajib diklarifikasi sebelum diterima. Dasar: {article}.")
        found.append(said(pattern, limit=limit, article=str(numbers.low_price_fraction.source)))
    if uneven := uneven_items(offer, unit_prices, numbers):
        limit = _percent(Fraction(numbers.uneven_unit_price_fraction.value))
        pattern = said(
            "Harga satuan butir {items} di atas {limit} harga satuan HPS: klarifikasi. Bila timpang, harga itu hanya "
            "berlaku untuk volume dalam daftar; bukan alasan gugur. Dasar: {article}."
        )
        source = str(numbers.uneven_unit_price_fraction.source)
        found.append(said(pattern, items=", ".join(uneven), limit=limit, article=source))
    return tuple(found)


def uneven_items(offer: Offer, unit_prices: Mapping[str, Fraction], numbers: PriceNumbers) -> tuple[str, ...]:
    """Return the numbers of the items priced above 110 percent of the estimate's unit price (timpang), in their order.

    A lump sum has none: its unit prices bind nobody. Source: R-EVAL-9.
    """
    return tuple(
        item.number
        for item in offer.items or ()
        if item.number in unit_prices and pricing.is_uneven(item.unit_price, unit_prices[item.number], numbers)
    )


def _percent(fraction: Fraction) -> Figure:
    return Figure(f"{money.rounded(fraction * 100, 0):f}%")
