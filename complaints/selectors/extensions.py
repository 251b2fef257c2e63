# SPDX-License-Identifier: Apache-2.0
"""Affected clocks by the matter they are of, with the proposal that waits to extend them, and what was extended."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from complaints.models import ClockExtension
from complaints.policy_clocks import ClockFacts, may_accept, may_propose, may_refuse
from complaints.selectors.clocks import AffectedClock, affected_for
from lpse.core.acts import STEP_UP, Actor, Missing, Refusal
from lpse.regulations.recount import Change


@dataclass(frozen=True)
class Matter:
    """The clocks of one matter (a tender, an appeal, a case) that today's tables count otherwise.

    ``proposal`` waits for a second person. The refusals say why the reader may not act; None when they may.
    """

    of: str
    rows: Sequence[AffectedClock]
    proposal: ClockExtension | None
    proposing: Refusal | None
    accepting: Refusal | None
    refusing: Refusal | None


def matters_for(actor: Actor, now: datetime) -> list[Matter]:
    """Return what the actor may see of the affected clocks, soonest first. Raises Missing for who has none."""
    rows = sorted(affected_for(actor), key=lambda row: (row.of, row.promised_at, row.rule))
    proposals = {row.of: row for row in _undecided().select_related("proposed_by")}
    found = []
    for of, group in groupby(rows, key=lambda row: row.of):
        clocks = list(group)
        known = facts(actor, clocks, proposals.get(of), now)
        accepting = may_accept(actor, known)
        found.append(
            Matter(
                of,
                clocks,
                proposals.get(of) if known.is_waiting else None,
                may_propose(actor, known),
                None if accepting is STEP_UP else accepting,
                may_refuse(actor, known),
            )
        )
    return sorted(found, key=lambda matter: (matter.rows[0].promised_at, matter.of))


def clocks_of(actor: Actor, of: str) -> list[AffectedClock]:
    """Return the affected clocks of one matter. Raises Missing for none, and for one the actor may not see."""
    rows = [row for row in affected_for(actor) if row.of == of]
    if not rows:
        raise Missing(of)
    return sorted(rows, key=lambda row: (row.promised_at, row.rule))


def facts(actor: Actor, clocks: Sequence[AffectedClock], proposal: ClockExtension | None, now: datetime) -> ClockFacts:
    """Return what a decision about the clocks of a matter needs.

    A proposal that counts otherwise than today's tables waits no more: another table was loaded after it.
    """
    is_waiting = proposal is not None and proposal.changes == changes_of(clocks)
    return ClockFacts(
        of=clocks[0].kind,
        is_later=bool(_later(clocks)) and not any(row.change is Change.UNKNOWN for row in clocks),
        is_running=all(now < row.promised_at for row in _later(clocks)),
        is_waiting=is_waiting,
        is_own=is_waiting and proposal is not None and proposal.proposed_by_id == actor.user_id,
    )


def changes_of(clocks: Iterable[AffectedClock]) -> list[dict[str, Any]]:
    """Return what an extension of the clocks changes, as it is stored; one that would end earlier keeps its end."""
    rows = [{"rule": row.rule.value, "old": row.basis, "new": row.new_basis} for row in _later(clocks)]
    found: list[dict[str, Any]] = json.loads(json.dumps(rows))
    return found


def undecided(of: str) -> ClockExtension | None:
    """Return the proposal about a matter that nobody decided, locked."""
    row: ClockExtension | None = _undecided().select_for_update().filter(of=of).first()
    return row


def extensions_of(matters: Iterable[str]) -> list[ClockExtension]:
    """Return the accepted extensions of matters, oldest first, for the pages that show their dates."""
    accepted = ClockExtension.objects.filter(of__in=list(matters), is_accepted=True)
    return list(accepted.order_by("decided_at"))


def _later(clocks: Iterable[AffectedClock]) -> list[AffectedClock]:
    return [row for row in clocks if row.change is Change.LATER]


def _undecided() -> Any:
    return ClockExtension.objects.filter(is_accepted=None)
