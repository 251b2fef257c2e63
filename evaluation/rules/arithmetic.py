# SPDX-License-Identifier: Apache-2.0
"""Arithmetic correction of priced items (koreksi aritmatik), with the list of corrections made."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class CorrectionKind(StrEnum):
    """Why a line of the bid was corrected."""

    QUANTITY = "quantity"
    MISSING = "missing"
    UNKNOWN = "unknown"
    TOTAL = "total"


@dataclass(frozen=True)
class PricedItem:
    """One line of a bid's bill: its number, the quantity it offers and its unit price in rupiah.

    ``local_content`` (TKDN) is the fraction the bidder states of it; None where it states none.
    """

    number: str
    quantity: Fraction
    unit_price: Fraction
    local_content: Fraction | None = None


@dataclass(frozen=True)
class Correction:
    """One change made: the item (None for the grand total), what it was and what it became."""

    kind: CorrectionKind
    number: str | None
    before: Fraction
    after: Fraction


@dataclass(frozen=True)
class Corrected:
    """A bid's total in rupiah after correction, exact, and what was changed to reach it."""

    total: Fraction
    corrections: tuple[Correction, ...]


def correct(
    price: Fraction, items: tuple[PricedItem, ...] | None, document: Mapping[str, Fraction] | None
) -> Corrected:
    """Recompute a bid from its priced items: the document's quantity times the offered unit price, summed.

    ``price`` is the total as read, in rupiah; ``items`` the bid's lines, None for a lump sum, which is never
    corrected; ``document`` the quantities of the bidding documents by item number, None when they list none (then the
    bid's own quantities hold). A unit price is never altered. An item missing in the bid counts with unit price 0; one
    that the document does not know is left out. Exact, no rounding.
    Source: Peraturan LKPP 9/2018 Lampiran 4.2.7 huruf a; R-EVAL-1, R-EVAL-2.
    """
    if items is None:
        return Corrected(price, ())
    offered = {item.number: item for item in items}
    quantities = document if document is not None else {item.number: item.quantity for item in items}
    corrections: list[Correction] = []
    total = Fraction(0)
    for number, quantity in quantities.items():
        item = offered.get(number)
        if item is None:
            corrections.append(Correction(CorrectionKind.MISSING, number, Fraction(0), Fraction(0)))
            continue
        if item.quantity != quantity:
            corrections.append(Correction(CorrectionKind.QUANTITY, number, item.quantity, quantity))
        total += quantity * item.unit_price
    for item in items:
        if item.number not in quantities:
            left_out = item.quantity * item.unit_price
            corrections.append(Correction(CorrectionKind.UNKNOWN, item.number, left_out, Fraction(0)))
    if total != price:
        corrections.append(Correction(CorrectionKind.TOTAL, None, price, total))
    return Corrected(total, tuple(corrections))
