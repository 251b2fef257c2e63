# SPDX-License-Identifier: Apache-2.0
"""What a vendor commits to: the signed statement, its record and the text of the receipt (sealed-bids 6.5 to 6.7)."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from Crypto.Hash import SHA256
from Crypto.PublicKey import ECC
from Crypto.PublicKey.ECC import EccKey
from Crypto.Signature import DSS

from documents.sealing.chunks import MOST_FILES, SealedObject, object_entry
from documents.sealing.keyset import KINDS
from lpse.core.canonical import (
    Malformed,
    b64u,
    canonical,
    hash_of,
    label,
    parse_timestamp,
    sha256,
    timestamp,
    unb64u,
)
from lpse.core.shape import blob, digest, each, identifier, instant, integer, literal, members, optional

LOG_GRACE: Final = timedelta(seconds=30)
"""How long after its batch is due a record may still be logged (sealed-bids part 8)."""
MOST_VERSIONS: Final = 50

_ENVELOPE = members("envelope", kind=literal(*KINDS), header=digest, objects=each(object_entry, 1, MOST_FILES + 1))
_SIGNATURE = members("sig", t=literal("es256"), pk=blob(65), s=blob(64))
_SHAPE = members(
    "statement",
    v=literal("sb1/statement"),
    tender=identifier,
    lot=identifier,
    round=integer(1, 9),
    vendor=identifier,
    ver=integer(1, MOST_VERSIONS),
    prev=optional(digest),
    envelopes=each(_ENVELOPE, 0, len(KINDS)),
    nonce=blob(32),
    sig=each(_SIGNATURE, 1, 4),
)
_RECORD = members("record", v=literal("sb1/record"), statement=digest, at=instant)


@dataclass(frozen=True)
class Expected:
    """What the server knows when a statement arrives."""

    tender: str
    lot: str
    round: int
    vendor: str
    ver: int
    prev: str | None
    """Hash of the vendor's statement before this one; None for the first."""
    kinds: frozenset[str]
    """Envelope kinds the tender requires."""
    keys: frozenset[str] = frozenset()
    """``pk`` values of the vendor's first statement; empty only for the first itself."""


def make_statement(
    *,
    tender: str,
    lot: str,
    round: int,
    vendor: str,
    ver: int,
    prev: str | None,
    envelopes: Iterable[tuple[str, str, Iterable[SealedObject]]],
    nonce: bytes | None = None,
) -> dict[str, Any]:
    """An unsigned statement; ``envelopes`` give kind, header hash and objects. None of them means withdrawal."""
    return {
        "v": "sb1/statement",
        "tender": tender,
        "lot": lot,
        "round": round,
        "vendor": vendor,
        "ver": ver,
        "prev": prev,
        "envelopes": [
            {"kind": kind, "header": header, "objects": [entry.document() for entry in objects]}
            for kind, header, objects in envelopes
        ],
        "nonce": b64u(secrets.token_bytes(32) if nonce is None else nonce),
        "sig": [],
    }


def message(statement: Mapping[str, Any]) -> bytes:
    """``m``: what every signature of a statement is made over (sealed-bids 6.7)."""
    return label("statement-sig") + sha256(canonical({**statement, "sig": []}))


def new_key() -> EccKey:
    """A vendor's statement key for one tender, P-256."""
    return ECC.generate(curve="P-256")


def sign_statement(statement: Mapping[str, Any], key: EccKey) -> dict[str, Any]:
    """The statement with one more ES256 signature of ``key``."""
    signature = DSS.new(key, "fips-186-3").sign(SHA256.new(message(statement)))
    pk = key.public_key().export_key(format="raw")
    return {**statement, "sig": [*statement["sig"], {"t": "es256", "pk": b64u(pk), "s": b64u(signature)}]}


def verify_es256(pk: str, m: bytes, s: str) -> bool:
    """Whether ``s`` (r || s, 64 bytes) is an ECDSA P-256 SHA-256 signature over ``m`` of ``pk`` (65 bytes)."""
    try:
        DSS.new(_public_key(pk), "fips-186-3").verify(SHA256.new(m), unb64u(s, 64))
    except ValueError:
        return False
    return True


@lru_cache(maxsize=4096)
def _public_key(pk: str) -> EccKey:
    """The P-256 key of 65 bytes; kept, as a vendor signs more than once. Raises ValueError."""
    raw = unb64u(pk, 65)
    if raw[0] != 4:
        raise ValueError("not an uncompressed point")
    return ECC.import_key(raw, curve_name="P-256")


def signing_keys(statement: Mapping[str, Any]) -> frozenset[str]:
    """The ``pk`` values that signed a statement; of the first they are the vendor's keys for the tender."""
    return frozenset(entry["pk"] for entry in statement["sig"])


