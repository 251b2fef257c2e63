# SPDX-License-Identifier: Apache-2.0
"""Stages of an archived schedule: their names and their right order. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from lpse.core.said import said
from tenders.inaproc.values import instant, line, whole

NAMES: Final[Mapping[int, str]] = {
    18776: said("Unduh dokumen pemilihan"),
    18777: said("Unduh dokumen pemilihan dan kualifikasi"),
    18778: said("Unduh dokumen prakualifikasi"),
    18779: said("Evaluasi dokumen kualifikasi dan pembuktian kualifikasi"),
    18781: said("Evaluasi penawaran"),
    18784: said("Klarifikasi dan negosiasi teknis dan biaya"),
    18789: said("Masa sanggah hasil tender"),
    18791: said("Masa sanggah prakualifikasi"),
    18793: said("Pemberitahuan dan pengumuman peringkat teknis"),
    18795: said("Pembukaan dan evaluasi penawaran file I"),
    18796: said("Pembukaan dan evaluasi penawaran file II"),
    18798: said("Pembukaan dokumen penawaran"),
    18802: said("Pembuktian kualifikasi"),
    18803: said("Penandatanganan kontrak"),
    18804: said("Penetapan pemenang"),
    18807: said("Pengumuman pascakualifikasi"),
    18808: said("Pengumuman prakualifikasi"),
    18810: said("Pengumuman pemenang"),
    18811: said("Penjelasan"),
    18812: said("Penjelasan dokumen tender"),
    18817: said("Surat penunjukan penyedia barang/jasa"),
    18827: said("Unggah dokumen prakualifikasi"),
    18830: said("Penetapan hasil kualifikasi"),
    18832: said("Penjelasan dokumen prakualifikasi"),
    18833: said("Unggah dokumen penawaran"),
    18840: said("Klarifikasi dan negosiasi"),
    18841: said("Penandatanganan SPK"),
    18843: said("Evaluasi administrasi, kualifikasi, teknis, dan harga"),
}
"""By ``kd_tahapan``, spelled one way: the source writes ``lelang`` for tender, and some names with two blanks."""
INFERRED: Final = frozenset({18776, 18840, 18841, 18843})
"""Stages the source leaves without a name; theirs is inferred from their place."""
PREQUALIFICATION_EXPLAINED: Final = 317
"""``kd_akt`` of the explanation of the prequalification documents in the schedule of 20 stages: it comes fourth."""
AFTER: Final = 133
"""``kd_akt`` after which that stage stands."""


@dataclass(frozen=True)
class StageRow:
    """One stage of an archived schedule, both times as the source has them; ``is_inferred``: the source has no name."""

    number: int
    code: int
    name: str
    starts_at: datetime
    ends_at: datetime
    is_inferred: bool


def place(code: int) -> tuple[int, int]:
    """Return what stages are sorted by: ``kd_akt``, and the one odd code behind its neighbour."""
    return (AFTER, 1) if code == PREQUALIFICATION_EXPLAINED else (code, 0)


def schedule(rows: Iterable[Mapping[str, Any]], zone: ZoneInfo) -> tuple[StageRow, ...]:
    """Return the stages of one tender in order. Starts need not follow it: in the source some stages overlap."""
    ordered = sorted(rows, key=lambda row: (place(whole(row["kd_akt"])), whole(row["dtj_id"])))
    return tuple(_stage(number, row, zone) for number, row in enumerate(ordered, start=1))


def _stage(number: int, row: Mapping[str, Any], zone: ZoneInfo) -> StageRow:
    code = whole(row["kd_tahapan"])
    told = line(row.get("nama_tahapan"))
    name = NAMES.get(code) or told or line(row.get("nama_akt")) or said("Tahap tanpa nama")
    starts_at, ends_at = instant(row["tgl_awal"], zone), instant(row["tgl_akhir"], zone)
    return StageRow(number, whole(row["kd_akt"]), name, starts_at, ends_at, is_inferred=not told and code in INFERRED)
