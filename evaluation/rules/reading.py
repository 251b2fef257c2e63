# SPDX-License-Identifier: Apache-2.0
"""Reading an evaluation file (outside contract, decisions.md part 4) into exact values, or refusing with a sentence.

Money and fractions are decimal strings; a binary fraction is refused, because it is not the number that was meant.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

from evaluation.rules.arithmetic import PricedItem
from evaluation.rules.pricing import LifeCycle
from lpse.regulations import Category

Word = TypeVar("Word", bound=StrEnum)
_DECIMAL = re.compile(r"-?\d{1,30}(\.\d{1,30})?", re.ASCII)


class BadInput(ValueError):
    """The file cannot be evaluated; the message is a sentence that names the field."""


class Method(StrEnum):
    """Evaluation methods (metode evaluasi), law.md 2.3."""

    LOWEST_PRICE_PASS_FAIL = "lowest_price_pass_fail"  # noqa: S105  not a password
    THRESHOLD = "threshold"
    MERIT_POINTS = "merit_points"
    LIFE_CYCLE_COST = "life_cycle_cost"
    QUALITY_AND_COST = "quality_and_cost"
    QUALITY = "quality"
    FIXED_BUDGET = "fixed_budget"
    LEAST_COST = "least_cost"


class Status(StrEnum):
    """What the committee found of a bid before its price was compared."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_EVALUATED = "not_evaluated"


@dataclass(frozen=True)
class Verdict:
    """The committee's finding, the step at which it fell and its reason."""

    status: Status
    step: str
    reason: str


@dataclass(frozen=True)
class Bid:
    """One bid as read; prices in rupiah, fractions from 0 to 1, technical score from 0 to 100."""

    vendor: str
    price: Fraction
    items: tuple[PricedItem, ...] | None
    technical: Fraction | None
    local_content: Fraction | None
    received_at: datetime | None
    life_cycle: LifeCycle | None
    verdict: Verdict
    is_reasonable: bool
    preferred_price: Fraction | None = None
    """The part of the price that has the preference for local content; None for all of it."""


@dataclass(frozen=True)
class Evaluation:
    """A whole evaluation file as read."""

    method: Method
    category: Category
    owner_estimate: Fraction
    ceiling: Fraction | None
    technical_weight: Fraction | None
    price_weight: Fraction | None
    technical_threshold: Fraction | None
    preference_max: Fraction | None
    items: Mapping[str, Fraction] | None
    bids: tuple[Bid, ...]


def read(data: Any) -> Evaluation:
    """Return the evaluation a parsed JSON file describes. Members not in the contract are left alone.

    Raises BadInput naming the first field that is missing or wrong.
    """
    whole = _object(data, "berkas")
    owner_estimate = _number(whole, "owner_estimate", least=0)
    if owner_estimate is None or owner_estimate == 0:
        raise BadInput("owner_estimate (HPS) harus diisi dengan jumlah rupiah di atas nol.")
    bids = tuple(_bid(row, f"bids[{place}]") for place, row in enumerate(_list(whole, "bids", "bids")))
    seen: set[str] = set()
    for place, bid in enumerate(bids):
        if bid.vendor in seen:
            raise BadInput(f"bids[{place}].vendor {bid.vendor!r} muncul lebih dari satu kali.")
        seen.add(bid.vendor)
    return Evaluation(
        method=_choice(whole, "method", Method),
        category=_choice(whole, "category", Category),
        owner_estimate=owner_estimate,
        ceiling=_number(whole, "ceiling", least=0),
        technical_weight=_number(whole, "technical_weight", least=0, most=1),
        price_weight=_number(whole, "price_weight", least=0, most=1),
        technical_threshold=_number(whole, "technical_threshold", least=0, most=100),
        preference_max=_number(whole, "preference_max", least=0, most=1),
        items=_quantities(whole),
        bids=bids,
    )


def _bid(data: Any, at: str) -> Bid:
    row = _object(data, at)
    price = _number(row, "price", at, least=0)
    if price is None:
        raise BadInput(f"{at}.price harus diisi dengan jumlah rupiah.")
    is_reasonable = row.get("reasonable", True)
    if is_reasonable is None:
        is_reasonable = True
    if not isinstance(is_reasonable, bool):
        raise BadInput(f"{at}.reasonable harus true atau false.")
    return Bid(
        vendor=_text(row, "vendor", at),
        price=price,
        items=_priced(row, at),
        technical=_number(row, "technical", at, least=0, most=100),
        local_content=_number(row, "local_content", at, least=0, most=1),
        received_at=_instant(row, at),
        life_cycle=_life_cycle(row, at),
        verdict=_verdict(row, at),
        is_reasonable=is_reasonable,
        preferred_price=_number(row, "preferred_price", at, least=0),
    )


