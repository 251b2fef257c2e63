# SPDX-License-Identifier: Apache-2.0
"""Files as sealed segments of 8 MiB, one S3 part each, with two-level digests (sealed-bids 6.3).

    bytes_i   = Seal(env, "sb1/seg\\0" || hh || u32 n || u32 i || u8 final, plaintext_i)
    pt digest = H(H(p_0) || H(p_1) ...)          ct digest = H(H(bytes_0) || H(bytes_1) ...)

The ct digest is S3's composite SHA-256 of a multipart upload. Number 0 is the manifest, 1.. are files.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from Crypto.PublicKey.ECC import EccKey

from documents.sealing.envelope import SEGMENT, Reason
from documents.sealing.hpke import OVERHEAD, Unopenable, open_, private_key, seal
from lpse.core.canonical import Malformed, b64u, label, sha256, unb64u
from lpse.core.shape import Check, digest, integer, members

MOST_SEGMENTS: Final = 10_000
MOST_FILES: Final = 250
MOST_BYTES: Final = MOST_SEGMENTS * SEGMENT


class Reader(Protocol):
    """Anything that gives at most ``size`` bytes at a time and b"" at its end."""

    def read(self, size: int, /) -> bytes:
        """The next bytes."""


class Unreadable(ValueError):
    """An object that gives no file; ``reason`` says whose fault it is.

    ``lost``: the bytes at hand are not those of the statement, so the store lost or changed them. ``segment`` and
    ``manifest``: they are, and yet do not open or do not say what they are: the vendor's, final.
    """

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class Digester:
    """Two-level SHA-256 over segments: add each whole segment in order, then ask for ``value``."""

    def __init__(self) -> None:
        self._outer = hashlib.sha256()
        self.segments = 0
        self.length = 0

    def add(self, segment: bytes | memoryview) -> bytes:
        """Take the next segment; returns its own digest, which S3 wants per part."""
        inner = sha256(segment)
        self._outer.update(inner)
        self.segments += 1
        self.length += len(segment)
        return inner

    @property
    def value(self) -> str:
        """The digest so far, base64url."""
        return b64u(self._outer.digest())


@dataclass(frozen=True)
class SealedObject:
    """One object of a statement's envelope: number, bytes, segments and digest of the sealed form."""

    n: int
    len: int
    segs: int
    ct: str

    @property
    def size(self) -> int:
        """Bytes of the plaintext."""
        return self.len - OVERHEAD * self.segs

    def document(self) -> dict[str, Any]:
        """The object as it stands in a statement."""
        return {"n": self.n, "len": self.len, "segs": self.segs, "ct": self.ct}


def _lengths_agree(value: dict[str, Any]) -> None:
    size = value["len"] - OVERHEAD * value["segs"]
    if size < 0 or segment_count(size) != value["segs"]:
        raise Malformed("object: length and segments disagree")


_OBJECT = members(
    "object",
    n=integer(0, MOST_FILES),
    len=integer(OVERHEAD, MOST_BYTES + OVERHEAD * MOST_SEGMENTS),
    segs=integer(1, MOST_SEGMENTS),
    ct=digest,
)


def check_object(value: Any) -> None:
    """Refuse an object entry of a statement that is not well formed. Raises Malformed."""
    _OBJECT(value)
    _lengths_agree(value)


object_entry: Check = check_object


def read_object(value: Any) -> SealedObject:
    """The checked entry. Raises Malformed."""
    check_object(value)
    return SealedObject(**value)


def check_parts(entry: SealedObject, sizes: Sequence[int]) -> None:
    """Refuse an upload whose parts, in bytes each, are not the object's segments. Raises Malformed.

    S3's composite digest says nothing of where one part ends: with parts of other sizes it would equal the
    statement's ``ct`` and yet no opener could reproduce it, and a vendor's broken bid would look lost by the office.
    """
    full = SEGMENT + OVERHEAD
    if list(sizes) != [full] * (entry.segs - 1) + [entry.len - full * (entry.segs - 1)]:
        raise Malformed("object: its parts are not its segments")


