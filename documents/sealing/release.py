# SPDX-License-Identifier: Apache-2.0
"""A member's part in an opening: release box and signature (sealed-bids 7.7), and the canary proof (7.2)."""

from __future__ import annotations

import hmac
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from Crypto.PublicKey.ECC import EccKey

from documents.sealing.envelope import Header, ctx_hash, deal, make_context, unwrap_share
from documents.sealing.hpke import Unopenable, open_, seal, sign, verify
from documents.sealing.keyset import CANARY, server_key
from documents.sealing.shares import MOST_MEMBERS
from lpse.core.canonical import MAX_LIST, Malformed, b64u, canonical, hash_of, label, parse, sha256, unb64u
from lpse.core.shape import digest, each, integer, literal, members, table

MOST_ENVELOPES: Final = 100_000

_BODY = members(
    "release",
    v=literal("sb1/release"),
    opening=digest,
    x=integer(1, MOST_MEMBERS),
    shares=table(digest, digest, 0, MOST_ENVELOPES),
    disputes=each(digest, 0, MOST_ENVELOPES),
)


@dataclass(frozen=True)
class Release:
    """What one member's box held."""

    x: int
    shares: dict[str, bytes]
    """Share by header hash."""
    disputes: frozenset[str]
    """Header hashes whose wrapped share did not match its commitment."""


@dataclass(frozen=True)
class SealedRelease:
    """A release on its way: the box for the server alone and the signature for everyone."""

    x: int
    box: bytes
    sig: bytes

    @property
    def box_hash(self) -> str:
        """What the ``release`` leaf carries of the box."""
        return b64u(sha256(self.box))


def _info(opening: str, x: int) -> bytes:
    return label("release") + unb64u(opening, 32) + bytes((x,))


def signed_message(opening: str, x: int, box: bytes) -> bytes:
    """What a member signs: opening, number and the hash of the box."""
    return label("release-sig") + unb64u(opening, 32) + bytes((x,)) + sha256(box)


def build_release(
    *,
    opening: str,
    kind: str,
    keyset: Mapping[str, Any],
    x: int,
    kem_sk: bytes,
    sig_seed: bytes,
    headers: Iterable[Header],
) -> SealedRelease:
    """Member ``x``'s release of the whole opening, never of a part; a bad share becomes a dispute (7.7 R7, R8).

    ``opening`` is the hash of the opening document. What only the browser can judge (R1 to R6) it judges first.
    """
    held: dict[str, str] = {}
    disputes: list[str] = []
    for header in headers:
        name = hash_of(header)
        try:
            held[name] = b64u(unwrap_share(kem_sk, header, x))
        except Unopenable:
            disputes.append(name)
    body = {"v": "sb1/release", "opening": opening, "x": x, "shares": held, "disputes": sorted(disputes)}
    box = seal(server_key(keyset, kind), _info(opening, x), canonical(body))
    return SealedRelease(x, box, sign(sig_seed, signed_message(opening, x, box)))


def verify_release(keyset: Mapping[str, Any], opening: str, release: SealedRelease) -> bool:
    """Whether the signature is member ``x``'s over this box for this opening. Needs no secret."""
    people = keyset["members"]
    if not 1 <= release.x <= len(people):
        return False
    return verify_release_leaf(
        unb64u(people[release.x - 1]["sig"], 32), opening, release.x, release.box_hash, release.sig
    )


def verify_release_leaf(sig_key: bytes, opening: str, x: int, box_hash: str, sig: bytes) -> bool:
    """The same from the public leaf alone, which carries only the hash of the box."""
    m = label("release-sig") + unb64u(opening, 32) + bytes((x,)) + unb64u(box_hash, 32)
    return verify(sig_key, m, sig)


def open_release(
    server_sk: bytes | EccKey, opening: str, release: SealedRelease, envelopes: Collection[str]
) -> Release:
    """What the box holds, checked against the opening's ``envelopes`` (header hashes).

    Raises Unopenable when the box is not for this key, opening and member; Malformed when it does not name every
    envelope exactly once, as share or dispute. Call ``verify_release`` first.
    """
    body = parse(open_(server_sk, _info(opening, release.x), release.box), MAX_LIST)
    _BODY(body)
    if body["opening"] != opening or body["x"] != release.x:
        raise Malformed("release: of another opening or member")
    named = [*body["shares"], *body["disputes"]]
    if len(named) != len(set(named)) or set(named) != set(envelopes):
        raise Malformed("release: does not name every envelope of the opening exactly once")
    if body["disputes"] != sorted(body["disputes"]):
        raise Malformed("release: disputes are not in order")
    shares = {name: unb64u(share, 32) for name, share in body["shares"].items()}
    return Release(release.x, shares, frozenset(body["disputes"]))


def deal_canary(keyset: Mapping[str, Any], ver: int, nb: str, cs: bytes, ss: bytes) -> Header:
    """A rehearsal header the server deals: ``kind`` and ``vendor`` are ``canary``, ``ver`` counts rehearsals."""
    ctx = make_context(
        tender=keyset["tender"], lot="1", round=1, vendor=CANARY, kind=CANARY, ver=ver, keyset=hash_of(keyset), nb=nb
    )
    return deal(ctx, keyset, cs, ss)


def canary_proof(header: Header, x: int, share: bytes) -> bytes:
    """H("canary" || ch || x || share), 32 bytes: shows that the share was read without showing it.

    Raises Malformed for a header that is no canary: this path must never touch a bid.
    """
    ctx = header["ctx"]
    if ctx["kind"] != CANARY or ctx["vendor"] != CANARY:
        raise Malformed("canary: a real envelope is not rehearsed")
    return sha256(label("canary") + ctx_hash(ctx) + bytes((x,)) + share)


def _canary_message(header: Header, x: int, proof: bytes) -> bytes:
    return label("canary-sig") + ctx_hash(header["ctx"]) + bytes((x,)) + proof


def answer_canary(header: Header, x: int, kem_sk: bytes, sig_seed: bytes) -> tuple[bytes, bytes]:
    """A member's proof and signature for a canary. Raises Malformed for a real header, Unopenable for a wrong key."""
    canary_proof(header, x, b"")
    proof = canary_proof(header, x, unwrap_share(kem_sk, header, x))
    return proof, sign(sig_seed, _canary_message(header, x, proof))


def verify_canary(
    header: Header, keyset: Mapping[str, Any], x: int, share: bytes, proof: bytes, signature: bytes
) -> bool:
    """Whether member ``x`` read its ``share`` of the canary, which its dealer knows (``envelope.dealt_shares``)."""
    key = unb64u(keyset["members"][x - 1]["sig"], 32)
    return hmac.compare_digest(canary_proof(header, x, share), proof) and verify(
        key, _canary_message(header, x, proof), signature
    )
