# SPDX-License-Identifier: Apache-2.0
"""Objections: a public page point by point; filing, answering and taking back behind the second factor."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from complaints import policy, selectors, services
from complaints.forms import PREFIX, AnswerForm, FollowUpForm, PointForm, PointForms, RemedyForm, errors_of, filled
from complaints.models import Objection
from complaints.policy import DIVERTED, Act
from complaints.rules import Ground
from complaints.selectors import words
from complaints.views.complaints import diverted
from complaints.views.kept import evidence_of, kept_files, retold, with_kept_files
from documents.models import StoredObject
from documents.services import download_url
from lpse import language
from lpse.accounts.stepup import ask_again
from lpse.core import clock
from lpse.core.acts import Actor, Missing, Refusal, Refused
from lpse.language import told
from lpse.views import acting, performs, public, signed_in
from tenders import selectors as tenders
from tenders.models import Tender


def public_tender(actor: Actor, code: str) -> Tender:
    """Return an announced tender. Raises Missing for every other."""
    tender = tenders.tender_for(actor, code)
    if not tenders.is_public(tender):
        raise Missing(code)
    return tender


@public
@require_safe
def objections(request: HttpRequest, code: str) -> HttpResponse:
    """Show the window, every objection with its answers, what holds the award, and each clock with its arithmetic."""
    tender = public_tender(acting(request), code)
    now = clock.now()
    context = {
        "tender": tenders.head(tender, now),
        "page": selectors.objection_page(acting(request), tender, now),
        "now": now,
    }
    return render(request, "complaints/objections.html", context)


@signed_in
@require_safe
def evidence(request: HttpRequest, code: str, point: int) -> HttpResponse:
    """Send whoever may read a point's proof to it."""
    tender = public_tender(acting(request), code)
    return HttpResponseRedirect(download_url(selectors.evidence_for(acting(request), tender, point)))


# --- Filing ----------------------------------------------------------------------------------------------------------


@performs(Act.FILE_OBJECTION)
@require_http_methods(["GET", "POST"])
def file_objection(request: HttpRequest, code: str) -> HttpResponse:
    """Write an objection point by point; files are kept at each press, also while the second factor is given."""
    actor, now = acting(request), clock.now()
    tender = public_tender(actor, code)
    own = selectors.own_objection(actor, tender)
    if own is not None:
        return redirect(_address(tender, own))
    refusal = policy.may_draft(actor, selectors.facts(actor, tender, now))
    if refusal in DIVERTED:
        return _diverted(request, tender, refusal)
    if refusal is not None:
        raise Refused(refusal)
    if request.method != "POST":
        return _form(request, tender, PointForms(prefix=PREFIX), RemedyForm())
    data = _with_kept_files(request, tender)
    # What was kept survives the step-up, which carries words only.
    request.POST = data  # type: ignore[assignment]
    if "add" in data:
        return _form(request, tender, one_more(data), RemedyForm(initial={"remedy": data.get("remedy", "")}))
    points, remedy = PointForms(data, request.FILES, prefix=PREFIX), RemedyForm(data)
    if not (points.is_valid() and remedy.is_valid()):
        return _form(request, tender, points, remedy, status=422)
    if not actor.stepped_up:
        return ask_again(request)
    try:
        filed = services.file_objection(
            actor=actor,
            tender=tender,
            points=[form.point() for form in filled(points)],
            evidence=evidence_of(actor, tender, filled(points)),
            remedy=remedy.cleaned_data["remedy"],
            now=clock.now(),
        )
    except Refused as refused:
        if refused.refusal in DIVERTED:
            return _diverted(request, tender, refused.refusal)
        raise
    messages.success(request, _("Sanggah %(number)s tercatat. Penetapan ditahan.") % {"number": filed.number})
    return redirect(_address(tender, filed))


def _address(tender: Tender, objection: Objection) -> str:
    return f"{reverse('complaints:objections', args=[tender.code])}#{objection.number}"


def _form(request: HttpRequest, tender: Tender, points: Any, remedy: RemedyForm, status: int = 200) -> HttpResponse:
    result = selectors.result_in_force(tender)
    context = {
        "tender": tenders.head(tender, clock.now()),
        "points": points,
        "remedy": remedy,
        "result": result,
        "errors": errors_of([*points.forms, remedy], points.non_form_errors()) if points.is_bound else [],
        "now": clock.now(),
    }
    return render(request, "complaints/file_objection.html", context, status=status)


