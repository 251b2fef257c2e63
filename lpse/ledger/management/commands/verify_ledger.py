# SPDX-License-Identifier: Apache-2.0
"""manage.py verify_ledger: recompute the whole record from its entries and compare it with all that was signed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lpse.core.canonical import sha256
from lpse.ledger import keys, merkle
from lpse.ledger.leaves import BadLeaf, Leaf
from lpse.ledger.models import Checkpoint, Document, Entry, Head
from lpse.ledger.note import BadNote, open_checkpoint


class Command(BaseCommand):
    """Read every entry, rebuild the tree, and check order, hashes, signed heads, kept head and documents."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the command; exit code 1 names each thing that is broken."""
        hashes, problems = _entries()
        tree = merkle.MemoryTree(hashes)
        problems += _heads(tree)
        try:
            keys.require_extension(tree.size, tree.node)
        except keys.HeadRefused as error:
            problems.append(str(error))
        documents = Document.objects.order_by("sha256").iterator(chunk_size=100)
        problems += [f"Document {row.sha256} is not its digest." for row in documents if not _is_itself(row)]
        if problems:
            raise CommandError("\n".join(problems))
        self.stdout.write(f"{tree.size} entries hold, {Checkpoint.objects.count()} signed heads fit.")


def _is_itself(row: Document) -> bool:
    return sha256(bytes(row.body)).hex() == row.sha256


def _entries() -> tuple[list[bytes], list[str]]:
    """Return the leaf hashes recomputed from the bodies, and what is wrong with the rows."""
    hashes: list[bytes] = []
    problems: list[str] = []
    last = None
    for row in Entry.objects.order_by("idx").iterator(chunk_size=1000):
        body = bytes(row.body)
        hashes.append(merkle.leaf_hash(body))
        if row.idx != len(hashes) - 1:
            problems.append(f"Entry {row.idx} stands where {len(hashes) - 1} belongs.")
            break
        if hashes[-1] != bytes(row.leaf_hash):
            problems.append(f"Entry {row.idx} has another hash than its row says.")
        try:
            at = Leaf.parse(row.idx, body).at
        except BadLeaf as error:
            problems.append(str(error))
            continue
        if last is not None and at < last:
            problems.append(f"Entry {row.idx} is earlier than the one before.")
        last = at
    size = Head.objects.get().size
    if size != len(hashes):
        problems.append(f"The head says {size} entries, there are {len(hashes)}.")
    return hashes, problems


def _heads(tree: merkle.MemoryTree) -> list[str]:
    """Return what is wrong with the signed heads."""
    problems = []
    verifier = keys.log_signer().verifier
    for row in Checkpoint.objects.order_by("size").iterator(chunk_size=1000):
        try:
            head = open_checkpoint(row.note, verifier)
        except BadNote as error:
            problems.append(f"Checkpoint {row.size}: {error}")
            continue
        if head.size > tree.size:
            problems.append(f"Checkpoint {row.size} is of more entries than there are.")
        elif (head.size, head.root) != (row.size, tree.root(head.size)):
            problems.append(f"Checkpoint {row.size} was signed over other entries.")
    return problems
