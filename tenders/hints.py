# SPDX-License-Identifier: Apache-2.0
"""Words in requirements and in a specification that may keep vendors out. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from lpse.core.said import Said, said
from tenders.rules import Gap, Part


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
