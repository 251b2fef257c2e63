# SPDX-License-Identifier: Apache-2.0
"""Pages of the archive: one package of an earlier system with its schedule, participants and contracts."""

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from lpse.core.acts import Missing
from tenders.inaproc import tables
from tenders.inaproc.cards import PREFIX
from tenders.inaproc.stages import StageRow, schedule
from tenders.inaproc.tables import LEADING, Kind
from tenders.inaproc.values import amount, instant, line, listed, members, paragraphs, whole
from tenders.models import ArchivedTender
from tenders.selectors import words
from tenders.selectors.pages import Tab

CODE = re.compile(r"(?:NT-|PCT-|SW-)?[0-9]{1,18}")
STALE_SECONDS = 120
_SUMMARY = ("announcement", gettext_noop("Ringkasan"), "")
_SCHEDULE = ("schedule", gettext_noop("Jadwal"), "jadwal/")
_PARTICIPANTS = ("participants", gettext_noop("Peserta"), "peserta/")
_CONTRACTS = ("contracts", gettext_noop("Kontrak"), "kontrak/")
_RECEIPTS = ("contracts", gettext_noop("Realisasi"), "kontrak/")
TABS: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    Kind.TENDER: (_SUMMARY, _SCHEDULE, _PARTICIPANTS, _CONTRACTS),
    Kind.NON_TENDER: (_SUMMARY, _SCHEDULE, _CONTRACTS),
    Kind.RECORDED: (_SUMMARY, _RECEIPTS),
    Kind.SELF_MANAGED: (_SUMMARY, _RECEIPTS),
}


@dataclass(frozen=True)
class ArchiveHead:
    """What every page of an archived package shows at its top; read by the same head as a live tender's."""

    code: str
    url: str
    title: str
    kind: str
    kind_label: Any
    status_label: Any
    tone: str
    category_label: Any
    agency: str
    work_unit: str
    location: str
    method_line: Any
    is_invented: bool
    tabs: Sequence[Tab]
    is_archived: bool = True
    training: bool = False


@dataclass(frozen=True)
class Amount:
    """One amount on the way from budget to contract, in rupiah, and by how much it differs from the one before."""

    label: Any
    amount: Decimal
    difference: Decimal | None

    @property
    def distance(self) -> Decimal:
        """How far it is from the one before, without its direction."""
        return abs(self.difference or Decimal(0))


@dataclass(frozen=True)
class Participant:
    """A registered company; nameless where the source holds only codes."""

    name: str
    offer: Decimal | None
    corrected: Decimal | None
    is_winner: bool


@dataclass(frozen=True)
class Contract:
    """One version of a contract as the source keeps it: letter, contract or addendum, some of them without numbers."""

    version: int | None
    letter: str
    number: str
    signed_at: datetime | None
    provider: str
    officer: str
    amount: Decimal | None
    domestic: Decimal | None
    small_business: Decimal | None
    status: str
    reasons: Sequence[str]
    scope: Sequence[str]
    partners: Sequence[Sequence[tuple[str, str]]]


@dataclass(frozen=True)
class Receipt:
    """One receipt of a recorded or self-managed package."""

    number: str
    kind: str
    on: datetime | None
    provider: str
    amount: Decimal | None
    note: str


@dataclass(frozen=True)
class Line:
    """One fact of the summary; ``value`` is text of the source."""

    label: Any
    value: str


@dataclass(frozen=True)
class ArchivePage:
    """The summary of an archived package."""

    head: ArchiveHead
    tender: ArchivedTender
    is_orphan: bool
    amounts: Sequence[Amount]
    ceiling: Decimal | None
    winner: str
    facts: Sequence[Line]
    dates: Sequence[tuple[Any, datetime]]
    scope: Sequence[str]
    closed_reason: str
    repeated_reason: str
    committee: Sequence[str]
    siblings: Sequence[ArchivedTender]
    counts: Sequence[tuple[str, int]]


def is_archive_code(code: str) -> bool:
    """Say whether a code has the form of an archived package's; a live tender's never has."""
    return CODE.fullmatch(code) is not None


