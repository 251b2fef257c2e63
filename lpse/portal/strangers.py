# SPDX-License-Identifier: Apache-2.0
"""Public pages for strangers, answered before session and sign-in are asked: the same page within one second.

A page asked for a second time is kept until the second ends or the record grows (lpse.kept says why it may be); the
clock in the masthead is set anew in each answer. A page asked for once costs nothing here. Whoever is signed in, or is
shown a message, never meets a kept page. Source: quality.md 3.3 (a1) and 3.4.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_from_request

from lpse import kept
from lpse.context import theme_of
from lpse.core import clock
from lpse.views import SAME_FOR_STRANGERS

MOST_PAGES = 512
MESSAGES_COOKIE = "messages"
CLOCK = b'data-now="'
Key = tuple[str, str, str, str, str]


@dataclass(frozen=True)
class Asked:
    """A page that was asked for once."""


@dataclass(frozen=True)
class Kept(Asked):
    """A page as it stood in a second (since 1970) at a version of the record: headers, and body around the clock."""

    second: int
    version: bytes
    headers: tuple[tuple[str, str], ...]
    before: bytes
    after: bytes


_pages: dict[Key, Asked] = {}


def forget() -> None:
    """Forget every page, as the end of a second does: for tests, whose seconds hold many worlds."""
    _pages.clear()


def strangers_middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer strangers from what another one was shown in the same second."""

    def middleware(request: HttpRequest) -> HttpResponse:
        key = _key(request)
        if key is None:
            return get_response(request)
        now = clock.now()
        second, last = int(now.timestamp()), _pages.get(key)
        version = kept.version() if last else b""
        if isinstance(last, Kept) and (last.second, last.version) == (second, version):
            return _answer(last, now)
        response = get_response(request)
        if _is_the_same(response):
            _keep(key, _kept(second, version, response) if version else Asked())
        return response

    return middleware


def _key(request: HttpRequest) -> Key | None:
    """Return what a stranger's page depends on; None for everybody and everything else."""
    cookies = request.COOKIES
    if request.method != "GET" or settings.SESSION_COOKIE_NAME in cookies or MESSAGES_COOKIE in cookies:
        return None
    if "HTTP_HX_REQUEST" in request.META:
        return None
    # By which name and protocol it was asked decides whether it is answered or led elsewhere.
    host = f"{request.scheme}://{request.META.get('HTTP_HOST') or request.META.get('SERVER_NAME', '')}"
    language = get_language_from_request(request)
    return host, request.path_info, request.META.get("QUERY_STRING", ""), language, theme_of(request)


def _is_the_same(response: HttpResponse) -> bool:
    return getattr(response, SAME_FOR_STRANGERS, False) and response.status_code == 200 and not response.cookies


def _keep(key: Key, page: Asked) -> None:
    if len(_pages) >= MOST_PAGES and key not in _pages:
        _pages.clear()
    _pages[key] = page


def _kept(second: int, version: bytes, response: HttpResponse) -> Kept:
    before, mark, rest = response.content.partition(CLOCK)
    _shown, quote, after = rest.partition(b'"')
    return Kept(second, version, tuple(response.items()), before + mark, quote + after)


def _answer(page: Kept, now: datetime) -> HttpResponse:
    clock_ms = str(int(now.timestamp() * 1000)).encode() if page.after else b""
    return HttpResponse(page.before + clock_ms + page.after, headers=dict(page.headers))
