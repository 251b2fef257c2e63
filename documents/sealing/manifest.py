# SPDX-License-Identifier: Apache-2.0
"""The manifest: object 0 of an envelope, the vendor's own list of its files and its form (sealed-bids 6.4)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from documents.sealing.chunks import MOST_BYTES, MOST_FILES, MOST_SEGMENTS, SealedObject, segment_count
from documents.sealing.envelope import SEGMENT
from documents.sealing.hpke import OVERHEAD
from lpse.core.canonical import Malformed, b64u, canonical, hash_of, parse
from lpse.core.shape import blob, digest, each, identifier, integer, literal, mapping, members, text

BLOCK: Final = 4096
"""The manifest's plaintext is padded with spaces to a multiple of this, to hide how much it lists."""


@dataclass(frozen=True)
class ManifestFile:
    """One file inside an envelope. ``name`` and ``type`` are labels shown as text: never a path or a header."""

    n: int
    slot: str
    name: str
    type: str
    size: int
    len: int
    segs: int
    pt: str
    ct: str

    @property
    def sealed(self) -> SealedObject:
        """The statement's entry of this file."""
        return SealedObject(self.n, self.len, self.segs, self.ct)


_SHAPE = members(
    "manifest",
    v=literal("sb1/manifest"),
    files=each(
        members(
            "file",
            n=integer(1, MOST_FILES),
            slot=identifier,
            name=text(255, 1),
            type=text(127),
            size=integer(0, MOST_BYTES),
            len=integer(OVERHEAD),
            segs=integer(1, MOST_SEGMENTS),
            pt=digest,
            ct=digest,
        ),
        0,
        MOST_FILES,
    ),
    form=mapping,
    salt=blob(32),
)


def make_manifest(files: Iterable[ManifestFile], form: Mapping[str, Any], salt: bytes | None = None) -> dict[str, Any]:
    """The manifest document; ``form`` is the machine-readable offer with prices as strings. Raises Malformed."""
    doc: dict[str, Any] = {
        "v": "sb1/manifest",
        "files": [asdict(file) for file in files],
        "form": dict(form),
        "salt": b64u(secrets.token_bytes(32) if salt is None else salt),
    }
    check_manifest(doc)
    return doc


def check_manifest(doc: Any) -> None:
    """Refuse a manifest whose members, order or sizes are wrong. Raises Malformed."""
    _SHAPE(doc)
    before = 0
    for file in doc["files"]:
        if file["n"] <= before:
            raise Malformed("manifest.files: numbers do not ascend")
        before = file["n"]
        count = segment_count(file["size"])
        if file["segs"] != count or file["len"] != file["size"] + OVERHEAD * count:
            raise Malformed(f"manifest.files: size, length and segments of file {file['n']} disagree")


def pad(doc: Mapping[str, Any]) -> bytes:
    """Canonical bytes and spaces up to the next multiple of 4,096: the plaintext of object 0, one segment."""
    data = canonical(doc)
    return data + b" " * (-len(data) % BLOCK)


def parse_manifest(plaintext: bytes, objects: Iterable[SealedObject] | None = None) -> dict[str, Any]:
    """The manifest in the plaintext of object 0, compared with the statement's ``objects`` where given.

    Raises Malformed unless the length is a positive multiple of 4,096 within one segment, fewer than 4,096 trailing
    spaces follow canonical JSON, and the files are exactly the statement's objects 1.. .
    """
    if not 0 < len(plaintext) <= SEGMENT or len(plaintext) % BLOCK:
        raise Malformed("manifest: length is no positive multiple of 4,096")
    data = plaintext.rstrip(b" ")
    if len(plaintext) - len(data) >= BLOCK:
        raise Malformed("manifest: padded by more than a block")
    doc = parse(data)
    check_manifest(doc)
    if objects is not None:
        stated = [entry for entry in objects if entry.n]
        if [file.sealed for file in files_of(doc)] != stated:
            raise Malformed("manifest.files: not the objects of the statement")
    return dict(doc)


def files_of(doc: Mapping[str, Any]) -> list[ManifestFile]:
    """The files of a checked manifest."""
    return [ManifestFile(**file) for file in doc["files"]]


def manifest_hash(doc: Mapping[str, Any]) -> str:
    """Publishable name of the manifest: its salt hides what it says."""
    return hash_of(doc)
