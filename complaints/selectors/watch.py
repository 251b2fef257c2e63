# SPDX-License-Identifier: Apache-2.0
"""Clocks that run out, for those who answer for them: how far each has run, the latest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from complaints.models import Appeal, ClockMark, Complaint, ComplaintForwarding, InformationRequest, Objection
from complaints.policy_clocks import OF_COMPLAINTS, OF_INFORMATION, OF_TENDERS
from complaints.rules import ANSWERS, AppealStatus, ComplaintStatus, Level, ObjectionStatus, forwarded, waiting_states
from complaints.rules_information import InformationStatus
from complaints.selectors import words
from complaints.selectors.handling import counts_of
from lpse.core.acts import Actor, Missing
from lpse.regulations import Rule


@dataclass(frozen=True)
class RunningClock:
    """One open clock that has reached a level: what it is of, its end, who answers, how far it has run.

    ``what`` says which of the clocks of a complaint or request it is; empty where there is only one.
    """

    of: str
    title: str
    what: Any
    url: str
    due_at: datetime
    actor: Any
    level: Any
    tone: str


def running_for(actor: Actor, now: datetime) -> list[RunningClock]:
    """Return the clocks of which half the time or more is gone, soonest end first. Raises Missing.

    Those of complaints are for auditors only, those of requests for information for the officer and the superior.
    """
    if not (OF_TENDERS | OF_INFORMATION) & actor.roles:
        raise Missing("clocks")
    found = list(_of_tenders()) if OF_TENDERS & actor.roles else []
    found += _of_complaints() if OF_COMPLAINTS & actor.roles else []
    found += _of_information() if OF_INFORMATION & actor.roles else []
    reached: dict[tuple[str, str], Level] = {}
    told = ClockMark.objects.filter(of__in=[row.mark for row in found], is_told=True).order_by("reached_at", "pk")
    for of, rule, word in told.values_list("of", "rule", "level"):
        reached[of, rule] = Level(word)
    rows = []
    for row in found:
        level = Level.OVERDUE if now >= row.due_at else reached.get((row.mark, row.rule))
        if level is not None:
            actor_ = words.ANSWERER[ANSWERS[row.rule]]
            rows.append(RunningClock(row.of, row.title, row.what, row.url, row.due_at, actor_, *words.LEVEL[level]))
    return sorted(rows, key=lambda row: (row.due_at, row.of))


@dataclass(frozen=True)
class _Open:
    """An open clock; ``mark`` is what its marks are of."""

    rule: Rule
    mark: str
    of: str
    title: str
    url: str
    due_at: datetime
    what: Any = ""


def _of_tenders() -> Iterator[_Open]:
    filed = Objection.objects.filter(status=ObjectionStatus.FILED).select_related("result__tender")
    for row in filed:
        tender = row.result.tender
        url = reverse("complaints:objections", args=[tender.code])
        yield _Open(Rule.OBJECTION_ANSWER, row.number, row.number, tender.title, url, row.due_at)
    admitted = Appeal.objects.filter(status=AppealStatus.ADMITTED).select_related("objection__result__tender")
    for appeal in admitted:
        tender = appeal.objection.result.tender
        url = reverse("complaints:objections", args=[tender.code])
        assert appeal.due_at is not None  # an admitted appeal has its term
        yield _Open(Rule.APPEAL_ANSWER, appeal.number, appeal.number, tender.title, url, appeal.due_at)


def _of_complaints() -> Iterator[_Open]:
    for row in Complaint.objects.exclude(status=ComplaintStatus.CLOSED).prefetch_related("clocks"):
        url = reverse("complaints:handle-complaint", args=[row.case])
        for rule, (due_at, _basis) in counts_of(row).items():
            if rule in ANSWERS and row.status in waiting_states(rule):
                yield _Open(rule, row.case, row.case, row.subject, url, due_at, words.CLOCK[rule])
    for each in ComplaintForwarding.objects.filter(answered_at=None).select_related("complaint"):
        case, rule = each.complaint.case, Rule(each.basis["rule"])
        url = reverse("complaints:handle-complaint", args=[case])
        yield _Open(rule, forwarded(case), case, each.complaint.subject, url, each.due_at, words.FORWARDED)


def _of_information() -> Iterator[_Open]:
    waiting = InformationRequest.objects.filter(status__in=[InformationStatus.RECEIVED, InformationStatus.OBJECTED])
    for row in waiting.select_related("objection"):
        url = reverse("complaints:handle-information", args=[row.number])
        if row.status == InformationStatus.OBJECTED:
            rule, due_at = Rule.INFORMATION_OBJECTION_ANSWER, row.objection.due_at
        elif row.extended_due_at is not None:
            rule, due_at = Rule.INFORMATION_REQUEST_EXTENSION, row.extended_due_at
        else:
            rule, due_at = Rule.INFORMATION_REQUEST, row.due_at
        yield _Open(rule, row.number, row.number, row.subject, url, due_at, words.CLOCK[rule])


def overdue_complaints(now: datetime) -> int:
    """Return how many complaints were not answered in time: the head of APIP and everyone may know (R-ADU-1)."""
    return Complaint.objects.exclude(status=ComplaintStatus.CLOSED).filter(due_at__lte=now).count()
