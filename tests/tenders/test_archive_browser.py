# SPDX-License-Identifier: Apache-2.0
"""The archive as a visitor meets it: found in the one list, read tab by tab, on a phone, without scripts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from lpse.demo import inventing
from tests.support.axe import faults, said

PICTURES = os.environ.get("ARCHIVE_PICTURES")
"""A folder to keep pictures in, for somebody who wants to look."""


@pytest.fixture(scope="module")
def archive(journey, tmp_path_factory):
    """The invented archive, imported by the command an operator would run; code of a finished tender with addendum."""
    folder = inventing.write_export(tmp_path_factory.mktemp("arsip"))
    assert "384 baru, 0 diganti" in journey.manage("import_inaproc", str(folder), "--rekaan")
    assert "Tidak ada yang berubah" in journey.manage("import_inaproc", str(folder), "--rekaan")
    rows = inventing.invented()
    return next(str(row["kd_tender"]) for row in rows["tender-ekontrak-kontrak"] if row["versi_addendum"] == 1)


def looks_right(page: Page, name: str) -> None:
    """No page is wider than the screen, axe finds nothing."""
    for width in (1366, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} at {width} px"
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
    assert not said(faults(page)), name


def test_a_visitor_narrows_the_list_and_reads_a_package_tab_by_tab(people, archive):
    page = people("tamu").go("/tender/")
    expect(page.locator("#daftar")).to_have_text("384 paket")
    looks_right(page, "daftar")
    page.set_viewport_size({"width": 1366, "height": 900})
    page.get_by_label("Arsip tender").check()
    page.locator("summary", has_text="Tahun anggaran").click()
    page.get_by_label("2022").check()
    page.get_by_role("button", name="Terapkan saringan").click()
    expect(page.locator(".chips .chip")).to_have_count(2)
    page.locator("#q").fill(archive)
    page.locator("#q").press("Enter")
    expect(page).to_have_url(f"{people('tamu').origin}/tender/{archive}/")
    for tab, words in (("Ringkasan", "Dari anggaran ke kontrak"), ("Jadwal", "tahap"), ("Peserta", "tidak lengkap"),
                       ("Kontrak", "Adendum 1")):  # fmt: skip
        page.set_viewport_size({"width": 1366, "height": 900})
        page.get_by_role("navigation", name="Bagian tender").get_by_role("link", name=tab).click()
        expect(page.locator("main")).to_contain_text(words)
        expect(page.locator("main")).to_contain_text("Rekaan")
        looks_right(page, tab.lower())


def test_every_page_of_results_follows_without_scripts(chromium, journey, archive):
    context = chromium.browser.new_context(java_script_enabled=False, locale="id-ID")
    page = context.new_page()
    page.goto(f"{journey.url}/tender/?asal=tender&asal=recorded")
    seen: list[str] = []
    while True:
        seen += page.locator(".result h3 a").evaluate_all("links => links.map(link => link.pathname)")
        following = page.locator("a[rel=next]")
        if following.count() == 0:
            break
        with page.expect_navigation():
            following.click()
    context.close()
    assert len(seen) == len(set(seen)) == inventing.TENDERS + inventing.RECORDED
