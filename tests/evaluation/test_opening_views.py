# SPDX-License-Identifier: Apache-2.0
"""Pages of the opening: what the public, a member and a stranger see, and what a member's page may send."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client
from django.urls import reverse

from evaluation import services
from evaluation.models import OpenedFile, Release
from lpse.core import clock
from lpse.core.canonical import b64u
from lpse.demo import evaluation_opening as world
from lpse.demo import tenders
from lpse.ledger import services as ledger

from .conftest import Scene

SignIn = Callable[..., Client]
NAMES = ("Arung Bangun Persada", "Bahari Medika Sejahtera")


@pytest.fixture
def as_person(scene: Scene) -> SignIn:
    """A client signed in as one of the cast, with a second factor given just now or 301 seconds ago."""

    def client(name: str, *, fresh: bool = True) -> Client:
        browser = Client()
        browser.force_login(scene.cast.people[name], backend="lpse.accounts.signin.Backend")
        session = browser.session
        at = time.time() - (0 if fresh else 301)
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": at, "type": "totp"}]
        session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = str(scene.cast.people[name].pk)
        session["second_factor"] = True
        session.save()
        return browser

    return client


def page(browser: Client, name: str, *args: Any, expect: int = 200, headers: dict[str, str] | None = None) -> str:
    answer = browser.get(reverse(f"evaluation:{name}", args=args), headers=headers)
    assert answer.status_code == expect, answer.content[:3000]
    return answer.content.decode()


def sent(browser: Client, scene: Scene, body: dict[str, str] | bytes) -> Any:
    address = reverse("evaluation:contribute-release", args=[scene.tender.code])
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return browser.post(address, raw, content_type="application/json", headers={"accept": "application/json"})


def built(scene: Scene, name: str) -> dict[str, str]:
    release = world.built_release(scene.cast, name, scene.opening)
    return {"opening": scene.opening.hash, "box": b64u(release.box), "sig": b64u(release.sig)}


def open_all(scene: Scene) -> None:
    for name in ("bima", "citra"):
        world.release(scene.cast, name, scene.opening)
    ledger.sign_head()
    services.open_bids(opening_id=scene.opening.pk, now=clock.now())
    services.draw_opening_minutes(opening_id=scene.opening.pk, now=clock.now())


def test_before_the_close_the_page_names_no_bidder_and_no_number(scene: Scene) -> None:
    running = tenders.announced_tender(scene.cast, closes_in=600)
    text = page(Client(), "opening", running.code)
    assert "Penawaran masih diterima" in text
    assert "penawaran diterima," not in text
    assert "Catatan publik</h2>" not in text
    assert not any(name in text for name in NAMES)


def test_after_the_close_everyone_sees_who_bid_and_that_all_is_sealed(scene: Scene) -> None:
    text = page(Client(), "opening", scene.tender.code)
    assert all(name in text for name in NAMES)
    assert "2 penawaran diterima, 1 ditarik" in text
    assert "Menunggu bagian kunci" in text
    assert "0 dari 3 bagian kunci terkumpul, perlu 2" in text
    assert "Rp380" not in text
    assert "Serahkan bagian kunci" not in text


def test_after_the_opening_everyone_reads_prices_and_minutes_but_no_file(scene: Scene) -> None:
    open_all(scene)
    text = page(Client(), "opening", scene.tender.code)
    assert "Rp379.999.999," in text or "Rp380.000.000," in text
    assert "di bawah 80%" in text
    assert "2 dari 2 penawaran selesai" in text
    assert "Berita Acara Pembukaan Penawaran" in text
    assert "/pembukaan/berkas/" not in text
    assert "Penawaran PT Arung Bangun Persada terbuka." in text


def test_the_live_refresh_gets_the_changing_part_alone(scene: Scene) -> None:
    text = page(Client(), "opening", scene.tender.code, headers={"HX-Request": "true"})
    assert "<html" not in text
    assert "Menunggu bagian kunci" in text


def test_the_pages_ask_the_database_little(scene: Scene, django_assert_max_num_queries: Any) -> None:
    open_all(scene)
    with django_assert_max_num_queries(20):
        page(Client(), "opening", scene.tender.code)
    with django_assert_max_num_queries(4):
        page(Client(), "openings")


def test_the_list_names_coming_and_past_openings(scene: Scene) -> None:
    text = page(Client(), "openings")
    assert scene.tender.code in text
    assert "Berlangsung" in text
    open_all(scene)
    assert "Lihat rekaman" in page(Client(), "openings")


def test_a_member_is_asked_for_the_share_and_finds_the_form(scene: Scene, as_person: SignIn) -> None:
    bima = as_person("bima")
    assert "Giliran Anda" in page(bima, "opening", scene.tender.code)
    text = page(bima, "release", scene.tender.code)
    assert "data-release" in text
    assert "js/release.js" in text


def test_the_form_asks_for_a_fresh_second_factor_first(scene: Scene, as_person: SignIn) -> None:
    answer = as_person("bima", fresh=False).get(reverse("evaluation:release", args=[scene.tender.code]))
    assert answer.status_code == 302
    assert "/masuk/" in answer["Location"]


@pytest.mark.parametrize("name", ["ratna", "arung", "vera"])
def test_whoever_holds_no_share_finds_neither_form_nor_material(scene: Scene, as_person: SignIn, name: str) -> None:
    browser = as_person(name)
    page(browser, "release", scene.tender.code, expect=404)
    page(browser, "release-material", scene.tender.code, expect=404)


def test_a_stranger_is_sent_to_sign_in(scene: Scene) -> None:
    answer = Client().get(reverse("evaluation:release-material", args=[scene.tender.code]))
    assert answer.status_code == 302


def test_a_release_is_taken_and_the_same_again_answers_alike(scene: Scene, as_person: SignIn) -> None:
    bima, body = as_person("bima"), built(scene, "bima")
    first, second = sent(bima, scene, body), sent(bima, scene, body)
    assert first.status_code == second.status_code == 200
    assert first.json() == second.json()
    assert first.json()["next"] == f"/tender/{scene.tender.code}/pembukaan/"
    assert Release.objects.filter(opening=scene.opening).count() == 1


def test_a_refusal_comes_as_a_sentence(scene: Scene, as_person: SignIn) -> None:
    answer = sent(as_person("citra"), scene, built(scene, "bima"))
    assert answer.status_code == 422
    assert "bukan milik Anda" in answer.json()["message"]
    stale = sent(as_person("bima", fresh=False), scene, built(scene, "bima"))
    assert stale.status_code == 403
    assert "faktor kedua" in stale.json()["message"]


@pytest.mark.parametrize("body", [b"", b"{}", b"[1]", b'{"opening":1,"box":"*","sig":"a"}', b"\xff"])
def test_what_is_no_release_is_refused_in_words(scene: Scene, as_person: SignIn, body: bytes) -> None:
    answer = sent(as_person("bima"), scene, body)
    assert answer.status_code == 422
    assert "rusak" in answer.json()["message"]


def test_files_are_for_the_committee_of_this_tender_only(scene: Scene, as_person: SignIn) -> None:
    open_all(scene)
    file = OpenedFile.objects.filter(opened_bid__opening=scene.opening).order_by("pk")[0]
    address = reverse("evaluation:opened-file", args=[scene.tender.code, file.pk])
    assert address in page(as_person("dodi"), "opening", scene.tender.code)
    answer = as_person("dodi").get(address)
    assert answer.status_code == 302
    assert "attachment" in answer["Location"]
    for name in ("arung", "ratna", "esti"):
        assert as_person(name).get(address).status_code == 404
    other = tenders.announced_tender(scene.cast, closes_in=600)
    assert as_person("dodi").get(reverse("evaluation:opened-file", args=[other.code, file.pk])).status_code == 404


def test_minutes_are_public_and_approved_by_members_alone(scene: Scene, as_person: SignIn) -> None:
    page(Client(), "minutes", scene.tender.code, "pembukaan", expect=404)
    open_all(scene)
    text = page(Client(), "minutes", scene.tender.code, "pembukaan")
    assert "0 dari 3 anggota" in text
    assert "Pernyataan Anda" not in text
    page(Client(), "minutes", scene.tender.code, "entah", expect=404)
    assert Client().get(reverse("evaluation:minutes-file", args=[scene.tender.code, "pembukaan"])).status_code == 302
    address = reverse("evaluation:approve-minutes", args=[scene.tender.code, "pembukaan"])
    assert as_person("bima").post(address, {"approved": "tidak", "reason": ""}).status_code == 422
    assert as_person("bima").post(address, {"approved": "ya"}).status_code == 302
    assert as_person("ratna").post(address, {"approved": "ya"}).status_code == 404
    assert "1 dari 3 anggota" in page(as_person("bima"), "minutes", scene.tender.code, "pembukaan")
