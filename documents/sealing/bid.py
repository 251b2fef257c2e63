# SPDX-License-Identifier: Apache-2.0
"""A whole envelope sealed in Python, as the browser does it: for the demo's vendors, tests and a command line."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from documents.sealing.chunks import ObjectSealer, Reader, SealedObject
from documents.sealing.envelope import Header, header_hash, new_envelope
from documents.sealing.manifest import ManifestFile, make_manifest, pad

Sink = Callable[[int, int, bytes], None]
"""Takes file number, segment index and the sealed bytes; called in order."""


@dataclass(frozen=True)
class PlainFile:
    """A file to seal; ``open`` gives a fresh reader of exactly ``size`` bytes."""

    slot: str
    name: str
    type: str
    size: int
    open: Callable[[], Reader]


@dataclass(frozen=True)
class SealedEnvelope:
    """What is left of an envelope after sealing: nothing in it is secret but the manifest."""

    header: Header
    hh: str
    objects: tuple[SealedObject, ...]
    manifest: dict[str, Any]
    """The vendor's private proof of what it sealed; belongs in its receipt bundle only."""


def seal_object(source: Reader, size: int, *, env: bytes, hh: str, n: int, sink: Sink) -> tuple[SealedObject, str]:
    """Seal one object into ``sink``; returns its statement entry and the digest of its plaintext."""
    sealer = ObjectSealer(source, size, env=env, hh=hh, n=n)
    for i, segment in enumerate(sealer):
        sink(n, i, segment)
    return sealer.object, sealer.pt


def seal_envelope(
    ctx: Mapping[str, Any],
    keyset: Mapping[str, Any],
    files: Iterable[PlainFile],
    form: Mapping[str, Any],
    sink: Sink,
) -> SealedEnvelope:
    """Deal an envelope, seal the files as objects 1.. and the manifest as object 0.

    ``ctx`` is ``envelope.make_context(...)``, ``form`` the machine-readable offer with prices as strings.
    Raises Malformed for a name, slot or form the manifest cannot carry.
    """
    header, env = new_envelope(ctx, keyset)
    hh = header_hash(header)
    listed: list[ManifestFile] = []
    for n, file in enumerate(files, start=1):
        entry, pt = seal_object(file.open(), file.size, env=env, hh=hh, n=n, sink=sink)
        listed.append(ManifestFile(n, file.slot, file.name, file.type, file.size, entry.len, entry.segs, pt, entry.ct))
    manifest = make_manifest(listed, form)
    plain = pad(manifest)
    first, _ = seal_object(io.BytesIO(plain), len(plain), env=env, hh=hh, n=0, sink=sink)
    return SealedEnvelope(header, hh, (first, *(file.sealed for file in listed)), manifest)
