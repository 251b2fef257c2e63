# SPDX-License-Identifier: Apache-2.0
"""A locked sheet reopened before its result: a new round that begins with everything found so far."""

import datetime as dt
from collections import Counter

from django.db import transaction

import tenders.services
from evaluation import policy
from evaluation.models import (
    Assessment,
    AssessmentDecision,
    Assignment,
    ClarificationAnswer,
    ClarificationFile,
    ClarificationOutcome,
    ClarificationRequest,
    Evaluation,
)
from evaluation.policy import Act
from evaluation.selectors import evaluating as selectors
from evaluation.selectors.cells import panel_of
from lpse.core.acts import Actor, Kind, refuse
from lpse.ledger import services as ledger


@transaction.atomic
def reopen_evaluation(*, actor: Actor, tender_id: int, reason: str, now: dt.datetime) -> Evaluation:
    """Reopen a locked sheet before its result is announced, with a reason that its next minutes print.

    The locked round stays as it was, with its minutes; the next one begins with its verdicts and clarifications.
    """
    tender = tenders.services.lock(tender_id)
    policy.require(policy.may(Act.REOPEN_EVALUATION, actor, selectors.facts(tender, actor)))
    locked = selectors.current_evaluation(tender)
    if locked is None or locked.locked_at is None:
        raise refuse(Kind.STATE, "Lembar evaluasi belum dikunci.", "Ubah penilaian langsung pada lembarnya.")
    reason = reason.strip()
    if len(reason) < 10:
        raise refuse(
            Kind.INPUT, "Alasan membuka kembali lembar belum diisi.", "Sebut apa yang harus diperbaiki dan mengapa."
        )
    reopened = Evaluation.objects.create(
        tender=tender, round_no=locked.round_no + 1, begun_at=now, reopened_reason=reason
    )
    _carry_assessments(locked, reopened)
    _carry_clarifications(locked, reopened)
    # The reason may tell what was found, so it is committed to and shown with the minutes (law.md R-KIP-9).
    public, hidden = {"round": reopened.round_no}, {"reason": reason}
    ledger.record(Act.REOPEN_EVALUATION, actor=actor, subject=tender.code, public=public, private=hidden)
    return reopened


def _carry_assessments(locked: Evaluation, reopened: Evaluation) -> None:
    """Begin each cell with the verdict in force, by the member who found it and when it was found.

    Where two members assess a cell: with both their words, the assignment, and what the chair decided.
    """
    panel = panel_of(locked)
    place = ["opened_bid_id", "requirement_id", *(["assessor_id"] if panel.two else [])]
    rows = list(Assessment.objects.filter(evaluation=locked).order_by(*place, "-version").distinct(*place))
    if panel.two:
        _carry_assignments(locked, reopened)
        rows = [row for row in rows if row.assessor_id in (panel.pair(row.requirement_id) or ())]
    versions: Counter[tuple[int, int]] = Counter()
    for row in rows:
        versions[cell := (row.opened_bid_id, row.requirement_id)] += 1
        row.pk, row.evaluation, row.version = None, reopened, versions[cell]
    Assessment.objects.bulk_create(rows)
    _carry_decisions(locked, reopened)


def _carry_assignments(locked: Evaluation, reopened: Evaluation) -> None:
    rows = list(locked.assignments.order_by("step", "-version").distinct("step"))
    for row in rows:
        row.pk, row.evaluation, row.version = None, reopened, 1
    Assignment.objects.bulk_create(rows)


def _carry_decisions(locked: Evaluation, reopened: Evaluation) -> None:
    place = ("opened_bid_id", "requirement_id")
    rows = list(locked.decisions.order_by(*place, "-version").distinct(*place))
    for row in rows:
        row.pk, row.evaluation, row.version = None, reopened, 1
    AssessmentDecision.objects.bulk_create(rows)


def _carry_clarifications(locked: Evaluation, reopened: Evaluation) -> None:
    """Begin with what was asked, answered and decided: nobody is asked twice."""
    for asked in selectors.requests_of(locked):
        answer: ClarificationAnswer | None = getattr(asked, "answer", None)
        outcome: ClarificationOutcome | None = getattr(asked, "outcome", None)
        files = list(ClarificationFile.objects.filter(answer=answer)) if answer else []
        again = ClarificationRequest.objects.create(
            evaluation=reopened,
            **{name: getattr(asked, name) for name in _ASKED},
        )
        if answer is not None:
            kept = ClarificationAnswer.objects.create(
                request=again, **{name: getattr(answer, name) for name in _ANSWERED}
            )
            for file in files:
                ClarificationFile.objects.create(answer=kept, name=file.name, object_id=file.object_id)
        if outcome is not None:
            ClarificationOutcome.objects.create(request=again, **{name: getattr(outcome, name) for name in _JUDGED})


_ASKED = ("opened_bid_id", "requirement_id", "number", "subject", "text", "asked_by_id", "asked_at", "answer_until")
_ANSWERED = ("vendor_id", "text", "is_late", "answered_by_id", "answered_at")
_JUDGED = ("outcome", "reason", "recomputed", "judged_by_id", "judged_at")
