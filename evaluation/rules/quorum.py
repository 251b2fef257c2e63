# SPDX-License-Identifier: Apache-2.0
"""Weighing the members' releases: whose shares are good, who is named, and whether every envelope has enough. Pure.

Nothing is opened here. Only when ``Quorum.is_complete`` may the opening job join secrets (sealed-bids.md 7.8): every
listed envelope has k good shares, so nobody can see one bid and then choose about the next.
"""

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from documents.sealing.envelope import Header, commitment, ctx_hash
from documents.sealing.hpke import Unopenable
from documents.sealing.release import Release, SealedRelease, open_release, verify_release
from lpse.core.canonical import Malformed, unb64u


class Fault(StrEnum):
    """What a member is named for."""

    SIGNATURE = "signature"
    """The release is not signed with the member's key for this opening."""
    BOX = "box"
    """The box does not open for this opening and member, or does not name every envelope once."""
    SHARE = "share"
    """A share does not match its commitment."""
    DISPUTE = "dispute"
    """The member declares that the share it was dealt does not match its commitment."""


@dataclass(frozen=True)
class Named:
    """A member named in public, with the envelopes concerned (none when the release as a whole is no good)."""

    x: int
    fault: Fault
    envelopes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Quorum:
    """The good shares of an opening by envelope and member number, and who is named."""

    threshold: int
    shares: Mapping[str, Mapping[int, bytes]]
    named: tuple[Named, ...]

    @property
    def short(self) -> tuple[str, ...]:
        """Envelopes that still lack good shares."""
        return tuple(name for name, good in self.shares.items() if len(good) < self.threshold)

    @property
    def is_complete(self) -> bool:
        """Whether every envelope has k good shares: nothing may be decrypted before."""
        return not self.short


def weigh(
    keyset: Mapping[str, Any],
    opening: str,
    headers: Mapping[str, Header],
    server_sk: bytes,
    releases: Iterable[SealedRelease],
) -> Quorum:
    """Open the members' boxes with the server's key and keep every share that matches its commitment.

    ``headers`` are those the opening lists, by their hashes; ``opening`` is the opening document's hash. A release that
    is wrong as a whole counts for nothing and names its member; a wrong share in it counts for nothing and names the
    member with that envelope. The others suffice if they are k.
    """
    good: dict[str, dict[int, bytes]] = {name: {} for name in headers}
    named: list[Named] = []
    for release in sorted(releases, key=lambda item: item.x):
        held = _open(keyset, opening, headers, server_sk, release)
        if isinstance(held, Named):
            named.append(held)
            continue
        wrong = []
        for name, share in held.shares.items():
            if _matches(headers[name], release.x, share):
                good[name][release.x] = share
            else:
                wrong.append(name)
        if wrong:
            named.append(Named(release.x, Fault.SHARE, tuple(sorted(wrong))))
        if held.disputes:
            named.append(Named(release.x, Fault.DISPUTE, tuple(sorted(held.disputes))))
    return Quorum(keyset["k"], good, tuple(named))


def _open(
    keyset: Mapping[str, Any], opening: str, headers: Mapping[str, Header], server_sk: bytes, release: SealedRelease
) -> Release | Named:
    if not verify_release(keyset, opening, release):
        return Named(release.x, Fault.SIGNATURE)
    try:
        return open_release(server_sk, opening, release, list(headers))
    except (Unopenable, Malformed):
        return Named(release.x, Fault.BOX)


def _matches(header: Header, x: int, share: bytes) -> bool:
    expected = unb64u(header["coms"][x - 1], 32)
    return hmac.compare_digest(commitment(ctx_hash(header["ctx"]), x, share), expected)
