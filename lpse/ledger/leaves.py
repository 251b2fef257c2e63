# SPDX-License-Identifier: Apache-2.0
"""Leaves of the public record: which kinds there are, what each carries, and how it is written. Pure.

A leaf is canonical JSON `{"v":"sb1/leaf","t":kind,"at":instant,...}` of at most 65,535 bytes; anything long stands in a
document `doc/<sha256>` that the leaf names by hash. Source: sealed-bids.md, part 8; decisions.md, part 2.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lpse.core.canonical import Malformed, canonical, parse, parse_timestamp, timestamp
from lpse.ledger.tiles import MAX_ENTRY_SIZE

VERSION = "sb1/leaf"
SEALED = "sealed"
ACT = "act"
BARE = {"v", "t", "at"}
NAMED = BARE | {"act", "role"}

# What each kind carries beside v, t, at, act and role.
REQUIRED: dict[str, frozenset[str]] = {
    "genesis": frozenset({"origin", "log", "receipt", "batch_seconds", "explain_days"}),
    "client": frozenset({"name", "version", "h"}),
    "member": frozenset({"id", "kem", "sig"}),
    "member_end": frozenset({"id"}),
    "tender": frozenset({"tender", "rev", "deadline", "basis", "h", "training"}),
    "keyset": frozenset({"h", "sigs"}),
    SEALED: frozenset({"h"}),
    "close": frozenset({"h"}),
    "opening": frozenset({"h"}),
    "release": frozenset({"opening", "x", "box", "sig"}),
    "opened": frozenset({"opening", "h"}),
    "evaluation": frozenset({"h", "sigs"}),
    "explain": frozenset({"h"}),
    "fail": frozenset({"tender", "h"}),
    ACT: frozenset({"subject", "public", "commitment"}),
}
OPTIONAL: dict[str, frozenset[str]] = {"member": frozenset({"self"}), "keyset": frozenset({"psigs"})}


class BadLeaf(Malformed):
    """A leaf that the record cannot carry."""


@dataclass(frozen=True)
class Leaf:
    """One entry of the record, read."""

    index: int
    body: bytes
    fields: Mapping[str, Any]

    @property
    def kind(self) -> str:
        """What was recorded, as ``tender`` or ``sealed``."""
        return str(self.fields["t"])

    @property
    def at(self) -> datetime:
        """When, by the clock of the database."""
        return parse_timestamp(self.fields["at"])

    @property
    def act(self) -> str:
        """The named act behind it, empty for a sealed batch."""
        return str(self.fields.get("act", ""))

    @classmethod
    def parse(cls, index: int, body: bytes) -> "Leaf":
        """Read an entry; raise BadLeaf unless it is canonical and has exactly the members of its kind.

        A kind this program does not know is read as long as it has v, t and at.
        """
        if len(body) > MAX_ENTRY_SIZE:
            raise BadLeaf(f"Entry {index} is longer than {MAX_ENTRY_SIZE} bytes.")
        try:
            fields = parse(body)
            if not isinstance(fields, dict) or fields.get("v") != VERSION or not isinstance(fields.get("t"), str):
                raise BadLeaf(f"Entry {index} is not a leaf.")
            parse_timestamp(fields.get("at", ""))
        except BadLeaf:
            raise
        except ValueError as error:
            raise BadLeaf(f"Entry {index}: {error}") from error
        check_members(fields["t"], fields)
        return cls(index, body, fields)


def check_members(kind: str, fields: Mapping[str, Any]) -> None:
    """Raise BadLeaf unless a leaf of a known kind has exactly its members."""
    if kind not in REQUIRED:
        return
    required = REQUIRED[kind] | (BARE if kind == SEALED else NAMED)
    missing, extra = required - fields.keys(), fields.keys() - required - OPTIONAL.get(kind, frozenset())
    if missing or extra:
        raise BadLeaf(f"A {kind} leaf lacks {sorted(missing)} and has {sorted(extra)} too many.")


def build(kind: str, fields: Mapping[str, Any], *, at: datetime, act: str = "", role: str = "") -> bytes:
    """Return the bytes of a leaf. Raises BadLeaf for an unknown kind, wrong members or more than 65,535 bytes."""
    if kind not in REQUIRED:
        raise BadLeaf(f"The record knows no leaf of kind {kind!r}.")
    if fields.keys() & NAMED:
        raise BadLeaf("v, t, at, act and role are not fields of the caller.")
    leaf: dict[str, Any] = {"v": VERSION, "t": kind, "at": timestamp(at), **fields}
    if kind != SEALED:
        leaf |= {"act": act, "role": role}
    check_members(kind, leaf)
    body = canonical(leaf)
    if len(body) > MAX_ENTRY_SIZE:
        raise BadLeaf(f"A leaf has at most {MAX_ENTRY_SIZE} bytes; put the rest into a document.")
    return body
