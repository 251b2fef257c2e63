# SPDX-License-Identifier: Apache-2.0
"""The house stands: four processes, one page, and a live dot that a task turns green through broker and socket."""

from __future__ import annotations

import signal
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import expect

from lpse.demo import cast as casting
from lpse.demo.cast import Cast
from tests.support.browser import Account
from tests.support.journey import Journey


@pytest.fixture(scope="module")
def known(journey: Journey) -> Cast:
    """Everyone, on the running portal."""
    return casting.gather()


def test_the_live_dot_turns_green_from_a_task(people):
    # Beat asks every five seconds; the worker says so on the live layer; the socket passes it on to everybody.
    dots = [people(name).go("/").locator("[data-live-dot]") for name in ("tamu", "arung")]
    for dot in dots:
        expect(dot).to_have_attribute("data-state", "on")


def test_pages_asked_by_number_are_led_to_the_name_passkeys_need(people, journey):
    page = people("tamu").page
    page.goto(journey.url.replace("localhost", "127.0.0.1"))
    expect(page).to_have_url(journey.url + "/")


def test_machines_are_answered_by_number(journey):
    for path in ("/livez", "/readyz"):
        with urllib.request.urlopen(journey.url.replace("localhost", "127.0.0.1") + path) as answer:
            assert answer.status == 200


def test_a_page_loads_nothing_from_elsewhere_and_says_so(people, journey):
    visitor = people("tamu")
    asked = []
    visitor.page.on("request", lambda request: asked.append(request.url))
    answer = visitor.page.goto(journey.url + "/")
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert len(asked) > 1
    assert not [url for url in asked if not url.startswith(journey.url)]


def test_two_people_sign_in_with_their_second_factor_and_stay_themselves(people, known):
    for name in ("bima", "arung"):
        account = Account(casting.address(name), known.passwords[name], known.totp_secrets[name])
        people(name).sign_in(account, next_path="/akun/")
    for name in ("bima", "arung"):
        expect(people(name).go("/akun/").get_by_text(known.people[name].name).first).to_be_visible()


def test_a_passkey_is_added_and_signs_in_alone_but_not_without_its_owner(people, known):
    # Chromium's own authenticator, as a phone would be: it asks for the finger and keeps the key (WebAuthn, 10.5).
    citra = people("citra")
    page = citra.sign_in(Account(casting.address("citra"), known.passwords["citra"], known.totp_secrets["citra"]))
    device = citra.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    finger = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options = finger | {"isUserVerified": True, "automaticPresenceSimulation": True}
    added = device.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    citra.go("/masuk/2fa/webauthn/add/")  # whoever changes factors proves again who they are
    page.locator("input[name=password]").fill(known.passwords["citra"])
    page.locator("form:has(input[name=password]) button[type=submit]").first.click()
    page.locator("input[name=name]").fill("Ponsel kantor")
    page.locator("input[name=passwordless]").check()
    page.locator("#mfa_webauthn_add").click()
    expect(page.get_by_text("1 terpasang")).to_be_visible()
    held = device.send("WebAuthn.getCredentials", {"authenticatorId": added["authenticatorId"]})["credentials"]
    assert [(one["rpId"], one["isResidentCredential"]) for one in held] == [("localhost", True)]

    citra.context.clear_cookies()
    citra.go("/masuk/login/?next=/akun/kunci/")
    page.locator("#passkey_login").click()
    expect(page).to_have_url(citra.origin + "/akun/kunci/")
    expect(page.get_by_text(known.people["citra"].name).first).to_be_attached()

    device.send("WebAuthn.setUserVerified", {"authenticatorId": added["authenticatorId"], "isUserVerified": False})
    citra.context.clear_cookies()
    citra.go("/masuk/login/")
    page.locator("#passkey_login").click()
    expect(page.locator("[data-passkey-error]")).to_be_visible()


def test_without_the_broker_pages_still_answer(people, journey):
    broker = journey.site.supervisor.processes[[p.name for p in journey.site.supervisor.processes].index("valkey")]
    broker.popen.send_signal(signal.SIGSTOP)
    try:
        with urllib.request.urlopen(journey.url + "/", timeout=10) as answer:
            assert answer.status == 200
        with urllib.request.urlopen(journey.url + "/readyz", timeout=10) as answer:
            assert answer.status == 200
    finally:
        broker.popen.send_signal(signal.SIGCONT)