def archived_for(code: str) -> ArchivedTender:
    """Return an archived package; everyone may see it. Raises Missing."""
    found = ArchivedTender.objects.filter(code=code).first() if is_archive_code(code) else None
    if found is None:
        raise Missing(code)
    return found


def exact_code(typed: str) -> str:
    """Return the code of the archived package meant by exactly this text, in digits alone or with its letters."""
    typed = typed.strip().upper()
    if not is_archive_code(typed):
        return ""
    if not typed.isdigit():
        return typed if ArchivedTender.objects.filter(code=typed).exists() else ""
    codes = [prefix + str(int(typed)) for prefix in PREFIX.values()]
    found = set(ArchivedTender.objects.filter(code__in=codes).values_list("code", flat=True))
    return next((code for code in codes if code in found), "")


def head(found: ArchivedTender) -> ArchiveHead:
    """Return the head of an archived package's pages; no query."""
    url = f"/tender/{found.code}/"
    return ArchiveHead(
        code=found.code,
        url=url,
        title=found.title,
        kind=found.kind,
        kind_label=words.ARCHIVE[found.kind],
        status_label=words.ENDING[found.status],
        tone=words.ENDING_TONE.get(found.status, ""),
        category_label=words.CATEGORY.get(found.category, words.NO_CATEGORY),
        agency=found.agency,
        work_unit=found.work_unit,
        location="",
        method_line=words.METHOD.get(found.method, words.NO_METHOD),
        is_invented=found.is_invented,
        tabs=[Tab(name, label, url + slug) for name, label, slug in TABS[found.kind]],
    )


Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def rows_of(found: ArchivedTender, *sources: tables.Table) -> Rows:
    """Return the kept rows of a package by table; one query."""
    rows: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    kept = found.rows.order_by("id")
    if sources:
        kept = kept.filter(source__in=[table.name for table in sources])
    for source, body in kept.values_list("source", "body"):
        rows[source].append(tables.parsed(body))
    return rows


def archive_page(found: ArchivedTender) -> ArchivePage:
    """Return the summary of an archived package; two queries beside the door's."""
    kind, zone = Kind(found.kind), _zone()
    lead, result, contract = _told(kind)
    rows = rows_of(found)
    first: Mapping[str, Any] = _first(rows, lead)
    ended: Mapping[str, Any] = _first(rows, result)
    contracts = _contracts(rows[contract.name], zone) if contract else []
    whole_row = {**ended, **{name: value for name, value in first.items() if value is not None}}
    counted = [(table.name, len(rows[table.name])) for table in tables.TABLES if rows[table.name]]
    return ArchivePage(
        head=head(found),
        tender=found,
        is_orphan=found.basis not in LEADING,
        amounts=_amounts(found, ended, contracts),
        ceiling=found.ceiling,
        winner=line(ended.get("nama_penyedia")),
        facts=_facts(whole_row, found),
        dates=_dates(whole_row, zone),
        scope=paragraphs(first.get("uraian_pekerjaan")),
        closed_reason=line(first.get("ket_ditutup") or first.get("alasan_pembatalan")),
        repeated_reason=line(first.get("ket_diulang")),
        committee=listed(first.get("nama_pokja")),
        siblings=_siblings(found),
        counts=counted,
    )


def stages_of(found: ArchivedTender) -> tuple[StageRow, ...]:
    """Return the schedule of an archived package in order; one query. Raises Missing for a kind without one."""
    if Kind(found.kind) not in {Kind.TENDER, Kind.NON_TENDER}:
        raise Missing(found.code)
    table = tables.STAGE if found.kind == Kind.TENDER else tables.DIRECT_STAGE
    return schedule(rows_of(found, table)[table.name], _zone())


def participants_of(found: ArchivedTender) -> list[Participant]:
    """Return the participants the source names, the winner first; one query. Raises Missing where there are none."""
    if found.kind != Kind.TENDER:
        raise Missing(found.code)
    rows = rows_of(found, tables.PARTICIPANT, tables.RESULT)
    won = _number(_first(rows, tables.RESULT), "psr_id")
    people = [
        Participant(
            name=line(row.get("nama_penyedia")),
            offer=_rupiah(row, "nilai_penawaran"),
            corrected=_rupiah(row, "nilai_terkoreksi"),
            is_winner=_number(row, "pemenang") == 1 or (won is not None and _number(row, "kd_peserta") == won),
        )
        for row in rows[tables.PARTICIPANT.name]
    ]
    return sorted(people, key=lambda each: (not each.is_winner, each.offer is None, each.offer or 0, each.name.lower()))


