# SPDX-License-Identifier: Apache-2.0
"""Files that a complainant sends later, by code: sealed as those of the complaint, handed on and opened with them."""

import html
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from complaints import services
from complaints.models import Complaint, ComplaintMessage, SealedKey, SealedUpload, SealedVoice
from complaints.selectors import sealed as reads
from complaints.services import sealed as parts
from complaints.services import uploads
from documents.sealing import voice
from lpse.core import clock
from lpse.core.acts import Refused
from lpse.core.canonical import canonical, parse, unb64u
from lpse.demo import complaints as world
from lpse.demo import tenders
from lpse.demo.cast import Cast
from lpse.ledger.models import Entry

from .conftest import signed_in
from .test_constraints import broken
from .test_sealed import kept, manifest_of, successor, wraps_by

SEND, TICKET = "/pengaduan/tiket/balas/", "/pengaduan/tiket/"
PROOF = voice.Attached("kenari-susulan.pdf", "application/pdf", world.PDF + b"%kenari-susulan")
COME_WITH = "sealed_parts_come_with_the_reply"


@pytest.fixture
def sealing(cast: Cast) -> Cast:
    """The people, with the auditor's key."""
    tenders.enrol_members(cast, ["esti"])
    return cast


@pytest.fixture
def ticket(sealing: Cast, client: Client) -> tuple[Client, Complaint]:
    """Whoever complained in words alone, with the ticket open."""
    received = world.complain()
    client.post("/pengaduan/lacak/", {"case": received.complaint.case, "code": received.code})
    return client, received.complaint


def posted(client: Client, text: str = world.SECOND) -> dict[str, Any]:
    """What the form of the ticket sends when a browser has sealed a file."""
    page = client.get(TICKET).content.decode()
    nonce, name = (
        html.unescape(re.findall(each, page)[0]) for each in (r'name="nonce" value="(.+?)"', 'data-form="(.+?)"')
    )
    auditors = [(key.member, unb64u(key.kem, 32)) for key in reads.keys_on_duty(clock.now())]
    header, objects = voice.seal_voice(name, auditors, mode="anonymous", files=[PROOF])
    tokens = " ".join(kept(client, nonce, body) for body in objects)
    return {"text": text, "nonce": nonce, "header": canonical(header).decode(), "parts": tokens}


def test_a_file_sent_later_is_shown_by_size_and_digest_and_opened_by_the_auditor_alone(
    ticket: tuple[Client, Complaint], sealing: Cast
) -> None:
    client, complaint = ticket
    form = posted(client)
    assert [client.post(SEND, form).status_code for _press in range(2)] == [302, 302]
    row = SealedVoice.objects.get()
    assert (row.complaint, row.message) == (complaint, ComplaintMessage.objects.get())
    sent = row.parts.get(position=1).kept
    assert manifest_of(sealing, SealedKey.objects.get(), "esti")["files"][0]["name"] == PROOF.name
    shown = client.get(TICKET).content.decode()
    assert world.SECOND in shown and "Berkas tersegel 1" in shown and sent.sha256 in shown
    assert PROOF.name not in shown and "/audit/pengaduan/" not in shown
    desk = signed_in(sealing, "esti")
    assert "Buka bagian tersegel" in desk.get(f"/audit/pengaduan/{complaint.case}/").content.decode()
    page = desk.get(f"/audit/pengaduan/{complaint.case}/tersegel/").content.decode()
    assert "Bersama balasan" in page and "Bersama pengaduan" not in page
    found = desk.get(f"/audit/pengaduan/{complaint.case}/tersegel/{row.pk}/1/")
    assert found.headers["Content-Disposition"].startswith("attachment") and world.PDF not in found.content
    assert desk.get(f"/audit/pengaduan/{world.complain().complaint.case}/tersegel/{row.pk}/1/").status_code == 404
    with connection.cursor() as cursor:
        for table in ("sealedvoice", "sealedobject", "complaintmessage"):
            cursor.execute(f"SELECT * FROM complaints_{table}")
            assert PROOF.name not in str(cursor.fetchall())


def test_a_reply_leaves_one_leaf_that_names_nothing(ticket: tuple[Client, Complaint]) -> None:
    client, complaint = ticket
    client.post(SEND, posted(client))
    leaves = Entry.objects.filter(act="complaints.reply_as_complainant")
    assert [parse(bytes(leaf.body))["public"] for leaf in leaves] == [{}]
    assert complaint.case not in str(bytes(leaves[0].body))


def test_text_alone_is_sent_as_ever_and_a_sentence_asks_for_words(ticket: tuple[Client, Complaint]) -> None:
    client, complaint = ticket
    assert client.post(SEND, {"text": "Halaman 12 juga."}).status_code == 302
    assert client.post(SEND, {"text": "Halaman 12 juga."}).status_code == 302
    assert complaint.messages.count() == 1
    empty = client.post(SEND, {"text": "", "nonce": "x"})
    assert empty.status_code == 422 and "Isi pesan." in empty.content.decode()
    assert "Melampirkan berkas memerlukan JavaScript" in client.get(TICKET).content.decode()


