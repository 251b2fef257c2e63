# SPDX-License-Identifier: Apache-2.0
"""Pure rules of stored objects."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import quote

from lpse.core.said import Said, said

PART_SIZE = 8 * 2**20
"""Bytes of a part that the portal itself uploads."""
MAX_NAME = 150


class Store(StrEnum):
    """The buckets: public documents, sealed bids, and what only entitled people may read after the opening."""

    PUBLIC = "public"
    SEALED = "sealed"
    RESTRICTED = "restricted"


class PaperKind(StrEnum):
    """Papers that are ordered by an act and printed by the clock (law.md part 9); the word in names of files."""

    ANNOUNCEMENT = "pengumuman"
    OBJECTION_ANSWER = "jawaban-sanggah"
    APPEAL_ANSWER = "jawaban-sanggah-banding"
    APPEAL_SILENCE = "berita-acara-sanggah-banding"

    @property
    def heading(self) -> Said:
        """The heading of the paper."""
        return HEADINGS[self]


HEADINGS = {
    PaperKind.ANNOUNCEMENT: said("Pengumuman Tender"),
    PaperKind.OBJECTION_ANSWER: said("Jawaban Sanggah"),
    PaperKind.APPEAL_ANSWER: said("Jawaban Sanggah Banding"),
    PaperKind.APPEAL_SILENCE: said("Berita Acara Sanggah Banding yang Tidak Dijawab"),
}


class Stored(NamedTuple):
    """A finished upload: its bytes, and the two-level digest (H of the parts' H), base64url."""

    length: int
    digest: str


def bucket_of(store: Store) -> str:
    """Name of a bucket."""
    return f"lpse-{store.value}"


def composite(digests: Sequence[bytes]) -> bytes:
    """SHA-256 over the parts' SHA-256: what S3 calls the composite checksum of a multipart upload."""
    return hashlib.sha256(b"".join(digests)).digest()


def parts_of(chunks: Iterable[bytes], size: int = PART_SIZE, *, empty: bool = True) -> Iterator[bytes]:
    """Cut a stream into parts of ``size`` bytes, the last one shorter; with ``empty`` an empty stream is one part."""
    held = bytearray()
    gave = False
    for chunk in chunks:
        held += chunk
        while len(held) >= size:
            yield bytes(held[:size])
            del held[:size]
            gave = True
    if held or (empty and not gave):
        yield bytes(held)


def attachment(name: str) -> str:
    """Content-Disposition that downloads under a label, whatever its letters (RFC 6266, RFC 8187).

    Path separators, quotes and control characters of a hostile name become underscores.
    """
    clean = "".join("_" if char in '/\\"' or ord(char) < 32 or ord(char) == 127 else char for char in name).strip(". ")
    clean = clean.encode("utf-8", "replace").decode("utf-8")[-MAX_NAME:] or "berkas"
    plain = clean.encode("ascii", "replace").decode("ascii").replace("?", "_").replace(";", "_").replace("%", "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(clean, safe='')}"
