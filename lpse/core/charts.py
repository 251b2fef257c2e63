# SPDX-License-Identifier: Apache-2.0
"""Bar charts drawn by the server as SVG: where each bar, line and word stands. Pure; the template writes it down."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

WIDTH, HEIGHT = 720, 260
LEFT, RIGHT, TOP, FLOOR = 68, 712, 18, 232
GAP = 8
"""Between the words of the scale and its lines."""
BAR = Fraction(62, 100)
"""Share of its slot that a bar fills."""
SCALES = ((10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"), (1, ""))
MOST_LINES = 5


@dataclass(frozen=True)
class Bar:
    """One bar: a value in the chart's unit, with the place of its rectangle and its words."""

    label: str
    name: str
    value: Fraction
    count: int
    x: str
    y: str
    width: str
    height: str
    middle: str
    value_y: str
    is_partial: bool


@dataclass(frozen=True)
class Line:
    """One line of the grid; the lowest is the axis."""

    value: Fraction
    y: str
    text_y: str
    is_axis: bool


@dataclass(frozen=True)
class Chart:
    """A chart of ``bars``; ``unit`` is triliun, miliar, juta or empty (rupiah), and values are told in it."""

    bars: Sequence[Bar]
    lines: Sequence[Line]
    unit: str
    left: int = LEFT
    right: int = RIGHT
    words: int = LEFT - GAP

    @property
    def highest(self) -> Bar | None:
        """The highest bar, the first of equals; None when every bar is zero."""
        found = max(self.bars, key=lambda bar: bar.value, default=None)
        return found if found is not None and found.value else None


@dataclass(frozen=True)
class Point:
    """What is drawn: a label, an amount in rupiah, of how many things, and whether its period still runs.

    ``name`` is the whole name for the table, where the label below the bar is too short to tell.
    """

    label: str
    amount: Fraction
    count: int = 0
    is_partial: bool = False
    name: str = ""


def bars(points: Sequence[Point]) -> Chart:
    """Return the chart of some amounts. Amounts are never negative; without points the chart is empty."""
    highest = max((point.amount for point in points), default=Fraction(0))
    size, unit = next((scale for scale in SCALES if highest >= scale[0]), SCALES[-1])
    ceiling, step = _grid(highest / size)
    slot = Fraction(RIGHT - LEFT, max(len(points), 1))
    drawn = [_bar(place, point, slot, ceiling, size) for place, point in enumerate(points)]
    lines = [_line(step * n, ceiling) for n in range(int(ceiling / step) + 1)]
    return Chart(drawn, lines, unit)


def _grid(highest: Fraction) -> tuple[Fraction, Fraction]:
    """Return the top of the scale and the step of its lines: a step of 1, 2 or 5 times a power of ten."""
    if not highest:
        return Fraction(1), Fraction(1)
    step = Fraction(1, 100)
    while True:
        for factor in (1, 2, 5):
            here = step * factor
            if here * MOST_LINES >= highest:
                return here * -(-highest // here), here
        step *= 10


def _bar(place: int, point: Point, slot: Fraction, ceiling: Fraction, size: int) -> Bar:
    value = point.amount / size
    height = (FLOOR - TOP) * value / ceiling
    width = slot * BAR
    left = LEFT + slot * place + (slot - width) / 2
    return Bar(
        label=point.label,
        name=point.name or point.label,
        value=value,
        count=point.count,
        x=_number(left),
        y=_number(FLOOR - height),
        width=_number(width),
        height=_number(height),
        middle=_number(left + width / 2),
        value_y=_number(FLOOR - height - 6),
        is_partial=point.is_partial,
    )


def _line(value: Fraction, ceiling: Fraction) -> Line:
    y = FLOOR - (FLOOR - TOP) * value / ceiling
    return Line(value, _number(y), _number(y + 4), value == 0)


def _number(value: Fraction) -> str:
    """Return a coordinate with one decimal and a point, whatever the language."""
    return f"{float(value):.1f}"
