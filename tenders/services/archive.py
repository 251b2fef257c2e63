# SPDX-License-Identifier: Apache-2.0
"""The import of an archive: an INAPROC export becomes finished, read-only packages. Bulk, whole or not at all."""

import gzip
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction

from lpse.core.acts import Actor, Kind, refuse
from lpse.core.canonical import b64u
from lpse.core.said import said
from lpse.ledger import services as ledger
from tenders import policy
from tenders.inaproc.cards import Card, Cards, Ending, Method
from tenders.inaproc.report import Report
from tenders.inaproc.tables import LEADING, LONGEST_LINE, NAMED, TABLES, Row, Table, read
from tenders.inaproc.tables import Kind as PackageKind
from tenders.inaproc.values import Unreadable
from tenders.models import ArchivedTender, ArchiveImport
from tenders.policy import Act, Facts

ENDINGS = (".jsonl.gz", ".jsonl")
BATCH = 2000
IMPORT_LOCK = 0x41525349
"""Any fixed number: one import at a time in the whole installation."""
CARD = (
    "kind", "number", "code", "title", "status", "category", "method", "year", "work_unit", "work_unit_code", "agency",
    "ceiling", "owner_estimate", "announced_at", "package_number", "plan_codes", "basis",
)  # fmt: skip
"""Columns of a card that an export tells."""
RANK = {table.name: place for place, table in enumerate(TABLES)}


@dataclass(frozen=True)
class Progress:
    """How far an import is: bytes read of all bytes, and what it is reading."""

    done: int
    total: int
    words: str


Tell = Callable[[Progress], None]


@transaction.atomic
def import_archive(
    *, actor: Actor, folder: Path, now: datetime, is_invented: bool = False, tell: Tell = lambda progress: None
) -> Report:
    """Bring an INAPROC export into the archive; the same export a second time changes nothing.

    Rows that cannot be read are left out and told in the report, which is also written below ``$VAR/archive``.
    ``is_invented`` marks an archive that was made up for training. Raises Refused for a folder that is no export, a
    file that is damaged, or while another import runs; then nothing has changed.
    """
    policy.require(Act.IMPORT_ARCHIVE, actor, Facts())
    files, strangers = export_files(folder)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [IMPORT_LOCK])
        if not cursor.fetchone()[0]:
            raise refuse(Kind.STATE, "Impor arsip lain sedang berjalan.", "Tunggu sampai selesai, lalu ulangi.")
        cursor.execute("SET LOCAL statement_timeout = 0")  # a large export takes longer than any page may
    work = _Import(folder, now, is_invented, tell, Report(folder.resolve().name, strangers=strangers))
    total = sum(path.stat().st_size for path in files.values())
    for table in TABLES:
        if table.name in files:
            work.read(table, files[table.name], total)
    tell(Progress(total, total, "menyusun daftar paket"))
    work.finish_cards()
    text = work.report.text()
    work.report.path = str(_write_report(text, now))
    if work.begun is not None:
        _record(actor, work.begun, work.report, text, now)
    return work.report


def export_files(folder: Path) -> tuple[dict[str, Path], list[str]]:
    """Return the file of each table in a folder, and the names of other data files. Raises Refused when it has none."""
    found: dict[str, Path] = {}
    strangers = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        ending = next((each for each in ENDINGS if path.name.endswith(each)), "")
        name = path.name.removesuffix(ending)
        if ending and path.is_file() and name in NAMED and name not in found:
            found[name] = path
        elif ending:
            strangers.append(path.name)
    if not found:
        raise refuse(
            Kind.INPUT,
            said("{folder} bukan folder ekspor INAPROC.", folder=str(folder)),
            "Tunjuk folder yang berisi pengumuman.jsonl.gz dan berkas tabel lainnya.",
        )
    return found, sorted(strangers)


def _write_report(text: str, now: datetime) -> Path:
    local = now.astimezone(ZoneInfo(settings.OFFICE["zone"]))
    path = Path(settings.VAR) / "archive" / f"impor-{local:%Y%m%d-%H%M%S}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def _record(actor: Actor, begun: ArchiveImport, report: Report, text: str, now: datetime) -> None:
    """Close the import, count anew what lists count, and put it on the record."""
    digest = sha256(text.encode())
    begun.finished_at, begun.counts, begun.report_sha256 = now, report.numbers, digest.hexdigest()
    begun.save(update_fields=["finished_at", "counts", "report_sha256"])
    with connection.cursor() as cursor:
        cursor.execute("REFRESH MATERIALIZED VIEW tenders_archive_counts")
        cursor.execute("ANALYZE tenders_archivedtender, tenders_archivedrow")
    public = {
        "invented": begun.is_invented,
        "packages": report.packages_added + report.packages_replaced,
        "rows": {name: count.added + count.replaced for name, count in sorted(report.tables.items())},
        "refused": len(report.refused),
        "report": b64u(digest.digest()),
    }
    ledger.record(Act.IMPORT_ARCHIVE, actor=actor, subject=begun.subject, public=public)


