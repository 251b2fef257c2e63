# SPDX-License-Identifier: Apache-2.0
"""Formulas of evaluation one by one, and what an evaluation file may not say."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.rules import clarifying, pricing, scoring
from evaluation.rules.arithmetic import Correction, CorrectionKind, PricedItem, correct
from evaluation.rules.evaluate import evaluate
from evaluation.rules.ranking import Basis, Candidate, rank
from evaluation.rules.reading import BadInput
from lpse import regulations
from lpse.regulations import Category

NUMBERS = regulations.get("pbj-2025").price
BILLION = Fraction(1_000_000_000)


def test_a_correction_tells_what_it_changed() -> None:
    items = (
        PricedItem("1", Fraction(9), Fraction(50)),
        PricedItem("9", Fraction(1), Fraction(7)),
    )
    corrected = correct(Fraction(457), items, {"1": Fraction(10), "2": Fraction(3)})
    assert corrected.total == 500
    assert corrected.corrections == (
        Correction(CorrectionKind.QUANTITY, "1", Fraction(9), Fraction(10)),
        Correction(CorrectionKind.MISSING, "2", Fraction(0), Fraction(0)),
        Correction(CorrectionKind.UNKNOWN, "9", Fraction(7), Fraction(0)),
        Correction(CorrectionKind.TOTAL, None, Fraction(457), Fraction(500)),
    )


def test_a_lump_sum_is_never_corrected() -> None:
    assert correct(Fraction(457), None, {"1": Fraction(10)}).total == 457
    assert correct(Fraction(457), None, {"1": Fraction(10)}).corrections == ()


def test_without_document_quantities_the_bids_own_are_multiplied() -> None:
    corrected = correct(Fraction(100), (PricedItem("1", Fraction(5, 2), Fraction(30)),), None)
    assert corrected.total == 75
    assert [row.kind for row in corrected.corrections] == [CorrectionKind.TOTAL]


@pytest.mark.parametrize(
    ("estimate", "local_content", "coefficient"),
    [
        (BILLION, "1", 0),
        (BILLION + Fraction(1, 100), "1", Fraction(1, 4)),
        (BILLION * 2, "0.25", Fraction(1, 16)),
        (BILLION * 2, "0.2499", 0),
        (BILLION * 2, None, 0),
    ],
)
def test_preference_holds_above_a_billion_from_25_percent_on(
    estimate: Fraction, local_content: str | None, coefficient: Fraction
) -> None:
    content = None if local_content is None else Fraction(local_content)
    assert pricing.preference(content, Fraction(1, 4), estimate, NUMBERS) == coefficient
    assert pricing.preference(content, None, estimate, NUMBERS) == 0


def test_a_coefficient_of_preference_outside_zero_to_one_is_refused() -> None:
    for coefficient in (Fraction(-1, 100), Fraction(101, 100)):
        with pytest.raises(ValueError, match="antara 0 dan 1"):
            pricing.final_evaluated_price(Fraction(1), coefficient)


@pytest.mark.parametrize(
    ("category", "low"),
    [("goods", True), ("works", True), ("consultancy", False), ("works_consultancy", False)],
)
def test_consultancy_knows_no_test_of_low_prices(category: str, low: bool) -> None:
    assert pricing.is_low(Fraction(799_999_999), BILLION, Category(category), NUMBERS) is low
    assert not pricing.is_low(Fraction(800_000_000), BILLION, Category(category), NUMBERS)


def test_a_unit_price_is_uneven_only_above_110_percent() -> None:
    assert not pricing.is_uneven(Fraction(110), Fraction(100), NUMBERS)
    assert pricing.is_uneven(Fraction(110) + Fraction(1, 1000), Fraction(100), NUMBERS)


def test_scores_refuse_what_has_no_meaning() -> None:
    with pytest.raises(ValueError, match="di atas nol"):
        scoring.price_score(Fraction(0), Fraction(0))
    for weights in ((Fraction(6, 10), Fraction(3, 10)), (Fraction(11, 10), Fraction(-1, 10))):
        with pytest.raises(scoring.BadWeights):
            scoring.check_weights(*weights)
    assert scoring.meets_threshold(Fraction(70), Fraction(70))
    assert not scoring.meets_threshold(Fraction(69), Fraction(70))


MOMENTS = st.one_of(st.none(), st.integers(0, 3).map(lambda n: datetime(2026, 11, 20, tzinfo=UTC) + timedelta(n)))
FEW = st.sampled_from([Fraction(1), Fraction(3, 2), Fraction(2)])
CANDIDATES = st.lists(
    st.builds(
        Candidate,
        vendor=st.sampled_from("ABCDEFGH"),
        price=FEW,
        score=FEW,
        technical=st.one_of(st.none(), FEW),
        local_content=st.one_of(st.none(), FEW),
        received_at=MOMENTS,
    ),
    unique_by=lambda candidate: candidate.vendor,
)


@given(CANDIDATES, st.sampled_from(Basis), st.randoms(use_true_random=False))
def test_the_ranking_is_total_and_ignores_the_order_of_input(
    candidates: list[Candidate], basis: Basis, random: Any
) -> None:
    ordered = rank(candidates, basis)
    shuffled = list(candidates)
    random.shuffle(shuffled)
    assert rank(shuffled, basis) == ordered
    assert sorted(each.vendor for each in ordered) == sorted(each.vendor for each in candidates)
    for better, worse in pairwise(ordered):
        if basis is Basis.LOWEST_PRICE:
            assert better.price <= worse.price
        else:
            assert better.score >= worse.score


def test_a_vendor_twice_has_no_rank() -> None:
    with pytest.raises(ValueError, match="satu kali"):
        rank([Candidate("A", Fraction(1)), Candidate("A", Fraction(2))], Basis.LOWEST_PRICE)


def filed(**changes: Any) -> dict[str, Any]:
    data = {
        "method": "lowest_price_pass_fail",
        "category": "goods",
        "owner_estimate": "1000",
        "bids": [{"vendor": "A", "price": "900"}],
    }
    return {key: value for key, value in {**data, **changes}.items() if value is not None}


def bid(**changes: Any) -> dict[str, Any]:
    return filed(bids=[{"vendor": "A", "price": "900", **changes}])


@pytest.mark.parametrize(
    ("data", "named"),
    [
        ([], "berkas"),
        (filed(method="harga"), "method"),
        (filed(method=None), "method"),
        (filed(category="barang"), "category"),
        (filed(owner_estimate=None), "owner_estimate"),
        (filed(owner_estimate="0"), "owner_estimate"),
        (filed(owner_estimate=1000.5), "owner_estimate"),
        (filed(owner_estimate=True), "owner_estimate"),
        (filed(owner_estimate="1e9"), "owner_estimate"),
        (filed(owner_estimate="1.000,00"), "owner_estimate"),
        (filed(owner_estimate="NaN"), "owner_estimate"),
        (filed(owner_estimate="9" * 31), "owner_estimate"),
        (filed(bids={}), "bids"),
        (filed(bids=None), "bids"),
        (filed(bids=["A"]), r"bids\[0\]"),
        (filed(bids=[{"vendor": "A", "price": "1"}] * 2), r"bids\[1\]\.vendor"),
        (filed(bids=[{"vendor": " ", "price": "1"}]), r"bids\[0\]\.vendor"),
        (filed(bids=[{"vendor": "A"}]), r"bids\[0\]\.price"),
        (bid(price="-1"), r"bids\[0\]\.price"),
        (bid(local_content="1.01"), r"bids\[0\]\.local_content"),
        (bid(technical="101"), r"bids\[0\]\.technical"),
        (bid(reasonable="no"), r"bids\[0\]\.reasonable"),
        (bid(received_at="2026-11-20T10:00:00"), r"bids\[0\]\.received_at"),
        (bid(received_at="kemarin"), r"bids\[0\]\.received_at"),
        (bid(verdict={"status": "lulus"}), r"bids\[0\]\.verdict\.status"),
        (bid(verdict={"status": "failed", "reason": 7}), r"bids\[0\]\.verdict\.reason"),
        (bid(items="x"), r"bids\[0\]\.items"),
        (bid(items=[{"number": "1", "unit_price": "1"}]), r"bids\[0\]\.items\[0\]\.quantity"),
        (bid(items=[{"number": "1", "quantity": "1", "unit_price": "1"}] * 2), r"bids\[0\]\.items\[1\]\.number"),
        (bid(life_cycle={"spares": "1"}), r"bids\[0\]\.life_cycle\.operation"),
        (filed(items=[{"number": "1"}]), r"items\[0\]\.quantity"),
        (filed(items=[{"number": "1", "quantity": "1"}] * 2), r"items\[1\]\.number"),
        (filed(preference_max="0.26"), "preference_max"),
        (filed(method="threshold"), "technical_threshold"),
        (filed(method="least_cost"), "technical_threshold"),
        (filed(method="threshold", technical_threshold="70"), r"bids\[0\]\.technical"),
        (filed(method="merit_points"), "technical_weight"),
        (filed(method="merit_points", technical_weight="0.6", price_weight="0.3"), "price_weight"),
        (filed(method="fixed_budget"), "ceiling"),
        (filed(method="life_cycle_cost"), r"bids\[0\]\.life_cycle"),
    ],
)
def test_bad_input_is_refused_with_a_sentence_naming_the_field(data: Any, named: str) -> None:
    with pytest.raises(BadInput, match=named) as refusal:
        evaluate(data)
    assert str(refusal.value).endswith(".")


def test_members_the_contract_does_not_know_are_left_alone() -> None:
    assert evaluate(filed(tender="T-2026-0412")) == evaluate(filed())


def test_an_unanswered_question_of_a_failed_bid_stops_nobody() -> None:
    data = filed(method="threshold", technical_threshold="70")
    data["bids"][0]["verdict"] = {"status": "failed", "step": "administrasi", "reason": ""}
    (row,) = evaluate(data)["ranking"]
    assert (row["rank"], row["reason"]) == (None, "Tidak memenuhi syarat pada tahap administrasi.")


def test_one_weight_given_determines_the_other() -> None:
    scored = filed(
        method="merit_points", technical_weight="0.60", bids=[{"vendor": "A", "price": "9", "technical": "80"}]
    )
    assert evaluate(scored)["ranking"][0]["combined_score"] == "88.0000"


PRICES = st.integers(1, 12).map(lambda n: str(Decimal(n) * 100))
BIDS = st.lists(
    st.fixed_dictionaries(
        {
            "vendor": st.sampled_from("ABCDEFGH"),
            "price": PRICES,
            "technical": st.sampled_from(["60", "70", "80.5"]),
            "local_content": st.sampled_from(["0", "0.25", "0.40"]),
        }
    ),
    unique_by=lambda row: row["vendor"],
)


@given(BIDS, st.sampled_from(["lowest_price_pass_fail", "threshold", "merit_points", "quality"]), st.randoms())
def test_every_bid_is_ranked_or_given_its_reason(bids: list[dict[str, Any]], method: str, random: Any) -> None:
    data = filed(method=method, technical_threshold="70", technical_weight="0.6", price_weight="0.4", bids=bids)
    rows = evaluate(data)["ranking"]
    random.shuffle(bids)
    assert evaluate(data)["ranking"] == rows
    assert sorted(row["vendor"] for row in rows) == sorted(row["vendor"] for row in bids)
    ranks = [row["rank"] for row in rows if row["rank"]]
    assert ranks == list(range(1, len(ranks) + 1))
    assert all((row["rank"] is None) == bool(row["reason"]) for row in rows)
    assert [row["rank"] for row in rows][: len(ranks)] == ranks


def test_the_limit_of_a_low_price_is_written_as_the_rule_book_has_it() -> None:
    assert NUMBERS.low_price_limit == "80%"
    lower = replace(NUMBERS, low_price_fraction=replace(NUMBERS.low_price_fraction, value=Decimal("0.775")))
    assert lower.low_price_limit == "77,5%"
    assert "di bawah 77,5% HPS" in clarifying.sentence(clarifying.Outcome.REASONABLE, "", lower.low_price_limit)
