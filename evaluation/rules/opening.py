# SPDX-License-Identifier: Apache-2.0
"""The documents of an opening: who is entitled, what is asked for, what came of it. Pure.

The twin of what each member's browser recomputes before it releases a share. Source: sealed-bids.md 7.7 and 7.8.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from documents.sealing.envelope import Reason
from lpse.core.canonical import Malformed, hash_of
from lpse.core.shape import digest, each, identifier, integer, literal, members, optional

MOST_ENVELOPES = 100_000


class Outcome(StrEnum):
    """What became of an envelope: its bid is open, its dealing or bytes are void, or it does not read."""

    OK = "ok"
    VOID = "void"
    UNREADABLE = "unreadable"


OUTCOMES: Mapping[Reason, Outcome] = {
    Reason.DEALING: Outcome.VOID,
    Reason.LOST: Outcome.VOID,
    Reason.SEGMENT: Outcome.UNREADABLE,
    Reason.MANIFEST: Outcome.UNREADABLE,
}
"""``share`` is no verdict on an envelope: the opening waits for other members instead."""


@dataclass(frozen=True)
class Entitled:
    """An envelope that must be opened: the last statement of a vendor that did not withdraw."""

    vendor: str
    statement: str
    """Hash of the statement."""
    received: str
    """Timestamp of the record."""
    header: str
    """Hash of the envelope's header, its name everywhere."""
    objects: tuple[Mapping[str, Any], ...]


_OPENING = members(
    "opening",
    v=literal("sb1/opening"),
    tender=identifier,
    lot=identifier,
    round=integer(1, 9),
    kind=literal("single", "tech", "price", "prequal"),
    keyset=digest,
    close=digest,
    basis=optional(digest),
    envelopes=each(digest, 1, MOST_ENVELOPES),
)


def latest_statements(close: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The entries of a close document whose statement is its vendor's last, in order of receipt."""
    last: dict[str, Mapping[str, Any]] = {}
    for entry in close["entries"]:
        vendor = entry["statement"]["vendor"]
        if vendor not in last or entry["statement"]["ver"] > last[vendor]["statement"]["ver"]:
            last[vendor] = entry
    return sorted(last.values(), key=lambda entry: (entry["record"]["at"], entry["record"]["statement"]))


def entitled(close: Mapping[str, Any], kind: str) -> list[Entitled]:
    """The envelopes of ``kind`` that the close document entitles to be opened, in order of receipt."""
    found = []
    for entry in latest_statements(close):
        statement = entry["statement"]
        for envelope in statement["envelopes"]:
            if envelope["kind"] == kind:
                found.append(
                    Entitled(
                        vendor=statement["vendor"],
                        statement=hash_of(statement),
                        received=entry["record"]["at"],
                        header=envelope["header"],
                        objects=tuple(envelope["objects"]),
                    )
                )
    return found


def withdrawn(close: Mapping[str, Any]) -> list[str]:
    """The vendors whose last statement withdraws their bid."""
    return [entry["statement"]["vendor"] for entry in latest_statements(close) if not entry["statement"]["envelopes"]]


def opening_document(close: Mapping[str, Any], *, kind: str, keyset: str) -> dict[str, Any]:
    """The opening of every entitled envelope of ``kind``; their names stand sorted, so that the list says nothing else.

    Raises Malformed when nothing is entitled: there is nothing to ask the members for.
    """
    doc = {
        "v": "sb1/opening",
        "tender": close["tender"],
        "lot": close["lot"],
        "round": close["round"],
        "kind": kind,
        "keyset": keyset,
        "close": hash_of(close),
        "basis": None,
        "envelopes": sorted(item.header for item in entitled(close, kind)),
    }
    _OPENING(doc)
    return doc


def check_opening(doc: Any, close: Mapping[str, Any]) -> None:
    """Refuse an opening that is not exactly the one the close document asks for. Raises Malformed."""
    _OPENING(doc)
    if doc != opening_document(close, kind=doc["kind"], keyset=doc["keyset"]):
        raise Malformed("opening: not the envelopes of the close document")


@dataclass(frozen=True)
class Finding:
    """What became of one envelope. ``reason`` is empty exactly when it opened."""

    header: str
    outcome: Outcome
    reason: str = ""
    manifest: str | None = None


def opened_document(opening: str, findings: Iterable[Finding]) -> dict[str, Any]:
    """The ``opened`` document of the opening with that hash, one result per envelope, sorted by name."""
    results = [
        {"header": item.header, "result": item.outcome.value, "reason": item.reason or None, "manifest": item.manifest}
        for item in sorted(findings, key=lambda item: item.header)
    ]
    return {"v": "sb1/opened", "opening": opening, "results": results}
