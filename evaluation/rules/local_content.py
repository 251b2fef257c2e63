# SPDX-License-Identifier: Apache-2.0
"""Local content (TKDN) of a bid: what part of its corrected price is preferred, and how high its content is. Pure.

Source: Perpres 16/2018 Pasal 67; LKPP, Buklet P3DN (mixed packages are reckoned item by item); R-TKDN-1 to R-TKDN-4.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from evaluation.rules.arithmetic import PricedItem
from lpse.core import money

PLACES = 12
"""Decimals of a published content: small enough that no price moves by a sen, so everybody reckons with the same."""


@dataclass(frozen=True)
class LocalContent:
    """A bid's local content as it is published: its ``share`` (a fraction) and the ``preferred`` price in rupiah.

    The share is that of the preferred items, weighed by price; where none is preferred, that of all items.
    """

    share: Fraction
    preferred: Fraction


@dataclass(frozen=True)
class Preference:
    """The price preference that a tender gives: its ``maximum`` and from which content on an item has it, fractions."""

    maximum: Fraction
    least: Fraction


def local_content(
    lines: Sequence[PricedItem], quantities: Mapping[str, Fraction], total: Fraction, preference: Preference
) -> LocalContent:
    """Return the local content of a bid from its lines, at the document's quantities where it lists any.

    ``total`` is the corrected price in rupiah as published; no more than it is preferred. An item is preferred whose
    stated content is at least ``preference.least``; an item without a statement has none.
    """
    priced = [(_price(line, quantities), line.local_content or Fraction(0)) for line in lines]
    preferred = [(price, content) for price, content in priced if content >= preference.least]
    whole = sum((price for price, _content in preferred), Fraction(0))
    share = _weighed(preferred if whole else priced)
    return LocalContent(share, min(Fraction(money.rounded(whole, 2)), total))


def _price(line: PricedItem, quantities: Mapping[str, Fraction]) -> Fraction:
    quantity = quantities.get(line.number, Fraction(0)) if quantities else line.quantity
    return quantity * line.unit_price


def _weighed(priced: Sequence[tuple[Fraction, Fraction]]) -> Fraction:
    whole = sum((price for price, _content in priced), Fraction(0))
    if not whole:
        return Fraction(0)
    content = sum((price * content for price, content in priced), Fraction(0)) / whole
    return Fraction(money.rounded(content, PLACES))
