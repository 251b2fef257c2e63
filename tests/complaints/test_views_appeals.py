# SPDX-License-Identifier: Apache-2.0
"""Appeals through HTTP: written with files, entered from paper, clarified, answered, settled; late ones not lost."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from complaints import selectors
from complaints.models import Appeal, AppealWindow, Complaint
from documents import services as documents
from lpse.core import clock
from lpse.demo import complaints as world
from lpse.demo import waiting

from .conftest import Scene
from .test_appeals import rejected

PDF = b"%PDF-1.4\n%%EOF\n"
FACT = "Jawaban Pokja tidak menjawab surat dukungan yang terlambat itu."
Browser = Callable[..., Client]


def proof(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF + name.encode(), "application/pdf")


def form(scene: Scene, **more: Any) -> dict[str, Any]:
    now = clock.now()
    return {
        "pokok-TOTAL_FORMS": "1",
        "pokok-INITIAL_FORMS": "0",
        "pokok-0-ground": "evaluation_error",
        "pokok-0-fact": FACT,
        "pokok-0-clause": "IKP 27",
        "pokok-0-evidence": proof("bukti.pdf"),
        "remedy": "Batalkan hasil.",
        "jaminan-issuer": "Bank Sagara",
        "jaminan-number": "BG-77",
        "jaminan-amount": f"{selectors.least_bond(scene.tender):.2f}",
        "jaminan-valid_until": selectors.least_until(scene.tender, now).isoformat(),
        "jaminan-evidence": proof("jaminan.pdf"),
    } | more


def address(scene: Scene, name: str, number: str) -> str:
    return reverse(f"complaints:{name}", args=[scene.tender.code, number])


def page(client: Client, scene: Scene) -> str:
    return client.get(reverse("complaints:objections", args=[scene.tender.code])).content.decode()


def test_an_appeal_goes_from_page_to_page_to_its_end(works: Scene, browser: Browser) -> None:
    objection = rejected(works)
    client, url = browser("bahari"), address(works, "file-appeal", objection.number)
    assert url in page(client, works)
    assert url not in page(browser("arung"), works)
    least = form(works)["jaminan-amount"]
    more = client.post(url, form(works, add="1")).content.decode()
    assert "Pokok 2" in more
    assert "Ada yang perlu diperbaiki" not in more
    assert "Terlampir: jaminan.pdf" in more
    small = client.post(url, form(works, **{"jaminan-amount": "1000"}))
    assert small.status_code == 422
    assert "kurang dari" in small.content.decode()
    bare = client.post(url, form(works, **{"jaminan-evidence": ""}))
    assert "Lampirkan berkasnya" in bare.content.decode()
    assert client.post(url, form(works)).status_code == 302
    appeal = Appeal.objects.get()
    assert f"{appeal.bond_amount:.2f}" == least
    assert documents.read(appeal.bond_paper) == PDF + b"jaminan.pdf"
    assert documents.read(appeal.points.get().evidence) == PDF + b"bukti.pdf"
    assert client.post(url, form(works)).status_code == 409
    chair, clarify = browser("bima"), address(works, "clarify-bond", appeal.number)
    assert clarify in page(chair, works)
    assert chair.post(clarify, {"verdict": "sah", "text": "pendek"}).status_code == 422
    said = {"verdict": "sah", "text": "Surat Bank Sagara nomor 12 membenarkan."}
    assert chair.post(clarify, said).status_code == 302
    authority, decide = browser("gita"), address(works, "decide-appeal", appeal.number)
    assert decide in page(authority, works)
    assert "Diam berarti diterima" in authority.get(decide).content.decode()
    answer = {"pokok-1-verdict": "benar", "pokok-1-text": "Fakta itu benar adanya.", "pokok-1-clause": "IKP 27"}
    assert "tindak lanjutnya" in authority.post(decide, answer).content.decode().lower()
    whole = answer | {"ordered": "re_evaluation", "follow_up": "Evaluasi teknis diulang."}
    assert authority.post(decide, whole).status_code == 302
    head, settle = browser("hendra"), address(works, "settle-bond", appeal.number)
    assert "dikembalikan" in head.get(settle).content.decode()
    assert head.post(settle, {"text": "Surat pengembalian nomor 5 tanggal 1"}).status_code == 302
    shown = page(Client(), works)
    for words in (FACT, "Bank Sagara", "Surat Bank Sagara nomor 12", "Dijawab KPA", "Jaminan sudah dikembalikan"):
        assert words in shown
    assert shown.count("dihitung bagaimana?") == 2  # the window of the appeal, and the term of its answer


def test_a_late_appeal_becomes_a_complaint_with_words_bond_and_files(brisk_works: Scene, browser: Browser) -> None:
    objection = rejected(brisk_works)
    waiting.wait_until(AppealWindow.objects.get().ends_at)
    shown = browser("bahari").post(address(brisk_works, "file-appeal", objection.number), form(brisk_works))
    assert shown.status_code == 409
    sent = shown.context["form"].initial
    assert Client().post(reverse("complaints:receive-complaint"), sent).status_code == 200
    complaint = Complaint.objects.get()
    assert complaint.origin == "late_appeal"
    for words in (FACT, "IKP 27", "Batalkan hasil.", "Bank Sagara", "BG-77", objection.number):
        assert words in complaint.text
    assert [each.kept.name for each in complaint.files.all()] == ["jaminan.pdf", "bukti.pdf"]


def test_a_letter_is_entered_by_the_chair_and_one_with_a_small_bond_goes_on_as_a_complaint(
    works: Scene, browser: Browser
) -> None:
    objection = rejected(works)
    url = address(works, "record-paper-appeal", objection.number)
    received = f"{timezone.localtime(clock.now()):%Y-%m-%dT%H:%M:%S}"
    letter = {"surat-received_at": received, "surat-evidence": proof("surat.pdf")}
    assert browser("citra").post(url, form(works) | letter).status_code == 403
    chair = browser("bima")
    assert chair.post(url, form(works)).status_code == 422
    waiting.wait_until(AppealWindow.objects.get().opened_at.replace(microsecond=0) + dt.timedelta(seconds=2))
    letter["surat-received_at"] = f"{timezone.localtime(clock.now()):%Y-%m-%dT%H:%M:%S}"
    small = chair.post(url, form(works, **{"jaminan-amount": "1000"}) | letter | {"surat-evidence": proof("s.pdf")})
    assert "tidak cukup" in small.content.decode()
    assert len(small.context["kept"]) == 3
    assert not Appeal.objects.exists()
    assert chair.post(url, form(works) | letter | {"surat-evidence": proof("surat.pdf")}).status_code == 302
    appeal = Appeal.objects.get()
    assert (appeal.channel, appeal.letter.name) == ("paper", "surat.pdf")
    assert "Diterima sebagai surat" in page(Client(), works)


@pytest.mark.parametrize("name", ["", "bima", "bahari", "gita"])
def test_the_page_of_objections_asks_a_bounded_number_of_times(
    works: Scene, browser: Browser, name: str, django_assert_max_num_queries: Any
) -> None:
    appeal = world.clarify_bond(works.cast, world.file_appeal(works.cast, "bahari", rejected(works)))
    world.file_appeal(works.cast, "arung", rejected(works, "arung"))
    client = browser(name) if name else Client()
    client.get(reverse("complaints:objections", args=[works.tender.code]))
    with django_assert_max_num_queries(26):
        assert appeal.number in page(client, works)
