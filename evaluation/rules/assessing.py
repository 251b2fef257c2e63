# SPDX-License-Identifier: Apache-2.0
"""What a cell of the sheet comes to: one member's verdict, or two members' blind ones and the chair's decision. Pure.

Source: decisions.md 3.5 (two assessors per cell, assigned by the chair, who decides a disagreement with a reason; blind
until saved; a package setting, on by default).
"""

from collections.abc import Mapping
from enum import StrEnum

Pair = tuple[int, int]
"""The seats of the two members who assess a step."""


LAST_PAGE = 9999
"""The largest page number of a file that a verdict may name."""
LONGEST_NAME = 120
"""How much of a file's name is told, in letters: bidders name their files as they like."""


def where(file: str, page: int | None) -> str:
    """Return where a verdict was read, ``hlm. 4 dari Jaminan.pdf``, or an empty text; papers are Indonesian."""
    name = file if len(file) <= LONGEST_NAME else f"{file[: LONGEST_NAME - 1]}…"
    return name if page is None else f"hlm. {page} dari {name}"


def told(reason: str, place: str) -> str:
    """Return a reason with where it was read."""
    if not place:
        return reason
    return f"{reason} ({place})" if reason else place


class CellState(StrEnum):
    """How far the verdict of one cell is."""

    EMPTY = "empty"
    """Nobody has assessed it."""
    WAITING = "waiting"
    """One of its two assessors has."""
    DIFFERENT = "different"
    """Both have, and disagree: the chair decides, unless one of them changes their word."""
    FOUND = "found"
    """Its verdict is found: by its one assessor, or by two who agree."""
    DECIDED = "decided"
    """The chair decided a disagreement."""


FOUND = frozenset({CellState.FOUND, CellState.DECIDED})
BOTH_SPOKE = frozenset({CellState.DIFFERENT, *FOUND})


def settle(words: Mapping[int, bool], pair: Pair | None, decided: bool | None) -> tuple[CellState, bool | None]:
    """Return the state of a cell for which two members are asked, and its verdict, None while there is none.

    ``words`` are the verdicts in force by seat; those of members who no longer assess the step do not count.
    ``decided`` is the chair's decision, which stands whoever assesses the step afterwards.
    """
    if decided is not None:
        return CellState.DECIDED, decided
    counted = [words[seat] for seat in pair or () if seat in words]
    if not counted:
        return CellState.EMPTY, None
    if len(counted) == 1:
        return CellState.WAITING, None
    if counted[0] != counted[1]:
        return CellState.DIFFERENT, None
    return CellState.FOUND, counted[0]


def may_read(state: CellState, seats: frozenset[int], viewer: int | None) -> bool:
    """Say whether ``viewer`` (a seat, None for nobody in particular) may read the verdicts of a cell.

    ``seats`` are the members whose verdict is saved. Until both assessors have saved theirs only who saved one may
    read another's: nobody's verdict leans on another's, nor on what a third member tells of it.
    """
    return state in BOTH_SPOKE or viewer in seats


def is_todo(state: CellState, seats: frozenset[int], pair: Pair | None, viewer: int | None, *, is_chair: bool) -> bool:
    """Say whether a cell for which two members are asked waits for ``viewer``; for nobody in particular, for anybody.

    An assessor owes a first verdict, the chair the decision of a disagreement.
    """
    if state in FOUND:
        return False
    if viewer is None:
        return True
    owes = pair is not None and viewer in pair and viewer not in seats
    return owes or (is_chair and state is CellState.DIFFERENT)
