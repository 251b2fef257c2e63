# SPDX-License-Identifier: Apache-2.0
"""Pages of the steps, for the chair: a second look before a step is locked, and its reopening with a reason."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from evaluation import policy, services
from evaluation.forms import ReopenStepForm
from evaluation.policy import Act
from evaluation.selectors import evaluating as sheets
from evaluation.selectors import steps as pages
from evaluation.views.evaluating import door
from lpse import language
from lpse.core import clock
from lpse.core.acts import Kind, Refused
from lpse.views import acting, performs
from tenders import selectors as tenders
from tenders.rules import Step


@performs(Act.LOCK_STEP, step_up=True)
def lock_step(request: HttpRequest, code: str) -> HttpResponse:
    """Show once more what a step found, then lock it; without one that is ready, go back to the sheet."""
    actor = acting(request)
    tender, known, newest = door(actor, code)
    policy.require(policy.may(Act.LOCK_STEP, actor, known))
    waiting = pages.steps_to_lock(sheets.sheet(tender, newest, known))
    named = request.POST.get("step", "")
    if request.method == "POST" and named in list(Step):
        services.lock_step(actor=actor, tender_id=tender.pk, step=Step(named), now=clock.now())
        return redirect("evaluation:sheet", code=code)
    if not waiting or waiting[0].missing:
        return redirect("evaluation:sheet", code=code)
    context = {"tender": tenders.head(tender, clock.now()), "step": waiting[0]}
    return render(request, "evaluation/lock_step.html", context)


@performs(Act.REOPEN_STEP, step_up=True)
def reopen_step(request: HttpRequest, code: str) -> HttpResponse:
    """Reopen a locked step and those after it, with the reason."""
    actor = acting(request)
    tender, known, newest = door(actor, code)
    policy.require(policy.may(Act.REOPEN_STEP, actor, known))
    locked = pages.locked_steps(sheets.sheet(tender, newest, known))
    if not locked or newest.locked_at is not None:
        return redirect("evaluation:sheet", code=code)
    form = ReopenStepForm(request.POST or None, steps=locked, initial={"step": locked[-1][0]})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.reopen_step(
                actor=actor, tender_id=tender.pk, step=Step(data["step"]), reason=data["reason"], now=clock.now()
            )
        except Refused as refused:
            if refused.refusal.kind is not Kind.INPUT:
                raise
            form.add_error("reason", language.reason(refused))
        else:
            return redirect("evaluation:sheet", code=code)
    context = {"tender": tenders.head(tender, clock.now()), "form": form}
    return render(request, "evaluation/reopen_step.html", context, status=422 if form.errors else 200)
