# SPDX-License-Identifier: Apache-2.0
"""Reads of the winner's approval: whether the budget authority names it, what was proposed, what was decided."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from evaluation.models import Evaluation, WinnerDecision, WinnerProposal
from evaluation.selectors import evaluating as sheets
from evaluation.selectors.result import calendar_of
from lpse.core.calendar import Due
from lpse.regulations import Category
from lpse.regulations.winners import winner_numbers
from tenders.models import Tender
from tenders.selectors import hours_of


def needs_authority(tender: Tender) -> bool:
    """Say whether the budget authority names the winner: the ceiling is above the book's limit (R-ACT-1)."""
    return bool(tender.ceiling > winner_numbers(tender.regulation).limit(Category(tender.category)))


def decision_due(tender: Tender, proposed_at: datetime) -> Due:
    """Return by when the authority decides; from then on its silence approves (R-WIN-PA)."""
    period = winner_numbers(tender.regulation).decision
    return calendar_of(tender).add(
        proposed_at, period.days, period.unit, zone=ZoneInfo(tender.zone), hours=hours_of(tender)
    )


@dataclass(frozen=True)
class Approval:
    """Where the approval of a winner stands; nothing proposed, waiting, approved or refused."""

    proposal: WinnerProposal | None
    decision: WinnerDecision | None

    @property
    def is_given(self) -> bool:
        """Say whether the authority, or its silence, approved."""
        return self.decision is not None and self.decision.approved


def approval_of(tender: Tender, evaluation: Evaluation | None) -> Approval | None:
    """Return the approval of a round; None where no authority is asked."""
    if not needs_authority(tender):
        return None
    found = WinnerProposal.objects.select_related("decision__decided_by").filter(evaluation=evaluation).first()
    return Approval(found, getattr(found, "decision", None))


def proposed_rows(tender: Tender) -> list[Any]:
    """Return the ranked bids that the authority decides on, the winner first."""
    lines = sheets.preview(tender, sheets.current_evaluation(tender))
    return [line for line in lines if line.row["rank"]]
