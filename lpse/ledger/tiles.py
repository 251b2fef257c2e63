# SPDX-License-Identifier: Apache-2.0
"""The public record as static files: tiles of 256 hashes and bundles of 256 entries. Pure.

Source: C2SP tlog-tiles. A full tile is immutable; a partial one is named by its width and immutable too.
"""

import re
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from lpse.ledger.merkle import HASH_SIZE

WIDTH = 256
TILE_HEIGHT = 8
MAX_ENTRY_SIZE = 65_535
ENTRIES = -1
_PATH = re.compile(r"(entries|[0-9]|[1-5][0-9]|6[0-3])/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


class BadTile(ValueError):
    """A tile or bundle whose name or bytes cannot be right."""


@dataclass(frozen=True)
class Tile:
    """One file of the record: ``level`` counts tiles upwards (ENTRIES: a bundle), ``width`` its hashes or entries."""

    level: int
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """The name of the file below the log's address, as ``tile/0/x001/234.p/7``."""
        groups = [f"{self.index % 1000:03}"]
        rest = self.index // 1000
        while rest:
            groups.insert(0, f"x{rest % 1000:03}")
            rest //= 1000
        level = "entries" if self.level == ENTRIES else str(self.level)
        partial = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{level}/{'/'.join(groups)}{partial}"

    @classmethod
    def parse(cls, path: str) -> "Tile":
        """Read a name (with or without ``tile/``); raise BadTile for any other spelling of it."""
        match = _PATH.fullmatch(path.removeprefix("tile/"))
        if not match or len(match[2]) > 30:
            raise BadTile("This is not the name of a tile.")
        level = ENTRIES if match[1] == "entries" else int(match[1])
        index = int(match[2].replace("x", "").replace("/", ""))
        width = int(match[3]) if match[3] else WIDTH
        tile = cls(level, index, width)
        if tile.path.removeprefix("tile/") != path.removeprefix("tile/") or (match[3] and width >= WIDTH):
            raise BadTile("This is not how the name of a tile is written.")
        return tile

    @property
    def node_level(self) -> int:
        """Level in the Merkle tree of the hashes in this tile."""
        return 0 if self.level == ENTRIES else self.level * TILE_HEIGHT

    @property
    def start(self) -> int:
        """Index of the first hash or entry of the tile within its level."""
        return self.index * WIDTH

    def stands_in(self, size: int) -> bool:
        """Say whether a record of ``size`` entries contains this tile in full."""
        return self.start + self.width <= size >> self.node_level


def tiles_of(size: int) -> Iterator[Tile]:
    """Yield every file of a record of ``size`` entries: bundles first, then hashes from below."""
    yield from _level_tiles(ENTRIES, size)
    level, count = 0, size
    while count:
        yield from _level_tiles(level, count)
        level, count = level + 1, count >> TILE_HEIGHT


def _level_tiles(level: int, count: int) -> Iterator[Tile]:
    for index in range(count // WIDTH):
        yield Tile(level, index)
    if count % WIDTH:
        yield Tile(level, count // WIDTH, count % WIDTH)


def encode_entries(entries: Sequence[bytes]) -> bytes:
    """Return a bundle: each entry behind its length in two bytes. Raises BadTile above 65,535 bytes."""
    if any(not 0 < len(entry) <= MAX_ENTRY_SIZE for entry in entries):
        raise BadTile("An entry has 1 to 65,535 bytes.")
    return b"".join(struct.pack(">H", len(entry)) + entry for entry in entries)


def decode_entries(data: bytes) -> list[bytes]:
    """Return the entries of a bundle; raise BadTile when its lengths do not add up."""
    entries, position = [], 0
    while position < len(data):
        if position + 2 > len(data):
            raise BadTile("The bundle ends inside a length.")
        length = struct.unpack_from(">H", data, position)[0]
        position += 2
        if not length or position + length > len(data):
            raise BadTile("The bundle ends inside an entry.")
        entries.append(data[position : position + length])
        position += length
    return entries


def decode_hashes(data: bytes, width: int) -> list[bytes]:
    """Return the hashes of a tile; raise BadTile unless there are exactly ``width``."""
    if len(data) != width * HASH_SIZE:
        raise BadTile(f"A tile of width {width} has {width * HASH_SIZE} bytes, not {len(data)}.")
    return [data[i : i + HASH_SIZE] for i in range(0, len(data), HASH_SIZE)]


def read_entries(size: int, read: Callable[[str], bytes]) -> Iterator[bytes]:
    """Yield the first ``size`` entries of a record kept as files, ``read`` giving the bytes of a path.

    A full bundle is taken where the partial one is gone. Raises BadTile when a bundle is too short; ``read`` raises
    FileNotFoundError for a file it does not have.
    """
    for tile in _level_tiles(ENTRIES, size):
        try:
            entries = decode_entries(read(tile.path))
        except FileNotFoundError:
            entries = decode_entries(read(Tile(ENTRIES, tile.index).path))
        if len(entries) < tile.width:
            raise BadTile(f"{tile.path} holds {len(entries)} entries, not {tile.width}.")
        yield from entries[: tile.width]
