# SPDX-License-Identifier: Apache-2.0
"""The key set of a tender: whose keys its envelopes are dealt to, frozen before the announcement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from documents.sealing.hpke import check_ed25519_public, check_x25519_public, sign, verify
from documents.sealing.shares import MOST_MEMBERS
from lpse.core.canonical import Malformed, b64u, canonical, hash_of, label, sha256, unb64u
from lpse.core.shape import digest, each, identifier, integer, literal, members, optional, table

KINDS: Final = ("single", "tech", "price", "prequal")
CANARY: Final = "canary"
"""Reserved kind and vendor of a rehearsal; in no tender, opening or statement."""


def _kem(value: str) -> None:
    check_x25519_public(unb64u(value, 32))


def _sig(value: str) -> None:
    check_ed25519_public(unb64u(value, 32))


_SHAPE = members(
    "keyset",
    v=literal("sb1/keyset"),
    tender=identifier,
    gen=integer(1, 1000),
    prev=optional(digest),
    k=integer(2, MOST_MEMBERS - 1),
    members=each(members("member", id=identifier, kem=_kem, sig=_sig), 3, MOST_MEMBERS),
    server=table(literal(*KINDS), _kem, 1, len(KINDS)),
)
_MEMBER = members("member", v=literal("sb1/member"), id=identifier, kem=_kem, sig=_sig)


def member_document(member: str, kem: bytes, sig: bytes) -> dict[str, Any]:
    """What a member signs at enrolment and the ``member`` leaf carries (sealed-bids 7.1)."""
    doc = {"v": "sb1/member", "id": member, "kem": b64u(kem), "sig": b64u(sig)}
    check_member(doc)
    return doc


def check_member(doc: object) -> None:
    """Refuse a member document whose members or keys are not what the format says. Raises Malformed."""
    _MEMBER(doc)


def fingerprint(kem: str, sig: str) -> str:
    """First 8 groups of 4 hex digits of H(kem || sig), which a member prints and keeps."""
    digits = sha256(unb64u(kem, 32) + unb64u(sig, 32)).hex()[:32]
    return " ".join(digits[at : at + 4] for at in range(0, 32, 4))


def make_keyset(
    tender: str,
    k: int,
    people: Iterable[Mapping[str, str]],
    server: Mapping[str, bytes],
    *,
    gen: int = 1,
    prev: str | None = None,
) -> dict[str, Any]:
    """The key set document; ``people`` give ``id, kem, sig`` in the order of their numbers 1..n.

    ``server`` maps each envelope kind of the tender to the server's public key. Raises Malformed.
    """
    doc: dict[str, Any] = {
        "v": "sb1/keyset",
        "tender": tender,
        "gen": gen,
        "prev": prev,
        "k": k,
        "members": [{name: person[name] for name in ("id", "kem", "sig")} for person in people],
        "server": {kind: b64u(key) for kind, key in server.items()},
    }
    check_keyset(doc)
    return doc


def check_keyset(doc: Any, kinds: Iterable[str] | None = None) -> None:
    """Refuse a key set that breaks a rule of sealed-bids part 5. Raises Malformed with the reason.

    2 <= k < n <= 15 and k > n/2; members, ``kem`` and ``sig`` keys all different; no low-order or non-canonical key;
    ``server`` has exactly ``kinds`` where the caller knows them; a first generation has no ``prev``.
    """
    _SHAPE(doc)
    n, k = len(doc["members"]), doc["k"]
    if not (k < n and 2 * k > n):
        raise Malformed(f"keyset: {k} of {n} is no majority short of all")
    for name in ("id", "kem", "sig"):
        if len({member[name] for member in doc["members"]}) != n:
            raise Malformed(f"keyset: two members share a {name}")
    keys = [member["kem"] for member in doc["members"]] + list(doc["server"].values())
    if len(set(keys)) != len(keys):
        raise Malformed("keyset: one key stands twice")
    if (doc["gen"] == 1) != (doc["prev"] is None):
        raise Malformed("keyset: generation and predecessor disagree")
    if kinds is not None and set(doc["server"]) != set(kinds):
        raise Malformed("keyset: server keys are not those of the tender's envelopes")


def sign_keyset(doc: Mapping[str, Any], seed: bytes) -> bytes:
    """A member's signature, 64 bytes, with which it accepts being part of the key set."""
    return sign(seed, label("keyset-sig") + sha256(canonical(doc)))


def verify_keyset(doc: Mapping[str, Any], x: int, signature: bytes) -> bool:
    """Whether member ``x`` (1..n) of the key set signed it."""
    key = unb64u(doc["members"][x - 1]["sig"], 32)
    return verify(key, label("keyset-sig") + sha256(canonical(doc)), signature)


def server_key(doc: Mapping[str, Any], kind: str) -> bytes:
    """The server's public key for envelopes of ``kind``; for a canary the first in name order."""
    servers = doc["server"]
    name = min(servers) if kind == CANARY else kind
    if name not in servers:
        raise Malformed(f"keyset: no server key for {kind}")
    return unb64u(servers[name], 32)


__all__ = [
    "CANARY",
    "KINDS",
    "check_keyset",
    "check_member",
    "fingerprint",
    "hash_of",
    "make_keyset",
    "member_document",
    "server_key",
    "sign_keyset",
    "verify_keyset",
]
