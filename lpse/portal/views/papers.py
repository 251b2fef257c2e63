# SPDX-License-Identifier: Apache-2.0
"""The papers of a tender in one list."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from documents.services import download_url
from lpse.core import clock
from lpse.core.acts import Actor
from lpse.portal.selectors import papers as selectors
from lpse.views import acting, public
from tenders.selectors import head, tender_for


@public
@require_safe
def papers(request: HttpRequest, code: str) -> HttpResponse:
    """Show the announcements, minutes and letters of an announced tender, with digest and the members' words."""
    tender = tender_for(Actor.public(), code)
    context = {
        "tender": head(tender, clock.now()),
        "tab": "",
        "papers": selectors.papers(acting(request), tender),
    }
    return render(request, "portal/papers.html", context)


@public
@require_safe
def paper_file(request: HttpRequest, code: str, paper: int) -> HttpResponse:
    """Send to the PDF of an announcement, or of an answer to an objection or appeal."""
    kept = selectors.paper_file(tender_for(Actor.public(), code), paper)
    return HttpResponseRedirect(download_url(kept))
