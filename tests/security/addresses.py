# SPDX-License-Identifier: Apache-2.0
"""Every named address of the portal, read from the resolver, so that a new one is attacked without being listed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

OURS = ("portal:", "accounts:", "ledger:", "notices:", "tenders:", "vendors:", "evaluation:", "complaints:")
TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=|name="csrf-token" content=)"[^"]*"')
CLOCK = re.compile(
    rb'<time data-clock[^>]*>[^<]*|<p class="due__left">[^<]*|<p class="countdown__value".*?</p>|"now": [0-9.]+'
    rb'|data-countdown-value>[^<]*|name="nonce" value="[^"]*"|data-form="[^"]*"|<span data-asked>.*?</span>'
)
"""What moves by itself: the server's clock, time left, the number that names one sending of a form."""


@dataclass(frozen=True)
class Address:
    """A named address: the names of what it asks for, and the mark of its view."""

    name: str
    route: str
    wants: tuple[str, ...]
    mark: str

    def path(self, **given: Any) -> str:
        """The address with what it asks for."""
        return reverse(self.name, kwargs={name: given[name] for name in self.wants})


def addresses() -> list[Address]:
    """All addresses of ours that have a name."""
    return [each for each in _walk(get_resolver(), "", "") if each.name.startswith(OURS)]


def _walk(resolver: URLResolver, space: str, prefix: str) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry, f"{space}{entry.namespace}:" if entry.namespace else space, route)
        elif isinstance(entry, URLPattern) and entry.name:
            wants = tuple(re.findall(r"<(?:\w+:)?(\w+)>", route))
            yield Address(space + entry.name, route, wants, getattr(entry.callback, "lpse_access", ""))


def bare(body: bytes, *names: str) -> bytes:
    """A page without its form tokens, its clock and the names by which it was asked for."""
    body = CLOCK.sub(b"", TOKEN.sub(b"", body))
    for name in names:
        body = body.replace(name.encode(), b"*")
    return body
