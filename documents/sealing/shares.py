# SPDX-License-Identifier: Apache-2.0
"""Shamir shares of 32-byte secrets over GF(2^128), dealt from a pseudorandom key so that dealing repeats.

Field: x^128 + x^7 + x^2 + x + 1, elements as 16 big-endian bytes, so pycryptodome's ``Shamir.combine`` joins
the shares. It takes 16 bytes at a time: a secret is two halves, a share is 32 bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from Crypto.Protocol.SecretSharing import Shamir

from documents.sealing.hpke import expand1

MOST_MEMBERS: Final = 15
_POLYNOMIAL: Final = 1 << 128 | 0x87


def _times(value: int, x: int) -> int:
    """``value * x`` in the field; ``x`` is a member's small public number, so branching on it tells nothing."""
    product = 0
    while x:
        if x & 1:
            product ^= value
        x >>= 1
        value <<= 1
        value ^= _POLYNOMIAL * (value >> 128)
    return product


def split(prk: bytes, secret: bytes, k: int, n: int) -> list[bytes]:
    """Shares of members 1..n of ``secret`` (32 bytes), any ``k`` of which give it back.

    Coefficient j of half h is ``Expand1(prk, "coef" || u8 h || u8 j, 16)``: the same ``prk`` deals the same shares.
    """
    if len(secret) != 32 or not 1 <= k <= n <= MOST_MEMBERS:
        raise ValueError("a secret has 32 bytes and 1 <= k <= n <= 15")
    halves: list[list[int]] = []
    for h in (0, 1):
        coefficients = [secret[16 * h : 16 * h + 16]]
        coefficients += [expand1(prk, b"coef" + bytes((h, j)), 16) for j in range(1, k)]
        halves.append([int.from_bytes(c, "big") for c in coefficients])
    return [b"".join(_at(polynomial, x) for polynomial in halves) for x in range(1, n + 1)]


def _at(polynomial: list[int], x: int) -> bytes:
    """The polynomial's value at ``x`` by Horner's rule."""
    value = 0
    for coefficient in reversed(polynomial):
        value = _times(value, x) ^ coefficient
    return value.to_bytes(16, "big")


def combine(shares: Mapping[int, bytes]) -> bytes:
    """The 32-byte secret of exactly k shares, by member number.

    Too few or wrong shares give wrong bytes without any complaint: the caller compares the result with a
    commitment (``envelope.open_envelope`` does). Raises ValueError for a number or length that is none.
    """
    if not shares or any(not 1 <= x <= MOST_MEMBERS or len(share) != 32 for x, share in shares.items()):
        raise ValueError("shares are 32 bytes of members 1 to 15")
    halves = ([(x, share[16 * h : 16 * h + 16]) for x, share in shares.items()] for h in (0, 1))
    return b"".join(Shamir.combine(half) for half in halves)
