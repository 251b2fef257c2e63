# SPDX-License-Identifier: Apache-2.0
"""Clocks that run out, for those who answer for them: how far each has run, the latest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from complaints.models import Appeal, ClockMark, Complaint, Objection
from complaints.policy_clocks import OF_COMPLAINTS, OF_TENDERS
from complaints.rules import AppealStatus, ComplaintStatus, Level, ObjectionStatus
from complaints.selectors import words
from lpse.core.acts import Actor, Missing


@dataclass(frozen=True)
class RunningClock:
    """One open clock that has reached a level: what it is of, its end, who answers, how far it has run."""

    of: str
    title: str
    url: str
    due_at: datetime
    actor: Any
    level: Any
    tone: str


def running_for(actor: Actor, now: datetime) -> list[RunningClock]:
    """Return the clocks of which half the time or more is gone, soonest end first. Raises Missing.

    Those of complaints are for auditors only.
    """
    if not OF_TENDERS & actor.roles:
        raise Missing("clocks")
    found = list(_of_tenders())
    if OF_COMPLAINTS & actor.roles:
        found += _of_complaints()
    reached: dict[str, Level] = {}
    marks = ClockMark.objects.filter(of__in=[row[0] for row in found], is_told=True).order_by("reached_at", "pk")
    for of, word in marks.values_list("of", "level"):
        reached[of] = Level(word)
    rows = []
    for of, title, url, due_at, who in found:
        level = Level.OVERDUE if now >= due_at else reached.get(of)
        if level is not None:
            rows.append(RunningClock(of, title, url, due_at, who, *words.LEVEL[level]))
    return sorted(rows, key=lambda row: (row.due_at, row.of))


Row = tuple[str, str, str, datetime, Any]


def _of_tenders() -> Iterator[Row]:
    filed = Objection.objects.filter(status=ObjectionStatus.FILED).select_related("result__tender")
    for row in filed:
        tender = row.result.tender
        url = reverse("complaints:objections", args=[tender.code])
        yield row.number, tender.title, url, row.due_at, words.COMMITTEE
    admitted = Appeal.objects.filter(status=AppealStatus.ADMITTED).select_related("objection__result__tender")
    for appeal in admitted:
        tender = appeal.objection.result.tender
        url = reverse("complaints:objections", args=[tender.code])
        assert appeal.due_at is not None  # an admitted appeal has its term
        yield appeal.number, tender.title, url, appeal.due_at, words.AUTHORITY


def _of_complaints() -> Iterator[Row]:
    for row in Complaint.objects.exclude(status=ComplaintStatus.CLOSED):
        yield row.case, row.subject, reverse("complaints:handle-complaint", args=[row.case]), row.due_at, words.AUDITOR


def overdue_complaints(now: datetime) -> int:
    """Return how many complaints were not answered in time: the head of APIP and everyone may know (R-ADU-1)."""
    return Complaint.objects.exclude(status=ComplaintStatus.CLOSED).filter(due_at__lte=now).count()
