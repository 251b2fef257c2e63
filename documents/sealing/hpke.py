# SPDX-License-Identifier: Apache-2.0
"""HPKE of one suite, DeriveKeyPair, and Ed25519 with the strict rules of the scheme.

Suite: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, base mode, single shot, empty AAD; all context
is in ``info``. A message is ``enc (32) || ciphertext || tag (16)``. The library has the curve, the cipher and the
hash; the key schedule is written out here, because openers deal an envelope again with chosen ephemerals and compare
it byte for byte, and the library's HPKE chooses its own. The vectors of RFC 9180 pin it, and tests open what is
sealed here, and seal what is opened here, with the library's HPKE and with another library's.
"""

from __future__ import annotations

import hmac
import secrets
from typing import Final

from Crypto.Cipher import AES
from Crypto.Hash import SHA512
from Crypto.Math.Numbers import Integer
from Crypto.Protocol.DH import import_x25519_public_key, key_agreement
from Crypto.PublicKey import ECC
from Crypto.PublicKey.ECC import EccKey
from Crypto.Signature import eddsa

from lpse.core.canonical import Malformed

SUITE: Final = "0020-0001-0002"
OVERHEAD: Final = 48
"""Bytes a message is longer than its plaintext."""

_KEM: Final = b"KEM\x00\x20"
_HPKE: Final = b"HPKE\x00\x20\x00\x01\x00\x02"
_P: Final = 2**255 - 19
_L: Final = 2**252 + 27742317777372353535851937790883648493
_B: Final = (
    15112221349535400772501151409588531511454012693041857206046113283949847762202,
    46316835694926478169428394003475163141307993866256225615783033603165251855960,
)
_ORDER_8: Final = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
_SMALL_Y: Final = frozenset({0, 1, _P - 1, _ORDER_8, _P - _ORDER_8})
"""The y coordinates of the eight points of small order on edwards25519."""


class Unopenable(ValueError):
    """A message that does not open under this key and context. Says nothing more on purpose."""


def hmac256(key: bytes, data: bytes) -> bytes:
    """HMAC-SHA256; also HKDF-Extract with ``key`` as salt (RFC 5869, section 2.2)."""
    return hmac.digest(key, data, "sha256")


def expand1(prk: bytes, info: bytes, length: int = 32) -> bytes:
    """First block of HKDF-Expand, at most 32 bytes (RFC 5869, section 2.3)."""
    if not 0 < length <= 32:
        raise ValueError("one block holds 1 to 32 bytes")
    return hmac256(prk, info + b"\x01")[:length]


def _extract(suite: bytes, salt: bytes, name: bytes, ikm: bytes) -> bytes:
    return hmac256(salt, b"HPKE-v1" + suite + name + ikm)


def _expand(suite: bytes, prk: bytes, name: bytes, info: bytes, length: int) -> bytes:
    return expand1(prk, length.to_bytes(2, "big") + b"HPKE-v1" + suite + name + info, length)


def derive_key_pair(ikm: bytes) -> tuple[bytes, bytes]:
    """X25519 private and public key, 32 bytes each, from at least 32 bytes of ``ikm`` (RFC 9180, 7.1.3)."""
    if len(ikm) < 32:
        raise ValueError("too little key material")
    sk = _expand(_KEM, _extract(_KEM, b"", b"dkp_prk", ikm), b"sk", b"", 32)
    return sk, public_key(sk)


def private_key(sk: bytes) -> EccKey:
    """The library's form of an X25519 private key of 32 bytes; keep it where many messages are opened."""
    return ECC.construct(curve="Curve25519", seed=bytes(sk))


def public_key(sk: bytes | EccKey) -> bytes:
    """The 32 bytes of the public half."""
    key = sk if isinstance(sk, EccKey) else private_key(sk)
    return bytes(key.public_key().export_key(format="raw"))


def check_x25519_public(raw: bytes) -> bytes:
    """``raw`` if it is a canonical X25519 public key of large order, else Malformed (RFC 7748, section 6.1).

    Canonical: 32 bytes, below 2^255 - 19, top bit clear. For every key that enters a document.
    """
    if len(raw) != 32 or int.from_bytes(raw, "little") >= _P:
        raise Malformed("not a canonical X25519 public key")
    try:
        import_x25519_public_key(bytes(raw))
    except ValueError:
        raise Malformed("an X25519 public key of small order") from None
    return raw


