# SPDX-License-Identifier: Apache-2.0
"""A committee member's seed, the keys it derives and the encrypted file that carries it (sealed-bids part 5).

The file is a JWE in compact form, ``PBES2-HS512+A256KW`` and ``A256GCM`` (RFC 7516; RFC 7518, 4.8 and 5.3), written by
WebCrypto and by this module alike. Its payload is ``{"v":"sb1/member-key","seed":...}``.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any, Final

from Crypto.Cipher import AES
from Crypto.Hash import SHA512
from Crypto.Protocol.KDF import PBKDF2

from documents.sealing.hpke import derive_key_pair, ed25519_public, expand1, hmac256, sign
from documents.sealing.words import recognise
from lpse.core.canonical import Malformed, b64u, canonical, label, parse, sha256, unb64u
from lpse.core.shape import blob, integer, literal, members

ALG: Final = "PBES2-HS512+A256KW"
ITERATIONS: Final = 600_000
_MOST_ITERATIONS: Final = 5_000_000
_MOST_BYTES: Final = 4096

_PAYLOAD = members("member-key", v=literal("sb1/member-key"), seed=blob(32))
_PROTECTED = members(
    "jwe",
    alg=literal(ALG),
    enc=literal("A256GCM"),
    p2c=integer(ITERATIONS, _MOST_ITERATIONS),
    p2s=blob(16),
)


class WrongPassphrase(ValueError):
    """The key file does not open with this passphrase, or it was changed."""


@dataclass(frozen=True)
class MemberKeys:
    """Both key pairs of a member, derived from its seed; public halves are 32 bytes, private ones stay unprinted."""

    kem_sk: bytes
    kem: bytes
    sig_seed: bytes
    sig: bytes

    def __repr__(self) -> str:
        return f"MemberKeys(kem={b64u(self.kem)}, sig={b64u(self.sig)})"

    def sign_member(self, document: dict[str, Any]) -> bytes:
        """Signature over the member document at enrolment (7.1)."""
        return sign(self.sig_seed, member_message(document))


def member_message(document: dict[str, Any]) -> bytes:
    """What a member signs at enrolment: ``L("member-sig") || hash(document)``."""
    return label("member-sig") + sha256(canonical(document))


def new_seed() -> bytes:
    """32 random bytes, all of a member's secret."""
    return secrets.token_bytes(32)


def derive_keys(seed: bytes) -> MemberKeys:
    """The key pairs of a seed of 32 bytes."""
    if len(seed) != 32:
        raise ValueError("a member's seed has 32 bytes")
    prk = hmac256(b"sb1/member", seed)
    kem_sk, kem = derive_key_pair(expand1(prk, b"kem"))
    sig_seed = expand1(prk, b"sig")
    return MemberKeys(kem_sk, kem, sig_seed, ed25519_public(sig_seed))


def _wrapping_key(passphrase: str, salt: bytes, iterations: int) -> bytes:
    """PBKDF2 with HMAC-SHA512; the salt is ``alg || 0x00 || p2s`` (RFC 7518, 4.8.1.1)."""
    salt_input = ALG.encode("ascii") + b"\0" + salt
    return PBKDF2(passphrase.encode("ascii"), salt_input, 32, count=iterations, hmac_hash_module=SHA512)


def write_key_file(seed: bytes, passphrase: str) -> str:
    """The key file's text; ``passphrase`` is eight words of the list. Raises ValueError for any other."""
    salt, iv, cek = secrets.token_bytes(16), secrets.token_bytes(12), secrets.token_bytes(32)
    protected = b64u(canonical({"alg": ALG, "enc": "A256GCM", "p2c": ITERATIONS, "p2s": b64u(salt)}))
    kek = _wrapping_key(recognise(passphrase), salt, ITERATIONS)
    wrapped = AES.new(kek, AES.MODE_KW).seal(cek)
    gcm = AES.new(cek, AES.MODE_GCM, nonce=iv, mac_len=16)
    gcm.update(protected.encode("ascii"))
    ct, tag = gcm.encrypt_and_digest(canonical({"v": "sb1/member-key", "seed": b64u(seed)}))
    return ".".join((protected, b64u(wrapped), b64u(iv), b64u(ct), b64u(tag)))


def check_key_file(text: str) -> None:
    """Refuse what is not a key file of ours, before anything is stored. Needs no passphrase. Raises Malformed."""
    _parts(text)


def _parts(text: str) -> tuple[dict[str, Any], str, bytes, bytes, bytes, bytes]:
    if len(text) > _MOST_BYTES or text.count(".") != 4:
        raise Malformed("member key file: not a compact JWE")
    protected, wrapped, iv, ct, tag = text.split(".")
    header = parse(unb64u(protected))
    _PROTECTED(header)
    return header, protected, unb64u(wrapped, 40), unb64u(iv, 12), unb64u(ct), unb64u(tag, 16)


def read_key_file(text: str, passphrase: str) -> bytes:
    """The seed in a key file.

    Raises Malformed when the text is no key file, WrongPassphrase when it does not open, and as ``words.recognise``
    does when the passphrase is not eight words of the list.
    """
    header, protected, wrapped, iv, ct, tag = _parts(text.strip())
    kek = _wrapping_key(recognise(passphrase), unb64u(header["p2s"], 16), header["p2c"])
    try:
        cek = AES.new(kek, AES.MODE_KW).unseal(wrapped)
        gcm = AES.new(cek, AES.MODE_GCM, nonce=iv, mac_len=16)
        gcm.update(protected.encode("ascii"))
        payload = gcm.decrypt_and_verify(ct, tag)
    except ValueError:
        raise WrongPassphrase("the key file does not open with this passphrase") from None
    doc = parse(payload)
    _PAYLOAD(doc)
    return unb64u(doc["seed"], 32)
