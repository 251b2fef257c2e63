# SPDX-License-Identifier: Apache-2.0
"""What an import did, and everything it did not take, in words. Pure."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

from tenders.inaproc.tables import TABLES

SHOWN = 20


@dataclass
class Count:
    """Rows of one table: read from the file, new, changed, as they were, refused."""

    read: int = 0
    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    refused: int = 0


@dataclass(frozen=True)
class RefusedRow:
    """A row that was not taken: its table, its line and why."""

    table: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.table} baris {self.line}: {self.reason}"


@dataclass
class Report:
    """An import in numbers, with every refused row and every package whose own row is not in the export."""

    folder: str
    tables: dict[str, Count] = field(default_factory=dict)
    refused: list[RefusedRow] = field(default_factory=list)
    orphans: list[tuple[str, Counter[str]]] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    packages_added: int = 0
    packages_replaced: int = 0
    path: str = ""

    def count(self, table: str) -> Count:
        """Return the numbers of a table."""
        return self.tables.setdefault(table, Count())

    def leave_out(self, table: str, line: int, reason: str) -> None:
        """Note a row that is not taken."""
        self.count(table).refused += 1
        self.refused.append(RefusedRow(table, line, reason))

    @property
    def has_changed(self) -> bool:
        """Say whether the import changes anything."""
        return bool(
            self.packages_added
            or self.packages_replaced
            or any(count.added or count.replaced for count in self.tables.values())
        )

    @property
    def numbers(self) -> dict[str, dict[str, int]]:
        """The numbers per table, for keeping."""
        return {name: asdict(count) for name, count in self.tables.items()}

    def text(self, *, shown: int | None = None) -> str:
        """Return the report; with ``shown``, only so many lines of each list, and how many more there are."""
        return "\n".join(self._lines(shown)) + "\n"

    def _lines(self, shown: int | None) -> Iterator[str]:
        yield f"Impor arsip INAPROC dari {self.folder}"
        yield ""
        yield f"{'tabel':<34}{'dibaca':>10}{'baru':>10}{'diganti':>10}{'tetap':>10}{'ditolak':>10}"
        for table in TABLES:
            count = self.tables.get(table.name)
            numbers = list(asdict(count).values()) if count else []
            yield f"{table.name:<34}" + ("".join(f"{n:>10}" for n in numbers) or "  tidak ada di folder ini")
        yield ""
        yield f"Paket: {self.packages_added} baru, {self.packages_replaced} diganti."
        yield "" if self.has_changed else "Tidak ada yang berubah: arsip sudah memuat semua baris ini."
        for name in self.strangers:
            yield f"Dilewati, bukan tabel yang dikenal: {name}"
        yield f"{len(self.refused)} baris ditolak." if self.refused else "Tidak ada baris yang ditolak."
        yield from _some([f"  {row}" for row in self.refused], shown)
        if self.orphans:
            yield f"{len(self.orphans)} paket tanpa baris pengumumannya sendiri; barisnya dihitung di bawahnya:"
        yield from _some([f"  {code}: {_told(counts)}" for code, counts in self.orphans], shown)


def _told(counts: Counter[str]) -> str:
    return ", ".join(f"{counts[table.name]} {table.name}" for table in TABLES if counts[table.name])


def _some(lines: list[str], shown: int | None) -> Iterator[str]:
    yield from lines[:shown]
    if shown is not None and len(lines) > shown:
        yield f"  … dan {len(lines) - shown} lagi dalam berkas laporan."
