# SPDX-License-Identifier: Apache-2.0
"""Printed documents: archival, accessible, the same bytes for the same data, and text that stays text."""

import io
from datetime import UTC, datetime
from typing import Any

import pytest
from pypdf import PdfReader

from documents import pdf

pytestmark = pytest.mark.pure

TEMPLATE = "evaluation/opening_minutes"
ADDRESS = "/periksa/?surat=T-2026-0001/BA-1.1"
AT = datetime(2026, 11, 24, 3, 6, 42, tzinfo=UTC)
DATA: dict[str, Any] = {
    "number": "T-2026-0001/BA-1.1",
    "begun_at": "Selasa, 24 November 2026 pukul 10.01.00 WIB",
    "finished_at": "Selasa, 24 November 2026 pukul 10.06.42 WIB",
    "tender": {
        "code": "T-2026-0001",
        "title": "Pengadaan Alat Kesehatan",
        "agency": "Dinas Kesehatan Kota Sagara",
        "owner_estimate": "Rp4.876.540.000,00",
        "deadline": "Selasa, 24 November 2026 pukul 10.00 WIB",
        "closed_at": "Selasa, 24 November 2026 pukul 10.00.01 WIB",
        "participants": 3,
    },
    "summary": "1 dari 2",
    "threshold": "2 dari 3",
    "holders": [{"x": 1, "name": "Bima Harjanto", "position": "Ketua", "at": "Selasa pukul 10.02.14 WIB"}],
    "bids": [
        {
            "vendor": "PT Arung Bangun Persada",
            "received_at": "Selasa pukul 08.12.03 WIB",
            "files": "5 berkas",
            "result": "Terbuka",
            "price": "Rp4.512.880.000,00",
        }
    ],
    "failures": [{"vendor": "PT Bahari Medika Sejahtera", "reason": "Tidak terbaca."}],
    "withdrawn": ["CV Lintang Raya"],
    "leaves": {"close": 383, "opening": 384, "opened": 391},
}


def printed(*, training: bool = False, **changes: Any) -> bytes:
    return pdf.render(
        TEMPLATE, {**DATA, **changes}, drawn_at=AT, digest="ab" * 32, paper="T-2026-0001/BA-1.1", training=training
    )


def text_of(body: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages).split())


def test_the_same_data_makes_the_same_bytes() -> None:
    assert printed() == printed()
    assert printed() != printed(number="T-2026-0001/BA-1.2")


def test_the_file_declares_pdf_a_2a_and_pdf_ua_1_and_is_tagged_in_indonesian() -> None:
    reader = PdfReader(io.BytesIO(printed()))
    root: Any = reader.trailer["/Root"]
    said = root["/Metadata"].get_data().decode()
    for claim in ("<pdfaid:part>2</pdfaid:part>", "<pdfaid:conformance>A</pdfaid:conformance>", "<pdfuaid:part>1<"):
        assert claim in said
    assert bool(root["/MarkInfo"]["/Marked"])
    assert str(root["/Lang"]) == "id-ID"
    assert reader.metadata is not None
    assert reader.metadata.title == "Berita Acara Pembukaan Penawaran"


def test_the_page_says_what_it_was_given_and_where_to_check_it() -> None:
    text = text_of(printed())
    for words in (
        "Rp4.512.880.000,00",
        "PT Arung Bangun Persada",
        "CV Lintang Raya",
        ADDRESS,
        "abab abab",
        "entri 383",
    ):
        assert words in text
    assert "LATIHAN" not in text


def test_a_training_document_says_so_on_every_page() -> None:
    reader = PdfReader(io.BytesIO(printed(training=True)))
    assert all("LATIHAN" in page.extract_text() for page in reader.pages)


@pytest.mark.parametrize(
    "hostile",
    [
        "#panic(1)",
        '#read("/manage.py")',
        "$ sum_(i=1) $",
        "*tebal* _miring_ `kode`",
        "<label> @ref",
        "\\u{41} // x",
        "]]#[",
    ],
)
def test_what_a_person_typed_is_never_read_as_source(hostile: str) -> None:
    tender = {**DATA["tender"], "title": hostile}
    text = text_of(printed(tender=tender)).replace(" ", "")
    assert hostile.replace(" ", "") in text


def test_long_and_foreign_names_do_not_break_the_table() -> None:
    bids = [{**DATA["bids"][0], "vendor": f"PT Karya Bersama Nusantara {n} Łódź Ñandú"} for n in range(120)]
    reader = PdfReader(io.BytesIO(printed(bids=bids)))
    assert len(reader.pages) > 3
    assert "Halaman 2 dari" in " ".join(reader.pages[1].extract_text().split())


@pytest.mark.parametrize(
    "name", ["evaluation/missing", "evaluation/../x", "nowhere/opening_minutes", "opening_minutes", ""]
)
def test_a_template_that_is_not_there_is_refused(name: str) -> None:
    with pytest.raises(pdf.BadTemplate):
        pdf.render(name, DATA, drawn_at=AT, digest="ab" * 32)


def test_data_a_template_does_not_get_is_refused_loudly() -> None:
    with pytest.raises(pdf.BadTemplate, match="does not print"):
        pdf.render(TEMPLATE, {"number": "1"}, drawn_at=AT, digest="ab" * 32)


def test_the_qr_code_keeps_the_quiet_zone_readers_need() -> None:
    drawing = pdf.qr_drawing(ADDRESS)
    assert drawing.startswith("<svg")
    assert "M4 4.5h7" in drawing


def test_a_paper_is_checked_by_its_number_and_else_by_what_it_rests_on() -> None:
    assert pdf.check_address(digest="ab" * 32, paper="T-2026-0001/BA-1.1").endswith(ADDRESS)
    assert pdf.check_address(digest="ab" * 32, paper="a b&c").endswith("/periksa/?surat=a%20b%26c")
    assert pdf.check_address(digest="ab" * 32).endswith("/periksa/?sidik=" + "ab" * 32)
