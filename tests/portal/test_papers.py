# SPDX-License-Identifier: Apache-2.0
"""Every paper of a finished tender: archival, and its QR code leads to the page that checks the paper in hand."""

import io

from pypdf import PdfReader

from documents.models import Paper
from documents.services import draw_due_papers, read
from evaluation.models import Award, Minutes
from lpse.core import clock

KIND = {"evaluasi": "evaluation", "hasil": "result"}
KEPT = ("<pdfaid:part>2</pdfaid:part>", "<pdfaid:conformance>A</pdfaid:conformance>", "<pdfuaid:part>1<")


def files_of(tender):
    """The kept file of each paper, by number."""
    from evaluation.rules.minutes import MinutesKind, number_of

    drawn = {row.key: row.object for row in Paper.objects.filter(subject=tender.code)}
    for row in Minutes.objects.select_related("object").filter(tender=tender):
        drawn[number_of(tender.code, MinutesKind(row.kind), row.round_no)] = row.object
    return drawn | {f"{tender.code}/SPPBJ": Award.objects.get(tender=tender).letter}


def text_of(paper):
    pages = PdfReader(io.BytesIO(read(paper.object))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def leads_to(reader):
    """The address of the last page's links that checks, without its host."""
    links = [note.get_object()["/A"]["/URI"] for note in reader.pages[-1].get("/Annots", [])]
    return next(str(link)[str(link).index("/periksa/") :] for link in links if "/periksa/" in str(link))


def test_the_qr_code_of_each_paper_leads_to_its_check(story, browser):
    assert draw_due_papers(now=clock.now(), most=20) == 4
    files, client = files_of(story.finished), browser()
    kinds = {number.rpartition("/")[2].split(".")[0] for number in files}
    assert kinds == {"PENG", "JAWABAN", "SPPBJ", "BA-1", "BA-2", "BA-3", "BA-5"}
    for number, kept in files.items():
        reader = PdfReader(io.BytesIO(read(kept)))
        said = reader.trailer["/Root"]["/Metadata"].get_data().decode()
        assert all(claim in said for claim in KEPT), number
        address = leads_to(reader)
        assert address == f"/periksa/?surat={number}"
        page = client.get(address).content.decode()
        assert "Surat ini diterbitkan portal" in page, number
        assert kept.sha256 in page.replace(" ", "").replace("\u200b", ""), number
        assert "Tercatat pada entri" in page, number
        same = client.get(address, {"surat": number, "sidik": kept.sha256}).content.decode()
        assert "Berkas Anda sama dengan surat ini" in same, number
        other = client.get(address, {"surat": number, "sidik": "ab" * 32}).content.decode()
        assert "Berkas Anda bukan surat ini" in other, number
        assert "diterbitkan" in client.get("/periksa/", {"sidik": kept.sha256[:12]}).content.decode(), number


def test_a_paper_that_is_not_there_yet_is_not_known(story, browser):
    client = browser()
    bids, done = story.taking_bids.code, story.finished.code
    strange = (
        f"{bids}/SPPBJ",
        f"{bids}/BA-2.1",
        f"{done}/PENG.1",
        f"{done}/BA-9.1",
        f"{done}/DP",
        "T-2026-9999/PENG.1",
    )
    for number in strange:
        page = client.get("/periksa/", {"surat": number})
        assert page.status_code == 200
        assert "Surat ini tidak dikenal portal" in page.content.decode(), number
    wrong = client.get("/periksa/", {"surat": f"{story.finished.code}/SPPBJ", "sidik": "bukan"})
    assert wrong.status_code == 422
    assert "Sidik harus 64 angka" in wrong.content.decode()


def test_the_answer_to_an_objection_says_each_point_its_article_and_the_members(story, browser):
    draw_due_papers(now=clock.now(), most=20)
    first, second = Paper.objects.filter(subject=story.finished.code, kind="jawaban-sanggah").order_by("key")
    for paper, words in ((first, "Benar, diterima"), (second, "Tidak benar, ditolak")):
        text = text_of(paper)
        for part in (
            words, "Pokok 1", "Harga penawaran kami tidak dikoreksi", "Dasar: IKP 29", "Tenggat jawaban",
            "Bima Harjanto, Ketua", story.finished.code, paper.key.removesuffix("/JAWABAN"), "Hitung ulang.",
        ):  # fmt: skip
            assert part in text, part
    assert "dibatalkan dan penawaran dievaluasi ulang" in text_of(first)
    page = browser().get(f"/tender/{story.finished.code}/sanggah/").content.decode()
    assert first.url in page
    listed = browser().get(f"/tender/{story.finished.code}/surat/").content.decode()
    assert listed.index("Pengumuman Tender") < listed.index("Berita Acara Pembukaan") < listed.index("Jawaban Sanggah")


def test_minutes_of_an_earlier_round_stay_readable_and_take_the_members_words(story, browser):
    code, client = story.finished.code, browser()
    listed = client.get(f"/tender/{code}/surat/").content.decode()
    for slug in ("evaluasi", "hasil"):
        address = f"/tender/{code}/berita-acara/{slug}/"
        for row in Minutes.objects.select_related("object").filter(tender=story.finished, kind=KIND[slug]):
            page = client.get(address, {"putaran": row.round_no}).content.decode()
            assert row.object.sha256 in page.replace(" ", "")
            assert f"putaran {row.round_no}" in page
        assert "putaran 2" in client.get(address).content.decode()
        assert f'href="{address}berkas/?putaran=1"' in listed
        assert client.get(f"{address}berkas/?putaran=1").status_code == 302
        for strange in ("3", "0", "x", "99999", "-1"):
            assert client.get(address, {"putaran": strange}).status_code == 404, strange
    bima = browser("bima")
    assert f"/tender/{code}/berita-acara/hasil/?putaran=1" in bima.get("/tugas/").content.decode()
    said = {"approved": "tidak", "reason": "Koreksinya keliru.", "putaran": "1"}
    answer = bima.post(f"/tender/{code}/berita-acara/hasil/setujui/", said)
    assert answer.headers["Location"] == f"/tender/{code}/berita-acara/hasil/?putaran=1"
    assert "Koreksinya keliru." in client.get(answer.headers["Location"]).content.decode()
    assert "Koreksinya keliru." not in client.get(f"/tender/{code}/berita-acara/hasil/").content.decode()


def test_every_kind_of_minutes_asks_each_member_for_approval_or_a_reason(story, browser):
    from evaluation.rules.minutes import MinutesKind

    drawn = Minutes.objects.filter(tender=story.finished)
    assert {row.kind for row in drawn} == set(MinutesKind) - {MinutesKind.CLARIFICATION}
    citra = browser("citra")
    for row in drawn.exclude(kind=MinutesKind.OPENING):  # which the story has approved
        address = f"/tender/{story.finished.code}/berita-acara/{MinutesKind(row.kind).slug}/"
        page = citra.get(address, {"putaran": row.round_no}).content.decode()
        assert "Pernyataan Anda" in page, row.kind
        said = {"approved": "tidak", "reason": "", "putaran": row.round_no}
        assert citra.post(f"{address}setujui/", said).status_code == 422
        assert citra.post(f"{address}setujui/", said | {"approved": "ya"}).status_code == 302
    assert set(drawn.filter(approvals__seat__user=story.cast.people["citra"])) == set(drawn)
