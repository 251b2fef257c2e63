# SPDX-License-Identifier: Apache-2.0
"""Reading one sealed envelope from the store into the restricted store (sealed-bids.md 6.9, steps 5 and 6).

A verdict is given only on bytes that were read to their end. When the store cannot be reached there is no verdict: the
job fails, and runs again later.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from documents.models import StoredObject
from documents.rules import Store
from documents.sealing.chunks import SealedObject, Unreadable, open_object, read_object
from documents.sealing.envelope import SEGMENT, Reason
from documents.sealing.hpke import OVERHEAD
from documents.sealing.manifest import ManifestFile, files_of, manifest_hash, parse_manifest
from documents.services import keep_stream
from documents.storage import ObjectMissing
from documents.storage import store as objects
from evaluation.rules.opening import Entitled
from lpse.core.canonical import Malformed

MEDIA_TYPE = "application/octet-stream"
"""How opened files are kept and served, whatever type the vendor's manifest names: a label decides no rendering."""


def storable(value: Any) -> Any:
    """A vendor's text, or JSON of texts, as the database can hold it.

    PostgreSQL refuses U+0000, which becomes U+FFFD here: a hostile name must not stop an opening.
    """
    if isinstance(value, str):
        return value.replace("\0", "\ufffd")
    if isinstance(value, dict):
        return {key: storable(item) for key, item in value.items()}
    return [storable(item) for item in value] if isinstance(value, list) else value


class Chunks:
    """A stream of pieces as something to read ``size`` bytes from."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._held = b""

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes; b"" only at the end. A missing object is an empty one: its bytes are lost."""
        while not self._held:
            try:
                self._held = next(self._pieces)
            except (StopIteration, ObjectMissing):
                return b""
        given, self._held = self._held[:size], self._held[size:]
        return given


@dataclass(frozen=True)
class Reading:
    """What an envelope gave: a manifest with all its files, or a reason with the fault in words."""

    manifest: Mapping[str, Any] | None = None
    files: list[tuple[ManifestFile, StoredObject]] = field(default_factory=list)
    reason: Reason | None = None
    detail: str = ""

    @property
    def manifest_hash(self) -> str | None:
        """The publishable name of the manifest, where one was read."""
        return None if self.manifest is None else manifest_hash(self.manifest)


def read_envelope(item: Entitled, sk: bytes, keys: Mapping[tuple[int, str], str], *, now: datetime) -> Reading:
    """Open every object of an entitled envelope with its private key ``sk``.

    ``keys`` names each object in the sealed store by number and digest. The first fault ends the reading, for a bid is
    read whole or not at all. Raises documents.storage.StorageError when the store cannot be reached.
    """
    entries = [read_object(entry) for entry in item.objects]
    manifest = None
    try:
        pieces = open_object(_source(entries[0], keys), entries[0], sk=sk, hh=item.header)
        manifest = _parsed(b"".join(pieces), entries)
        files = []
        for file, entry in zip(files_of(manifest), entries[1:], strict=True):
            plain = open_object(_source(entry, keys), entry, sk=sk, hh=item.header, size=file.size, pt=file.pt)
            kept = keep_stream(plain, name=storable(file.name), media_type=MEDIA_TYPE, store=Store.RESTRICTED, now=now)
            files.append((file, kept))
    except Unreadable as fault:
        return Reading(manifest, reason=fault.reason, detail=str(fault))
    return Reading(manifest, files)


def _parsed(plaintext: bytes, entries: list[SealedObject]) -> dict[str, Any]:
    try:
        return parse_manifest(plaintext, entries)
    except Malformed as fault:
        raise Unreadable(Reason.MANIFEST, str(fault)) from fault


def _source(entry: SealedObject, keys: Mapping[tuple[int, str], str]) -> Chunks:
    key = keys.get((entry.n, entry.ct))
    # One piece is one segment, so that nothing is copied on its way to the cipher.
    pieces: Iterator[bytes] = objects.stream(Store.SEALED, key, SEGMENT + OVERHEAD) if key is not None else iter(())
    return Chunks(pieces)
