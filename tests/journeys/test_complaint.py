# SPDX-License-Identifier: Apache-2.0
"""A stranger complains without an account, with and without scripts; the auditor answers; nobody else sees it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from lpse.demo import cast as casting
from tests.support.browser import PATIENCE_MS
from tests.support.people import Troupe, shows

SUBJECT = "Syarat merek pada spesifikasi alat kesehatan"
TEXT = "Spesifikasi butir 3 menyebut satu merek tanpa kata “atau setara”. Penyedia lain tidak mungkin memenuhinya."
SUMMARY = "Spesifikasi menyebut satu merek. Dokumen pemilihan diperbaiki lewat adendum."


@pytest.fixture
def troupe(people, journey) -> Troupe:
    """Everyone, each with an empty browser."""
    return Troupe(casting.gather(), people)


@pytest.fixture
def scriptless(chromium, journey):
    """A stranger whose browser runs no scripts."""
    context = chromium.browser.new_context(java_script_enabled=False, base_url=journey.url, locale="id-ID")
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


def test_a_stranger_complains_and_the_auditor_answers(troupe):
    stranger = troupe.go("tamu", "/pengaduan/")
    troupe.look(stranger, "pengaduan")
    troupe.press("tamu", stranger.get_by_role("link", name="Tulis pengaduan").first)
    # Something is missing: the page says what, and keeps what was typed.
    stranger.locator("[name=subject]").fill(SUBJECT)
    troupe.press("tamu", "Kirim pengaduan")
    expect(stranger.locator(".errorsum")).to_be_focused()
    expect(stranger.locator("[name=subject]")).to_have_value(SUBJECT)
    troupe.look(stranger, "pengaduan-galat")
    case, code = complained(troupe, stranger)
    troupe.look(stranger, "pengaduan-diterima")
    # A wrong code opens nothing; the right one opens the thread.
    troupe.go("tamu", "/pengaduan/lacak/")
    opened(stranger, case, code[::-1])
    expect(stranger.locator(".errorsum")).to_be_visible()
    opened(stranger, case, code)
    shows(stranger, TEXT[:60])
    troupe.look(stranger, "tiket")
    answered(troupe, case)
    stranger.reload()
    shows(stranger, "Kami meminta penjelasan tertulis dari PPK.")
    stranger.locator("[name=text]").fill("Terima kasih. Butir 7 juga menyebut merek.")
    troupe.press("tamu", "Kirim balasan")
    closed(troupe, case)
    stranger.reload()
    shows(stranger, SUMMARY)
    shows(troupe.go("tamu", "/pengaduan/"), SUMMARY)
    # For the committee there is nothing at the desk.
    page = troupe.person("bima").page
    answer = page.goto(f"{troupe.person('bima').origin}/audit/pengaduan/{case}/")
    assert answer.status == 404
    assert not troupe.ugly, "\n".join(troupe.ugly)


def complained(troupe: Troupe, page: Page) -> tuple[str, str]:
    """Write the rest and send; returns case number and tracking code."""
    page.locator("[name=text]").fill(TEXT)
    troupe.press("tamu", "Kirim pengaduan")
    return ticket(page)


def ticket(page: Page) -> tuple[str, str]:
    """Case number and tracking code on the card."""
    shows(page, "Pengaduan Anda diterima")
    case, code = page.locator(".receipt dd b.num").all_inner_texts()[:2]
    assert re.fullmatch(r"ADU-[0-9A-Z]{4}-[0-9A-Z]{4}", case)
    return case, code


def opened(page: Page, case: str, code: str) -> None:
    """Open a ticket with what the card says."""
    page.locator("[name=case]").fill(case)
    page.locator("[name=code]").fill(code)
    page.get_by_role("button", name="Buka tiket").click()


def answered(troupe: Troupe, case: str) -> None:
    """Esti finds the complaint complete, begins to examine it and writes to the stranger."""
    desk = troupe.go("esti", "/audit/pengaduan/")
    troupe.look(desk, "meja-auditor")
    troupe.press("esti", desk.get_by_role("link", name=re.compile(case)))
    troupe.press("esti", "Nyatakan lengkap")
    troupe.press("esti", "Mulai telaah")
    desk.locator("[name=pesan-text]").fill("Terima kasih. Kami meminta penjelasan tertulis dari PPK.")
    troupe.look(desk, "meja-pengaduan")
    troupe.press("esti", "Kirim pesan")


def closed(troupe: Troupe, case: str) -> None:
    """Esti closes it with a summary for everyone."""
    desk = troupe.go("esti", f"/audit/pengaduan/{case}/")
    shows(desk, "Butir 7 juga menyebut merek.")
    desk.locator("input[name=tutup-outcome][value=founded]").check()
    desk.locator("[name=tutup-summary]").fill(SUMMARY)
    troupe.press("esti", "Tutup dan terbitkan ringkasan")


def test_without_scripts_a_stranger_complains_and_follows(scriptless):
    scriptless.goto("/pengaduan/kirim/")
    scriptless.locator("[name=subject]").fill(SUBJECT)
    scriptless.locator("[name=text]").fill(TEXT)
    scriptless.get_by_role("button", name="Kirim pengaduan").click()
    case, code = ticket(scriptless)
    scriptless.goto(f"/pengaduan/lacak/?nomor={case}")
    expect(scriptless.locator("[name=case]")).to_have_value(case)
    opened(scriptless, case, code)
    shows(scriptless, TEXT[:60])
    scriptless.locator("[name=text]").fill("Saya menambahkan: halaman 12.")
    scriptless.get_by_role("button", name="Kirim balasan").click()
    shows(scriptless, "Saya menambahkan: halaman 12.")
    scriptless.get_by_role("button", name="Tutup tiket pada peramban ini").click()
    expect(scriptless).to_have_url(re.compile(r"/pengaduan/$"))
