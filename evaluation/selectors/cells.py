# SPDX-License-Identifier: Apache-2.0
"""Reads of the sheet's cells: whose verdict counts, and who may read it.

Where two members assess a cell, neither reads the other's verdict before their own is saved, and no third member reads
one before both are (decisions.md 3.5). Everything that is reckoned from verdicts (turns, ranking, tasks) rests on cells
whose verdict is found, so it tells nothing of the others. The record only commits to a verdict.

What the database holds: only assigned members' verdicts count, each save is kept, and what two said before the chair
decided stays on file. What it cannot hold: the role ``app`` compares both verdicts and so reads them, and the database
does not know which member a page is drawn for. That nobody reads one early rests on this module and on the tests that
attack it through the pages.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, OuterRef, QuerySet, SmallIntegerField, Subquery, TextField, Value
from django.db.models.functions import JSONObject

from evaluation.models import (
    Assessment,
    AssessmentDecision,
    AssessmentSetting,
    ClarificationRequest,
    Evaluation,
    StepLock,
)
from evaluation.policy import SheetFacts as Facts
from evaluation.rules import assessing
from evaluation.rules.assessing import CellState, Pair
from evaluation.rules.steps import Gate
from lpse.core.said import said
from tenders.models import Requirement, Tender
from tenders.rules import Step

STEPS = {
    Step.ADMINISTRATION.value: said("Administrasi"),
    Step.QUALIFICATION.value: said("Kualifikasi"),
    Step.TECHNICAL.value: said("Teknis"),
}


@dataclass(frozen=True)
class Word:
    """One member's verdict on a cell; with ``by_chair`` the chair's decision of a disagreement."""

    seat_id: int
    assessor: str
    version: int
    passed: bool
    reason: str
    saved_at: Any
    by_chair: bool = False
    file_id: int | None = None
    file: str = ""
    page: int | None = None

    @property
    def place(self) -> str:
        """Where the member read it, an empty text if they did not tell."""
        return assessing.where(self.file, self.page) if self.file else ""

    @property
    def told(self) -> str:
        """The reason with where it was read: what minutes and results print."""
        return assessing.told(self.reason, self.place)


@dataclass(frozen=True)
class Assessor:
    """A member who is asked to assess a cell, and whether the verdict is saved."""

    name: str
    has_saved: bool

    @property
    def initials(self) -> str:
        """The first letters of the first two names."""
        return "".join(part[0] for part in self.name.split()[:2]).upper()


@dataclass(frozen=True)
class Cell:
    """One requirement of one bid, as far as the reader may see it; ``passed`` is None until its verdict is found.

    ``version`` is what the next save must have seen: the newest, where two assess the reader's own; 0 means none.
    """

    bid_id: int
    requirement_id: int
    version: int = 0
    passed: bool | None = None
    reason: str = ""
    assessor: str = ""
    saved_at: Any = None
    state: CellState = CellState.EMPTY
    words: tuple[Word, ...] = ()
    own: Word | None = None
    asked: tuple[Assessor, ...] = ()
    is_todo: bool = True
    is_mine: bool = True
    """Whether the reader may save a verdict here."""
    is_readable: bool = True
    """Whether the reader may read every verdict of it."""
    earlier: tuple[Word, ...] = ()
    """Where two assess it: older versions that the reader may read, the newest first."""
    gate: Gate = Gate.OPEN
    """Whether its step takes a verdict of its bid now."""
    requests: tuple[ClarificationRequest, ...] = ()
    """What was asked of the bidder about it, oldest first."""

    @property
    def unanswered(self) -> ClarificationRequest | None:
        """What the bidder has not answered yet and nobody has decided."""
        waiting = (row for row in self.requests if not hasattr(row, "answer") and not hasattr(row, "outcome"))
        return next(waiting, None)


@dataclass(frozen=True)
class Panel:
    """Who assesses a round: with ``two`` a pair of members for each step, else any one of them.

    ``names`` are those of whoever was ever assigned and of the chair by seat, ``steps`` the step of each requirement.
    With ``by_step`` the steps are locked one after another; ``locked`` are those of each opened bid.
    """

    two: bool
    names: Mapping[int, str] = field(default_factory=dict)
    pairs: Mapping[str, Pair] = field(default_factory=dict)
    steps: Mapping[int, str] = field(default_factory=dict)
    is_locked: bool = False
    by_step: bool = False
    locked: Mapping[int, frozenset[str]] = field(default_factory=dict)

    @property
    def used(self) -> frozenset[str]:
        """The steps that have requirements."""
        return frozenset(self.steps.values())

    def pair(self, requirement_id: int) -> Pair | None:
        """Return the seats of the two members who assess a requirement; None while nobody is assigned."""
        return self.pairs.get(self.steps.get(requirement_id, ""))

    def of_step(self, step: str) -> tuple[str, ...]:
        """Return the names of the two members who assess a step."""
        return tuple(self.names[seat] for seat in self.pairs.get(step, ()))

    @property
    def missing(self) -> tuple[str, ...]:
        """The steps nobody is assigned to, in words; none where one member assesses a cell."""
        if not self.two:
            return ()
        return tuple(words for step, words in STEPS.items() if step in self.used and step not in self.pairs)


def has_two_assessors(tender: Tender) -> bool:
    """Say whether two members assess each cell: as the chair set it, else two, but one in a training tender."""
    return _holds(
        tender, tender.assessment_settings.order_by("-version").values_list("two_assessors", flat=True).first()
    )


def _holds(tender: Tender, setting: bool | None) -> bool:
    return not tender.training if setting is None else bool(setting)


def with_setting(rounds: QuerySet[Evaluation]) -> QuerySet[Evaluation]:
    """Return the rounds, each with the setting of its tender and its step locks: less queries for who draws a sheet."""
    newest = AssessmentSetting.objects.filter(tender=OuterRef("tender")).order_by("-version")
    locks = StepLock.objects.filter(evaluation=OuterRef("pk")).order_by("version")
    return rounds.annotate(
        newest_setting=Subquery(newest.values("two_assessors")[:1]),
        known_locks=ArraySubquery(locks.values(data=JSONObject(**{name: name for name in _LOCK}))),
    )


def _is_for_two(evaluation: Evaluation) -> bool:
    if hasattr(evaluation, "newest_setting"):
        return _holds(evaluation.tender, evaluation.newest_setting)
    return has_two_assessors(evaluation.tender)


def panel_of(evaluation: Evaluation, requirements: Sequence[Requirement] | None = None) -> Panel:
    """Return who assesses a round; ``requirements`` are the tender's, where the caller has read them."""
    tender, is_locked = evaluation.tender, evaluation.locked_at is not None
    if not (two := _is_for_two(evaluation)) and tender.training:
        return Panel(two=False, is_locked=is_locked)
    rows = tender.requirements.all() if requirements is None else requirements
    steps, locked = {row.pk: row.step for row in rows}, _locked(evaluation)
    if not two:
        return Panel(two=False, is_locked=is_locked, by_step=True, steps=steps, locked=locked)
    assigned = list(
        evaluation.assignments.select_related("first__user", "second__user", "assigned_by__user").order_by("version")
    )
    return Panel(
        two=True,
        names={seat.pk: str(seat.user) for row in assigned for seat in (row.first, row.second, row.assigned_by)},
        pairs={row.step: (row.first_id, row.second_id) for row in assigned},
        steps=steps,
        is_locked=is_locked,
        by_step=True,
        locked=locked,
    )