def test_parts_of_another_form_or_to_other_auditors_are_refused_with_the_words_kept(
    ticket: tuple[Client, Complaint], sealing: Cast
) -> None:
    client, complaint = ticket
    form, other = posted(client), posted(client)
    for wrong in ({**form, "parts": other["parts"]}, {**form, "parts": "x"}, {**form, "nonce": "x"}):
        answer = client.post(SEND, wrong)
        assert answer.status_code == 422 and "Bagian tersegel tidak lengkap" in answer.content.decode()
        assert world.SECOND in answer.content.decode()
    successor(sealing)
    answer = client.post(SEND, form)
    assert answer.status_code == 422 and "berganti selagi" in answer.content.decode()
    assert not complaint.messages.exists() and not SealedVoice.objects.exists()
    # What was never sent is swept like that of a complaint.
    waiting = SealedUpload.objects.count()
    assert waiting and services.sweep_uploads(now=clock.now() + uploads.KEPT_FOR) == waiting
    assert "tidak lengkap" in client.post(SEND, form).content.decode()


def test_the_same_words_with_other_files_are_another_message(ticket: tuple[Client, Complaint]) -> None:
    client, complaint = ticket
    for _file in range(2):
        client.post(SEND, posted(client))
    assert complaint.messages.count() == SealedVoice.objects.count() == 2


def test_a_thread_full_of_files_says_where_to_send_more(
    ticket: tuple[Client, Complaint], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, complaint = ticket
    monkeypatch.setattr(parts, "MOST_REPLIES", 1)
    client.post(SEND, posted(client))
    answer = client.post(SEND, posted(client, "Masih ada satu lagi."))
    assert answer.status_code == 422 and "pengaduan baru dan sebut nomor" in answer.content.decode()
    assert complaint.messages.count() == 1


def test_one_press_hands_on_what_came_with_complaint_and_replies(sealing: Cast) -> None:
    complaint = world.complain_sealed().complaint
    world.reply_sealed(complaint, files=[PROOF])
    successor(sealing)
    esti, vera = sealing.actor("esti"), sealing.actor("vera")
    assert [complaint.case in task.title for task in reads.tasks_for(esti, clock.now())] == [True]
    wraps = wraps_by(sealing, complaint)
    first, second = wraps
    with pytest.raises(Refused, match="tidak bertugas"):
        services.hand_on_sealed(actor=esti, complaint=world.complain().complaint, wraps=wraps, now=clock.now())
    services.hand_on_sealed(actor=esti, complaint=complaint, wraps={first: wraps[first]}, now=clock.now())
    assert len(reads.tasks_for(esti, clock.now())) == 1
    with pytest.raises(Refused, match="sudah dapat membukanya"):
        services.hand_on_sealed(actor=esti, complaint=complaint, wraps=wraps, now=clock.now())
    services.hand_on_sealed(actor=esti, complaint=complaint, wraps={second: wraps[second]}, now=clock.now())
    assert not reads.tasks_for(esti, clock.now())
    page = reads.sealed_page(vera, complaint, clock.now())
    names = [manifest_of(sealing, each.own, "vera")["files"][0]["name"] for each in page.envelopes if each.own]
    assert names == ["kutipan-spesifikasi.pdf", PROOF.name]
    leaf = Entry.objects.filter(act="complaints.hand_on_sealed").latest("idx")
    assert parse(bytes(leaf.body))["public"] == {"count": 1}


def test_a_closed_thread_takes_no_files_and_the_database_says_so(
    ticket: tuple[Client, Complaint], sealing: Cast
) -> None:
    client, complaint = ticket
    add = "INSERT INTO complaints_sealedvoice (complaint_id, message_id, mode, header) VALUES (%s, %s, 'anonymous', '')"
    message = services.reply_as_complainant(complaint=complaint, text="Satu.", now=clock.now())
    other = world.complain(subject="Pengaduan lain").complaint
    assert broken(add, [other.pk, message.pk]) == COME_WITH
    services.reply_as_complainant(complaint=complaint, text="Dua.", now=clock.now())
    assert broken(add, [complaint.pk, message.pk]) == COME_WITH
    world.handle_complaint(sealing, complaint.case)
    said = complaint.messages.last()
    assert said is not None and broken(add, [complaint.pk, said.pk]) == COME_WITH
    last = world.reply_sealed(complaint, "Tiga.")
    assert broken(add, [complaint.pk, last.pk]) == "complaints_sealedvoice_message_id_key"
    message = services.reply_as_complainant(complaint=complaint, text="Empat.", now=clock.now())
    form = posted(client)
    world.close_complaint(sealing, complaint.case)
    assert broken(add, [complaint.pk, message.pk]) == COME_WITH
    answer = client.post(SEND, form)
    assert answer.status_code == 422 and "Pengaduan ini sudah ditutup" in answer.content.decode()
    assert "data-reply" not in client.get(TICKET).content.decode()
    twice = world.complain_sealed().complaint
    once = "sealed_parts_come_once_with_the_complaint"
    assert broken(add, [twice.pk, None]) == once


def test_a_long_thread_is_read_in_a_bounded_number_of_queries(
    ticket: tuple[Client, Complaint], sealing: Cast, django_assert_max_num_queries: Any
) -> None:
    client, complaint = ticket
    for number in range(4):
        world.reply_sealed(complaint, f"Berkas {number}.")
    desk = signed_in(sealing, "esti")
    with django_assert_max_num_queries(30):
        assert client.get(TICKET).content.decode().count("Berkas tersegel 1") == 4
    with django_assert_max_num_queries(30):
        shown = desk.get(f"/audit/pengaduan/{complaint.case}/tersegel/").content.decode()
    assert shown.count("data-envelope") == 4
