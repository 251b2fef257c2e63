# SPDX-License-Identifier: Apache-2.0
"""Moving through the sheet: the cell shown beside it, the next empty one, and the bid a narrow screen shows."""

from collections import Counter
from dataclasses import dataclass

from evaluation.models import OpenedFile
from evaluation.rules.assessing import CellState
from evaluation.rules.steps import Gate
from evaluation.selectors.cells import STEPS, Cell, Word, history
from evaluation.selectors.evaluating import BidColumn, Sheet
from lpse.core.said import Said
from tenders.models import Requirement


@dataclass(frozen=True)
class Chosen:
    """The cell shown beside the sheet, with the files that belong to its requirement and its earlier versions."""

    bid: BidColumn
    requirement: Requirement
    cell: Cell
    files: list[OpenedFile]
    earlier: list[Word]


def chosen(page: Sheet, place: str) -> Chosen | None:
    """Return the cell named ``<bid>-<requirement>``, or the first empty one when the name says nothing."""
    cells_by_place = {_place(bid, row.requirement): (bid, row, cell) for row in page.rows for bid, cell in row.cells}
    found = cells_by_place.get(place) or cells_by_place.get(next_empty(page, "") or "")
    if found is None or page.evaluation is None:
        return None
    bid, row, cell = found
    earlier = list(cell.earlier) if page.panel.two else history(page.evaluation, bid.id, row.requirement.pk)[1:]
    files = [] if cell.gate is Gate.LATER else bid.files.get(row.requirement.slot, [])
    return Chosen(bid, row.requirement, cell, files, earlier if cell.gate is not Gate.LATER else [])


def next_empty(page: Sheet, after: str) -> str | None:
    """Return the next cell that waits for the reader, of a bid whose turn it is or of the named one's; None if none.

    Cells follow each other requirement by requirement, and in each from the lowest bid on.
    """
    places = [_place(bid, row.requirement) for row in page.rows for bid, _cell in row.cells]
    named = after.partition("-")[0]
    empty = {
        _place(bid, row.requirement)
        for row in page.rows
        for bid, cell in row.cells
        if cell.is_todo and (bid.place.is_due or str(bid.id) == named)
    }
    start = places.index(after) + 1 if after in places else 0
    return next((place for place in (*places[start:], *places[:start]) if place in empty), None)


def _place(bid: BidColumn, requirement: Requirement) -> str:
    return f"{bid.id}-{requirement.pk}"


@dataclass(frozen=True)
class StepProgress:
    """How many of a step's cells, of bids whose turn it is, have their verdict."""

    step: str
    label: Said
    found: int
    total: int
    gate: Gate = Gate.OPEN
    """Where its bids stand: open while one of them is assessed here, else locked or still to come."""


@dataclass(frozen=True)
class Progress:
    """How far the sheet is, step by step; ``untouched`` cells have no word of anybody yet."""

    steps: tuple[StepProgress, ...]
    untouched: int

    @property
    def found(self) -> int:
        """How many cells have their verdict."""
        return sum(each.found for each in self.steps)

    @property
    def total(self) -> int:
        """How many cells must have one."""
        return sum(each.total for each in self.steps)


def progress(page: Sheet) -> Progress:
    """Return how far a sheet is; what is not yet anybody's turn does not count."""
    found: Counter[str] = Counter()
    total: Counter[str] = Counter()
    gates: dict[str, set[Gate]] = {}
    for row in page.rows:
        for bid, cell in row.cells:
            if bid.place.is_due and cell.gate is not Gate.SPARED:
                total[row.requirement.step] += 1
                found[row.requirement.step] += cell.passed is not None
                gates.setdefault(row.requirement.step, set()).add(cell.gate)
    steps = tuple(
        StepProgress(step, words, found[step], total[step], _gate(gates[step]))
        for step, words in STEPS.items()
        if total[step]
    )
    return Progress(steps, page.count_of(CellState.EMPTY))


def _gate(gates: set[Gate]) -> Gate:
    return next(gate for gate in (Gate.OPEN, Gate.LATER, Gate.LOCKED) if gate in gates)


@dataclass(frozen=True)
class Picker:
    """Which bid a narrow screen shows, and the cells that lead to the bids beside it."""

    number: int
    count: int
    before: str | None
    after: str | None


def picker(page: Sheet, cell: Chosen | None) -> Picker | None:
    """Return the picker for the chosen cell's bid; None for a sheet without bids or requirements."""
    if not page.bids or not page.rows:
        return None
    shown = [bid.id for bid in page.bids].index(cell.bid.id) if cell else 0
    requirement = cell.requirement if cell else page.rows[0].requirement
    places = [_place(bid, requirement) for bid in page.bids]
    return Picker(
        number=shown + 1,
        count=len(places),
        before=places[shown - 1] if shown else None,
        after=places[shown + 1] if shown + 1 < len(places) else None,
    )
