# SPDX-License-Identifier: Apache-2.0
"""The check page: same, replaced, unknown, malformed; receipts; and what it does not give away."""

import hashlib

import pytest

from documents.rules import Store
from lpse.core.canonical import b64u
from lpse.ledger.models import Document, Entry
from vendors import selectors as vendors


def ask(browser, typed, status=200):
    answer = browser().get("/periksa/", {"sidik": typed})
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


def document_of(tender, **wanted):
    return tender.documents.get(kind="specification", **wanted)


def test_the_page_asks_for_a_file_and_says_that_it_is_not_sent(story, browser):
    text = browser().get("/periksa/").content.decode()
    assert "data-verify-file" in text
    assert "berkasnya tidak dikirim" in text
    assert "sha256sum" in text


@pytest.mark.parametrize(
    "form", [str, str.upper, lambda text: " ".join(text[n : n + 4] for n in range(0, 64, 4)), lambda text: text[:12]],
    ids=["hex", "upper case", "groups of four", "first twelve digits"],
)  # fmt: skip
def test_a_published_document_is_the_same_however_its_digest_is_typed(story, browser, form):
    row = document_of(story.finished)
    text = ask(browser, form(row.object.sha256))
    assert "Sama dengan yang diterbitkan portal" in text
    assert "Spesifikasi teknis" in text
    assert story.finished.code in text
    leaf = Entry.objects.get(subject=story.finished.code, kind="tender")
    assert f'href="/catatan/{leaf.idx}/"' in text


def test_a_changed_file_is_unknown_with_the_likely_causes(story, browser):
    text = ask(browser, hashlib.sha256(b"isi yang diubah").hexdigest())
    assert "Sidik ini tidak dikenal portal" in text
    assert "Hasil cetak, pindai" in text


def test_minutes_and_the_letter_are_known(story, browser):
    from evaluation.models import Award, Minutes

    minutes = Minutes.objects.get(tender=story.finished, kind="opening")
    text = ask(browser, minutes.object.sha256)
    assert "Berita Acara Pembukaan Penawaran" in text
    assert "Tercatat pada entri" in text
    assert "SPPBJ) nomor 000.3/77" in ask(browser, Award.objects.get(tender=story.finished).letter.sha256)


def test_the_evaluation_file_is_known_with_its_entry(story, browser):
    text = ask(browser, story.finished.results.get(voided_at__isnull=True).document)
    leaf = Entry.objects.filter(subject=story.finished.code, act="evaluation.announce_result").latest("idx")
    assert "Berkas evaluasi tender" in text
    assert f'href="/catatan/{leaf.idx}/"' in text


def test_every_document_of_the_record_is_known(story, browser):
    for digest in Document.objects.values_list("sha256", flat=True):
        assert "tidak dikenal" not in ask(browser, digest)


def test_files_of_bids_and_evidence_are_never_confirmed(story, browser):
    from documents.models import StoredObject

    published = StoredObject.objects.filter(store=Store.PUBLIC).values("sha256")
    private = StoredObject.objects.exclude(sha256__in=published)
    assert private.count() > 3
    for digest in private.values_list("sha256", flat=True):
        assert "tidak dikenal" in ask(browser, digest)
        assert "tidak dikenal" in ask(browser, digest[:12])


def test_a_draft_s_documents_are_not_confirmed(story, browser):
    from lpse.demo import tenders

    draft = tenders.drafted_tender(story.cast, title="Belum diumumkan")
    assert "tidak dikenal" in ask(browser, document_of(draft).object.sha256)


