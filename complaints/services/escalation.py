# SPDX-License-Identifier: Apache-2.0
"""Clocks that run out (eskalasi): told at half, four fifths, the last day and past the end, each exactly once."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import structlog
from django.db import transaction

from complaints.models import Appeal, ClockMark, Complaint, ComplaintForwarding, InformationRequest, Objection
from complaints.policy import Act
from complaints.rules import ANSWERS, SUPERIOR, AppealStatus, Level, ObjectionStatus, marks_of, waiting_states
from complaints.rules_information import InformationStatus
from lpse.core.acts import Actor
from lpse.core.canonical import timestamp
from lpse.ledger import services as ledger
from lpse.regulations import Rule

log = structlog.get_logger(__name__)
MOST_AT_ONCE = 500
"""Marks claimed by one tick; the next one, a second later, goes on."""
COMPLAINTS = "complaints"
"""The record's subject of what must not name a case."""
INFORMATION = "information"
"""The record's subject of requests for public information, whose numbers stand in the public register."""
WAITING: Mapping[Rule, Mapping[str, Any]] = {
    Rule.INFORMATION_REQUEST: {"status": InformationStatus.RECEIVED, "extended_at": None},
    Rule.INFORMATION_REQUEST_EXTENSION: {"status": InformationStatus.RECEIVED},
    Rule.INFORMATION_OBJECTION_ANSWER: {"status": InformationStatus.OBJECTED},
}
"""Requests for information whose clock still runs, by its rule."""


def set_marks(
    *, of: str, subject: str, starts_at: dt.datetime, basis: Mapping[str, Any], levels: frozenset[Level] | None = None
) -> None:
    """Write when the clock of a stored count reaches each level; called by the act that starts the clock."""
    due_at = dt.datetime.fromisoformat(basis["due_at"])
    for level, reached_at in marks_of(starts_at, due_at, basis["days"]).items():
        if levels is None or level in levels:
            ClockMark.objects.create(
                rule=basis["rule"], of=of, subject=subject, level=level, reached_at=reached_at, due_at=due_at
            )


def claim_marks(*, now: dt.datetime) -> int:
    """Claim every mark that was reached, however late, and tell those whose clock is still open. Returns how many.

    Each is locked in PostgreSQL and claimed in a transaction of its own: any number of ticks may do this at once. One
    that fails is logged loudly, waits for the next tick and stops no other.
    """
    reached = ClockMark.objects.filter(claimed_at__isnull=True, reached_at__lte=now).order_by("reached_at", "pk")
    claimed = 0
    for pk in list(reached.values_list("pk", flat=True)[:MOST_AT_ONCE]):
        try:
            claimed += _claim(pk, now)
        except Exception:
            log.exception("a mark of a clock could not be told", mark=pk)
    return claimed


@transaction.atomic
def _claim(pk: int, now: dt.datetime) -> bool:
    unclaimed = ClockMark.objects.select_for_update(skip_locked=True).filter(claimed_at__isnull=True)
    mark = unclaimed.filter(pk=pk).first()
    if mark is None:
        return False  # another tick was faster
    mark.claimed_at, mark.is_told = now, is_open(mark)
    mark.save(update_fields=["claimed_at", "is_told"])
    if mark.is_told:
        _tell(mark)
    return True


def is_open(mark: ClockMark) -> bool:
    """Say whether the answer that the clock waits for has not come."""
    if mark.rule == Rule.OBJECTION_ANSWER:
        return Objection.objects.filter(number=mark.of, status=ObjectionStatus.FILED).exists()
    if mark.rule == Rule.APPEAL_ANSWER:
        return Appeal.objects.filter(number=mark.of, status=AppealStatus.ADMITTED).exists()
    if mark.subject == INFORMATION:
        return InformationRequest.objects.filter(number=mark.of, **WAITING[Rule(mark.rule)]).exists()
    case, _colon, is_forwarded = mark.of.partition(":")
    if is_forwarded:
        return ComplaintForwarding.objects.filter(complaint__case=case, answered_at=None).exists()
    return Complaint.objects.filter(case=mark.of, status__in=waiting_states(Rule(mark.rule))).exists()


def _tell(mark: ClockMark) -> None:
    answers = ANSWERS[Rule(mark.rule)]
    to = SUPERIOR[answers] if mark.level == Level.OVERDUE else answers
    public = {"rule": mark.rule, "level": mark.level, "due_at": timestamp(mark.due_at), "to": to.value}
    if mark.subject == COMPLAINTS:
        named: dict[str, Any] = {"private": {"case": mark.of}}
    else:
        named, public = {}, public | {"of": mark.of}
    ledger.record(Act.WATCH_CLOCK, actor=Actor.clock(), subject=mark.subject, public=public, **named)
