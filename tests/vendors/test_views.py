# SPDX-License-Identifier: Apache-2.0
"""Pages of vendors: what each person sees, what nobody sees before the close, and foreign addresses."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from documents.sealing import envelope
from lpse.core import clock
from lpse.core.canonical import canonical
from lpse.demo import vendors as world
from lpse.demo.cast import Cast
from lpse.demo.tenders import announced_tender
from lpse.demo.waiting import closed
from lpse.ledger import services as ledger
from tenders.models import Tender
from tests.support.clients import client_of
from vendors import selectors, services
from vendors.models import Statement, Vendor
from vendors.rules import VendorStatus

SignIn = Callable[[str], Client]


@pytest.fixture
def sign_in(cast: Cast) -> SignIn:
    """A browser of a person who has just given the second factor."""

    return lambda name: client_of(cast.people[name])


def at(name: str, *args: object) -> str:
    return reverse(f"vendors:{name}", args=args)


def sign() -> None:
    ledger.sign_head()


def test_registration_and_verification_through_the_pages(sign_in: SignIn, cast: Cast) -> None:
    rani, vera = sign_in("arung"), sign_in("vera")
    wrong = dict(world.COMPANIES["arung"], business_number="123", small_business="on")
    page = rani.post(at("register-vendor"), wrong)
    assert page.status_code == 422
    assert "13 angka; yang diisi 3 angka" in page.content.decode()
    assert rani.post(at("register-vendor"), wrong | {"business_number": "9120201234567"}).status_code == 302
    evidence = {"year": "2025", "number": "SPT-1"}
    assert rani.post(at("add-row", "tax"), evidence).status_code == 302
    licence = {"kind": "NIB", "number": "1", "issuer": "OSS", "valid_until": ""}
    assert rani.post(at("add-row", "licence"), licence).status_code == 302
    deed = {"kind": "establishment", "number": "12", "dated_on": "2014-03-17", "notary": "Sri Handayani"}
    assert rani.post(at("add-row", "deed"), deed).status_code == 302
    director = {"name": "Rani Pradipta", "identity_number": "123", "position": "Direktur"}
    page = rani.post(at("add-row", "director"), director)
    assert "NIK terdiri atas 16 angka; yang diisi 3 angka" in page.content.decode()
    assert rani.post(at("add-row", "director"), director | {"identity_number": "7371014507820003"}).status_code == 302
    assert rani.get(at("vendor")).status_code == 200
    assert rani.post(at("submit-vendor")).status_code == 302
    vendor = Vendor.objects.get()
    assert str(vendor) in vera.get(at("verification")).content.decode()
    fields = [each.name for each in selectors.fields_of(vendor)]
    verdicts = {f"{name}:verdict": "ya" for name in fields} | {"phone:verdict": "tidak"}
    page = vera.post(at("judge-vendor", vendor.code), verdicts)
    assert page.status_code == 422
    assert "Tulis alasan" in page.content.decode()
    assert (
        vera.post(at("judge-vendor", vendor.code), verdicts | {"phone:reason": "Nomor tidak aktif."}).status_code == 302
    )
    assert "Nomor tidak aktif." in rani.get(at("vendor")).content.decode()
    assert Vendor.objects.get().status == VendorStatus.RETURNED


def test_nobody_else_reads_a_vendors_evidence(sign_in: SignIn, cast: Cast) -> None:
    vendor = world.registered_vendor(cast, "arung")
    licence = next(each for each in selectors.fields_of(vendor) if each.part == "licence")
    assert sign_in("arung").get(at("evidence", "licence", licence.row_id)).status_code == 302
    assert sign_in("vera").get(at("judge-evidence", vendor.code, licence.name)).status_code == 302
    for name in ("bahari", "bima", "ratna"):
        assert sign_in(name).get(at("evidence", "licence", licence.row_id)).status_code == 404
        assert sign_in(name).get(at("judge-evidence", vendor.code, licence.name)).status_code == 404
        assert sign_in(name).get(at("judge-vendor", vendor.code)).status_code == 404
        assert sign_in(name).get(at("verification")).status_code == 404


def test_a_vendor_joins_and_enters_the_room(sign_in: SignIn, cast: Cast, tender: Tender) -> None:
    world.verified_vendor(cast, "arung")
    rani = sign_in("arung")
    assert rani.get(at("room", tender.code)).headers["Location"] == at("join-tender", tender.code)
    assert rani.post(at("join-tender", tender.code), {}).status_code == 422
    assert rani.post(at("join-tender", tender.code), {"pact": "on"}).status_code == 302
    page = rani.get(at("room", tender.code))
    assert page.status_code == 200
    assert "Belum terkirim" in page.content.decode()
    assert page.headers["Cache-Control"].startswith("max-age=0")


def test_before_the_close_a_bid_changes_no_byte_that_others_see(sign_in: SignIn, cast: Cast, tender: Tender) -> None:
    for name in ("arung", "bahari", "lintang"):
        world.join(cast, name, tender)
    sign()
    watchers = {"Tamu": Client(headers={"host": "localhost"}), "lintang": sign_in("lintang"), "bima": sign_in("bima")}
    pages = [at("participants", tender.code), f"/tender/{tender.code}/", "/catatan/log/checkpoint"]

    def seen() -> dict[tuple[str, str], tuple[int, bytes, Any]]:
        found = {}
        for who, browser in watchers.items():
            for page in pages:
                answer = browser.get(page)
                body = b"".join(
                    line for line in answer.content.splitlines() if b"data-now" not in line and b"csrf" not in line
                )
                body = b"" if answer.status_code == 200 and page.endswith(f"{tender.code}/") else body
                found[who, page] = (answer.status_code, body, answer.headers.get("ETag"))
        return found

    before = seen()
    world.submit_bid(cast, "arung", tender)
    world.submit_bid(cast, "bahari", tender)
    sign()
    assert seen() == before


def test_after_the_close_everybody_sees_who_bid(sign_in: SignIn, cast: Cast) -> None:
    tender = announced_tender(cast, closes_in=9)
    world.submit_bid(cast, "arung", tender)
    world.join(cast, "bahari", tender)
    guest = Client(headers={"host": "localhost"})
    assert "Arung" not in guest.get(at("participants", tender.code)).content.decode()
    closed(tender)
    assert "Arung" not in guest.get(at("participants", tender.code)).content.decode()
    services.close_due()
    page = guest.get(at("participants", tender.code)).content.decode()
    assert "PT Arung Bangun Persada" in page
    assert "PT Bahari Medika Sejahtera" in page
    assert page.count("Memasukkan penawaran") == 1


def test_a_foreign_address_is_not_there(sign_in: SignIn, cast: Cast, tender: Tender) -> None:
    row = world.submit_bid(cast, "arung", tender)
    sign()
    for name in ("bahari", "bima", "ratna", "vera"):
        browser = sign_in(name)
        assert browser.get(at("receipt", tender.code, row.ver)).status_code == 404
        assert browser.get(at("receipt-bundle", tender.code, row.ver)).status_code == 404
        assert browser.get(at("room-facts", tender.code)).status_code == 404
        assert browser.get(at("withdraw-bid", tender.code)).status_code == 404
        for act in ("submit-bid", "withdraw-bid", "begin-envelope", "begin-object", "tickets", "prove-object"):
            assert browser.post(at(act, tender.code), b"{}", content_type="application/json").status_code == 404
    rani = sign_in("arung")
    assert rani.get(at("receipt", tender.code, 1)).status_code == 200
    assert rani.get(at("receipt", tender.code, 2)).status_code == 404
    assert rani.get(at("receipt", "T-2026-9999", 1)).status_code == 404


def test_the_doors_of_the_room_take_only_what_they_ask_for(sign_in: SignIn, cast: Cast, tender: Tender) -> None:
    world.join(cast, "arung", tender)
    rani = sign_in("arung")
    bodies: list[object] = [{}, [], {"envelope": 1, "n": "1"}, {"envelope": "x", "n": True, "numbers": []}, "x"]
    for act in ("begin-object", "tickets", "prove-object"):
        for body in bodies:
            answer = rani.post(
                at(act, tender.code),
                json.dumps(body),
                content_type="application/json",
                headers={"accept": "application/json"},
            )
            assert answer.status_code == 422
            assert answer.json()["kind"] == "input"
    for act in ("begin-envelope", "submit-bid", "withdraw-bid"):
        for raw in (b"", b"[]", b"null", b'{"a":1.0}', b"\xff", b"[" * 3000, b" " * (2**20 + 1)):
            answer = rani.post(
                at(act, tender.code), raw, content_type="application/json", headers={"accept": "application/json"}
            )
            assert answer.status_code == 422
    assert rani.get(at("submit-bid", tender.code)).status_code == 405


def test_a_bid_goes_through_the_doors_and_comes_back_as_a_receipt(sign_in: SignIn, cast: Cast, tender: Tender) -> None:
    world.join(cast, "arung", tender)
    sign()
    rani = sign_in("arung")
    facts = rani.get(at("room-facts", tender.code)).json()
    assert facts["fresh"]
    assert facts["record"]["leaves"]
    keys = ("tender", "lot", "round", "vendor", "kind", "ver", "nb")
    ctx = envelope.make_context(keyset=facts["keyset_hash"], **{key: facts[key] for key in keys})
    header, _env = envelope.new_envelope(ctx, facts["keyset"])
    answer = rani.post(at("begin-envelope", tender.code), canonical(header), content_type="application/json")
    assert answer.json() == {"header": envelope.header_hash(header)}
    body = world.stated(cast, "arung", tender, world.sealed_bid(cast, "arung", tender))
    answer = rani.post(at("submit-bid", tender.code), body, content_type="application/json")
    assert answer.json()["url"] == at("receipt", tender.code, 1)
    again = rani.post(at("submit-bid", tender.code), body, content_type="application/json")
    assert again.json() == answer.json() | {"new": False}
    page = rani.get(answer.json()["url"]).content.decode()
    assert "Menunggu kelompok berikutnya" in page
    ledger.append_batch(active=True)
    ledger.sign_head()
    assert "posisi" in rani.get(answer.json()["url"]).content.decode()
    bundle = rani.get(at("receipt-bundle", tender.code, 1))
    assert bundle.headers["Content-Type"] == "application/zip"
    assert Statement.objects.count() == 1


def test_sending_without_a_fresh_factor_is_a_sentence_the_script_can_read(
    sign_in: SignIn, cast: Cast, tender: Tender
) -> None:
    world.join(cast, "arung", tender)
    body = world.stated(cast, "arung", tender, world.sealed_bid(cast, "arung", tender))
    rani = sign_in("arung")
    session = rani.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": 1.0}]
    session.save()
    answer = rani.post(
        at("submit-bid", tender.code), body, content_type="application/json", headers={"accept": "application/json"}
    )
    assert answer.status_code == 403
    assert answer.json()["kind"] == "who"
    assert not rani.get(at("room-facts", tender.code)).json()["fresh"]


def test_a_stranger_is_sent_to_sign_in(tender: Tender) -> None:
    guest = Client(headers={"host": "localhost"})
    for name in ("room", "join-tender", "room-facts"):
        assert guest.get(at(name, tender.code)).status_code == 302
    assert guest.get(at("participants", tender.code)).status_code == 200
    assert guest.get(at("participants", "T-2026-9999")).status_code == 404


def test_a_trial_says_what_would_refuse_a_bid_now(sign_in: SignIn, cast: Cast, tender: Tender) -> None:
    world.join(cast, "arung", tender)
    trial = at("rehearse", tender.code)
    assert sign_in("bahari").get(trial).status_code == 404
    assert sign_in("arung").get(trial).json() == {"refusals": []}
    own = selectors.vendor_of(cast.actor("arung"))
    assert own is not None
    own.seats.create(user=cast.people["lintang"], power="preparer", grants=["prepare"])
    services.suspend_vendor(actor=cast.actor("vera"), vendor=own, reason="Pemeriksaan.", now=clock.now())
    assert "mendaftar dan mengirim" in sign_in("lintang").get(trial).json()["refusals"][0]
    assert "ditangguhkan" in sign_in("arung").get(trial).json()["refusals"][0]


def test_after_the_deadline_a_trial_says_so(sign_in: SignIn, cast: Cast) -> None:
    tender = announced_tender(cast, closes_in=4)
    world.join(cast, "arung", tender)
    closed(tender)
    assert "sudah berakhir" in sign_in("arung").get(at("rehearse", tender.code)).json()["refusals"][0]


def test_the_practice_room_lists_training_tenders_that_take_bids(cast: Cast, tender: Tender) -> None:
    guest = Client(headers={"host": "localhost"})
    assert tender.code in guest.get(at("practice")).content.decode()
    assert at("practice") in guest.get("/bantuan/").content.decode()


def test_a_receipt_is_printed_the_same_each_time(sign_in: SignIn, cast: Cast, tender: Tender) -> None:
    row = world.submit_bid(cast, "arung", tender)
    rani = sign_in("arung")
    paper = at("receipt-paper", tender.code, row.ver)
    assert paper in rani.get(at("receipt", tender.code, row.ver)).content.decode()
    first = rani.get(paper)
    assert first.headers["Content-Type"] == "application/pdf"
    assert first.content.startswith(b"%PDF-")
    assert rani.get(paper).content == first.content
    for name in ("bahari", "bima", "vera"):
        assert sign_in(name).get(paper).status_code == 404
