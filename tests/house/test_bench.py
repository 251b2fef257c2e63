# SPDX-License-Identifier: Apache-2.0
"""The measuring itself: order, number of rounds, what a ratio means."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from tests.support.bench import compare, report

MEASURES = sorted((Path(__file__).resolve().parents[1] / "bench").glob("bench_*.py"))
KNOWN = {"a1", "a3", "c2", "c3", "e1", "g5", "opening", "search"}


def test_every_measure_of_the_bars_is_there():
    assert {path.stem.split("_")[1] for path in MEASURES} >= KNOWN


@pytest.mark.parametrize("path", MEASURES, ids=lambda path: path.stem)
def test_every_measure_says_its_baseline_and_its_bar(path):
    said = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").lower()
    assert "baseline" in said
    assert any(word in said for word in ("floor", "bar ", "bars:", "at most"))


def test_both_ways_are_measured_in_the_order_a_b_b_a_after_one_warm_up_each():
    order = []
    result = compare(lambda: order.append("a") or 2.0, lambda: order.append("b") or 1.0)
    assert "".join(order) == "ab" + 5 * "abba"
    assert (result.ours, result.baseline, result.speed_ratio, result.steady) == (2.0, 1.0, 0.5, True)


def test_a_busy_machine_is_measured_once_more_and_then_admitted():
    order, times = [], iter(range(1, 1000))
    result = compare(lambda: 1.0, lambda: order.append(1) or float(next(times)))
    assert len(order) == 2 * (1 + 5 * 2)
    assert not result.steady


def test_fewer_than_five_rounds_are_refused():
    with pytest.raises(ValueError, match="five rounds"):
        compare(lambda: 1.0, lambda: 1.0, rounds=4)


def test_a_report_is_one_line_of_json(capsys):
    report("c0", 2.0, 1.0, 0.5, unit="s")
    assert json.loads(capsys.readouterr().out) == {
        "bench": "c0",
        "value": 2.0,
        "baseline": 1.0,
        "ratio": 0.5,
        "unit": "s",
    }
