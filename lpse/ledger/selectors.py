# SPDX-License-Identifier: Apache-2.0
"""Reading the public record: entries, proofs, tiles, documents."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from lpse.core.canonical import MAX_LIST, Malformed, parse, unb64u
from lpse.ledger import merkle, tiles
from lpse.ledger.models import Checkpoint, Document, Entry, Node
from lpse.ledger.note import Proof

PAGE_SIZE = 50


class StoredNodes:
    """Complete nodes of the tree as the database keeps them; what is fetched together costs one query per table."""

    def __init__(self) -> None:
        self._known: dict[merkle.Node, bytes] = {}

    def fetch(self, wanted: Iterable[merkle.Node]) -> None:
        """Read nodes that will be asked for."""
        missing = set(wanted) - self._known.keys()
        leaves = [index for level, index in missing if level == 0]
        inner = [node for node in missing if node[0] > 0]
        if leaves:
            for index, value in Entry.objects.filter(idx__in=leaves).values_list("idx", "leaf_hash"):
                self._known[0, index] = bytes(value)
        if inner:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT n.level, n.idx, n.hash FROM ledger_node n"
                    " JOIN unnest(%s::smallint[], %s::bigint[]) AS wanted(level, idx)"
                    " ON (n.level, n.idx) = (wanted.level, wanted.idx)",
                    [[level for level, _index in inner], [index for _level, index in inner]],
                )
                self._known.update({(level, index): bytes(value) for level, index, value in cursor.fetchall()})

    def __call__(self, level: int, index: int) -> bytes:
        """Return one node; raise KeyError when the record does not hold it."""
        if (level, index) not in self._known:
            self.fetch([(level, index)])
        return self._known[level, index]


@dataclass(frozen=True)
class EntryRow:
    """One line of the browser of the record."""

    index: int
    at: datetime
    kind: str
    act: str
    role: str
    subject: str
    leaf_hash: bytes
    is_signed: bool


@dataclass(frozen=True)
class RecordPage:
    """A page of the record, newest first; ``older_than`` continues it."""

    rows: Sequence[EntryRow]
    subject: str
    older_than: int | None
    size: int
    checkpoint: Checkpoint | None


@dataclass(frozen=True)
class EntryPage:
    """One entry with its proof; ``proof`` is None until the record is signed past it."""

    row: EntryRow
    text: str
    fields: dict[str, Any]
    proof: Proof | None
    checkpoint: Checkpoint | None
    documents: Sequence[str]


def latest_checkpoint() -> Checkpoint | None:
    """Return the newest signed head."""
    return Checkpoint.objects.order_by("-size").first()


def record_page(*, subject: str = "", before: int | None = None) -> RecordPage:
    """Return a page of entries newest first, below index ``before``, of one subject if one is named."""
    entries = Entry.objects.order_by("-idx")
    if subject:
        entries = entries.filter(subject=subject)
    if before is not None:
        entries = entries.filter(idx__lt=before)
    found = list(entries[: PAGE_SIZE + 1])
    checkpoint = latest_checkpoint()
    rows = [_row(entry, checkpoint) for entry in found[:PAGE_SIZE]]
    older_than = rows[-1].index if len(found) > PAGE_SIZE else None
    return RecordPage(rows, subject, older_than, checkpoint.size if checkpoint else 0, checkpoint)


def entry_page(index: int) -> EntryPage | None:
    """Return an entry with its proof in the newest signed head, or None when there is no such entry."""
    entry = Entry.objects.filter(idx=index).first()
    if entry is None:
        return None
    checkpoint = latest_checkpoint()
    proof = proof_of(index, checkpoint) if checkpoint and index < checkpoint.size else None
    text = bytes(entry.body).decode()
    named = Document.objects.filter(sha256__in=named_documents(text))
    documents = list(named.order_by("sha256").values_list("sha256", flat=True))
    return EntryPage(_row(entry, checkpoint), text, json.loads(text), proof, checkpoint, documents)


def proof_of(index: int, checkpoint: Checkpoint, *, extra: bytes = b"") -> Proof:
    """Return the proof file of an entry in a signed head; ``extra`` travels with it unauthenticated."""
    return Proof(index, inclusion_paths([index], checkpoint.size)[index], checkpoint.note, extra)


def inclusion_paths(indexes: Iterable[int], size: int) -> dict[int, list[bytes]]:
    """Return the audit path of each entry in the record of ``size``, all with two queries."""
    wanted = list(indexes)
    nodes = StoredNodes()
    nodes.fetch(node for index in wanted for node in merkle.needed(merkle.inclusion_ranges(index, size)))
    return {index: merkle.inclusion_proof(index, size, nodes) for index in wanted}


def consistency_path(old: int, new: int) -> list[bytes]:
    """Return the proof that the record of ``old`` entries begins the record of ``new``."""
    nodes = StoredNodes()
    nodes.fetch(merkle.needed(merkle.consistency_ranges(old, new)))
    return merkle.consistency_proof(old, new, nodes)


def tile_bytes(tile: tiles.Tile) -> bytes | None:
    """Return a tile or bundle of the signed record, or None when the record does not reach that far."""
    checkpoint = latest_checkpoint()
    if checkpoint is None or not tile.stands_in(checkpoint.size):
        return None
    span = range(tile.start, tile.start + tile.width)
    if tile.level <= 0:
        column = "body" if tile.level == tiles.ENTRIES else "leaf_hash"
        rows = Entry.objects.filter(idx__gte=span.start, idx__lt=span.stop).order_by("idx")
        values = [bytes(value) for value in rows.values_list(column, flat=True)]
        return tiles.encode_entries(values) if tile.level == tiles.ENTRIES else b"".join(values)
    rows_above = Node.objects.filter(level=tile.node_level, idx__gte=span.start, idx__lt=span.stop).order_by("idx")
    return b"".join(bytes(value) for value in rows_above.values_list("hash", flat=True))


def entries_after(index: int, limit: int) -> list[Entry]:
    """Return the entries that follow ``index``, oldest first: the record is the outbox of notices and live pages."""
    return list(Entry.objects.filter(idx__gt=index).order_by("idx")[:limit])


def entries_of(subject: str) -> list[Entry]:
    """Return every entry of a subject (a tender's code), oldest first."""
    return list(Entry.objects.filter(subject=subject).order_by("idx"))


def newest_entry(subject: str, kind: str) -> Entry | None:
    """Return the newest entry of a subject (a tender's code) that is of a kind, such as its close."""
    return Entry.objects.filter(subject=subject, kind=kind).order_by("idx").last()


def document(digest: str) -> bytes | None:
    """Return a public document by its SHA-256 in hex."""
    found = Document.objects.filter(sha256=digest).values_list("body", flat=True).first()
    return None if found is None else bytes(found)


def parsed_document(name: str) -> Any:
    """Return the canonical document a leaf names (base64url hash), or None when it is missing or not canonical."""
    try:
        body = document(unb64u(name, 32).hex())
        return None if body is None else parse(body, MAX_LIST)
    except Malformed:
        return None


def named_documents(text: str) -> set[str]:
    """Return, in hex, every hash that a leaf or document names: any string of 43 characters that is one."""
    found: set[str] = set()
    _collect(json.loads(text), found)
    return found


def last_explained() -> int:
    """Return the index of the last batch that was opened, or -1."""
    entry = Entry.objects.filter(kind="explain").order_by("-idx").first()
    if entry is None:
        return -1
    explained = parsed_document(json.loads(bytes(entry.body))["h"])
    return max(int(item["i"]) for item in explained["entries"])


def _collect(value: Any, found: set[str]) -> None:
    if isinstance(value, str):
        if len(value) == 43:
            try:
                found.add(unb64u(value, 32).hex())
            except Malformed:
                return
    elif isinstance(value, dict):
        for item in value.values():
            _collect(item, found)
    elif isinstance(value, list):
        for item in value:
            _collect(item, found)


def _row(entry: Entry, checkpoint: Checkpoint | None) -> EntryRow:
    fields = json.loads(bytes(entry.body))
    is_signed = checkpoint is not None and entry.idx < checkpoint.size
    return EntryRow(
        entry.idx,
        entry.at,
        entry.kind,
        entry.act,
        fields.get("role", ""),
        entry.subject,
        bytes(entry.leaf_hash),
        is_signed,
    )
