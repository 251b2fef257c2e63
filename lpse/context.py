# SPDX-License-Identifier: Apache-2.0
"""What every page knows: the office, the server's clock, the person's menu, theme, training, the live socket."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from lpse import assets
from lpse.core import clock
from lpse.core.acts import Actor

THEMES = ("terang", "gelap")


@dataclass(frozen=True)
class Link:
    """One entry of the main menu; ``here`` says that the page shown lies below it."""

    href: str
    text: str
    here: bool = False


@dataclass(frozen=True)
class Page:
    """The frame of one page; all but ``office`` follows the request."""

    office: dict[str, str]
    now: datetime
    menu: list[Link]
    theme: str
    training: bool
    training_day_seconds: int
    live_url: str
    client: str


def menu_of(actor: Actor, path: str) -> list[Link]:
    """Return the main menu for an actor: own tasks first for who has an account, then what everybody may read."""
    public = [
        ("/tender/", _("Cari paket")),
        ("/pembukaan/", _("Pembukaan")),
        ("/catatan/", _("Catatan publik")),
        ("/periksa/", _("Periksa")),
        ("/pengaduan/", _("Pengaduan")),
        ("/bantuan/", _("Bantuan")),
    ]
    own = [("/tugas/", _("Tugas saya"))] if actor.user_id is not None else []
    here = max((href for href, _text in own + public if path.startswith(href)), key=len, default="")
    return [Link(href, text, href == here) for href, text in own + public]


def theme_of(request: HttpRequest) -> str:
    """Return the theme the person chose (`terang` or `gelap`), or an empty text to follow the device."""
    chosen = request.COOKIES.get("tema", "")
    return chosen if chosen in THEMES else ""


def page_of(request: HttpRequest) -> Page:
    """Return the frame for a request; works for error pages too, where no middleware may have run."""
    actor = getattr(request, "actor", None) or Actor.public()
    return Page(
        office=settings.OFFICE,
        now=clock.now().astimezone(ZoneInfo(settings.OFFICE["zone"])),
        menu=menu_of(actor, request.path),
        theme=theme_of(request),
        training=settings.TRAINING,
        training_day_seconds=settings.TRAINING_DAY_SECONDS,
        live_url=settings.LIVE_URL,
        client=assets.digest12(),
    )


def portal(request: HttpRequest) -> dict[str, object]:
    """Put the frame into every template as ``portal``; nothing is computed before a template asks."""
    return {"portal": SimpleLazyObject(lambda: page_of(request))}
