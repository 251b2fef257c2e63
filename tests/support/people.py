# SPDX-License-Identifier: Apache-2.0
"""The cast at their browsers: signing in, pressing buttons that ask for the second factor, saving files, looking.

With ``LPSE_LOOK=folder`` every page looked at is also photographed there, 1366 and 390 pixels wide.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Download, Locator, Page, ViewportSize, expect

from tests.support.axe import faults, said
from tests.support.browser import PATIENCE_MS, Account, Person

if TYPE_CHECKING:
    from lpse.demo.cast import Cast

WIDE: ViewportSize = {"width": 1366, "height": 900}
NARROW: ViewportSize = {"width": 390, "height": 844}
GATE = re.compile(r"/reauthenticate/")


class Troupe:
    """The cast, each with a browser of their own, on one portal."""

    def __init__(self, cast: Cast, people: Callable[[str], Person]) -> None:
        self.cast = cast
        self.people = people
        self._inside: set[str] = set()
        self.ugly: list[str] = []

    def person(self, name: str) -> Person:
        """Somebody of the cast, signed in; anybody else is a stranger and stays one."""
        person = self.people(name)
        if name in self.cast.people and name not in self._inside:
            self._inside.add(name)
            email, password = self.cast.people[name].email, self.cast.passwords[name]
            person.sign_in(Account(email, password, self.cast.totp_secrets[name]))
        return person

    def go(self, name: str, path: str) -> Page:
        """Open a page as somebody, with the second factor if the page asks for it."""
        page = self.person(name).go(path)
        self._pass_gate(name, page)
        return page

    def press(self, name: str, button: str | Locator) -> Page:
        """Press a button or link that leads to another page, with the second factor if the act asks for it."""
        page = self.person(name).page
        found = page.get_by_role("button", name=button, exact=True) if isinstance(button, str) else button
        with page.expect_navigation():
            found.click()
        self._pass_gate(name, page)
        return page

    def look(self, page: Page, name: str) -> None:
        """Look at a page closely: accessible, and no wider than a phone. What is wrong is told at the end."""
        page.set_viewport_size(NARROW)
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wider > 0:
            self.ugly.append(f"{name}: {wider} px wider than a phone")
        photograph(page, f"{name}-390")
        page.set_viewport_size(WIDE)
        photograph(page, f"{name}-1366")
        self.ugly += [f"{name}: {fault}" for fault in said(faults(page))]

    def _pass_gate(self, name: str, page: Page) -> None:
        if GATE.search(page.url):
            self.person(name).give_code(self.cast.totp_secrets[name])
            page.wait_for_load_state()


def save(page: Page, link: Locator, folder: Path) -> Path:
    """Download what a link offers and return where it is now."""
    with page.expect_download() as coming:
        link.click()
    return keep(coming.value, folder)


def keep(download: Download, folder: Path) -> Path:
    """Put a download that came into a folder under its own name."""
    target = folder / download.suggested_filename
    download.save_as(target)
    return target


def photograph(page: Page, name: str) -> None:
    """Keep a picture of the whole page where LPSE_LOOK says, if it says."""
    folder = os.environ.get("LPSE_LOOK")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True, caret="initial")


class Watch:
    """Seconds per step, printed at the end: where a journey's time goes."""

    def __init__(self) -> None:
        self.steps: list[tuple[str, float]] = []

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time one step."""
        begun = time.monotonic()
        try:
            yield
        finally:
            self.steps.append((name, time.monotonic() - begun))
            print(f"{self.steps[-1][1]:6.1f} s  {name}", flush=True)


def shows(page: Page, text: str | re.Pattern[str], *, timeout: float = PATIENCE_MS) -> None:
    """Wait until a page shows a text somewhere."""
    expect(page.get_by_text(text).first).to_be_visible(timeout=timeout)
