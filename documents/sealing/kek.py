# SPDX-License-Identifier: Apache-2.0
"""Wrapping of the server's seeds by the key-encryption key (KEK): AES-256 key wrap, RFC 3394. Pure."""

from __future__ import annotations

from typing import Final

from Crypto.Cipher import AES

KEY_SIZE: Final = 32
"""Bytes of the KEK and of a seed."""


class Unwrappable(ValueError):
    """A wrapped seed that does not open: another KEK, or bytes that changed."""


def wrap(kek: bytes, seed: bytes) -> bytes:
    """The seed, 32 bytes, wrapped under the KEK: 40 bytes that show any change (RFC 3394, 2.2.1)."""
    if len(kek) != KEY_SIZE or len(seed) != KEY_SIZE:
        raise ValueError("the key-encryption key and the seed have 32 bytes each")
    return bytes(AES.new(kek, AES.MODE_KW).seal(seed))


def unwrap(kek: bytes, wrapped: bytes) -> bytes:
    """The seed in ``wrapped``. Raises Unwrappable (RFC 3394, 2.2.2)."""
    try:
        return bytes(AES.new(kek, AES.MODE_KW).unseal(wrapped))
    except ValueError:
        raise Unwrappable("the wrapped seed does not open under this key") from None
