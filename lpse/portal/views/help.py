# SPDX-License-Identifier: Apache-2.0
"""Guides per task, and the glossary."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lpse.core import glossary
from lpse.portal.guides import GUIDES, guide_of
from lpse.views import same_for_strangers

MOST_TYPED = 100


@same_for_strangers
@require_safe
def guides(request: HttpRequest) -> HttpResponse:
    """List the guides."""
    return render(request, "portal/guides.html", {"guides": GUIDES})


@same_for_strangers
@require_safe
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one guide."""
    found = guide_of(slug)
    if found is None:
        raise Http404
    return render(request, "portal/guide.html", {"guide": found, "others": [each for each in GUIDES if each != found]})


@same_for_strangers
@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """Show the glossary, or the terms that hold `?q=`."""
    q = request.GET.get("q", "").strip()[:MOST_TYPED]
    return render(request, "portal/terms.html", {"terms": glossary.find(q), "q": q, "total": len(glossary.TERMS)})
