# SPDX-License-Identifier: Apache-2.0
"""Recompute a whole evaluation from its published data alone (outside contract, decisions.md part 4)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from evaluation.rules import pricing, ranking, scoring
from evaluation.rules.arithmetic import correct
from evaluation.rules.ranking import Basis, Candidate
from evaluation.rules.reading import BadInput, Bid, Evaluation, Method, Status, read
from lpse import regulations
from lpse.core import money
from lpse.core.said import Figure, Said, said
from lpse.regulations import Regulation
from lpse.regulations.book import PriceNumbers

__all__ = ["BadInput", "beyond_limits", "evaluate"]

BY_SCORE = (Method.MERIT_POINTS, Method.QUALITY_AND_COST, Method.QUALITY, Method.FIXED_BUDGET)
WEIGHTED = (Method.MERIT_POINTS, Method.QUALITY_AND_COST)
NEEDS_THRESHOLD = (Method.THRESHOLD, Method.LEAST_COST)
TECHNICAL = (*NEEDS_THRESHOLD, *BY_SCORE)
UNDER_ESTIMATE = (Method.LOWEST_PRICE_PASS_FAIL, Method.THRESHOLD, Method.MERIT_POINTS, Method.LIFE_CYCLE_COST)
DEFAULT_BOOK = "pbj-2025"


@dataclass(frozen=True)
class Row:
    """One line of the result; exact values, rounded only by ``as_data``."""

    bid: Bid
    corrected: Fraction
    is_low: bool
    reason: str | None = None
    evaluated: Fraction | None = None
    price_score: Fraction | None = None
    combined: Fraction | None = None
    rank: int | None = None

    def as_data(self) -> dict[str, Any]:
        """Return the row in the words of the outside contract: prices with 2, scores with 4 decimals, half up."""
        return {
            "vendor": self.bid.vendor,
            "rank": self.rank,
            "corrected_price": _printed(self.corrected, 2),
            "final_evaluated_price": _printed(self.evaluated, 2),
            "price_score": _printed(self.price_score, 4),
            "combined_score": _printed(self.combined, 4),
            "low_price": self.is_low,
            "reason": self.reason,
        }


def evaluate(data: Mapping[str, Any], *, regulation: Regulation | None = None) -> dict[str, Any]:
    """Return ``{"ranking": […]}``: the ranked bids by rank, then the others by corrected price, each with its reason.

    ``data`` is the parsed file of decisions.md part 4; ``regulation`` defaults to the book ``pbj-2025``. Scores and the
    evaluated price of a bid that is out are null. Raises BadInput with a sentence that names the field.
    """
    evaluation = read(data)
    numbers = (regulation or regulations.get(DEFAULT_BOOK)).price
    if evaluation.preference_max is not None and evaluation.preference_max > Fraction(numbers.preference_maximum.value):
        raise BadInput(f"preference_max paling besar {numbers.preference_maximum.value}.")
    evaluation = _with_weights(evaluation)
    rows = []
    for place, bid in enumerate(evaluation.bids):
        corrected = correct(bid.price, bid.items, evaluation.items).total
        low = pricing.is_low(corrected, evaluation.owner_estimate, evaluation.category, numbers)
        row = Row(bid, corrected, low)
        reason = _out(evaluation, row, numbers, f"bids[{place}]")
        rows.append(replace(row, reason=reason) if reason else _priced(evaluation, row, numbers, f"bids[{place}]"))
    ranked = _ranked(evaluation, [row for row in rows if row.reason is None])
    others = sorted((row for row in rows if row.reason is not None), key=lambda row: (row.corrected, row.bid.vendor))
    return {"ranking": [row.as_data() for row in (*ranked, *others)]}


def _with_weights(evaluation: Evaluation) -> Evaluation:
    """Return the evaluation with both weights known, and refuse what its method lacks."""
    method = evaluation.method
    if method in NEEDS_THRESHOLD and evaluation.technical_threshold is None:
        raise BadInput(f"technical_threshold harus diisi untuk metode {method}.")
    if method is Method.FIXED_BUDGET and evaluation.ceiling is None:
        raise BadInput("ceiling (pagu) harus diisi untuk metode fixed_budget.")
    if method not in WEIGHTED:
        return evaluation
    technical, price = evaluation.technical_weight, evaluation.price_weight
    if technical is None and price is None:
        raise BadInput(f"technical_weight dan price_weight harus diisi untuk metode {method}.")
    technical = 1 - (price or Fraction(0)) if technical is None else technical
    price = 1 - technical if price is None else price
    try:
        scoring.check_weights(technical, price)
    except scoring.BadWeights:
        raise BadInput("technical_weight dan price_weight harus berjumlah tepat 1.") from None
    return replace(evaluation, technical_weight=technical, price_weight=price)


def _out(evaluation: Evaluation, row: Row, numbers: PriceNumbers, at: str) -> str | None:
    """Return why a bid is not ranked, or None. The committee's finding comes first, then the document's limits."""
    bid, verdict = row.bid, row.bid.verdict
    if verdict.status is Status.NOT_EVALUATED:
        return verdict.reason or said("Tidak dievaluasi.")
    if verdict.status is Status.FAILED:
        plain = said("Tidak memenuhi syarat.")
        return verdict.reason or (_failed_at(verdict.step) if verdict.step else plain)
    if evaluation.method in TECHNICAL:
        if bid.technical is None:
            raise BadInput(f"{at}.technical harus diisi untuk metode {evaluation.method}.")
        if not scoring.meets_threshold(bid.technical, evaluation.technical_threshold):
            threshold = _figure(evaluation.technical_threshold or Fraction(0))
            score = _figure(bid.technical)
            return said("Nilai teknis {score} di bawah ambang batas {threshold}.", score=score, threshold=threshold)
    if reason := beyond_limits(evaluation.method, row.corrected, evaluation.owner_estimate):
        return reason
    if evaluation.method is Method.FIXED_BUDGET and row.corrected > (evaluation.ceiling or 0):
        cost, ceiling = money.rupiah(row.corrected), money.rupiah(evaluation.ceiling or 0)
        return said("Biaya terkoreksi {cost} melebihi pagu {ceiling}.", cost=cost, ceiling=ceiling)
    if row.is_low and not bid.is_reasonable:
        return said("Harga di bawah {limit} HPS dan dinilai tidak wajar.", limit=numbers.low_price_limit)
    return None


def beyond_limits(method: Method, corrected: Fraction, owner_estimate: Fraction) -> Said | None:
    """Return why a corrected price alone puts a bid out, or None: it is nothing, or above the owner's estimate.

    Both in rupiah. Source: Peraturan LKPP 9/2018 Lampiran 4.2.7 huruf d angka 1; R-EVAL-3.
    """
    if corrected <= 0:
        return said("Harga terkoreksi nol, sehingga tidak dapat dibandingkan.")
    if method in UNDER_ESTIMATE and corrected > owner_estimate:
        price, estimate = money.rupiah(corrected), money.rupiah(owner_estimate)
        return said("Harga terkoreksi {price} melebihi HPS {estimate}.", price=price, estimate=estimate)
    return None


def _failed_at(step: str) -> str:
    return said("Tidak memenuhi syarat pada tahap {step}.", step=step)


def _priced(evaluation: Evaluation, row: Row, numbers: PriceNumbers, at: str) -> Row:
    """Return the row with the price it is compared by; a life-cycle cost stands on the price after preference."""
    coefficient = pricing.preference(
        row.bid.local_content, evaluation.preference_max, evaluation.owner_estimate, numbers
    )
    price = pricing.final_evaluated_price(row.corrected, coefficient, row.bid.preferred_price)
    if evaluation.method is Method.LIFE_CYCLE_COST:
        if row.bid.life_cycle is None:
            raise BadInput(f"{at}.life_cycle harus diisi untuk metode life_cycle_cost.")
        price = pricing.life_cycle_cost(price, row.bid.life_cycle)
    return replace(row, evaluated=price)


def _ranked(evaluation: Evaluation, rows: list[Row]) -> list[Row]:
    basis = Basis.HIGHEST_SCORE if evaluation.method in BY_SCORE else Basis.LOWEST_PRICE
    scored = {row.bid.vendor: row for row in _scored(evaluation, rows)}
    candidates = [
        Candidate(
            vendor,
            price=row.evaluated or Fraction(0),
            score=row.combined if row.combined is not None else row.bid.technical or Fraction(0),
            technical=row.bid.technical,
            local_content=row.bid.local_content,
            received_at=row.bid.received_at,
        )
        for vendor, row in scored.items()
    ]
    ordered = ranking.rank(candidates, basis)
    return [replace(scored[candidate.vendor], rank=place) for place, candidate in enumerate(ordered, start=1)]


def _scored(evaluation: Evaluation, rows: list[Row]) -> list[Row]:
    """Return the rows with price and combined score where the method weighs them."""
    if evaluation.method not in WEIGHTED or not rows:
        return rows
    lowest = min(row.evaluated or Fraction(0) for row in rows)
    result = []
    for row in rows:
        score = scoring.price_score(row.evaluated or Fraction(0), lowest)
        combined = scoring.combined_score(
            row.bid.technical or Fraction(0),
            score,
            technical_weight=evaluation.technical_weight or Fraction(0),
            price_weight=evaluation.price_weight or Fraction(0),
        )
        result.append(replace(row, price_score=score, combined=combined))
    return result


def _printed(value: Fraction | None, places: int) -> str | None:
    return None if value is None else f"{money.rounded(value, places):f}"


def _figure(value: Fraction) -> Figure:
    """Return a score as people write it, at most four decimals, with a comma."""
    text = f"{money.rounded(value, 4):f}".rstrip("0").rstrip(".")
    return Figure(text.replace(".", ",") or str(Decimal(0)))
