# SPDX-License-Identifier: Apache-2.0
"""Pages of the qualification proof, for the committee: candidates, an invitation, what originals said, its end."""

from datetime import datetime

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from evaluation import policy, services
from evaluation.forms import InviteForm, SettleProofForm
from evaluation.policy import Act
from evaluation.rules.proving import ProofOutcome
from evaluation.selectors import evaluating as sheets
from evaluation.selectors import proving as pages
from evaluation.views.evaluating import door
from lpse import language
from lpse.core import clock
from lpse.core.acts import Kind, Refused
from lpse.views import acting, performs, signed_in
from tenders import selectors as tenders
from tenders.models import Tender


@signed_in
@require_safe
def proofs(request: HttpRequest, code: str) -> HttpResponse:
    """Show the committee who has to prove what, what is verified by whom, and how far each proof is."""
    tender, known, evaluation = door(acting(request), code)
    now = clock.now()
    context = {
        "tender": tenders.head(tender, now),
        "page": pages.proving_of(tender, evaluation, now),
        "is_chair": known.is_chair,
        "is_open": tender.status == "opened",
    }
    return render(request, "evaluation/proofs.html", context)


def _candidate(tender: Tender, pk: int, now: datetime) -> pages.Candidate:
    return pages.candidate_of(pages.proving_of(tender, sheets.current_evaluation(tender), now), pk)


@performs(Act.INVITE_TO_PROOF)
def invite_to_proof(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Invite one candidate; ``pk`` is its opened bid."""
    actor, now = acting(request), clock.now()
    tender, known, _evaluation = door(actor, code)
    policy.require(policy.may(Act.INVITE_TO_PROOF, actor, known))
    one = _candidate(tender, pk, now)
    form = InviteForm(request.POST or None, documents=[(row.pk, row.title) for row in pages.documents_of(tender)])
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            services.invite_to_proof(
                actor=actor,
                tender_id=tender.pk,
                bid_id=pk,
                starts_at=said["starts_at"],
                place=said["place"],
                is_online=said["way"] == "online",
                text=said["text"],
                documents=said.get("documents", []),
                now=now,
            )
        except Refused as refused:
            _told(form, refused)
        else:
            return redirect("evaluation:proofs", code=code)
    return _drawn(request, tender, one, form, here="invite", now=now)


def _told(form: Form, refused: Refused) -> None:
    """Show a refusal on the form; that the person may not act passes on."""
    if refused.refusal.kind is Kind.WHO:
        raise refused
    form.add_error(None, language.reason(refused))


@performs(Act.SETTLE_PROOF)
def settle_proof(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Write down what an invited candidate showed, and how its proof ended; ``pk`` is its opened bid."""
    actor, now = acting(request), clock.now()
    tender, known, _evaluation = door(actor, code)
    policy.require(policy.may(Act.SETTLE_PROOF, actor, known))
    one = _candidate(tender, pk, now)
    form = SettleProofForm(request.POST or None, rows=one.waiting)
    if request.method == "POST" and form.is_valid():
        try:
            services.settle_proof(
                actor=actor,
                tender_id=tender.pk,
                bid_id=pk,
                outcome=ProofOutcome(form.cleaned_data["outcome"]),
                findings=form.findings(),
                attendees=form.attendees(),
                reason=form.cleaned_data["reason"],
                now=now,
            )
        except Refused as refused:
            _told(form, refused)
        else:
            return redirect("evaluation:proofs", code=code)
    return _drawn(request, tender, one, form, here="settle", now=now)


def _drawn(
    request: HttpRequest, tender: Tender, one: pages.Candidate, form: Form, *, here: str, now: datetime
) -> HttpResponse:
    context = {"tender": tenders.head(tender, now), "one": one, "form": form, "here": here}
    context["stage"] = pages.stage_of(tender)
    return render(request, "evaluation/prove.html", context, status=422 if form.errors else 200)


@performs(Act.CONCLUDE_PROOF, step_up=True)
@require_POST
def conclude_proof(request: HttpRequest, code: str) -> HttpResponse:
    """Conclude the proof and print its minutes; the result may follow."""
    tender, _known, _evaluation = door(acting(request), code)
    services.conclude_proof(actor=acting(request), tender_id=tender.pk, now=clock.now())
    return redirect("evaluation:prices", code=code)
