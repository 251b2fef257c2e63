# SPDX-License-Identifier: Apache-2.0
"""The bid room and the doors its scripts knock on. Every answer is for one vendor's own eyes and is never cached."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lpse import language
from lpse.core import clock
from lpse.core.acts import Actor, Kind, refuse
from lpse.core.canonical import MAX_DOCUMENT
from lpse.core.said import said
from lpse.views import acting, performs, public, signed_in
from tenders import selectors as tenders
from tenders.models import Tender
from vendors import selectors, services
from vendors.policy import Act
from vendors.services import Receipt

RELOAD = said("Muat ulang ruang penawaran, lalu ulangi.")


def door(request: HttpRequest, code: str) -> tuple[Actor, Tender]:
    """The actor and a tender in which their vendor takes part. Raises Missing."""
    actor = acting(request)
    tender = tenders.tender_for(actor, code)
    selectors.participation_for(actor, tender)
    return actor, tender


def posted(request: HttpRequest, **types: type) -> dict[str, Any]:
    """Members of a posted JSON object, each of its type. Raises Refused."""
    try:
        data = json.loads(request.body)
        if not isinstance(data, dict) or any(
            not isinstance(data.get(name), kind) or isinstance(data.get(name), bool) for name, kind in types.items()
        ):
            raise ValueError
        if b"\\u0000" in request.body:
            raise ValueError
    except (ValueError, RecursionError):
        raise refuse(Kind.INPUT, "Permintaan dari peramban tidak terbaca.", RELOAD) from None
    return {name: data[name] for name in types}


def document(request: HttpRequest) -> bytes:
    """A posted document as it came, at most 1 MiB. Raises Refused."""
    if len(request.body) > MAX_DOCUMENT:
        raise refuse(Kind.INPUT, "Dokumen dari peramban terlalu besar.", RELOAD)
    return request.body


@never_cache
@signed_in
def room(request: HttpRequest, code: str) -> HttpResponse:
    """Show the bid room; who has not joined is led to the page where one joins."""
    actor = acting(request)
    now = clock.now()
    tender = tenders.tender_for(actor, code)
    participation = selectors.participation_of(actor, tender)
    if participation is None and selectors.vendor_of(actor) is not None:
        return redirect("vendors:join-tender", code=code)
    page = selectors.room(selectors.participation_for(actor, tender))
    context = {
        "tender": tenders.head(tender, now),
        "room": page,
        "now": now,
        "is_open": page.is_open(now),
        "barred": selectors.refusal_of(page.participation.vendor, tender, now),
        "consortium": selectors.led_by(page.participation, now),
        "capacity": selectors.capacity_for(page.participation.vendor, tender, now),
    }
    return render(request, "vendors/room.html", context)


@never_cache
@require_GET
@signed_in
def facts(request: HttpRequest, code: str) -> HttpResponse:
    """Give the scripts what they seal with."""
    actor, tender = door(request, code)
    found = selectors.room_facts(selectors.participation_for(actor, tender))
    return JsonResponse(found | {"fresh": actor.stepped_up, "now": clock.now().timestamp() * 1000})


@never_cache
@require_GET
@signed_in
def rehearse(request: HttpRequest, code: str) -> HttpResponse:
    """Say what would refuse a bid now; nothing is recorded (uji kirim)."""
    actor, tender = door(request, code)
    participation = selectors.participation_for(actor, tender)
    found = selectors.refusals_now(actor, participation, clock.now())
    return JsonResponse({"refusals": [language.refused(each) for each in found]})


@require_GET
@public
def practice(request: HttpRequest) -> HttpResponse:
    """List training tenders that take bids (ruang latihan)."""
    return render(request, "vendors/practice.html", {"tenders": selectors.practice_tenders(clock.now())})


@never_cache
@require_POST
@performs(Act.BEGIN_ENVELOPE)
def begin_envelope(request: HttpRequest, code: str) -> HttpResponse:
    """Keep a header."""
    actor, tender = door(request, code)
    row = services.begin_envelope(actor=actor, tender=tender, header=document(request), now=clock.now())
    return JsonResponse({"header": row.hash})


@never_cache
@require_POST
@performs(Act.BEGIN_ENVELOPE)
def begin_object(request: HttpRequest, code: str) -> HttpResponse:
    """Make room for a sealed object."""
    actor, tender = door(request, code)
    asked = posted(request, envelope=str, n=int, length=int, segments=int)
    row = services.begin_object(actor=actor, tender=tender, **asked, now=clock.now())
    return JsonResponse({"n": row.n, "proven": row.digest or None, "upload": row.key[:8]})


@never_cache
@require_POST
@performs(Act.BEGIN_ENVELOPE)
def tickets(request: HttpRequest, code: str) -> HttpResponse:
    """Give addresses for parts."""
    actor, tender = door(request, code)
    asked = posted(request, envelope=str, n=int, numbers=list)
    if any(not isinstance(number, int) or isinstance(number, bool) for number in asked["numbers"]):
        raise refuse(Kind.INPUT, "Permintaan dari peramban tidak terbaca.", RELOAD)
    return JsonResponse({"urls": services.tickets(actor=actor, tender=tender, **asked, now=clock.now())})


@never_cache
@require_POST
@performs(Act.BEGIN_ENVELOPE)
def prove_object(request: HttpRequest, code: str) -> HttpResponse:
    """Complete an object and have the store prove its digests."""
    actor, tender = door(request, code)
    asked = posted(request, envelope=str, n=int, digests=list, tags=list)
    if any(not isinstance(each, str) for each in [*asked["digests"], *asked["tags"]]):
        raise refuse(Kind.INPUT, "Permintaan dari peramban tidak terbaca.", RELOAD)
    row = services.prove_object(actor=actor, tender=tender, **asked, now=clock.now())
    return JsonResponse({"n": row.n, "ct": row.digest, "len": row.length})


@never_cache
@require_POST
@performs(Act.SUBMIT_BID)
def submit_bid(request: HttpRequest, code: str) -> HttpResponse:
    """Accept a statement that sends or replaces a bid."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    receipt = services.submit_bid(actor=actor, tender=code, body=document(request), now=clock.now())
    return _answer(code, receipt)


@never_cache
@require_http_methods(["GET", "POST"])
@performs(Act.WITHDRAW_BID)
def withdraw_bid(request: HttpRequest, code: str) -> HttpResponse:
    """Explain what a withdrawal does; accept the statement that does it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        receipt = services.withdraw_bid(actor=actor, tender=code, body=document(request), now=clock.now())
        return _answer(code, receipt)
    actor, tender = door(request, code)
    page = selectors.room(selectors.participation_for(actor, tender))
    now = clock.now()
    context = {"tender": tenders.head(tender, now), "room": page, "now": now, "is_open": page.is_open(now)}
    return render(request, "vendors/withdraw_bid.html", context)


def _answer(code: str, receipt: Receipt) -> JsonResponse:
    return JsonResponse(
        {
            "ver": receipt.ver,
            "note": receipt.note,
            "new": receipt.is_new,
            "url": reverse("vendors:receipt", args=[code, receipt.ver]),
        }
    )
