# SPDX-License-Identifier: Apache-2.0
"""The auditors' desk (meja auditor). For everybody else, the committee concerned included, there is nothing here."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints import policy, selectors, services
from complaints.forms import AcceptForm, CloseForm, DeskMessageForm, ForwardedAnswerForm, LetterForm, new_nonce
from complaints.models import Complaint
from complaints.policy import HANDLING, Act
from complaints.rules import ComplaintStatus, Origin, Outcome, ReportKind
from complaints.selectors import words
from complaints.selectors.handling import handling_of
from complaints.views.complaints import described, received_from, received_page, tender_of
from documents.services import download_url
from lpse import language
from lpse.core import clock
from lpse.core.acts import Refused
from lpse.views import acting, performs, signed_in


@signed_in
@never_cache
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """List complaints by due date; the closed ones below."""
    now = clock.now()
    rows = [
        {
            "complaint": row,
            "label": words.DESK[ComplaintStatus(row.status)][0],
            "tone": words.DESK[ComplaintStatus(row.status)][1],
            "origin": words.ORIGIN.get(Origin(row.origin), ""),
            "is_closed": row.status == ComplaintStatus.CLOSED,
            "is_overdue": row.status != ComplaintStatus.CLOSED and now >= row.due_at,
        }
        for row in selectors.desk(acting(request))
    ]
    return render(request, "complaints/desk.html", {"rows": rows, "now": now})


@signed_in
@never_cache
@require_safe
def handle_complaint(request: HttpRequest, case: str) -> HttpResponse:
    """Show one complaint with its thread and the steps that may be taken now."""
    return _page(request, selectors.complaint_for(acting(request), case))


def _page(
    request: HttpRequest,
    complaint: Complaint,
    *,
    message: DeskMessageForm | None = None,
    close: CloseForm | None = None,
    answer: ForwardedAnswerForm | None = None,
    accept: AcceptForm | None = None,
    status: int = 200,
) -> HttpResponse:
    now = clock.now()
    state = ComplaintStatus(complaint.status)
    context = {
        "complaint": complaint,
        "now": now,
        "message": message or DeskMessageForm(prefix="pesan"),
        "close": close or CloseForm(prefix="tutup"),
        "answer": answer or ForwardedAnswerForm(prefix="jawab"),
        "accept": accept or AcceptForm(prefix="golong"),
        "handling": handling_of(complaint, now),
        "may": {act.name.lower(): state in states for act, states in HANDLING.items()},
        **described(complaint, words.DESK),
    }
    return render(request, "complaints/handle_complaint.html", context, status=status)


@signed_in
@require_safe
def complaint_file(request: HttpRequest, case: str, position: int) -> HttpResponse:
    """Send an auditor to a file that came with the complaint."""
    return HttpResponseRedirect(download_url(selectors.complaint_file(acting(request), case, position)))


@signed_in
@never_cache
@require_safe
def message_file(request: HttpRequest, case: str, position: int) -> HttpResponse:
    """Send an auditor to a file of a message."""
    complaint = selectors.complaint_for(acting(request), case)
    return HttpResponseRedirect(download_url(selectors.message_file(complaint, position)))


@performs(Act.RECORD_LETTER)
@never_cache
@require_http_methods(["GET", "POST"])
def record_letter(request: HttpRequest) -> HttpResponse:
    """Enter an objection that came by letter as a complaint; the code for its sender is shown once."""
    actor = acting(request)
    policy.require(policy.may_record_letter(actor))
    if request.method != "POST":
        initial = {"nonce": new_nonce(Origin.OFF_CHANNEL_OBJECTION)}
        return render(request, "complaints/record_letter.html", {"form": LetterForm(initial=initial)})
    form = LetterForm(request.POST, request.FILES)
    tender = tender_of(form)
    received = None
    if form.is_valid():
        letter = form.cleaned_data["letter"]
        try:
            kept = services.kept_evidence(name=letter.name[:120], body=letter.read(), now=clock.now())
            received = received_from(form, tender, files=[kept], actor=actor)
        except Refused as refused:
            form.add_error(None, language.reason(refused))
    if form.errors:
        return render(request, "complaints/record_letter.html", {"form": form}, status=422)
    return received_page(request, received)


@performs(Act.ACCEPT_COMPLAINT)
@require_POST
def accept_complaint(request: HttpRequest, case: str) -> HttpResponse:
    """Find the complaint complete."""
    complaint = selectors.complaint_for(acting(request), case)
    form = AcceptForm(request.POST, prefix="golong")
    if not form.is_valid():
        return _page(request, complaint, accept=form, status=422)
    kind = ReportKind(form.cleaned_data["kind"])
    services.accept_complaint(actor=acting(request), complaint=complaint, kind=kind, now=clock.now())
    return redirect("complaints:handle-complaint", case=case)


@performs(Act.REVIEW_COMPLAINT)
@require_POST
def review_complaint(request: HttpRequest, case: str) -> HttpResponse:
    """Begin to examine the complaint."""
    complaint = selectors.complaint_for(acting(request), case)
    services.review_complaint(actor=acting(request), complaint=complaint)
    return redirect("complaints:handle-complaint", case=case)


@performs(Act.ASK_FOR_MORE)
@require_POST
def ask_for_more(request: HttpRequest, case: str) -> HttpResponse:
    """Tell the complainant what is missing."""
    return _said(request, case, services.ask_for_more)


@performs(Act.REPLY_TO_COMPLAINT)
@require_POST
def reply_to_complaint(request: HttpRequest, case: str) -> HttpResponse:
    """Add a message to the thread."""
    return _said(request, case, services.reply_as_auditor)


def _said(request: HttpRequest, case: str, act: Callable[..., object]) -> HttpResponse:
    complaint = selectors.complaint_for(acting(request), case)
    form = DeskMessageForm(request.POST, request.FILES, prefix="pesan")
    if form.is_valid():
        said = {"text": form.cleaned_data["text"], "file": form.file()}
        try:
            act(actor=acting(request), complaint=complaint, now=clock.now(), **said)
            return redirect("complaints:handle-complaint", case=case)
        except Refused as refused:
            form.add_error(None, language.reason(refused))
    return _page(request, complaint, message=form, status=422)


@performs(Act.CLOSE_COMPLAINT, step_up=True)
@require_POST
def close_complaint(request: HttpRequest, case: str) -> HttpResponse:
    """Close the complaint with an outcome and a summary for everyone."""
    complaint = selectors.complaint_for(acting(request), case)
    form = CloseForm(request.POST, prefix="tutup")
    if form.is_valid():
        try:
            services.close_complaint(
                actor=acting(request),
                complaint=complaint,
                outcome=Outcome(form.cleaned_data["outcome"]),
                summary=form.cleaned_data["summary"],
                forwarded_to=form.cleaned_data["forwarded_to"],
                letter=form.cleaned_data["letter"],
                now=clock.now(),
            )
            return redirect("complaints:handle-complaint", case=case)
        except Refused as refused:
            form.add_error(None, language.reason(refused))
    return _page(request, complaint, close=form, status=422)


@performs(Act.RECORD_FORWARDED_ANSWER)
@require_POST
def record_forwarded_answer(request: HttpRequest, case: str) -> HttpResponse:
    """Record the answer of the office that a complaint was forwarded to."""
    complaint = selectors.complaint_for(acting(request), case)
    form = ForwardedAnswerForm(request.POST, prefix="jawab")
    if form.is_valid():
        text = form.cleaned_data["text"]
        try:
            services.record_forwarded_answer(actor=acting(request), complaint=complaint, text=text, now=clock.now())
            return redirect("complaints:handle-complaint", case=case)
        except Refused as refused:
            form.add_error(None, language.reason(refused))
    return _page(request, complaint, answer=form, status=422)
