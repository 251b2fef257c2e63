# SPDX-License-Identifier: Apache-2.0
"""The desk of the information officer and the superior. For everybody else there is nothing here."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from complaints import policy_information as policy
from complaints import services
from complaints.forms_information import AttachForm, ExtendForm, ReplyForm, ReviewForm
from complaints.models import InformationRequest
from complaints.policy import Act
from complaints.selectors import information as reads
from documents.services import download_url
from lpse import language
from lpse.core import clock
from lpse.core.acts import STEP_UP, Refusal, Refused
from lpse.views import acting, performs, signed_in


@signed_in
@never_cache
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """List requests by due date, with the names of those who asked; the answered ones below."""
    rows = reads.information_desk(acting(request), clock.now())
    return render(request, "complaints/information_desk.html", {"rows": rows})


@signed_in
@never_cache
@require_safe
def handle_information(request: HttpRequest, register: str) -> HttpResponse:
    """Show one request with the steps that may be taken now."""
    return _page(request, reads.request_for(acting(request), register))


def _page(request: HttpRequest, found: InformationRequest, *, status: int = 200, **forms: Any) -> HttpResponse:
    actor, now = acting(request), clock.now()
    facts = reads.facts(found)
    context = {
        "page": reads.information_page(found, now, for_requester=False),
        "extend": forms.get("extend") or ExtendForm(prefix="panjang"),
        "answer": forms.get("answer") or ReplyForm(prefix="jawab", initial={"summary": found.subject}),
        "review": forms.get("review") or ReviewForm(prefix="tanggap"),
        "attach": forms.get("attach") or AttachForm(prefix="berkas"),
        "may": {
            "extend": policy.may_extend(actor, facts, now) is None,
            "answer": _is_open(policy.may_answer_request(actor, facts)),
            "review": _is_open(policy.may_review(actor, facts)),
            "attach": policy.may_attach(actor, facts) is None,
        },
    }
    return render(request, "complaints/handle_information.html", context, status=status)


def _is_open(refusal: Refusal | None) -> bool:
    """Say whether the act is open to the actor, the second factor apart: it is asked for when the form is sent."""
    return refusal in (None, STEP_UP)


@signed_in
@never_cache
@require_safe
def file(request: HttpRequest, register: str, position: int) -> HttpResponse:
    """Send the officer or the superior to a file of an answer."""
    found = reads.request_for(acting(request), register)
    return HttpResponseRedirect(download_url(reads.file_of(found, position, is_handed_over=False)))


@performs(Act.ATTACH_INFORMATION)
@require_POST
def attach_information(request: HttpRequest, register: str) -> HttpResponse:
    """Put a file beside the answer that is about to be given."""
    found = reads.request_for(acting(request), register)
    form = AttachForm(request.POST, request.FILES, prefix="berkas")
    if form.is_valid():
        upload = form.cleaned_data["evidence"]
        try:
            services.attach_information(
                actor=acting(request), request=found, name=upload.name[:120], body=upload.read(), now=clock.now()
            )
            return redirect("complaints:handle-information", register=register)
        except Refused as refused:
            form.add_error(None, language.reason(refused))
    return _page(request, found, attach=form, status=422)


@performs(Act.EXTEND_INFORMATION)
@require_POST
def extend_information(request: HttpRequest, register: str) -> HttpResponse:
    """Extend the term once, with a reason in writing."""
    found = reads.request_for(acting(request), register)
    form = ExtendForm(request.POST, prefix="panjang")
    if form.is_valid():
        try:
            services.extend_information(
                actor=acting(request), request=found, reason=form.cleaned_data["reason"], now=clock.now()
            )
            return redirect("complaints:handle-information", register=register)
        except Refused as refused:
            form.add_error(None, language.reason(refused))
    return _page(request, found, extend=form, status=422)


@performs(Act.ANSWER_INFORMATION, step_up=True)
@require_POST
def answer_information(request: HttpRequest, register: str) -> HttpResponse:
    """Answer the request."""
    found = reads.request_for(acting(request), register)
    form = ReplyForm(request.POST, prefix="jawab")
    if form.is_valid():
        try:
            services.answer_information(actor=acting(request), request=found, reply=form.reply(), now=clock.now())
            messages.success(request, _("Jawaban tersimpan; pemohon membacanya dengan nomor dan kodenya."))
            return redirect("complaints:handle-information", register=register)
        except Refused as refused:
            form.add_error(None, language.reason(refused))
    return _page(request, found, answer=form, status=422)


@performs(Act.REVIEW_INFORMATION, step_up=True)
@require_POST
def review_information(request: HttpRequest, register: str) -> HttpResponse:
    """Answer the objection."""
    found = reads.request_for(acting(request), register)
    form = ReviewForm(request.POST, prefix="tanggap")
    if form.is_valid():
        cleaned = form.cleaned_data
        try:
            services.review_information(
                actor=acting(request),
                request=found,
                upheld=cleaned["verdict"] == "diterima",
                text=cleaned["text"],
                now=clock.now(),
            )
            messages.success(request, _("Tanggapan tersimpan; pemohon membacanya dengan nomor dan kodenya."))
            return redirect("complaints:handle-information", register=register)
        except Refused as refused:
            form.add_error(None, language.reason(refused))
    return _page(request, found, review=form, status=422)
