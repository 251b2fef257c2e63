# SPDX-License-Identifier: Apache-2.0
"""The edges of a session: headers on every answer, forged forms, spent codes, an old second factor, foreign ways."""

import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.test import Client

from tests.security.addresses import addresses
from tests.security.conftest import House

SignIn = Callable[..., Client]
SAFE = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def answers(browser: SignIn, house: House) -> list[tuple[str, Any]]:
    """Answers of every kind of status."""
    stranger, oki = browser(), browser("oki")
    return [
        ("200", stranger.get("/")),
        ("200", stranger.get(f"/tender/{house.taking.code}/")),
        ("200", oki.get("/kelola/pengguna/")),
        ("302", stranger.get("/tugas/")),
        ("302", stranger.get("/", headers={"host": "127.0.0.1"})),
        ("400", stranger.get("/", headers={"host": "jahat.example"})),
        ("403", browser(csrf=True).post("/masuk/login/", {"login": "x"})),
        ("403", browser("lintang").post(f"/tender/{house.finished.code}/hasil/umumkan/")),
        ("404", stranger.get("/tidak/ada/")),
        ("404", stranger.get("/tender/T-2026-9999/")),
        ("404", stranger.get("/metrics")),
        ("405", stranger.post("/catatan/")),
        ("409", browser("arung").post("/usaha/kirim/")),
        ("422", stranger.post("/pengaduan/kirim/", {})),
    ]


def test_every_answer_carries_its_policy_whatever_its_status(house: House, browser: SignIn) -> None:
    for status, answer in answers(browser, house):
        assert answer.status_code == int(status), (status, answer.request["PATH_INFO"], answer.status_code)
        policy = answer.headers.get("Content-Security-Policy", "")
        assert "default-src 'none'" in policy, f"{status} without a policy"
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        for name, value in SAFE.items():
            assert answer.headers.get(name) == value, f"{status}: {name}"


def test_no_public_page_puts_a_cookie_on_a_stranger(house: House, browser: SignIn) -> None:
    client = browser()
    for path in ("/", "/tender/", f"/tender/{house.finished.code}/", f"/tender/{house.finished.code}/hasil/",
                 "/catatan/", "/pembukaan/", "/bantuan/", "/pengaduan/", "/tidak/ada/"):  # fmt: skip
        assert not client.get(path).cookies, path


def test_a_forged_form_is_refused_at_every_address_with_a_page_that_says_so(house: House, browser: SignIn) -> None:
    taken = []
    filler = {
        "code": house.draft.code, "vendor": "V-0", "field": "x", "part": "tax", "row_id": 1, "document": 1,
        "slug": "pembukaan", "number": "SGH-1", "point": 1, "case": "x", "pk": 1, "user": 1, "appointment": 1,
        "session": 1, "index": 1, "name": "x", "ver": 1, "proposal": 1, "question": 1, "position": 1,
        "notice": 1, "seat": 1, "secret": "x", "invitation": 1, "listing": 1, "device": 1, "register": "PIP-0",
        "paper": 1, "row": 1,
        "of": "x", "period": "2026-Q1", "consortium": 1,
    }  # fmt: skip
    for name in ("bima", "arung", "oki", "esti"):
        client = browser(name, csrf=True)
        for each in addresses():
            if each.name in {"ledger:document", "portal:guide"}:
                continue
            answer = client.post(each.path(**filler), {"x": "1"})
            if answer.status_code not in (403, 405):
                taken.append(f"{each.name}: {answer.status_code}")
    assert not taken, taken
    page = browser("oki", csrf=True).post("/kelola/pengguna/undang/", {"email": "x@y.example", "name": "X"})
    assert page.status_code == 403
    assert "<h1" in page.content.decode()


def test_metrics_are_for_the_holder_of_their_token_only(house: House, browser: SignIn, settings: Any) -> None:
    client = browser()
    assert client.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = "rahasia-pemantau"
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"authorization": "Bearer salah"}).status_code == 404
    assert client.get("/metrics", headers={"authorization": "Bearer "}).status_code == 404
    told = client.get("/metrics", headers={"authorization": "Bearer rahasia-pemantau"})
    assert told.status_code == 200
    assert b"django_http" in told.content


@pytest.fixture
def entered(house: House) -> Client:
    """PT Arung's browser after the password, before the code."""
    client = Client(headers={"host": "localhost"})
    login = {"login": house.cast.people["arung"].email, "password": house.cast.passwords["arung"]}
    assert client.post("/masuk/login/", login).status_code == 302
    return client


def code_of(house: House) -> str:
    out = io.StringIO()
    call_command("totp", house.cast.people["arung"].email, stdout=out)
    return out.getvalue().strip()


def test_a_code_that_was_used_once_opens_nothing_again(house: House, entered: Client) -> None:
    code = code_of(house)
    assert entered.post("/masuk/2fa/authenticate/", {"code": code}).status_code == 302
    again = Client(headers={"host": "localhost"})
    login = {"login": house.cast.people["arung"].email, "password": house.cast.passwords["arung"]}
    again.post("/masuk/login/", login)
    assert again.post("/masuk/2fa/authenticate/", {"code": code}).status_code == 200
    assert again.get("/tugas/").status_code == 302


