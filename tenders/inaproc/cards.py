# SPDX-License-Identifier: Apache-2.0
"""One card per archived package: what a list shows of it, gathered from whatever tables tell about it. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

from tenders.inaproc.tables import DIRECT_STAGE, LEADING, PARTICIPANT, RESULT, STAGE, TABLES, Kind, Row, Table
from tenders.inaproc.values import amount, instant, line, listed, whole

ORDER: Final = {table.name: place for place, table in enumerate(TABLES)}
PREFIX: Final = {Kind.TENDER: "", Kind.NON_TENDER: "NT-", Kind.RECORDED: "PCT-", Kind.SELF_MANAGED: "SW-"}
"""Tenders keep their digits as code (decisions.md 3.20); the others are numbered anew by the source."""
UNTITLED: Final = "Paket tanpa nama di sumber"
LONGEST: Final = 1000
"""Letters of a text on a card; the row keeps the whole."""


class Ending(StrEnum):
    """How an archived package ended; a finished one carries the word of a live tender that is finished."""

    FINISHED = "awarded"
    STOPPED = "failed_or_cancelled"
    UNKNOWN = "unknown"


class Method(StrEnum):
    """How a provider was chosen (metode pemilihan)."""

    TENDER = "tender"
    SELECTION = "selection"
    QUICK_TENDER = "quick_tender"
    DIRECT_PROCUREMENT = "direct_procurement"
    DIRECT_APPOINTMENT = "direct_appointment"
    CONTEST = "contest"
    EXCEPTED = "excepted"
    SELF_MANAGED = "self_managed"
    UNKNOWN = ""


CATEGORIES: Final[Mapping[str, str]] = {
    "pengadaan barang": "goods",
    "barang": "goods",
    "jasa lainnya": "other_services",
    "pekerjaan konstruksi": "works",
    "pekerjaan konstruksi terintegrasi": "integrated_works",
    "jasa konsultansi badan usaha non konstruksi": "consultancy",
    "jasa konsultansi badan usaha konstruksi": "works_consultancy",
    "jasa konsultansi perorangan non konstruksi": "individual_consultancy",
    "jasa konsultansi perorangan konstruksi": "individual_consultancy",
}
"""Words of the source by category; any other word leaves the card without one and stays on its page."""
METHODS: Final[Mapping[str, Method]] = {
    "tender": Method.TENDER,
    "seleksi": Method.SELECTION,
    "tender cepat": Method.QUICK_TENDER,
    "pengadaan langsung": Method.DIRECT_PROCUREMENT,
    "penunjukan langsung": Method.DIRECT_APPOINTMENT,
    "kontes": Method.CONTEST,
    "sayembara": Method.CONTEST,
    "dikecualikan": Method.EXCEPTED,
    "swakelola": Method.SELF_MANAGED,
}
ENDINGS: Final[Mapping[str, Ending]] = {
    "selesai": Ending.FINISHED,
    "paket selesai": Ending.FINISHED,
    "gagal/batal": Ending.STOPPED,
    "gagal": Ending.STOPPED,
    "batal": Ending.STOPPED,
    "paket dibatalkan": Ending.STOPPED,
}


@dataclass(frozen=True)
class Card:
    """What a list shows of an archived package; ``basis`` names the table that told of it first.

    Amounts in rupiah. ``announced_at`` is when it was announced, or the first time that is known of it.
    """

    kind: Kind
    number: int
    title: str = ""
    status: Ending = Ending.UNKNOWN
    category: str = ""
    method: Method = Method.UNKNOWN
    year: int = 0
    work_unit: str = ""
    work_unit_code: str = ""
    agency: str = ""
    ceiling: Decimal | None = None
    owner_estimate: Decimal | None = None
    announced_at: datetime | None = None
    package_number: int | None = None
    plan_codes: str = ""
    basis: str = ""

    @property
    def code(self) -> str:
        """The code people know it by."""
        return f"{PREFIX[self.kind]}{self.number}"


@dataclass
class Cards:
    """The cards of one export. Feed it rows in the order of ``TABLES``: what is told first stands."""

    zone: ZoneInfo
    found: dict[tuple[Kind, int], Card] = field(default_factory=dict)
    counts: dict[tuple[Kind, int], Counter[str]] = field(default_factory=dict)
    begun: dict[tuple[Kind, int], datetime] = field(default_factory=dict)

    def take(self, table: Table, row: Row) -> None:
        """Add what a row tells of its package; count it below a package whose own row has not come."""
        name = (table.kind, row.number)
        card = self.found.get(name)
        if card is None:
            card = self.found[name] = Card(table.kind, row.number, basis=table.name)
        if card.basis in LEADING and table in {STAGE, PARTICIPANT}:
            return  # most rows are these, and they tell nothing new of a known package
        if card.basis not in LEADING:
            self.counts.setdefault(name, Counter())[table.name] += 1
        told = _told(table, row.fields, self.zone)
        if table is STAGE or table is DIRECT_STAGE:
            self.begun[name] = min(self.begun.get(name, told["announced_at"]), told.pop("announced_at"))
        news = {key: value for key, value in told.items() if value and not _is_told(card, key)}
        if news:
            self.found[name] = replace(card, **news)

    def finished(self) -> Iterator[Card]:
        """Yield the cards, those without category completed from another tender of the same package."""
        known = {card.package_number: card for card in self.found.values() if card.package_number and card.category}
        for name, card in self.found.items():
            twin = known.get(card.package_number) if card.package_number else None
            if twin is not None and not card.category and twin.kind is card.kind:
                card = replace(card, category=twin.category, method=twin.method, agency=card.agency or twin.agency)
            begun = card.announced_at or self.begun.get(name)
            year = card.year or (begun.year if begun else 0)
            begun = begun or datetime(year or 1970, 1, 1, tzinfo=self.zone)
            yield replace(card, title=card.title or UNTITLED, year=year, announced_at=begun)

    def orphans(self) -> list[tuple[Card, Counter[str]]]:
        """Return the packages without a row of their own, with the number of rows counted under each."""
        return [(self.found[name], self.counts[name]) for name in sorted(self.counts)]


def _is_told(card: Card, name: str) -> bool:
    value = getattr(card, name)
    return value is not Ending.UNKNOWN and bool(value)


def _told(table: Table, row: Mapping[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    """Return what a row tells of its package, empty values included."""
    told = {
        "title": line(row.get("nama_paket"))[:LONGEST],
        "status": _ending(table, row),
        "category": CATEGORIES.get(line(row.get("jenis_pengadaan") or row.get("kategori_pengadaan")).lower(), ""),
        "method": METHODS.get(line(row.get("mtd_pemilihan") or row.get("mtd_pengadaan")).lower(), Method.UNKNOWN),
        "year": _whole(row, "tahun_anggaran"),
        "work_unit": line(row.get("nama_satker"))[:LONGEST],
        "work_unit_code": _work_unit_code(table, row),
        "agency": line(row.get("nama_klpd"))[:LONGEST],
        "ceiling": _amount(row, "pagu"),
        "owner_estimate": _amount(row, "hps"),
        "announced_at": _begun(table, row, zone),
        "package_number": _whole(row, "kd_pkt_dce") or _whole(row, "kd_paket"),
        "plan_codes": " ".join(listed(row.get("kd_rup") or row.get("kd_rup_paket")))[:LONGEST],
    }
    if table.kind is Kind.SELF_MANAGED:
        told["method"] = Method.SELF_MANAGED
    if table is PARTICIPANT:
        told = {name: told[name] for name in ("year", "work_unit_code", "package_number")}
    return told


def _ending(table: Table, row: Mapping[str, Any]) -> Ending | None:
    for name in ("status_tender", "status_nontender", "status_nontender_pct_ket", "status_swakelola_pct_ket"):
        if row.get(name) is not None:
            ending = ENDINGS.get(line(row[name]).lower(), Ending.UNKNOWN)
            return None if ending is Ending.UNKNOWN else ending
    return Ending.FINISHED if table is RESULT else None


def _work_unit_code(table: Table, row: Mapping[str, Any]) -> str:
    """Return the code with its leading zeros; in results ``kd_satker`` holds what is ``kd_satker_str`` elsewhere."""
    if row.get("kd_satker_str") is not None:
        return line(row["kd_satker_str"])
    return line(row.get("kd_satker")) if table is RESULT else ""


def _begun(table: Table, row: Mapping[str, Any], zone: ZoneInfo) -> datetime | None:
    names = ("tgl_pengumuman_tender", "tgl_pengumuman_nontender", "tgl_awal")
    if table.kind in {Kind.RECORDED, Kind.SELF_MANAGED}:
        names = ("tgl_buat_paket", "tgl_mulai_paket", "tgl_realisasi")
    return next((instant(row[name], zone) for name in names if row.get(name) is not None), None)


def _whole(row: Mapping[str, Any], name: str) -> int | None:
    return None if row.get(name) is None else whole(row[name])


def _amount(row: Mapping[str, Any], name: str) -> Decimal | None:
    return None if row.get(name) is None else amount(row[name])
