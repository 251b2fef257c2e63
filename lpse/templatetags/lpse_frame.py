# SPDX-License-Identifier: Apache-2.0
"""Head and foot of every page. Each is drawn once for all it depends on; what is a request's own is set in afterwards.

A page is half frame: drawn anew each time it would cost more than most contents. Words set in are escaped here.
"""

import secrets
from collections.abc import Hashable, Mapping
from typing import Any

from django import template
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from lpse.context import Page
from lpse.templatetags.lpse_format import epoch_ms, iso, pukul_detik_saja, zona

register = template.Library()
MOST = 1024
MOST_UNREAD = 100
_PLACE = f"\ue000{secrets.token_hex(8)}"
"""What stands in a drawing where something is set in; nobody can type it."""
IS_PATTERN = "is_pattern"
"""A word of the context of a page drawn for everybody: marks stand for the parts of its frame."""
_drawings: dict[tuple[Hashable, ...], str] = {}


def _drawn(name: str, page: Page, own: Mapping[str, str], key: tuple[Hashable, ...], **more: Any) -> SafeString:
    """Return a part of the frame with ``own`` set in; ``key`` is what else the drawing depends on, but for language."""
    whole = (name, get_language(), page.training, page.training_day_seconds, *key)
    if whole not in _drawings:
        if len(_drawings) >= MOST:
            _drawings.clear()
        places = {word: mark_of(word) for word in own}
        _drawings[whole] = render_to_string(name, {"portal": page, **places, **more})
    drawn = _drawings[whole]
    for word, value in own.items():
        drawn = drawn.replace(f"{_PLACE}{word}.", conditional_escape(value))
    return mark_safe(drawn)  # noqa: S308 drawn by a template, and what was set in is escaped


def mark_of(word: str) -> SafeString:
    """Return what stands for a part of the frame in a page drawn for everybody (lpse.framed)."""
    return mark_safe(f"{_PLACE}{word}.")  # noqa: S308 our own mark


def masthead_of(page: Page, path: str) -> SafeString:
    """Return the strip above all: official site, training, live dot, server clock, language."""
    own = {"next": path, "epoch": str(epoch_ms(page.now)), "iso": iso(page.now)}
    own |= {"time": pukul_detik_saja(page.now), "zone": zona(page.now)}
    return _drawn("components/_masthead.html", page, own, ())


def site_of(request: HttpRequest | None, page: Page, unread: Any) -> SafeString:
    """Return the name of the office, the main menu, and sign-in or the person's name with what they have not read."""
    here = next((link.href for link in page.menu if link.here), "")
    user = getattr(request, "user", None)
    if request is None or user is None or not user.is_authenticated:
        return _drawn("components/_site.html", page, {}, (here,), person="")
    name, count = request.actor.name or user.email, min(int(str(unread)), MOST_UNREAD)  # type: ignore[attr-defined]
    return _drawn(
        "components/_site.html",
        page,
        {"token": get_token(request)},
        (here, name, count, bool(page.menu[0].href == "/tugas/")),
        person=name,
        unread=count,
    )


def footer_of(page: Page, path: str) -> SafeString:
    """Return who runs the portal and how to reach them, and the theme of the person."""
    return _drawn("components/_footer.html", page, {"next": path}, (page.theme, page.now.year, page.client))


def _path_of(context: template.Context) -> str:
    request = context.get("request")
    return request.get_full_path() if request is not None else "/"


@register.simple_tag(takes_context=True)
def masthead(context: template.Context) -> SafeString:
    """Draw the strip above all."""
    return mark_of("masthead") if IS_PATTERN in context else masthead_of(context["portal"], _path_of(context))


@register.simple_tag(takes_context=True)
def site(context: template.Context) -> SafeString:
    """Draw the name of the office, the menu and the person."""
    if IS_PATTERN in context:
        return mark_of("site")
    return site_of(context.get("request"), context["portal"], context.get("unread_notices", 0))


@register.simple_tag(takes_context=True)
def footer(context: template.Context) -> SafeString:
    """Draw the foot."""
    return mark_of("footer") if IS_PATTERN in context else footer_of(context["portal"], _path_of(context))