def _priced(row: Mapping[str, Any], at: str) -> tuple[PricedItem, ...] | None:
    if row.get("items") is None:
        return None
    items: dict[str, PricedItem] = {}
    for place, entry in enumerate(_list(row, "items", f"{at}.items")):
        here = f"{at}.items[{place}]"
        item = _object(entry, here)
        number = _text(item, "number", here)
        if number in items:
            raise BadInput(f"{here}.number {number!r} muncul lebih dari satu kali.")
        # A blank unit price means that the item is included in another one (R-EVAL-2).
        unit_price = _number(item, "unit_price", here, least=0) or Fraction(0)
        items[number] = PricedItem(number, _quantity(item, here), unit_price)
    return tuple(items.values())


def _quantities(whole: Mapping[str, Any]) -> Mapping[str, Fraction] | None:
    if whole.get("items") is None:
        return None
    quantities: dict[str, Fraction] = {}
    for place, entry in enumerate(_list(whole, "items", "items")):
        here = f"items[{place}]"
        item = _object(entry, here)
        number = _text(item, "number", here)
        if number in quantities:
            raise BadInput(f"{here}.number {number!r} muncul lebih dari satu kali.")
        quantities[number] = _quantity(item, here)
    return quantities


def _quantity(item: Mapping[str, Any], at: str) -> Fraction:
    quantity = _number(item, "quantity", at, least=0)
    if quantity is None:
        raise BadInput(f"{at}.quantity harus diisi.")
    return quantity


def _life_cycle(row: Mapping[str, Any], at: str) -> LifeCycle | None:
    if row.get("life_cycle") is None:
        return None
    here = f"{at}.life_cycle"
    costs = _object(row["life_cycle"], here)
    parts = {}
    for name in ("spares", "operation", "maintenance", "servicing", "residual"):
        value = _number(costs, name, here, least=0)
        if value is None:
            raise BadInput(f"{here}.{name} harus diisi dengan jumlah rupiah.")
        parts[name] = value
    return LifeCycle(**parts)


def _verdict(row: Mapping[str, Any], at: str) -> Verdict:
    if row.get("verdict") is None:
        return Verdict(Status.PASSED, "", "")
    here = f"{at}.verdict"
    verdict = _object(row["verdict"], here)
    step, reason = (_optional_text(verdict, name, here) for name in ("step", "reason"))
    return Verdict(_choice(verdict, "status", Status, here), step, reason)


def _instant(row: Mapping[str, Any], at: str) -> datetime | None:
    written = row.get("received_at")
    if written is None:
        return None
    try:
        moment = datetime.fromisoformat(written) if isinstance(written, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.utcoffset() is None:
        raise BadInput(f"{at}.received_at harus waktu ISO 8601 dengan zona, misalnya 2026-11-24T03:00:00.000Z.")
    return moment


def _object(value: Any, at: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise BadInput(f"{at} harus berupa objek JSON.")
    return value


def _list(row: Mapping[str, Any], name: str, at: str) -> list[Any]:
    value = row.get(name)
    if not isinstance(value, list):
        raise BadInput(f"{at} harus berupa daftar.")
    return value


def _text(row: Mapping[str, Any], name: str, at: str) -> str:
    value = row.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value.strip():
        raise BadInput(f"{at}.{name} harus diisi dengan teks.")
    return value


def _optional_text(row: Mapping[str, Any], name: str, at: str) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadInput(f"{at}.{name} harus berupa teks.")
    return value.strip()


def _choice(row: Mapping[str, Any], name: str, words: type[Word], at: str = "") -> Word:
    value: Any = row.get(name)
    try:
        return words(value)
    except ValueError:
        where = f"{at}.{name}" if at else name
        raise BadInput(f"{where} harus salah satu dari: {', '.join(words)}.") from None


def _number(
    row: Mapping[str, Any], name: str, at: str = "", *, least: int | None = None, most: int | None = None
) -> Fraction | None:
    value, where = row.get(name), f"{at}.{name}" if at else name
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
        raise BadInput(f'{where} harus berupa bilangan desimal dalam teks, misalnya "4876540000.00".')
    exact = Fraction(value)
    if (least is not None and exact < least) or (most is not None and exact > most):
        bounds = f"antara {least} dan {most}" if most is not None else f"paling kecil {least}"
        raise BadInput(f"{where} harus {bounds}.")
    return exact
