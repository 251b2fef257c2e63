# SPDX-License-Identifier: Apache-2.0
"""Rows of an owner's estimate (HPS) or of quantities, and the same as a spreadsheet (XLSX or CSV). Pure.

A sheet is taken whole or not at all: each cell that cannot be read is told with its row, its column and what to write.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

from lpse.core.cells import cell, line
from lpse.core.money import rupiah
from lpse.core.said import Said, said
from tenders.rules import line_total

SHEET_BYTES: Final = 5 * 2**20
UNPACKED_BYTES: Final = 60 * 2**20
"""What a sheet may hold once unpacked: a small file may be packed from a very large one."""
MOST_ROWS: Final = 500
MOST_LINES: Final = 2000
MOST_COLUMNS: Final = 30
HEADING_WITHIN: Final = 20
"""Lines in which the heading is looked for; above it stand titles."""


@dataclass(frozen=True)
class EstimateRow:
    """A row of the owner's estimate (HPS); ``unit_price`` in rupiah with PPN, unless the row ``is_tax_free``.

    ``source`` says where the price comes from (sumber harga): a survey, a quotation, an earlier contract.
    """

    description: str
    unit: str
    quantity: Decimal
    unit_price: Decimal
    is_tax_free: bool = False
    source: str = ""


@dataclass(frozen=True)
class QuantityRow:
    """A row of a bill of quantities; ``number`` is that of the row it takes the place of, None for a new one."""

    number: int | None
    description: str
    unit: str
    quantity: Decimal


@dataclass(frozen=True)
class CellError:
    """A cell that cannot be taken: its line in the sheet, its column, what stands there, and what to write instead."""

    line: int
    column: str
    found: str
    remedy: str


class BadSheet(ValueError):
    """A file that is no sheet of an estimate at all; the message says what to do."""


COLUMNS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "description": ("Uraian", ("uraian", "uraianbarang", "uraianpekerjaan", "namabarang", "deskripsi")),
    "quantity": ("Volume", ("volume", "vol", "kuantitas", "jumlahbarang", "qty")),
    "unit": ("Satuan", ("satuan", "sat", "unit")),
    "unit_price": ("Harga satuan", ("hargasatuan", "hargasatuanrp", "hargasatuanrptermasukppn", "harga")),
    "is_tax_free": ("Bebas PPN", ("bebasppn", "tanpappn")),
    "source": ("Sumber harga", ("sumberharga", "sumber", "sumberdata")),
    "total": ("Jumlah", ("jumlah", "jumlahrp", "jumlahharga", "jumlahhargarp", "total", "totalrp")),
}
QUANTITIES: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "number": ("No.", ("no", "nomor", "nobutir")),
    **{column: COLUMNS[column] for column in ("description", "quantity", "unit")},
}
EXAMPLE: Final = "1.250.000,50"
"""How a number is written in a sheet, whatever language the page is in."""
REQUIRED: Final = ("description", "quantity", "unit", "unit_price")
COUNTED: Final = ("description", "quantity", "unit")
HEADINGS: Final = (
    "No.",
    "Uraian",
    "Volume",
    "Satuan",
    "Harga satuan (Rp, termasuk PPN)",
    "Bebas PPN",
    "Sumber harga",
    "Jumlah (Rp)",
)
LENGTHS: Final = {"description": 500, "unit": 30, "source": 300}
YES, NO = frozenset({"ya", "y", "bebas", "x", "v", "1"}), frozenset({"", "tidak", "t", "kena", "-", "0"})
FOOTERS: Final = ("jumlah", "total", "ppn", "dibulatkan", "terbilang", "subtotal")
_NUMBER: Final = re.compile(r"(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?", re.ASCII)
_ENGLISH: Final = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?", re.ASCII)
_BROKEN: Final = (KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, BadZipFile, SyntaxError)


def read_estimate(name: str, body: bytes) -> tuple[list[EstimateRow], list[CellError]]:
    """Read an estimate from a spreadsheet: its rows, or every cell that is wrong. Raises BadSheet.

    The heading names the columns, in any order; lines above it, empty lines and the sums at the foot are passed over.
    """
    rows: list[EstimateRow] = []
    errors: list[CellError] = []
    for number, named in _lines(name, body, COLUMNS, REQUIRED):
        row = _read_row(number, named)
        if isinstance(row, EstimateRow):
            rows.append(row)
        else:
            errors += row
    _require_amount(rows, errors)
    return rows, errors


def read_quantities(name: str, body: bytes, known: Sequence[int]) -> tuple[list[QuantityRow], list[CellError]]:
    """Read a bill of quantities: its rows, or every cell that is wrong. Raises BadSheet.

    The column No. says which of the ``known`` rows a line takes the place of; a line with another number, or none, is
    new. A sheet without that column is taken row by row in the order of ``known``.
    """
    rows: list[QuantityRow] = []
    errors: list[CellError] = []
    for line_number, named in _lines(name, body, QUANTITIES, COUNTED):
        texts, quantity, wrong = _counted_row(line_number, named)
        number: int | Said | None = known[len(rows)] if len(rows) < len(known) else None
        if "number" in named:
            number = _row_number(named["number"], known, {row.number for row in rows})
        if isinstance(number, Said):
            wrong.insert(0, CellError(line_number, QUANTITIES["number"][0], _text(named["number"])[:80], number))
        errors += wrong
        if not wrong and quantity is not None and not isinstance(number, Said):
            rows.append(QuantityRow(number, texts["description"], texts["unit"], quantity))
    _require_amount(rows, errors)
    return rows, errors


def _lines(
    name: str, body: bytes, columns: dict[str, tuple[str, tuple[str, ...]]], required: Sequence[str]
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Give the lines below the heading with their number and cells by column, but for empty ones and sums."""
    if not body or len(body) > SHEET_BYTES:
        raise BadSheet(said("Berkas kosong atau lebih dari 5 MB. Pilih berkas lain."))
    ending = name.rpartition(".")[2].lower()
    if ending not in {"xlsx", "csv"}:
        raise BadSheet(said("Jenis berkas ini tidak dibaca. Simpan sebagai XLSX atau CSV, lalu unggah lagi."))
    found = list(_of_xlsx(body) if ending == "xlsx" else _of_csv(body))
    at, places = _heading(found, columns, required)
    for number, values in enumerate(found[at + 1 :], start=at + 2):
        named = {word: values[place] if place < len(values) else None for word, place in places.items()}
        if any(_text(named[word]) for word in named if word != "number") and not _is_footer(named):
            yield number, named


