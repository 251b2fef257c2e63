# SPDX-License-Identifier: Apache-2.0
"""The thirteen tables of an export: whose rows they are, what their key is, and how a line is read. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final
from zoneinfo import ZoneInfo

from tenders.inaproc.values import Unreadable, amount, fiscal_year, instant, line, whole

LONGEST_LINE: Final = 2**20
"""Bytes of one row."""


class Kind(StrEnum):
    """What a row of an export is about: a tender or selection, a direct procurement, or what was only recorded."""

    TENDER = "tender"
    NON_TENDER = "nontender"
    RECORDED = "recorded"
    SELF_MANAGED = "self_managed"


@dataclass(frozen=True)
class Table:
    """A table of an export; fields that are named here are checked, all others are kept as they are.

    ``owner`` holds the number of the tender (or package) a row belongs to, ``key`` what tells rows apart; the key of
    a table without one is the digest of the row.
    """

    name: str
    kind: Kind
    owner: str
    key: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    wholes: tuple[str, ...] = ()
    amounts: tuple[str, ...] = ()
    instants: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One row: where it stood, what it is called, whose it is, its line as it was, and its values as they were."""

    line: int
    key: str
    number: int
    body: str
    digest: bytes
    fields: Mapping[str, Any]


_CHAIN = ("pagu", "hps", "nilai_penawaran", "nilai_terkoreksi", "nilai_negosiasi", "nilai_kontrak")
_SHARES = ("nilai_pdn_kontrak", "nilai_umk_kontrak")
_SIGNED = ("tgl_kontrak", "tgl_kontrak_awal", "tgl_kontrak_akhir", "tgl_penetapan_status_kontrak")
_PREPARED = ("tgl_buat_paket", "tgl_kolektif_kolegial")
_STAGE = ("kd_akt", "kd_tahapan", "tgl_awal", "tgl_akhir")

ANNOUNCEMENT: Final = Table(
    "pengumuman", Kind.TENDER, "kd_tender", ("kd_tender",),
    wholes=("versi_tender", "kd_pkt_dce"), amounts=_CHAIN[:2],
    instants=("tgl_pengumuman_tender", *_PREPARED),
)  # fmt: skip
RESULT: Final = Table(
    "tender-selesai-nilai", Kind.TENDER, "kd_tender", ("kd_tender",),
    wholes=("psr_id", "kd_paket", "kd_penyedia"), amounts=(*_CHAIN, *_SHARES),
    instants=("tgl_pengumuman_tender", "tgl_penetapan_pemenang"),
)  # fmt: skip
CONTRACT: Final = Table(
    "tender-ekontrak-kontrak", Kind.TENDER, "kd_tender", ("kd_tender", "sppbj_id"),
    wholes=("sppbj_id", "kontrak_id", "versi_addendum"), amounts=("nilai_kontrak", *_SHARES), instants=_SIGNED,
)  # fmt: skip
STAGE: Final = Table(
    "jadwal-tahapan-tender", Kind.TENDER, "kd_tender", ("dtj_id",), needed=_STAGE,
    wholes=("dtj_id", "kd_akt", "kd_tahapan"), instants=_STAGE[2:],
)  # fmt: skip
PARTICIPANT: Final = Table(
    "peserta-tender", Kind.TENDER, "kd_tender", ("kd_tender", "kd_peserta"),
    wholes=("kd_peserta", "kd_penyedia", "kd_pkt_dce", "pemenang"), amounts=_CHAIN[2:4],
)  # fmt: skip
DIRECT: Final = Table(
    "non-tender-pengumuman", Kind.NON_TENDER, "kd_nontender", ("kd_nontender",),
    wholes=("versi_nontender", "kd_pkt_dce"), amounts=_CHAIN[:2],
    instants=("tgl_pengumuman_nontender", *_PREPARED),
)  # fmt: skip
DIRECT_RESULT: Final = Table(
    "non-tender-selesai", Kind.NON_TENDER, "kd_nontender", ("kd_nontender",),
    wholes=("kd_pkt_dce", "kontrak_id", "kd_penyedia"), amounts=(*_CHAIN, *_SHARES),
    instants=("tgl_pengumuman_nontender", "tgl_selesai_nontender"),
)  # fmt: skip
DIRECT_CONTRACT: Final = Table(
    "non-tender-ekontrak-kontrak", Kind.NON_TENDER, "kd_nontender", ("kd_nontender", "sppbj_id"),
    wholes=("sppbj_id", "kontrak_id", "versi_addendum"), amounts=("nilai_kontrak", *_SHARES), instants=_SIGNED,
)  # fmt: skip
DIRECT_STAGE: Final = Table(
    "jadwal-tahapan-non-tender", Kind.NON_TENDER, "kd_nontender", ("dtj_id",), needed=_STAGE,
    wholes=("dtj_id", "kd_akt", "kd_tahapan"), instants=_STAGE[2:],
)  # fmt: skip
RECORDED: Final = Table(
    "pencatatan-non-tender", Kind.RECORDED, "kd_nontender_pct", ("kd_nontender_pct",),
    wholes=("kd_pkt_dce",), amounts=("pagu", "total_realisasi"),
    instants=("tgl_buat_paket", "tgl_mulai_paket", "tgl_selesai_paket"),
)  # fmt: skip
RECEIPT: Final = Table(
    "pencatatan-non-tender-realisasi", Kind.RECORDED, "kd_nontender_pct",
    amounts=("pagu", "nilai_realisasi"), instants=("tgl_realisasi",),
)  # fmt: skip
SELF_MANAGED: Final = Table(
    "pencatatan-swakelola", Kind.SELF_MANAGED, "kd_swakelola_pct", ("kd_swakelola_pct",),
    wholes=("kd_pkt_dce",), amounts=("pagu", "total_realisasi"),
    instants=("tgl_buat_paket", "tgl_mulai_paket", "tgl_selesai_paket"),
)  # fmt: skip
SELF_RECEIPT: Final = Table(
    "pencatatan-swakelola-realisasi", Kind.SELF_MANAGED, "kd_swakelola_pct", ("rsk_id",),
    wholes=("rsk_id",), amounts=("nilai_realisasi",), instants=("tgl_realisasi",),
)  # fmt: skip

