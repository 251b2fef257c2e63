# SPDX-License-Identifier: Apache-2.0
"""The service survey: asked after a service or by the open link, its results for everyone, its plan by the unit's head.

The form never asks who is signed in: it knows a ticket, or nothing.
"""

import csv
import io

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from complaints import services
from complaints.forms import errors_of, new_nonce
from complaints.forms_survey import SurveyForm, heading, plan_forms, planned
from complaints.policy import Act, require
from complaints.policy_survey import may_publish
from complaints.selectors import survey as selectors
from complaints.selectors import words_survey as words
from complaints.views.complaints import received_page
from lpse import language
from lpse.core import clock
from lpse.core.acts import Kind, Refused, Role
from lpse.core.cells import cell
from lpse.views import acting, performs, public


@public
@require_safe
def survey(request: HttpRequest) -> HttpResponse:
    """Say what is asked and why, and show what came of it, quarter by quarter."""
    now = clock.now()
    return render(request, "complaints/survey.html", {"page": selectors.survey_page(now)})


@public
@never_cache
@require_http_methods(["GET", "POST"])
def answer_survey(request: HttpRequest) -> HttpResponse:
    """Ask the nine questions; a ticket (`?undangan=`) says after which service."""
    if request.method != "POST":
        ticket = request.GET.get("undangan", "")[:400]
        return _form(request, SurveyForm(initial={"nonce": new_nonce(), "ticket": ticket}), ticket)
    form, status = SurveyForm(request.POST), 422
    if form.is_valid():
        cleaned = form.cleaned_data
        try:
            received = services.answer_survey(
                answer=form.answer(),
                key=cleaned["asked"][1],
                nonce=cleaned["sending"],
                address=request.META.get("REMOTE_ADDR", ""),
                now=clock.now(),
            )
        except Refused as refused:
            form.add_error(None, language.reason(refused))
            status = {Kind.STATE: 409, Kind.WHEN: 429}.get(refused.refusal.kind, 422)
        else:
            return received_page(request, received) if received else render(request, "complaints/survey_thanks.html")
    return _form(request, form, form.data.get("ticket", ""), status)


def _form(request: HttpRequest, form: SurveyForm, ticket: str, status: int = 200) -> HttpResponse:
    asked = selectors.invited(ticket) if ticket else None
    context = {"form": form, "service": words.SERVICE[asked[0]] if asked else ""}
    return render(request, "complaints/answer_survey.html", context, status=status)


@public
@require_safe
def survey_result(request: HttpRequest, period: str) -> HttpResponse:
    """Show the result of an ended quarter or year."""
    page = selectors.result_page(period, clock.now())
    may_plan = page.published is None and acting(request).is_a(Role.UNIT_HEAD)
    return render(request, "complaints/survey_result.html", {"page": page, "may_publish": may_plan})


@public
@require_safe
def survey_csv(request: HttpRequest, period: str) -> HttpResponse:
    """Give a result as a table for machines."""
    page = selectors.result_page(period, clock.now())
    out = io.StringIO()
    csv.writer(out).writerows([cell(text) for text in row] for row in selectors.data_rows(page))
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="survei-{page.span.code}.csv"'
    return response


@performs(Act.PUBLISH_SURVEY, step_up=True)
@never_cache
@require_http_methods(["GET", "POST"])
def publish_survey(request: HttpRequest, period: str) -> HttpResponse:
    """Write the follow-up plan and publish the result with it."""
    actor, now = acting(request), clock.now()
    selectors.head_of_unit(actor)
    page = selectors.result_page(period, now)
    require(may_publish(actor, selectors.survey_facts(page.span, now)))
    data = request.POST if request.method == "POST" else None
    rows = plan_forms(data, page.lowest)
    others: list[str] = []
    if data is not None and all(form.is_valid() for _row, form in rows):
        try:
            services.publish_survey(actor=actor, span=page.span, plan=planned(rows), now=now)
        except Refused as refused:
            others.append(language.reason(refused))
        else:
            messages.success(request, _("Hasil survei terbit bersama rencananya."))
            return redirect("complaints:survey-result", period=page.span.code)
    context = {
        "page": page,
        "rows": [(heading(row), row, form) for row, form in rows],
        "errors": errors_of([form for _row, form in rows], others) if data is not None else [],
    }
    return render(request, "complaints/publish_survey.html", context, status=200 if data is None else 422)