def segment_count(size: int) -> int:
    """Segments of a file of ``size`` bytes; an empty file has one, empty."""
    return max(1, -(-size // SEGMENT))


def sealed_length(size: int) -> int:
    """Bytes of the sealed form of ``size`` bytes."""
    return size + OVERHEAD * segment_count(size)


def segment_info(hh: str, n: int, i: int, final: bool) -> bytes:
    """HPKE info of segment ``i`` of file ``n`` in envelope ``hh``."""
    return label("seg") + unb64u(hh, 32) + n.to_bytes(4, "big") + i.to_bytes(4, "big") + bytes((final,))


def seal_segment(
    env: bytes, hh: str, n: int, i: int, final: bool, pt: bytes | memoryview, eph: bytes | None = None
) -> bytes:
    """Segment ``i`` sealed to the envelope's public key; ``eph`` only for test vectors."""
    if len(pt) > SEGMENT or (not final and len(pt) != SEGMENT):
        raise ValueError("only the last segment may be short")
    return seal(env, segment_info(hh, n, i, final), pt, eph)


def open_segment(sk: bytes | EccKey, hh: str, n: int, i: int, final: bool, data: bytes | memoryview) -> bytes:
    """The plaintext of one segment. Raises Unopenable."""
    return open_(sk, segment_info(hh, n, i, final), data)


class ObjectSealer:
    """Seals one file segment by segment: iterate it, then read ``object``, ``size`` and ``pt``.

    The Python twin of the browser's ``sealObject``; ``source`` has exactly ``size`` bytes.
    """

    def __init__(self, source: Reader, size: int, *, env: bytes, hh: str, n: int) -> None:
        self._source, self._env, self._hh, self._n = source, env, hh, n
        self._plain, self._sealed = Digester(), Digester()
        self.size = size

    def __iter__(self) -> Iterator[bytes]:
        """The sealed segments in order. Raises ValueError when the source has another length (it changed)."""
        count = segment_count(self.size)
        for i in range(count):
            want = min(SEGMENT, self.size - i * SEGMENT)
            plain = _exactly(self._source, want)
            if len(plain) != want:
                raise ValueError("the file became shorter while it was being sealed")
            self._plain.add(plain)
            sealed = seal_segment(self._env, self._hh, self._n, i, i == count - 1, plain)
            self._sealed.add(sealed)
            yield sealed
        if self._source.read(1):
            raise ValueError("the file became longer while it was being sealed")

    @property
    def object(self) -> SealedObject:
        """The entry for the statement, once all segments are out."""
        return SealedObject(self._n, self._sealed.length, self._sealed.segments, self._sealed.value)

    @property
    def pt(self) -> str:
        """Digest of the plaintext for the manifest."""
        return self._plain.value


def open_object(
    source: Reader, entry: SealedObject, *, sk: bytes, hh: str, size: int | None = None, pt: str | None = None
) -> Iterator[bytes]:
    """The plaintext of a whole object, one verified segment at a time, at most 8 MiB in memory.

    ``size`` and ``pt`` are the manifest's, where it is known (None for the manifest itself). Nothing leaves a segment
    before its tag holds. Take what it yields as the file only when the iteration ends without Unreadable: digests
    are compared at the end. After a failure the rest is still hashed, for whose fault it is depends on the whole.
    """
    key, plain, sealed = private_key(sk), Digester(), Digester()
    for i in range(entry.segs):
        final = i == entry.segs - 1
        want = entry.len - SEGMENT * i - OVERHEAD * i if final else SEGMENT + OVERHEAD
        data = _exactly(source, want)
        sealed.add(data)
        if len(data) != want:
            raise Unreadable(Reason.LOST, "the object is shorter than stated")
        try:
            opened = open_segment(key, hh, entry.n, i, final, data)
        except Unopenable:
            _hash_the_rest(source, entry, sealed, i + 1)
            _refuse_other_bytes(source, entry, sealed)
            raise Unreadable(Reason.SEGMENT, f"segment {i} of file {entry.n} does not open") from None
        plain.add(opened)
        yield opened
    _refuse_other_bytes(source, entry, sealed)
    if (size is not None and size != plain.length) or (pt is not None and pt != plain.value):
        raise Unreadable(Reason.MANIFEST, f"file {entry.n} is not the one its manifest names")


def _hash_the_rest(source: Reader, entry: SealedObject, sealed: Digester, first: int) -> None:
    for _ in range(first, entry.segs):
        data = _exactly(source, SEGMENT + OVERHEAD)
        if data:
            sealed.add(data)


def _refuse_other_bytes(source: Reader, entry: SealedObject, sealed: Digester) -> None:
    """Raise ``lost`` unless the bytes read are those the statement names and nothing follows them."""
    if sealed.value != entry.ct or sealed.length != entry.len or source.read(1):
        raise Unreadable(Reason.LOST, f"object {entry.n} has other bytes than the statement names")


def _exactly(source: Reader, want: int) -> bytes:
    """``want`` bytes of a reader that may give fewer at a time; fewer only at its end."""
    first = source.read(want) if want else b""
    if len(first) == want or not first:
        return first
    parts = [first]
    missing = want - len(first)
    while missing:
        part = source.read(missing)
        if not part:
            break
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def digest_of(segments: Iterable[bytes]) -> str:
    """Two-level digest of segments at hand."""
    digester = Digester()
    for segment in segments:
        digester.add(segment)
    return digester.value
