# SPDX-License-Identifier: Apache-2.0
"""The paper of an announcement and of each revision: ordered with the act, printed once by the clock, then fixed."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pypdf import PdfReader

import documents.services
from documents.models import Paper
from documents.services import draw_due_papers, read
from documents.storage import StorageError
from lpse.core import clock
from lpse.core.canonical import b64u, parse
from lpse.core.money import rupiah
from lpse.demo import tenders as world
from lpse.demo.cast import Cast
from lpse.ledger.models import Entry
from tenders.models import Tender
from tests.tenders.test_changes import accept_addendum, amendment, deadline, propose_addendum
from tests.tenders.test_constraints import attack


@pytest.fixture
def tender(cast: Cast) -> Tender:
    return world.announced_tender(cast)


def text_of(paper: Paper) -> str:
    assert paper.object is not None
    pages = PdfReader(io.BytesIO(read(paper.object))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_each_revision_has_its_paper_with_what_the_law_wants(cast: Cast, tender: Tender, client: Client) -> None:
    extended = deadline(tender) + timedelta(hours=1)
    propose_addendum(cast, tender, amendment(tender, "specification", deadline_at=extended))
    accept_addendum(cast, tender, "ratna")
    assert draw_due_papers(now=clock.now()) == 2
    assert draw_due_papers(now=clock.now()) == 0
    first, second = Paper.objects.filter(subject=tender.code).order_by("version")
    told = text_of(first)
    for part in (
        "Pengumuman Tender", "LATIHAN", "Pokja Pemilihan", "Jalan Pelabuhan Lama 12", tender.code, tender.title,
        tender.package.description or tender.package.name, rupiah(tender.ceiling), rupiah(tender.owner_estimate),
        "Pendaftaran dan pengunduhan dokumen", "Pemasukan penawaran", tender.requirements.all()[0].title[:30],
    ):  # fmt: skip
        assert str(part) in told, part
    assert "Yang berubah" not in told
    told = text_of(second)
    for part in ("Revisi 2", "Adendum 1", "Masa garansi keliru.", "Semula", "Disetujui PPK paket ini", "jadwal"):
        assert part in told, part
    leaf = Entry.objects.filter(subject=tender.code, act="documents.draw_paper").latest("idx")
    said = parse(bytes(leaf.body))["public"]
    assert second.object is not None
    assert said == {
        "paper": f"{tender.code}/PENG.2",
        "pdf": b64u(bytes.fromhex(second.object.sha256)),
        "basis": parse(bytes(Entry.objects.filter(subject=tender.code, kind="tender").latest("idx").body))["h"],
    }
    for page in ("", "dokumen/", "jadwal/"):
        assert second.url in client.get(f"/tender/{tender.code}/{page}").content.decode()
    listed = client.get(f"/tender/{tender.code}/surat/").content.decode()
    assert "revisi sebelumnya" in listed
    old = client.get("/periksa/", {"surat": first.key}).content.decode()
    assert "Revisi 2 menggantikannya." in old
    assert client.get(first.url).status_code == 302
    assert client.get(first.url.replace(tender.code, "T-2026-9999")).status_code == 404


def test_a_store_that_is_away_delays_the_paper_and_not_the_announcement(
    tender: Tender, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_args: Any, **_more: Any) -> None:
        raise StorageError

    monkeypatch.setattr(documents.services.objects, "put", away)
    assert draw_due_papers(now=clock.now()) == 0
    paper = Paper.objects.get(subject=tender.code)
    assert client.get(paper.url).status_code == 404
    assert "tidak dikenal" in client.get("/periksa/", {"surat": paper.key}).content.decode()
    monkeypatch.undo()
    assert draw_due_papers(now=clock.now()) == 1
    assert client.get(paper.url).status_code == 302


ATTACKS = [
    ("UPDATE documents_paper SET data = '{}' WHERE id = %s", "InsufficientPrivilege"),
    ("UPDATE documents_paper SET object_id = NULL, drawn_at = NULL WHERE id = %s", "a_paper_is_printed_once"),
    ("DELETE FROM documents_paper WHERE id = %s", "InsufficientPrivilege"),
    (
        "INSERT INTO documents_paper (kind, key, subject, version, template, data, basis, said_at, training,"
        " object_id, drawn_at) SELECT kind, 'x', subject, 9, template, data, basis, said_at, training, object_id,"
        " drawn_at FROM documents_paper WHERE id = %s",
        "a_paper_is_ordered_before_it_is_printed",
    ),
]
KEEP_RESTRICTED = (
    "INSERT INTO documents_storedobject (sha256, size, media_type, name, store, key, received_at)"
    " SELECT sha256, size, media_type, name, 'restricted', 'x', now() FROM documents_storedobject WHERE id = %s"
    " RETURNING id"
)
PRINT = "UPDATE documents_paper SET object_id = %s, drawn_at = now() WHERE id = %s"


def test_a_paper_is_a_public_pdf_and_is_not_rewritten(tender: Tender) -> None:
    paper = Paper.objects.get(subject=tender.code)
    with connection.cursor() as cursor:
        cursor.execute(KEEP_RESTRICTED, [tender.documents.filter(object__media_type="application/pdf")[0].object_id])
        kept = cursor.fetchone()[0]
    assert attack(PRINT, kept, paper.pk) == "a_paper_is_a_public_pdf"
    draw_due_papers(now=clock.now())
    assert [attack(sql, paper.pk) for sql, _guard in ATTACKS] == [guard for _sql, guard in ATTACKS]
