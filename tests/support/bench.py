# SPDX-License-Identifier: Apache-2.0
"""Measuring against a baseline of the same run: a shared machine's seconds mean little, their ratio does."""

from __future__ import annotations

import json
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

ROUNDS = 5
STEADY = 1.25


@dataclass(frozen=True)
class Comparison:
    """Medians of two ways of doing the same work, in the unit that was measured (seconds unless said otherwise)."""

    ours: float
    baseline: float
    steady: bool

    @property
    def speed_ratio(self) -> float:
        """How fast ours is, as a share of the baseline's speed: 1 is equal, 0.5 half as fast."""
        return self.baseline / self.ours


def wall_seconds(work: Callable[[], object]) -> float:
    """Seconds on the clock that ``work`` takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def cpu_seconds(work: Callable[[], object]) -> float:
    """Processor seconds of this process and of its ended children that ``work`` takes."""
    begun = _cpu()
    work()
    return _cpu() - begun


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def compare(
    ours: Callable[[], float], baseline: Callable[[], float], rounds: int = ROUNDS, reruns: int = 1
) -> Comparison:
    """Medians of both in the order A-B-B-A, ``rounds`` times; each callable returns its own measure.

    When the quarters of the baseline differ by more than a quarter the machine was busy: the whole is run once more.
    """
    if rounds < 5:
        raise ValueError("at least five rounds, or a median says nothing")
    ours()
    baseline()
    mine: list[float] = []
    theirs: list[float] = []
    for _ in range(rounds):
        mine.append(ours())
        theirs += [baseline(), baseline()]
        mine.append(ours())
    low, _middle, high = statistics.quantiles(theirs, n=4)
    steady = high <= low * STEADY
    if not steady and reruns:
        return compare(ours, baseline, rounds, reruns - 1)
    return Comparison(statistics.median(mine), statistics.median(theirs), steady)


def report(bench: str, value: float, baseline: float, ratio: float, **more: object) -> None:
    """Print one line of JSON: ``{"bench","value","baseline","ratio"}``, and what else explains it."""
    line = {"bench": bench, "value": value, "baseline": baseline, "ratio": round(ratio, 4), **more}
    print(json.dumps(line), flush=True)
