# SPDX-License-Identifier: Apache-2.0
"""The statutory clock for everybody: a calculator whose answers have addresses, the rules behind it, and its JSON."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from lpse import language
from lpse.core.acts import Kind
from lpse.portal.forms import FIELDS, DeadlineForm
from lpse.portal.openapi import description
from lpse.portal.selectors import deadlines as selectors
from lpse.regulations.asking import Unanswered, ask
from lpse.views import public

STATUS = {Kind.INPUT: 400, Kind.STATE: 404}
CACHED_SECONDS = 3600
"""An answer changes only with the rule book and the tables, which come with a release."""
UNICODE = {"ensure_ascii": False}


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.OFFICE["zone"])


@public
@require_safe
def deadline(request: HttpRequest) -> HttpResponse:
    """Show the calculator, with an answer when a date is asked for; rule and category alone only fill the form."""
    given = {name: request.GET.get(name, "") for name in FIELDS.values()}
    is_asked = "tanggal" in request.GET
    form = DeadlineForm(given if is_asked else None, initial=given)
    found = form.found(_zone()) if is_asked else None
    page = selectors.counted(*found) if found else None
    return render(request, "portal/deadline.html", {"form": form, "page": page})


@public
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Show every rule of the book with its article, and the tables of holidays with their decrees."""
    return render(request, "portal/rules.html", {"page": selectors.rules_page()})


@public
@require_safe
def deadline_data(request: HttpRequest) -> JsonResponse:
    """Answer as `manage.py deadline --json` does, or say why not: 400 what cannot be read, 404 what the law lacks."""
    try:
        found = ask(*(request.GET.get(name, "") for name in FIELDS), zone=_zone())
    except Unanswered as error:
        refusal = error.refusal
        told = {"message": language.told(refusal.message), "remedy": language.told(refusal.remedy)}
        return JsonResponse({"kind": refusal.kind, **told}, status=STATUS[refusal.kind], json_dumps_params=UNICODE)
    answer = JsonResponse(found.as_data(), json_dumps_params=UNICODE)
    patch_cache_control(answer, public=True, max_age=CACHED_SECONDS)
    return answer


@public
@require_safe
def openapi(request: HttpRequest) -> JsonResponse:
    """Describe the read API (OpenAPI 3.1), as it answers in this release."""
    answer = JsonResponse(description(), json_dumps_params=UNICODE)
    patch_cache_control(answer, public=True, max_age=CACHED_SECONDS)
    return answer
