# SPDX-License-Identifier: Apache-2.0
"""The list to take away: CSV for spreadsheets, RSS for readers, ICS for calendars. Everyone may have them."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from lpse.core import clock
from lpse.language import is_english
from lpse.views import public
from tenders.selectors import taking
from tenders.selectors.feed import MOST_TENDERS, deadlines_calendar
from tenders.selectors.search import Query
from tenders.views.asking import query_of

A_MINUTE = 60
ENGLISH = "en"
"""``bahasa=en`` asks for English where a feed reader says nothing of languages; everything else follows the visitor."""


def links_of(query: Query) -> dict[str, str | int]:
    """Return the addresses that give the answer to a question away, and how much each gives at most."""
    query = replace(query, after="")
    spoken = {"bahasa": ENGLISH} if is_english() else {}
    return {
        "csv": query.url(reverse("tenders:search-csv")),
        "rss": query.url(reverse("tenders:search-rss"), **spoken),
        "ics": query.url(reverse("tenders:search-ics"), **spoken),
        "most_rows": taking.MOST_ROWS,
        "most_items": taking.MOST_ITEMS,
        "most_tenders": MOST_TENDERS,
    }


@public
@require_safe
def search_csv(request: HttpRequest) -> HttpResponseBase:
    """Stream the packages that match as a table."""
    query, now = _asked(request), clock.now()
    lines = iter(()) if request.method == "HEAD" else taking.csv_lines(query, now)
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="paket-{now:%Y-%m-%d}.csv"'
    return answer


@public
@require_safe
def search_rss(request: HttpRequest) -> HttpResponse:
    """Give the packages announced last to feed readers."""
    return _unless_known(request, taking.rss, "application/rss+xml; charset=utf-8")


@public
@require_safe
def search_ics(request: HttpRequest) -> HttpResponse:
    """Give the coming deadlines to calendars."""
    answer = _unless_known(request, deadlines_calendar, "text/calendar; charset=utf-8")
    if answer.status_code == 200:
        answer["Content-Disposition"] = 'inline; filename="tenggat.ics"'
    return answer


def _asked(request: HttpRequest) -> Query:
    return replace(query_of(request.GET), after="")


def _unless_known(request: HttpRequest, made: Callable[[Query, datetime], bytes], media_type: str) -> HttpResponse:
    """Answer with what was made of the question, or 304 to who has the same already.

    The ETag is the digest of what everyone may read, so it moves with nothing else. There is no Last-Modified: a
    package changes its state without a new announcement.
    """
    spoken = ENGLISH if request.GET.get("bahasa") == ENGLISH else get_language()
    with override(spoken):
        body = made(_asked(request), clock.now())
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    answer = HttpResponse(body, content_type=media_type, headers={"ETag": etag})
    patch_cache_control(answer, public=True, max_age=A_MINUTE)
    patch_vary_headers(answer, ["Accept-Language", "Cookie"])
    known = get_conditional_response(request, etag=etag, response=answer)
    return known if isinstance(known, HttpResponse) else answer
