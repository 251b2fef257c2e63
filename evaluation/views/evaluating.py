# SPDX-License-Identifier: Apache-2.0
"""Pages of the evaluation, for the committee only: the sheet, one cell, prices and ranking, the lock."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from evaluation import policy, services
from evaluation.forms import AssessmentForm, DecideCellForm, ReopenForm
from evaluation.models import ClarificationRequest, Evaluation
from evaluation.policy import Act
from evaluation.rules.assessing import CellState
from evaluation.rules.remaining import Remaining, remaining
from evaluation.rules.steps import Gate
from evaluation.selectors import choosing
from evaluation.selectors import evaluating as pages
from evaluation.selectors.approving import approval_of
from evaluation.selectors.cells import Word, panel_of
from evaluation.selectors.proving import proving_of
from evaluation.selectors.result import calendar_of
from evaluation.selectors.steps import events_of, steps_to_lock
from lpse import language
from lpse.core import clock
from lpse.core.acts import Actor, Kind, Missing, Refused
from lpse.regulations import StageKind
from lpse.views import acting, performs, signed_in
from tenders import selectors as tenders
from tenders.models import Tender
from tenders.rules import Step
from tenders.selectors import TenderHead
from vendors import selectors as vendors
from vendors.models import Vendor

DECIDING = "putus_%s"
"""Names of the chair's fields, beside those of a chair who assesses as well."""


def door(actor: Actor, code: str) -> tuple[Tender, policy.SheetFacts, Evaluation]:
    """Return tender, member's part in it and round once its bids are open. Raises Missing for everybody else."""
    tender = tenders.tender_for(actor, code)
    known = pages.facts(tender, actor)
    newest = pages.current_evaluation(tender) if known.has_seat else None
    if newest is None:
        raise Missing(code)
    return tender, known, newest


@signed_in
@require_safe
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    """Show the sheet of requirements and bids, with the cell asked for by ``?sel=<bid>-<requirement>`` beside it."""
    tender, known, newest = door(acting(request), code)
    page = pages.sheet(tender, newest, known)
    return drawn_sheet(request, (tender, known), page, choosing.chosen(page, request.GET.get("sel", "")))


