# SPDX-License-Identifier: Apache-2.0
"""The browser's modules on a bare page: a tiny server on localhost (a secure context), no portal behind it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.support.browser import Chromium

SCRIPTS = Path(__file__).parents[2] / "lpse" / "static" / "js"
BYTES = """
  globalThis.hex = (b) => Array.from(b, (x) => x.toString(16).padStart(2, "0")).join("");
  globalThis.bytes = (h) => Uint8Array.from(h.match(/../g) ?? [], (x) => parseInt(x, 16));
"""


class _Quiet(SimpleHTTPRequestHandler):
    """Serves the script folder; an unknown path is an empty page."""

    def log_message(self, *args: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        if not self.path.startswith("/blank"):
            super().do_GET()
            return
        body = b"<!doctype html><title>-</title>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="session")
def script_server() -> Iterator[str]:
    """Origin of a server that holds the portal's scripts and an empty page at /blank."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(SCRIPTS)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def script_page(chromium: Chromium, script_server: str) -> Iterator[Page]:
    """An empty page in which every module of sb1 is loaded; an uncaught error on it fails the test."""
    person = chromium.person("Tamu", script_server)
    page = person.go("/blank")
    page.evaluate("async () => { globalThis.sb1 = await import('/sb1/sb1.js'); }")
    page.evaluate(f"() => {{ {BYTES} }}")
    yield page
    person.context.close()
    assert not person.errors, person.errors


@pytest.fixture(scope="module")
def run(script_page: Page) -> Callable[..., Any]:
    """``run(script, argument)``: run an async function body there and return its value.

    The body sees ``sb1``, ``a`` (the argument), ``hex`` and ``bytes``; an exception in it fails the test.
    """

    def evaluate(body: str, argument: Any = None) -> Any:
        return script_page.evaluate(f"async (a) => {{ {body} }}", argument)

    return evaluate
