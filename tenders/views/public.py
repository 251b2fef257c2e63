# SPDX-License-Identifier: Apache-2.0
"""What everyone may read: the search, and a tender's announcement, documents and schedule."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from documents.rules import Store
from documents.storage import store
from lpse.core import clock
from lpse.core.acts import Actor, Missing
from lpse.framed import framed
from lpse.views import acting, public, same_for_strangers
from tenders import selectors
from tenders.models import SelectionDocument, Tender
from tenders.selectors import archive as archives
from tenders.selectors import pages
from tenders.views import archive
from tenders.views.asking import query_of
from tenders.views.taking import links_of


def actor_for_public(request: HttpRequest) -> Actor:
    """Return the actor without asking the database about a visitor who has not signed in."""
    if not hasattr(request, "session") or "_auth_user_id" not in request.session:
        return Actor.public()
    return acting(request)


@same_for_strangers
def search(request: HttpRequest) -> HttpResponse:
    """Show the tenders that match, live and archived; a code typed exactly leads straight to its tender."""
    query, now = query_of(request.GET), clock.now()
    if query.code and _is_there(query.code):
        return redirect("tenders:tender", code=query.code)
    if code := archives.exact_code(query.q):
        return redirect("tenders:tender", code=code)
    return framed(
        request,
        query.url(),
        "tenders/list.html",
        lambda: {"query": query, "found": _found(query, now), "links": links_of(query)},
    )


def _found(query: selectors.Query, now: datetime) -> SafeString:
    """Draw what was found, the same for everybody: facets, rows, ways to take the result along."""
    page = selectors.search(query, now)
    context = {"page": page, "now": now, "importing": archives.importing(now), "links": links_of(query)}
    return render_to_string("tenders/_found.html", context)


def _is_there(code: str) -> bool:
    try:
        selectors.tender_for(Actor.public(), code)
    except Missing:
        return False
    return True


@same_for_strangers
def tender(request: HttpRequest, code: str) -> HttpResponse:
    """Show the announcement (Pengumuman), or what the archive knows of an earlier tender."""
    if archives.is_archive_code(code):
        return archive.archived_tender(request, code)
    now = clock.now()
    actor = actor_for_public(request)
    found = selectors.tender_for(actor, code)
    if not selectors.is_public(found):
        return redirect("tenders:draft-tender", code=code)
    page = pages.tender_page(found, now)
    context = {"tender": page.head, "page": page, "tab": "announcement", "acts": pages.acts_for(actor, found)}
    return render(request, "tenders/tender.html", context)


@same_for_strangers
def documents(request: HttpRequest, code: str) -> HttpResponse:
    """Show the selection documents with their versions and digests."""
    found = _announced(request, code)
    lines = pages.document_lines(found)
    context = {
        "tender": selectors.head(found, clock.now()),
        "files": lines,
        "tab": "documents",
        "addenda": selectors.addendum_views(found) if found.revision > 1 else [],
        **_for_member(request, found),
    }
    return render(request, "tenders/documents.html", context)


@same_for_strangers
def schedule(request: HttpRequest, code: str) -> HttpResponse:
    """Show the schedule with the minimum and article of each stage; an archived one as it was."""
    if archives.is_archive_code(code):
        return archive.archived_schedule(request, code)
    now = clock.now()
    found = _announced(request, code)
    top = selectors.head(found, now)
    changes = selectors.change_views(found) if found.revision > 1 else []
    stages = pages.stage_lines(found, top.windows, now, changes)
    context = {
        "tender": top,
        "stages": stages,
        "is_provisional": any(stage.is_provisional for stage in stages),
        "changes": changes,
        "tab": "schedule",
        **_for_member(request, found),
    }
    return render(request, "tenders/schedule.html", context)


def _for_member(request: HttpRequest, tender: Tender) -> dict[str, Any]:
    """Say whether a member of the committee is looking, and which proposals wait; nothing for everybody else."""
    actor = actor_for_public(request)
    if selectors.seat_of(actor, tender) is None:
        return {"is_member": False}
    return {
        "is_member": True,
        "waiting_change": selectors.pending_change(tender),
        "waiting_addendum": selectors.pending_addendum(tender),
    }


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
