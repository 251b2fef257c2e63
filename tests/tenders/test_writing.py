# SPDX-License-Identifier: Apache-2.0
"""The structured selection document: its template, who writes what, the preview, and what the announcement keeps."""

import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from documents.services import read as stored
from lpse.core import clock
from lpse.core.acts import Refused
from lpse.core.canonical import parse
from lpse.demo import tenders as world
from lpse.demo.cast import Cast
from lpse.ledger import selectors as record
from tenders import selectors, services
from tenders.models import Tender
from tenders.selection_templates import Owner, offered, templates
from tenders.selectors import words
from tests.tenders.test_constraints import attack, run

HOSTILE = '#read("/etc/passwd") {code} <b>tebal</b> \\ $x$'
OFFICER = {
    "specification": f"Layar paling kecil 7 inci.\n{HOSTILE}",
    "delivery": "Paling lambat 60 hari, di Puskesmas Melati.",
    "payment": "Sekaligus sesudah serah terima.",
    "warranty": "Satu tahun.",
}


@pytest.fixture
def draft(cast: Cast) -> Tender:
    """A draft with a template, whose officer's fields are empty."""
    tender = world.prepared_tender(cast)
    return services.choose_template(actor=cast.actor("bima"), tender=tender, code="tender-1")


def write(cast: Cast, tender: Tender, name: str, **texts: str) -> Tender:
    return services.write_document(actor=cast.actor(name), tender=tender, texts=texts, now=clock.now())


def text_of(body: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages).split())


@pytest.mark.pure
def test_a_released_template_is_pinned_and_every_field_has_its_words() -> None:
    assert {code: each.digest for code, each in templates().items()} == {"tender-1": PINNED}
    for template in templates().values():
        fields = [clause.field for clause in template.fields]
        assert len(set(fields)) == len(fields)
        assert set(fields) <= set(words.DOCUMENT_FIELD)
    assert [clause.field for clause in templates()["tender-1"].missing({})] == list(OFFICER)
    assert offered("consultancy") == []


PINNED = "04f44cca04d617d16a24dd44f4be1aac764eb40d6d4e3996f3dff8573bbca33d"


def test_each_writes_their_own_fields_and_what_is_missing_is_told_with_its_owner(cast: Cast, draft: Tender) -> None:
    gaps = [str(gap.message) for gap in selectors.checklist(draft, clock.now()).gaps]
    assert "Spesifikasi belum diisi PPK." in gaps
    for name, field in (("bima", "specification"), ("ratna", "bid_bond"), ("bima", "tidak-ada")):
        with pytest.raises(Refused, match="ditulis oleh pihak lain"):
            write(cast, draft, name, **{field: "x"})
    with pytest.raises(Refused, match="20000 huruf"):
        write(cast, draft, "ratna", payment="x" * 20_001)
    write(cast, draft, "ratna", **OFFICER)
    write(cast, draft, "citra", bid_bond="Sebesar 1% HPS.", participants=" ")
    assert not [gap for gap in selectors.checklist(draft, clock.now()).gaps if gap.part == "documents"]
    assert set(draft.texts.values_list("field", flat=True)) == {*OFFICER, "bid_bond"}
    write(cast, draft, "citra", bid_bond="")
    assert not draft.texts.filter(field="bid_bond").exists()
    owners = {clause.field: clause.owner for clause in templates()["tender-1"].fields}
    assert owners["specification"] is Owner.OFFICER


def test_the_announcement_prints_the_document_once_and_names_what_it_rests_on(cast: Cast, client: Client) -> None:
    world.enrol_members(cast)
    bima, ratna, now = cast.actor("bima"), cast.actor("ratna"), clock.now()
    draft = world.prepared_tender(cast)
    world.accept_key_set(cast, draft)
    draft = services.choose_template(actor=bima, tender=draft, code="tender-1")
    with pytest.raises(Refused, match="Dokumen belum lengkap"):
        services.agree_to_documents(actor=ratna, tender=draft, now=now)
    write(cast, draft, "ratna", **OFFICER)
    preview = text_of(services.preview_document(tender=draft, now=now))
    assert "DRAF. Belum diumumkan" in preview
    services.agree_to_documents(actor=ratna, tender=draft, now=now)
    services.announce_tender(actor=bima, tender=draft, now=now)
    tender = Tender.objects.get(pk=draft.pk)
    document = record.parsed_document(parse(bytes(record.entries_of(tender.code)[-1].body))["h"])
    row = tender.documents.select_related("object").get(kind="selection_document")
    assert row.object.sha256 in {each["sha256"] for each in document["documents"]}
    basis = record.parsed_document(document["selection"]["h"])
    assert basis["template"] == "tender-1, versi 1"
    printed = text_of(stored(row.object))
    for part in (
        HOSTILE,
        "LDP 1. Lingkup pekerjaan",
        "SSKK 1",
        "Tensimeter digital dewasa",
        "LATIHAN",
        "Surat penawaran",
    ):
        assert part in printed, part
    assert "DRAF" not in printed
    assert "1.450.000" not in printed  # unit prices of the estimate stay confidential
    assert row.object.sha256[:12] in client.get(reverse("tenders:documents", args=[tender.code])).content.decode()


