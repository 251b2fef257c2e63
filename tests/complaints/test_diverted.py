# SPDX-License-Identifier: Apache-2.0
"""What cannot be an objection becomes a complaint in one press, every word and file of it kept (R-SANGGAH-7)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from complaints.models import Complaint, Objection
from documents import services as documents
from lpse.demo import complaints as world
from lpse.ledger.models import Entry

from .conftest import Scene
from .test_constraints import broken

PDF = b"%PDF-1.4\n%%EOF\n"
FACT = "Pokja menerima surat dukungan yang bertanggal sesudah batas akhir."
Browser = Callable[..., Client]


def proof(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF + name.encode(), "application/pdf")


def points() -> dict[str, Any]:
    data: dict[str, Any] = {"pokok-TOTAL_FORMS": "2", "pokok-INITIAL_FORMS": "0", "remedy": "Evaluasi ulang."}
    for place in range(2):
        data |= {
            f"pokok-{place}-ground": "procedure_breach",
            f"pokok-{place}-fact": f"{FACT} ({place})",
            f"pokok-{place}-clause": "IKP 27",
            f"pokok-{place}-evidence": proof(f"bukti-{place}.pdf"),
        }
    return data


@pytest.mark.parametrize(
    ("name", "announced", "status", "why"),
    [("lintang", True, 403, "memasukkan penawaran"), ("bahari", False, 409, "Belum ada hasil")],
)
def test_a_misdirected_objection_is_sent_as_a_complaint_with_words_and_files(
    ready: Scene, browser: Browser, name: str, announced: bool, status: int, why: str
) -> None:
    from lpse.demo import evaluation

    if announced:
        evaluation.announce_result(ready.cast, ready.tender)
    client = browser(name)
    address = reverse("complaints:file-objection", args=[ready.tender.code])
    assert why in client.get(address).content.decode()
    shown = client.post(address, points())
    page = shown.content.decode()
    assert shown.status_code == status
    assert why in page
    assert "bukti-0.pdf" in page
    sent = shown.context["form"].initial
    assert Client().post(reverse("complaints:receive-complaint"), sent).status_code == 200
    complaint = Complaint.objects.get()
    assert (complaint.origin, complaint.tender_id) == ("misdirected_objection", ready.tender.pk)
    for words in (why, f"{FACT} (0)", f"{FACT} (1)", "IKP 27", "Evaluasi ulang."):
        assert words in complaint.text
    assert [documents.read(each.kept) for each in complaint.files.all()] == [
        PDF + b"bukti-0.pdf",
        PDF + b"bukti-1.pdf",
    ]
    assert not Objection.objects.exists()
    assert not ready.tender.holds.exists()
    auditor = browser("esti")
    desk = auditor.get(reverse("complaints:handle-complaint", args=[complaint.case])).content.decode()
    assert "Sanggah salah alamat" in desk
    file = reverse("complaints:complaint-file", args=[complaint.case, 2])
    assert "restricted" in auditor.get(file)["Location"]
    assert browser("bima").get(file).status_code == 404
    assert auditor.get(reverse("complaints:complaint-file", args=[complaint.case, 3])).status_code == 404


def test_a_letter_is_entered_by_an_auditor_with_its_scan(decided: Scene, browser: Browser) -> None:
    client = browser("esti")
    address = reverse("complaints:record-letter")
    blank = client.get(address)
    data = {
        "nonce": blank.context["form"].initial["nonce"],
        "subject": "Surat sanggah CV Lintang",
        "text": f"Surat tanggal 3 November 2026: {FACT}",
        "tender": decided.tender.code,
    }
    assert client.post(address, data).status_code == 422
    refused = client.post(address, data | {"letter": SimpleUploadedFile("a.pdf", b"MZ\x90")})
    assert "bukan PDF" in refused.content.decode()
    done = client.post(address, data | {"letter": proof("surat.pdf")})
    assert "Kode lacak" in done.content.decode()
    complaint = Complaint.objects.get()
    assert complaint.origin == "off_channel_objection"
    assert complaint.files.get().kept.name == "surat.pdf"
    assert not decided.tender.holds.exists()
    assert Entry.objects.filter(act="complaints.record_letter").count() == 1
    for name in ("bima", "oki", "bahari"):
        assert browser(name).get(address).status_code == 403


def test_files_come_with_the_complaint_and_stay(decided: Scene) -> None:
    received = world.complain(tender=decided.tender)
    insert = (
        "INSERT INTO complaints_complaintfile (complaint_id, position, kept_id)"
        " SELECT %s, 1, o.id FROM documents_storedobject o LIMIT 1"
    )
    assert broken(insert, [received.complaint.pk]) == "files_come_with_the_complaint"
    assert "permission denied" in broken("UPDATE complaints_complaintfile SET position = 9")
    assert "permission denied" in broken("DELETE FROM complaints_complaintfile")
    more = "UPDATE complaints_complaint SET file_count = 3 WHERE id = %s"
    assert broken(more, [received.complaint.pk]) == "complaint_stays_as_received"