def _require_amount(rows: Sequence[Any], errors: Sequence[CellError]) -> None:
    """Raise BadSheet for a sheet without a row, and for one with too many."""
    if not rows and not errors:
        raise BadSheet(said("Di bawah judul kolom tidak ada baris. Isi paling sedikit satu butir."))
    if len(rows) + len({error.line for error in errors}) > MOST_ROWS:
        raise BadSheet(said("Berkas memuat lebih dari {n} butir. Gabungkan butir, lalu unggah lagi.", n=MOST_ROWS))


def write_estimate(rows: Iterable[EstimateRow]) -> bytes:
    """Return an estimate as XLSX under the headings that ``read_estimate`` reads; no rows: an empty form."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None  # a new workbook has one
    sheet.title = "HPS"
    sheet.append(list(HEADINGS))
    for number, row in enumerate(rows, start=1):
        free = "ya" if row.is_tax_free else "tidak"
        total = line_total(row.quantity, row.unit_price)
        words = (cell(row.description), cell(row.unit), cell(row.source))
        sheet.append([number, words[0], row.quantity, words[1], row.unit_price, free, words[2], total])
    for letter, width in zip("ABCDEFGH", (6, 48, 12, 10, 22, 12, 40, 22), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def write_quantities(rows: Iterable[QuantityRow]) -> bytes:
    """Return a bill of quantities as CSV under the headings that ``read_quantities`` reads.

    The same bytes for the same rows: a spreadsheet of its own would carry the moment it was made.
    """
    out = StringIO(newline="")
    sheet = csv.writer(out, delimiter=";")
    sheet.writerow(["No.", "Uraian", "Volume", "Satuan"])
    for row in rows:
        quantity = f"{row.quantity.normalize():f}".replace(".", ",")
        sheet.writerow([row.number, cell(row.description), quantity, cell(row.unit)])
    return out.getvalue().encode("utf-8-sig")


def _of_xlsx(body: bytes) -> Iterator[Sequence[Any]]:
    # Imported here: it costs a fifth of a second at the start of every process.
    from openpyxl import load_workbook

    broken = said("Isi berkas bukan XLSX yang utuh. Simpan ulang dari program lembar kerja, lalu unggah lagi.")
    try:
        with ZipFile(BytesIO(body)) as packed:
            if sum(member.file_size for member in packed.infolist()) > UNPACKED_BYTES:
                raise BadSheet(said("Isi berkas terlalu besar. Salin butirnya saja ke berkas baru, lalu unggah lagi."))
        sheet = load_workbook(BytesIO(body), read_only=True, data_only=True).worksheets[0]
        sheet.reset_dimensions()
        lines = list(sheet.iter_rows(max_row=MOST_LINES + 1, max_col=MOST_COLUMNS, values_only=True))
    except BadSheet:
        raise
    except _BROKEN:
        raise BadSheet(broken) from None
    yield from _counted(lines)


def _of_csv(body: bytes) -> Iterator[Sequence[Any]]:
    text = _decoded(body)
    first, _newline, rest = text.partition("\n")
    if first.strip().lower().startswith("sep="):
        text = rest
    head = "\n".join(text.splitlines()[:HEADING_WITHIN])
    between = max(";\t,", key=head.count)
    try:
        yield from _counted(list(csv.reader(StringIO(text, newline=""), delimiter=between)))
    except csv.Error:
        raise BadSheet(said("Berkas CSV ini tidak terbaca. Simpan sebagai XLSX, lalu unggah lagi.")) from None


def _decoded(body: bytes) -> str:
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")


def _counted(lines: Sequence[Sequence[Any]]) -> Sequence[Sequence[Any]]:
    if len(lines) > MOST_LINES:
        raise BadSheet(
            said("Berkas memuat lebih dari {n} baris. Hapus baris kosongnya, lalu unggah lagi.", n=MOST_LINES)
        )
    return lines


def _heading(
    lines: Sequence[Sequence[Any]], columns: dict[str, tuple[str, tuple[str, ...]]], required: Sequence[str]
) -> tuple[int, dict[str, int]]:
    """Return the index of the heading and the place of each column."""
    best: dict[str, int] = {}
    for at, values in enumerate(lines[:HEADING_WITHIN]):
        places: dict[str, int] = {}
        for place, value in enumerate(values):
            word = re.sub(r"[^a-z]", "", _text(value).lower())
            known = next((column for column, (_label, words) in columns.items() if word in words), None)
            if known:
                places.setdefault(known, place)
        if all(column in places for column in required):
            return at, places
        best = max(best, places, key=len)
    missing = ", ".join(columns[column][0] for column in required if column not in best)
    raise BadSheet(said("Judul kolom ini tidak ditemukan: {columns}. Tulis judulnya di atas butir.", columns=missing))


def _is_footer(named: dict[str, Any]) -> bool:
    """Say whether a line is a sum at the foot of the sheet: its words say so, and it has neither volume nor unit."""
    if _text(named["quantity"]) or _text(named["unit"]):
        return False
    words = [_text(named["description"]), _text(named.get("unit_price"))]
    return any(word.lower().startswith(FOOTERS) for word in words)


def _title(number: int, named: dict[str, Any]) -> CellError:
    """A line with words and nothing to count."""
    remedy = said("Ini judul bagian. Hapus barisnya, atau isi volume, satuan, dan harga satuannya.")
    if "unit_price" not in named:
        remedy = said("Ini judul bagian. Hapus barisnya, atau isi volume dan satuannya.")
    return CellError(number, COLUMNS["description"][0], _text(named["description"])[:80], remedy)


def _counted_row(number: int, named: dict[str, Any]) -> tuple[dict[str, str], Decimal | None, list[CellError]]:
    """Return words and volume of a line, and its wrong cells."""
    errors: list[CellError] = []
    texts = {"description": "", "unit": ""}
    if not _text(named["quantity"]) and not _text(named["unit"]):
        return texts, None, [_title(number, named)]
    for column in texts:
        texts[column] = line(_text(named.get(column))).removeprefix("'")
        remedy = said("Singkatkan menjadi paling banyak {n} huruf.", n=LENGTHS[column])
        if not texts[column] or len(texts[column]) > LENGTHS[column]:
            told = remedy if texts[column] else _EMPTY[column]
            errors.append(CellError(number, COLUMNS[column][0], _text(named.get(column))[:80], told))
    read = _number(named["quantity"], 4, 14)
    if isinstance(read, Decimal) and read > 0:
        return texts, read, errors
    told = read if isinstance(read, Said) else said("Isi angka yang lebih besar dari nol.")
    errors.append(CellError(number, COLUMNS["quantity"][0], _text(named["quantity"])[:80], told))
    return texts, None, errors


def _row_number(value: Any, known: Sequence[int], taken: set[int | None]) -> int | Said | None:
    """Return the known row that a cell of the column No. names, None for a new one, or what to write instead."""
    text = _text(int(value) if isinstance(value, float) and value.is_integer() else value).rstrip(".")
    if text == "":
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        return said("Tulis nomor butir yang diganti, atau kosongkan untuk butir baru.")
    if int(text) in taken:
        return said("Nomor ini sudah dipakai baris di atasnya. Kosongkan untuk butir baru.")
    return int(text) if int(text) in known else None


def _read_row(number: int, named: dict[str, Any]) -> EstimateRow | list[CellError]:
    errors: list[CellError] = []
    if not any(_text(named[column]) for column in REQUIRED if column != "description"):
        return [_title(number, named)]

    def wrong(column: str, remedy: str) -> None:
        errors.append(CellError(number, COLUMNS[column][0], _text(named.get(column))[:80], remedy))

    texts = {}
    for column, most in LENGTHS.items():
        texts[column] = line(_text(named.get(column))).removeprefix("'")
        if not texts[column] and column in REQUIRED:
            wrong(column, _EMPTY[column])
        elif len(texts[column]) > most:
            wrong(column, said("Singkatkan menjadi paling banyak {n} huruf.", n=most))
    numbers = {}
    for column, places, digits in (("quantity", 4, 14), ("unit_price", 2, 18)):
        read = _number(named[column], places, digits)
        if isinstance(read, Decimal) and (read > 0 or (column == "unit_price" and read == 0)):
            numbers[column] = read
        else:
            wrong(column, read if isinstance(read, Said) else said("Isi angka yang lebih besar dari nol."))
    free = _text(named.get("is_tax_free")).lower()
    if free not in YES | NO:
        wrong("is_tax_free", said("Tulis ya atau tidak."))
    if len(numbers) == 2 and (told := _total_told(named.get("total"), line_total(*numbers.values()))):
        wrong("total", told)
    order = [label for label, _words in COLUMNS.values()]
    errors.sort(key=lambda error: order.index(error.column))
    return errors or EstimateRow(is_tax_free=free in YES, **texts, **numbers)  # type: ignore[arg-type]


_EMPTY: Final = {
    "description": said("Isi uraian butir ini, atau hapus barisnya."),
    "unit": said("Isi satuan, misalnya unit, set, atau m2."),
}


def _total_told(value: Any, wanted: Decimal) -> Said | None:
    """Return what to write in place of a sum that is not volume times unit price, to the rupiah; None if it is."""
    if _text(value) == "":
        return None
    read = _number(value, 6, 20)
    if isinstance(read, Decimal) and abs(read - wanted) < 1:
        return None
    return said("Tulis {total}, yaitu volume kali harga satuan, atau kosongkan.", total=str(rupiah(wanted)))


def _number(value: Any, places: int, digits: int) -> Decimal | Said:
    """Return a number as Indonesians write it, or what to write instead."""
    if isinstance(value, date | time):
        return said("Program lembar kerja membacanya sebagai tanggal. Ubah bentuk selnya menjadi angka.")
    fraction = ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        read = Decimal(f"{value:.15g}")
    else:
        text = re.sub(r"(?i)^rp\.?", "", re.sub(r"\s", "", _text(value)))
        if text == "":
            return said("Isi angka, misalnya {example}.", example=EXAMPLE)
        match = _NUMBER.fullmatch(text)
        if match is None:
            return _better(text)
        read, fraction = Decimal(text.replace(".", "").replace(",", ".")), match[1] or ""
    if not read.is_finite() or read < 0:
        return said("Isi angka yang lebih besar dari nol.")
    if read != round(read, places) or len(fraction) > places:  # "1,250" of a price is more likely English
        return said("Tulis paling banyak {n} angka di belakang koma.", n=places)
    if read >= Decimal(10) ** digits:
        return said("Tulis paling banyak {n} angka di depan koma.", n=digits)
    return read


def _better(text: str) -> Said:
    """Return what to write in place of a text that is no Indonesian number; an English one is written anew."""
    if _ENGLISH.fullmatch(text):
        whole, _dot, part = text.replace(",", "").partition(".")
        grouped = f"{int(whole):,}".replace(",", ".")
        return said(
            "Tulis {better}: titik untuk ribuan, koma untuk pecahan.", better=grouped + (f",{part}" if part else "")
        )
    return said("Tulis angka saja, misalnya {example}.", example=EXAMPLE)


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()
