# SPDX-License-Identifier: Apache-2.0
"""Public information: what stands open, the register, and requests by anyone, followed with number and code."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints import services
from complaints.forms_information import FollowForm, ObjectionForm, RequestForm
from complaints.models import InformationRequest
from complaints.selectors import information as reads
from complaints.views.ticket import Ticket, followed
from documents.services import download_url
from lpse import language
from lpse.core import clock
from lpse.core.acts import Actor, Missing, Refused
from lpse.regulations import Rule
from lpse.regulations.information import OPEN_SOURCE, ObjectionGround
from lpse.views import public
from tenders import selectors as tenders

TICKET = Ticket("permohonan", "complaints.information", "/informasi/permohonan/", "complaints:own-information")
MOST_DIGITS = 18


@public
@require_safe
def information(request: HttpRequest) -> HttpResponse:
    """Show what is public by itself and where it stands, and how to ask for the rest."""
    asked = request.GET.get("tender", "").strip().upper()[:20].replace("\x00", "")
    code, is_unknown = "", False
    if asked:
        try:
            code = tenders.tender_for(Actor.public(), asked).code
        except Missing:
            is_unknown = True
    context = {
        "open": reads.open_list(code),
        "source": OPEN_SOURCE,
        "code": code,
        "asked": asked,
        "is_unknown": is_unknown,
        "overdue": reads.overdue_requests(clock.now()),
        "days": reads.days(Rule.INFORMATION_REQUEST),
        "more_days": reads.days(Rule.INFORMATION_REQUEST_EXTENSION),
        "objection_days": reads.days(Rule.INFORMATION_OBJECTION),
        "answer_days": reads.days(Rule.INFORMATION_OBJECTION_ANSWER),
        "dispute_days": reads.days(Rule.INFORMATION_DISPUTE),
    }
    return render(request, "complaints/information.html", context)


@public
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Show the public register of requests, without names."""
    asked = request.GET.get("sebelum", "")
    before = int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= MOST_DIGITS else None
    page = reads.register_page(clock.now(), before)
    return render(request, "complaints/information_register.html", {"page": page})


@public
@never_cache
@require_http_methods(["GET", "POST"])
def request_information(request: HttpRequest) -> HttpResponse:
    """Take a request; registration number and code are shown in the answer, the code nowhere else."""
    context: dict[str, object] = {"days": reads.days(Rule.INFORMATION_REQUEST)}
    if request.method != "POST":
        context["form"] = RequestForm.empty(request.GET.get("pokok", "")[:200])
        return render(request, "complaints/request_information.html", context)
    form = RequestForm(request.POST)
    asked = None
    if form.is_valid():
        try:
            asked = services.request_information(
                wanted=form.wanted(), nonce=form.cleaned_data["nonce"], now=clock.now()
            )
        except Refused as refused:
            form.add_error(None, language.reason(refused))
    if form.errors:
        return render(request, "complaints/request_information.html", {**context, "form": form}, status=422)
    if asked is None:
        return render(request, "complaints/information_received_before.html")
    track = f"{settings.SITE_URL}{reverse('complaints:follow-information')}?nomor={asked.request.number}"
    context = {"asked": asked.request, "code": asked.code, "track": track}
    return render(request, "complaints/information_received.html", context)


@public
@never_cache
@require_http_methods(["GET", "POST"])
def follow_information(request: HttpRequest) -> HttpResponse:
    """Open a request with its registration number and code."""

    def follow(typed: dict[str, str], address: str) -> str:
        return services.follow_information(**typed, address=address, now=clock.now()).number

    return followed(request, TICKET, FollowForm, "number", "complaints/follow_information.html", follow)


def _own(request: HttpRequest) -> InformationRequest | None:
    number = TICKET.name_in(request)
    return reads.by_number(number) if number else None


@public
@never_cache
@require_safe
def own_request(request: HttpRequest) -> HttpResponse:
    """Show the request that was opened in this browser."""
    found = _own(request)
    if found is None:
        return redirect("complaints:follow-information")
    page = reads.information_page(found, clock.now(), for_requester=True)
    return render(request, "complaints/own_information.html", {"page": page})


@public
@never_cache
@require_safe
def own_file(request: HttpRequest, position: int) -> HttpResponse:
    """Send whoever opened the request to a file of its answer."""
    found = _own(request)
    if found is None:
        return redirect("complaints:follow-information")
    return HttpResponseRedirect(download_url(reads.file_of(found, position, is_handed_over=True)))


@public
@never_cache
@require_http_methods(["GET", "POST"])
def object_to_information(request: HttpRequest) -> HttpResponse:
    """Object to the answer, or to silence, before the superior of the officer."""
    found = _own(request)
    if found is None:
        return redirect("complaints:follow-information")
    now = clock.now()
    page = reads.information_page(found, now, for_requester=True)
    context = {"page": page, "days": reads.days(Rule.INFORMATION_OBJECTION_ANSWER)}
    if page.why_no_objection is not None:
        return render(request, "complaints/object_to_information.html", context, status=409)
    grounds = reads.grounds_for(found)
    form = ObjectionForm(request.POST if request.method == "POST" else None, grounds=grounds)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        ground = ObjectionGround(cleaned["ground"])
        words = {"text": cleaned["text"], "attorney": cleaned["attorney"]}
        try:
            services.object_to_information(request=found, ground=ground, now=now, **words)
            return redirect("complaints:own-information")
        except Refused as refused:
            form.add_error(None, language.reason(refused))
    status = 422 if form.errors else 200
    return render(request, "complaints/object_to_information.html", {**context, "form": form}, status=status)


@public
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Close the request in this browser."""
    return TICKET.closed("complaints:information")
