# SPDX-License-Identifier: Apache-2.0
"""What the demo buys: goods of a health office and works, as it writes them, and real files for the bids."""

import io
import json
import os
from collections.abc import Sequence
from decimal import Decimal

import openpyxl
import segno
import typst

from tenders.estimate import EstimateRow
from tenders.models import Item, Tender

_GOODS = (
    ("Tensimeter digital lengan atas", "unit", 24, 1_450_000),
    ("Stetoskop dewasa dua sisi", "unit", 30, 985_000),
    ("Termometer inframerah dahi", "unit", 36, 412_500),
    ("Timbangan bayi digital 20 kg", "unit", 12, 2_375_000),
    ("Timbangan dewasa dengan pengukur tinggi", "unit", 10, 3_640_000),
    ("Nebulizer kompresor", "unit", 10, 3_120_000),
    ("Oksimeter jari", "unit", 40, 365_000),
    ("Lemari vaksin 65 liter dengan pencatat suhu", "unit", 4, 31_850_000),
    ("Kotak pembawa vaksin 2,6 liter", "buah", 25, 745_000),
    ("Ranjang periksa baja tahan karat", "unit", 8, 6_740_000),
    ("Ranjang ginekologi", "unit", 3, 14_250_000),
    ("Lampu periksa LED berdiri", "unit", 8, 4_185_000),
    ("Sterilisator uap 24 liter", "unit", 3, 18_900_000),
    ("Set bedah minor", "set", 12, 2_860_000),
    ("Set pertolongan persalinan", "set", 10, 3_475_000),
    ("Set pasang implan", "set", 8, 1_925_000),
    ("Doppler janin genggam", "unit", 6, 4_950_000),
    ("Kursi roda lipat", "unit", 6, 2_210_000),
    ("Tandu lipat", "unit", 4, 1_980_000),
    ("Tabung oksigen 1 m³ dengan regulator", "set", 12, 2_640_000),
    ("Suction pump portabel", "unit", 4, 7_325_000),
    ("Troli tindakan tiga susun", "unit", 9, 3_090_000),
    ("Lemari instrumen kaca", "unit", 5, 5_415_000),
    ("Tempat sampah medis injak 20 liter", "buah", 45, 285_000),
)
_WORKS = (
    ("Pembersihan lapangan dan pengukuran", "m²", 420, 18_500),
    ("Papan nama proyek", "buah", 1, 850_000),
    ("Penyelenggaraan keselamatan konstruksi", "ls", 1, 24_600_000),
    ("Galian tanah pondasi", "m³", 96, 112_400),
    ("Urugan pasir bawah pondasi", "m³", 14, 298_700),
    ("Pasangan batu kali 1 : 4", "m³", 62, 1_187_500),
    ("Beton bertulang K-225 sloof 15/20", "m³", 9, 5_480_000),
    ("Beton bertulang K-225 kolom 20/20", "m³", 11, 6_120_000),
    ("Beton bertulang K-225 balok 20/30", "m³", 13, 5_935_000),
    ("Pasangan dinding bata ringan 10 cm", "m²", 684, 168_900),
    ("Plesteran 1 : 4 tebal 15 mm", "m²", 1_368, 74_300),
    ("Acian", "m²", 1_368, 38_600),
    ("Rangka atap baja ringan", "m²", 512, 214_500),
    ("Penutup atap genteng metal", "m²", 512, 168_200),
    ("Plafon papan gipsum 9 mm dengan rangka", "m²", 396, 187_400),
    ("Lantai keramik 60 x 60", "m²", 396, 276_500),
    ("Kusen, pintu, dan jendela aluminium", "unit", 28, 2_640_000),
    ("Instalasi listrik dan titik lampu", "titik", 74, 342_000),
    ("Instalasi air bersih dan air kotor", "ls", 1, 38_750_000),
    ("Pengecatan dinding dan plafon", "m²", 1_764, 41_200),
)
PAGE = """#set page(paper: "a4", margin: 2.4cm)
#set text(lang: "id", size: 11pt)
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title)
= #data.title
#for line in data.lines [ #line \\ ]
"""


def rows(every: int = 1, first: int = 0) -> tuple[EstimateRow, ...]:
    """Return rows of an owner's estimate (HPS); prices in rupiah with PPN. ``every`` thins the list."""
    return tuple(
        EstimateRow(name, unit, Decimal(quantity), Decimal(f"{price}.00"))
        for name, unit, quantity, price in _GOODS[first::every]
    )


def works(every: int = 1) -> tuple[EstimateRow, ...]:
    """Return rows of an owner's estimate of works: rebuilding a health post; prices in rupiah with PPN."""
    return tuple(
        EstimateRow(name, unit, Decimal(quantity), Decimal(f"{price}.00"))
        for name, unit, quantity, price in _WORKS[::every]
    )


def letter(title: str, lines: Sequence[str]) -> bytes:
    """Return a one-page PDF of the trader's own."""
    data = json.dumps({"title": title, "lines": list(lines)}, ensure_ascii=False)
    made = typst.compile(PAGE.encode(), format="pdf", ignore_system_fonts=True, sys_inputs={"data": data})
    return bytes(made)


def bill(items: Sequence[Item], unit_prices: dict[int, Decimal]) -> bytes:
    """Return a priced bill of quantities as a spreadsheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None  # a new workbook has one
    sheet.title = "Daftar kuantitas dan harga"
    sheet.append(["No.", "Uraian", "Satuan", "Volume", "Harga satuan (Rp)", "Jumlah (Rp)"])
    for item in items:
        price = unit_prices[item.number]
        sheet.append([item.number, item.description, item.unit, item.quantity, price, item.quantity * price])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def picture(text: str) -> bytes:
    """Return a PNG image."""
    out = io.BytesIO()
    segno.make(text, error="h").save(out, kind="png", scale=12)
    return out.getvalue()


def brochure(title: str, size: int) -> bytes:
    """Return a PDF of about ``size`` bytes: a page, then incompressible data as scanned pages have it."""
    return letter(title, ["Lampiran."]) + b"\n% " + os.urandom(max(0, size - 20_000)).replace(b"\n", b" ")


def bid_files(tender: Tender, trader: str, *, brochure_size: int = 200_000) -> list[tuple[str, str, bytes]]:
    """Return one real file per slot the tender asks for, of the kinds that traders send."""
    files = []
    slots = tender.requirements.filter(needs_file=True).order_by("number")
    for place, slot in enumerate(slots):
        title = f"{slot.title} {trader}"
        if place == 2:
            files.append((slot.slot, f"{slot.title}.png", picture(f"{tender.code} {trader} {slot.slot}")))
        elif place == 3:
            files.append((slot.slot, f"{slot.title} dan lampiran.pdf", brochure(title, brochure_size)))
        else:
            lines = [f"Tender {tender.code}", f"Penyedia {trader}", slot.title]
            files.append((slot.slot, f"{slot.title}.pdf", letter(title, lines)))
    return files
