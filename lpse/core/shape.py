# SPDX-License-Identifier: Apache-2.0
"""Small checks that together say which members a document has, each with its type and range.

A document has exactly the members its format lists: a missing, extra or wrongly typed one is refused.

    KEY = members("member", id=identifier, kem=blob(32), sig=blob(32))
    KEY({"id": "m1", "kem": "…", "sig": "…"})      # silent, or Malformed("member.kem: …")
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lpse.core import canonical as c
from lpse.core.canonical import Malformed

Check = Callable[[Any], object]
"""Called with a value; raises Malformed when the value does not fit. What it returns is not used."""

identifier: Check = c.check_identifier
instant: Check = c.parse_timestamp


def literal(*allowed: str) -> Check:
    """One of these strings."""

    def check(value: object) -> None:
        if not isinstance(value, str) or value not in allowed:
            raise Malformed(f"not {' or '.join(allowed)}")

    return check


def integer(low: int, high: int = c.MAX_INTEGER) -> Check:
    """An integer with ``low <= value <= high``; a boolean is none."""

    def check(value: object) -> None:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise Malformed(f"not an integer from {low} to {high}")

    return check


def text(longest: int, shortest: int = 0) -> Check:
    """A string of ``shortest`` to ``longest`` code points."""

    def check(value: object) -> None:
        if not isinstance(value, str) or not shortest <= len(value) <= longest:
            raise Malformed(f"not a text of {shortest} to {longest} characters")

    return check


def boolean(value: object) -> None:
    """True or false."""
    if not isinstance(value, bool):
        raise Malformed("not true or false")


def mapping(value: object) -> None:
    """Any object."""
    if not isinstance(value, dict):
        raise Malformed("not an object")


def blob(length: int) -> Check:
    """Base64url of exactly ``length`` bytes."""

    def check(value: str) -> None:
        c.unb64u(value, length)

    return check


digest: Check = blob(32)


def optional(inner: Check) -> Check:
    """``null`` or what ``inner`` accepts."""

    def check(value: object) -> None:
        if value is not None:
            inner(value)

    return check


def each(inner: Check, least: int, most: int) -> Check:
    """A list of ``least`` to ``most`` items, every one accepted by ``inner``."""

    def check(value: object) -> None:
        if not isinstance(value, list) or not least <= len(value) <= most:
            raise Malformed(f"not a list of {least} to {most}")
        for number, item in enumerate(value):
            _within(f"[{number}]", inner, item)

    return check


def table(key: Check, inner: Check, least: int, most: int) -> Check:
    """An object of ``least`` to ``most`` members with free names accepted by ``key``."""

    def check(value: object) -> None:
        if not isinstance(value, dict) or not least <= len(value) <= most:
            raise Malformed(f"not an object of {least} to {most} members")
        for name, item in value.items():
            key(name)
            _within(name, inner, item)

    return check


def members(what: str, **checks: Check) -> Check:
    """An object with exactly these members."""

    def check(value: object) -> None:
        if not isinstance(value, dict):
            raise Malformed(f"{what}: not an object")
        if value.keys() != checks.keys():
            odd = ", ".join(sorted(map(str, value.keys() ^ checks.keys())))
            raise Malformed(f"{what}: members missing or unknown: {odd[:200]}")
        for name, inner in checks.items():
            _within(f"{what}.{name}", inner, value[name])

    return check


def _within(where: str, inner: Check, value: object) -> None:
    """Run ``inner`` and put ``where`` before its complaint."""
    try:
        inner(value)
    except Malformed as error:
        raise Malformed(f"{where}: {error}") from None
