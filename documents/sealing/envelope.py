# SPDX-License-Identifier: Apache-2.0
"""An envelope: its context, header, dealing, the checks on arrival and the opening (sealed-bids part 6).

``cs || ss`` is the seed of the envelope's one-time key. ``cs`` is shared among the committee, ``ss`` goes to the
server. Everything a dealer could choose derives from the two, so whoever opens deals again and compares.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from Crypto.PublicKey.ECC import EccKey

from documents.sealing import shares as sharing
from documents.sealing.hpke import (
    SUITE,
    Unopenable,
    check_x25519_public,
    derive_key_pair,
    expand1,
    hmac256,
    open_,
    seal,
)
from documents.sealing.keyset import CANARY, KINDS, server_key
from lpse.core.canonical import Malformed, b64u, canonical, hash_of, label, sha256, unb64u
from lpse.core.shape import blob, digest, each, identifier, instant, integer, literal, members

SEGMENT: Final = 8 << 20
"""Plaintext bytes of a full segment; one S3 part is this and 48 bytes."""

Header = dict[str, Any]


class Reason(StrEnum):
    """Why an envelope or object gave no offer, in the words of the ``opened`` document."""

    DEALING = "dealing"
    SHARE = "share"
    SEGMENT = "segment"
    MANIFEST = "manifest"
    LOST = "lost"


@dataclass(frozen=True)
class Expectations:
    """What the server itself knows of an envelope that arrives (sealed-bids 6.8)."""

    tender: str
    lot: str
    round: int
    vendor: str
    kind: str
    ver: int
    deadlines: Collection[str]
    """Deadlines, as timestamps, of the tender's published revisions; ``nb`` must be one of them."""


@dataclass(frozen=True)
class OpenResult:
    """Outcome of joining the shares of one envelope."""

    sk: bytes | None
    """The envelope's private key, or None."""
    blamed: tuple[int, ...]
    """Numbers of members whose share does not match its commitment."""
    reason: Reason | None
    """``dealing``: the header is inconsistent, void whoever opens it. ``share``: fewer than k good shares came in,
    which is no verdict on the envelope: the opening stops and names the members."""

    @property
    def is_open(self) -> bool:
        """Whether the key was found."""
        return self.sk is not None


def _env(value: str) -> None:
    check_x25519_public(unb64u(value, 32))


def _segment(value: object) -> None:
    if value != SEGMENT or isinstance(value, bool):
        raise Malformed(f"not {SEGMENT}")


_CONTEXT = members(
    "ctx",
    v=literal("sb1"),
    suite=literal(SUITE),
    tender=identifier,
    lot=identifier,
    round=integer(1, 9),
    vendor=identifier,
    kind=literal(*KINDS, CANARY),
    ver=integer(1, 1_000_000),
    keyset=digest,
    nb=instant,
    seg=_segment,
    env=_env,
)


def make_context(
    *, tender: str, lot: str, round: int, vendor: str, kind: str, ver: int, keyset: str, nb: str
) -> dict[str, Any]:
    """The context of an envelope before it is dealt: all of ``ctx`` but ``env``, which ``deal`` puts in."""
    return {
        "v": "sb1",
        "suite": SUITE,
        "tender": tender,
        "lot": lot,
        "round": round,
        "vendor": vendor,
        "kind": kind,
        "ver": ver,
        "keyset": keyset,
        "nb": nb,
        "seg": SEGMENT,
    }


def ctx_hash(ctx: Mapping[str, Any]) -> bytes:
    """``ch``: 32 bytes that bind every wrap to tender, lot, round, vendor, kind, version, key set and deadline."""
    return sha256(canonical(ctx))


def header_hash(header: Header) -> str:
    """``hh``: the name of the envelope everywhere, base64url."""
    return hash_of(header)


def share_info(ch: bytes, x: int) -> bytes:
    """HPKE info of wrap ``x``; 0 is the server's."""
    return label("share") + ch + bytes((x,))


def commitment(ch: bytes, x: int, share: bytes) -> bytes:
    """What the header says of member ``x``'s share, 32 bytes."""
    return sha256(label("com") + ch + bytes((x,)) + share)


def dealt_shares(keyset: Mapping[str, Any], cs: bytes, ss: bytes) -> list[bytes]:
    """The shares of members 1..n that dealing ``cs || ss`` gives; a canary's dealer compares proofs with them."""
    return sharing.split(hmac256(b"sb1/dealing", cs + ss), cs, keyset["k"], len(keyset["members"]))


