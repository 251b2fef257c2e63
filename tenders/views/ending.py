# SPDX-License-Identifier: Apache-2.0
"""Pages that end a tender, failed or cancelled, and that begin the one after a failed one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lpse import language
from lpse.core import clock
from lpse.core.acts import Actor, Kind, Missing, Refused, Role
from lpse.views import acting, performs
from tenders import forms, policy, selectors, services
from tenders.models import Tender
from tenders.policy import Act, Facts
from tenders.rules import Ground, Status, grounds_for
from tenders.views.packages import members_at


def _door(request: HttpRequest, code: str) -> tuple[Actor, Tender, Facts]:
    actor = acting(request)
    tender = selectors.tender_for(actor, code)
    return actor, tender, selectors.facts(actor, tender=tender)


@performs(Act.FAIL_TENDER, step_up=True)
def fail_tender(request: HttpRequest, code: str) -> HttpResponse:
    """Declare a tender failed, on a ground that applies to where it stands."""
    actor, tender, facts = _door(request, code)
    if not facts.has_seat:
        raise Missing(code)
    return _fail(request, (actor, tender), Act.FAIL_TENDER, facts)


@performs(Act.FAIL_TENDER_BY_AUTHORITY, step_up=True)
def fail_tender_by_authority(request: HttpRequest, code: str) -> HttpResponse:
    """Declare a tender failed as budget authority (PA/KPA)."""
    actor, tender, facts = _door(request, code)
    if not (facts.is_authority and selectors.is_public(tender)):
        raise Missing(code)
    return _fail(request, (actor, tender), Act.FAIL_TENDER_BY_AUTHORITY, facts)


def _fail(request: HttpRequest, door: tuple[Actor, Tender], act: Act, facts: Facts) -> HttpResponse:
    actor, tender = door
    policy.require(act, actor, facts)
    by_authority = act is Act.FAIL_TENDER_BY_AUTHORITY
    grounds = grounds_for(Status(tender.status), by_authority=by_authority, method=tender.method)
    form = forms.FailForm(request.POST or None, grounds=grounds)
    if request.method == "POST" and form.is_valid():
        perform = services.fail_tender_by_authority if by_authority else services.fail_tender
        try:
            perform(
                actor=actor, tender=tender, ground=form.chosen(), reason=form.cleaned_data["reason"], now=clock.now()
            )
        except Refused as refused:
            if refused.refusal.kind is Kind.WHO:
                raise
            form.add_error("ground", language.reason(refused))
        else:
            return redirect("tenders:tender", code=tender.code)
    return _page(request, tender, form, is_cancel=False, facts=facts)


@performs(Act.CANCEL_TENDER, step_up=True)
def cancel_tender(request: HttpRequest, code: str) -> HttpResponse:
    """Cancel a tender."""
    actor, tender, facts = _door(request, code)
    if not facts.is_officer:
        raise Missing(code)
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.cancel_tender(actor=actor, tender=tender, reason=form.cleaned_data["reason"], now=clock.now())
        if selectors.is_public(tender):
            return redirect("tenders:tender", code=code)
        return redirect("tenders:packages")
    return _page(request, tender, form, is_cancel=True, facts=facts)


def _page(request: HttpRequest, tender: Tender, form: Any, *, is_cancel: bool, facts: Facts) -> HttpResponse:
    context = {
        "tender": selectors.head(tender, clock.now()),
        "form": form,
        "is_cancel": is_cancel,
        "can_reevaluate": facts.is_chair and tender.status == Status.DECIDED,
        "lines": () if is_cancel else selectors.ground_lines(form.fields["ground"].choices),
    }
    return render(request, "tenders/end_tender.html", context, status=422 if form.errors else 200)


@performs(Act.RETRY_TENDER)
@require_POST
def retry_tender(request: HttpRequest, code: str) -> HttpResponse:
    """Begin the tender that follows a failed one and go on to its draft."""
    actor, tender, facts = _door(request, code)
    if not facts.has_seat:
        raise Missing(code)
    draft = services.retry_tender(actor=actor, tender=tender, now=clock.now())
    messages.success(request, _("Rancangan tender ulang dibuat. Tinjau penyebab gagalnya sebelum diumumkan."))
    return redirect("tenders:draft-tender", code=draft.code)


@performs(Act.RETRY_WITH_NEW_COMMITTEE)
def retry_with_new_committee(request: HttpRequest, code: str) -> HttpResponse:
    """Assign another committee to the tender that follows one in which officials colluded."""
    actor, tender, facts = _door(request, code)
    if not actor.is_a(Role.UNIT_HEAD):
        raise Missing(code)
    policy.require(Act.RETRY_WITH_NEW_COMMITTEE, actor, facts)
    if tender.ended_ground != Ground.OFFICIALS_COLLUDED or selectors.retry_of(tender):
        raise Missing(code)
    now = clock.now()
    before = {seat.user_id for seat in tender.seats.all()}
    people = [user for user in members_at(now) if user.pk not in before]
    form = forms.CommitteeForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        members = list(form.cleaned_data["members"])
        try:
            services.retry_with_new_committee(
                actor=actor, tender=tender, members=members, chair=form.cleaned_data["chair"], now=now
            )
        except Refused as refused:
            form.add_error(None, language.reason(refused))
        else:
            messages.success(request, _("Pokja ditugaskan. Anggotanya melihat tender ini pada Tugas saya."))
            return redirect("tenders:tender", code=code)
    context = {"tender": selectors.head(tender, now), "form": form}
    return render(request, "tenders/retry_tender.html", context, status=422 if form.errors else 200)