def test_a_password_without_the_second_factor_opens_no_page(house: House, entered: Client) -> None:
    for each in addresses():
        if not each.wants and each.mark != "public":
            answer = entered.get(each.path())
            assert answer.status_code in (302, 405), each.name
            if answer.status_code == 302:
                assert answer.headers["Location"].startswith("/masuk/"), each.name


STEPPED = {
    "bima": ["evaluation:release", "evaluation:lock-evaluation", "evaluation:announce-result", "tenders:fail-tender",
             "evaluation:void-result", "evaluation:reopen-evaluation", "evaluation:approve-minutes",
             "evaluation:lock-step", "evaluation:reopen-step",
             "evaluation:conclude-proof",
             "tenders:announce-tender",
             "tenders:consent-to-key-set",
             "complaints:answer-objection", "tenders:enrol-member-key", "tenders:end-member-key"],
    "ratna": ["evaluation:issue-award", "tenders:cancel-tender"],
    "oki": ["accounts:invite-person", "accounts:appoint", "accounts:end-appointment", "accounts:send-again",
            "accounts:make-calendar"],
    "esti": ["complaints:close-complaint", "complaints:accept-extension", "complaints:hand-on-sealed"],
    "putri": ["complaints:answer-information"],
    "surya": ["complaints:review-information"],
    "hendra": ["complaints:publish-survey"],
}  # fmt: skip


def test_every_weighty_act_asks_again_301_seconds_after_the_second_factor(house: House, browser: SignIn) -> None:
    named = {each.name: each for each in addresses()}
    filler = {
        "code": house.finished.code, "slug": "pembukaan", "number": "SGH-1", "case": house.complaint.case,
        "of": house.complaint.case, "period": "2026-Q1",
        "user": house.cast.people["arung"].pk, "appointment": 1, "register": house.request.number,
    }  # fmt: skip
    for name, weighty in STEPPED.items():
        client = browser(name, age=301)
        for each in weighty:
            answer = client.post(named[each].path(**filler), {"x": "1"})
            assert answer.status_code == 302, each
            assert answer.headers["Location"].startswith("/masuk/2fa/reauthenticate/"), each
    room = f"/tender/{house.taking.code}/penawaran/kirim/"
    answer = browser("arung", age=301).post(room, b"{}", content_type="application/json")
    assert answer.status_code == 403
    assert browser("arung", age=290).post(room, b"{}", content_type="application/json").status_code == 422


def test_a_password_alone_neither_shows_nor_changes_second_factors(house: House, browser: SignIn) -> None:
    rani = house.cast.people["arung"]
    Authenticator.objects.filter(user=rani).update(created_at=rani.joined_at - timedelta(days=3))
    client = browser("arung", age=301)
    answer = client.post("/masuk/reauthenticate/", {"password": house.cast.passwords["arung"]})
    assert answer.status_code == 302
    for path in ("recovery-codes/", "recovery-codes/download/", "recovery-codes/generate/", "totp/deactivate/",
                 "webauthn/add/", "webauthn/", ""):  # fmt: skip
        answer = client.get(f"/masuk/2fa/{path}")
        assert answer.status_code == 302, path
        assert answer.headers["Location"].startswith("/masuk/2fa/reauthenticate/"), path
    assert client.post("/masuk/2fa/reauthenticate/", {"code": code_of(house)}).status_code == 302
    assert client.get("/masuk/2fa/recovery-codes/").status_code == 200


@pytest.mark.parametrize(
    "way",
    ["https://jahat.example/", "//jahat.example", "/\\jahat.example", "javascript:alert(1)", "https:jahat.example"],
)
def test_no_form_leads_to_another_host(house: House, browser: SignIn, way: str) -> None:
    client = browser()
    led = [client.post("/tema/", {"tema": "gelap", "next": way}).headers["Location"]]
    led.append(client.post("/bahasa/", {"language": "id", "next": way}).headers["Location"])
    login = {"login": house.cast.people["lintang"].email, "password": house.cast.passwords["lintang"], "next": way}
    led.append(client.post(f"/masuk/login/?next={way}", login).headers["Location"])
    led.append(browser("oki").post("/masuk/logout/", {"next": way}).headers["Location"])
    stale = browser("oki", age=400)
    stale.get(f"/masuk/2fa/reauthenticate/?next={way}")
    for address in led:
        assert re.match(r"/(?![/\\])", address), address
        assert not re.search(r"next=(?!%2F[^%\\/]|/[^/\\]|$)", address), address


def test_a_session_ends_with_its_sign_out(house: House, browser: SignIn) -> None:
    client = browser("oki")
    stolen = client.cookies["session"].value
    client.post("/masuk/logout/")
    thief = Client(headers={"host": "localhost"})
    thief.cookies["session"] = stolen
    assert thief.get("/tugas/").status_code == 302


def test_powers_end_with_the_appointment_in_the_same_session(house: House, browser: SignIn) -> None:
    from lpse.accounts import services
    from lpse.accounts.models import Appointment
    from lpse.core import clock

    client = browser("vera")
    assert client.get("/kelola/verifikasi/").status_code == 200
    held = Appointment.objects.get(user=house.cast.people["vera"])
    services.end_appointment(actor=house.cast.actor("oki"), appointment=held, now=clock.now())
    assert client.get("/kelola/verifikasi/").status_code == 404
