# SPDX-License-Identifier: Apache-2.0
"""Sealed parts of a complaint, ``sb1/voice``: who speaks and what is attached, for auditors alone.

    secret   = 32 random bytes of the complainant's browser; env = DeriveKeyPair(secret)
    ctx      = {"v":"sb1/voice","form":...,"env":...}                  ch = hash(ctx)
    wrap     = Seal(auditor's kem, L("voice-key") || ch || kem, secret)          one per auditor
    object n = Seal(env, L("voice") || ch || u32 n, plaintext)                   0 is the manifest, 1.. are files

Whoever opens one wrap can make another for a successor: the objects stay as they came. ``form`` names the one sending
of the form, so that nothing sealed for one complaint is ever another's. Everything else is that of sealed bids: HPKE,
the members' key files, canonical JSON. Its twin is lpse/static/js/sb1/voice.js.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from documents.sealing.hpke import OVERHEAD, Unopenable, check_x25519_public, derive_key_pair, open_, seal
from lpse.core.canonical import Malformed, b64u, canonical, label, parse, sha256, unb64u
from lpse.core.shape import blob, digest, each, identifier, integer, literal, members, text

MOST_FILES: Final = 5
MOST_BYTES: Final = 20 * 2**20
"""Bytes of one attached file before sealing."""
MOST_KEYS: Final = 50
BLOCK: Final = 4096
"""The manifest is padded with spaces to a multiple of this, so that its length tells nothing."""
MODES: Final = ("anonymous", "confidential", "open")
MOST_NAME: Final = 200
TYPES: Final = ("application/pdf", "image/jpeg", "image/png", "image/webp")

_KEY = members("key", id=identifier, kem=blob(32), w=blob(80))
_OBJECT = members("object", n=integer(0, MOST_FILES), len=integer(OVERHEAD, MOST_BYTES + OVERHEAD), ct=digest)
_HEADER = members(
    "voice",
    v=literal("sb1/voice"),
    form=identifier,
    env=blob(32),
    mode=literal(*MODES),
    keys=each(_KEY, 1, MOST_KEYS),
    objects=each(_OBJECT, 1, MOST_FILES + 1),
)
_MANIFEST = members(
    "voice-manifest",
    v=literal("sb1/voice-manifest"),
    name=text(MOST_NAME),
    contact=text(MOST_NAME),
    files=each(
        members(
            "file",
            n=integer(1, MOST_FILES),
            name=text(255, 1),
            type=literal(*TYPES),
            size=integer(0, MOST_BYTES),
            pt=digest,
        ),
        0,
        MOST_FILES,
    ),
)


@dataclass(frozen=True)
class Attached:
    """A file as its author attached it; ``media`` is what its first bytes show."""

    name: str
    media: str
    body: bytes


def check_header(doc: Any) -> None:
    """Refuse a header that is not well formed: keys once each, objects numbered from 0. Raises Malformed."""
    _HEADER(doc)
    check_x25519_public(unb64u(doc["env"], 32))
    if len({key["id"] for key in doc["keys"]}) != len(doc["keys"]):
        raise Malformed("voice.keys: a key stands there twice")
    if [row["n"] for row in doc["objects"]] != list(range(len(doc["objects"]))):
        raise Malformed("voice.objects: not numbered from 0")
    if doc["objects"][0]["len"] % BLOCK != OVERHEAD:
        raise Malformed("voice.objects: the manifest is not padded")


def read_header(data: bytes) -> dict[str, Any]:
    """Return the header in canonical bytes. Raises Malformed."""
    doc = parse(data)
    check_header(doc)
    return dict(doc)


def _context(header: Mapping[str, Any]) -> bytes:
    return sha256(canonical({"v": "sb1/voice", "form": header["form"], "env": header["env"]}))


def _key_info(header: Mapping[str, Any], kem: bytes) -> bytes:
    return label("voice-key") + _context(header) + kem


def _object_info(header: Mapping[str, Any], n: int) -> bytes:
    return label("voice") + _context(header) + n.to_bytes(4, "big")


def wrap(header: Mapping[str, Any], secret: bytes, kem: bytes) -> bytes:
    """Seal the secret of a complaint to one auditor: 80 bytes. Raises Malformed for a key of small order."""
    return seal(kem, _key_info(header, kem), secret)


def unwrap(header: Mapping[str, Any], wrapped: bytes, kem_sk: bytes, kem: bytes) -> bytes:
    """Return the secret. Raises Unopenable for another's wrap, or one of another complaint."""
    secret = open_(kem_sk, _key_info(header, kem), wrapped)
    if b64u(derive_key_pair(secret)[1]) != header["env"]:
        raise Unopenable("the secret is not that of this complaint")
    return secret


def open_object(header: Mapping[str, Any], secret: bytes, n: int, data: bytes) -> bytes:
    """Return the plaintext of one object. Raises Unopenable, also for bytes that are not the header's."""
    if b64u(sha256(data)) != header["objects"][n]["ct"]:
        raise Unopenable("other bytes than the header names")
    return open_(derive_key_pair(secret)[0], _object_info(header, n), data)


def read_manifest(plaintext: bytes) -> dict[str, Any]:
    """Return the manifest in the plaintext of object 0. Raises Malformed."""
    doc = parse(plaintext.rstrip(b" "))
    _MANIFEST(doc)
    return dict(doc)


def seal_voice(
    form: str,
    auditors: Sequence[tuple[str, bytes]],
    *,
    mode: str = "confidential",
    name: str = "",
    contact: str = "",
    files: Sequence[Attached] = (),
) -> tuple[dict[str, Any], list[bytes]]:
    """Return header and objects of what is sealed to every auditor (id and kem); what browsers do, for the demo."""
    secret = secrets.token_bytes(32)
    _sk, env = derive_key_pair(secret)
    header: dict[str, Any] = {"v": "sb1/voice", "form": form, "env": b64u(env), "mode": mode}
    rows = [
        {"n": n, "name": file.name, "type": file.media, "size": len(file.body), "pt": b64u(sha256(file.body))}
        for n, file in enumerate(files, start=1)
    ]
    manifest = {"v": "sb1/voice-manifest", "name": name, "contact": contact, "files": rows}
    _MANIFEST(manifest)
    data = canonical(manifest)
    plain = [data + b" " * (-len(data) % BLOCK), *(file.body for file in files)]
    sealed = [seal(env, _object_info(header, n), body) for n, body in enumerate(plain)]
    header["objects"] = [{"n": n, "len": len(body), "ct": b64u(sha256(body))} for n, body in enumerate(sealed)]
    header["keys"] = [{"id": key, "kem": b64u(kem), "w": b64u(wrap(header, secret, kem))} for key, kem in auditors]
    check_header(header)
    return header, sealed
