# SPDX-License-Identifier: Apache-2.0
"""Files with an auditor's message: for whoever holds the code, for auditors, and for nobody else."""

from typing import Any

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from complaints.models import Complaint, MessageFile
from lpse.core.canonical import parse
from lpse.demo import complaints as world
from lpse.demo.cast import Cast
from lpse.ledger.models import Entry
from tests.support.clients import client_of

from .conftest import signed_in
from .test_constraints import broken

TEXT = "Terlampir surat klarifikasi dari PPK."
HERE, THERE = "/pengaduan/tiket/berkas/1/", "/pengaduan/tiket/berkas/2/"


def letter(name: str = "surat.pdf", body: bytes = world.PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, body, content_type="application/pdf")


@pytest.fixture
def ticket(client: Client, cast: Cast) -> tuple[Client, Complaint, Client]:
    """Whoever complained with the ticket open, the complaint, and the auditor."""
    received = world.complain()
    client.post("/pengaduan/lacak/", {"case": received.complaint.case, "code": received.code})
    return client, received.complaint, signed_in(cast, "esti")


def test_a_file_comes_with_the_auditors_message_once(ticket: tuple[Client, Complaint, Client], cast: Cast) -> None:
    client, complaint, desk = ticket
    at = f"/audit/pengaduan/{complaint.case}"
    for _press in range(2):
        said: dict[str, Any] = {"pesan-text": TEXT, "pesan-evidence": letter()}
        assert desk.post(f"{at}/balas/", said).status_code == 302
    assert MessageFile.objects.filter(complaint=complaint).count() == 1
    shown = client.get("/pengaduan/tiket/").content.decode()
    assert HERE in shown and "surat.pdf" in shown
    found = client.get(HERE)
    assert found.status_code == 302 and "attachment" in found.headers["Location"]
    assert client.get(THERE).status_code == 404
    assert f"{at}/utas/1/" in desk.get(f"{at}/").content.decode()
    assert desk.get(f"{at}/utas/1/").status_code == 302
    # Without the ticket there is only the page that asks for the code, and the desk is nobody else's.
    assert client_of().get(HERE).headers["Location"] == "/pengaduan/lacak/"
    for name in ("bima", "ratna", "oki", "hendra", "putri"):
        assert signed_in(cast, name).get(f"{at}/utas/1/").status_code == 404
    leaf = parse(bytes(Entry.objects.filter(act="complaints.reply_to_complaint").latest("idx").body))
    assert leaf["public"] == {}


def test_another_complaints_ticket_opens_no_file_of_this_one(ticket: tuple[Client, Complaint, Client]) -> None:
    client, _complaint, desk = ticket
    other = world.complain(subject="Pengaduan lain").complaint
    said: dict[str, Any] = {"pesan-text": TEXT, "pesan-evidence": letter()}
    assert desk.post(f"/audit/pengaduan/{other.case}/lengkapi/", said).status_code == 302
    assert MessageFile.objects.get().complaint == other
    assert client.get(HERE).status_code == 404
    assert Complaint.objects.get(pk=other.pk).status == "incomplete"


@pytest.mark.parametrize(
    ("name", "body", "word"),
    [("surat.pdf", b"MZ bukan PDF", "harus PDF, JPEG, atau PNG"), ("besar.pdf", b"%PDF-" + bytes(20 * 2**20), "20 MB")],
)
def test_a_file_that_lies_or_is_too_large_is_refused_with_its_words_kept(
    ticket: tuple[Client, Complaint, Client], name: str, body: bytes, word: str
) -> None:
    _client, complaint, desk = ticket
    answer = desk.post(
        f"/audit/pengaduan/{complaint.case}/balas/", {"pesan-text": TEXT, "pesan-evidence": letter(name, body)}
    )
    assert answer.status_code == 422
    assert word in answer.content.decode() and TEXT in answer.content.decode()
    assert not MessageFile.objects.exists() and not complaint.messages.exists()


def test_the_database_takes_files_with_the_last_message_of_an_auditor_only(
    ticket: tuple[Client, Complaint, Client], cast: Cast, audit_connection: psycopg.Connection
) -> None:
    client, complaint, desk = ticket
    said: dict[str, Any] = {"pesan-text": TEXT, "pesan-evidence": letter()}
    desk.post(f"/audit/pengaduan/{complaint.case}/balas/", said)
    row = MessageFile.objects.get()
    add = "INSERT INTO complaints_messagefile (complaint_id, message_id, position, kept_id) VALUES (%s, %s, %s, %s)"
    assert broken(add, [complaint.pk, row.message_id, 1, row.kept_id]) == "message_files_are_numbered_once"
    other = world.complain(subject="Pengaduan lain").complaint
    fits = "files_come_with_the_auditors_message"
    assert broken(add, [other.pk, row.message_id, 1, row.kept_id]) == fits
    client.post("/pengaduan/tiket/balas/", {"text": "Terima kasih."})
    for message in complaint.messages.all():
        assert broken(add, [complaint.pk, message.pk, 2, row.kept_id]) == fits
    desk.post(f"/audit/pengaduan/{complaint.case}/balas/", {"pesan-text": "Sama-sama."})
    world.close_complaint(cast, complaint.case)
    last = complaint.messages.last()
    assert last is not None and broken(add, [complaint.pk, last.pk, 2, row.kept_id]) == fits
    for attack in ("DELETE FROM complaints_messagefile", "UPDATE complaints_messagefile SET position = 9"):
        assert "permission denied" in broken(attack)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        audit_connection.execute("SELECT * FROM complaints_messagefile")


def test_a_thread_of_many_files_is_read_in_a_bounded_number_of_queries(
    ticket: tuple[Client, Complaint, Client], django_assert_max_num_queries: Any
) -> None:
    client, complaint, desk = ticket
    for number in range(5):
        body = world.PDF + b"%% %d" % number
        said: dict[str, Any] = {"pesan-text": f"{TEXT} {number}", "pesan-evidence": letter(f"{number}.pdf", body)}
        desk.post(f"/audit/pengaduan/{complaint.case}/balas/", said)
    with django_assert_max_num_queries(25):
        shown = client.get("/pengaduan/tiket/").content.decode()
    assert shown.count("/pengaduan/tiket/berkas/") == 5
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(position) FROM complaints_messagefile")
        assert cursor.fetchone() == (5,)
