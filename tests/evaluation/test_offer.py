# SPDX-License-Identifier: Apache-2.0
"""The evaluation file from sealed forms: what a vendor's program may write, and what is published of it."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from evaluation.rules.evaluate import evaluate
from evaluation.rules.offer import Offer, Terms, Verdict, corrected, evaluation_file, items_of
from evaluation.rules.reading import Status

GOOD = {"number": 1, "quantity": "2.5", "unit_price": "1000.50"}


@pytest.mark.parametrize(
    "row",
    [
        "butir",
        None,
        {},
        GOOD | {"number": "satu"},
        GOOD | {"number": -1},
        GOOD | {"number": None},
        GOOD | {"quantity": "1/0"},
        GOOD | {"quantity": "1e9"},
        GOOD | {"quantity": ["2"]},
        GOOD | {"unit_price": "-1.00"},
        GOOD | {"unit_price": "1.005"},
        GOOD | {"unit_price": "NaN"},
        GOOD | {"unit_price": "٣.00"},
        GOOD | {"unit_price": "9" * 16},
        GOOD | {"unit_price": "1.00\n"},
    ],
)
def test_a_line_that_cannot_be_read_is_left_out(row: Any) -> None:
    assert [item.number for item in items_of({"items": [row, GOOD | {"number": 2}]})] == ["2"]


@pytest.mark.parametrize("form", [{}, {"items": None}, {"items": "banyak"}, {"items": {"number": 1}}])
def test_a_form_without_lines_has_none(form: dict[str, Any]) -> None:
    assert items_of(form) == ()


def test_the_first_of_two_lines_with_one_number_counts() -> None:
    found = items_of({"items": [GOOD, GOOD | {"unit_price": "1.00"}]})
    assert [(item.quantity, item.unit_price) for item in found] == [(Fraction(5, 2), Fraction(2001, 2))]


def offer(vendor: str, form: dict[str, Any] | None, price: str = "100.00", *, passed: bool = True) -> Offer:
    items = None if form is None else items_of(form)
    status = Status.PASSED if passed else Status.FAILED
    return Offer(vendor, Decimal(price), items, "2026-11-24T03:00:00.000Z", Verdict(status, "technical", "Kurang."))


def test_every_bid_of_the_file_is_ranked_or_has_its_reason() -> None:
    terms = Terms("lowest_price_pass_fail", "goods", Decimal("10000.00"), {"1": Fraction(3)})
    offers = [
        offer("V-1", {"items": [GOOD]}),
        offer("V-2", {}),
        offer("V-3", {"items": [GOOD | {"unit_price": "900.00"}]}, passed=False),
    ]
    rows = {row["vendor"]: row for row in evaluate(evaluation_file(terms, offers))["ranking"]}
    assert rows["V-1"]["rank"] == 1
    assert rows["V-1"]["corrected_price"] == "3001.50"
    assert "nol" in rows["V-2"]["reason"]
    assert rows["V-3"]["reason"] == "Kurang."


def test_a_lump_sum_keeps_its_total_in_both_files() -> None:
    terms = Terms("lowest_price_pass_fail", "goods", Decimal("10000.00"), {})
    lump = offer("V-1", None, "4321.00")
    assert corrected(lump, terms).total == 4321
    own = evaluation_file(terms, [lump], items_for="V-1")
    assert own == evaluation_file(terms, [lump])
