# SPDX-License-Identifier: Apache-2.0
"""Requirements a draft begins with, by what is bought; the committee changes them as its package needs. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from lpse.core.money import rupiah
from lpse.regulations import Category as BookCategory
from lpse.regulations import Regulation
from lpse.regulations.bonds import bid_bond
from tenders.rules import Category, Step


@dataclass(frozen=True)
class RequirementText:
    """One requirement of a template: step, slot in the bid room, words, and whether a file answers it."""

    step: Step
    slot: str
    title: str
    guidance: str
    needs_file: bool = True


BID_BOND = "jaminan-penawaran"
"""The slot of the bid bond (jaminan penawaran)."""
LETTER = (
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
)
TAX = RequirementText(
    Step.QUALIFICATION,
    "pajak",
    "Kewajiban perpajakan tahun terakhir",
    "Bukti penyampaian SPT tahunan tahun pajak terakhir.",
)
DECLARATION = RequirementText(
    Step.QUALIFICATION,
    "pernyataan-kualifikasi",
    "Pernyataan tidak masuk daftar hitam, tidak pailit, dan tidak dihentikan kegiatan usahanya",
    "Ditandatangani orang yang berwenang.",
)
GOODS = (
    *LETTER,
    RequirementText(
        Step.QUALIFICATION,
        "izin-usaha",
        "NIB dan perizinan berusaha yang sesuai",
        "KBLI sesuai dengan barang yang diadakan dan perizinannya masih berlaku.",
    ),
    TAX,
    RequirementText(
        Step.QUALIFICATION,
        "pengalaman",
        "Pengalaman menyediakan barang sejenis",
        "Paling sedikit satu pekerjaan, kecuali pelaku usaha yang berdiri kurang dari tiga tahun.",
    ),
    DECLARATION,
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
"""Goods, lowest price pass/fail. Source: Peraturan LKPP 9/2018 Lampiran 3.4 and 4.2.7."""
OTHER_SERVICES = (
    *LETTER,
    RequirementText(
        Step.QUALIFICATION,
        "izin-usaha",
        "NIB dan perizinan berusaha yang sesuai",
        "KBLI sesuai dengan jasa yang diadakan dan perizinannya masih berlaku.",
    ),
    TAX,
    RequirementText(
        Step.QUALIFICATION,
        "pengalaman",
        "Pengalaman mengerjakan jasa sejenis",
        "Paling sedikit satu pekerjaan, kecuali pelaku usaha yang berdiri kurang dari tiga tahun.",
    ),
    DECLARATION,
    RequirementText(
        Step.TECHNICAL,
        "metode-pelaksanaan",
        "Metode pelaksanaan pekerjaan",
        "Urutan kerja, cara menjaga mutu, dan cara melapor, menurut kerangka acuan.",
    ),
    RequirementText(
        Step.TECHNICAL,
        "tenaga",
        "Daftar tenaga yang ditugaskan",
        "Nama, tugas, pendidikan atau sertifikat yang diminta kerangka acuan.",
    ),
    RequirementText(
        Step.TECHNICAL,
        "peralatan",
        "Daftar peralatan dan bahan",
        "Jumlah dan keadaan; milik sendiri, sewa beli, atau perjanjian sewa.",
    ),
    RequirementText(
        Step.TECHNICAL,
        "jadwal-pelaksanaan",
        "Jadwal pelaksanaan",
        "Tidak melampaui jangka waktu pelaksanaan pekerjaan.",
    ),
)
"""Other services, lowest price pass/fail. Source: Peraturan LKPP 9/2018 Lampiran 3.4 and 4.2.7."""
WORKS = (
    *LETTER,
    RequirementText(
        Step.QUALIFICATION,
        "izin-usaha",
        "NIB dan sertifikat badan usaha (SBU) yang sesuai",
        "Subklasifikasi dan kualifikasi SBU sesuai dengan pekerjaan dan masih berlaku.",
    ),
    TAX,
    RequirementText(
        Step.QUALIFICATION,
        "pengalaman",
        "Pengalaman pekerjaan konstruksi",
        "Paling sedikit satu pekerjaan dalam empat tahun terakhir, kecuali usaha kecil yang berdiri kurang dari tiga"
        " tahun.",
    ),
    RequirementText(
        Step.QUALIFICATION,
        "kemampuan",
        "Sisa kemampuan paket (SKP) dan kemampuan dasar",
        "Daftar pekerjaan yang sedang dikerjakan; kemampuan dasar hanya bagi usaha nonkecil.",
    ),
    DECLARATION,
    RequirementText(
        Step.TECHNICAL,
        "metode-pelaksanaan",
        "Metode pelaksanaan pekerjaan utama",
        "Menggambarkan pekerjaan utama dari awal sampai akhir menurut spesifikasi teknis.",
    ),
    RequirementText(
        Step.TECHNICAL,
        "jangka-waktu",
        "Jangka waktu pelaksanaan",
        "Jadwal yang tidak melampaui jangka waktu dalam LDP.",
    ),
    RequirementText(
        Step.TECHNICAL,
        "peralatan-utama",
        "Peralatan utama dengan bukti kepemilikan",
        "Jenis, kapasitas, dan jumlah; milik sendiri, sewa beli, atau perjanjian sewa.",
    ),
    RequirementText(
        Step.TECHNICAL,
        "personel-manajerial",
        "Personel manajerial dengan SKK",
        "Jabatan, pengalaman, dan sertifikat kompetensi kerja (SKK) konstruksi menurut LDP.",
    ),
    RequirementText(
        Step.TECHNICAL,
        "keselamatan-konstruksi",
        "Rencana keselamatan konstruksi (RKK)",
        "Pakta komitmen keselamatan yang ditandatangani, dan pengendalian bahaya pekerjaan yang disebut LDP.",
    ),
)
"""Works, lowest price pass/fail. Source: Peraturan LKPP 9/2018 Lampiran 3.4 and 4.2.7; Permen PUPR 8/2022 and 10/2021
(their wording is to be checked on JDIH); law.md R-VND-6, R-VND-8 to R-VND-10."""
TEMPLATES: dict[Category, tuple[RequirementText, ...]] = {
    Category.GOODS: GOODS,
    Category.OTHER_SERVICES: OTHER_SERVICES,
    Category.WORKS: WORKS,
}


def requirements_for(regulation: Regulation, category: Category, owner_estimate: Decimal) -> Sequence[RequirementText]:
    """Return what a draft begins with; works above a limit of the estimate ask for a bid bond too (R-BOND-1)."""
    texts = TEMPLATES.get(category, GOODS)
    bond = bid_bond(regulation, BookCategory(category.value), owner_estimate)
    if bond is None:
        return texts
    asked = RequirementText(
        Step.ADMINISTRATION,
        BID_BOND,
        "Jaminan penawaran",
        f"Antara {rupiah(bond.least)} dan {rupiah(bond.most)} menurut LDP; surat aslinya diterima paling lambat"
        " satu jam sebelum batas akhir pemasukan penawaran.",
    )
    return (*LETTER, asked, *texts[len(LETTER) :])
