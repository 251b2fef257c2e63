# SPDX-License-Identifier: Apache-2.0
"""Pages of the result: public, with the file that lets anybody recompute it, and the letter of appointment."""

import json

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from documents.services import download_url
from evaluation import policy, services
from evaluation.forms import AwardForm, VoidForm
from evaluation.policy import Act
from evaluation.selectors import evaluating as sheets
from evaluation.selectors import result as pages
from lpse import language
from lpse.core import clock
from lpse.core.acts import Kind, Missing, Refused
from lpse.views import acting, performs, public, signed_in
from tenders import selectors as tenders
from tenders.models import Tender
from vendors.selectors import vendor_of


@public
@require_safe
def result(request: HttpRequest, code: str) -> HttpResponse:
    """Show the winner, the reserves, why each other bid is out, and until when the result may be objected to."""
    return _result(request, tenders.tender_for(acting(request), code))


def _result(request: HttpRequest, tender: Tender, form: AwardForm | None = None, status: int = 200) -> HttpResponse:
    now = clock.now()
    known = sheets.facts(tender, acting(request))
    page = pages.result_page(tender, now)
    vendor = vendor_of(acting(request))
    context = {
        "tender": tenders.head(tender, now),
        "page": page,
        "is_bidder": vendor is not None and any(row.vendor_id == vendor.pk for row in page.standings),
        "now": now,
        "is_officer": known.is_officer,
        "has_seat": known.has_seat,
        "is_chair": known.is_chair,
        "form": form or AwardForm(),
    }
    return render(request, "evaluation/result.html", context, status=status)


@public
@require_safe
def evaluation_file(request: HttpRequest, code: str) -> HttpResponse:
    """Send the published evaluation file: the very bytes whose digest stands on the record."""
    tender = tenders.tender_for(acting(request), code)
    body = pages.published_file(tender)
    if body is None:
        raise Missing(code)
    response = HttpResponse(body, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="evaluasi-{tender.code}.json"'
    return response


@signed_in
@require_safe
def own_evaluation_file(request: HttpRequest, code: str) -> HttpResponse:
    """Send a bidder its own copy of the evaluation file, with its priced lines and nobody else's."""
    tender = tenders.tender_for(acting(request), code)
    vendor = vendor_of(acting(request))
    data = pages.own_file(tender, vendor) if vendor is not None else None
    if data is None:
        raise Http404
    response = HttpResponse(json.dumps(data, indent=1, ensure_ascii=False), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="evaluasi-{tender.code}-milik-sendiri.json"'
    return response


@performs(Act.ANNOUNCE_RESULT, step_up=True)
@require_POST
def announce_result(request: HttpRequest, code: str) -> HttpResponse:
    """Announce the result."""
    tender = tenders.tender_for(acting(request), code)
    services.announce_result(actor=acting(request), tender_id=tender.pk, now=clock.now())
    return redirect("evaluation:result", code=code)


@performs(Act.VOID_RESULT, step_up=True)
def void_result(request: HttpRequest, code: str) -> HttpResponse:
    """Void the result in force for a re-evaluation (evaluasi ulang), with the reason in words."""
    tender = tenders.tender_for(acting(request), code)
    known = sheets.facts(tender, acting(request))
    if not known.has_seat:
        raise Missing(code)
    policy.require(policy.may(Act.VOID_RESULT, acting(request), known))
    form = VoidForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.void_result(
            actor=acting(request), tender_id=tender.pk, reason=form.cleaned_data["reason"], now=clock.now()
        )
        return redirect("evaluation:sheet", code=code)
    context = {"tender": tenders.head(tender, clock.now()), "form": form}
    return render(request, "evaluation/void_result.html", context, status=422 if form.errors else 200)


@performs(Act.ISSUE_AWARD, step_up=True)
@require_POST
def issue_award(request: HttpRequest, code: str) -> HttpResponse:
    """Issue the letter of appointment; a number that will not do is said beside the field."""
    tender = tenders.tender_for(acting(request), code)
    policy.require(policy.may(Act.ISSUE_AWARD, acting(request), sheets.facts(tender, acting(request))))
    form = AwardForm(request.POST)
    if form.is_valid():
        try:
            services.issue_award(
                actor=acting(request), tender_id=tender.pk, number=form.cleaned_data["number"], now=clock.now()
            )
        except Refused as refused:
            if refused.refusal.kind is not Kind.INPUT:
                raise
            form.add_error("number", language.reason(refused))
    if form.errors:
        return _result(request, tender, form, status=422)
    return redirect("evaluation:result", code=code)


@public
@require_safe
def award_letter(request: HttpRequest, code: str) -> HttpResponse:
    """Send anyone to the letter of appointment."""
    tender = tenders.tender_for(acting(request), code)
    award = pages.result_page(tender, clock.now()).award
    if award is None:
        raise Missing(code)
    return HttpResponseRedirect(download_url(award.letter))
