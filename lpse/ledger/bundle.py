# SPDX-License-Identifier: Apache-2.0
"""What leaves the house for checking elsewhere: the evidence bundle of a tender, and the whole record as files."""

import base64
import io
import json
import zipfile
from pathlib import Path

from lpse.ledger import keys, selectors
from lpse.ledger.models import Batch, Document, Entry
from lpse.ledger.note import Proof
from lpse.ledger.tiles import tiles_of

EPOCH = (1980, 1, 1, 0, 0, 0)  # the oldest time a ZIP can carry: equal contents make equal bytes


class NothingSigned(Exception):
    """The record has no signed head yet; the next tick makes one."""


def evidence_bundle(tender: str, *, evaluation: bytes | None = None) -> bytes:
    """Return `bukti.zip` of a tender: checkpoint, keys, its leaves with proofs, the documents they name.

    ``evaluation`` is the published evaluation file. Source: decisions.md, part 4. Raises NothingSigned.
    """
    checkpoint = selectors.latest_checkpoint()
    if checkpoint is None:
        raise NothingSigned
    own = [entry for entry in selectors.entries_of(tender) if entry.idx < checkpoint.size]
    documents = _documents([bytes(entry.body).decode() for entry in own])
    entries = {entry.idx: entry for entry in [*own, *_context(documents, checkpoint.size)]}
    paths = selectors.inclusion_paths(entries, checkpoint.size)
    lines = []
    for index in sorted(entries):
        proof = [base64.b64encode(item).decode() for item in paths[index]]
        line = {"index": index, "entry": bytes(entries[index].body).decode(), "proof": proof}
        lines.append(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
    files = {
        "checkpoint": checkpoint.note.encode(),
        "vkeys.json": json.dumps(verification_keys(), indent=1).encode() + b"\n",
        "leaves.jsonl": "".join(lines).encode(),
        **{f"doc/{digest}": body for digest, body in sorted(documents.items())},
        **({"evaluasi.json": evaluation} if evaluation is not None else {}),
    }
    return zipped(files)


def receipt_bundle(
    note: str, *, statement: bytes, extra: dict[str, bytes] | None = None, proof: Proof | None = None
) -> bytes:
    """Return a receipt as `lpse-verify --receipt` reads it: the signed note, the statement, and the proof once there.

    ``extra`` are further files of the vendor's own (headers, manifests, statement key), which the verifier passes over.
    """
    files = {"receipt": note.encode(), "statement.json": statement, **(extra or {})}
    if proof is not None:
        files["receipt.tlog-proof"] = proof.text.encode()
    return zipped(files)


def verification_keys() -> dict[str, str]:
    """Return the public keys of the record and of its receipts. Raises keys.NoKey."""
    return {"log": keys.log_signer().vkey, "receipt": keys.receipt_signer().vkey}


def export(folder: Path) -> int:
    """Write the signed record as static files (tiles, bundles, documents, checkpoint last); return its size.

    Files that are there already are left alone, so an export repeated each minute is a mirror. Raises NothingSigned.
    """
    checkpoint = selectors.latest_checkpoint()
    if checkpoint is None:
        raise NothingSigned
    for tile in tiles_of(checkpoint.size):
        target = folder / tile.path
        if not target.exists():
            _write(target, selectors.tile_bytes(tile) or b"")
    for digest in Document.objects.values_list("sha256", flat=True).iterator():
        target = folder / "doc" / digest
        if not target.exists():
            _write(target, selectors.document(digest) or b"")
    _write(folder / "vkeys.json", json.dumps(verification_keys()).encode())
    _write(folder / "checkpoint", checkpoint.note.encode())
    return checkpoint.size


def zipped(files: dict[str, bytes]) -> bytes:
    """Return a ZIP of named bytes; the same files make the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), body, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _write(target: Path, body: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(target.name + ".tmp")
    draft.write_bytes(body)
    draft.replace(target)


def _documents(texts: list[str]) -> dict[str, bytes]:
    """Return the documents that leaves name, and those that the documents name in turn."""
    found: dict[str, bytes] = {}
    wanted = {digest for text in texts for digest in selectors.named_documents(text)}
    while wanted:
        rows = Document.objects.filter(sha256__in=wanted - found.keys()).values_list("sha256", "body")
        fresh = {digest: bytes(body) for digest, body in rows}
        found |= fresh
        wanted = {digest for body in fresh.values() for digest in _named_in(body)} - found.keys()
    return found


def _named_in(body: bytes) -> set[str]:
    try:
        return selectors.named_documents(body.decode())
    except (ValueError, RecursionError):  # a PDF or another file that is no JSON names nothing
        return set()


def _context(documents: dict[str, bytes], size: int) -> list[Entry]:
    """Return the leaves a tender leans on: the beginning, the members of its key sets, the batches its close names."""
    members: set[str] = set()
    batches: set[int] = set()
    for body in documents.values():
        try:
            document = json.loads(body)
        except (ValueError, RecursionError):
            continue
        if not isinstance(document, dict):
            continue
        if document.get("v") == "sb1/keyset":
            members |= {member["id"] for member in document["members"]}
        elif document.get("v") == "sb1/close":
            batches |= {entry["i"] for entry in document["entries"]}
    signed = Entry.objects.filter(idx__lt=size)
    return [
        *signed.filter(kind="genesis"),
        *signed.filter(kind__in=["member", "member_end"], subject__in=members),
        *signed.filter(idx__in=Batch.objects.filter(entry_id__in=batches).values("entry_id")),
    ]
