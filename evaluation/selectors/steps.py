# SPDX-License-Identifier: Apache-2.0
"""Reads of the steps of a round: which cells take a verdict now, which step is locked next, and what was locked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from evaluation.models import ClarificationRequest, Evaluation, OpenedFile, StepLock
from evaluation.policy import SheetFacts as Facts
from evaluation.rules.assessing import CellState
from evaluation.rules.steps import ORDER, Gate, gate, in_order
from evaluation.selectors.cells import STEPS, Cell, Panel, cells, empty_cell, panel_of
from evaluation.selectors.sheets import BidColumn, Sheet
from lpse.core.said import Said, said
from tenders.models import Tender

Place = tuple[int, int]
"""A cell: its opened bid and its requirement."""


def fallen_bids(panel: Panel, found: Mapping[Place, Cell]) -> dict[int, int]:
    """Return the bids that failed a requirement of a step locked for them, with the place of the first such step."""
    fallen: dict[int, int] = {}
    if not panel.by_step:
        return fallen
    for (bid, requirement), cell in found.items():
        step = panel.steps[requirement]
        if cell.passed is False and step in panel.locked.get(bid, ()):
            fallen[bid] = min(fallen.get(bid, len(ORDER)), ORDER.index(step))
    return fallen


def placed(
    found: Mapping[Place, Cell],
    panel: Panel,
    place: Place,
    viewer: Facts | None,
    fallen: Mapping[int, int],
    asked: Mapping[Place, tuple[ClarificationRequest, ...]],
) -> Cell:
    """Return a cell of the sheet as ``viewer`` may see and assess it, by the step at which its bid stands."""
    cell = found.get(place) or empty_cell(panel, *place, viewer)
    if place in asked:
        cell = replace(cell, requests=asked[place])
    if not panel.by_step:
        return cell
    bid, requirement = place
    at = gate(panel.steps[requirement], in_order(panel.used), panel.locked.get(bid, ()), fallen.get(bid))
    if at is Gate.OPEN:
        return cell
    shut = replace(cell, gate=at, is_todo=False, is_mine=False)
    # Nothing of a later step is shown to anybody, not even what a reopened sheet begins with.
    return replace(shut, words=(), own=None, earlier=(), is_readable=False) if at is Gate.LATER else shut


def gate_of(evaluation: Evaluation, panel: Panel, place: Place) -> Gate:
    """Return whether a cell takes a verdict now."""
    if not panel.by_step:
        return Gate.OPEN
    bid, requirement = place
    fallen = fallen_bids(panel, cells(evaluation, panel))
    return gate(panel.steps[requirement], in_order(panel.used), panel.locked.get(bid, ()), fallen.get(bid))


@dataclass(frozen=True)
class StepPage:
    """A step that waits for its lock: the bids that would be locked, and what is still missing of them."""

    step: str
    label: Said
    bids: list[BidColumn]
    missing: int
    """How many of its cells, of bids whose turn it is, have no verdict yet."""
    failing: Mapping[int, list[tuple[str, str]]]
    """By bid what it failed at this step: requirement and reason."""
    is_last: bool
    """Whether the price follows."""

    @property
    def outcomes(self) -> list[tuple[BidColumn, list[tuple[str, str]]]]:
        """Each bid with what it failed; nothing where it meets the whole step."""
        return [(bid, self.failing.get(bid.id, [])) for bid in self.bids]


def steps_to_lock(page: Sheet) -> list[StepPage]:
    """Return the steps at which bids whose turn it is stand, in order; none when all of theirs are locked."""
    if not page.panel.by_step or page.is_locked:
        return []
    found = [_step_page(page, step) for step in in_order(page.panel.used)]
    return [each for each in found if each is not None]


def _step_page(page: Sheet, step: str) -> StepPage | None:
    """Return what locking a step comes to: every bid whose turn it is, and who was wholly assessed besides."""
    standing = [
        (bid, row.requirement, cell)
        for row in page.rows
        if row.requirement.step == step
        for bid, cell in row.cells
        if cell.gate is Gate.OPEN
    ]
    due = {bid.id for bid, _requirement, _cell in standing if bid.place.is_due}
    if not due:
        return None
    unfinished = {bid.id for bid, _requirement, cell in standing if cell.passed is None}
    failing: dict[int, list[tuple[str, str]]] = {}
    for bid, requirement, cell in standing:
        if cell.passed is False:
            failing.setdefault(bid.id, []).append((requirement.title, cell.reason))
    present = {bid.id for bid, _requirement, _cell in standing}
    return StepPage(
        step=step,
        label=STEPS[step],
        bids=[bid for bid in page.bids if bid.id in due or bid.id in present - unfinished],
        missing=sum(cell.passed is None for bid, _requirement, cell in standing if bid.id in due),
        failing=failing,
        is_last=step == in_order(page.panel.used)[-1],
    )


def locked_steps(page: Sheet) -> list[tuple[str, Said]]:
    """Return the steps that are locked for any bid, in order: those that may be reopened."""
    locked = {step for steps in page.panel.locked.values() for step in steps}
    return [(step, STEPS[step]) for step in ORDER if step in locked]


def is_found(page: Sheet) -> bool:
    """Say whether every step of each bid whose turn it is is locked, so that prices are ranked next."""
    return not steps_to_lock(page)


@dataclass(frozen=True)
class StepEvent:
    """A lock or a reopening of a step, as the sheet and its minutes tell it."""

    label: Said
    is_locked: bool
    reason: str
    bids: tuple[str, ...]
    name: str
    at: Any

    @property
    def words(self) -> Said:
        """What happened to which bids, as a sentence."""
        bidders = ", ".join(self.bids)
        if self.is_locked:
            return said("Tahap {step} dikunci {member}: {bidders}.", step=self.label, member=self.name, bidders=bidders)
        pattern = said("Tahap {step} dibuka kembali {member}: {bidders}. Alasan: {reason}")
        return said(pattern, step=self.label, member=self.name, bidders=bidders, reason=self.reason)


def events_of(evaluation: Evaluation) -> list[StepEvent]:
    """Return the locks and reopenings of a round's steps, one for each press, oldest first."""
    rows = evaluation.step_locks.select_related("opened_bid__bid__participation__vendor", "locked_by__user")
    presses: dict[tuple[Any, str, bool], list[StepLock]] = {}
    for row in rows.order_by("locked_at", "id"):
        presses.setdefault((row.locked_at, row.step, row.is_locked), []).append(row)
    return [
        StepEvent(
            label=STEPS[step],
            is_locked=is_locked,
            reason=found[0].reason,
            bids=tuple(str(row.opened_bid.bid.participation.vendor) for row in found),
            name=str(found[0].locked_by.user),
            at=at,
        )
        for (at, step, is_locked), found in presses.items()
    ]


def may_open_file(tender: Tender, evaluation: Evaluation | None, file: OpenedFile) -> bool:
    """Say whether a member may open a file of a bid now: not while it belongs to steps that come later only."""
    if evaluation is None:
        return True
    requirements = list(tender.requirements.all())
    panel = panel_of(evaluation, requirements)
    steps = {row.step for row in requirements if row.slot == file.slot}
    if not panel.by_step or panel.is_locked or not steps:
        return True
    locked = panel.locked.get(file.opened_bid_id, frozenset())
    return any(gate(step, in_order(panel.used), locked, None) is not Gate.LATER for step in steps)


def differing(step: StepPage, page: Sheet) -> int:
    """Return on how many cells of a step two assessors disagree."""
    return sum(
        cell.state is CellState.DIFFERENT
        for row in page.rows
        if row.requirement.step == step.step
        for _bid, cell in row.cells
    )
