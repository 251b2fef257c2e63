# SPDX-License-Identifier: Apache-2.0
"""What a cell comes to when two members assess it, who may read it, and for whom it waits."""

from collections.abc import Mapping

import pytest

from evaluation.rules.assessing import CellState, Pair, is_todo, may_read, settle

CITRA, DODI, BIMA = 1, 2, 3
PAIR = (CITRA, DODI)


@pytest.mark.parametrize(
    ("words", "pair", "decided", "state", "passed"),
    [
        ({}, PAIR, None, CellState.EMPTY, None),
        ({CITRA: True}, PAIR, None, CellState.WAITING, None),
        ({CITRA: True, DODI: True}, PAIR, None, CellState.FOUND, True),
        ({CITRA: False, DODI: False}, PAIR, None, CellState.FOUND, False),
        ({CITRA: True, DODI: False}, PAIR, None, CellState.DIFFERENT, None),
        ({CITRA: True, DODI: False}, PAIR, False, CellState.DECIDED, False),
        ({CITRA: True, BIMA: True}, PAIR, None, CellState.WAITING, None),  # Bima no longer assesses
        ({CITRA: True, DODI: True}, None, None, CellState.EMPTY, None),
        ({}, (CITRA, BIMA), True, CellState.DECIDED, True),  # decided before the assignment changed
    ],
)
def test_a_cell_is_found_by_two_who_agree_or_by_the_chair(
    words: Mapping[int, bool], pair: Pair | None, decided: bool | None, state: CellState, passed: bool | None
) -> None:
    assert settle(words, pair, decided) == (state, passed)


@pytest.mark.parametrize(
    ("state", "seats", "viewer", "read"),
    [
        (CellState.WAITING, {CITRA}, DODI, False),
        (CellState.WAITING, {CITRA}, BIMA, False),
        (CellState.WAITING, {CITRA}, None, False),
        (CellState.WAITING, {CITRA}, CITRA, True),
        (CellState.EMPTY, {BIMA}, DODI, False),  # what a member who was replaced had said stays unread
        (CellState.DIFFERENT, {CITRA, DODI}, BIMA, True),
        (CellState.FOUND, {CITRA, DODI}, None, True),
    ],
)
def test_nobody_reads_a_verdict_before_their_own(
    state: CellState, seats: set[int], viewer: int | None, read: bool
) -> None:
    assert may_read(state, frozenset(seats), viewer) is read


@pytest.mark.parametrize(
    ("state", "seats", "viewer", "is_chair", "waits"),
    [
        (CellState.EMPTY, set(), CITRA, False, True),
        (CellState.WAITING, {CITRA}, CITRA, False, False),
        (CellState.WAITING, {CITRA}, DODI, False, True),
        (CellState.WAITING, {CITRA}, BIMA, True, False),
        (CellState.DIFFERENT, {CITRA, DODI}, BIMA, True, True),
        (CellState.DIFFERENT, {CITRA, DODI}, CITRA, False, False),
        (CellState.DIFFERENT, {CITRA, DODI}, None, False, True),
        (CellState.FOUND, {CITRA, DODI}, None, False, False),
    ],
)
def test_a_cell_waits_for_its_assessors_then_for_the_chair(
    state: CellState, seats: set[int], viewer: int | None, is_chair: bool, waits: bool
) -> None:
    assert is_todo(state, frozenset(seats), PAIR, viewer, is_chair=is_chair) is waits
