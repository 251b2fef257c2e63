# SPDX-License-Identifier: Apache-2.0
"""Pages that show everybody the same but for their frame: drawn once within a second, each person's frame set in.

Nothing of a person can be in what is kept: it is drawn without the request. Source: quality.md 3.3 (a3).
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template import Engine
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from lpse import kept
from lpse.context import Page, page_of
from lpse.templatetags import lpse_frame as frame


def framed(request: HttpRequest, key: Hashable, name: str, context: Callable[[], Mapping[str, Any]]) -> HttpResponse:
    """Answer with the page ``name`` of ``context()``, in which nothing depends on who asks.

    ``key`` is all that the page depends on, but for the language, the theme, the record and the clock.
    """
    if len(get_messages(request)):
        return render(request, name, dict(context()))
    words = _words(request)
    is_signed_in = request.user.is_authenticated
    body: str = kept.part(
        (name, key, words["portal"].theme, is_signed_in),
        lambda: _pattern(name, context(), replace(page_of(request), menu=[]), is_signed_in),
    )
    for word, part in _parts(request, words, is_signed_in).items():
        body = body.replace(frame.mark_of(word), part)
    return HttpResponse(body)


def _words(request: HttpRequest) -> dict[str, Any]:
    """Return what every template is told of a request."""
    told: dict[str, Any] = {}
    for processor in Engine.get_default().template_context_processors:
        told |= processor(request)
    return told


def _pattern(name: str, context: Mapping[str, Any], page: Page, is_signed_in: bool) -> SafeString:
    somebody = SimpleNamespace(user=SimpleNamespace(is_authenticated=is_signed_in))
    words = {"request": somebody, "portal": page, "csrf_token": frame.mark_of("token"), frame.IS_PATTERN: True}
    return render_to_string(name, {**context, **words})


def _parts(request: HttpRequest, words: Mapping[str, Any], is_signed_in: bool) -> dict[str, str]:
    page, path = words["portal"], request.get_full_path()
    parts = {
        "masthead": frame.masthead_of(page, path),
        "site": frame.site_of(request, page, words["unread_notices"]),
        "footer": frame.footer_of(page, path),
    }
    return {**parts, "token": get_token(request)} if is_signed_in else {**parts}
