# SPDX-License-Identifier: Apache-2.0
"""Head and foot of every page. Each is drawn once for all it depends on; what is a request's own is set in afterwards.

A page is half frame: drawn anew each time it would cost more than most contents. Words set in are escaped here.
"""

import secrets
from collections.abc import Hashable, Mapping
from typing import Any

from django import template
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
_drawings: dict[tuple[Hashable, ...], str] = {}


def _drawn(name: str, page: Page, own: Mapping[str, str], key: tuple[Hashable, ...], **more: Any) -> SafeString:
    """Return a part of the frame with ``own`` set in; ``key`` is what else the drawing depends on, but for language."""
    whole = (name, get_language(), page.training, page.training_day_seconds, *key)
    if whole not in _drawings:
        if len(_drawings) >= MOST:
            _drawings.clear()
        places = {word: mark_safe(f"{_PLACE}{word}.") for word in own}  # noqa: S308 our own mark
        _drawings[whole] = render_to_string(name, {"portal": page, **places, **more})
    drawn = _drawings[whole]
    for word, value in own.items():
        drawn = drawn.replace(f"{_PLACE}{word}.", conditional_escape(value))
    return mark_safe(drawn)  # noqa: S308 drawn by a template, and what was set in is escaped


def _path_of(context: template.Context) -> str:
    request = context.get("request")
    return request.get_full_path() if request is not None else "/"


@register.simple_tag(takes_context=True)
def masthead(context: template.Context) -> SafeString:
    """Draw the strip above all: official site, training, live dot, server clock, language."""
    page: Page = context["portal"]
    own = {"next": _path_of(context), "epoch": str(epoch_ms(page.now)), "iso": iso(page.now)}
    own |= {"time": pukul_detik_saja(page.now), "zone": zona(page.now)}
    return _drawn("components/_masthead.html", page, own, ())


@register.simple_tag(takes_context=True)
def site(context: template.Context) -> SafeString:
    """Draw the name of the office, the main menu, and sign-in or the person's name."""
    page: Page = context["portal"]
    here = next((link.href for link in page.menu if link.here), "")
    request = context.get("request")
    user = getattr(request, "user", None)
    if request is None or user is None or not user.is_authenticated:
        return _drawn("components/_site.html", page, {}, (here,), person="")
    name, unread = request.actor.name or user.email, min(int(str(context.get("unread_notices", 0))), MOST_UNREAD)
    return _drawn(
        "components/_site.html",
        page,
        {"token": get_token(request)},
        (here, name, unread, bool(page.menu[0].href == "/tugas/")),
        person=name,
        unread=unread,
    )


@register.simple_tag(takes_context=True)
def footer(context: template.Context) -> SafeString:
    """Draw who runs the portal and how to reach them, and the theme of the person."""
    page: Page = context["portal"]
    return _drawn(
        "components/_footer.html", page, {"next": _path_of(context)}, (page.theme, page.now.year, page.client)
    )