def _with_kept_files(request: HttpRequest, tender: Tender) -> QueryDict:
    def keep(name: str, body: bytes) -> StoredObject:
        return services.keep_evidence(actor=acting(request), tender=tender, name=name, body=body, now=clock.now())

    return with_kept_files(request, tender, lambda data: PointForms(data, request.FILES, prefix=PREFIX).forms, keep)


def one_more(data: Mapping[str, str]) -> Any:
    """Return the points as typed so far and an empty one, without judging them yet."""
    bound = PointForms(data, prefix=PREFIX)
    names = PointForm.base_fields
    typed = [{name: data.get(form.add_prefix(name), "") for name in names} for form in bound.forms]
    return PointForms(prefix=PREFIX, initial=[*typed, {}][: bound.max_num])


def _diverted(request: HttpRequest, tender: Tender, refusal: Refusal) -> HttpResponse:
    """No objection can be filed: offer every word and file as a complaint, in one press (law.md R-SANGGAH-7)."""
    origin = DIVERTED[refusal]
    if request.method != "POST":
        return diverted(request, tender, refusal, origin, text="", files=[])
    data = _with_kept_files(request, tender)
    forms = PointForms(data, prefix=PREFIX).forms
    head = _("Sanggah atas hasil tender %(code)s. %(why)s") % {"code": tender.code, "why": told(refusal.message)}
    text = "\n\n".join([head, *retold(request, data, forms)])
    files = kept_files(acting(request), tender, data, forms)
    return diverted(request, tender, refusal, origin, text=text, files=files)


# --- Answering and taking back ---------------------------------------------------------------------------------------


@performs(Act.ANSWER_OBJECTION, step_up=True)
@require_http_methods(["GET", "POST"])
def answer_objection(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """Answer an objection: one box and one verdict per point; nothing is published while a box is empty."""
    actor, now = acting(request), clock.now()
    tender = public_tender(actor, code)
    objection = selectors.objection_for(tender, number)
    policy.require(policy.may_answer(actor, selectors.facts(actor, tender, now, objection)))
    rows = list(objection.points.select_related("evidence"))
    data = request.POST if request.method == "POST" else None
    forms = [AnswerForm(data, prefix=f"{PREFIX}-{row.position}") for row in rows]
    follow_up = FollowUpForm(data)
    if data is not None and not errors_of([*forms, follow_up]):
        try:
            services.answer_objection(
                actor=actor,
                objection=objection,
                answers=[form.answer() for form in forms],
                follow_up=follow_up.cleaned_data["follow_up"],
                now=clock.now(),
            )
        except Refused as refused:
            follow_up.add_error("follow_up", language.reason(refused))
        else:
            messages.success(request, _("Jawaban atas %(number)s terbit.") % {"number": number})
            return redirect(_address(tender, objection))
    errors = errors_of([*forms, follow_up]) if data is not None else []
    context = {
        "tender": tenders.head(tender, now),
        "objection": objection,
        "rows": [(row, words.GROUND[Ground(row.ground)], form) for row, form in zip(rows, forms, strict=True)],
        "follow_up": follow_up,
        "errors": errors,
        "is_late": now >= objection.due_at,
        "appeal_term": selectors.appeal_period(tender),
        "now": now,
    }
    return render(request, "complaints/answer_objection.html", context, status=422 if errors else 200)


@performs(Act.WITHDRAW_OBJECTION, step_up=True)
@require_http_methods(["GET", "POST"])
def withdraw_objection(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """Ask once more, then take the objection back."""
    actor, now = acting(request), clock.now()
    tender = public_tender(actor, code)
    objection = selectors.objection_for(tender, number)
    policy.require(policy.may_withdraw(actor, selectors.facts(actor, tender, now, objection)))
    if request.method == "POST":
        services.withdraw_objection(actor=actor, objection=objection, now=now)
        messages.success(request, _("Sanggah %(number)s dicabut.") % {"number": number})
        return redirect(_address(tender, objection))
    context = {"tender": tenders.head(tender, now), "objection": objection}
    return render(request, "complaints/withdraw_objection.html", context)
