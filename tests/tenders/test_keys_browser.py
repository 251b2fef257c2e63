# SPDX-License-Identifier: Apache-2.0
"""Members make their keys and accept a key set in real browsers; the server verifies with its own code."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from playwright.sync_api import Page, expect

from documents.sealing import memberkey
from lpse.accounts.models import MemberKey
from lpse.accounts.signin import SessionStore
from lpse.core.canonical import b64u
from lpse.demo import cast as casting
from lpse.demo import tenders as world
from lpse.demo.cast import Cast
from tenders import selectors
from tenders.models import Tender
from tests.support.browser import Person

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def cast(journey: Any) -> Cast:
    return casting.gather()


@pytest.fixture
def seated(people: Callable[[str], Person], cast: Cast) -> Callable[[str], Person]:
    """A person who signed in a moment ago with the second factor; the session is made as allauth makes it."""

    def person(name: str) -> Person:
        someone, user = people(name), cast.people[name]
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "lpse.accounts.signin.Backend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": time.time(), "type": "totp"}]
        session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = str(user.pk)
        session["second_factor"] = True
        session.create()
        cookie = {"name": "session", "value": session.session_key, "url": someone.origin}
        someone.context.add_cookies([cookie])  # type: ignore[list-item]
        return someone

    return person


def read_words(page: Page, place: str) -> str:
    return "-".join(page.locator(f"{place} li b").all_inner_texts())


def make_key(person: Person) -> str:
    """Make a key as a member does and return the passphrase the page showed."""
    page = person.go("/akun/kunci/")
    page.get_by_role("button", name="Buat frasa sandi").click()
    passphrase = read_words(page, "[data-words]")
    page.get_by_role("button", name="Sudah saya tulis").click()
    words = passphrase.split("-")
    for label in page.locator("[data-ask]").all():
        place = int(label.locator("[data-place]").inner_text())
        label.locator("input").fill(words[place - 1].upper())
    page.get_by_role("button", name="Lanjut").click()
    expect(page.locator("[data-qr] svg path")).to_be_visible()
    assert read_words(page, "[data-sheet-words]") == passphrase
    return passphrase


def test_a_member_makes_a_key_and_all_accept_the_key_set(
    cast: Cast, seated: Callable[[str], Person], tmp_path: Any
) -> None:
    for name in world.MEMBERS:
        person = seated(name)
        passphrase = make_key(person)
        page = person.page
        with page.expect_download() as download:
            page.get_by_role("link", name="Unduh berkas kunci").click()
        page.get_by_label("Lembar pemulihan sudah dicetak").check()
        page.get_by_role("button", name="Catat kunci saya").click()
        expect(page.get_by_role("heading", name="Kunci yang berlaku")).to_be_visible()
        key = MemberKey.objects.get(user=cast.people[name])
        assert download.value.path().read_text() == key.blob
        keys = memberkey.derive_keys(memberkey.read_key_file(key.blob, passphrase))
        assert b64u(keys.sig) == key.sig
        cast.passphrases[name] = passphrase

    tender = world.assigned_package(cast)
    page = seated("bima").go(f"/tender/{tender.code}/susun/kunci/")
    page.get_by_role("button", name="Ajukan susunan kunci").click()
    for name in world.MEMBERS:
        page = seated(name).go(f"/tender/{tender.code}/susun/kunci/")
        expect(page.locator("[data-read=k]")).to_have_text("2")
        page.get_by_label("Frasa sandi Anda").fill(cast.passphrases[name].replace("-", "  ").title())
        page.get_by_role("button", name="Setujui dan uji kunci").click()
        expect(page.get_by_text("Anda sudah menyetujui susunan ini")).to_be_visible()
    frozen, _document = selectors.key_set(Tender.objects.get(pk=tender.pk))
    assert frozen.consents.count() == 3


def test_wrong_words_and_wrong_passphrases_are_told_and_nothing_is_sent(
    cast: Cast, seated: Callable[[str], Person]
) -> None:
    world.enrol_members(cast)
    tender = world.assigned_package(cast, title="Pengadaan Genset Puskesmas")
    bima = seated("bima")
    page = bima.go(f"/tender/{tender.code}/susun/kunci/")
    page.get_by_role("button", name="Ajukan susunan kunci").click()
    field, send = page.get_by_label("Frasa sandi Anda"), page.get_by_role("button", name="Setujui dan uji kunci")
    right = cast.passphrases["bima"].split("-")
    for typed, told in (
        ("abad xyzw", "kata ke- 2"),
        ("abad abang", "delapan kata"),
        (" ".join(reversed(right)), "tidak cocok"),
    ):
        field.fill(typed)
        send.click()
        expect(page.locator("[data-trouble-words]")).to_contain_text(told)
    assert tender.key_sets.get().consents.count() == 0


TRY = """async ([facts, own, passphrase]) => {
  const script = document.querySelector('script[src$="js/keyset.js"]');
  const { readKeyset, consent, sentenceOf } = await import(script.src);
  try {
    const keyset = await readKeyset(facts);
    await consent(keyset, own, passphrase);
    return "accepted";
  } catch (error) {
    return sentenceOf(error);
  }
}"""


def test_a_forged_key_set_is_refused_by_the_browser(cast: Cast, seated: Callable[[str], Person]) -> None:
    world.enrol_members(cast)
    tender = world.assigned_package(cast, title="Pengadaan Kursi Roda")
    page = seated("bima").go(f"/tender/{tender.code}/susun/kunci/")
    page.get_by_role("button", name="Ajukan susunan kunci").click()
    expect(page.get_by_label("Frasa sandi Anda")).to_be_visible()
    real = tender.key_sets.get()
    other = Tender.objects.exclude(pk=tender.pk).filter(key_sets__isnull=False)[0].key_sets.get()
    bima, citra = (cast.people[name].member_keys.get() for name in ("bima", "citra"))
    passphrase = cast.passphrases["bima"]
    mine = {"blob": bima.blob, "member": bima.member}
    facts = {
        "body": bytes(real.body).decode(),
        "canary": bytes(real.canary_header).decode(),
        "tender": tender.code,
        "hash": real.hash,
    }
    foreign = bytes(other.body).decode()
    swapped = facts["body"].replace(bima.kem, citra.kem)
    header = facts["canary"].replace('"kind":"canary"', '"kind":"single"')
    for wrong, told in (
        ({}, "accepted"),
        ({"body": foreign}, "foreign"),
        ({"body": swapped}, "foreign"),
        ({"body": facts["body"] + " "}, "foreign"),
        ({"canary": bytes(other.canary_header).decode()}, "foreign"),
        ({"canary": header}, "foreign"),
        ({"tender": "T-2026-9999"}, "foreign"),
    ):
        assert page.evaluate(TRY, [{**facts, **wrong}, mine, passphrase]) == told, wrong
    theirs = {"blob": bima.blob, "member": citra.member}
    assert page.evaluate(TRY, [facts, theirs, passphrase]) == "notMine"
