# SPDX-License-Identifier: Apache-2.0
"""The window for appeals (masa sanggah banding): opened by a rejecting answer, holding the award until it is over."""

import datetime as dt

import structlog
from django.db import transaction
from django.db.models import QuerySet

import tenders.services
from complaints.models import Appeal, AppealWindow, Objection
from complaints.policy import Act
from complaints.rules import APPEAL_PERIOD, PENDING_APPEAL, WindowEnd, appeal_number
from complaints.selectors.appeals import appeal_term
from evaluation.models import Result
from lpse.core.acts import Actor
from lpse.core.canonical import timestamp
from lpse.ledger import services as ledger
from tenders.models import Tender
from tenders.rules import Status

log = structlog.get_logger(__name__)


def open_appeal_window(tender: Tender, objection: Objection, now: dt.datetime) -> AppealWindow | None:
    """Open the window that follows a rejecting answer, counted once, and hold the award (R-SANGGAH-6, R-BANDING-1).

    Returns None where the law knows no appeal (goods, services), and where no result is in force any more. Called by
    the answer, which is on the record.
    """
    if objection.result.voided_at is not None or tender.status != Status.DECIDED:
        return None
    term = appeal_term(tender, now)
    if term is None:
        return None
    tenders.services.place_hold(tender=tender, reason=APPEAL_PERIOD, ref=appeal_number(objection.number), now=now)
    return AppealWindow.objects.create(
        objection=objection,
        opened_at=now,
        ends_on=term.due.due_on,
        ends_at=term.due.due_at,
        basis={**term.as_data(), "words": term.words()},
    )


def end_appeals(tender: Tender, result: Result, now: dt.datetime) -> None:
    """End what else hangs on a voided result: open windows, appeals not yet decided; their holds are lifted."""
    for window in _locked(tender, AppealWindow.objects.filter(objection__result=result)):
        _close(tender, window, WindowEnd.VOIDED, now)
    rows = Appeal.objects.select_for_update(of=("self",)).filter(objection__result=result, status__in=PENDING_APPEAL)
    for appeal in rows.order_by("pk"):
        appeal.lapse()
        appeal.save()
        tenders.services.lift_hold(tender=tender, ref=appeal.hold_ref, now=now)


def close_appeal_windows(*, now: dt.datetime) -> int:
    """Close every window that ended without an appeal, each once, and lift its hold: the clock's recorded act.

    One whose tender ended meanwhile is closed with it. One that fails is logged loudly and stops no other. Returns how
    many were closed.
    """
    due = AppealWindow.objects.filter(closed_at__isnull=True, ends_at__lte=now)
    closed = 0
    for pk, tender_id in list(due.order_by("pk").values_list("pk", "objection__result__tender_id")):
        try:
            closed += _close_due(pk, tender_id, now)
        except Exception:
            log.exception("a window for appeals could not be closed", window=pk)
    return closed


@transaction.atomic
def _close_due(pk: int, tender_id: int, now: dt.datetime) -> int:
    tender = tenders.services.lock(tender_id)
    # Whoever came second finds it closed: the tender's lock puts two clocks in a row.
    for window in _locked(tender, AppealWindow.objects.filter(pk=pk)):
        _close(tender, window, WindowEnd.PASSED, now)
        ledger.record(
            Act.CLOSE_APPEAL_WINDOW,
            actor=Actor.clock(),
            subject=tender.code,
            public={"objection": window.objection.number, "ended_at": timestamp(window.ends_at)},
        )
        return 1
    return 0


def _locked(tender: Tender, windows: QuerySet[AppealWindow]) -> list[AppealWindow]:
    rows = windows.filter(closed_at__isnull=True, objection__result__tender=tender).select_related("objection")
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def _close(tender: Tender, window: AppealWindow, why: WindowEnd, now: dt.datetime) -> None:
    window.closed_at, window.closed_because = now, why
    window.save(update_fields=["closed_at", "closed_because"])
    tenders.services.lift_hold(tender=tender, ref=appeal_number(window.objection.number), now=now)