@dataclass
class _Import:
    """One import at work: the cards it gathers, the ids it gave, the row it opened once something changed."""

    folder: Path
    now: datetime
    is_invented: bool
    tell: Tell
    report: Report
    cards: Cards = field(default_factory=lambda: Cards(ZoneInfo(settings.OFFICE["zone"])))
    ids: dict[tuple[str, int], int] = field(default_factory=dict)
    fresh: set[tuple[str, int]] = field(default_factory=set)
    begun: ArchiveImport | None = None
    done: int = 0

    def open(self) -> int:
        """Return the id of this import's own row, made with its first change."""
        if self.begun is None:
            self.begun = ArchiveImport.objects.create(
                folder=self.report.folder, is_invented=self.is_invented, begun_at=self.now
            )
        return int(self.begun.pk)

    def read(self, table: Table, path: Path, total: int) -> None:
        """Take every row of a file, batch by batch."""
        count = self.report.count(table.name)
        seen: dict[str, int] = {}
        batch: list[Row] = []
        with _opened(path) as (lines, tellers):
            for number, raw in _numbered(lines, path):
                if not raw.strip():
                    continue
                count.read += 1
                row = self._row(table, number, raw, seen)
                if row is not None:
                    batch.append(row)
                if len(batch) >= BATCH:
                    self._keep(table, batch)
                    batch = []
                    self.tell(Progress(self.done + tellers.tell(), total, table.name))
        self._keep(table, batch)
        self.done += path.stat().st_size
        self.tell(Progress(self.done, total, table.name))

    def _row(self, table: Table, number: int, raw: bytes, seen: dict[str, int]) -> Row | None:
        try:
            row = read(table, number, raw, self.cards.zone)
        except Unreadable as error:
            self.report.leave_out(table.name, number, str(error))
            return None
        if not table.key:
            # A table without a key may hold the same receipt twice: each is kept, told apart by its turn.
            times = seen[row.key] = seen.get(row.key, 0) + 1
            row = Row(number, f"{row.key}/{times}", row.number, row.body, row.digest, row.fields)
        elif row.key in seen:
            self.report.leave_out(table.name, number, f"kunci {row.key} sudah dipakai baris {seen[row.key]}")
            return None
        else:
            seen[row.key] = number
        self.cards.take(table, row)
        return row

    def _keep(self, table: Table, rows: Sequence[Row]) -> None:
        """Write what is new or has changed of a batch."""
        if not rows:
            return
        owners = self._owners(table.kind, {row.number for row in rows})
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT key, digest, id FROM tenders_archivedrow WHERE source = %s AND key = ANY(%s)",
                [table.name, [row.key for row in rows]],
            )
            known = {key: (bytes(digest), pk) for key, digest, pk in cursor.fetchall()}
            new = [row for row in rows if row.key not in known]
            changed = [row for row in rows if row.key in known and known[row.key][0] != row.digest]
            if new:
                self._add_rows(cursor, table, new, owners)
            if changed:
                cursor.execute(
                    "UPDATE tenders_archivedrow r SET tender_id = w.tender, digest = w.digest, body = w.body,"
                    " imported_id = %s FROM unnest(%s::bigint[], %s::bigint[], %s::bytea[], %s::text[])"
                    " AS w(id, tender, digest, body) WHERE r.id = w.id",
                    [
                        self.open(),
                        [known[row.key][1] for row in changed],
                        [owners[row.number] for row in changed],
                        [row.digest for row in changed],
                        [row.body for row in changed],
                    ],
                )
        count = self.report.count(table.name)
        count.added += len(new)
        count.replaced += len(changed)
        count.unchanged += len(rows) - len(new) - len(changed)

    def _add_rows(self, cursor: Any, table: Table, rows: Sequence[Row], owners: dict[int, int]) -> None:
        imported = self.open()
        columns = "tender_id, source, key, digest, body, imported_id"
        with cursor.copy(f"COPY tenders_archivedrow ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row((owners[row.number], table.name, row.key, row.digest, row.body, imported))

    def _owners(self, kind: PackageKind, numbers: set[int]) -> dict[int, int]:
        """Return the ids of packages; one that is new gets its id now and its card at the end."""
        missing = sorted(number for number in numbers if (kind, number) not in self.ids)
        if missing:
            known = ArchivedTender.objects.filter(kind=kind, number__in=missing).values_list("number", "id")
            self.ids |= {(kind.value, number): pk for number, pk in known}
            new = [number for number in missing if (kind, number) not in self.ids]
            for number, pk in zip(new, _new_ids(len(new)), strict=True):
                self.ids[kind, number] = pk
                self.fresh.add((kind, number))
        return {number: self.ids[kind, number] for number in numbers}

    def finish_cards(self) -> None:
        """Write the cards that are new, and those that the export tells differently."""
        new: list[Card] = []
        known: list[Card] = []
        for card in self.cards.finished():
            (new if (card.kind, card.number) in self.fresh else known).append(card)
        if new:
            self._add_cards(new)
        for start in range(0, len(known), BATCH):
            self._replace_cards(known[start : start + BATCH])
        self.report.packages_added = len(new)
        orphans = {self.ids[card.kind, card.number]: (card.code, counts) for card, counts in self.cards.orphans()}
        kept = ArchivedTender.objects.filter(pk__in=list(orphans), basis__in=LEADING).values_list("pk", flat=True)
        for pk in kept:
            del orphans[pk]
        self.report.orphans = list(orphans.values())

    def _add_cards(self, cards: Sequence[Card]) -> None:
        imported = self.open()
        columns = f"id, {', '.join(CARD)}, is_invented, imported_id"
        with connection.cursor() as cursor, cursor.copy(f"COPY tenders_archivedtender ({columns}) FROM STDIN") as copy:
            for card in cards:
                copy.write_row((self.ids[card.kind, card.number], *_columns(card), self.is_invented, imported))

    def _replace_cards(self, cards: Sequence[Card]) -> None:
        """Replace cards told differently; a card made from a package's own row is not replaced by a lesser one."""
        rows = ArchivedTender.objects.in_bulk([self.ids[card.kind, card.number] for card in cards])
        changed = []
        for card in cards:
            row = rows[self.ids[card.kind, card.number]]
            values = dict(zip(CARD, _columns(card), strict=True))
            if RANK[card.basis] <= RANK[row.basis] and any(getattr(row, name) != values[name] for name in CARD):
                for name, value in values.items():
                    setattr(row, name, value)
                row.imported_id, row.is_invented = self.open(), self.is_invented
                changed.append(row)
        if changed:
            ArchivedTender.objects.bulk_update(changed, [*CARD, "imported", "is_invented"], batch_size=500)
        self.report.packages_replaced += len(changed)


def _columns(card: Card) -> tuple[Any, ...]:
    values = (getattr(card, name) for name in CARD)
    return tuple(value.value if isinstance(value, PackageKind | Ending | Method) else value for value in values)


def _new_ids(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('tenders_archivedtender', 'id')) FROM generate_series(1, %s)",
            [count],
        )
        return [int(row[0]) for row in cursor.fetchall()]


@contextmanager
def _opened(path: Path) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """Open a file of rows, packed or not, with the raw file beside it, which knows how far it was read."""
    with path.open("rb") as raw:
        if path.name.endswith(".gz"):
            with gzip.open(raw, "rb") as unpacked:
                yield unpacked, raw  # type: ignore[misc]
        else:
            yield raw, raw


def _numbered(lines: IO[bytes], path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield the lines of a file with their numbers; one that is too long comes cut, and is refused by who reads it."""
    number = 0
    while True:
        try:
            raw = lines.readline(LONGEST_LINE + 2)
            rest = raw
            while rest and not rest.endswith(b"\n") and len(raw) > LONGEST_LINE:
                rest = lines.readline(LONGEST_LINE)
        except (OSError, EOFError, zlib.error):
            raise refuse(
                Kind.INPUT,
                said("Berkas {name} rusak sesudah baris {line}.", name=path.name, line=number),
                "Ambil ulang berkas itu, lalu ulangi impor.",
            ) from None
        if not raw:
            return
        number += 1
        yield number, raw