_LOCK = ("opened_bid_id", "step", "is_locked")


def _locked(evaluation: Evaluation) -> dict[int, frozenset[str]]:
    """Return the steps locked for each opened bid of a round that ever had one: the newest word on each is a lock."""
    newest: dict[tuple[int, str], bool] = {}
    known = getattr(evaluation, "known_locks", None)
    rows = evaluation.step_locks.order_by("version").values(*_LOCK) if known is None else known
    for row in rows:
        newest[(row["opened_bid_id"], row["step"])] = row["is_locked"]
    locked: dict[int, set[str]] = {}
    for (bid, step), is_locked in newest.items():
        steps = locked.setdefault(bid, set())
        if is_locked:
            steps.add(step)
    return {bid: frozenset(steps) for bid, steps in locked.items()}


def cells(
    evaluation: Evaluation | None, panel: Panel | None = None, viewer: Facts | None = None
) -> dict[tuple[int, int], Cell]:
    """Return the cells that somebody has assessed by (bid, requirement), as ``viewer`` may see them."""
    if evaluation is None:
        return {}
    panel = panel or panel_of(evaluation)
    if panel.two:
        return _of_two(evaluation, panel, viewer)
    newest = (
        Assessment.objects.filter(evaluation=evaluation)
        .select_related("assessor__user", "file")
        .order_by("opened_bid_id", "requirement_id", "-version")
        .distinct("opened_bid_id", "requirement_id")
    )
    return {(row.opened_bid_id, row.requirement_id): cell_of(row) for row in newest}


def cell_of(row: Assessment) -> Cell:
    """Return the verdict of a cell's one assessor as a cell."""
    word = _word(row)
    return Cell(
        row.opened_bid_id,
        row.requirement_id,
        row.version,
        row.passed,
        word.told,
        word.assessor,
        row.saved_at,
        state=CellState.FOUND,
        words=(word,),
        own=word,
        is_todo=False,
    )


def _word(row: Assessment) -> Word:
    return Word(
        row.assessor_id,
        str(row.assessor.user),
        row.version,
        row.passed,
        row.reason,
        row.saved_at,
        file_id=row.file_id,
        file=row.file.name if row.file else "",
        page=row.page,
    )