def check_statement(statement: Any, expected: Expected) -> None:
    """Refuse a statement that breaks a rule of sealed-bids 6.5, 6.7 and 6.8. Raises Malformed with the reason.

    Not checked here, because only the caller can: that headers, objects and digests are those in store.
    """
    check_structure(statement)
    for name in ("tender", "lot", "round", "vendor", "ver", "prev"):
        if statement[name] != getattr(expected, name):
            raise Malformed(f"statement.{name}: not what the server expects")
    if statement["envelopes"] and {entry["kind"] for entry in statement["envelopes"]} != expected.kinds:
        raise Malformed("statement.envelopes: not exactly the kinds the tender requires")
    check_signatures(statement, expected.keys)


def check_structure(statement: Any) -> None:
    """Members, types and inner order of a statement, whoever sent it. Raises Malformed."""
    _SHAPE(statement)
    if (statement["ver"] == 1) != (statement["prev"] is None):
        raise Malformed("statement.prev: version and predecessor disagree")
    if statement["ver"] == 1 and not statement["envelopes"]:
        raise Malformed("statement.envelopes: nothing was sent that could be withdrawn")
    kinds = [entry["kind"] for entry in statement["envelopes"]]
    headers = [entry["header"] for entry in statement["envelopes"]]
    if len(set(kinds)) != len(kinds) or len(set(headers)) != len(headers):
        raise Malformed("statement.envelopes: a kind or header stands twice")
    for entry in statement["envelopes"]:
        numbers = [thing["n"] for thing in entry["objects"]]
        if numbers != sorted(set(numbers)) or numbers[0] != 0:
            raise Malformed("statement.objects: numbers do not ascend from 0")
        if entry["objects"][0]["segs"] != 1:
            raise Malformed("statement.objects: a manifest has one segment")


def check_signatures(statement: Mapping[str, Any], keys: Collection[str]) -> None:
    """Every signature holds, and for a later version one is of ``keys``, those of the first. Raises Malformed."""
    m = message(statement)
    signers = signing_keys(statement)
    if len(signers) != len(statement["sig"]):
        raise Malformed("statement.sig: a key stands twice")
    if any(not verify_es256(entry["pk"], m, entry["s"]) for entry in statement["sig"]):
        raise Malformed("statement.sig: a signature does not hold")
    if statement["ver"] > 1 and not signers & frozenset(keys):
        raise Malformed("statement.sig: not signed by a key of the first version")


def make_record(statement_hash: str, at: datetime) -> dict[str, Any]:
    """The record of a statement accepted at ``at``; its hash is what the batch leaf holds."""
    doc = {"v": "sb1/record", "statement": statement_hash, "at": timestamp(at)}
    check_record(doc)
    return doc


def check_record(doc: object) -> None:
    """Raises Malformed unless ``doc`` is a record."""
    _RECORD(doc)


def logged_by(at: datetime, batch_seconds: int) -> datetime:
    """The instant by which a record accepted at ``at`` stands in a public leaf."""
    return at + timedelta(seconds=batch_seconds) + LOG_GRACE


def receipt_body(statement: Mapping[str, Any], record: Mapping[str, Any], batch_seconds: int) -> str:
    """Text of the receipt that the receipt key signs as a note (sealed-bids 6.6); ends in a newline.

    Raises Malformed when the record is of another statement: a receipt must never join strangers.
    """
    if record["statement"] != hash_of(statement):
        raise Malformed("record.statement: another statement")
    at = parse_timestamp(record["at"])
    lines = (
        "sb1/receipt",
        f"record {hash_of(record)}",
        f"statement {record['statement']}",
        f"received {record['at']}",
        f"tender {statement['tender']}",
        f"lot {statement['lot']}",
        f"round {statement['round']}",
        f"vendor {statement['vendor']}",
        f"version {statement['ver']}",
        f"logged-by {timestamp(logged_by(at, batch_seconds))}",
    )
    return "\n".join(lines) + "\n"


_RECEIPT_LINES: Final = (
    ("record", digest),
    ("statement", digest),
    ("received", instant),
    ("tender", identifier),
    ("lot", identifier),
    ("round", None),
    ("vendor", identifier),
    ("version", None),
    ("logged-by", instant),
)


def parse_receipt_body(body: str) -> dict[str, str]:
    """The fields of a receipt text, as strings by their names. Raises Malformed for any other line or order."""
    lines = body.split("\n")
    if lines[0] != "sb1/receipt" or len(lines) != len(_RECEIPT_LINES) + 2 or lines[-1]:
        raise Malformed("receipt: not its lines")
    fields: dict[str, str] = {}
    for (name, check), line in zip(_RECEIPT_LINES, lines[1:-1], strict=True):
        key, separator, value = line.partition(" ")
        if key != name or not separator:
            raise Malformed(f"receipt: no line {name}")
        if check is None:
            if not value.isascii() or not value.isdigit() or value != str(int(value)):
                raise Malformed(f"receipt.{name}: not a number")
        else:
            check(value)
        fields[name] = value
    return fields
