# SPDX-License-Identifier: Apache-2.0
"""An owner's estimate as a spreadsheet: what is read, what is refused with the words to write, and the PPN inside."""

import io
import zipfile
from decimal import Decimal
from typing import Any

import pytest

from lpse.regulations import BOOKS
from lpse.regulations.taxes import TAXES, split, tax_numbers
from tenders.estimate import BadSheet, EstimateRow, read_estimate, write_estimate

pytestmark = pytest.mark.pure

HEAD = "No;Uraian;Volume;Satuan;Harga Satuan (Rp);Sumber;Bebas PPN;Jumlah"


def table(*lines: str, head: str = HEAD) -> bytes:
    return "\r\n".join((head, *lines)).encode()


def sheet(*lines: list[Any]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    for line in lines:
        book.active.append(line)  # type: ignore[union-attr]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_numbers_are_read_as_indonesians_write_them() -> None:
    rows, errors = read_estimate("hps.csv", table('1;Genset;1.250,5;unit;Rp 1.250.000,50;"Survei; toko";;'))
    assert errors == []
    assert rows == [EstimateRow("Genset", "unit", Decimal("1250.5"), Decimal("1250000.50"), False, "Survei; toko")]


def test_titles_above_sums_below_and_empty_lines_are_passed_over() -> None:
    lines = ("HPS Puskesmas;;;;;;;", HEAD, "1;Tensimeter;2;unit;1.000;Survei;ya;2.000", ";;;;;;;", ";JUMLAH;;;;;;2.000")
    rows, errors = read_estimate("hps.csv", table(*lines[1:], head=lines[0]))
    assert errors == []
    assert [(row.description, row.is_tax_free) for row in rows] == [("Tensimeter", True)]


@pytest.mark.parametrize(
    ("line", "column", "remedy"),
    [
        ("1;Genset;1.5;unit;1.000;;;", "Volume", "Tulis 1,5: titik untuk ribuan"),
        ("1;Genset;2;unit;1,250,000.50;;;", "Harga satuan", "Tulis 1.250.000,50"),
        ("1;Genset;2;unit;1,250;;;", "Harga satuan", "paling banyak 2 angka di belakang koma"),
        ("1;Genset;2;unit;gratis;;;", "Harga satuan", "misalnya 1.250.000,50"),
        ("1;Genset;2;unit;;;;", "Harga satuan", "Isi angka"),
        ("1;Genset;0;unit;1.000;;;", "Volume", "lebih besar dari nol"),
        ("1;Genset;-2;unit;1.000;;;", "Volume", "misalnya"),
        ("1;Genset;2;;1.000;;;", "Satuan", "Isi satuan"),
        ("1;;2;unit;1.000;;;", "Uraian", "Isi uraian"),
        ("1;Genset;2;unit;1.000;;mungkin;", "Bebas PPN", "ya atau tidak"),
        ("1;Genset;2;unit;1.000;;;3.000", "Jumlah", "Tulis Rp2.000,00"),
        (f"1;{'x' * 501};2;unit;1.000;;;", "Uraian", "paling banyak 500 huruf"),
        ("1;Genset;2;unit;1" + "0" * 18 + ";;;", "Harga satuan", "di depan koma"),
        ("A;Pekerjaan persiapan;;;;;;", "Uraian", "judul bagian"),
    ],
)
def test_a_wrong_cell_is_named_with_what_to_write(line: str, column: str, remedy: str) -> None:
    rows, errors = read_estimate("hps.csv", table("1;Benar;1;unit;1.000;;;", line))
    assert [row.description for row in rows] == ["Benar"]
    assert (errors[0].line, errors[0].column) == (3, column)
    assert remedy in errors[0].remedy


def test_every_wrong_cell_of_a_row_is_told_at_once() -> None:
    _rows, errors = read_estimate("hps.csv", table("1;;x;;y;;;"))
    assert [error.column for error in errors] == ["Uraian", "Volume", "Satuan", "Harga satuan"]


def test_a_spreadsheet_with_numbers_is_read_exactly() -> None:
    body = sheet(["Uraian", "Satuan", "Volume", "Harga satuan"], ["Kabel", "m", 0.1 + 0.2, 1250000.5])
    rows, errors = read_estimate("HPS.XLSX", body)
    assert errors == []
    assert (rows[0].quantity, rows[0].unit_price) == (Decimal("0.3"), Decimal("1250000.5"))


def test_a_cell_that_became_a_date_is_told() -> None:
    import datetime

    body = sheet(["Uraian", "Satuan", "Volume", "Harga satuan"], ["Kabel", "m", datetime.date(2026, 5, 1), 1000])
    _rows, errors = read_estimate("hps.xlsx", body)
    assert "tanggal" in errors[0].remedy


def test_what_is_written_is_read_again_and_no_text_becomes_a_formula() -> None:
    rows = [
        EstimateRow("=1+1", "unit", Decimal("2.5000"), Decimal("1000.50"), False, "@survei"),
        EstimateRow("Meja", "buah", Decimal(3), Decimal("7.00"), True, ""),
    ]
    read, errors = read_estimate("hps.xlsx", write_estimate(rows))
    assert errors == []
    assert read == rows
    with zipfile.ZipFile(io.BytesIO(write_estimate(rows))) as packed:
        assert b"<f>" not in packed.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize(
    ("name", "body", "told"),
    [
        ("hps.xls", b"\xd0\xcf\x11\xe0", "XLSX atau CSV"),
        ("hps.xlsx", b"bukan zip", "XLSX yang utuh"),
        ("hps.xlsx", b"PK\x03\x04" + b"\0" * 50, "XLSX yang utuh"),
        ("hps.csv", b"", "kosong"),
        ("hps.csv", b"Uraian;Volume\nGenset;2\n", "Satuan, Harga satuan"),
        ("hps.csv", table(), "tidak ada baris"),
        ("hps.csv", table(*["1;Genset;2;unit;1.000;;;"] * 501), "500 butir"),
        ("hps.csv", b"\n" * 3000, "2000 baris"),
    ],
)
def test_what_is_no_estimate_is_refused_as_a_whole(name: str, body: bytes, told: str) -> None:
    with pytest.raises(BadSheet, match=told):
        read_estimate(name, body)


def test_a_small_file_packed_from_a_huge_one_is_not_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * (61 * 2**20))
    with pytest.raises(BadSheet, match="terlalu besar"):
        read_estimate("hps.xlsx", out.getvalue())


def test_ppn_inside_an_amount_is_split_to_the_sen_and_adds_up() -> None:
    for total in (Decimal("111.00"), Decimal("100.00"), Decimal("1450000.01")):
        part = split(total, "pbj-2025")
        assert part.net + part.tax == total
    assert split(Decimal("111.00"), "pbj-2025").tax == 11
    assert split(Decimal("111.00"), "pbj-2025", is_tax_free=True).tax == 0


def test_every_rule_book_has_its_pinned_tax() -> None:
    assert set(TAXES) == set(BOOKS)
    assert tax_numbers("pbj-2025").rate * 100 == 11
