# SPDX-License-Identifier: Apache-2.0
"""The wizard as a task list: each part of a draft tender on its own page, in any order, then the announcement."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lpse import language
from lpse.core import clock
from lpse.core.acts import Actor, Kind, Refused
from lpse.core.calendar import UnknownYear
from lpse.regulations import Category as BookCategory
from lpse.regulations import StageKind, get
from lpse.regulations.book import Stage
from lpse.regulations.holidays import national
from lpse.regulations.planning import announcement_for
from lpse.regulations.schedules import TooEarly, draft_schedule
from lpse.views import acting, performs, signed_in
from tenders import forms, policy, selectors, services
from tenders.models import Tender
from tenders.pacts import PACTS, Party
from tenders.policy import Act
from tenders.rules import Part, Planned, Status, Step
from tenders.selection_templates import offered
from tenders.selectors import pages, words
from tenders.selectors.writing import template_of
from tenders.services.drafting import RequirementRow


def _draft(request: HttpRequest, code: str) -> tuple[Actor, Tender]:
    """Return the actor and a draft they make; the officer and the unit head may look, not change. Raises Missing."""
    actor = acting(request)
    return actor, selectors.draft_for(actor, code)


def _context(actor: Actor, tender: Tender, part: Part | None = None) -> dict[str, Any]:
    now = clock.now()
    found = selectors.checklist(tender, now)
    return {
        "draft": tender,
        "tender": selectors.head(tender, now),
        "checklist": found,
        "row": next((row for row in found.rows if row.part is part), None),
        "refusal": policy.may(Act.DRAFT_TENDER, actor, selectors.facts(actor, tender=tender)),
    }


@signed_in
def draft_tender(request: HttpRequest, code: str) -> HttpResponse:
    """Show the task list."""
    actor, tender = _draft(request, code)
    if tender.status != Status.DRAFT:
        return redirect("tenders:tender", code=code)
    return render(request, "tenders/draft.html", _context(actor, tender))


@performs(Act.DRAFT_TENDER)
def draft_stages(request: HttpRequest, code: str) -> HttpResponse:
    """Plan the schedule: by durations in training, by the generator of the rule book otherwise."""
    actor, tender = _draft(request, code)
    if tender.training:
        return _training_schedule(request, actor, tender)
    return _lawful_schedule(request, actor, tender)


def _training_schedule(request: HttpRequest, actor: Actor, tender: Tender) -> HttpResponse:
    form = forms.TrainingScheduleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.draft_training_schedule(
            actor=actor,
            tender=tender,
            bidding=form.minutes("bidding"),
            step=form.minutes("step"),
            standstill=form.minutes("standstill"),
            now=clock.now(),
        )
        messages.success(request, _("Jadwal disimpan. Waktunya dihitung mulai saat diumumkan."))
        return redirect("tenders:draft-stages", code=tender.code)
    return _schedule_page(request, actor, tender, {"form": form})


def _lawful_schedule(request: HttpRequest, actor: Actor, tender: Tender) -> HttpResponse:
    """Generate from a date, or keep the rows as edited."""
    start = forms.ScheduleStartForm(request.POST if "generate" in request.POST else None)
    wanted = forms.WantedDeadlineForm(request.POST if "backwards" in request.POST else None)
    kinds = [stage.kind for stage in get(tender.regulation).stages]
    known = selectors.windows(tender)
    edited = {
        kind: forms.StageForm(
            request.POST if "save" in request.POST else None,
            prefix=kind.value,
            initial={"starts_at": known[kind].starts_at, "ends_at": known[kind].ends_at} if kind in known else None,
        )
        for kind in kinds
    }
    plan: list[Planned] | None = None
    if "generate" in request.POST and start.is_valid():
        plan = _generated(tender, start, "announce_at")
    if "backwards" in request.POST and wanted.is_valid():
        plan = _generated(tender, wanted, "deadline_at")
    if "save" in request.POST and all(form.is_valid() for form in edited.values()):
        plan = [
            Planned(kind, form.cleaned_data["starts_at"], form.cleaned_data["ends_at"]) for kind, form in edited.items()
        ]
    if plan is not None:
        services.set_schedule(actor=actor, tender=tender, stages=plan)
        messages.success(request, _("Jadwal disimpan."))
        return redirect("tenders:draft-stages", code=tender.code)
    more = {"start": start, "wanted": wanted, "edited": _edited(tender, edited)}
    return _schedule_page(request, actor, tender, more)


def _generated(tender: Tender, form: Any, field: str) -> list[Planned] | None:
    """Return the whole lawful schedule from the moment typed in ``field``, or None with the reason at that field."""
    book, category, typed = get(tender.regulation), BookCategory(tender.category), form.cleaned_data[field]
    known: dict[str, Any] = {
        "calendar": national(),
        "zone": selectors.zone_of(tender),
        "hours": selectors.office_hours(),
    }
    now = clock.now()
    try:
        if field == "announce_at":
            drafted = draft_schedule(book, category, typed, **known)
        else:
            begins = announcement_for(book, category, typed, **known)
            same_day = begins.date() == now.astimezone(known["zone"]).date()
            begins = now if begins < now and not same_day else begins  # too late: say the earliest deadline from now
            drafted = draft_schedule(book, category, begins, deadline_at=typed, **known)
    except (TooEarly, UnknownYear, ValueError) as problem:
        form.add_error(field, language.reason(problem))
        return None
    return [Planned(stage.kind, stage.starts_at, stage.ends_at) for stage in drafted]


def _edited(tender: Tender, edited: dict[StageKind, Any]) -> list[tuple[Any, Any]]:
    book = get(tender.regulation)
    return [(book.stage(kind), form) for kind, form in edited.items()]


def _schedule_page(request: HttpRequest, actor: Actor, tender: Tender, more: dict[str, Any]) -> HttpResponse:
    context = _context(actor, tender, Part.SCHEDULE) | more
    plan = selectors.planned(tender)
    context["stages"] = pages.stage_lines(tender, context["tender"].windows, clock.now())
    context["measures"] = pages.measure_lines(tender, plan)
    context["clashes"] = [] if tender.training else selectors.clashes(tender, plan)
    typed = (more.get("form"), more.get("start"), more.get("wanted"))
    form_errors = [form for form in typed if form is not None and form.errors]
    context["row_errors"] = row_errors(more.get("edited", []))
    status = 422 if form_errors or context["row_errors"] else 200
    return render(request, "tenders/draft_stages.html", context, status=status)


def row_errors(rows: Sequence[tuple[Stage, Any]]) -> list[tuple[str, str]]:
    """Return each error in the rows of a schedule as (address of its field, sentence with the stage's name)."""
    return [
        (f"#{form[field].id_for_label}", f"{language.told(stage.label)}, {form[field].label}: {error}")
        for stage, form in rows
        for field, errors in form.errors.items()
        for error in errors
    ]


@performs(Act.DRAFT_TENDER)
def draft_documents(request: HttpRequest, code: str) -> HttpResponse:
    """Add and remove selection documents."""
    actor, tender = _draft(request, code)
    form = forms.DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and "remove" in request.POST:
        chosen = request.POST["remove"]
        services.remove_document(actor=actor, tender=tender, document_id=int(chosen) if chosen.isdigit() else 0)
        return redirect("tenders:draft-documents", code=code)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            services.add_document(
                actor=actor,
                tender=tender,
                kind=form.cleaned_data["kind"],
                title=form.cleaned_data["title"],
                name=file.name,
                body=file.read(),
                now=clock.now(),
            )
        except Refused as refused:
            if refused.refusal.kind is not Kind.INPUT:
                raise
            form.add_error("file", language.reason(refused))
        else:
            messages.success(request, _("Dokumen disimpan."))
            return redirect("tenders:draft-documents", code=code)
    context = _context(actor, tender, Part.DOCUMENTS) | {
        "form": form,
        "files": pages.document_lines(tender),
        "template": template_of(tender),
        "offered": offered(tender.category),
    }
    return render(request, "tenders/draft_documents.html", context, status=422 if form.errors else 200)


@performs(Act.DRAFT_TENDER)
def draft_requirements(request: HttpRequest, code: str) -> HttpResponse:
    """Edit the requirements."""
    actor, tender = _draft(request, code)
    initial = list(tender.requirements.values("step", "slot", "title", "guidance", "needs_file"))
    rows = forms.RequirementFormSet(request.POST or None, initial=initial, prefix="syarat")
    errors: list[tuple[str, str]] = []
    if request.method == "POST" and rows.is_valid():
        kept = [
            RequirementRow(Step(row["step"]), row["slot"], row["title"], row["guidance"], row["needs_file"])
            for row in rows.rows()
        ]
        try:
            services.set_requirements(actor=actor, tender=tender, rows=kept)
        except Refused as refused:
            if refused.refusal.kind is not Kind.INPUT:
                raise
            errors = [("#syarat", language.reason(refused))]
        else:
            messages.success(request, _("Syarat disimpan."))
            return redirect("tenders:draft-requirements", code=code)
    errors += rows.error_links() if rows.is_bound else []
    context = _context(actor, tender, Part.REQUIREMENTS) | {"rows": rows, "errors": errors}
    return render(request, "tenders/draft_requirements.html", context, status=422 if errors else 200)


@performs(Act.DRAFT_TENDER)
def draft_items(request: HttpRequest, code: str) -> HttpResponse:
    """Show the items vendors price, and take them again from the estimate."""
    actor, tender = _draft(request, code)
    if request.method == "POST":
        services.fill_items(actor=actor, tender=tender)
        messages.success(request, _("Butir diambil ulang dari HPS, tanpa harganya."))
        return redirect("tenders:draft-items", code=code)
    context = _context(actor, tender, Part.ITEMS) | {"items": tender.items.all()}
    return render(request, "tenders/draft_items.html", context)


@signed_in
def draft_committee(request: HttpRequest, code: str) -> HttpResponse:
    """Show the committee with pacts and keys, and one's own pact to sign."""
    actor, tender = _draft(request, code)
    return _committee_page(request, actor, tender, forms.PactForm())


@performs(Act.SIGN_PACT, step_up=True)
@require_POST
def sign_pact(request: HttpRequest, code: str) -> HttpResponse:
    """Take a member's signature under the integrity pact."""
    actor, tender = _draft(request, code)
    form = forms.PactForm(request.POST)
    if not form.is_valid():
        return _committee_page(request, actor, tender, form)
    services.sign_pact(actor=actor, tender=tender, now=clock.now())
    messages.success(request, _("Pakta integritas ditandatangani dan tercatat."))
    return redirect("tenders:draft-committee", code=code)


def _committee_page(request: HttpRequest, actor: Actor, tender: Tender, form: forms.PactForm) -> HttpResponse:
    context = _context(actor, tender, Part.COMMITTEE) | {
        "form": form,
        "pact": PACTS[Party.COMMITTEE],
        "seat": selectors.seat_of(actor, tender),
        "seats": [
            (each, words.POSITION[each.position], each.user.member_keys.filter(ended_at__isnull=True).first())
            for each in tender.seats.select_related("user")
        ],
    }
    return render(request, "tenders/draft_committee.html", context, status=422 if form.errors else 200)


@performs(Act.ANNOUNCE_TENDER)
def check_tender(request: HttpRequest, code: str) -> HttpResponse:
    """Show everything once more with what is missing, before the announcement."""
    actor, tender = _draft(request, code)
    if tender.status != Status.DRAFT:
        return redirect("tenders:tender", code=code)
    context = _context(actor, tender)
    context["announce_refusal"] = policy.may(
        Act.ANNOUNCE_TENDER, _stepped_up(actor), selectors.facts(actor, tender=tender)
    )
    context["page"] = pages.tender_page(tender, clock.now())
    return render(request, "tenders/check_tender.html", context)


def _stepped_up(actor: Actor) -> Actor:
    """The same person as after the second factor: the page asks who may, the act asks for the factor."""
    return Actor(actor.user_id, actor.name, actor.roles, stepped_up=True)


@performs(Act.ANNOUNCE_TENDER, step_up=True)
def announce_tender(request: HttpRequest, code: str) -> HttpResponse:
    """Announce."""
    actor, tender = _draft(request, code)
    if request.method != "POST":
        return redirect("tenders:check-tender", code=code)
    services.announce_tender(actor=actor, tender=tender, now=clock.now())
    messages.success(request, _("Tender diumumkan. Isinya sekarang tetap dan tercatat pada catatan publik."))
    return redirect("tenders:tender", code=code)