TABLES: Final = (
    ANNOUNCEMENT, RESULT, CONTRACT, STAGE, PARTICIPANT,
    DIRECT, DIRECT_RESULT, DIRECT_CONTRACT, DIRECT_STAGE,
    RECORDED, RECEIPT, SELF_MANAGED, SELF_RECEIPT,
)  # fmt: skip
"""In the order in which they tell about a package: what an earlier one says of it stands."""
NAMED: Final = {table.name: table for table in TABLES}
LEADING: Final = frozenset({ANNOUNCEMENT.name, DIRECT.name, RECORDED.name, SELF_MANAGED.name})
"""Tables that hold the package itself; where its row is missing, the others stand in for it."""


def read(table: Table, number: int, raw: bytes, zone: ZoneInfo) -> Row:
    """Return line ``number`` of a table as a row. Raises Unreadable, with the reason a report gives."""
    body, fields = _parsed(raw)
    for name in (table.owner, *table.needed):
        if fields.get(name) is None:
            raise Unreadable(f"kolom {name} kosong atau tidak ada")
    for name in (table.owner, *table.wholes):
        _checked(name, fields, whole)
    _checked("tahun_anggaran", fields, fiscal_year)
    for name in table.amounts:
        _checked(name, fields, amount)
    for name in table.instants:
        _checked(name, fields, lambda value: instant(value, zone))
    digest = sha256(body.encode()).digest()
    return Row(number, key_of(table, fields, digest), whole(fields[table.owner]), body, digest, fields)


def key_of(table: Table, fields: Mapping[str, Any], digest: bytes) -> str:
    """Return what tells a row from the others of its table; a part that the source leaves empty is a dash."""
    if not table.key:
        return f"{whole(fields[table.owner])}/{digest.hex()[:16]}"
    if table.key != (table.owner,) and table.owner not in table.key and fields.get(table.key[0]) is None:
        raise Unreadable(f"kolom {table.key[0]} kosong atau tidak ada")
    return "/".join("-" if fields.get(name) is None else str(whole(fields[name])) for name in table.key)


def parsed(body: str) -> dict[str, Any]:
    """Return the values of a kept row; numbers with decimals are exact."""
    fields: dict[str, Any] = json.loads(body, parse_float=Decimal, parse_constant=_no_number)
    return fields


def _parsed(raw: bytes) -> tuple[str, dict[str, Any]]:
    if len(raw) > LONGEST_LINE:
        raise Unreadable("barisnya lebih panjang dari 1 MiB")
    try:
        body = raw.decode("utf-8").strip()
        fields = parsed(body)
    except UnicodeDecodeError:
        raise Unreadable("barisnya bukan teks UTF-8") from None
    except (ValueError, RecursionError):
        raise Unreadable("barisnya bukan JSON") from None
    if not isinstance(fields, dict):
        raise Unreadable("barisnya bukan objek JSON")
    if "\\u" in body or "\x00" in body:
        for name, value in fields.items():
            if any(sign == "\x00" or "\ud800" <= sign <= "\udfff" for sign in f"{name}{value}"):
                raise Unreadable(f"kolom {line(name)[:40]} berisi tanda yang tidak dapat disimpan")
    return body, fields


def _checked(name: str, fields: Mapping[str, Any], check: Any) -> None:
    if fields.get(name) is not None:
        try:
            check(fields[name])
        except Unreadable as error:
            raise Unreadable(f"kolom {name}: {error}") from None


def _no_number(word: str) -> None:
    raise ValueError(word)
