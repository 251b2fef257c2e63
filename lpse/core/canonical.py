# SPDX-License-Identifier: Apache-2.0
"""Canonical JSON, hashes, labels, identifiers and instants: the bytes everyone signs and hashes.

A document of the product has exactly one encoding: RFC 8785 (JCS), restricted to objects with printable
ASCII keys, arrays, strings, ``true``, ``false``, ``null`` and integers below 2^53. There are no floats;
money is a decimal string. A document is accepted only if parsing and serialising it again gives the same
bytes, which refuses duplicate keys, spaces, ``1.0``, ``1e2``, needless escapes and a byte-order mark.

The browser's twin is ``js/sb1/canonical.js``; both are tested against each other.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from datetime import UTC, datetime
from typing import Any, Final, NoReturn

MAX_DOCUMENT: Final = 1 << 20
"""Bytes of an ordinary document."""
MAX_LIST: Final = 64 << 20
"""Bytes of a document that lists a whole tender (close, opened)."""
MAX_DEPTH: Final = 16
"""Containers within one another."""
MAX_INTEGER: Final = (1 << 53) - 1

_KEY = re.compile(r"[!-~]+")
_IDENTIFIER = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_TIMESTAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")
_B64U = re.compile(r"[A-Za-z0-9_-]*")
_STRING_OR_BRACKET = re.compile(rb'"(?:[^"\\]|\\.)*"|[][{}]', re.DOTALL)


class Malformed(ValueError):
    """Bytes or a document that are not what the format says; the message tells where."""


def canonical(obj: object) -> bytes:
    """The one encoding of ``obj`` (RFC 8785 restricted as above).

    Raises Malformed for a type, key, number or depth the format does not have.
    """
    _check(obj, 0)
    text = json.dumps(obj, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        raise Malformed("a string holds half a surrogate pair") from None


def _check(value: object, depth: int) -> None:
    """Refuse what RFC 8785 as restricted here cannot carry."""
    if value is None or isinstance(value, (bool, str)):
        return
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise Malformed("an integer lies outside 2^53")
        return
    if not isinstance(value, (dict, list)):
        raise Malformed(f"{type(value).__name__} has no canonical form")
    if depth == MAX_DEPTH:
        raise Malformed(f"more than {MAX_DEPTH} levels")
    if isinstance(value, list):
        for item in value:
            _check(item, depth + 1)
        return
    for key, item in value.items():
        if not isinstance(key, str) or not _KEY.fullmatch(key):
            raise Malformed("a key is not printable ASCII")
        _check(item, depth + 1)


def _refuse_number(text: str) -> NoReturn:
    raise Malformed(f"not an integer: {text[:40]}")


def _integer(text: str) -> int:
    if len(text) > 17:
        raise Malformed("an integer lies outside 2^53")
    return int(text)


def _check_depth(data: bytes) -> None:
    """Count brackets outside strings before the parser recurses (a RecursionError is not a ValueError)."""
    depth = 0
    for token in _STRING_OR_BRACKET.finditer(data):
        first = data[token.start()]
        if first in b"[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise Malformed(f"more than {MAX_DEPTH} levels")
        elif first in b"]}":
            depth -= 1


def parse(data: bytes | bytearray | memoryview, max_size: int = MAX_DOCUMENT) -> Any:
    """The document whose canonical bytes ``data`` is; ``max_size`` in bytes.

    Raises Malformed when the bytes are too many, too deep, not JSON or not the canonical form.
    """
    if len(data) > max_size:
        raise Malformed(f"more than {max_size} bytes")
    data = bytes(data)
    _check_depth(data)
    try:
        obj = json.loads(
            data.decode("utf-8"), parse_float=_refuse_number, parse_constant=_refuse_number, parse_int=_integer
        )
    except Malformed:
        raise
    except (ValueError, RecursionError) as error:
        raise Malformed(f"not JSON: {error}") from None
    if canonical(obj) != data:
        raise Malformed("not in canonical form")
    return obj


def b64u(data: bytes | bytearray | memoryview) -> str:
    """Base64url without padding (RFC 4648, section 5)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def unb64u(text: str, length: int | None = None) -> bytes:
    """The bytes of canonical unpadded base64url; ``length`` in bytes where it is fixed.

    Raises Malformed for padding, foreign letters, loose trailing bits or another length.
    """
    if not isinstance(text, str) or not _B64U.fullmatch(text):
        raise Malformed("not base64url")
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error:
        raise Malformed("not base64url") from None
    if b64u(data) != text:
        raise Malformed("base64url with loose bits")
    if length is not None and len(data) != length:
        raise Malformed(f"{len(data)} bytes where {length} belong")
    return data


def sha256(data: bytes | bytearray | memoryview) -> bytes:
    """SHA-256 digest, 32 bytes (FIPS 180-4)."""
    return hashlib.sha256(data).digest()


def hash_of(obj: object) -> str:
    """Base64url of the SHA-256 of the canonical bytes: the name of a document."""
    return b64u(sha256(canonical(obj)))


def label(tag: str) -> bytes:
    """Domain separator of the scheme: ``sb1/<tag>`` and a zero byte."""
    return b"sb1/" + tag.encode("ascii") + b"\0"


def timestamp(at: datetime) -> str:
    """``at`` as exactly 24 characters in UTC, ``YYYY-MM-DDThh:mm:ss.sssZ``, which sort as instants do.

    Raises ValueError for a naive datetime and for one finer than a millisecond: cut it in the open
    (``clock.now()`` and ``date_trunc`` do), never here in silence.
    """
    if at.tzinfo is None:
        raise ValueError("a naive datetime is no instant")
    if at.microsecond % 1000:
        raise ValueError("an instant finer than a millisecond")
    at = at.astimezone(UTC)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z".rjust(24, "0")


def parse_timestamp(text: str) -> datetime:
    """The instant of a 24-character timestamp. Raises Malformed for any other precision or zone."""
    if not isinstance(text, str) or not _TIMESTAMP.fullmatch(text):
        raise Malformed("not a timestamp of 24 characters")
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise Malformed("no such instant") from None


def check_identifier(text: str) -> str:
    """``text`` if it is an identifier of the formats (tender, lot, vendor, member), else Malformed."""
    if not isinstance(text, str) or not _IDENTIFIER.fullmatch(text):
        raise Malformed("not an identifier")
    return text