def deal(ctx: Mapping[str, Any], keyset: Mapping[str, Any], cs: bytes, ss: bytes) -> Header:
    """The header of an envelope whose secret halves are ``cs`` and ``ss``, 32 bytes each; deterministic.

    ``env`` in ``ctx`` is set to the key the secret derives. Raises Malformed when the key set lacks the kind.
    """
    if len(cs) != 32 or len(ss) != 32:
        raise ValueError("the two halves of the secret have 32 bytes each")
    ikm = cs + ss
    _, env = derive_key_pair(ikm)
    ctx = {**ctx, "env": b64u(env)}
    ch = ctx_hash(ctx)
    prk = hmac256(b"sb1/dealing", ikm)
    people = keyset["members"]
    dealt = dealt_shares(keyset, cs, ss)
    keys = [server_key(keyset, ctx["kind"]), *(unb64u(member["kem"], 32) for member in people)]
    wraps = []
    for x, (key, secret) in enumerate(zip(keys, [ss, *dealt], strict=True)):
        eph, _ = derive_key_pair(expand1(prk, b"eph" + bytes((x,))))
        wraps.append(b64u(seal(key, share_info(ch, x), secret, eph)))
    coms = [b64u(commitment(ch, x, share)) for x, share in enumerate(dealt, start=1)]
    return {"ctx": ctx, "wraps": wraps, "coms": coms}


def new_envelope(ctx: Mapping[str, Any], keyset: Mapping[str, Any]) -> tuple[Header, bytes]:
    """Header and public key of a fresh envelope; the secret is forgotten on return (sealed-bids 7.3)."""
    header = deal(ctx, keyset, secrets.token_bytes(32), secrets.token_bytes(32))
    return header, unb64u(header["ctx"]["env"], 32)


def check_header(header: Any, keyset: Mapping[str, Any], expected: Expectations) -> None:
    """The checks of sealed-bids 6.8 that need no secret. Raises Malformed with the member that is wrong.

    That ``env`` is unique in the installation, the caller asks its database.
    """
    n = len(keyset["members"])
    members("header", ctx=_CONTEXT, wraps=each(blob(80), n + 1, n + 1), coms=each(digest, n, n))(header)
    ctx = header["ctx"]
    for name in ("tender", "lot", "round", "vendor", "kind", "ver"):
        if ctx[name] != getattr(expected, name):
            raise Malformed(f"ctx.{name}: not the one this envelope was begun for")
    if (ctx["kind"] == CANARY) != (ctx["vendor"] == CANARY):
        raise Malformed("ctx.kind: a canary is no bid")
    if ctx["tender"] != keyset["tender"] or ctx["keyset"] != hash_of(keyset):
        raise Malformed("ctx.keyset: not this key set of the tender")
    if ctx["nb"] not in expected.deadlines:
        raise Malformed("ctx.nb: not a published deadline of the tender")
    server_key(keyset, ctx["kind"])


def unwrap_share(member_sk: bytes | EccKey, header: Header, x: int) -> bytes:
    """Member ``x``'s share, 32 bytes, checked against its commitment.

    Raises Unopenable when the wrap does not open for this key or holds another share: a dispute.
    """
    ch = ctx_hash(header["ctx"])
    share = open_(member_sk, share_info(ch, x), unb64u(header["wraps"][x], 80))
    if not hmac.compare_digest(commitment(ch, x, share), unb64u(header["coms"][x - 1], 32)):
        raise Unopenable("the share does not match its commitment")
    return share


def unwrap_server(server_sk: bytes | EccKey, header: Header) -> bytes:
    """The server's half ``ss``, 32 bytes. Raises Unopenable; such an envelope is void (``dealing``)."""
    return open_(server_sk, share_info(ctx_hash(header["ctx"]), 0), unb64u(header["wraps"][0], 80))


def open_envelope(
    header: Header, keyset: Mapping[str, Any], ss: bytes | None, shares: Mapping[int, bytes]
) -> OpenResult:
    """Join ``ss`` and the members' ``shares`` (by number 1..n) into the envelope's key (sealed-bids 6.9, 1 to 4).

    ``ss`` is None when the server's wrap did not open. A share that fails its commitment is dropped and its
    member blamed; the k lowest good ones count; the whole header is dealt again and must be equal byte for byte.
    """
    ch, k = ctx_hash(header["ctx"]), keyset["k"]
    good: dict[int, bytes] = {}
    blamed = []
    for x in sorted(shares):
        if not 1 <= x <= len(keyset["members"]):
            raise ValueError(f"the key set has no member {x}")
        if hmac.compare_digest(commitment(ch, x, shares[x]), unb64u(header["coms"][x - 1], 32)):
            good[x] = shares[x]
        else:
            blamed.append(x)
    if len(good) < k:
        return OpenResult(None, tuple(blamed), Reason.SHARE)
    if ss is None or len(ss) != 32 or any(len(share) != 32 for share in good.values()):
        return OpenResult(None, tuple(blamed), Reason.DEALING)
    cs = sharing.combine({x: good[x] for x in sorted(good)[:k]})
    sk, env = derive_key_pair(cs + ss)
    if not hmac.compare_digest(b64u(env), header["ctx"]["env"]) or canonical(
        deal(header["ctx"], keyset, cs, ss)
    ) != canonical(header):
        return OpenResult(None, tuple(blamed), Reason.DEALING)
    return OpenResult(sk, tuple(blamed), None)