def _of_two(evaluation: Evaluation, panel: Panel, viewer: Facts | None) -> dict[tuple[int, int], Cell]:
    """Return the cells that two members assess; one query for every version of every cell, decisions included."""
    said_by = Assessment.objects.filter(evaluation=evaluation).annotate(by_chair=Value(False))
    decided = AssessmentDecision.objects.filter(evaluation=evaluation).annotate(by_chair=Value(True))
    place, word = ("opened_bid_id", "requirement_id"), ("version", "passed", "reason")
    nowhere = {
        "at_file": Value(None, output_field=BigIntegerField()),
        "at_name": Value("", output_field=TextField()),
        "at_page": Value(None, output_field=SmallIntegerField()),
    }
    decided = decided.annotate(**nowhere)
    rows = said_by.values_list(
        *place, "assessor_id", *word, "saved_at", "by_chair", "file_id", "file__name", "page"
    ).union(
        decided.values_list(*place, "decided_by_id", *word, "decided_at", "by_chair", "at_file", "at_name", "at_page"),
        all=True,
    )
    spoken: dict[tuple[int, int], list[Word]] = {}
    for bid, requirement, seat, version, passed, reason, at, by_chair, file_id, file, number in rows:
        name = panel.names.get(seat, "")
        one = Word(seat, name, version, passed, reason, at, by_chair, file_id, file or "", number)
        spoken.setdefault((bid, requirement), []).append(one)
    return {cell: shown(panel, cell, words, viewer) for cell, words in spoken.items()}


def shown(panel: Panel, place: tuple[int, int], spoken: Sequence[Word], viewer: Facts | None) -> Cell:
    """Return a cell that two members assess as ``viewer`` may see it; ``spoken`` are all versions of it."""
    in_order = sorted(spoken, key=lambda word: word.version)
    words = {word.seat_id: word for word in in_order if not word.by_chair}
    decision = next((word for word in reversed(in_order) if word.by_chair), None)
    pair, seat = panel.pair(place[1]), viewer.seat_id if viewer else None
    seats = frozenset(words)
    verdicts = {each: word.passed for each, word in words.items()}
    state, passed = assessing.settle(verdicts, pair, decision.passed if decision else None)
    counted = [words[each] for each in pair or () if each in words]
    own = words.get(seat) if seat is not None else None
    is_readable = panel.is_locked or assessing.may_read(state, seats, seat)
    read = (*counted, *([decision] if decision else [])) if is_readable else tuple(word for word in (own,) if word)
    speaks = [decision] if decision else counted if passed is not None else []
    return Cell(
        *place,
        version=own.version if own else 0,
        passed=passed,
        reason="; ".join(dict.fromkeys(word.told for word in speaks if word.told)),
        assessor=", ".join(word.assessor for word in counted) if is_readable else "",
        saved_at=max((word.saved_at for word in read), default=None),
        state=state,
        words=read,
        own=own,
        asked=tuple(Assessor(panel.names[each], each in words) for each in pair or ()),
        is_todo=assessing.is_todo(state, seats, pair, seat, is_chair=viewer is not None and viewer.is_chair),
        is_mine=pair is not None and seat in pair and decision is None,
        is_readable=is_readable,
        earlier=tuple(
            word for word in reversed(in_order) if word not in read and (is_readable or word.seat_id == seat)
        ),
    )


def empty_cell(panel: Panel, bid_id: int, requirement_id: int, viewer: Facts | None) -> Cell:
    """Return a cell that nobody has assessed."""
    if not panel.two:
        return Cell(bid_id, requirement_id)
    return shown(panel, (bid_id, requirement_id), (), viewer)


def history(evaluation: Evaluation, bid_id: int, requirement_id: int) -> list[Word]:
    """Return every saved version of a cell that one member assesses, newest first."""
    rows = Assessment.objects.filter(evaluation=evaluation, opened_bid_id=bid_id, requirement_id=requirement_id)
    return [_word(row) for row in rows.select_related("assessor__user", "file").order_by("-version")]


def changed_minds(evaluation: Evaluation) -> frozenset[tuple[int, int]]:
    """Return the cells on which the first words of two assessors differed, whatever they said later."""
    first = (
        Assessment.objects.filter(evaluation=evaluation)
        .order_by("opened_bid_id", "requirement_id", "assessor_id", "version")
        .distinct("opened_bid_id", "requirement_id", "assessor_id")
        .values_list("opened_bid_id", "requirement_id", "passed")
    )
    said_of: dict[tuple[int, int], set[bool]] = {}
    for bid, requirement, passed in first:
        said_of.setdefault((bid, requirement), set()).add(passed)
    return frozenset(place for place, words in said_of.items() if len(words) == 2)
