# SPDX-License-Identifier: Apache-2.0
"""Chromium on Django's test client: pages in the world of a test, as any person, without a server."""

from __future__ import annotations

import gzip
import mimetypes
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import BrowserContext, Route

ORIGIN = "http://localhost"


@dataclass
class Loads:
    """What a browser asked for, by address, and the status of the page."""

    client: Client
    connection: Any
    bodies: dict[str, bytes] = field(default_factory=dict)
    status: int = 0

    @property
    def sizes(self) -> dict[str, int]:
        """Bytes by address, packed as a server would send them (gzip, level 6)."""
        return {path: min(len(body), len(gzip.compress(body, 6))) for path, body in self.bodies.items()}

    def answer(self, route: Route) -> None:
        """Answer one request of the browser; a redirect is followed."""
        asked = urlsplit(route.request.url)
        path = asked.path + (f"?{asked.query}" if asked.query else "")
        status, body, kind = static(asked.path) or self._page(path, route.request.headers.get("accept-language", ""))
        self.bodies[path] = body
        route.fulfill(status=status, body=body, headers={"content-type": kind})

    def _page(self, path: str, languages: str) -> tuple[int, bytes, str]:
        from django.db import connections

        # Playwright answers in a context of its own, where Django would open another connection: another world.
        connections["default"] = self.connection
        found = self.client.get(path, follow=True, headers={"accept-language": languages})
        self.status = found.status_code
        # Chromium shows an empty refusal as an error of its own.
        return found.status_code, found.content or b"-", found.headers["Content-Type"]


def static(path: str) -> tuple[int, bytes, str] | None:
    """A static file as it is published; None when the path is not below the static address."""
    from django.conf import settings

    from lpse import assets

    if not path.startswith(settings.STATIC_URL):
        return None
    file = assets.path_of(path.removeprefix(settings.STATIC_URL))
    return 200, file.read_bytes(), mimetypes.guess_type(file.name)[0] or "application/octet-stream"


def routed(context: BrowserContext, client: Client) -> Loads:
    """Send everything the context asks of ORIGIN to the client."""
    from django.db import connections

    loads = Loads(client, connections["default"])
    context.route(f"{ORIGIN}/**", loads.answer)
    return loads
