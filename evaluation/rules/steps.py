# SPDX-License-Identifier: Apache-2.0
"""The steps of the evaluation, locked one after another, bid by bid. Pure.

Source: Peraturan LKPP 9/2018 Lampiran 3.9.3 huruf b angka 2 huruf f (evaluation of administration, qualification,
technical part and price), 4.2.7; ux.md part 1.4. The steps are of each bid and not of the sheet as a whole, for the
next lowest bid comes in when the first ones have failed, perhaps at a later step (R-EVAL-4).
"""

from collections.abc import Collection, Sequence
from enum import StrEnum

from tenders.rules import Step

ORDER: tuple[str, ...] = (Step.ADMINISTRATION.value, Step.QUALIFICATION.value, Step.TECHNICAL.value)
"""The steps in which requirements are assessed; the price follows, and its lock ends the sheet."""


class Gate(StrEnum):
    """Whether the cells of one step of one bid take a verdict now."""

    OPEN = "open"
    """They do: every step before is locked."""
    LOCKED = "locked"
    """The step is locked; only a recorded reopening changes it."""
    LATER = "later"
    """A step before it is open: nobody reads or assesses it yet."""
    SPARED = "spared"
    """The bid fell at a locked step before it: it is not assessed any more."""


def in_order(used: Collection[str]) -> tuple[str, ...]:
    """Return the steps that have requirements, in the order in which they are locked."""
    return tuple(step for step in ORDER if step in used)


def gate(step: str, used: Sequence[str], locked: Collection[str], fell_at: int | None) -> Gate:
    """Return the gate of a step of a bid.

    ``used`` are the steps with requirements in their order, ``locked`` those locked for the bid; ``fell_at`` is the
    place in ``ORDER`` of the locked step at which it failed a requirement, None while it fell at none.
    """
    if step in locked:
        return Gate.LOCKED
    if fell_at is not None and fell_at < ORDER.index(step):
        return Gate.SPARED
    before = used[: list(used).index(step)] if step in used else ()
    return Gate.OPEN if all(each in locked for each in before) else Gate.LATER
