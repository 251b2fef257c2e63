# SPDX-License-Identifier: Apache-2.0
"""The evaluation sheet as its pages read it: bids across, requirements down, and what still waits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from evaluation.models import ClarificationRequest, Evaluation, OpenedBid, OpenedFile
from evaluation.policy import SheetFacts as Facts
from evaluation.rules.assessing import CellState
from evaluation.rules.steps import Gate
from evaluation.rules.turns import Place
from evaluation.selectors.cells import Cell, Panel
from lpse.core.said import Said, said
from tenders.models import Requirement


@dataclass(frozen=True)
class BidColumn:
    """One bid of the sheet, with its files by slot, whose turn it is, and how many cells are still empty.

    ``price_corrected`` is in rupiah, ``share`` its part of the owner's estimate; ``warnings`` are to be clarified.
    """

    id: int
    vendor: str
    code: str
    price_read: Decimal
    price_corrected: Fraction
    share: Fraction
    place: Place
    warnings: tuple[Said, ...]
    files: Mapping[str, list[OpenedFile]]
    failed: bool
    empty_count: int
    requests: tuple[ClarificationRequest, ...] = ()
    is_low: bool = False
    is_unsettled: bool = False
    """Whether its price is low and no clarification has found yet whether it is reasonable (R-EVAL-7)."""
    findings: tuple[Said, ...] = ()
    """How each clarification of this bid ended, in words."""

    @property
    def named_files(self) -> list[tuple[int, str]]:
        """Its files, as a list to choose from."""
        return [(file.pk, file.name) for files in self.files.values() for file in files]

    @property
    def due_count(self) -> int:
        """How many cells must still be assessed before the sheet is locked."""
        return self.empty_count if self.place.is_due else 0


@dataclass(frozen=True)
class SheetRow:
    """One requirement with its cells, in the order of the bids."""

    requirement: Requirement
    cells: list[tuple[BidColumn, Cell]]


@dataclass(frozen=True)
class Sheet:
    """The evaluation sheet (lembar evaluasi)."""

    evaluation: Evaluation | None
    bids: list[BidColumn]
    rows: list[SheetRow]
    unreadable: list[OpenedBid]
    panel: Panel
    viewer: Facts | None = None
    """Whose eyes it is drawn for: verdicts that are still blind are not in it."""

    @property
    def empty_count(self) -> int:
        """How many cells of bids whose turn it is have no verdict yet."""
        return sum(bid.due_count for bid in self.bids)

    @property
    def empty_cells(self) -> list[str]:
        """Which cells those are, bid by bid, in words."""
        words: list[str] = []
        for bid in self.bids:
            if not bid.place.is_due:
                continue
            numbers = [
                str(row.requirement.number)
                for row in self.rows
                for column, cell in row.cells
                if column.id == bid.id and cell.passed is None and cell.gate is not Gate.SPARED
            ]
            if numbers:
                words.append(said("{bidder} syarat {numbers}", bidder=bid.vendor, numbers=", ".join(numbers)))
        return words

    @property
    def todo_count(self) -> int:
        """How many cells of bids whose turn it is wait for the reader."""
        return sum(cell.is_todo for row in self.rows for bid, cell in row.cells if bid.place.is_due)

    def count_of(self, state: CellState) -> int:
        """Return how many cells of bids whose turn it is are in a state."""
        return sum(
            cell.state is state and cell.gate is not Gate.SPARED
            for row in self.rows
            for bid, cell in row.cells
            if bid.place.is_due
        )

    @property
    def waiting_count(self) -> int:
        """How many of them one of two assessors has assessed."""
        return self.count_of(CellState.WAITING)

    @property
    def different_count(self) -> int:
        """On how many of them two assessors disagree."""
        return self.count_of(CellState.DIFFERENT)

    @property
    def unsettled(self) -> list[str]:
        """The bidders whose turn it is and whose low price waits for its clarification."""
        return [bid.vendor for bid in self.bids if bid.place.is_due and bid.is_unsettled]

    def awaited(self, now: datetime, step: str | None = None) -> list[ClarificationRequest]:
        """Return the questions about cells of bids whose turn it is that may still be answered in time."""
        return [
            asked
            for row in self.rows
            for bid, cell in row.cells
            for asked in cell.requests
            if bid.place.is_due and step in (None, row.requirement.step)
            if not hasattr(asked, "answer") and now < asked.answer_until
        ]

    @property
    def is_locked(self) -> bool:
        """Say whether the sheet is locked."""
        return self.evaluation is not None and self.evaluation.locked_at is not None