def contracts_of(found: ArchivedTender) -> list[Contract]:
    """Return every version of every contract, the original before its addenda; one query."""
    table = _told(Kind(found.kind))[2]
    return _contracts(rows_of(found, table)[table.name], _zone()) if table else []


def receipts_of(found: ArchivedTender) -> list[Receipt]:
    """Return the receipts of a recorded or self-managed package by date; one query."""
    table = tables.RECEIPT if found.kind == Kind.RECORDED else tables.SELF_RECEIPT
    if found.kind not in {Kind.RECORDED, Kind.SELF_MANAGED}:
        return []
    zone = _zone()
    receipts = [
        Receipt(
            number=line(row.get("no_realisasi")),
            kind=line(row.get("jenis_realisasi")),
            on=instant(row["tgl_realisasi"], zone) if row.get("tgl_realisasi") else None,
            provider=line(row.get("nama_penyedia") or row.get("nama_pelaksana")),
            amount=_rupiah(row, "nilai_realisasi"),
            note=line(row.get("ket_realisasi") or row.get("dok_realisasi")),
        )
        for row in rows_of(found, table)[table.name]
    ]
    return sorted(receipts, key=lambda each: (each.on is None, each.on and each.on.timestamp()))


def _told(kind: Kind) -> tuple[tables.Table, tables.Table | None, tables.Table | None]:
    """Return which tables hold the package itself, its result and its contracts."""
    return {
        Kind.TENDER: (tables.ANNOUNCEMENT, tables.RESULT, tables.CONTRACT),
        Kind.NON_TENDER: (tables.DIRECT, tables.DIRECT_RESULT, tables.DIRECT_CONTRACT),
        Kind.RECORDED: (tables.RECORDED, None, None),
        Kind.SELF_MANAGED: (tables.SELF_MANAGED, None, None),
    }[kind]


def _first(rows: Rows, table: tables.Table | None) -> Mapping[str, Any]:
    return rows[table.name][0] if table and rows[table.name] else {}


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.OFFICE["zone"])


def _rupiah(row: Mapping[str, Any], name: str) -> Decimal | None:
    return None if row.get(name) is None else amount(row[name])


def _amounts(found: ArchivedTender, ended: Mapping[str, Any], contracts: Sequence[Contract]) -> list[Amount]:
    """Return the way of the price: offer, corrected, negotiated, contract, each against the one before."""
    signed = [each.amount for each in contracts if each.amount is not None]
    told = [
        (_("Harga perkiraan sendiri (HPS)"), found.owner_estimate),
        (_("Penawaran pemenang"), _rupiah(ended, "nilai_penawaran")),
        (_("Setelah koreksi aritmatik"), _rupiah(ended, "nilai_terkoreksi")),
        (_("Setelah negosiasi"), _rupiah(ended, "nilai_negosiasi")),
        (_("Nilai kontrak"), _rupiah(ended, "nilai_kontrak") or (signed[0] if signed else None)),
    ]
    if len(signed) > 1 and signed[-1] != told[-1][1]:
        told.append((_("Nilai kontrak setelah adendum terakhir"), signed[-1]))
    chain: list[Amount] = []
    for label, value in told:
        if value is not None:
            chain.append(Amount(label, value, value - chain[-1].amount if chain else None))
    return chain


