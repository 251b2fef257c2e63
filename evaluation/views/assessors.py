# SPDX-License-Identifier: Apache-2.0
"""Pages of who assesses, for the committee: one or two members per cell, who they are, the chair's decision."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from evaluation import policy, services
from evaluation.forms import AssignForm, DecideCellForm
from evaluation.policy import Act
from evaluation.selectors import assessors as pages
from evaluation.selectors import choosing
from evaluation.selectors import evaluating as sheets
from evaluation.views.evaluating import DECIDING, door, drawn_sheet
from lpse import language
from lpse.core import clock
from lpse.core.acts import Actor, Kind, Missing, Refused
from lpse.views import acting, performs, signed_in
from tenders import selectors as tenders
from tenders.models import Tender


def _committee(actor: Actor, code: str) -> tuple[Tender, policy.SheetFacts]:
    """Return the tender and the member's part in it, from the draft on. Raises Missing for everybody else."""
    tender = tenders.tender_for(actor, code)
    known = sheets.facts(tender, actor)
    if not known.has_seat:
        raise Missing(code)
    return tender, known


@signed_in
@require_safe
def assessors(request: HttpRequest, code: str) -> HttpResponse:
    """Show how many members assess each cell and who they are; the chair's forms."""
    tender, known = _committee(acting(request), code)
    return _assessors(request, tender, known)


def _assessors(
    request: HttpRequest, tender: Tender, known: policy.SheetFacts, form: AssignForm | None = None
) -> HttpResponse:
    page = pages.assessors_page(tender, acting(request), known)
    context = {
        "tender": tenders.head(tender, clock.now()),
        "page": page,
        "form": form or AssignForm(members=page.members, steps=page.steps, initial=page.assigned),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "evaluation/assessors.html", context, status=status)


@performs(Act.SET_ASSESSORS)
@require_POST
def set_assessors(request: HttpRequest, code: str) -> HttpResponse:
    """Choose one or two members per cell."""
    tender, _known = _committee(acting(request), code)
    two = request.POST.get("two") == "ya"
    services.set_assessors(actor=acting(request), tender_id=tender.pk, two=two, now=clock.now())
    return redirect("evaluation:assessors", code=code)


@performs(Act.ASSIGN_ASSESSORS)
@require_POST
def assign_assessors(request: HttpRequest, code: str) -> HttpResponse:
    """Assign two members to each step."""
    tender, known = _committee(acting(request), code)
    policy.require(policy.may(Act.ASSIGN_ASSESSORS, acting(request), known))
    page = pages.assessors_page(tender, acting(request), known)
    form = AssignForm(request.POST, members=page.members, steps=page.steps)
    if not form.is_valid():
        return _assessors(request, tender, known, form)
    services.assign_assessors(actor=acting(request), tender_id=tender.pk, pairs=form.pairs(), now=clock.now())
    return redirect("evaluation:sheet", code=code)


@performs(Act.DECIDE_ASSESSMENT)
@require_POST
def decide_assessment(request: HttpRequest, code: str) -> HttpResponse:
    """Decide a cell on which two members disagree, and go on to the next."""
    actor = acting(request)
    tender, known, newest = door(actor, code)
    policy.require(policy.may(Act.DECIDE_ASSESSMENT, actor, known))
    form = DecideCellForm(request.POST, auto_id=DECIDING)
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.decide_assessment(
                actor=actor,
                tender_id=tender.pk,
                bid_id=data["bid"],
                requirement_id=data["requirement"],
                passed=data["verdict"] == "ms",
                reason=data["reason"],
                seen_version=data["seen"],
                now=clock.now(),
            )
        except Refused as refused:
            form.add_error("reason" if refused.refusal.kind is Kind.INPUT else None, language.reason(refused))
    page = sheets.sheet(tender, newest, known)
    place = f"{request.POST.get('bid', '')}-{request.POST.get('requirement', '')}"
    if form.errors:
        return drawn_sheet(request, (tender, known), page, choosing.chosen(page, place), deciding=form, status=422)
    following = choosing.next_empty(page, place)
    return redirect(f"{reverse('evaluation:sheet', args=[code])}?sel={following or place}#sel")
