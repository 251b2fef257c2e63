# SPDX-License-Identifier: Apache-2.0
"""What everyone may read: the search, and a tender's announcement, documents and schedule."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from documents.rules import Store
from documents.storage import store
from lpse.core import clock
from lpse.core.acts import Actor, Missing
from lpse.views import acting, public
from tenders import selectors
from tenders.models import SelectionDocument, Tender
from tenders.rules import Category, Status
from tenders.selectors import pages
from tenders.selectors.search import NEAREST, NEWEST, Query

MOST_WORDS = 200


def actor_for_public(request: HttpRequest) -> Actor:
    """Return the actor without asking the database about a visitor who has not signed in."""
    if not hasattr(request, "session") or "_auth_user_id" not in request.session:
        return Actor.public()
    return acting(request)


@public
def search(request: HttpRequest) -> HttpResponse:
    """Show the tenders that match; a code typed exactly leads straight to its tender."""
    asked = request.GET
    query = Query(
        q=asked.get("q", "").strip().replace("\x00", "")[:MOST_WORDS],
        statuses=tuple(word for word in asked.getlist("tahap") if word in set(Status) - {Status.DRAFT}),
        categories=tuple(word for word in asked.getlist("jenis") if word in set(Category)),
        order=NEAREST if asked.get("urut") == NEAREST else NEWEST,
        after=asked.get("sesudah", "")[:64],
    )
    if query.code and _is_there(query.code):
        return redirect("tenders:tender", code=query.code)
    page = selectors.search(query, clock.now())
    return render(request, "tenders/list.html", {"page": page})


def _is_there(code: str) -> bool:
    try:
        selectors.tender_for(Actor.public(), code)
    except Missing:
        return False
    return True


@public
def tender(request: HttpRequest, code: str) -> HttpResponse:
    """Show the announcement (Pengumuman)."""
    now = clock.now()
    found = selectors.tender_for(actor_for_public(request), code)
    if not selectors.is_public(found):
        return redirect("tenders:draft-tender", code=code)
    page = pages.tender_page(found, now)
    return render(request, "tenders/tender.html", {"tender": page.head, "page": page, "tab": "announcement"})


@public
def documents(request: HttpRequest, code: str) -> HttpResponse:
    """Show the selection documents with their versions and digests."""
    found = _announced(request, code)
    lines = pages.document_lines(found)
    context = {"tender": selectors.head(found, clock.now()), "files": lines, "tab": "documents"}
    return render(request, "tenders/documents.html", context)


@public
def schedule(request: HttpRequest, code: str) -> HttpResponse:
    """Show the schedule with the minimum and article of each stage."""
    now = clock.now()
    found = _announced(request, code)
    top = selectors.head(found, now)
    context = {"tender": top, "stages": pages.stage_lines(found, top.windows, now), "tab": "schedule"}
    return render(request, "tenders/schedule.html", context)


@public
def download(request: HttpRequest, code: str, document: int) -> HttpResponse:
    """Lead to the bytes of a selection document, by an address that soon expires; drafts only to their makers."""
    found = selectors.tender_for(actor_for_public(request), code)
    row = SelectionDocument.objects.select_related("object").filter(tender=found, pk=document).first()
    if row is None:
        raise Missing(code)
    stored = row.object
    return redirect(store.download_url(Store(stored.store), stored.key, row.name, stored.media_type))


def _announced(request: HttpRequest, code: str) -> Tender:
    found = selectors.tender_for(actor_for_public(request), code)
    if not selectors.is_public(found):
        raise Missing(code)
    return found
