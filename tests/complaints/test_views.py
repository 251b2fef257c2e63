# SPDX-License-Identifier: Apache-2.0
"""Pages through HTTP: objections and their answers, and that no typed word or chosen file is lost on the way."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from complaints.models import Complaint, Objection
from documents import services as documents
from lpse.demo import complaints as world

from .conftest import Scene

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n"
FACT = "Surat dukungan pabrikan pemenang bertanggal sesudah batas akhir."
HOSTILE = '<script>alert("x")</script><img src=x onerror=alert(1)> {{ 7|add:7 }} fakta yang cukup panjang'
Browser = Callable[..., Client]


def form(*facts: str, **more: Any) -> dict[str, Any]:
    data: dict[str, Any] = {"pokok-TOTAL_FORMS": len(facts), "pokok-INITIAL_FORMS": 0, "remedy": "Evaluasi ulang."}
    for place, fact in enumerate(facts):
        data |= {
            f"pokok-{place}-ground": "evaluation_error",
            f"pokok-{place}-fact": fact,
            f"pokok-{place}-clause": "LDP butir 31.2",
        }
    return data | more


def proof(name: str = "bukti.pdf", body: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, body, content_type="text/plain")


def address(scene: Scene, name: str = "file-objection", *args: Any) -> str:
    return reverse(f"complaints:{name}", args=[scene.tender.code, *args])


def page(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, answer.content[:1500]
    return answer.content.decode()


# --- The page of objections -------------------------------------------------------------------------------------------


def test_everyone_reads_an_objection_with_its_clock_and_its_hold(
    decided: Scene, django_assert_max_num_queries: Any
) -> None:
    filed = world.file_objection(decided.cast, "bahari", decided.tender, evidence={1: ("bukti.pdf", PDF)})
    with django_assert_max_num_queries(12):
        shown = page(Client(), address(decided, "objections"))
    for words in (
        filed.number,
        "PT Bahari Medika Sejahtera",
        "Penetapan ditahan",
        "Masa sanggah berakhir dalam",
        "dihitung bagaimana?",
        "hari menurut hukum",
        world.POINTS[0].fact,
        "Kesalahan dalam evaluasi",
        "Menunggu jawaban",
    ):
        assert words in shown, words
    assert "bukti.pdf" not in shown
    assert "Jawab sanggah ini" not in shown
    assert "Ajukan sanggah" not in shown


def test_an_answer_stands_under_each_point(decided: Scene) -> None:
    world.file_objection(decided.cast, "bahari", decided.tender)
    world.answer_objection(decided.cast, decided.tender, [True, False])
    shown = page(Client(), address(decided, "objections"))
    assert shown.count("Jawaban Pokja") == 2
    assert world.FOLLOW_UP in shown
    assert "Sanggah benar" in shown
    assert "Penetapan ditahan" not in shown
    assert "Hasil yang disanggah sudah dibatalkan" in shown


def test_an_overdue_answer_is_called_late_before_everyone(brisk: Scene) -> None:
    from lpse.demo.waiting import wait_until

    filed = world.file_objection(brisk.cast, "bahari", brisk.tender)
    wait_until(filed.due_at)
    shown = page(Client(), address(brisk, "objections"))
    assert "Terlambat" in shown
    assert "Kepala UKPBJ" in shown


def test_before_a_result_the_page_says_when_objections_begin(ready: Scene) -> None:
    assert "Belum ada hasil yang dapat disanggah" in page(Client(), address(ready, "objections"))


def test_each_reader_is_offered_what_they_may_do(decided: Scene, browser: Browser) -> None:
    assert "Ajukan sanggah" in page(browser("bahari"), address(decided, "objections"))
    world.file_objection(decided.cast, "bahari", decided.tender, evidence={1: ("bukti.pdf", PDF)})
    mine = page(browser("bahari"), address(decided, "objections"))
    assert "Cabut sanggah" in mine
    assert "Ajukan sanggah" not in mine
    chair = page(browser("bima"), address(decided, "objections"))
    assert "Jawab sanggah ini" in chair
    assert "bukti.pdf" in chair
    assert "Jawab sanggah ini" not in page(browser("citra"), address(decided, "objections"))


# --- Filing ----------------------------------------------------------------------------------------------------------


def test_an_objection_with_proof_is_filed_from_the_form(decided: Scene, browser: Browser) -> None:
    client = browser("bahari")
    assert "Kirim sanggah" in page(client, address(decided))
    data = form(FACT, HOSTILE) | {"pokok-1-evidence": proof('"><b>x.pdf')}
    answer = client.post(address(decided), data)
    filed = Objection.objects.get()
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"/sanggah/#{filed.number}")
    point = filed.points.get(position=2)
    assert point.fact == HOSTILE
    assert documents.read(point.evidence) == PDF
    assert filed.points.get(position=1).evidence is None
    for client in (Client(), browser("bima")):
        shown = page(client, address(decided, "objections"))
        assert "<script>alert" not in shown
        assert "onerror=alert(1)>" not in shown
        assert "&lt;script&gt;" in shown
        assert "<b>x.pdf" not in shown
        assert "{{ 7|add:7 }}" in shown


def test_a_second_press_leads_to_the_objection_that_is_there(decided: Scene, browser: Browser) -> None:
    client = browser("bahari")
    for _press in range(2):
        answer = client.post(address(decided), form(FACT))
        assert answer.status_code == 302
    assert Objection.objects.count() == 1


def test_adding_a_point_keeps_words_and_files_without_judging_them(decided: Scene, browser: Browser) -> None:
    client = browser("bahari")
    shown = client.post(address(decided), form("belum", add="1") | {"pokok-0-evidence": proof()}).content.decode()
    assert "Pokok 2" in shown
    assert "belum</textarea>" in shown
    assert "Terlampir: bukti.pdf" in shown
    assert "Ada yang perlu diperbaiki" not in shown
    kept = shown.split('name="pokok-0-kept" value="')[1].split('"')[0]
    client.post(address(decided), form(FACT, FACT) | {"pokok-0-kept": kept, "pokok-0-kept_name": "bukti.pdf"})
    assert documents.read(Objection.objects.get().points.get(position=1).evidence) == PDF


def test_errors_stand_above_and_beside_and_a_good_file_stays(decided: Scene, browser: Browser) -> None:
    data = form("pendek", FACT) | {"pokok-0-evidence": proof(), "pokok-1-evidence": proof("virus.pdf", b"MZ\x90")}
    answer = browser("bahari").post(address(decided), data)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Ada yang perlu diperbaiki" in shown
    assert "<title>Galat:" in shown.replace("\n", "")
    assert "Pokok 1, Fakta: Faktanya belum jelas." in shown
    assert "Pokok 2, Berkas bukti: " in shown
    assert "Terlampir: bukti.pdf" in shown
    assert "Berkas bukti harus PDF, JPEG, atau PNG" in shown
    assert "Terlampir: virus.pdf" not in shown
    assert not Objection.objects.exists()


@pytest.mark.parametrize("data", [{}, {"pokok-TOTAL_FORMS": "x"}, form(), form(""), form(*[FACT] * 21)])
def test_a_broken_form_is_answered_with_its_errors(decided: Scene, browser: Browser, data: dict[str, Any]) -> None:
    assert browser("bahari").post(address(decided), data).status_code == 422
    assert not Objection.objects.exists()


def test_an_empty_added_point_does_not_count(decided: Scene, browser: Browser) -> None:
    data = form(FACT, "") | {"pokok-1-ground": "", "pokok-1-clause": ""}
    assert browser("bahari").post(address(decided), data).status_code == 302
    assert Objection.objects.get().points.count() == 1


@pytest.mark.parametrize("token", ["1", "bohong:x:y", "eyJ4IjoxfQ:abc"])
def test_a_forged_name_of_a_kept_file_is_nothing(decided: Scene, browser: Browser, token: str) -> None:
    answer = browser("bahari").post(address(decided), form(FACT) | {"pokok-0-kept": token})
    assert answer.status_code == 404
    assert not Objection.objects.exists()


def test_a_kept_file_belongs_to_the_person_who_sent_it(decided: Scene, browser: Browser) -> None:
    shown = browser("arung").post(address(decided), form(FACT, add="1") | {"pokok-0-evidence": proof()})
    kept = shown.content.decode().split('name="pokok-0-kept" value="')[1].split('"')[0]
    assert browser("bahari").post(address(decided), form(FACT) | {"pokok-0-kept": kept}).status_code == 404


def test_words_and_files_survive_the_second_factor(decided: Scene, browser: Browser) -> None:
    client = browser("bahari", stale=True)
    answer = client.post(address(decided), form(FACT) | {"pokok-0-evidence": proof()})
    assert answer.status_code == 302
    assert "/sanggah/" not in answer["Location"].split("?")[0]
    assert not Objection.objects.exists()
    code = format_hotp_value(hotp_value(decided.cast.totp_secrets["bahari"], int(time.time()) // 30))
    done = client.post(answer["Location"], {"code": code})
    assert done.status_code == 302, done.content[:800]
    filed = Objection.objects.get()
    assert filed.points.get().fact == FACT
    assert documents.read(filed.points.get().evidence) == PDF


@pytest.mark.parametrize(("name", "status"), [("lintang", 403), ("bima", 403), ("esti", 403)])
def test_who_did_not_bid_is_told_why(decided: Scene, browser: Browser, name: str, status: int) -> None:
    client = browser(name)
    assert "memasukkan penawaran" in page(client, address(decided), status)
    assert client.post(address(decided), form(FACT) | {"pokok-0-evidence": proof()}).status_code == status


def test_a_stranger_signs_in_first(decided: Scene) -> None:
    assert Client().get(address(decided))["Location"].startswith(reverse("account_login"))


def test_a_late_objection_becomes_a_complaint_with_every_word(missed: Scene, browser: Browser) -> None:
    client = browser("bahari")
    assert "sudah berakhir" in page(client, address(missed), 409)
    answer = client.post(address(missed), form(FACT, HOSTILE) | {"pokok-1-evidence": proof("surat.pdf")})
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Masa sanggah sudah berakhir" in shown
    sent = answer.context["form"].initial
    for words in (FACT, HOSTILE, "LDP butir 31.2", "Evaluasi ulang.", "surat.pdf", "Kesalahan dalam evaluasi"):
        assert words in sent["text"]
    assert "<script>alert" not in shown
    done = client.post(reverse("complaints:receive-complaint"), sent)
    assert done.status_code == 200
    complaint = Complaint.objects.get()
    assert complaint.origin == "late_objection"
    assert complaint.tender_id == missed.tender.pk
    assert complaint.text == sent["text"].strip()
    assert [each.kept.name for each in complaint.files.all()] == ["surat.pdf"]
    assert documents.read(complaint.files.get().kept) == PDF
    assert not Objection.objects.exists()


# --- Answering, taking back, proof ------------------------------------------------------------------------------------


def answers(*verdicts: str, text: str = "Sudah diperiksa kembali oleh Pokja.", **more: str) -> dict[str, str]:
    data = {"follow_up": "Evaluasi teknis diulang seluruhnya."} | more
    for position, verdict in enumerate(verdicts, start=1):
        data |= {
            f"pokok-{position}-verdict": verdict,
            f"pokok-{position}-text": text,
            f"pokok-{position}-clause": "LDP butir 31.2",
        }
    return data


def test_the_chair_answers_point_by_point_from_the_page(decided: Scene, browser: Browser) -> None:
    filed = world.file_objection(decided.cast, "bahari", decided.tender)
    url = address(decided, "answer-objection", filed.number)
    client = browser("bima")
    assert world.POINTS[1].fact in page(client, url)
    empty = client.post(url, answers("benar"))
    assert empty.status_code == 422
    assert "Ada yang perlu diperbaiki" in empty.content.decode()
    silent = client.post(url, answers("benar", "salah", follow_up=""))
    assert silent.status_code == 422
    assert "tindak lanjutnya" in silent.content.decode()
    assert Objection.objects.get().status == "filed"
    assert client.post(url, answers("benar", "salah")).status_code == 302
    assert Objection.objects.get().status == "upheld"
    assert client.post(url, answers("salah", "salah")).status_code == 409


@pytest.mark.parametrize("name", ["citra", "ratna", "arung", "esti", "oki"])
def test_nobody_else_answers(decided: Scene, browser: Browser, name: str) -> None:
    filed = world.file_objection(decided.cast, "bahari", decided.tender)
    url = address(decided, "answer-objection", filed.number)
    assert browser(name).get(url).status_code == 403
    assert browser(name).post(url, answers("salah", "salah")).status_code == 403


def test_an_objection_of_another_address_is_missing(decided: Scene, browser: Browser) -> None:
    assert browser("bima").get(address(decided, "answer-objection", "SGH-2026-9999-01")).status_code == 404


def test_the_objector_takes_it_back_after_one_question(decided: Scene, browser: Browser) -> None:
    filed = world.file_objection(decided.cast, "bahari", decided.tender)
    url = address(decided, "withdraw-objection", filed.number)
    assert browser("arung").post(url).status_code == 403
    client = browser("bahari")
    assert "Jangan cabut" in page(client, url)
    assert client.post(url).status_code == 302
    assert Objection.objects.get().status == "withdrawn"
    assert client.post(url).status_code == 409


def test_proof_is_sent_to_those_who_may_read_it(decided: Scene, browser: Browser) -> None:
    filed = world.file_objection(decided.cast, "bahari", decided.tender, evidence={1: ("bukti.pdf", PDF)})
    url = address(decided, "evidence", filed.points.get(position=1).pk)
    assert Client().get(url)["Location"].startswith(reverse("account_login"))
    assert browser("arung").get(url).status_code == 404
    assert "restricted" in browser("esti").get(url)["Location"]