def test_a_file_that_was_replaced_before_the_announcement_was_never_published(story, browser):
    from lpse.core import clock
    from lpse.demo import tenders
    from tenders import services

    draft, bima = tenders.drafted_tender(story.cast, title="Dua versi"), story.cast.actor("bima")
    old = document_of(draft)
    services.add_document(
        actor=bima, tender=draft, kind="specification", title=old.title, name="spesifikasi.pdf",
        body=tenders.PDF + b"% versi dua\n", now=clock.now(),
    )  # fmt: skip
    services.agree_to_documents(actor=story.cast.actor("ratna"), tender=draft, now=clock.now())
    services.announce_tender(actor=bima, tender=draft, now=clock.now())
    assert "tidak dikenal" in ask(browser, old.object.sha256)
    assert "Sama dengan" in ask(browser, document_of(draft).object.sha256)


def test_the_file_of_a_voided_result_says_that_it_no_longer_counts(story, browser):
    text = ask(browser, story.finished.results.get(voided_at__isnull=False).document)
    assert "tidak berlaku lagi" in text
    assert "dibatalkan untuk dievaluasi ulang" in text


@pytest.mark.parametrize("typed", ["bukan sidik", "g" * 64, "12345678901", "a" * 65, "<script>alert(1)</script>"])
def test_what_is_no_digest_is_told_beside_the_field(story, browser, typed):
    text = ask(browser, typed, status=422 if typed != "12345678901" else 302)
    if typed != "12345678901":
        assert "Sidik harus 64 angka" in text
        assert "<title>Galat" in text
        assert "<script>alert" not in text


def test_an_entry_is_known_by_its_fingerprint(story, browser):
    entry = Entry.objects.get(subject=story.finished.code, kind="tender")
    text = ask(browser, bytes(entry.leaf_hash).hex())
    assert f'href="/catatan/{entry.idx}/"' in text
    assert "Tender diumumkan" in text


def test_a_number_leads_to_its_entry(story, browser):
    answer = browser().get("/periksa/", {"sidik": "3"})
    assert answer.headers["Location"] == "/catatan/3/"


def test_a_vendor_s_receipt_is_genuine_and_leads_to_its_batch(story, browser):
    answer = browser().post("/periksa/", {"tanda_terima": vendors.note_of(story.kept)})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Tanda terima ini asli" in text
    assert "Masuk ke kelompok tersegel pada entri" in text


def test_line_ends_of_windows_do_not_break_a_receipt(story, browser):
    note = vendors.note_of(story.kept).replace("\n", "\r\n")
    assert "asli" in browser().post("/periksa/", {"tanda_terima": note}).content.decode()


@pytest.mark.parametrize(
    "change",
    [
        lambda note: note.replace("version 1", "version 2"),
        lambda note: note.replace("received 2", "received 3", 1),
        lambda note: note.split("\n\n")[0],
        lambda note: "",
        lambda note: "sb1/receipt\n" * 200,
    ],
    ids=["another version", "another time", "no signature", "nothing", "noise"],
)
def test_a_changed_receipt_is_not_genuine(story, browser, change):
    answer = browser().post("/periksa/", {"tanda_terima": change(vendors.note_of(story.kept))})
    assert answer.status_code == 422
    assert "Tanda terima ini tidak sah" in answer.content.decode()


def test_a_statement_s_digest_tells_its_holder_when_it_came_and_nobody_whose_it_is(story, browser):
    row = story.sealed
    for digest in (row.hash, b64u(bytes(row.record_hash)), bytes(row.record_hash).hex()):
        text = ask(browser, digest)
        assert "Pernyataan penawaran tersegel" in text
        assert "Arung" not in text
        assert row.participation.vendor.code not in text
        assert story.taking_bids.code not in text
    assert "tidak dikenal" in ask(browser, bytes(row.record_hash).hex()[:16])


def test_the_browser_code_in_the_footer_is_known(story, browser):
    from lpse import assets

    assert "Kode peramban portal ini" in ask(browser, assets.digest12())


def test_the_offline_program_is_known(story, browser):
    program = browser().get("/unduh/lpse-verify.pyz").content
    assert "Program pemeriksa lpse-verify" in ask(browser, hashlib.sha256(program).hexdigest())