def drawn_sheet(
    request: HttpRequest,
    member: tuple[Tender, policy.SheetFacts],
    page: pages.Sheet,
    cell: choosing.Chosen | None,
    form: AssessmentForm | None = None,
    deciding: AssessmentForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return the sheet with one cell; ``form`` and ``deciding`` are what the member or the chair typed, with errors."""
    (tender, known), now = member, clock.now()
    head = tenders.head(tender, now)
    form = form or (_form_of(cell) if cell else None)
    if cell is not None and form is not None:
        form.offer_files(cell.bid.named_files)
    context = {
        "tender": head,
        "now": now,
        "remaining": None if page.is_locked else _remaining(tender, head, now),
        "sheet": page,
        "cell": cell,
        "picker": choosing.picker(page, cell),
        "progress": choosing.progress(page),
        "form": form,
        "deciding": deciding or (cell and _deciding(cell)) if known.is_chair else None,
        "is_chair": known.is_chair,
        "capacities": _capacities(tender, cell),
        "joint": vendors.joint_bid_of(cell.bid.code, tender) if cell and _is_of_qualification(cell) else None,
        "steps": steps_to_lock(page),
        "awaited": _awaited(page, now),
        "events": events_of(page.evaluation) if page.evaluation and page.panel.locked else [],
        "next_cell": choosing.next_empty(page, f"{cell.bid.id}-{cell.requirement.pk}" if cell else ""),
    }
    return render(request, "evaluation/sheet.html", context, status=status)


def _remaining(tender: Tender, head: TenderHead, now: datetime) -> Remaining | None:
    """Return what is left of the stage in the schedule, by the calendar of the tender."""
    window = head.windows.get(StageKind.EVALUATION)
    if window is None:
        return None
    return remaining(window.ends_at, now, calendar=calendar_of(tender), zone=ZoneInfo(tender.zone))


def _awaited(page: pages.Sheet, now: datetime) -> list[ClarificationRequest]:
    """Return the questions whose answers hold the lock that comes next, once nothing else does."""
    steps = steps_to_lock(page)
    if page.is_locked or (steps[0].missing if steps else page.empty_count):
        return []
    return page.awaited(now, steps[0].step if steps else None)


def _capacities(tender: Tender, cell: choosing.Chosen | None) -> list[tuple[Vendor, vendors.Capacity]]:
    """Return what the portal reckons of the bidder, beside a cell of the qualification; nothing beside others."""
    if cell is None or not _is_of_qualification(cell):
        return []
    return vendors.capacities_of(cell.bid.code, tender, clock.now())


def _is_of_qualification(cell: choosing.Chosen) -> bool:
    return bool(cell.requirement.step == Step.QUALIFICATION) and cell.cell.gate is not Gate.LATER


def _form_of(cell: choosing.Chosen) -> AssessmentForm:
    return AssessmentForm(initial=_initial(cell, cell.cell.own, cell.cell.version))


def _deciding(cell: choosing.Chosen) -> DecideCellForm | None:
    """Return the chair's form for a cell on which two members disagree, or that the chair decided before."""
    if cell.cell.state not in (CellState.DIFFERENT, CellState.DECIDED):
        return None
    last = next((word for word in cell.cell.words if word.by_chair), None)
    return DecideCellForm(auto_id=DECIDING, initial=_initial(cell, last, last.version if last else 0))


def _initial(cell: choosing.Chosen, word: Word | None, seen: int) -> dict[str, object]:
    return {
        "bid": cell.bid.id,
        "requirement": cell.requirement.pk,
        "seen": seen,
        "verdict": {True: "ms", False: "tms"}[word.passed] if word else "",
        "reason": word.reason if word else "",
        "file": word.file_id if word else None,
        "page": word.page if word else None,
    }


@performs(Act.SAVE_ASSESSMENT)
@require_POST
def save_assessment(request: HttpRequest, code: str) -> HttpResponse:
    """Save one cell and go on to the next empty one; what was typed stays on the page when it is refused."""
    tender, known, newest = door(acting(request), code)
    form = AssessmentForm(request.POST)
    if form.is_valid():
        try:
            _save(acting(request), tender, form)
        except Refused as refused:
            form.add_error("reason" if refused.refusal.kind is Kind.INPUT else None, language.reason(refused))
    page = pages.sheet(tender, newest, known)
    place = f"{request.POST.get('bid', '')}-{request.POST.get('requirement', '')}"
    if form.errors:
        cell = choosing.chosen(page, place)
        return drawn_sheet(request, (tender, known), page, cell, _seen(form, cell) if cell else form, status=422)
    following = choosing.next_empty(page, place)
    address = reverse("evaluation:sheet", args=[code])
    return redirect(f"{address}?sel={following or place}#sel")


def _seen(form: AssessmentForm, cell: choosing.Chosen) -> AssessmentForm:
    """Return the form as typed, with its errors, to follow the version in force that the page now shows."""
    data = QueryDict(mutable=True)
    data.update(form.data)
    data["seen"] = str(cell.cell.version)
    form.data = data
    return form


def _save(actor: Actor, tender: Tender, form: AssessmentForm) -> None:
    data = form.cleaned_data
    services.save_assessment(
        actor=actor,
        tender_id=tender.pk,
        bid_id=data["bid"],
        requirement_id=data["requirement"],
        passed=data["verdict"] == "ms",
        reason=data["reason"],
        seen_version=data["seen"],
        file_id=data["file"],
        page=data["page"],
        now=clock.now(),
    )


@signed_in
@require_safe
def prices(request: HttpRequest, code: str) -> HttpResponse:
    """Show prices, their arithmetic correction line by line, and the ranking that the present verdicts give."""
    tender, known, evaluation = door(acting(request), code)
    lines, is_ranked = pages.preview(tender, evaluation), is_priced(tender, evaluation)
    if not is_ranked:
        lines.sort(key=lambda line: line.corrected.total)
    context = {
        "tender": tenders.head(tender, clock.now()),
        "lines": lines,
        "is_ranked": is_ranked,
        "has_winner": any(line.row["rank"] == 1 for line in lines),
        "unreadable": pages.unreadable_bids(tender),
        "evaluation": evaluation,
        "refusal": policy.may(Act.ANNOUNCE_RESULT, acting(request), known),
        "is_chair": known.is_chair,
        "is_stepped_up": acting(request).stepped_up,
        "approval": approval_of(tender, evaluation),
        "proving": proving_of(tender, evaluation, clock.now()) if tender.status == "opened" else None,
        "is_preferred": pages.preference_of(tender) is not None,
    }
    return render(request, "evaluation/prices.html", context)


def is_priced(tender: Tender, evaluation: Evaluation) -> bool:
    """Say whether the ranking is shown: where steps are locked one after another, after the last one only."""
    if evaluation.locked_at is not None or not panel_of(evaluation).by_step:
        return True
    return not steps_to_lock(pages.sheet(tender, evaluation))


@performs(Act.LOCK_EVALUATION, step_up=True)
@require_POST
def lock_evaluation(request: HttpRequest, code: str) -> HttpResponse:
    """Lock the sheet and print the minutes of evaluation."""
    tender, _known, _newest = door(acting(request), code)
    services.lock_evaluation(actor=acting(request), tender_id=tender.pk, now=clock.now())
    return redirect("evaluation:prices", code=code)


@performs(Act.REOPEN_EVALUATION, step_up=True)
def reopen_evaluation(request: HttpRequest, code: str) -> HttpResponse:
    """Reopen a locked sheet, with the reason."""
    tender, known, _newest = door(acting(request), code)
    policy.require(policy.may(Act.REOPEN_EVALUATION, acting(request), known))
    form = ReopenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.reopen_evaluation(
                actor=acting(request), tender_id=tender.pk, reason=form.cleaned_data["reason"], now=clock.now()
            )
        except Refused as refused:
            if refused.refusal.kind is not Kind.INPUT:
                raise
            form.add_error("reason", language.reason(refused))
        else:
            return redirect("evaluation:sheet", code=code)
    context = {"tender": tenders.head(tender, clock.now()), "form": form}
    return render(request, "evaluation/reopen.html", context, status=422 if form.errors else 200)