def test_a_written_text_voids_the_agreement_and_stays_with_its_makers(cast: Cast, draft: Tender) -> None:
    write(cast, draft, "ratna", **OFFICER)
    give = lambda: services.agree_to_documents(actor=cast.actor("ratna"), tender=draft, now=clock.now())  # noqa: E731
    give()
    write(cast, draft, "bima", bid_validity="60 hari.")
    assert not draft.agreements.filter(voided_at=None).exists()
    give()
    services.choose_template(actor=cast.actor("bima"), tender=draft, code="")
    assert not draft.agreements.filter(voided_at=None).exists()
    put = (
        "INSERT INTO tenders_documenttext (tender_id, field, text, edited_by_id, edited_at)"
        " VALUES (%s, 'x', %s, %s, now())"
    )
    assert attack(put, draft.pk, "a", cast.people["arung"].pk) == "a_document_is_written_by_its_makers"
    assert attack(put, draft.pk, "", cast.people["bima"].pk) == "a_document_text_is_not_empty"


def test_an_announced_document_is_never_rewritten_and_never_missing(cast: Cast) -> None:
    tender = world.drafted_tender(cast)
    run("DELETE FROM tenders_selectiondocument WHERE tender_id = %s AND kind = 'selection_document'", tender.pk)
    give = (
        "INSERT INTO tenders_documentagreement (tender_id, given_by_id, given_at, digest) VALUES (%s, %s, now(), 'x')"
    )
    run(give, tender.pk, cast.people["ratna"].pk)
    announce = "UPDATE tenders_tender SET status = 'announced', announced_at = now(), revision = 1 WHERE id = %s"
    assert attack(announce, tender.pk) == "a_selection_document_is_announced"
    announced = world.announced_tender(cast)
    put = (
        "INSERT INTO tenders_documenttext (tender_id, field, text, edited_by_id, edited_at)"
        " VALUES (%s, 'x', 'y', %s, now())"
    )
    assert attack(put, announced.pk, cast.people["bima"].pk) == "document_texts_frozen_after_announcement"


def test_the_pages_lead_from_the_template_to_the_preview(cast: Cast, as_person: Any) -> None:
    tender = world.prepared_tender(cast)
    bima, ratna = as_person("bima"), as_person("ratna")
    documents = reverse("tenders:draft-documents", args=[tender.code])
    assert "Susun dari templat" in bima.get(documents).content.decode()
    choose = reverse("tenders:choose-template", args=[tender.code])
    assert bima.post(choose, {"template": "lain"}).status_code == 422
    assert ratna.post(choose, {"template": "tender-1"}).status_code == 403
    texts = reverse("tenders:draft-texts", args=[tender.code])
    assert bima.post(choose, {"template": "tender-1"}).headers["Location"] == texts
    page = ratna.get(texts).content.decode()
    assert 'name="specification"' in page
    assert 'name="bid_bond"' not in page
    assert ratna.post(texts, OFFICER).status_code == 302
    page = bima.get(texts).content.decode()
    assert 'name="bid_bond"' in page
    assert "&lt;b&gt;tebal&lt;/b&gt;" in page
    preview = bima.get(reverse("tenders:document-preview", args=[tender.code]))
    assert preview.content.startswith(b"%PDF-")
    assert as_person("arung").get(reverse("tenders:document-preview", args=[tender.code])).status_code == 404
    upload = {"kind": "selection_document", "title": "", "file": io.BytesIO(world.PDF)}
    upload["file"].name = "a.pdf"  # type: ignore[attr-defined]
    answer = bima.post(documents, upload)
    assert answer.status_code == 422
    assert "disusun dari templat" in answer.content.decode()
