# SPDX-License-Identifier: Apache-2.0
"""Pages of public information through HTTP: no account, a code shown once, a register without names, a closed desk."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from complaints.forms import new_nonce
from complaints.models import InformationRequest
from complaints.services import Asked
from lpse.demo import information as world
from lpse.demo.cast import Cast
from lpse.regulations.information import ObjectionGround
from tests.portal.test_looks import SIDEWAYS
from tests.support.axe import faults, said
from tests.support.people import photograph
from tests.support.routed import ORIGIN, routed

from .conftest import signed_in

ASK, FOLLOW, OWN, REGISTER = "/informasi/minta/", "/informasi/lacak/", "/informasi/permohonan/", "/informasi/register/"
NAMES = ("Nurul", "Mawar")


def told(**more: Any) -> dict[str, Any]:
    wanted = world.WANTED
    words = {"name": wanted.name, "contact": wanted.contact, "subject": wanted.subject, "text": wanted.text}
    return {**words, "purpose": wanted.purpose, "delivery": "read", "nonce": new_nonce()} | more


def opened(client: Client, asked: Asked) -> None:
    answer = client.post(FOLLOW, {"number": asked.request.number, "code": asked.code})
    assert (answer.status_code, answer["Location"]) == (302, OWN)


def test_the_first_page_leads_to_where_open_documents_stand(cast: Cast, client: Client) -> None:
    shown = client.get("/informasi/").content.decode()
    assert "Terbuka tanpa diminta" in shown and "10 hari kerja" in shown and "satu kali 7 hari kerja" in shown
    assert "minta kepada PPID" in shown
    unknown = client.get("/informasi/?tender=T-2026-9999").content.decode()
    assert "Tidak ada tender berkode itu" in unknown
    assert not client.get("/informasi/").cookies


def test_a_request_needs_no_account_and_shows_its_code_once(cast: Cast, client: Client) -> None:
    data = told(nonce=client.get(ASK).context["form"]["nonce"].value())
    answer = client.post(ASK, data)
    request = InformationRequest.objects.get()
    shown, code = answer.content.decode(), answer.context["code"]
    assert request.number in shown and code in shown and "no-store" in answer["Cache-Control"]
    assert code not in answer.context["track"]
    again = client.post(ASK, data).content.decode()
    assert "sudah diterima" in again and code not in again
    assert InformationRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"name": ""}, "Isi nama pemohon"),
        ({"text": "pendek"}, "Terlalu pendek"),
        ({"delivery": ""}, "Pilih cara memperoleh"),
        ({"nonce": "x"}, "Formulir ini tidak dikenal"),
    ],
)
def test_a_form_with_errors_keeps_its_words(cast: Cast, client: Client, more: dict[str, str], words: str) -> None:
    answer = client.post(ASK, told(**more))
    assert answer.status_code == 422
    assert words in answer.content.decode() and "Memantau pengadaan" in answer.content.decode()
    assert not InformationRequest.objects.exists()


def test_the_register_names_nobody_and_shows_what_was_asked_once_it_was_answered(cast: Cast, client: Client) -> None:
    asked = world.ask()
    before = client.get(REGISTER).content.decode()
    assert asked.request.number in before and "tampil sesudah dijawab" in before
    world.answer(cast, asked.request, world.REFUSED)
    after = client.get(REGISTER).content.decode()
    assert world.REFUSED.summary in after and "Pasal 17 huruf b" in after
    for page in (before, after):
        assert not any(name in page for name in (*NAMES, world.WANTED.text, world.WANTED.subject))
    assert client.get(f"{REGISTER}?sebelum=1").status_code == client.get(f"{REGISTER}?sebelum=x").status_code == 200


def test_pages_of_any_number_of_requests_ask_the_database_alike(
    cast: Cast, client: Client, django_assert_max_num_queries: Any
) -> None:
    for _number in range(5):
        world.answer(cast, world.ask().request)
    world.object_to(InformationRequest.objects.latest("pk"))
    with django_assert_max_num_queries(4):
        client.get(REGISTER)
    desk = signed_in(cast, "putri")
    desk.get("/ppid/")
    with django_assert_max_num_queries(12):
        desk.get("/ppid/")


def test_a_request_opens_in_a_cookie_of_its_own_and_goes_on_to_an_objection(cast: Cast) -> None:
    asked, client = world.ask(), signed_in(cast, "arung")
    opened(client, asked)
    cookie = client.cookies["permohonan"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (OWN, True, "Strict")
    assert asked.request.number not in str([session.get_decoded() for session in Session.objects.all()])
    shown = client.get(OWN).content.decode()
    assert world.WANTED.subject in shown and "Ajukan keberatan" not in shown
    early = client.get(f"{OWN}keberatan/")
    assert early.status_code == 409 and "masih dalam waktu jawabannya" in early.content.decode()
    world.answer(cast, asked.request, world.REFUSED)
    shown = client.get(OWN).content.decode()
    assert "Pasal 17 huruf b" in shown and "persaingan peserta terganggu" in shown and "Ajukan keberatan" in shown
    assert client.post(f"{OWN}keberatan/", {"ground": "no_answer", "text": "x" * 30}).status_code == 422
    done = client.post(f"{OWN}keberatan/", {"ground": "exempted", "text": "Evaluasinya sudah selesai bulan lalu."})
    assert done.status_code == 302
    world.review(cast, asked.request, upheld=False)
    shown = client.get(OWN).content.decode()
    assert "Keberatan ditolak" in shown and "Komisi Informasi" in shown and "Surya" not in shown
    client.post(f"{OWN}tutup/")
    assert client.get(OWN)["Location"] == FOLLOW


@pytest.mark.parametrize("value", ["", "PIP-2026-0001", "PIP-2026-0001:1sABCD:forged"])
def test_a_forged_cookie_opens_nothing(cast: Cast, client: Client, value: str) -> None:
    world.ask()
    client.cookies["permohonan"] = value
    for address in (OWN, f"{OWN}keberatan/", f"{OWN}berkas/1/"):
        assert client.get(address)["Location"] == FOLLOW


def test_the_officer_attaches_extends_and_answers_on_the_page(cast: Cast) -> None:
    asked, desk = world.ask(), signed_in(cast, "putri")
    url = f"/ppid/{asked.request.number}/"
    assert asked.request.number in desk.get("/ppid/").content.decode()
    first = desk.get(url).content.decode()
    assert "Nurul Hidayah" in first and "Perpanjang satu kali" in first and "Tanggapi keberatan" not in first
    assert desk.post(f"{url}perpanjang/", {"panjang-reason": "arsip"}).status_code == 422
    assert desk.post(f"{url}perpanjang/", {"panjang-reason": "Dokumennya masih disalin."}).status_code == 302
    lying = SimpleUploadedFile("kontrak.pdf", b"MZ bukan pdf")
    wrong = desk.post(f"{url}lampirkan/", {"berkas-evidence": lying})
    assert wrong.status_code == 422 and "PDF, JPEG, atau PNG" in wrong.content.decode()
    right = SimpleUploadedFile("kontrak.pdf", b"%PDF-1.4\n%%EOF\n")
    assert desk.post(f"{url}lampirkan/", {"berkas-evidence": right}).status_code == 302
    answer = {"jawab-decision": "refused", "jawab-text": world.GRANTED.text, "jawab-summary": world.GRANTED.summary}
    missing = desk.post(f"{url}jawab/", answer)
    assert missing.status_code == 422 and "Pilih pasal" in missing.content.decode()
    assert desk.post(f"{url}jawab/", {**answer, "jawab-decision": "granted"}).status_code == 302
    stranger = Client(headers={"host": "localhost"})
    opened(stranger, asked)
    shown = stranger.get(OWN).content.decode()
    assert "kontrak.pdf" in shown and "Dokumennya masih disalin" in shown and "Putri" not in shown
    assert stranger.get(f"{OWN}berkas/1/").status_code == 302
    assert stranger.get(f"{OWN}berkas/2/").status_code == 404
    world.object_to(InformationRequest.objects.get())
    review = {"tanggap-verdict": "diterima", "tanggap-text": "PPID menyerahkan dokumen lengkapnya hari ini."}
    assert desk.post(f"{url}keberatan/", review).status_code == 422
    assert signed_in(cast, "surya").post(f"{url}keberatan/", review).status_code == 302
    assert "Keberatan diterima" in stranger.get(OWN).content.decode()


@pytest.mark.parametrize("name", ["esti", "bima", "oki", "hendra", "arung"])
def test_the_desk_is_not_there_for_anybody_else(cast: Cast, name: str) -> None:
    number, client = world.ask().request.number, signed_in(cast, name)
    for address in ("/ppid/", f"/ppid/{number}/", f"/ppid/{number}/berkas/1/", "/ppid/PIP-2026-9999/"):
        assert client.get(address).status_code == 404
    for step in ("lampirkan", "perpanjang", "jawab", "keberatan"):
        assert client.post(f"/ppid/{number}/{step}/", {"x": "1"}).status_code == 404


@pytest.fixture
def asked(cast: Cast) -> Iterator[Asked]:
    """A request refused and objected to, its objection answered."""
    made = world.ask()
    world.answer(cast, made.request, world.REFUSED)
    world.object_to(made.request, ObjectionGround.EXEMPTED)
    world.review(cast, made.request)
    yield made


def test_the_page_of_a_request_is_accessible_and_fits_a_small_phone(cast: Cast, chromium: Any, asked: Asked) -> None:
    client = Client(headers={"host": "localhost"})
    opened(client, asked)
    found = []
    for width in (1366, 320):
        context = chromium.browser.new_context(
            locale="id-ID", viewport={"width": width, "height": 800}, reduced_motion="reduce"
        )
        loads = routed(context, client)
        page = context.new_page()
        page.goto(ORIGIN + reverse("complaints:own-information"))
        photograph(page, f"own-information-{width}")
        found += [] if loads.status == 200 else [f"answers {loads.status}"]
        found += [f"wider than {width} px"] if page.evaluate(SIDEWAYS) else []
        found += said(faults(page))
        context.close()
    assert not found, "\n".join(found)
