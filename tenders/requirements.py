# SPDX-License-Identifier: Apache-2.0
"""Requirements a draft begins with, and words in them and in a specification that may keep vendors out. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from lpse.core.said import Said, said
from tenders.rules import Gap, Part, Step


@dataclass(frozen=True)
class RequirementText:
    """One requirement of a template: step, slot in the bid room, words, and whether a file answers it."""

    step: Step
    slot: str
    title: str
    guidance: str
    needs_file: bool = True


GOODS_REQUIREMENTS = (
    RequirementText(
        Step.ADMINISTRATION,
        "surat-penawaran",
        "Surat penawaran",
        "Bertanggal, menyebut nilai penawaran dan masa berlaku, ditandatangani orang yang berwenang.",
    ),
    RequirementText(
        Step.ADMINISTRATION,
        "masa-berlaku",
        "Masa berlaku penawaran paling sedikit 30 hari kalender",
        "Dihitung sejak batas akhir pemasukan penawaran; dibaca dari surat penawaran.",
        needs_file=False,
    ),
    RequirementText(
        Step.QUALIFICATION,
        "izin-usaha",
        "NIB dan perizinan berusaha yang sesuai",
        "KBLI sesuai dengan barang yang diadakan dan perizinannya masih berlaku.",
    ),
    RequirementText(
        Step.QUALIFICATION,
        "pajak",
        "Kewajiban perpajakan tahun terakhir",
        "Bukti penyampaian SPT tahunan tahun pajak terakhir.",
    ),
    RequirementText(
        Step.QUALIFICATION,
        "pengalaman",
        "Pengalaman menyediakan barang sejenis",
        "Paling sedikit satu pekerjaan, kecuali pelaku usaha yang berdiri kurang dari tiga tahun.",
    ),
    RequirementText(
        Step.QUALIFICATION,
        "pernyataan-kualifikasi",
        "Pernyataan tidak masuk daftar hitam, tidak pailit, dan tidak dihentikan kegiatan usahanya",
        "Ditandatangani orang yang berwenang.",
    ),
    RequirementText(
        Step.TECHNICAL,
        "spesifikasi",
        "Spesifikasi teknis barang yang ditawarkan",
        "Memuat merek, tipe, dan kesesuaian dengan setiap butir spesifikasi.",
    ),
    RequirementText(Step.TECHNICAL, "brosur", "Brosur atau katalog", "Menunjukkan spesifikasi barang yang ditawarkan."),
    RequirementText(
        Step.TECHNICAL,
        "jadwal-penyerahan",
        "Jadwal dan tempat penyerahan barang",
        "Tidak melampaui jangka waktu pelaksanaan pekerjaan.",
    ),
    RequirementText(
        Step.TECHNICAL,
        "garansi",
        "Garansi dan layanan purnajual",
        "Surat pernyataan garansi, dengan alamat tempat layanan.",
    ),
)
"""Template of requirements for goods, lowest price pass/fail. Source: Peraturan LKPP 9/2018 Lampiran 4.2.7."""


@dataclass(frozen=True)
class Worry:
    """Words that may keep vendors out, why they may, and the rule. A hint, never a refusal: some are lawful."""

    pattern: re.Pattern[str]
    why: Said
    source: str


_BRANDS: Final = (
    "acer asus apple brother caterpillar canon cisco daikin dell epson fujitsu garmin hewlett hikvision hitachi honda"
    " huawei iphone isuzu kawasaki komatsu kubota lenovo logitech macbook microsoft mindray mitsubishi nikon omron"
    " oppo panasonic perkins philips polytron ricoh riester samsung sharp siemens sony suzuki toshiba toyota xiaomi"
    " yamaha yanmar zebra"
)
_BRAND: Final = "Perpres 16/2018 Pasal 19 ayat (2) [G]"
_FAIR: Final = "Perpres 16/2018 Pasal 44 ayat (8); R-QUAL-5 [P]"
_KNOWN: Final = "Perpres 16/2018 Pasal 44 ayat (9); R-QUAL-5 [P]"
WORRIES: Final = (
    Worry(
        re.compile(rf"(?i:\b(?:{'|'.join(_BRANDS.split())})\b)|\b(?i:merek|merk)\s+(?!Anda\b)[A-Z][\w-]*"),
        said("merek hanya boleh disebut untuk komponen, suku cadang, atau bagian dari sistem yang sudah ada"),
        _BRAND,
    ),
    Worry(
        re.compile(r"(?i)\b(?:berdomisili|berkedudukan|berkantor|kantor (?:cabang|pusat|perwakilan))\b[^.;]{0,60}"),
        said("syarat tempat kedudukan menutup peserta dari daerah lain"),
        _FAIR,
    ),
    Worry(
        re.compile(r"(?i)\b(?:surat dukungan|dukungan (?:pabrik\w*|distributor|prinsipal)|agen tunggal|ATPM)\b"),
        said("surat dukungan membuat pemasok menentukan siapa yang boleh menawar"),
        _FAIR,
    ),
    Worry(re.compile(r"\bISO[ -]?\d{4,5}\b"), said("sertifikat itu harus diperlukan oleh barangnya"), _FAIR),
    Worry(
        re.compile(r"(?i)\b(?:anggota|keanggotaan)\s+(?:asosiasi|kadin|gapensi|gabungan)\w*"),
        said("keanggotaan asosiasi tidak ada dalam syarat kualifikasi"),
        _FAIR,
    ),
    Worry(
        re.compile(r"(?i)\bberdiri\s+(?:paling (?:sedikit|singkat|kurang)|minimal|sekurang-kurangnya)\s+\d+\s+tahun\b"),
        said("umur badan usaha menutup pelaku usaha baru"),
        _FAIR,
    ),
    Worry(
        re.compile(r"(?i)\b(?:dilegalisir|legalisir|fotokopi|dokumen asli)\b"),
        said("data yang sudah terverifikasi dalam sistem tidak dimintakan pembuktian lagi"),
        _KNOWN,
    ),
)


def hints(texts: Iterable[tuple[Part, Said, str]]) -> list[Gap]:
    """Return a warning for each worry found in (part, what it is, its words), one per worry and text."""
    found = []
    for part, called, words in texts:
        for worry in WORRIES:
            if match := worry.pattern.search(words):
                told = said('{where} menyebut "{words}": {why}.', where=called, words=match[0].strip(), why=worry.why)
                found.append(Gap(part, told, worry.source, is_warning=True))
    return found
