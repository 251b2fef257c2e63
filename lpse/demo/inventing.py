# SPDX-License-Identifier: Apache-2.0
"""An invented export: a few hundred finished tenders in the form of INAPROC, always the same, of nobody that exists."""

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from tenders.inaproc.stages import place

TENDERS, DIRECT, RECORDED = 300, 60, 24
SEED = 20240817
LPSE = {"kd_lpse": 999, "kd_klpd": "D999", "jenis_klpd": "KABUPATEN/KOTA", "nama_klpd": "Pemerintah Kota Sagara"}
UNITS = (
    "Dinas Pekerjaan Umum", "Dinas Pendidikan", "Dinas Kesehatan", "Dinas Perhubungan", "Dinas Perumahan Rakyat",
    "Badan Perencanaan Pembangunan Daerah", "Dinas Ketahanan Pangan", "Sekretariat Daerah", "RSUD Sagara Utama",
    "Dinas Lingkungan Hidup", "Dinas Kelautan dan Perikanan", "Dinas Tenaga Kerja",
)  # fmt: skip
PLACES = (
    "Pelabuhan Lama",
    "Karang Anyar",
    "Bukit Seruni",
    "Teluk Mutiara",
    "Rawa Gede",
    "Tanjung Kelapa",
    "Sungai Dua",
)
WORKS = ("Rehabilitasi Gedung", "Pembangunan Jembatan", "Peningkatan Jalan", "Pembangunan Drainase", "Renovasi Pasar",
         "Pembangunan Pagar", "Pemeliharaan Embung")  # fmt: skip
ADVICE = ("Perencanaan", "Pengawasan", "Studi Kelayakan", "Penyusunan Masterplan", "Kajian Lingkungan")
GOODS = (
    "Pengadaan Alat Kesehatan", "Pengadaan Mebel Sekolah", "Pengadaan Kendaraan Operasional", "Pengadaan Bibit Padi",
    "Pengadaan Perangkat Jaringan", "Pengadaan Seragam",
)  # fmt: skip
FIRST = ("Arga", "Bina", "Cipta", "Darma", "Eka", "Gema", "Harapan", "Indah", "Jaya", "Karya", "Laksana", "Mitra")
SECOND = ("Sentosa", "Utama", "Persada", "Mandiri", "Nusantara", "Abadi", "Sejahtera", "Perkasa", "Lestari", "Bersama")
PERSONS = (
    "Ayu Larasati",
    "Bagus Prakoso",
    "Cahya Wibawa",
    "Dewi Anjani",
    "Eko Prasetya",
    "Fajar Nugraha",
    "Gita Maheswari",
)
REASONS = ("Tidak ada peserta yang lulus evaluasi penawaran", "Jumlah peserta yang memasukkan penawaran kurang dari 3")
PASCA = (18807, 18777, 18812, 18833, 18798, 18843, 18802, 18804, 18810, 18789, 18817, 18803)
PRA_QUALITY = (18808, 18778, 18832, 18827, 18779, 18802, 18830, 18811, 18791, 18776, 18812, 18833, 18795, 18793, 18796,
               18804, 18810, 18789, 18784, 18817, 18803)  # fmt: skip
PRA = (18808, 18778, 18827, 18779, 18802, 18830, 18811, 18791, 18776, 18812, 18833, 18795, 18793, 18796, 18804, 18810,
       18789, 18817, 18803, 18832)  # fmt: skip
SCHEDULES = {
    "Pasca Satu File": tuple(zip(range(291, 303), PASCA, strict=True)),
    "Pra Dua File Kualitas Biaya": tuple(
        zip((code for code in range(172, 195) if code not in {185, 192}), PRA_QUALITY, strict=True)
    ),
    "Pra Dua File": tuple(zip((*(code for code in range(131, 151) if code != 145), 317), PRA, strict=True)),
}
"""Stages by form of qualification: (``kd_akt``, ``kd_tahapan``), as the real export has them."""
SORTS = (
    ("Pekerjaan Konstruksi", "Tender", "Pasca Satu File", "Harga Terendah Sistem Gugur", WORKS, 1_500_000_000),
    ("Jasa Konsultansi Badan Usaha Konstruksi", "Seleksi", "Pra Dua File Kualitas Biaya", "Kualitas dan Biaya", ADVICE,
     300_000_000),
    ("Pengadaan Barang", "Tender", "Pasca Satu File", "Harga Terendah Sistem Gugur", GOODS, 700_000_000),
    ("Jasa Lainnya", "Tender", "Pra Dua File", "Harga Terendah Ambang Batas", ("Jasa Kebersihan", "Jasa Keamanan"),
     450_000_000),
)  # fmt: skip

Rows = dict[str, list[dict[str, Any]]]


