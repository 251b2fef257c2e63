# SPDX-License-Identifier: Apache-2.0
"""The twin of the object store in memory, for tests that assert on no stored byte of S3. Same contract, same tests."""

import hashlib
import secrets
from collections.abc import Iterable, Iterator, Sequence

from documents.rules import PART_SIZE, Store, Stored, composite, parts_of
from documents.storage import ObjectMissing, WrongDigest
from lpse.core.canonical import b64u


class MemoryStore:
    """Objects in a dictionary; ``put_part`` stands in for the browser's PUT."""

    def __init__(self) -> None:
        self._objects: dict[tuple[Store, str], bytes] = {}
        self._uploads: dict[tuple[str, str], dict[int, bytes]] = {}
        self._finished: dict[str, bytes] = {}

    def put(self, store: Store, key: str, data: bytes, media_type: str) -> None:
        """Write an object whole."""
        self._objects[store, key] = bytes(data)

    def put_stream(self, store: Store, key: str, chunks: Iterable[bytes], media_type: str) -> Stored:
        """Write an object of unknown length."""
        parts = list(parts_of(chunks))
        self._objects[store, key] = b"".join(parts)
        digest = composite([hashlib.sha256(part).digest() for part in parts])
        return Stored(len(self._objects[store, key]), b64u(digest))

    def read(self, store: Store, key: str, offset: int = 0, length: int | None = None) -> bytes:
        """Bytes of an object."""
        if (store, key) not in self._objects:
            raise ObjectMissing("NoSuchKey")
        return self._objects[store, key][offset : None if length is None else offset + length]

    def stream(self, store: Store, key: str, chunk: int = PART_SIZE) -> Iterator[bytes]:
        """An object in pieces."""
        yield from parts_of([self.read(store, key)], chunk, empty=False)

    def begin_upload(self) -> tuple[str, str]:
        """A new key and its upload."""
        key, upload = secrets.token_hex(16), secrets.token_hex(8)
        self._uploads[key, upload] = {}
        return key, upload

    def part_url(self, key: str, upload: str, number: int) -> str:
        """An address of no server."""
        return f"memory:{key}?partNumber={number}&uploadId={upload}"

    def put_part(self, key: str, upload: str, number: int, data: bytes) -> str:
        """What a browser does with ``part_url``; returns the ETag."""
        self._uploads[key, upload][number] = bytes(data)
        return hashlib.md5(data, usedforsecurity=False).hexdigest()

    def parts(self, key: str, upload: str) -> dict[str, int] | None:
        """Bytes of each part that arrived."""
        arrived = self._uploads.get((key, upload))
        if arrived is None:
            return None
        return {hashlib.md5(part, usedforsecurity=False).hexdigest(): len(part) for part in arrived.values()}

    def complete_upload(self, key: str, upload: str, digests: Sequence[bytes], tags: Sequence[str]) -> Stored:
        """Finish an upload."""
        wanted = composite(digests)
        parts = self._uploads.get((key, upload))
        if parts is not None:
            arrived = [parts.get(number, b"") for number in range(1, len(digests) + 1)]
            named = list(digests) == [hashlib.sha256(part).digest() for part in arrived]
            tagged = list(tags) == [hashlib.md5(part, usedforsecurity=False).hexdigest() for part in arrived]
            if not named or not tagged:
                raise WrongDigest("InvalidPart")
            self._objects[Store.SEALED, key] = b"".join(arrived)
            self._finished[key] = wanted
            del self._uploads[key, upload]
        elif key not in self._finished:
            raise ObjectMissing("NoSuchUpload")
        if self._finished[key] != wanted:
            raise WrongDigest("the store's digest of the whole is another")
        return Stored(len(self._objects[Store.SEALED, key]), b64u(wanted))

    def abort_upload(self, key: str, upload: str) -> None:
        """Drop an unfinished upload."""
        self._uploads.pop((key, upload), None)

    def remove(self, store: Store, key: str) -> None:
        """Delete an object."""
        self._objects.pop((store, key), None)

    def download_url(self, store: Store, key: str, name: str, media_type: str) -> str:
        """An address of no server."""
        return f"memory:{store}/{key}"
