# SPDX-License-Identifier: Apache-2.0
"""Complaints by anyone: sent without an account, followed with case number and code. No page here asks who you are."""

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints import selectors, services
from complaints.forms import ComplaintForm, ReplyForm, TicketForm, files_of, new_nonce
from complaints.models import Complaint, SealedVoice
from complaints.rules import ComplaintStatus, IdentityMode, Origin, Outcome
from complaints.selectors import words
from complaints.selectors.handling import handling_of
from complaints.views.sealing import sealed_of, sealing_facts
from complaints.views.ticket import Ticket, followed
from documents.models import StoredObject
from documents.services import download_url
from lpse import language
from lpse.core import clock
from lpse.core.acts import Actor, Kind, Missing, Refusal, Refused
from lpse.regulations import Rule
from lpse.views import public
from tenders import selectors as tenders
from tenders.models import Tender

TICKET = Ticket("tiket", "complaints.ticket", "/pengaduan/tiket/", "complaints:ticket")


@public
@require_safe
def complaints(request: HttpRequest) -> HttpResponse:
    """Sort a worry: objection, complaint or question; and show what became of earlier complaints."""
    rows = [(row, words.OUTCOME[Outcome(row.outcome)]) for row in selectors.published()]
    context = {"published": rows, "days": selectors.answer_days(), "rule": Rule.REPORT_OVERSIGHT.value}
    context["overdue"] = selectors.overdue_complaints(clock.now())
    return render(request, "complaints/complaints.html", context)


@public
@never_cache
@require_http_methods(["GET", "POST"])
def receive_complaint(request: HttpRequest) -> HttpResponse:
    """Take a complaint; case number and code are shown in the answer and nowhere else."""
    if request.method != "POST":
        initial = {"nonce": new_nonce(), "tender": request.GET.get("tender", "")[:20]}
        return _form(request, ComplaintForm(initial=initial))
    form = ComplaintForm(request.POST)
    tender = tender_of(form)
    received = None
    if form.is_valid():
        try:
            received = received_from(form, tender, files=_in_order(form.cleaned_data["files"]))
        except Refused as refused:
            form.add_error(None, language.reason(refused))
    if form.errors:
        return _form(request, form, status=422)
    return received_page(request, received)


def received_page(request: HttpRequest, received: services.Received | None) -> HttpResponse:
    """Show case number and code of what was just received; the second press of a form gets no code."""
    if received is None:
        return render(request, "complaints/received_before.html")
    track = f"{settings.SITE_URL}{reverse('complaints:follow-complaint')}?nomor={received.complaint.case}"
    context = {"complaint": received.complaint, "code": received.code, "track": track}
    return render(request, "complaints/received.html", context)


