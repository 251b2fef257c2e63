# SPDX-License-Identifier: Apache-2.0
"""The evaluation file of a tender, built from the offers that opened and the committee's verdicts. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from evaluation.rules.arithmetic import Corrected, PricedItem, correct
from evaluation.rules.local_content import PLACES, LocalContent, Preference, local_content
from evaluation.rules.pricing import final_evaluated_price
from evaluation.rules.reading import Status
from lpse.core import money

_NUMBER = re.compile(r"[0-9]{1,6}", re.ASCII)
_QUANTITY = re.compile(r"[0-9]{1,14}(\.[0-9]{1,4})?", re.ASCII)
_CONTENT = re.compile(r"0(\.[0-9]{1,4})?|1(\.0{1,4})?", re.ASCII)
WITH_CONTENT = "lpse/offer-2"
"""The version of a sealed form that states local content; an older one states none."""
_PRICE = re.compile(r"[0-9]{1,15}(\.[0-9]{1,2})?", re.ASCII)


@dataclass(frozen=True)
class Verdict:
    """The committee's finding on one bid: passed, failed at a step for a reason, or not evaluated for a reason.

    ``is_open`` says that a requirement waits for its verdict and none has failed.
    """

    status: Status
    step: str = ""
    reason: str = ""
    is_open: bool = False


@dataclass(frozen=True)
class Offer:
    """A readable bid: the vendor's code, the price as read in rupiah, and the lines it priced.

    ``items`` is None for a lump sum, whose total is never corrected (R-EVAL-1). ``is_reasonable`` is what clarification
    found of a price below 80 percent of the estimate; None where nothing was to be found, or is not yet (R-EVAL-7).
    """

    vendor: str
    price: Decimal
    items: tuple[PricedItem, ...] | None
    received_at: str
    verdict: Verdict
    is_reasonable: bool | None = None
    lines: tuple[PricedItem, ...] = ()
    """What the form lists, a lump sum's too: only the local content of its parts counts there."""
    proof: str = ""
    """How the proof of its qualification ended, a word of ``rules.proving.ProofOutcome``; empty where there is none."""

    @property
    def has_failed(self) -> bool:
        """Say whether the committee put the bid out: a requirement failed, or the low price is not reasonable."""
        return self.verdict.status is Status.FAILED or self.is_reasonable is False


@dataclass(frozen=True)
class Terms:
    """What the documents fix: method, category, owner's estimate in rupiah, and quantities by item number.

    ``quantities`` is empty for a lump sum: there is nothing to correct a total by.
    """

    method: str
    category: str
    owner_estimate: Decimal
    quantities: Mapping[str, Fraction]
    is_one_file: bool = True
    preference: Preference | None = None
    """The price preference for local content; None where the tender gives none, or its value knows none."""


def items_of(form: Mapping[str, Any]) -> tuple[PricedItem, ...]:
    """Return the priced lines of a sealed form that can be read, in its order.

    A form is what a vendor's own program sealed, so anything may stand in it. A line without number, quantity and unit
    price in plain decimals, or a second one of the same number, is left out; its item then counts as missing.
    """
    rows, has_content = form.get("items"), form.get("v") == WITH_CONTENT
    items: dict[str, PricedItem] = {}
    for row in rows if isinstance(rows, list) else []:
        item = _item(row, has_content)
        if item is not None:
            items.setdefault(item.number, item)
    return tuple(items.values())


def _item(row: Any, has_content: bool) -> PricedItem | None:
    if not isinstance(row, Mapping):
        return None
    number, quantity, price = (str(row.get(name, "")) for name in ("number", "quantity", "unit_price"))
    if not (_NUMBER.fullmatch(number) and _QUANTITY.fullmatch(quantity) and _PRICE.fullmatch(price)):
        return None
    stated = row.get("local_content") if has_content else None
    content = Fraction(stated) if isinstance(stated, str) and _CONTENT.fullmatch(stated) else None
    return PricedItem(number, Fraction(quantity), Fraction(price), content)


def corrected(offer: Offer, terms: Terms) -> Corrected:
    """Return the offer's total after arithmetic correction. Source: R-EVAL-1, R-EVAL-2."""
    return correct(Fraction(offer.price), offer.items, terms.quantities or None)


def total_of(offer: Offer, terms: Terms) -> Fraction:
    """Return the corrected price in rupiah as it is published, to the sen."""
    return Fraction(plain(corrected(offer, terms).total))


def content_of(offer: Offer, terms: Terms) -> LocalContent | None:
    """Return the offer's local content as it is published; None where no preference is given."""
    if terms.preference is None:
        return None
    return local_content(offer.lines, terms.quantities, total_of(offer, terms), terms.preference)


def evaluated(offer: Offer, terms: Terms) -> Fraction:
    """Return the price by which the offer is compared (harga evaluasi akhir), from the figures that are published."""
    content, total = content_of(offer, terms), total_of(offer, terms)
    if content is None or terms.preference is None or content.share < terms.preference.least:
        return total
    return final_evaluated_price(total, content.share * terms.preference.maximum, content.preferred)


def evaluation_file(terms: Terms, offers: Sequence[Offer], *, items_for: str | None = None) -> dict[str, Any]:
    """Return the input of ``manage.py evaluate`` (decisions.md part 4).

    Prices are corrected totals and no bid shows its lines, so no rival's unit price is published; ``items_for`` names
    the vendor whose own copy carries its lines and its price as read.
    """
    bids = []
    for offer in offers:
        bid: dict[str, Any] = {"vendor": offer.vendor, "received_at": offer.received_at, "verdict": _verdict(offer)}
        if offer.is_reasonable is not None:
            bid["reasonable"] = offer.is_reasonable
        if offer.proof:
            bid["proof"] = offer.proof
        if offer.vendor == items_for and offer.items is not None:
            bid["price"] = plain(Fraction(offer.price))
            bid["items"] = [
                {"number": row.number, "quantity": plain(row.quantity, 4), "unit_price": plain(row.unit_price)}
                | ({} if row.local_content is None else {"local_content": plain(row.local_content, 4)})
                for row in offer.items
            ]
        else:
            bid["price"] = plain(corrected(offer, terms).total)
        bids.append(bid | _content_data(offer, terms))
    data: dict[str, Any] = {
        "method": terms.method,
        "category": terms.category,
        "owner_estimate": plain(Fraction(terms.owner_estimate)),
        "bids": bids,
    }
    if terms.preference is not None:
        data["preference_max"] = plain(terms.preference.maximum, 4)
    if items_for is not None and terms.quantities:
        data["items"] = [{"number": n, "quantity": plain(q, 4)} for n, q in terms.quantities.items()]
    return data


def plain(value: Fraction, places: int = 2) -> str:
    """Return an amount or quantity as a decimal string, half up."""
    return f"{money.rounded(value, places):f}"


def _content_data(offer: Offer, terms: Terms) -> dict[str, str]:
    """Return the local content of a bid, and what part of its price is preferred where not all of it is."""
    content = content_of(offer, terms)
    if content is None:
        return {}
    data = {"local_content": plain(content.share, PLACES).rstrip("0").rstrip(".")}
    if content.preferred and content.preferred != total_of(offer, terms):
        data["preferred_price"] = plain(content.preferred)
    return data


def _verdict(offer: Offer) -> dict[str, Any]:
    found = offer.verdict
    return {"status": found.status.value, "step": found.step, "reason": str(found.reason)}
