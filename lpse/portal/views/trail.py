# SPDX-License-Identifier: Apache-2.0
"""The audit tab of a tender and its evidence bundle."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lpse.core import clock
from lpse.core.acts import Actor
from lpse.portal import verifier
from lpse.portal.selectors import trail as selectors
from lpse.views import public
from tenders.selectors import head, tender_for


@public
@require_safe
def trail(request: HttpRequest, code: str) -> HttpResponse:
    """Show every public act of an announced tender, newest first; `?sebelum=` continues it."""
    tender = tender_for(Actor.public(), code)
    before = request.GET.get("sebelum", "")
    page = selectors.trail(tender, before=int(before) if before.isdecimal() and len(before) < 19 else None)
    now = clock.now()
    context = {
        "tender": head(tender, now),
        "now": now,
        "tab": "trail",
        "page": page,
        "program": verifier.program(),
        "live_topic": f"tender.{code}",
    }
    return render(request, "portal/trail.html", context)


@public
@require_safe
def evidence(request: HttpRequest, code: str) -> HttpResponse:
    """Give `bukti.zip`: all anyone needs to check the tender without this portal."""
    tender = tender_for(Actor.public(), code)
    response = HttpResponse(selectors.evidence(tender), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="bukti-{tender.code}.zip"'
    response["Cache-Control"] = "no-store"
    return response
