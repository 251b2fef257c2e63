# SPDX-License-Identifier: Apache-2.0
"""Batches against the vector of sealed-bids.md part 13, and batches that lie."""

import hashlib

import pytest

from lpse.core.canonical import b64u, canonical, hash_of, sha256, unb64u
from lpse.ledger import batch, merkle

SEED = hashlib.sha256(b"sb1 vector batch").digest()
RECORD = {
    "v": "sb1/record",
    "statement": b64u(hashlib.sha256(b"sb1 vector statement").digest()),
    "at": "2026-12-01T02:59:30.000Z",
}
ROOT = "JQmGDy1DBlaRq5U2lK5xOJMiCqvE6JbusXVzZEJAIl8"


def vector():
    return batch.Batch.build(SEED, {7: unb64u(hash_of(RECORD))})


def test_the_batch_of_the_specification_is_reproduced():
    built = vector()
    path = [b64u(item) for item in built.path(7)]
    assert hash_of(RECORD) == "YXtEAv31W8t_AF4ztk1qdmBco8xWQqk3-BomjdKyoZA"
    assert b64u(built.root) == ROOT
    assert path[0] == "Ob7tWmYIj2TDzavShjUi_x8UCiA4aMtkC7TL_Nbo6bQ"
    assert path[7] == "37PsmGfwgFnXYwCvBGYGBBfeNhYm7K9SBEavEQW8-z4"
    leaf = canonical({"v": "sb1/leaf", "t": "sealed", "at": "2026-12-01T03:00:00.000Z", "h": ROOT})
    assert len(leaf) == 111
    assert b64u(merkle.leaf_hash(leaf)) == "kigE6_w0IZXjBl9MC8KqMHsdd4X8SadwE8SVpZ2srZY"


def test_a_record_proves_its_position_and_no_other():
    built, record = vector(), unb64u(hash_of(RECORD))
    assert batch.verify_path(record, 7, built.path(7), built.root)
    assert not batch.verify_path(record, 8, built.path(7), built.root)
    assert not batch.verify_path(record, 7, built.path(7)[:7], built.root)
    assert not batch.verify_path(record, 7 + 256, built.path(7), built.root)
    assert not batch.verify_path(sha256(b"another"), 7, built.path(7), built.root)


def test_a_batch_explained_in_full_hides_nothing():
    record, hidden = unb64u(hash_of(RECORD)), sha256(b"hidden")
    root = batch.Batch.build(SEED, {7: record, 9: hidden}).root
    assert batch.explains(SEED, {7: record, 9: hidden}, root)
    assert not batch.explains(SEED, {7: record}, root)
    assert not batch.explains(SEED, {7: record, 10: hidden}, root)
    assert not batch.explains(bytes(32), {7: record, 9: hidden}, root)
    assert not batch.explains(SEED, {256: record}, root)


def test_an_empty_batch_looks_like_a_full_one():
    empty = batch.Batch.build(SEED, {})
    full = batch.Batch.build(SEED, {position: sha256(bytes([position])) for position in range(256)})
    assert len(empty.root) == len(full.root) == 32
    assert len(set(empty.slots)) == 256


def test_positions_are_distinct_and_within_the_batch():
    assert sorted(batch.draw_positions(256)) == list(range(256))
    assert len(set(batch.draw_positions(20))) == 20
    with pytest.raises(batch.BadBatch):
        batch.draw_positions(257)


@pytest.mark.parametrize(
    ("seed", "records"), [(b"short", {}), (SEED, {-1: SEED}), (SEED, {256: SEED}), (SEED, {0: b"short"})]
)
def test_a_batch_of_wrong_sizes_is_refused(seed, records):
    with pytest.raises(batch.BadBatch):
        batch.Batch.build(seed, records)
