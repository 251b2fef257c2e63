# SPDX-License-Identifier: Apache-2.0
"""The frame of every page on the running portal: live dot, clock, language, theme, sign-in pages, errors."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.axe import faults, said
from tests.support.browser import Chromium, Person, totp
from tests.support.journey import Journey

People = Callable[[str], Person]
PASSWORD = "sandi panjang sekali 77"
COUNTED = "/hitung-tenggat/?aturan=report_oversight&kategori=goods&tanggal=2026-11-20"
RULES = "/hitung-tenggat/aturan/"
PAGES = ("/", "/masuk/login/", "/masuk/signup/", "/masuk/password/reset/", "/tidak-ada/", COUNTED, RULES)


def test_the_live_dot_turns_green_from_a_task_through_the_socket(people: People) -> None:
    page = people("tamu").go("/")
    dot = page.locator("[data-live-dot]")
    expect(dot).to_have_attribute("data-state", "on", timeout=30_000)
    expect(dot).to_have_text("Langsung")


def test_the_clock_of_the_server_ticks_in_the_zone_of_the_office(people: People) -> None:
    page = people("tamu").go("/")
    face = page.locator("time[data-clock]")
    expect(face).to_have_text(re.compile(r"^\d\d\.\d\d\.\d\d$"))
    first = face.inner_text()
    expect(face).not_to_have_text(first, timeout=5_000)
    expect(page.locator(".clock")).to_contain_text("WIB")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1366), ("light", 390), ("dark", 1366)])
def test_public_pages_have_no_accessibility_fault_and_do_not_scroll_sideways(
    chromium: Chromium, journey: Journey, width: int, scheme: str
) -> None:
    context = chromium.browser.new_context(
        locale="id-ID", viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    wrong = {}
    for path in PAGES:
        page.goto(journey.url + path)
        found = said(faults(page, only_contrast=scheme == "dark"))
        if found or page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong[path] = found or ["sideways"]
    context.close()
    assert not wrong


def test_english_is_chosen_once_and_given_back(chromium: Chromium, journey: Journey) -> None:
    page = page_without_javascript(chromium, journey)
    page.goto(journey.url + "/")
    expect(page.locator("html")).to_have_attribute("lang", "id")
    page.get_by_role("button", name="EN", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.goto(journey.url + "/tender/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("button", name="ID", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "id")
    page.context.close()


def test_a_chosen_theme_is_drawn_by_the_server_and_can_be_given_back(chromium: Chromium, journey: Journey) -> None:
    page = page_without_javascript(chromium, journey)
    page.goto(journey.url + "/")
    page.get_by_role("button", name="Gelap").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "gelap")
    page.get_by_role("button", name="Ikut perangkat").click()
    expect(page.locator("html")).not_to_have_attribute("data-theme", re.compile(".+"))
    page.context.close()


def test_the_theme_never_leads_to_another_host(chromium: Chromium, journey: Journey) -> None:
    page = page_without_javascript(chromium, journey)
    page.goto(journey.url + "/")
    page.locator("footer input[name=next]").evaluate("(field) => { field.value = 'https://jahat.example/' }")
    page.get_by_role("button", name="Terang").click()
    expect(page).to_have_url(journey.url + "/")
    page.context.close()


def test_the_menu_of_a_phone_opens_and_closes_by_keyboard(chromium: Chromium, journey: Journey) -> None:
    context = chromium.browser.new_context(locale="id-ID", viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(journey.url + "/")
    menu = page.get_by_role("navigation", name="Menu")
    expect(menu).to_be_hidden()
    page.locator("summary", has_text="Menu").press("Enter")
    expect(menu.get_by_role("link", name="Periksa")).to_be_visible()
    menu.get_by_role("link", name="Periksa").press("Escape")
    expect(menu).to_be_hidden()
    expect(page.locator("summary", has_text="Menu")).to_be_focused()
    context.close()


def test_a_wrong_password_is_told_on_top_with_the_focus_and_a_title_that_says_so(people: People) -> None:
    page = people("tamu").go("/masuk/login/")
    page.locator("input[name=login]").fill("tidak.ada@contoh.example")
    page.locator("input[name=password]").fill("bukan kata sandi siapa pun")
    page.locator("form:has(input[name=password]) button[type=submit]").click()
    summary = page.get_by_role("alert", name="Ada yang perlu diperbaiki")
    expect(summary).to_be_focused()
    expect(page).to_have_title(re.compile("^Galat: "))


def test_missing_pages_and_static_files_answer_as_they_must(people: People, journey: Journey) -> None:
    tamu = people("tamu")
    missing = tamu.page.request.get(journey.url + "/tidak-ada/")
    assert missing.status == 404
    page = tamu.go("/")
    for address in page.eval_on_selector_all(
        "link[integrity], script[integrity]", "all => all.map((one) => one.href || one.src)"
    ):
        answer = page.request.get(address)
        assert answer.status == 200
        assert "immutable" in answer.headers["cache-control"], address


def page_without_javascript(chromium: Chromium, journey: Journey) -> Page:
    """A page of somebody whose browser runs no scripts."""
    context = chromium.browser.new_context(locale="id-ID", java_script_enabled=False)
    return context.new_page()


def test_a_newcomer_proves_their_mail_and_sets_a_second_factor_without_javascript(
    chromium: Chromium, journey: Journey
) -> None:
    page = page_without_javascript(chromium, journey)
    page.goto(journey.url + "/masuk/signup/")
    page.fill("input[name=email]", "rani@arung.example")
    page.fill("input[name=name]", "Rani Pradipta")
    page.fill("input[name=password1]", PASSWORD)
    page.get_by_role("button", name="Buat akun").click()
    page.fill("input[name=code]", code_in_mail(journey))
    page.get_by_role("button", name="Lanjut").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Faktor kedua")
    page.get_by_role("link", name="Pasang autentikator").click()
    if page.locator("main input[name=password]").count():
        page.fill("main input[name=password]", PASSWORD)
        page.get_by_role("button", name="Lanjut").click()
    secret = page.locator("#authenticator_secret").inner_text()
    page.fill("input[name=code]", totp(secret, time.time()))
    page.get_by_role("button", name="Pasang", exact=True).click()
    expect(page.locator("#recovery_codes li")).to_have_count(10)
    recovery = page.locator("#recovery_codes li").first.inner_text()
    page.goto(journey.url + "/masuk/logout/")
    page.locator("main").get_by_role("button", name="Keluar").click()
    page.goto(journey.url + "/masuk/login/")
    page.fill("input[name=login]", "rani@arung.example")
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.fill("input[name=code]", recovery)
    page.get_by_role("button", name="Masuk", exact=True).click()
    expect(page.locator(".site__who")).to_have_text("Rani Pradipta")
    page.context.close()


def code_in_mail(journey: Journey) -> str:
    """The code in the newest mail of the portal."""
    newest = max((journey.var / "mail").iterdir(), key=lambda file: file.stat().st_mtime_ns)
    found = re.search(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", newest.read_text(encoding="utf-8"), re.MULTILINE)
    assert found, newest.read_text(encoding="utf-8")
    return found[1]
