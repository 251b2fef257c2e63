# SPDX-License-Identifier: Apache-2.0
"""Geometry of the bar chart, without a database."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lpse.core.charts import FLOOR, LEFT, MOST_LINES, RIGHT, TOP, Point, bars

pytestmark = pytest.mark.pure


def drawn(*amounts):
    return bars([Point(str(place), Fraction(amount)) for place, amount in enumerate(amounts)])


def test_a_chart_of_nothing_has_an_axis_and_no_highest_bar():
    chart = drawn(0, 0)
    assert chart.highest is None
    assert [bar.height for bar in chart.bars] == ["0.0", "0.0"]
    assert chart.lines[0].is_axis


def test_a_chart_without_points_is_empty():
    assert drawn().bars == []


@pytest.mark.parametrize(
    ("highest", "unit", "lines"),
    [
        (Fraction(52_200_000_000), "miliar", [0, 20, 40, 60]),
        (Fraction(1_000_000_000), "miliar", ["0", "1/5", "2/5", "3/5", "4/5", "1"]),
        (Fraction(999_999_999), "juta", [0, 200, 400, 600, 800, 1000]),
        (Fraction(3_500_000_000_000), "triliun", [0, 1, 2, 3, 4]),
        (Fraction(7), "", [0, 2, 4, 6, 8]),
    ],
)
def test_the_scale_has_round_steps_and_the_largest_unit_that_fits(highest, unit, lines):
    chart = drawn(highest, highest / 3)
    assert chart.unit == unit
    assert [line.value for line in chart.lines] == [Fraction(value) for value in lines]


def test_the_highest_bar_is_named_and_an_equal_one_after_it_is_not():
    chart = drawn(3, 5, 5)
    assert chart.highest is chart.bars[1]


@given(st.lists(st.integers(min_value=0, max_value=10**16), min_size=1, max_size=24))
def test_every_bar_stands_inside_the_drawing_on_the_axis(amounts):
    chart = drawn(*amounts)
    for bar in chart.bars:
        assert float(bar.x) >= LEFT
        assert float(bar.x) + float(bar.width) <= RIGHT + 0.1
        assert TOP - 0.1 <= float(bar.y) <= FLOOR
        assert abs(float(bar.y) + float(bar.height) - FLOOR) <= 0.11
    assert len(chart.lines) <= MOST_LINES + 1
    assert float(chart.lines[-1].y) == TOP
