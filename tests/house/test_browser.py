# SPDX-License-Identifier: Apache-2.0
"""The browser harness: its one-time codes, its profiles, and what it must not hide."""

from __future__ import annotations

import base64
import functools
import http.server
import threading

import pytest

from tests.support.browser import totp

SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("at", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_one_time_codes_follow_rfc_6238_appendix_b(at, code):
    assert totp(SECRET, at) == code


@pytest.fixture
def origin(tmp_path):
    """A page on localhost, which a browser takes for a secure context."""
    (tmp_path / "index.html").write_text("<!doctype html><title>Halaman uji</title>", encoding="utf-8")
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()


def test_two_people_share_nothing(chromium, origin):
    arung, bahari = (chromium.person(name, origin) for name in ("arung", "bahari"))
    for someone in (arung, bahari):
        someone.go("/")
    arung.page.evaluate("localStorage.setItem('kunci', 'arung'); document.cookie = 'sesi=arung'")
    assert bahari.page.evaluate("[localStorage.getItem('kunci'), document.cookie]") == [None, ""]
    for someone in (arung, bahari):
        someone.context.close()


def test_a_page_on_localhost_has_the_ciphers_sealing_needs(browser_page, origin):
    browser_page.goto(origin)
    assert browser_page.evaluate("window.isSecureContext")
    assert (
        browser_page.evaluate("crypto.subtle.generateKey('X25519', false, ['deriveBits']).then(k => k.publicKey.type)")
        == "public"
    )


def test_a_script_error_is_noted(chromium, origin):
    someone = chromium.person("ratna", origin)
    someone.go("/")
    someone.page.evaluate("setTimeout(() => { throw new Error('rusak') }, 0)")
    someone.page.wait_for_event("pageerror") if not someone.errors else None
    assert any("rusak" in error for error in someone.errors)
    someone.context.close()
