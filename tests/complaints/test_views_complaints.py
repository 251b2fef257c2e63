# SPDX-License-Identifier: Apache-2.0
"""Pages of complaints through HTTP: no account, no trace, one code shown once; and a desk nobody else sees."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from complaints.forms import new_nonce
from complaints.models import Complaint
from complaints.services import Received
from lpse.demo import complaints as world
from lpse.demo.cast import Cast

from .conftest import signed_in

SEND, FOLLOW, TICKET = "/pengaduan/kirim/", "/pengaduan/lacak/", "/pengaduan/tiket/"
HOSTILE = "<script>alert(1)</script> <img src=x onerror=alert(2)> nama saya tidak penting"


def told(**more: Any) -> dict[str, Any]:
    return {"subject": world.SUBJECT, "text": world.TEXT, "tender": "", "nonce": new_nonce()} | more


def opened(client: Client, received: Received) -> None:
    answer = client.post(FOLLOW, {"case": received.complaint.case, "code": received.code})
    assert answer.status_code == 302
    assert answer["Location"] == TICKET


def test_the_first_page_sorts_worries_and_shows_what_became_of_others(cast: Cast, client: Client) -> None:
    received = world.complain()
    world.close_complaint(cast, received.complaint.case)
    shown = client.get("/pengaduan/").content.decode()
    assert "Tulis pengaduan" in shown
    assert "Terbukti" in shown
    assert "Dokumen pemilihan diperbaiki lewat adendum" in shown
    assert received.complaint.case not in shown
    assert world.SUBJECT not in shown


def test_a_complaint_needs_no_account_and_shows_its_code_once(cast: Cast, client: Client) -> None:
    form = client.get(SEND)
    assert form.status_code == 200
    data = told(nonce=form.context["form"]["nonce"].value())
    answer = client.post(SEND, data)
    complaint = Complaint.objects.get()
    assert complaint.case in answer.content.decode()
    code = answer.context["code"]
    assert code in answer.content.decode()
    assert "<svg" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    again = client.post(SEND, data).content.decode()
    assert "sudah diterima" in again
    assert code not in again
    assert complaint.case not in again
    assert Complaint.objects.count() == 1


def test_the_qr_leads_to_the_case_without_its_code(cast: Cast, client: Client) -> None:
    answer = client.post(SEND, told())
    assert answer.context["code"] not in answer.context["track"]
    case = Complaint.objects.get().case
    assert answer.context["track"].endswith(f"{FOLLOW}?nomor={case}")
    assert f'value="{case}"' in client.get(f"{FOLLOW}?nomor={case}").content.decode()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"subject": ""}, "Ada yang perlu diperbaiki"),
        ({"text": "pendek"}, "Ada yang perlu diperbaiki"),
        ({"tender": "T-2026-9999"}, "Tidak ada tender berkode itu"),
        ({"nonce": "x"}, "Formulir ini tidak dikenal"),
        ({"nonce": ""}, "Formulir ini tidak dikenal"),
        ({"text": "y" * 20_001}, "20.000"),
    ],
)
def test_a_form_with_errors_keeps_its_words(cast: Cast, client: Client, more: dict[str, str], words: str) -> None:
    answer = client.post(SEND, told(**more))
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert words in shown
    if "text" not in more:
        assert "atau setara" in shown
    assert not Complaint.objects.exists()


def test_hostile_words_are_shown_as_words(cast: Cast, client: Client) -> None:
    received = world.complain(subject=HOSTILE[:100], text=HOSTILE)
    opened(client, received)
    client.post(f"{TICKET}balas/", {"text": HOSTILE})
    desk = signed_in(cast, "esti")
    for shown in (
        client.get(TICKET).content.decode(),
        desk.get(f"/audit/pengaduan/{received.complaint.case}/").content.decode(),
        desk.get("/audit/pengaduan/").content.decode(),
    ):
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown
        assert "&lt;script&gt;" in shown


# --- Following -------------------------------------------------------------------------------------------------------


def test_wrong_pairs_get_the_same_words_and_then_a_waiting_time(cast: Cast, client: Client) -> None:
    received = world.complain()
    pairs = [(received.complaint.case, "salah"), ("ADU-2222-2222", received.code)] * 2 + [("ADU-3333-3333", "salah")]
    for case, code in pairs:
        answer = client.post(FOLLOW, {"case": case, "code": code})
        assert answer.status_code == 422
        assert "Nomor pengaduan dan kode lacak tidak cocok." in answer.content.decode()
    answer = client.post(FOLLOW, {"case": received.complaint.case, "code": received.code})
    assert answer.status_code == 429
    assert "Coba lagi sesudah pukul" in answer.content.decode()


def test_a_ticket_lives_in_its_own_cookie_and_ties_nobody_to_the_case(cast: Cast) -> None:
    received = world.complain()
    client = signed_in(cast, "arung")
    opened(client, received)
    cookie = client.cookies["tiket"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (TICKET, True, "Strict")
    assert int(cookie["max-age"]) == 1800
    assert world.SUBJECT in client.get(TICKET).content.decode()
    kept = [session.get_decoded() for session in Session.objects.all()]
    assert kept
    assert received.complaint.case not in str(kept)


@pytest.mark.parametrize("value", ["", "ADU-2222-2222", "ADU-2222-2222:1sABCD:forged"])
def test_a_forged_ticket_opens_nothing(cast: Cast, client: Client, value: str) -> None:
    client.cookies["tiket"] = value
    for answer in (client.get(TICKET), client.post(f"{TICKET}balas/", {"text": "halo"})):
        assert answer.status_code == 302
        assert answer["Location"] == FOLLOW


def test_messages_go_both_ways_and_the_ticket_is_closed_by_hand(cast: Cast, client: Client) -> None:
    received = world.complain()
    opened(client, received)
    assert client.post(f"{TICKET}balas/", {"text": "Halaman 41 memuat syarat itu."}).status_code == 302
    assert client.post(f"{TICKET}balas/", {"text": "  "}).status_code == 422
    world.handle_complaint(cast, received.complaint.case)
    shown = client.get(TICKET).content.decode()
    assert "Halaman 41" in shown
    assert "penjelasan tertulis dari PPK" in shown
    assert "Sedang ditelaah" in shown
    assert "60 hari kerja" in shown
    assert "Esti" not in shown
    world.close_complaint(cast, received.complaint.case)
    closed = client.get(TICKET).content.decode()
    assert "Kirim balasan" not in closed
    assert "diperbaiki lewat adendum" in closed
    assert client.post(f"{TICKET}balas/", {"text": "Terima kasih."}).status_code == 422
    client.post(f"{TICKET}tutup/")
    assert client.get(TICKET)["Location"] == FOLLOW


# --- The desk --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["bima", "citra", "ratna", "hendra", "vera", "oki", "arung"])
def test_the_desk_is_not_there_for_anybody_else(cast: Cast, name: str) -> None:
    received = world.complain()
    client = signed_in(cast, name)
    case = received.complaint.case
    assert client.get("/audit/pengaduan/").status_code == 404
    assert client.get(f"/audit/pengaduan/{case}/").status_code == 404
    for step in ("terima", "lengkapi", "telaah", "balas", "selesai"):
        assert client.post(f"/audit/pengaduan/{case}/{step}/", {"pesan-text": "halo"}).status_code == 404
    assert Complaint.objects.get().status == "received"


def test_a_stranger_learns_nothing_from_the_desk(cast: Cast, client: Client) -> None:
    received = world.complain()
    there = client.get(f"/audit/pengaduan/{received.complaint.case}/")
    not_there = client.get("/audit/pengaduan/ADU-2222-2222/")
    assert there.status_code == not_there.status_code == 302
    assert there["Location"].startswith(reverse("account_login"))


def test_the_auditor_takes_a_complaint_to_its_end_on_the_pages(cast: Cast) -> None:
    received = world.complain()
    client, case = signed_in(cast, "esti"), received.complaint.case
    assert case in client.get("/audit/pengaduan/").content.decode()
    url = f"/audit/pengaduan/{case}/"
    first = client.get(url).content.decode()
    assert world.TEXT in first
    assert "Minta kelengkapan" in first
    assert "Mulai telaah" not in first
    assert client.post(f"{url}lengkapi/", {"pesan-text": "Halaman berapa?"}).status_code == 302
    assert client.post(f"{url}lengkapi/", {"pesan-text": "Halaman berapa lagi?"}).status_code == 422
    assert client.post(f"{url}terima/", {"golong-kind": "oversight"}).status_code == 302
    assert client.post(f"{url}terima/", {"golong-kind": "oversight"}).status_code == 409
    assert client.post(f"{url}telaah/").status_code == 302
    assert client.post(f"{url}balas/", {"pesan-text": ""}).status_code == 422
    assert client.post(f"{url}balas/", {"pesan-text": "Kami meminta penjelasan."}).status_code == 302
    short = client.post(f"{url}selesai/", {"tutup-outcome": "founded", "tutup-summary": "Ya."})
    assert short.status_code == 422
    done = {"tutup-outcome": "founded", "tutup-summary": "Spesifikasi diperbaiki lewat adendum dokumen."}
    assert client.post(f"{url}selesai/", done).status_code == 302
    assert "Terbukti" in client.get(url).content.decode()
    assert client.post(f"{url}balas/", {"pesan-text": "Satu lagi."}).status_code == 422


def test_closing_asks_for_the_second_factor(cast: Cast) -> None:
    received = world.complain()
    url = f"/audit/pengaduan/{received.complaint.case}/selesai/"
    answer = signed_in(cast, "esti", stale=True).post(url, {"tutup-outcome": "founded", "tutup-summary": "x" * 40})
    assert answer.status_code == 302
    assert "/audit/" not in answer["Location"].split("?")[0]
    assert Complaint.objects.get().status == "received"
