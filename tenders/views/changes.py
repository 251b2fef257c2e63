# SPDX-License-Identifier: Apache-2.0
"""Pages of schedule changes: one member proposes, a second one looks at old and new, and accepts or refuses."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lpse import language
from lpse.core import clock
from lpse.core.acts import Actor, Kind, Missing, Refused, refuse
from lpse.regulations import StageKind, get
from lpse.views import acting, performs, public
from tenders import forms, policy, selectors, services
from tenders.models import Tender
from tenders.policy import Act
from tenders.rules import PASSED_STAYS, Planned, why_not_extended
from tenders.selectors.feed import schedule_calendar
from tenders.views.drafting import row_errors
from tenders.views.public import actor_for_public


def member_door(request: HttpRequest, code: str) -> tuple[Actor, Tender]:
    """Return the actor and an announced tender of their committee. Raises Missing for everybody else."""
    actor = acting(request)
    tender = selectors.draft_for(actor, code)
    if not selectors.is_public(tender) or selectors.seat_of(actor, tender) is None:
        raise Missing(code)
    return actor, tender


def typed_note(request: HttpRequest) -> str:
    """Return why a proposal is refused, as typed; nothing for one's own. Raises Refused for no text or too much."""
    if not request.POST.get("note", "").strip():
        return ""
    form = forms.NoteForm(request.POST)
    if not form.is_valid():
        raise refuse(
            Kind.INPUT, "Alasan itu tidak terbaca atau lebih dari 2.000 huruf.", "Tulis alasan yang lebih pendek."
        )
    return str(form.cleaned_data["note"])


def stepped_up(actor: Actor) -> Actor:
    """The same person as after the second factor: the page asks who may, the act asks for the factor."""
    return Actor(actor.user_id, actor.name, actor.roles, stepped_up=True)


