# SPDX-License-Identifier: Apache-2.0
"""Questions and answers in Chromium: two vendors ask at once, a member merges and publishes, the other page follows."""

import os
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from lpse.demo import tenders, vendors
from lpse.demo.cast import Cast
from tenders.models import Tender
from tests.support.axe import faults, said
from tests.support.browser import Account, Person
from tests.support.journey import Journey

People = Callable[[str], Person]
SHOTS = os.environ.get("LPSE_SHOTS")
WHEN = "Kapan barang harus tiba di puskesmas?"
TWIN = "Berapa lama waktu pengiriman barang?"
SAID = "Barang tiba paling lambat 60 hari kalender sejak kontrak."


@pytest.fixture(scope="module")
def cast(journey: Journey) -> Cast:
    """Everyone, on the running portal."""
    return journey.cast


@pytest.fixture(scope="module")
def tender(cast: Cast) -> Tender:
    """A tender that takes questions; two vendors have joined."""
    found = tenders.announced_tender(cast, closes_in=3600)
    for name in ("arung", "bahari"):
        vendors.join(cast, name, found)
    return found


def account(cast: Cast, name: str) -> Account:
    return Account(cast.people[name].email, cast.passwords[name], cast.totp_secrets[name])


def looks_well(page: Page, name: str) -> None:
    """Nothing is wider than a phone, and axe finds nothing; pictures where somebody wants them."""
    page.set_viewport_size({"width": 390, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}-390.png", full_page=True)
    page.set_viewport_size({"width": 1366, "height": 900})
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}-1366.png", full_page=True)
    assert not said(faults(page)), name


def ask(page: Page, text: str) -> None:
    """Ask by the form, as people do."""
    page.get_by_role("link", name="Ajukan pertanyaan").click()
    page.get_by_label("Bab atau butir").fill("Bab III LDP 9.1")
    page.get_by_label("Pertanyaan", exact=True).fill(text)
    page.get_by_role("button", name="Kirim pertanyaan").click()


def test_two_vendors_ask_at_once_and_the_committee_answers_both(people: People, cast: Cast, tender: Tender) -> None:
    board = f"/tender/{tender.code}/tanya-jawab/"
    rani = people("arung").sign_in(account(cast, "arung"), board)
    joko = people("bahari").sign_in(account(cast, "bahari"), board)
    stranger = people("tamu").go(board)
    expect(stranger.get_by_text("Belum ada pertanyaan")).to_be_visible()
    looks_well(stranger, "questions-none")
    ask(rani, WHEN)
    expect(rani.locator("#t-1")).to_contain_text("(Anda)")
    # Whoever watches sees it without a click.
    expect(stranger.locator("#t-1")).to_contain_text(WHEN)
    expect(joko.locator("#t-1")).to_contain_text("Peserta 1")
    expect(joko.locator("#t-1")).not_to_contain_text("Arung")
    ask(joko, TWIN)
    expect(stranger.locator("#t-2")).to_contain_text("Peserta 2")
    bima = people("bima").sign_in(account(cast, "bima"), board)
    expect(bima.locator("#tanya-jawab")).to_contain_text("2 pertanyaan belum dijawab")
    looks_well(bima, "questions-committee")
    bima.get_by_role("link", name="Jawab pertanyaan 1").click()
    looks_well(bima, "questions-draft")
    bima.get_by_label("Jawaban").fill(SAID)
    bima.get_by_role("button", name="Simpan rancangan").click()
    expect(bima.locator("#t-1")).to_contain_text("Rancangan, belum terbit")
    bima.get_by_role("link", name="Jawab pertanyaan 2").click()
    bima.get_by_label("Atau gabungkan dengan pertanyaan").select_option("1")
    bima.get_by_role("button", name="Simpan rancangan").click()
    stranger.reload()
    expect(stranger.locator("#tanya-jawab")).not_to_contain_text(SAID)
    bima.get_by_role("link", name="Periksa dan terbitkan jawaban").click()
    looks_well(bima, "questions-publish")
    bima.get_by_role("button", name="Terbitkan sekarang").click()
    expect(bima.locator("#t-1")).to_contain_text(SAID)
    expect(stranger.locator("#t-1")).to_contain_text(SAID)
    expect(joko.locator("#t-2")).to_contain_text("lihat jawaban pertanyaan 1")
    looks_well(joko, "questions-answered")


def test_without_javascript_the_board_is_read_and_asked(people: People, cast: Cast, tender: Tender) -> None:
    person = people("tanpa-skrip")
    person.context.route("**/*.js", lambda route: route.abort())
    page = person.sign_in(account(cast, "bahari"), f"/tender/{tender.code}/tanya-jawab/")
    ask(page, "Apakah warna barang bebas dipilih?")
    expect(page.locator("main")).to_contain_text("Apakah warna barang bebas dipilih?")
    page.get_by_role("link", name="Muat ulang").click()
    expect(page.locator("main")).to_contain_text("Apakah warna barang bebas dipilih?")
