# SPDX-License-Identifier: Apache-2.0
"""Merkle trees of the public record: roots, inclusion and consistency proofs. Pure.

Hashing is that of RFC 6962, section 2.1. A complete node is named by (level, index): it covers the leaves
[index * 2**level, (index + 1) * 2**level); level 0 are the leaf hashes. Every root and proof is made of complete
nodes only.
"""

import hashlib
from collections.abc import Callable, Sequence

HASH_SIZE = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

Node = tuple[int, int]
Lookup = Callable[[int, int], bytes]


def leaf_hash(entry: bytes) -> bytes:
    """Return H(0x00 || entry). Source: RFC 6962, section 2.1."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return H(0x01 || left || right). Source: RFC 6962, section 2.1."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class MemoryTree:
    """A tree over leaf hashes held in memory; ``node`` is its lookup."""

    def __init__(self, hashes: Sequence[bytes]) -> None:
        self._levels = [list(hashes)]
        while len(self._levels[-1]) > 1:
            below = self._levels[-1]
            self._levels.append([node_hash(below[i], below[i + 1]) for i in range(0, len(below) - 1, 2)])

    @property
    def size(self) -> int:
        """Number of leaves."""
        return len(self._levels[0])

    def node(self, level: int, index: int) -> bytes:
        """Return a complete node; raise IndexError when the tree does not hold it."""
        return self._levels[level][index]

    def root(self, size: int | None = None) -> bytes:
        """Return the root of the first ``size`` leaves (default: all)."""
        return root_of(self.size if size is None else size, self.node)


def root(hashes: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes; of none it is H(""). Source: RFC 6962, section 2.1."""
    return MemoryTree(hashes).root()


def root_of(size: int, node: Lookup) -> bytes:
    """Return the root of a tree of ``size`` leaves whose complete nodes ``node(level, index)`` gives."""
    return range_root(0, size, node) if size else EMPTY_ROOT


def complete_nodes(start: int, end: int) -> list[Node]:
    """Return the complete nodes that make up the subtree of leaves [start, end), left to right.

    ``start`` must be a multiple of the smallest power of two that is at least ``end - start``, as in every RFC 6962
    subtree.
    """
    if not 0 <= start < end:
        raise ValueError(f"No subtree covers [{start}, {end}).")
    nodes = []
    while start < end:
        level = (end - start).bit_length() - 1
        if start & ((1 << level) - 1):
            raise ValueError("The subtree does not begin at a multiple of its size.")
        nodes.append((level, start >> level))
        start += 1 << level
    return nodes


def range_root(start: int, end: int, node: Lookup) -> bytes:
    """Return the hash of the subtree over leaves [start, end)."""
    hashes = [node(level, index) for level, index in complete_nodes(start, end)]
    result = hashes.pop()
    while hashes:
        result = node_hash(hashes.pop(), result)
    return result


def _split(size: int) -> int:
    """Return the largest power of two below ``size`` (size > 1)."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion_ranges(index: int, size: int) -> list[tuple[int, int]]:
    """Return the leaf ranges whose hashes prove that leaf ``index`` stands in a tree of ``size``, deepest first.

    Source: RFC 6962, section 2.1.1.
    """
    if not 0 <= index < size:
        raise ValueError(f"A tree of {size} has no leaf {index}.")
    ranges: list[tuple[int, int]] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return ranges[::-1]


def inclusion_proof(index: int, size: int, node: Lookup) -> list[bytes]:
    """Return the audit path of leaf ``index`` in the tree of ``size``, the sibling of the leaf first."""
    return [range_root(start, end, node) for start, end in inclusion_ranges(index, size)]


def consistency_ranges(old: int, new: int) -> list[tuple[int, int]]:
    """Return the leaf ranges whose hashes prove that the tree of ``old`` begins the tree of ``new``.

    Source: RFC 6962, section 2.1.2. Raises ValueError unless 0 < old <= new.
    """
    if not 0 < old <= new:
        raise ValueError(f"No consistency proof leads from {old} to {new}.")
    ranges: list[tuple[int, int]] = []
    start, end, whole = 0, new, True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start, whole = middle, False
    if not whole:
        ranges.append((start, end))
    return ranges[::-1]


def consistency_proof(old: int, new: int, node: Lookup) -> list[bytes]:
    """Return the proof that the first ``old`` leaves of the tree of ``new`` are unchanged."""
    return [range_root(start, end, node) for start, end in consistency_ranges(old, new)]


def needed(ranges: Sequence[tuple[int, int]]) -> list[Node]:
    """Return every complete node the given ranges are made of, so that a store can fetch them at once."""
    return [node for start, end in ranges for node in complete_nodes(start, end)]


def root_from_path(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root that ``path`` leads to from leaf hash ``leaf``, or None when its length cannot be right.

    Source: RFC 9162, section 2.1.3.2.
    """
    if not 0 <= index < size or any(len(item) != HASH_SIZE for item in path):
        return None
    position, last, result = index, size - 1, leaf
    for item in path:
        if last == 0:
            return None
        if position & 1 or position == last:
            result = node_hash(item, result)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            result = node_hash(result, item)
        position, last = position >> 1, last >> 1
    return result if last == 0 else None


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], expected_root: bytes) -> bool:
    """Say whether leaf hash ``leaf`` stands at ``index`` in the tree of ``size`` with that root."""
    return root_from_path(leaf, index, size, path) == expected_root


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Say whether the tree of ``new`` with ``new_root`` begins with the tree of ``old`` with ``old_root``.

    Source: RFC 9162, section 2.1.4.2. A tree is consistent with the empty one when the proof is empty.
    """
    if old == 0:
        return not proof and old_root == EMPTY_ROOT
    if old == new:
        return not proof and old_root == new_root
    if not 0 < old < new or not proof or any(len(item) != HASH_SIZE for item in proof):
        return False
    path = list(proof)
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    position, last = old - 1, new - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    first = second = path[0]
    for item in path[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            first, second = node_hash(item, first), node_hash(item, second)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            second = node_hash(second, item)
        position, last = position >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root
