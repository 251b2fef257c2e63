# SPDX-License-Identifier: Apache-2.0
"""Checks of the record as such: signatures, proofs, order, and history that was not rewritten (part 9, 1 and 2)."""

from collections.abc import Iterator

from lpse.ledger import merkle
from lpse.ledger.note import BadNote, Checkpoint, Verifier, open_checkpoint
from lpse.verify.evidence import Evidence
from lpse.verify.findings import Check, Finding


def checkpoint_is_signed(evidence: Evidence) -> Iterator[Finding]:
    """The head carries the log's signature, by the pinned key where one is pinned."""
    check, size = Check("1 titik periksa"), 0
    try:
        size = open_checkpoint(evidence.bundle.checkpoint, evidence.log_key).size
    except BadNote as error:
        check.problems.append(f"tanda tangan titik periksa tidak sah: {error}")
    if evidence.vkey is None:
        check.report(
            "kunci diambil dari bukti itu sendiri; patok dengan --vkey kunci dari sumber lain yang Anda percayai"
        )
    yield from check.findings(f"ditandatangani {evidence.bundle.vkeys.get('log', '').split('+')[0]}, {size} entri")


def leaves_are_included(evidence: Evidence) -> Iterator[Finding]:
    """Each entry of the bundle stands at its index in the signed head."""
    check = Check("1 entri")
    head = _head(evidence.bundle.checkpoint, evidence)
    if (
        check.require(head is not None, "tanpa titik periksa yang sah tidak ada entri yang terbukti")
        and head is not None
    ):
        for leaf in evidence.bundle.leaves:
            path = evidence.bundle.paths[leaf.index]
            included = merkle.verify_inclusion(merkle.leaf_hash(leaf.body), leaf.index, head.size, path, head.root)
            check.require(included, f"entri {leaf.index} ({leaf.kind}) tidak termasuk dalam titik periksa")
    yield from check.findings(f"{len(evidence.bundle.leaves)} entri termasuk dalam titik periksa")


def time_never_goes_back(evidence: Evidence) -> Iterator[Finding]:
    """A later entry is never earlier in time."""
    check, last = Check("2 urutan waktu"), None
    for index, leaf in sorted(evidence.leaves.items()):
        if last is not None:
            check.require(
                leaf.at >= last.at,
                f"entri {index} ({leaf.fields['at']}) lebih awal daripada entri {last.index} ({last.fields['at']})",
            )
        last = leaf
    yield from check.findings("waktu tidak pernah mundur")


def genesis_names_the_keys(evidence: Evidence) -> Iterator[Finding]:
    """The record's first entry names the key that signed the head, and the key of receipts."""
    check, genesis = Check("1 kunci"), evidence.genesis
    if check.require(genesis is not None, "entri pertama (genesis) tidak ada dalam bukti") and genesis is not None:
        try:
            key = evidence.log_key
            named = Verifier.parse(str(genesis.fields["log"]))
            check.require(named == key, "kunci dalam entri pertama bukan kunci yang menandatangani titik periksa")
            check.require(genesis.fields["origin"] == key.name, "catatan ini bernama lain daripada kuncinya")
            receipt = evidence.receipt_key.vkey
            if "receipt" in evidence.bundle.vkeys:
                check.require(evidence.bundle.vkeys["receipt"] == receipt, "kunci tanda terima bukan yang tercatat")
        except BadNote as error:
            check.problems.append(f"kunci dalam entri pertama tidak terbaca: {error}")
    yield from check.findings("kunci sama dengan yang disebut entri pertama")


def log_is_whole(evidence: Evidence) -> Iterator[Finding]:
    """The mirror's entries make the root its head was signed for."""
    if evidence.log is None:
        return
    check = Check("1 seluruh catatan")
    head = _head(evidence.log.checkpoint, evidence)
    if check.require(head is not None, "titik periksa salinan catatan tidak sah") and head is not None:
        root = merkle.root([merkle.leaf_hash(leaf.body) for leaf in evidence.log.leaves])
        check.require(head.size == len(evidence.log.leaves), "jumlah entri salinan tidak sesuai titik periksa")
        check.require(root == head.root, "akar yang dihitung dari entri berbeda dari yang ditandatangani")
    yield from check.findings(f"{len(evidence.log.leaves)} entri menghasilkan akar yang ditandatangani")


def history_was_not_rewritten(evidence: Evidence) -> Iterator[Finding]:
    """Every other head we hold (the bundle's, those of receipts) is a beginning of the mirrored record."""
    check, held = Check("2 riwayat"), _other_heads(evidence)
    if evidence.log is None:
        roots: dict[int, bytes] = {}
        for name, head in held:
            same = roots.setdefault(head.size, head.root) == head.root
            check.require(
                same, f"dua titik periksa dengan {head.size} entri berbeda akarnya ({name}): catatan bercabang"
            )
        if not check.problems:
            return
    else:
        tree = merkle.MemoryTree([merkle.leaf_hash(leaf.body) for leaf in evidence.log.leaves])
        for name, head in held:
            if head.size > tree.size:
                check.problems.append(
                    f"{name} memuat {head.size} entri, salinan hanya {tree.size}: ekor catatan terpotong"
                )
            elif tree.root(head.size) != head.root:
                check.problems.append(f"{name} tidak sesuai dengan awal catatan: riwayat ditulis ulang")
    yield from check.findings("setiap titik periksa yang lebih lama adalah awal dari catatan ini")


def bundle_agrees_with_log(evidence: Evidence) -> Iterator[Finding]:
    """The bundle neither changes nor leaves out an entry about its tenders."""
    if evidence.log is None:
        return
    check, head = Check("2 kelengkapan bukti"), _head(evidence.bundle.checkpoint, evidence)
    for leaf in evidence.bundle.leaves:
        logged = evidence.leaves.get(leaf.index)
        check.require(logged is not None and logged.body == leaf.body, f"entri {leaf.index} berbeda dari catatan")
    held = {leaf.index for leaf in evidence.bundle.leaves}
    tenders = {str(leaf.fields["tender"]) for leaf in evidence.bundle.leaves if leaf.kind == "tender"}
    for index, leaf in evidence.leaves.items():
        about = leaf.fields.get("tender") if leaf.kind in {"tender", "fail"} else leaf.fields.get("subject")
        if about in tenders and head is not None and index < head.size:
            check.require(index in held, f"entri {index} tentang {about} tidak ada dalam bukti")
    yield from check.findings("bukti memuat semua entri tendernya")


def _head(note: str, evidence: Evidence) -> Checkpoint | None:
    try:
        return open_checkpoint(note, evidence.log_key)
    except BadNote:
        return None


def _other_heads(evidence: Evidence) -> list[tuple[str, Checkpoint]]:
    notes = [("titik periksa bukti", evidence.bundle.checkpoint)]
    notes += [(f"bukti dalam {item.name}", item.proof.checkpoint) for item in evidence.receipts if item.proof]
    heads = [(name, _head(note, evidence)) for name, note in notes]
    return [(name, head) for name, head in heads if head is not None]