def _form(
    request: HttpRequest, form: ComplaintForm, *, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    kept = list(StoredObject.objects.filter(pk__in=files_of(str(form["nonce"].value() or ""))))
    context = {"form": form, "refusal": refusal, "kept": kept}
    return render(request, "complaints/receive_complaint.html", context, status=status)


def tender_of(form: ComplaintForm) -> Tender | None:
    """Return the public tender a form names, if it names one; an unknown code is an error of the form."""
    code = form.data.get("tender", "").strip().replace("\x00", "")
    if not code:
        return None
    try:
        return tenders.tender_for(Actor.public(), code.upper())
    except Missing:
        form.add_error("tender", _("Tidak ada tender berkode itu. Periksa kodenya atau kosongkan."))
        return None


def received_from(
    form: ComplaintForm,
    tender: Tender | None,
    *,
    files: Sequence[StoredObject],
    actor: Actor | None = None,
    sealed: services.Sealed | None = None,
) -> services.Received | None:
    """Receive what a valid form says, with these files."""
    cleaned = form.cleaned_data
    return services.receive_complaint(
        subject=cleaned["subject"],
        text=cleaned["text"],
        tender=tender,
        nonce=cleaned["nonce"],
        origin=cleaned["origin"],
        files=files,
        actor=actor,
        sealed=sealed,
        now=clock.now(),
    )


def _in_order(files: Sequence[int]) -> list[StoredObject]:
    kept = StoredObject.objects.in_bulk(files)
    return [kept[pk] for pk in files]


def diverted(
    request: HttpRequest, tender: Tender, refusal: Refusal, origin: Origin, *, text: str, files: Sequence[StoredObject]
) -> HttpResponse:
    """Show what cannot be an objection or appeal as a complaint ready to be sent, with every word and file of it."""
    subject = _("%(origin)s atas tender %(code)s") % {"origin": words.ORIGIN[origin], "code": tender.code}
    nonce = new_nonce(origin, [each.pk for each in files])
    initial = {"nonce": nonce, "tender": tender.code, "subject": subject, "text": text}
    status = 403 if refusal.kind is Kind.WHO else 409
    return _form(request, ComplaintForm(initial=initial), refusal=refusal, status=status)


# --- Following -------------------------------------------------------------------------------------------------------


@public
@never_cache
@require_http_methods(["GET", "POST"])
def follow_complaint(request: HttpRequest) -> HttpResponse:
    """Open a ticket with case number and tracking code."""

    def follow(typed: dict[str, str], address: str) -> str:
        return services.follow_complaint(**typed, address=address, now=clock.now()).case

    return followed(request, TICKET, TicketForm, "case", "complaints/follow_complaint.html", follow)


def _ticket_of(request: HttpRequest) -> Complaint | None:
    case = TICKET.name_in(request)
    return selectors.by_ticket(case) if case else None


@public
@never_cache
@require_safe
def ticket(request: HttpRequest) -> HttpResponse:
    """Show the thread of the ticket opened in this browser."""
    complaint = _ticket_of(request)
    if complaint is None:
        return redirect("complaints:follow-complaint")
    return _ticket(request, complaint, ReplyForm(initial={"nonce": new_nonce()}))


def _ticket(request: HttpRequest, complaint: Complaint, form: ReplyForm, status: int = 200) -> HttpResponse:
    now = clock.now()
    context = {"complaint": complaint, "form": form, "now": now, **described(complaint, words.COMPLAINT)}
    context |= {"handling": handling_of(complaint, now), **sealing_facts(form)}
    return render(request, "complaints/ticket.html", context, status=status)


def described(complaint: Complaint, names: Mapping[ComplaintStatus, tuple[object, str]]) -> dict[str, object]:
    """Return words, steps and messages of a complaint for a page."""
    status = ComplaintStatus(complaint.status)
    label, tone = names[status]
    reached = {ComplaintStatus.INCOMPLETE: 1, ComplaintStatus.RECEIVED: 1, ComplaintStatus.ACCEPTED: 2}
    here = reached.get(status, 3 if status is ComplaintStatus.IN_REVIEW else 4)
    sealed = list(SealedVoice.objects.filter(complaint=complaint))
    named = next((IdentityMode(each.mode) for each in sealed if each.message_id is None), IdentityMode.ANONYMOUS)
    steps = (_("Diterima"), _("Diperiksa kelengkapannya"), _("Dinyatakan lengkap"), _("Ditelaah"), _("Selesai"))
    return {
        "status_label": label,
        "tone": tone,
        "sealed": sealed,
        "identity_label": words.IDENTITY[named],
        "origin_label": words.ORIGIN.get(Origin(complaint.origin), ""),
        "files": list(complaint.files.select_related("kept")),
        "outcome_label": words.OUTCOME[Outcome(complaint.outcome)] if complaint.outcome else "",
        "steps": [
            {"name": name, "state": _state(place, here), "last": place == len(steps) - 1}
            for place, name in enumerate(steps)
        ],
        "thread": list(complaint.messages.prefetch_related("files__kept", "sealed__parts__kept")),
    }


def _state(place: int, here: int) -> str:
    if place < here or here == 4:
        return "done"
    return "now" if place == here else "later"


@public
@never_cache
@require_safe
def ticket_file(request: HttpRequest, position: int) -> HttpResponse:
    """Send whoever opened the ticket to a file of an auditor's message."""
    complaint = _ticket_of(request)
    if complaint is None:
        return redirect("complaints:follow-complaint")
    return HttpResponseRedirect(download_url(selectors.message_file(complaint, position)))


@public
@never_cache
@require_POST
def reply(request: HttpRequest) -> HttpResponse:
    """Add a message of whoever opened the ticket, with files that their browser sealed, if any."""
    complaint = _ticket_of(request)
    if complaint is None:
        return redirect("complaints:follow-complaint")
    form = ReplyForm(request.POST)
    if form.is_valid():
        text, sealed = form.cleaned_data["text"], sealed_of(form) if form.cleaned_data["header"] else None
        try:
            services.reply_as_complainant(complaint=complaint, text=text, sealed=sealed, now=clock.now())
            return redirect("complaints:ticket")
        except Refused as refused:
            form.add_error(None, language.reason(refused))
    return _ticket(request, complaint, form, status=422)


@public
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Close the ticket in this browser."""
    return TICKET.closed("complaints:complaints")
