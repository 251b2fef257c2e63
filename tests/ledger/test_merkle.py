# SPDX-License-Identifier: Apache-2.0
"""Roots and proofs of the record against RFC 6962, and every way to forge them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lpse.ledger import merkle

# The reference tree of the RFC 6962 implementations: eight entries and the roots of its first n.
ENTRIES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
HASHES = [merkle.leaf_hash(entry) for entry in ENTRIES]
MANY = [merkle.leaf_hash(str(number).encode()) for number in range(300)]


def naive_root(hashes):
    """Return the root as RFC 6962, section 2.1 writes it, by recursion."""
    if not hashes:
        return merkle.EMPTY_ROOT
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return merkle.node_hash(naive_root(hashes[:split]), naive_root(hashes[split:]))


def test_the_empty_record_has_the_hash_of_nothing():
    assert merkle.root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_the_reference_tree(size):
    assert merkle.root(HASHES[:size]).hex() == ROOTS[size - 1]


@given(st.integers(0, 300))
@settings(max_examples=40, deadline=None)
def test_a_root_from_complete_nodes_equals_the_recursive_definition(size):
    assert merkle.MemoryTree(MANY).root(size) == naive_root(MANY[:size])


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_every_leaf_proves_its_place_and_no_other(data):
    size = data.draw(st.integers(1, 300))
    index = data.draw(st.integers(0, size - 1))
    tree = merkle.MemoryTree(MANY[:size])
    path = merkle.inclusion_proof(index, size, tree.node)
    assert merkle.verify_inclusion(MANY[index], index, size, path, tree.root())
    other = data.draw(st.integers(0, size - 1))
    assert (other == index) == merkle.verify_inclusion(MANY[index], other, size, path, tree.root())


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_a_longer_record_proves_that_it_begins_with_the_shorter(data):
    new = data.draw(st.integers(1, 300))
    old = data.draw(st.integers(1, new))
    tree = merkle.MemoryTree(MANY[:new])
    proof = merkle.consistency_proof(old, new, tree.node)
    assert merkle.verify_consistency(old, new, tree.root(old), tree.root(), proof)


def inclusion_case():
    tree = merkle.MemoryTree(HASHES[:7])
    return {
        "leaf": HASHES[4],
        "index": 4,
        "size": 7,
        "path": merkle.inclusion_proof(4, 7, tree.node),
        "root": tree.root(),
    }


@pytest.mark.parametrize(
    "forge",
    [
        pytest.param(lambda case: case.update(leaf=HASHES[5]), id="another leaf"),
        pytest.param(lambda case: case.update(index=5), id="another index"),
        pytest.param(lambda case: case.update(index=7), id="an index beyond the record"),
        pytest.param(lambda case: case.update(index=-1), id="a negative index"),
        pytest.param(lambda case: case.update(size=9), id="a size of another depth"),
        pytest.param(lambda case: case.update(size=5), id="a smaller size"),
        pytest.param(lambda case: case.update(root=HASHES[0]), id="another root"),
        pytest.param(lambda case: case["path"].pop(), id="a shortened path"),
        pytest.param(lambda case: case["path"].append(HASHES[0]), id="a lengthened path"),
        pytest.param(lambda case: case["path"].reverse(), id="a reordered path"),
        pytest.param(lambda case: case["path"].__setitem__(0, b"short"), id="a hash of the wrong length"),
        pytest.param(
            lambda case: case.update(leaf=case["root"], index=0, size=1, path=[], root=ROOTS[0]), id="a root as leaf"
        ),
    ],
)
def test_a_forged_inclusion_proof_is_refused(forge):
    case = inclusion_case()
    assert merkle.verify_inclusion(case["leaf"], case["index"], case["size"], case["path"], case["root"])
    forge(case)
    assert not merkle.verify_inclusion(case["leaf"], case["index"], case["size"], case["path"], case["root"])


@pytest.mark.parametrize("old", [1, 3, 4, 6, 7])
@pytest.mark.parametrize("change", ["edited", "deleted", "reordered"])
def test_no_proof_joins_a_rewritten_history(old, change):
    rewritten = list(HASHES)
    if change == "edited":
        rewritten[0] = merkle.leaf_hash(b"edited")
    elif change == "deleted":
        del rewritten[0]
    else:
        rewritten[0], rewritten[7] = rewritten[7], rewritten[0]
    before, after = merkle.MemoryTree(HASHES[:old]), merkle.MemoryTree(rewritten)
    for tree in (after, merkle.MemoryTree(HASHES)):
        if tree.size <= old:
            continue
        proof = merkle.consistency_proof(old, tree.size, tree.node)
        assert not merkle.verify_consistency(old, after.size, before.root(), after.root(), proof)


def test_a_cut_tail_is_not_consistent_with_the_longer_record():
    tree = merkle.MemoryTree(HASHES)
    proof = merkle.consistency_proof(5, 8, tree.node)
    assert not merkle.verify_consistency(8, 5, tree.root(), tree.root(5), proof)
    assert not merkle.verify_consistency(5, 8, tree.root(), tree.root(5), proof)


@pytest.mark.parametrize(("old", "new"), [(3, 8), (4, 8), (6, 7)])
def test_a_consistency_proof_with_a_hash_changed_added_or_missing_is_refused(old, new):
    tree = merkle.MemoryTree(HASHES)
    proof = merkle.consistency_proof(old, new, tree.node)
    good = tree.root(old), tree.root(new)
    for forged in ([], proof[:-1], [*proof, HASHES[0]], [HASHES[7], *proof[1:]], [*proof[:-1], b"short"]):
        assert not merkle.verify_consistency(old, new, *good, forged)


def test_two_heads_of_the_same_size_must_have_one_root():
    assert merkle.verify_consistency(3, 3, HASHES[0], HASHES[0], [])
    assert not merkle.verify_consistency(3, 3, HASHES[0], HASHES[1], [])


def test_a_subtree_that_is_not_aligned_is_refused():
    with pytest.raises(ValueError, match="multiple"):
        merkle.complete_nodes(1, 3)
    with pytest.raises(ValueError, match="no leaf"):
        merkle.inclusion_ranges(3, 3)
    with pytest.raises(ValueError, match="No consistency proof"):
        merkle.consistency_ranges(4, 3)
