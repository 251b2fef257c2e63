# SPDX-License-Identifier: Apache-2.0
"""Small invented exports in the form of INAPROC, and where the real one lies when this machine has it."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
REAL = Path(os.environ.get("INAPROC_DIR") or ROOT.parent / "shared" / "data" / "inaproc")
NO_REAL = "an INAPROC export has no licence to be published with the portal; INAPROC_DIR names one to test with"

UNIT: dict[str, Any] = {"nama_satker": "Balai Pelatihan Kerja Sagara", "kd_satker": "848194", "kd_satker_str": "026131"}
AGENCY: dict[str, Any] = {"nama_klpd": "Kementerian Contoh", "kd_klpd": "K00", "kd_lpse": 999, "tahun_anggaran": 2023}


def announcement(number: int, **more: Any) -> dict[str, Any]:
    """A row of ``pengumuman``."""
    return {
        **UNIT,
        **AGENCY,
        "kd_tender": number,
        "kd_pkt_dce": number + 1,
        "kd_rup": "43697197",
        "nama_paket": f"Pembangunan Gedung Latihan {number}",
        "pagu": 2_000_000_000,
        "hps": "@1999999783.95",
        "status_tender": "Selesai",
        "mtd_pemilihan": "Tender",
        "mtd_kualifikasi": "Pasca Satu File",
        "mtd_evaluasi": "Harga Terendah Sistem Gugur",
        "jenis_pengadaan": "Pekerjaan Konstruksi",
        "tgl_pengumuman_tender": "2023-06-07T08:30:00Z",
        **more,
    }


def result(number: int, **more: Any) -> dict[str, Any]:
    """A row of ``tender-selesai-nilai``; its ``kd_satker`` holds the other code, as the source has it."""
    return {
        **AGENCY,
        "kd_tender": number,
        "kd_satker": "026131",
        "nama_satker": UNIT["nama_satker"],
        "kd_paket": number + 1,
        "psr_id": 77,
        "nama_penyedia": "CV. LINTANG REKAAN",
        "tgl_pengumuman_tender": "2023-06-07T00:00:00Z",
        "pagu": 2_000_000_000,
        "hps": "@1999999783.95",
        "nilai_penawaran": 1_900_000_000,
        "nilai_terkoreksi": "@1900000000.50",
        "nilai_negosiasi": 1_850_000_000,
        "nilai_kontrak": 1_860_000_000,
        **more,
    }


def stage(number: int, code: int, kind: int, starts: str, ends: str, **more: Any) -> dict[str, Any]:
    """A row of ``jadwal-tahapan-tender``."""
    place = {"dtj_id": number * 1000 + code, "kd_tender": number, "kd_akt": code, "kd_tahapan": kind}
    return {**AGENCY, **place, "tgl_awal": starts, "tgl_akhir": ends, "nama_tahapan": "lelang", **more}


def participant(number: int, who: int | None, **more: Any) -> dict[str, Any]:
    """A row of ``peserta-tender``."""
    name = f"PT. Rekaan {who}" if who else None
    return {**AGENCY, "kd_tender": number, "kd_peserta": who, "kd_pkt_dce": number + 1, "nama_penyedia": name, **more}


def contract(number: int, letter: int | None, **more: Any) -> dict[str, Any]:
    """A row of ``tender-ekontrak-kontrak``."""
    name = f"Pembangunan Gedung Latihan {number}"
    return {**UNIT, **AGENCY, "kd_tender": number, "sppbj_id": letter, "nama_paket": name, **more}


def line_of(row: Mapping[str, Any]) -> str:
    """A row as a line of JSON; ``@1.50`` stands for the bare number, so that no float loses its decimals."""
    text = json.dumps(row, ensure_ascii=False)
    for value in row.values():
        if isinstance(value, str) and value.startswith("@"):
            text = text.replace(f'"{value}"', value[1:])
    return text


def write(folder: Path, table: str, rows: Sequence[Mapping[str, Any] | str]) -> Path:
    """Write one table of an export, packed; a row given as text stands there as it is."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{table}.jsonl.gz"
    lines = [row if isinstance(row, str) else line_of(row) for row in rows]
    path.write_bytes(gzip.compress("".join(f"{line}\n" for line in lines).encode(), mtime=0))
    return path
