# SPDX-License-Identifier: Apache-2.0
"""Index, grades and sample of the service survey, on the vectors of law.md part 8."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lpse.core.money import rounded
from lpse.regulations.survey import ELEMENTS, WEIGHT, Grade, grade_of, index_of, sample_of

pytestmark = pytest.mark.pure
MEANS = [Fraction(text) for text in ("3.4", "3.2", "3.1", "3.9", "3.3", "3.5", "3.6", "3.0", "3.2")]


def test_the_exact_weight_and_the_printed_one_give_what_the_paper_computed():
    index = index_of(MEANS)
    assert (rounded(index.exact), rounded(index.printed)) == (Decimal("83.89"), Decimal("83.05"))
    assert index.grade is Grade.B
    assert WEIGHT * len(ELEMENTS) == 1


@pytest.mark.parametrize(
    ("index", "grade"),
    [("25.00", "D"), ("64.99", "D"), ("65.00", "C"), ("76.60", "C"), ("76.61", "B"), ("88.30", "B"), ("88.31", "A"),
     ("100.00", "A")],
)  # fmt: skip
def test_each_grade_begins_where_the_table_says(index: str, grade: str):
    assert grade_of(Decimal(index)) == grade


def test_an_index_is_rounded_before_it_is_graded():
    # 88.305 is told as 88.31 and is an A; unrounded it would be a B.
    assert grade_of(rounded(Fraction("88.305"))) is Grade.A
    assert grade_of(rounded(Fraction("88.3049"))) is Grade.B


@pytest.mark.parametrize(
    ("population", "sample"), [(0, 0), (1, 1), (10, 10), (50, 44), (100, 80), (500, 217), (1000, 278), (10_000, 370)]
)
def test_the_sample_is_that_of_the_printed_table(population: int, sample: int):
    assert sample_of(population) == sample


@pytest.mark.parametrize(
    "means", [MEANS[:8], [*MEANS, Fraction(3)], [*MEANS[:8], Fraction(5)], [*MEANS[:8], Fraction(0)]]
)
def test_no_index_comes_of_other_than_nine_means_on_the_scale(means: list[Fraction]):
    with pytest.raises(ValueError, match="nine"):
        index_of(means)


@given(st.lists(st.fractions(1, 4), min_size=9, max_size=9))
def test_every_index_lies_on_the_scale(means: list[Fraction]):
    assert 25 <= index_of(means).exact <= 100
