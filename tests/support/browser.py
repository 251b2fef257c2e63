# SPDX-License-Identifier: Apache-2.0
"""Chromium with several people in it, each in a context of their own (cookies, storage, downloads), acting at once."""

from __future__ import annotations

import base64
import hashlib
import hmac
import shutil
import struct
import time
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, expect, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TOTP_SECONDS = 30
TRIES = 3
PATIENCE_MS = 30_000


def chromium_path() -> str | None:
    """Where the system's Chromium is, or None; Playwright's own download is never used."""
    found = map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))
    return next(filter(None, found), None)


def totp(secret: str, at: float) -> str:
    """Six-digit time-based one-time code for a base32 secret at an instant in seconds. Source: RFC 6238, RFC 4226."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8), casefold=True)
    digest = hmac.new(key, struct.pack(">Q", int(at) // TOTP_SECONDS), hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


@dataclass(frozen=True)
class Account:
    """What a person needs to sign in."""

    email: str
    password: str
    totp_secret: str | None = None


class Person:
    """Somebody at their own computer: one browser context and one page, with everything that went wrong on it."""

    def __init__(self, name: str, context: BrowserContext, origin: str) -> None:
        self.name = name
        self.context = context
        self.origin = origin
        self.errors: list[str] = []
        self.page = context.new_page()
        self.watch(self.page)
        self._last_code = ""

    def watch(self, page: Page) -> None:
        """Note every script error and every refusal of the content security policy on a page."""
        page.on("pageerror", lambda error: self.errors.append(f"{self.name}: {error}"))
        page.on("console", self._note)

    def _note(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            at = f"{self.page.url} {message.location.get('url')}:{message.location.get('lineNumber')}"
            self.errors.append(f"{self.name}: {message.text} ({at})")

    def go(self, path: str) -> Page:
        """Open a path of the portal."""
        self.page.goto(self.origin + path)
        return self.page

    def fresh_code(self, secret: str) -> str:
        """A code this person has not used yet: the portal takes each only once, so the next one is waited for."""
        code = totp(secret, time.time())
        while code == self._last_code:
            self.page.wait_for_timeout(250)
            code = totp(secret, time.time())
        self._last_code = code
        return code

    def sign_in(self, account: Account, next_path: str = "/tugas/") -> Page:
        """Sign in through the portal's own pages, with the second factor if the account has one."""
        page = self.go(f"/masuk/login/?next={next_path}")
        page.locator("input[name=login]").fill(account.email)
        page.locator("input[name=password]").fill(account.password)
        page.locator("form:has(input[name=password]) button[type=submit]").first.click()
        if account.totp_secret:
            self.give_code(account.totp_secret)
        expect(page).to_have_url(self.origin + next_path, timeout=PATIENCE_MS)
        return page

    def give_code(self, secret: str) -> None:
        """Answer the page that asks for a one-time code; one that ran out on its way is followed by the next."""
        field = self.page.locator("input[name=code]")
        refused = self.page.locator(".errorsum")
        for _try in range(TRIES):
            field.wait_for(timeout=PATIENCE_MS)
            field.fill(self.fresh_code(secret))
            with self.page.expect_navigation(timeout=PATIENCE_MS):
                self.page.locator("form:has(input[name=code]) button[type=submit]").first.click()
            if refused.count() == 0:
                break
        expect(field).to_have_count(0, timeout=PATIENCE_MS)


class Chromium:
    """One headless browser for the test run."""

    def __init__(self, path: str) -> None:
        self._playwright: Playwright = sync_playwright().start()
        expect.set_options(timeout=PATIENCE_MS)
        self.browser: Browser = self._playwright.chromium.launch(executable_path=path, args=FLAGS)

    def person(self, name: str, origin: str, downloads: Path | None = None) -> Person:
        """A new person with an empty browser profile. Times and texts as in the office's first zone.

        They prefer still pages: what pulses on a screen is drawn anew all the time, by the processor.
        """
        context = self.browser.new_context(
            locale="id-ID",
            timezone_id="Asia/Jakarta",
            accept_downloads=True,
            viewport={"width": 1280, "height": 900},
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE_MS)
        return Person(name, context, origin)

    def close(self) -> None:
        """End the browser."""
        self.browser.close()
        self._playwright.stop()