@public
def schedule_ics(request: HttpRequest, code: str) -> HttpResponse:
    """Give the schedule to calendars."""
    tender = selectors.tender_for(actor_for_public(request), code)
    if not selectors.is_public(tender):
        raise Missing(code)
    answer = HttpResponse(schedule_calendar(tender), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="jadwal-{tender.code}.ics"'
    return answer


@performs(Act.PROPOSE_SCHEDULE_CHANGE)
def propose_schedule_change(request: HttpRequest, code: str) -> HttpResponse:
    """Show the stages that can still move; compute them from a later deadline; propose them with a reason."""
    actor, tender = member_door(request, code)
    waiting = selectors.pending_change(tender)
    if waiting is not None:
        return redirect("tenders:schedule-change", code=code, proposal=waiting.number)
    now = clock.now()
    is_extension = selectors.extendable_until(tender, now) is not None
    current = _movable(tender, now, is_extension=is_extension)
    wanted = forms.NewDeadlineForm(request.POST if "compute" in request.POST else None)
    posted = request.POST if "propose" in request.POST else None
    form = forms.ScheduleChangeForm(posted, is_extension=is_extension)
    refusal = None
    rows = _rows(request, current, _computed(tender, wanted, current), now, is_extension=is_extension)
    if form.is_bound and form.is_valid() and all(row.is_valid() for _stage, row in rows):
        try:
            change = services.propose_schedule_change(
                actor=actor,
                tender=tender,
                stages=_typed(rows),
                ground=form.chosen(),
                reason=form.cleaned_data["reason"],
                now=now,
            )
        except Refused as refused:
            if refused.refusal.kind not in (Kind.INPUT, Kind.WHEN):
                raise
            refusal = refused.refusal
        else:
            messages.success(request, _("Usulan disimpan. Jadwal berubah setelah anggota kedua menyetujuinya."))
            return redirect("tenders:schedule-change", code=code, proposal=change.number)
    book = get(tender.regulation)
    named = [(book.stage(stage.kind), row) for stage, row in rows]
    context = {
        "tender": selectors.head(tender, now),
        "tab": "schedule",
        "form": form,
        "wanted": wanted,
        "rows": named,
        "row_errors": row_errors(named),
        "refusal": refusal,
        "is_extension": is_extension,
        "may_not": policy.may(Act.PROPOSE_SCHEDULE_CHANGE, actor, selectors.facts(actor, tender=tender)),
    }
    failed = refusal or form.errors or wanted.errors or context["row_errors"]
    return render(request, "tenders/propose_schedule_change.html", context, status=422 if failed else 200)


def _computed(tender: Tender, wanted: forms.NewDeadlineForm, current: list[Planned]) -> list[Planned]:
    """Return the stages behind a later deadline that was typed; ``current`` otherwise, with a reason at the field."""
    if wanted.is_bound and wanted.is_valid() and wanted.cleaned_data["deadline_at"]:
        try:
            return selectors.extended(tender, wanted.cleaned_data["deadline_at"])
        except Refused as refused:
            wanted.add_error("deadline_at", language.reason(refused))
    return current


def _movable(tender: Tender, now: datetime, *, is_extension: bool) -> list[Planned]:
    """Return the stages that are not over; after an empty close all but those before registration."""
    stages = selectors.planned(tender)
    if is_extension:
        return [stage for stage in stages if why_not_extended(stage, stage, now) is not PASSED_STAYS]
    return [stage for stage in stages if stage.ends_at > now]


def _typed(rows: Sequence[tuple[Planned, forms.MovedStageForm]]) -> list[Planned]:
    return [
        Planned(stage.kind, row.moment("starts_at", stage.starts_at), row.moment("ends_at", stage.ends_at))
        for stage, row in rows
    ]


def _rows(
    request: HttpRequest,
    current: Sequence[Planned],
    plan: Sequence[Planned],
    now: datetime,
    *,
    is_extension: bool = False,
) -> list[tuple[Planned, forms.MovedStageForm]]:
    """Return a form for each stage that may move, filled with the plan; what began keeps its start.

    In an extension after an empty close only registration and the bid window began: what follows them begins anew.
    """
    new = {stage.kind: stage for stage in plan}
    rows = []
    for stage in current:
        began = stage.starts_at <= now
        if is_extension:
            began = stage.kind in (StageKind.BID_SUBMISSION, StageKind.DOCUMENT_DOWNLOAD)
        starts_at = stage.starts_at if began else new[stage.kind].starts_at
        form = forms.MovedStageForm(
            request.POST if "propose" in request.POST else None,
            prefix=stage.kind.value,
            began=began,
            initial={"starts_at": starts_at, "ends_at": new[stage.kind].ends_at},
        )
        rows.append((stage, form))
    return rows


@performs(Act.ACCEPT_SCHEDULE_CHANGE)
def schedule_change(request: HttpRequest, code: str, proposal: int) -> HttpResponse:
    """Show a proposal to the committee: old and new, why, whom it clashes with, and who may decide."""
    actor, tender = member_door(request, code)
    change = tender.schedule_changes.select_related("proposed_by", "decided_by").filter(number=proposal).first()
    if change is None:
        raise Missing(code)
    if change.addendum is not None:
        return redirect("tenders:addendum", code=code, proposal=change.addendum.number)
    plan = [new for _old, new in selectors.moved_stages(tender, change)]
    context = {
        "tender": selectors.head(tender, clock.now()),
        "tab": "schedule",
        "row": change,
        "change": selectors.change_view(tender, change),
        "clashes": selectors.clashes(tender, plan),
        "is_own": change.proposed_by_id == actor.user_id,
        "refusal": policy.may(Act.ACCEPT_SCHEDULE_CHANGE, stepped_up(actor), selectors.facts(actor, tender=tender)),
        "form": forms.NoteForm(),
    }
    return render(request, "tenders/schedule_change.html", context)


@require_POST
@performs(Act.ACCEPT_SCHEDULE_CHANGE, step_up=True)
def accept_schedule_change(request: HttpRequest, code: str, proposal: int) -> HttpResponse:
    """Accept it."""
    actor, tender = member_door(request, code)
    services.accept_schedule_change(actor=actor, tender=tender, number=proposal, now=clock.now())
    messages.success(request, _("Jadwal berubah dan tercatat pada catatan publik."))
    return redirect("tenders:schedule", code=code)


@require_POST
@performs(Act.REFUSE_SCHEDULE_CHANGE)
def refuse_schedule_change(request: HttpRequest, code: str, proposal: int) -> HttpResponse:
    """Refuse it, or take it back."""
    actor, tender = member_door(request, code)
    services.refuse_schedule_change(
        actor=actor, tender=tender, number=proposal, note=typed_note(request), now=clock.now()
    )
    messages.success(request, _("Usulan ditutup; jadwal tetap."))
    return redirect("tenders:schedule", code=code)
