# SPDX-License-Identifier: Apache-2.0
"""Batches: the fixed-size, opaque `sealed` leaves in which bids are recorded before anybody may know of them. Pure.

A batch commits to exactly 256 slots of 32 bytes. Records stand at positions drawn at random, every other slot holds a
dummy made from the seed; nobody can tell them apart until the batch is explained. Source: sealed-bids.md, part 8.
"""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lpse.ledger import merkle

SLOTS = 256
PATH_LENGTH = 8
SEED_SIZE = 32


class BadBatch(ValueError):
    """A batch that cannot be built as asked."""


def dummy(seed: bytes, position: int) -> bytes:
    """Return what stands in an empty slot: H("sb1/dummy" || 0 || seed || position)."""
    return hashlib.sha256(b"sb1/dummy\x00" + seed + bytes([position])).digest()


@dataclass(frozen=True)
class Batch:
    """256 slots and the tree over them."""

    slots: tuple[bytes, ...]
    tree: merkle.MemoryTree

    @classmethod
    def build(cls, seed: bytes, records: Mapping[int, bytes]) -> "Batch":
        """Place record hashes (32 bytes each) at their positions, dummies elsewhere; raise BadBatch on a bad input."""
        if len(seed) != SEED_SIZE:
            raise BadBatch("A seed has 32 bytes.")
        if any(not 0 <= position < SLOTS for position in records):
            raise BadBatch("Positions run from 0 to 255.")
        if any(len(record) != merkle.HASH_SIZE for record in records.values()):
            raise BadBatch("A record hash has 32 bytes.")
        slots = tuple(records.get(position) or dummy(seed, position) for position in range(SLOTS))
        return cls(slots, merkle.MemoryTree([merkle.leaf_hash(slot) for slot in slots]))

    @property
    def root(self) -> bytes:
        """The hash that the `sealed` leaf carries."""
        return self.tree.root()

    def path(self, position: int) -> list[bytes]:
        """Return the eight hashes that lead from a slot to the root."""
        return merkle.inclusion_proof(position, SLOTS, self.tree.node)


def draw_positions(count: int) -> list[int]:
    """Return ``count`` different positions drawn at random: a running one would tell how many came before."""
    if not 0 <= count <= SLOTS:
        raise BadBatch("A batch has 256 slots.")
    return secrets.SystemRandom().sample(range(SLOTS), count)


def verify_path(record: bytes, position: int, path: Sequence[bytes], root: bytes) -> bool:
    """Say whether ``record`` stands at ``position`` of the batch with that root."""
    return len(path) == PATH_LENGTH and merkle.verify_inclusion(merkle.leaf_hash(record), position, SLOTS, path, root)


def explains(seed: bytes, records: Mapping[int, bytes], root: bytes) -> bool:
    """Say whether a seed and the named records make up the whole batch: then no other record hides in it."""
    try:
        return Batch.build(seed, records).root == root
    except BadBatch:
        return False
