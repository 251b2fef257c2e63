# SPDX-License-Identifier: Apache-2.0
"""Pages of the winner's approval above a limit: proposed by the chair, decided by the budget authority."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from evaluation import policy, services
from evaluation.forms import DecisionForm
from evaluation.policy import Act
from evaluation.selectors import approving as pages
from evaluation.selectors import evaluating as sheets
from lpse import language
from lpse.core import clock
from lpse.core.acts import Kind, Missing, Refused
from lpse.views import acting, performs
from tenders import selectors as tenders


@performs(Act.PROPOSE_WINNER, step_up=True)
@require_POST
def propose_winner(request: HttpRequest, code: str) -> HttpResponse:
    """Propose the winner of the locked sheet to the budget authority."""
    tender = tenders.tender_for(acting(request), code)
    if not sheets.facts(tender, acting(request)).has_seat:
        raise Missing(code)
    services.propose_winner(actor=acting(request), tender_id=tender.pk, now=clock.now())
    return redirect("evaluation:prices", code=code)


@performs(Act.DECIDE_WINNER, step_up=True)
def decide_winner(request: HttpRequest, code: str) -> HttpResponse:
    """Show the budget authority what is proposed to it, and take its decision."""
    actor = acting(request)
    tender = tenders.tender_for(actor, code)
    known = sheets.facts(tender, actor)
    approval = pages.approval_of(tender, sheets.current_evaluation(tender))
    if not known.is_authority or approval is None or approval.proposal is None:
        raise Missing(code)
    form = DecisionForm(request.POST or None)
    if request.method == "POST":
        policy.require(policy.may(Act.DECIDE_WINNER, actor, known))
        if form.is_valid():
            try:
                services.decide_winner(
                    actor=actor,
                    tender_id=tender.pk,
                    approved=form.cleaned_data["decision"] == "ya",
                    reason=form.cleaned_data["reason"],
                    now=clock.now(),
                )
            except Refused as refused:
                if refused.refusal.kind is not Kind.INPUT:
                    raise
                form.add_error("reason", language.reason(refused))
            else:
                return redirect("evaluation:decide-winner", code=code)
    context = {
        "tender": tenders.head(tender, clock.now()),
        "approval": approval,
        "lines": pages.proposed_rows(tender),
        "form": form,
    }
    return render(request, "evaluation/decide_winner.html", context, status=422 if form.errors else 200)
