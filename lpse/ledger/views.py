# SPDX-License-Identifier: Apache-2.0
"""Pages of the public record, and the record itself as files anyone may mirror."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lpse.ledger import bundle, selectors, tiles
from lpse.views import public

FOREVER = "public, max-age=31536000, immutable"
BRIEFLY = "public, max-age=1"
LARGEST_INDEX = 2**62


@public
@require_safe
def record(request: HttpRequest) -> HttpResponse:
    """Browse the record, newest first; `?subjek=` narrows it to one tender, `?sebelum=` continues it."""
    before = _index(request.GET.get("sebelum", ""))
    page = selectors.record_page(subject=request.GET.get("subjek", "").strip()[:64], before=before)
    return render(request, "ledger/record.html", {"page": page})


@public
@require_safe
def entry(request: HttpRequest, index: int) -> HttpResponse:
    """Show one entry, its proof, and how to check it without this portal."""
    page = selectors.entry_page(index) if index < LARGEST_INDEX else None
    if page is None:
        raise Http404
    return render(request, "ledger/entry.html", {"page": page})


@public
@require_safe
def proof(request: HttpRequest, index: int) -> HttpResponse:
    """Give the proof file of one entry (C2SP tlog-proof)."""
    page = selectors.entry_page(index) if index < LARGEST_INDEX else None
    if page is None or page.proof is None:
        raise Http404
    response = HttpResponse(page.proof.text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="catatan-{index}.tlog-proof"'
    return response


@public
@require_safe
def leaf(request: HttpRequest, index: int) -> HttpResponse:
    """Give the bytes of one entry exactly as they are hashed."""
    page = selectors.entry_page(index) if index < LARGEST_INDEX else None
    if page is None:
        raise Http404
    response = _file(page.text.encode(), "application/json")
    response["Content-Disposition"] = f'attachment; filename="catatan-{index}.json"'
    return response


@public
@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    """Give the newest signed head (C2SP tlog-checkpoint)."""
    newest = selectors.latest_checkpoint()
    if newest is None:
        raise Http404
    response = HttpResponse(newest.note, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = BRIEFLY
    return response


@public
@require_safe
def verification_keys(request: HttpRequest) -> HttpResponse:
    """Give the public keys of the record and of its receipts."""
    response = JsonResponse(bundle.verification_keys())
    response["Cache-Control"] = BRIEFLY
    return response


@public
@require_safe
def tile(request: HttpRequest, name: str) -> HttpResponse:
    """Give a tile or an entry bundle of the signed record (C2SP tlog-tiles)."""
    try:
        body = selectors.tile_bytes(tiles.Tile.parse(name))
    except tiles.BadTile:
        body = None
    if body is None:
        raise Http404
    return _file(body, "application/octet-stream")


@public
@require_safe
def document(request: HttpRequest, digest: str) -> HttpResponse:
    """Give a public document by its SHA-256 in hex."""
    body = selectors.document(digest)
    if body is None:
        raise Http404
    response = _file(body, "application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{digest}"'
    return response


def _file(body: bytes, content_type: str) -> HttpResponse:
    response = HttpResponse(body, content_type=content_type)
    response["Cache-Control"] = FOREVER
    return response


def _index(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
