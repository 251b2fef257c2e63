# SPDX-License-Identifier: Apache-2.0
"""Names and bytes of tiles and entry bundles."""

import pytest

from lpse.ledger.tiles import (
    ENTRIES,
    BadTile,
    Tile,
    decode_entries,
    decode_hashes,
    encode_entries,
    read_entries,
    tiles_of,
)


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 1234067), "tile/0/x001/x234/067"),
        (Tile(0, 0, 7), "tile/0/000.p/7"),
        (Tile(ENTRIES, 1000, 255), "tile/entries/x001/000.p/255"),
        (Tile(2, 5), "tile/2/005"),
    ],
)
def test_a_tile_has_one_name(tile, path):
    assert tile.path == path
    assert Tile.parse(path) == tile
    assert Tile.parse(path.removeprefix("tile/")) == tile


@pytest.mark.parametrize(
    "path",
    [
        "0/0",
        "0/0000",
        "00/000",
        "64/000",
        "0/x000/001",
        "0/001/002",
        "0/000.p/0",
        "0/000.p/256",
        "0/000.p/01",
        "0/000.p/7/",
        "0/../000",
        "entri/000",
        "-1/000",
        "0/٠٠٠",
    ],
)
def test_any_other_spelling_is_refused(path):
    with pytest.raises(BadTile):
        Tile.parse(path)


def test_a_record_of_seventy_thousand_has_the_tiles_of_the_specification():
    names = {tile.path for tile in tiles_of(70_000)}
    assert {"tile/0/272", "tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"} <= names
    assert sum(name.startswith("tile/0/") for name in names) == 274
    assert all(tile.stands_in(70_000) for tile in tiles_of(70_000))
    assert not Tile(0, 273, 113).stands_in(70_000)
    assert {tile.path for tile in tiles_of(256)} == {"tile/entries/000", "tile/0/000", "tile/1/000.p/1"}
    assert list(tiles_of(0)) == []


def test_entries_come_back_from_their_bundle():
    entries = [b"a", b"bb" * 30_000, b"{}"]
    assert decode_entries(encode_entries(entries)) == entries


@pytest.mark.parametrize("data", [b"\x00", b"\x00\x05abc", b"\x00\x00", b"\x00\x01ab"])
def test_a_bundle_whose_lengths_do_not_add_up_is_refused(data):
    with pytest.raises(BadTile):
        decode_entries(data)


@pytest.mark.parametrize("entry", [b"", b"x" * 65_536])
def test_an_entry_of_a_wrong_length_is_not_bundled(entry):
    with pytest.raises(BadTile, match=r"65,535"):
        encode_entries([entry])


def test_a_tile_has_as_many_hashes_as_its_name_says():
    assert decode_hashes(bytes(64), 2) == [bytes(32), bytes(32)]
    with pytest.raises(BadTile):
        decode_hashes(bytes(65), 2)


def test_a_record_is_read_from_full_and_partial_bundles():
    entries = [str(number).encode() for number in range(300)]
    files = {"tile/entries/000": encode_entries(entries[:256]), "tile/entries/001.p/44": encode_entries(entries[256:])}

    def read(path):
        if path not in files:
            raise FileNotFoundError(path)
        return files[path]

    assert list(read_entries(300, read)) == entries
    assert list(read_entries(256, read)) == entries[:256]
    files["tile/entries/001"] = files["tile/entries/001.p/44"]
    assert list(read_entries(290, read)) == entries[:290]
    with pytest.raises(BadTile, match="not 45"):
        list(read_entries(301, read))
