# SPDX-License-Identifier: Apache-2.0
"""The papers of a tender in one list."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lpse.core import clock
from lpse.core.acts import Actor
from lpse.portal.selectors import papers as selectors
from lpse.views import acting, public
from tenders.selectors import head, tender_for


@public
@require_safe
def papers(request: HttpRequest, code: str) -> HttpResponse:
    """Show the minutes and letters of an announced tender, with digest and the members' words."""
    tender = tender_for(Actor.public(), code)
    context = {
        "tender": head(tender, clock.now()),
        "tab": "",
        "papers": selectors.papers(acting(request), tender),
    }
    return render(request, "portal/papers.html", context)
