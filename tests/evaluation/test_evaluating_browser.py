# SPDX-License-Identifier: Apache-2.0
"""The evaluation in Chromium: the sheet by keyboard, then lock, announcement and the public's view of it."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from evaluation.models import Assessment
from lpse.demo import evaluation as evaluating
from lpse.demo import world
from lpse.demo.cast import Cast
from lpse.ledger import services as ledger
from tenders.models import Tender
from tests.support.browser import Account, Person
from tests.support.journey import Journey

People = Callable[[str], Person]
SHOTS = os.environ.get("LPSE_SHOTS")
SCRIPT = Path(__file__).resolve().parents[2] / "lpse" / "static" / "js" / "grid.js"
REASON = "Jaminan purnajual tidak dilampirkan, padahal disyaratkan LDP butir 14."


@pytest.fixture(scope="module")
def cast(journey: Journey) -> Cast:
    """Everyone, on the running portal."""
    return journey.cast


@pytest.fixture(scope="module")
def tender(cast: Cast) -> Tender:
    """A tender of four rows whose three bids are open."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(world, "CLOSES_IN", 30.0)  # the demo leaves a minute, for slower machines
        found = world.opened(cast, "Pengadaan Bahan Habis Pakai Laboratorium", every=6)
    ledger.publish()
    return found


def shoot(page: Page, name: str) -> None:
    """Keep pictures where somebody wants to look at them."""
    if SHOTS:
        for width in (390, 1366):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)


def fits(page: Page) -> None:
    """Nothing makes the page itself wider than a phone."""
    page.set_viewport_size({"width": 390, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.set_viewport_size({"width": 1366, "height": 900})


def account(cast: Cast, name: str) -> Account:
    return Account(cast.people[name].email, cast.passwords[name], cast.totp_secrets[name])


def test_arrow_keys_stay_inside_the_table(browser_page: Page) -> None:
    def serve(route: Route) -> None:
        is_script = route.request.url.endswith("grid.js")
        kind = "text/javascript" if is_script else "text/html"
        route.fulfill(body=SCRIPT.read_bytes() if is_script else b"<!doctype html>", content_type=kind)

    browser_page.route("**/*", serve)
    browser_page.goto("http://localhost:9/")
    ways = browser_page.evaluate(
        """async () => {
          const { moved, wish } = await import("/grid.js");
          const keys = ["ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp"];
          const ways = [0, 2, 4, 5].map((at) => keys.map((key) => moved(key, at, 3, 6)));
          return [...ways, ["M", "t", "n", "k", "x"].map(wish)];
        }"""
    )
    assert ways == [[1, 0, 3, 0], [2, 1, 5, 2], [5, 3, 4, 1], [5, 4, 5, 2], ["ms", "tms", "reason", "clarify", None]]


def assess_by_keyboard(page: Page) -> None:
    """M passes a cell that was not even open; T leads to the reason, and a refusal keeps what was typed."""
    cells, bar = page.locator("[data-cell]"), page.locator(".actionbar")
    total = cells.count()
    cells.nth(1).focus()
    page.keyboard.press("m")
    expect(bar).to_contain_text(f"{total - 1} sel belum dinilai")
    expect(cells.nth(1)).to_contain_text("Memenuhi")
    expect(page.locator('[data-cell][aria-current="true"]')).to_be_focused()
    assert Assessment.objects.get().passed
    cells.nth(0).focus()
    page.keyboard.press("t")
    expect(page.locator("#id_reason")).to_be_focused()
    page.keyboard.type("kurang")
    page.get_by_role("button", name="Simpan dan lanjut").click()
    expect(page.locator(".errorsum")).to_be_focused()
    expect(page.locator(".errorsum")).to_contain_text("Isi alasan")
    shoot(page, "evaluation-refused")
    page.locator("#id_reason").fill(REASON)
    page.get_by_role("button", name="Simpan dan lanjut").click()
    expect(bar).to_contain_text(f"{total - 2} sel belum dinilai")
    expect(page.locator("[data-panel]")).to_be_focused()
    expect(cells.nth(0)).to_contain_text("Tidak memenuhi")
    shoot(page, "evaluation-saved")


def lock_and_announce(page: Page) -> None:
    """The chair locks, reads how the prices came about, and announces."""
    page.get_by_role("button", name="Kunci lembar evaluasi").click()
    expect(page.locator("h1")).to_contain_text("Harga dan peringkat")
    page.locator("main details summary").first.click()
    fits(page)
    shoot(page, "evaluation-prices")
    page.get_by_role("button", name="Selesaikan pembuktian").click()
    page.get_by_role("button", name="Umumkan pemenang").click()
    expect(page.locator("#pemenang")).to_be_visible()


def test_a_tender_is_evaluated_in_the_browser(people: People, cast: Cast, tender: Tender) -> None:
    page = people("bima").sign_in(account(cast, "bima"), f"/tender/{tender.code}/evaluasi/")
    fits(page)
    shoot(page, "evaluation-sheet")
    assert page.locator("[data-cell]").count() == 3 * tender.requirements.count()
    assess_by_keyboard(page)
    evaluating.assess_all(cast, tender)
    page.reload()
    lock_and_announce(page)
    stranger = people("tamu")
    seen = stranger.go(f"/tender/{tender.code}/hasil/")
    expect(seen.locator("main")).to_contain_text(REASON)
    fits(seen)
    shoot(seen, "result")
    answer = seen.request.get(f"{stranger.origin}/tender/{tender.code}/hasil/evaluasi.json")
    assert answer.json()["method"] == "lowest_price_pass_fail"
    seen = stranger.go(f"/tender/{tender.code}/berita-acara/evaluasi/")
    expect(seen.locator("h1")).to_contain_text("Berita Acara Evaluasi")
    shoot(seen, "evaluation-minutes")
