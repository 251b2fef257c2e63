# SPDX-License-Identifier: Apache-2.0
"""Reads of who assesses a tender: the setting, whether it may still change, and the members of each step."""

from dataclasses import dataclass

from evaluation import policy
from evaluation.models import Assessment
from evaluation.policy import Act, SheetFacts
from evaluation.selectors import cells
from evaluation.selectors import evaluating as sheets
from lpse.core.acts import Actor
from lpse.core.said import Said
from tenders.models import Tender


@dataclass(frozen=True)
class AssessorsPage:
    """How a tender's cells are assessed; ``members`` and ``assigned`` are seats, ``steps`` those with requirements."""

    two: bool
    is_chair: bool
    may_change: bool
    """Whether the reader may choose the other setting now."""
    may_assign: bool
    members: list[tuple[int, str]]
    steps: list[tuple[str, Said]]
    assigned: dict[str, list[int]]
    named: list[tuple[Said, str]]
    """Each step with the names of its two assessors, an empty text while nobody is assigned."""
    is_draft: bool


def assessors_page(tender: Tender, actor: Actor, known: SheetFacts) -> AssessorsPage:
    """Return the page of assessors for a member."""
    two = cells.has_two_assessors(tender)
    has_verdict = Assessment.objects.filter(evaluation__tender=tender).exists()
    evaluation = sheets.current_evaluation(tender)
    used = set(tender.requirements.values_list("step", flat=True))
    steps = [(step, words) for step, words in cells.STEPS.items() if step in used]
    panel = cells.panel_of(evaluation) if evaluation else cells.Panel(two=two)
    is_open = evaluation is not None and evaluation.locked_at is None
    return AssessorsPage(
        two=two,
        is_chair=known.is_chair,
        may_change=policy.may_set_assessors(actor, known, two=not two, has_verdict=has_verdict) is None,
        may_assign=two and is_open and policy.may(Act.ASSIGN_ASSESSORS, actor, known) is None,
        members=[(seat.pk, str(seat.user)) for seat in tender.seats.select_related("user")],
        steps=steps,
        assigned={step: list(panel.pairs.get(step, ())) for step, _words in steps},
        named=[(words, ", ".join(panel.of_step(step))) for step, words in steps],
        is_draft=tender.status == "draft",
    )
