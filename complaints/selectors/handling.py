# SPDX-License-Identifier: Apache-2.0
"""How a complaint is handled, for its pages: class, the clocks of both laws side by side, where it was forwarded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from complaints.models import ClockExtension, Complaint, ComplaintForwarding
from complaints.rules import ReportKind, waiting_states
from complaints.selectors import words
from complaints.selectors.extensions import extensions_of
from lpse.core.acts import Actor, Role, Task
from lpse.regulations import Rule

ANSWERS = frozenset({Rule.REPORT_INFORMATION, Rule.REPORT_GENERAL, Rule.REPORT_OVERSIGHT, Rule.COMPLAINT_DECISION})
"""Clocks that end with the answer to a complaint; the others end with a step on the way."""


@dataclass(frozen=True)
class HandlingClock:
    """One clock of a complaint: what must come, by when, counted how, and ``done``, ``open`` or ``overdue``."""

    rule: Rule
    label: Any
    due_at: datetime
    basis: Mapping[str, Any]
    state: str


@dataclass(frozen=True)
class Handling:
    """The handling of one complaint. ``target_at`` is the earlier end of the two laws, ``limit_at`` the later.

    ``is_overdue`` says that the earlier one has passed without an answer.
    """

    kind: Any
    clocks: Sequence[HandlingClock]
    target_at: datetime
    target_basis: Mapping[str, Any]
    is_overdue: bool
    limit_at: datetime
    forwarding: ComplaintForwarding | None
    is_forwarding_overdue: bool
    extensions: Sequence[ClockExtension]


def handling_of(complaint: Complaint, now: datetime) -> Handling:
    """Return class, clocks and forwarding of a complaint (law.md R-LAPOR-1, R-LAPOR-2, R-LYN-4 to R-LYN-6).

    The two laws count in working and in plain days: both stand side by side, the earlier end is the aim and the later
    one the limit (R-CONFLICT). Of a class with a shorter term, that of its class holds instead of the longest.
    """
    kind = getattr(complaint, "kind", None)
    clocks = [
        HandlingClock(rule, words.CLOCK[rule], due_at, basis, _state(rule, complaint, due_at, now))
        for rule, (due_at, basis) in sorted(counts_of(complaint).items(), key=lambda row: row[1][0])
    ]
    answers = [clock for clock in clocks if clock.rule in ANSWERS]
    forwarding = ComplaintForwarding.objects.filter(complaint=complaint).first()
    return Handling(
        kind=words.KIND[ReportKind(kind.word)] if kind else "",
        clocks=clocks,
        target_at=answers[0].due_at,
        target_basis=answers[0].basis,
        is_overdue=answers[0].state == "overdue",
        limit_at=answers[-1].due_at,
        forwarding=forwarding,
        is_forwarding_overdue=forwarding is not None and forwarding.answered_at is None and now >= forwarding.due_at,
        extensions=extensions_of([complaint.case]),
    )


def counts_of(complaint: Complaint) -> dict[Rule, tuple[datetime, Mapping[str, Any]]]:
    """Return end and basis of every clock of a complaint by its rule; that of its class replaces the longest."""
    rows = {Rule(each.rule): (each.due_at, each.basis) for each in complaint.clocks.all()}
    if not rows.keys() & {Rule.REPORT_INFORMATION, Rule.REPORT_GENERAL}:
        rows[Rule(complaint.basis["rule"])] = (complaint.due_at, complaint.basis)
    return rows


def _state(rule: Rule, complaint: Complaint, due_at: datetime, now: datetime) -> str:
    if complaint.status not in waiting_states(rule):
        return "done"
    return "overdue" if now >= due_at else "open"


def completion_ends_at(complaint: Complaint) -> datetime | None:
    """Return until when the complainant may complete the complaint, or None when that was never asked (R-LYN-5)."""
    return complaint.clocks.filter(rule=Rule.COMPLAINT_COMPLETION).values_list("due_at", flat=True).first()


def tasks_for(actor: Actor) -> list[Task]:
    """Return the forwarded complaints whose answer an auditor waits for."""
    if not actor.is_a(Role.AUDITOR):
        return []
    waiting = ComplaintForwarding.objects.filter(answered_at=None).select_related("complaint").order_by("due_at")
    return [
        Task(
            title=_("Catat jawaban atas pengaduan yang diteruskan %(case)s") % {"case": each.complaint.case},
            url=reverse("complaints:handle-complaint", args=[each.complaint.case]),
            due_at=each.due_at,
            note=each.to,
        )
        for each in waiting
    ]
