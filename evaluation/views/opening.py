# SPDX-License-Identifier: Apache-2.0
"""Pages of the opening: the list, the live page, a member's release, files for the committee."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from documents.services import download_url
from evaluation import services
from evaluation.policy import MALFORMED_BOX, Act, require
from evaluation.selectors import ceremony
from evaluation.selectors import opening as pages
from evaluation.selectors.evaluating import current_evaluation
from evaluation.selectors.steps import may_open_file
from lpse.core import clock
from lpse.core.acts import Kind, Missing, refuse
from lpse.core.canonical import Malformed, timestamp, unb64u
from lpse.views import acting, performs, public, signed_in
from tenders import selectors as tenders


@public
@require_safe
def openings(request: HttpRequest) -> HttpResponse:
    """List today's and coming openings across tenders, then recent ones."""
    now = clock.now()
    ahead, past = pages.openings(now)
    return render(request, "evaluation/openings.html", {"ahead": ahead, "past": past, "now": now})


@public
@require_safe
def opening(request: HttpRequest, code: str) -> HttpResponse:
    """Show the opening of a tender; asked by the live refresh, only the part that changes."""
    now = clock.now()
    tender = tenders.tender_for(acting(request), code)
    page = pages.opening_page(acting(request), tender, now)
    template = "evaluation/_opening.html" if request.headers.get("HX-Request") else "evaluation/opening.html"
    return render(request, template, {"page": page, "tender": tender, "now": now})


@performs(Act.CONTRIBUTE_RELEASE, step_up=True)
@require_safe
def release(request: HttpRequest, code: str) -> HttpResponse:
    """Show a member the page that unlocks their key, checks the record and releases their share."""
    tender = tenders.tender_for(acting(request), code)
    holder = ceremony.key_holder(acting(request), tender)
    page = pages.opening_page(acting(request), tender, clock.now())
    return render(request, "evaluation/release.html", {"holder": holder, "tender": tender, "page": page})


@signed_in
@require_safe
def release_material(request: HttpRequest, code: str) -> JsonResponse:
    """Give a member's page the documents, headers and proofs it judges; ``?sejak=`` is the head it saw last."""
    tender = tenders.tender_for(acting(request), code)
    holder = ceremony.key_holder(acting(request), tender)
    since = request.GET.get("sejak", "0")
    size = int(since) if since.isascii() and since.isdigit() and len(since) < 16 else 0
    return JsonResponse(ceremony.release_material(holder, since=size))


@performs(Act.CONTRIBUTE_RELEASE)
@require_POST
def contribute_release(request: HttpRequest, code: str) -> JsonResponse:
    """Take the sealed box a member's page built; the opening goes on as soon as enough members have released."""
    tender = tenders.tender_for(acting(request), code)
    if tenders.seat_of(acting(request), tender) is None:
        raise Missing(code)
    sent = _sent(request)
    given = services.contribute_release(
        actor=acting(request),
        tender=tender,
        opening_hash=sent["opening"],
        box=sent["box"],
        signature=sent["sig"],
        now=clock.now(),
    )
    address = reverse("evaluation:opening", args=[code])
    return JsonResponse({"x": given.x, "at": timestamp(given.released_at), "leaf": given.leaf, "next": address})


def _sent(request: HttpRequest) -> dict[str, Any]:
    """Read the JSON of a release. Raises Refused for anything else."""
    try:
        said = json.loads(request.body)
        return {"opening": str(said["opening"]), "box": unb64u(said["box"]), "sig": unb64u(said["sig"])}
    except (ValueError, KeyError, TypeError, RecursionError, Malformed):
        require(MALFORMED_BOX)
        raise


@signed_in
@require_safe
def opened_file(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Send a committee member to a short-lived address that downloads one file of an opened bid, never shows it."""
    tender = tenders.tender_for(acting(request), code)
    found = pages.file_for(acting(request), tender, pk)
    if not may_open_file(tender, current_evaluation(tender), found):
        raise refuse(
            Kind.WHEN,
            "Berkas ini termasuk tahap evaluasi yang belum terbuka.",
            "Selesaikan tahap sebelumnya; berkas terbuka sesudah tahap itu dikunci.",
        )
    return HttpResponseRedirect(download_url(found.object, found.name))