def seal(pk: bytes, info: bytes, pt: bytes | memoryview, eph: bytes | None = None) -> bytes:
    """One HPKE message to ``pk``: ``enc || ciphertext || tag`` (RFC 9180, 6.1 SealBase with empty AAD).

    ``eph`` is the ephemeral private key, only ever given by a dealing or a test vector; a fresh one else.
    Raises Malformed when ``pk`` is no key or of small order.
    """
    ephemeral = private_key(secrets.token_bytes(32) if eph is None else eph)
    enc = public_key(ephemeral)
    try:
        shared = key_agreement(eph_priv=ephemeral, static_pub=import_x25519_public_key(bytes(pk)), kdf=bytes)
    except ValueError:
        raise Malformed("an X25519 public key of small order") from None
    key, nonce = _schedule(shared, enc, bytes(pk), info)
    ct, tag = AES.new(key, AES.MODE_GCM, nonce=nonce, mac_len=16).encrypt_and_digest(pt)
    return b"".join((enc, ct, tag))


def _schedule(shared: bytes, enc: bytes, pk: bytes, info: bytes) -> tuple[bytes, bytes]:
    """Key and nonce of the only message of a context in base mode (RFC 9180, 4.1 and 5.1)."""
    eae = _extract(_KEM, b"", b"eae_prk", shared)
    secret = _expand(_KEM, eae, b"shared_secret", enc + pk, 32)
    context = b"\0" + _extract(_HPKE, b"", b"psk_id_hash", b"") + _extract(_HPKE, b"", b"info_hash", info)
    prk = _extract(_HPKE, secret, b"secret", b"")
    return _expand(_HPKE, prk, b"key", context, 32), _expand(_HPKE, prk, b"base_nonce", context, 12)


def open_(sk: bytes | EccKey, info: bytes, data: bytes | memoryview) -> bytes:
    """The plaintext of one HPKE message (RFC 9180, 6.1 OpenBase with empty AAD).

    Raises Unopenable when key, context or any byte differs. Slices are views: copies cost two thirds of the speed.
    """
    if len(data) < OVERHEAD:
        raise Unopenable("a message of fewer than 48 bytes")
    view = memoryview(data)
    enc = bytes(view[:32])
    key = sk if isinstance(sk, EccKey) else private_key(sk)
    try:
        shared = key_agreement(static_priv=key, eph_pub=import_x25519_public_key(enc), kdf=bytes)
        secret, nonce = _schedule(shared, enc, public_key(key), info)
        box = AES.new(secret, AES.MODE_GCM, nonce=nonce, mac_len=16)
        return bytes(box.decrypt_and_verify(view[32:-16], view[-16:]))
    except ValueError:
        raise Unopenable("the message does not open under this key and context") from None


def ed25519_public(seed: bytes) -> bytes:
    """Public key, 32 bytes, of an Ed25519 seed of 32 bytes (RFC 8032, 5.1.5)."""
    return bytes(eddsa.import_private_key(seed).public_key().export_key(format="raw"))


def check_ed25519_public(raw: bytes) -> bytes:
    """``raw`` if it is a canonical Ed25519 key of large order, else Malformed (RFC 8032, 5.1.3).

    A key of order 1, 2, 4 or 8 has signatures that hold for every message in some libraries: refused.
    """
    if len(raw) != 32:
        raise Malformed("not an Ed25519 public key")
    y = int.from_bytes(raw, "little") & (2**255 - 1)
    if y >= _P or y in _SMALL_Y:
        raise Malformed("an Ed25519 public key that is not canonical or of small order")
    try:
        eddsa.import_public_key(bytes(raw))
    except ValueError:
        raise Malformed("not an Ed25519 public key") from None
    return raw


def sign(seed: bytes, message: bytes) -> bytes:
    """Ed25519 signature, 64 bytes (RFC 8032, 5.1.6)."""
    return bytes(eddsa.new(eddsa.import_private_key(seed), "rfc8032").sign(message))


def verify(pk: bytes, message: bytes, signature: bytes) -> bool:
    """Whether ``signature`` is one of ``pk`` over ``message`` (RFC 8032, 5.1.7, without the cofactor).

    S below the order, A and R canonical, no small-order key. The library multiplies by the cofactor and browsers
    do not, so the equation is checked a second time without it: R = S·B - k·A byte for byte.
    """
    if len(signature) != 64:
        return False
    try:
        key = eddsa.import_public_key(bytes(check_ed25519_public(pk)))
        eddsa.new(key, "rfc8032").verify(message, signature)
    except ValueError:
        return False
    digest = SHA512.new(signature[:32] + bytes(pk) + message).digest()
    # Public scalars: blinding would add the order times A, which is not zero when A has a small part.
    k = Integer(int.from_bytes(digest, "little") % _L, public=True)
    s = Integer(int.from_bytes(signature[32:], "little"), public=True)
    point = s * ECC.construct(curve="Ed25519", point_x=_B[0], point_y=_B[1]).pointQ + k * (-key.pointQ)
    x, y = int(point.x), int(point.y)
    return hmac.compare_digest((y | (x & 1) << 255).to_bytes(32, "little"), signature[:32])