def write_export(folder: Path) -> Path:
    """Write the invented export below ``folder`` and return it; the same bytes each time."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, rows in invented().items():
        lines = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
        (folder / f"{table}.jsonl.gz").write_bytes(gzip.compress(lines.encode(), mtime=0))
    return folder


def invented() -> Rows:
    """Return the rows of every table."""
    chance = Random(SEED)  # noqa: S311 the same tenders each time, nothing secret
    rows: Rows = {name: [] for name in ("pengumuman", "tender-selesai-nilai", "tender-ekontrak-kontrak",
                                        "jadwal-tahapan-tender", "peserta-tender", "non-tender-pengumuman",
                                        "pencatatan-non-tender", "pencatatan-non-tender-realisasi")}  # fmt: skip
    for order in range(TENDERS):
        _tender(rows, chance, 9_000_999 + order * 1000)
    for order in range(DIRECT):
        _direct(rows, chance, 9_500_999 + order * 1000)
    for order in range(RECORDED):
        _recorded(rows, chance, 9_700_999 + order * 1000)
    return rows


def _package(chance: Random, number: int, names: Sequence[str], usual: int) -> dict[str, Any]:
    unit = chance.randrange(len(UNITS))
    year = chance.choice((2021, 2022, 2023, 2024))
    ceiling = round(usual * chance.uniform(0.3, 3), -6)
    where = chance.choice(PLACES)
    return {
        **LPSE,
        "kd_satker": str(70_999 + unit * 1000),
        "kd_satker_str": f"{unit + 1:06}",
        "nama_satker": UNITS[unit],
        "kd_pkt_dce": number + 400_000,
        "kd_rup": str(30_000_000 + number),
        "nama_paket": f"{chance.choice(names)} {where}",
        "pagu": int(ceiling),
        "hps": round(ceiling * chance.uniform(0.93, 0.999), 2),
        "tahun_anggaran": year,
        "sumber_dana": "APBD",
        "lokasi_pekerjaan": f"Kelurahan {where}, Kota Sagara",
        "nama_lpse": "LPSE Kota Sagara (rekaan)",
    }


def _tender(rows: Rows, chance: Random, number: int) -> None:
    kind, method, form, evaluation, names, usual = chance.choices(SORTS, weights=(12, 8, 4, 1))[0]
    package = _package(chance, number, names, usual)
    begun = _day(package, 1, 8) + timedelta(days=chance.randrange(280), hours=8)
    failed = chance.random() < 0.12
    rows["pengumuman"].append({
        **package, "kd_tender": number, "jenis_pengadaan": kind, "mtd_pemilihan": method, "mtd_kualifikasi": form,
        "mtd_evaluasi": evaluation, "kontrak_pembayaran": chance.choice(("Lumsum", "Harga Satuan")),
        "status_tender": "Gagal/Batal" if failed else "Selesai", "kualifikasi_paket": "Kecil", "versi_tender": 1,
        "ket_ditutup": chance.choice(REASONS) if failed else None, "ket_diulang": None,
        "nama_pokja": ";".join(chance.sample(PERSONS, 3)), "nama_ppk": chance.choice(PERSONS),
        "tgl_pengumuman_tender": _time(begun), "tgl_buat_paket": _time(begun - timedelta(days=6)),
    })  # fmt: skip
    last = _stages(rows, chance, number, form, begun, package)
    people = list(_participants(chance, number, package, failed))
    rows["peserta-tender"] += people
    if not failed:
        _ended(rows, chance, number, package, people[0], last)


def _stages(
    rows: Rows, chance: Random, number: int, form: str, begun: datetime, package: Mapping[str, Any]
) -> datetime:
    at = begun
    for order, (code, stage) in enumerate(sorted(SCHEDULES[form], key=lambda pair: place(pair[0]))):
        until = (at + timedelta(days=chance.randrange(1, 5))).replace(hour=16)
        rows["jadwal-tahapan-tender"].append({
            **LPSE, "kd_tender": number, "dtj_id": number * 40 + order, "kd_akt": code, "kd_tahapan": stage,
            "nama_tahapan": None, "nama_akt": None, "tgl_awal": _time(at), "tgl_akhir": _time(until),
            "tahun_anggaran": package["tahun_anggaran"],
        })  # fmt: skip
        at = until.replace(hour=8) if order % 3 else at + timedelta(hours=4)
    return at


def _participants(chance: Random, number: int, package: Mapping[str, Any], failed: bool) -> Iterator[dict[str, Any]]:
    for order in range(chance.randrange(2, 9)):
        wins = order == 0 and not failed
        price = round(package["hps"] * chance.uniform(0.78, 0.985), 2) if wins or chance.random() < 0.3 else None
        yield {
            **LPSE, "kd_tender": number, "kd_peserta": number * 40 + order, "kd_penyedia": 90_000_000 + number + order,
            "nama_penyedia": f"{chance.choice(('CV', 'PT'))}. {chance.choice(FIRST)} {chance.choice(SECOND)}",
            "kd_pkt_dce": package["kd_pkt_dce"], "tahun_anggaran": package["tahun_anggaran"],
            "nilai_penawaran": price, "nilai_terkoreksi": price, "pemenang": int(wins), "alasan": None,
        }  # fmt: skip


def _ended(
    rows: Rows, chance: Random, number: int, package: Mapping[str, Any], winner: Mapping[str, Any], at: datetime
) -> None:
    price = winner["nilai_penawaran"]
    agreed = round(price * chance.choice((1, 1, 0.99)), -3)
    shared = {"nama_satker": package["nama_satker"], "tahun_anggaran": package["tahun_anggaran"], **LPSE}
    rows["tender-selesai-nilai"].append({
        **shared, "kd_tender": number, "kd_paket": package["kd_pkt_dce"], "kd_satker": package["kd_satker_str"],
        "kd_rup_paket": package["kd_rup"], "psr_id": winner["kd_peserta"], "nama_penyedia": winner["nama_penyedia"],
        "pagu": package["pagu"], "hps": package["hps"], "nilai_penawaran": price, "nilai_terkoreksi": price,
        "nilai_negosiasi": agreed, "nilai_kontrak": agreed, "tgl_penetapan_pemenang": _time(at),
    })  # fmt: skip
    for version in range(1 + (chance.random() < 0.25)):
        more = round(agreed * (1 + 0.05 * version), -3)
        rows["tender-ekontrak-kontrak"].append({
            **shared, "kd_tender": number, "sppbj_id": number * 4 + version, "kontrak_id": number * 4 + version,
            "nama_paket": package["nama_paket"], "no_sppbj": f"000.3/{number % 9973}/SPPBJ",
            "no_kontrak": f"000.3/{number % 9973}/{'ADD' if version else 'SP'}", "versi_addendum": version,
            "apakah_addendum": "Ya" if version else "Tidak", "nama_penyedia": winner["nama_penyedia"],
            "alasan_addendum": "Penyesuaian volume pekerjaan" if version else None, "nilai_kontrak": more,
            "status_kontrak": "Kontrak Selesai", "jabatan_ppk": "Pejabat Pembuat Komitmen",
            "lingkup_pekerjaan": f"<p>{package['nama_paket']} sesuai gambar dan spesifikasi.</p>",
            "tgl_kontrak": _time((at + timedelta(days=20 + 40 * version)).replace(hour=0)),
        })  # fmt: skip


def _direct(rows: Rows, chance: Random, number: int) -> None:
    package = _package(chance, number, GOODS, 90_000_000)
    at = _day(package, 2, 1) + timedelta(days=chance.randrange(250), hours=9)
    rows["non-tender-pengumuman"].append({
        **package, "kd_nontender": number, "lls_id": number, "jenis_pengadaan": "Pengadaan Barang",
        "mtd_pemilihan": "Pengadaan Langsung", "status_nontender": "Selesai", "versi_nontender": 1,
        "tgl_pengumuman_nontender": _time(at).replace("T", " "),
    })  # fmt: skip


def _recorded(rows: Rows, chance: Random, number: int) -> None:
    package = _package(chance, number, GOODS, 40_000_000)
    at = _day(package, 3, 1) + timedelta(days=chance.randrange(200), hours=9)
    rows["pencatatan-non-tender"].append({
        **package, "kd_nontender_pct": number, "kategori_pengadaan": "Pengadaan Barang", "tgl_buat_paket": _time(at),
        "mtd_pemilihan": "Pengadaan Langsung", "status_nontender_pct_ket": "Paket Selesai",
    })  # fmt: skip
    rows["pencatatan-non-tender-realisasi"].append({
        **LPSE, "kd_nontender_pct": number, "nilai_realisasi": package["pagu"], "jenis_realisasi": "Kwitansi",
        "no_realisasi": f"{number % 997}/KW", "tgl_realisasi": _time(at), "nama_penyedia": "UD. Gema Lestari",
        "nama_paket": package["nama_paket"], "tahun_anggaran": package["tahun_anggaran"],
    })  # fmt: skip


def _day(package: Mapping[str, Any], month: int, day: int) -> datetime:
    """Return midnight of a day in the package's year on the local clock; no zone is meant."""
    return datetime(package["tahun_anggaran"], month, day, tzinfo=UTC)


def _time(moment: datetime) -> str:
    """Return a time as the export writes it: the local clock with a Z that does not mean UTC."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}Z"