def _facts(row: Mapping[str, Any], found: ArchivedTender) -> list[Line]:
    told = (
        (_("Kode RUP"), ", ".join(listed(row.get("kd_rup") or row.get("kd_rup_paket")))),
        (_("Kualifikasi usaha"), line(row.get("kualifikasi_paket"))),
        (_("Metode kualifikasi dan pemasukan"), line(row.get("mtd_kualifikasi"))),
        (_("Metode evaluasi"), line(row.get("mtd_evaluasi"))),
        (_("Jenis kontrak"), line(row.get("kontrak_pembayaran"))),
        (_("Sumber dana"), line(row.get("sumber_dana"))),
        (_("Mata anggaran"), ", ".join(listed(row.get("mak")))),
        (_("Lokasi pekerjaan"), line(row.get("lokasi_pekerjaan"))),
        (_("Kota atau kabupaten"), ", ".join(filter(None, (line(row.get("kabkota")), line(row.get("provinsi")))))),
        (_("Diumumkan ke-"), line(row.get("versi_tender") or row.get("versi_nontender"))),
        (_("Kode satuan kerja"), found.work_unit_code),
        (_("Status di sumber"), line(row.get("status_tender") or row.get("status_nontender"))),
    )
    return [Line(label, value) for label, value in told if value]


def _dates(row: Mapping[str, Any], zone: ZoneInfo) -> list[tuple[Any, datetime]]:
    told = (
        (_("Paket dibuat"), "tgl_buat_paket"),
        (_("Disetujui Pokja"), "tgl_kolektif_kolegial"),
        (_("Diumumkan"), "tgl_pengumuman_tender"),
        (_("Diumumkan"), "tgl_pengumuman_nontender"),
        (_("Pemenang ditetapkan"), "tgl_penetapan_pemenang"),
        (_("Selesai"), "tgl_selesai_nontender"),
        (_("Mulai"), "tgl_mulai_paket"),
        (_("Selesai"), "tgl_selesai_paket"),
    )
    return [(label, instant(row[name], zone)) for label, name in told if row.get(name) is not None]


def _siblings(found: ArchivedTender) -> list[ArchivedTender]:
    """Return the other tenders of the same package: an earlier or a later announcement of it."""
    if found.package_number is None:
        return []
    same = ArchivedTender.objects.filter(kind=found.kind, package_number=found.package_number)
    return list(same.exclude(pk=found.pk).order_by("announced_at")[:10])


def _contracts(rows: Sequence[Mapping[str, Any]], zone: ZoneInfo) -> list[Contract]:
    """Return the rows that hold a letter of appointment at least; the source also lists tenders without one."""
    lettered = [row for row in rows if row.get("sppbj_id") is not None]
    lettered.sort(key=lambda row: (_number(row, "versi_addendum") or 0, whole(row["sppbj_id"])))
    return [_contract(row, zone) for row in lettered]


def _number(row: Mapping[str, Any], name: str) -> int | None:
    return None if row.get(name) is None else whole(row[name])


def _contract(row: Mapping[str, Any], zone: ZoneInfo) -> Contract:
    reasons = ("alasan_addendum", "alasan_ubah_nilai_kontrak", "alasan_penetapan_status_kontrak", "informasi_lainnya")
    told = (line(row.get(name)) for name in reasons)
    return Contract(
        version=_number(row, "versi_addendum"),
        letter=line(row.get("no_sppbj")),
        number=line(row.get("no_kontrak")),
        signed_at=instant(row["tgl_kontrak"], zone) if row.get("tgl_kontrak") else None,
        provider=line(row.get("nama_penyedia")),
        officer=line(row.get("jabatan_ppk")),
        amount=_rupiah(row, "nilai_kontrak"),
        domestic=_rupiah(row, "nilai_pdn_kontrak"),
        small_business=_rupiah(row, "nilai_umk_kontrak"),
        status=line(row.get("status_kontrak")),
        reasons=[each for each in told if each],
        scope=paragraphs(row.get("lingkup_pekerjaan")),
        partners=members(row.get("anggota_kso")),
    )


def progress_file() -> Path:
    """Return where an import at work notes how far it is."""
    return Path(settings.VAR) / "archive" / "progress.json"


def importing(now: datetime) -> Decimal | None:
    """Return how much of a running import is read, as a fraction from 0 to 1, or None when none runs."""
    try:
        path = progress_file()
        if now.timestamp() - path.stat().st_mtime > STALE_SECONDS:
            return None
        return Decimal(str(json.loads(path.read_text(encoding="utf-8"))["share"]))
    except (OSError, ValueError, LookupError, TypeError, ArithmeticError):
        return None
