# SPDX-License-Identifier: Apache-2.0
"""Pages of clarification: the committee's list and forms, and what a bidder is asked and answers."""

from datetime import datetime

from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from documents.services import download_url
from evaluation import forms, policy, services
from evaluation.policy import Act
from evaluation.rules.clarifying import OUTCOMES, Outcome, Subject
from evaluation.selectors import clarifying as pages
from evaluation.selectors import evaluating as sheets
from evaluation.selectors.proving import invitation_to, rows_to_show
from lpse import language
from lpse.core import clock
from lpse.core.acts import Actor, Kind, Missing, Refused
from lpse.views import acting, performs, signed_in
from tenders import selectors as tenders
from tenders.models import Tender
from vendors.models import Vendor
from vendors.selectors import vendor_of


def _committee(actor: Actor, code: str) -> tuple[Tender, policy.SheetFacts]:
    """Return the tender and the member's part in it once its bids are open. Raises Missing for everybody else."""
    tender = tenders.tender_for(actor, code)
    known = sheets.facts(tender, actor)
    if not known.has_seat or sheets.current_evaluation(tender) is None:
        raise Missing(code)
    return tender, known


def _bidder(
    actor: Actor, code: str, now: datetime, *, is_invited: bool = False
) -> tuple[Tender, Vendor, list[pages.Asked]]:
    """Return the tender, the actor's vendor and what it was asked. Raises Missing for who was asked nothing."""
    tender, vendor = tenders.tender_for(actor, code), vendor_of(actor)
    asked = pages.asked_of(tender, now, vendor) if vendor is not None else []
    if vendor is None or not (asked or is_invited):
        raise Missing(code)
    return tender, vendor, asked


@signed_in
@require_safe
def clarifications(request: HttpRequest, code: str) -> HttpResponse:
    """Show the committee what was asked of whom, the answers, and what waits for the chair."""
    now = clock.now()
    tender, known = _committee(acting(request), code)
    evaluation = sheets.current_evaluation(tender)
    context = {
        "tender": tenders.head(tender, now),
        "asked": pages.asked_of(tender, now),
        "waiting": sheets.sheet(tender).unsettled,
        "is_chair": known.is_chair,
        "is_open": evaluation is not None and evaluation.locked_at is None and tender.status == "opened",
        "now": now,
    }
    return render(request, "evaluation/clarifications.html", context)


@performs(Act.REQUEST_CLARIFICATION)
def request_clarification(request: HttpRequest, code: str) -> HttpResponse:
    """Ask one bidder about its bid."""
    actor = acting(request)
    tender, known = _committee(actor, code)
    policy.require(policy.may(Act.REQUEST_CLARIFICATION, actor, known))
    page = sheets.sheet(tender)
    asking = request.GET.get("syarat", "")
    form = forms.ClarifyForm(
        request.POST or None,
        bids=[(bid.id, bid.vendor) for bid in page.bids],
        requirements=[(row.requirement.pk, f"{row.requirement.number}. {row.requirement.title}") for row in page.rows],
        initial={"bid": request.GET.get("peserta", ""), "requirement": asking}
        | ({"subject": Subject.OTHER.value} if asking else {}),
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.request_clarification(
                actor=actor,
                tender_id=tender.pk,
                bid_id=data["bid"],
                subject=Subject(data["subject"]),
                text=data["text"],
                answer_until=data["answer_until"],
                requirement_id=data["requirement"],
                now=clock.now(),
            )
        except Refused as refused:
            _told(form, refused)
        else:
            if data["requirement"] is None:
                return redirect("evaluation:clarifications", code=code)
            cell = f"{data['bid']}-{data['requirement']}"
            return redirect(f"{reverse('evaluation:sheet', args=[code])}?sel={cell}#sel")
    context = {"tender": tenders.head(tender, clock.now()), "form": form, "here": "ask"}
    return render(request, "evaluation/clarify.html", context, status=422 if form.errors else 200)


def _told(form: Form, refused: Refused) -> None:
    """Show a refusal on the form; that the person may not act passes on."""
    if refused.refusal.kind is Kind.WHO:
        raise refused
    form.add_error(None, language.reason(refused))


@performs(Act.JUDGE_CLARIFICATION)
def judge_clarification(request: HttpRequest, code: str, question: int) -> HttpResponse:
    """Decide how a clarification ended."""
    actor, now = acting(request), clock.now()
    tender, known = _committee(actor, code)
    policy.require(policy.may(Act.JUDGE_CLARIFICATION, actor, known))
    asked = _one(pages.asked_of(tender, now), question)
    subject = Subject(asked.row.subject)
    only = OUTCOMES[subject][0] if len(OUTCOMES[subject]) == 1 else None
    form = forms.OutcomeForm(request.POST or None, subject=subject, initial={"outcome": only})
    if request.method == "POST" and form.is_valid():
        try:
            services.judge_clarification(
                actor=actor,
                tender_id=tender.pk,
                number=question,
                outcome=Outcome(form.cleaned_data["outcome"]),
                reason=form.cleaned_data["reason"],
                recomputed=form.cleaned_data.get("recomputed"),
                now=now,
            )
        except Refused as refused:
            _told(form, refused)
        else:
            return redirect("evaluation:clarifications", code=code)
    context = {
        "tender": tenders.head(tender, now),
        "form": form,
        "here": "judge",
        "asked": asked,
        "price": pages.price_of(tender, asked.row.opened_bid),
        "now": now,
    }
    return render(request, "evaluation/clarify.html", context, status=422 if form.errors else 200)


def _one(asked: list[pages.Asked], number: int) -> pages.Asked:
    found = next((each for each in asked if each.row.number == number), None)
    if found is None:
        raise Missing(str(number))
    return found


@signed_in
@require_safe
def my_clarifications(request: HttpRequest, code: str) -> HttpResponse:
    """Show a bidder what it is asked, until when, what it answered, and to which proof it is invited."""
    actor, now = acting(request), clock.now()
    invitation = invitation_to(actor, tenders.tender_for(actor, code))
    tender, _vendor, asked = _bidder(actor, code, now, is_invited=invitation is not None)
    context = {"tender": tenders.head(tender, now), "asked": asked, "now": now, "is_bidder": True}
    context["invitation"] = invitation
    context["to_show"] = rows_to_show(tender, invitation, now) if invitation is not None else ()
    return render(request, "evaluation/clarifications.html", context)


@performs(Act.ANSWER_CLARIFICATION)
def answer_clarification(request: HttpRequest, code: str, question: int) -> HttpResponse:
    """Answer one clarification, once."""
    actor, now = acting(request), clock.now()
    tender, vendor, mine = _bidder(actor, code, now)
    asked = _one(mine, question)
    policy.require(policy.may_answer(actor, pages.answer_facts(tender, asked.row, vendor)))
    form = forms.ClarificationAnswerForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_clarification(
                actor=actor,
                tender_id=tender.pk,
                number=question,
                text=form.cleaned_data["text"],
                files=form.files_sent(),
                now=clock.now(),
            )
        except Refused as refused:
            _told(form, refused)
        else:
            return redirect("evaluation:my-clarifications", code=code)
    context = {"tender": tenders.head(tender, now), "form": form, "here": "answer", "asked": asked, "now": now}
    return render(request, "evaluation/clarify.html", context, status=422 if form.errors else 200)


@signed_in
@require_safe
def clarification_file(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Send the committee, or the bidder who sent it, to a short-lived address that downloads one file of an answer."""
    tender = tenders.tender_for(acting(request), code)
    found = pages.file_for(acting(request), tender, pk)
    return HttpResponseRedirect(download_url(found.object, found.name))
