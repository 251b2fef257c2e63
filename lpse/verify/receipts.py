# SPDX-License-Identifier: Apache-2.0
"""Checks of receipts: what the portal promised a vendor happened (part 9, 9)."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime

from documents.sealing import statement
from lpse.core.canonical import Malformed, b64u, hash_of, parse_timestamp, timestamp, unb64u
from lpse.ledger import batch, leaves, merkle
from lpse.ledger.note import BadNote, open_checkpoint, open_note
from lpse.verify.evidence import Evidence, Receipt
from lpse.verify.findings import Check, Finding
from lpse.verify.tender import Stated, Tender


def receipt_is_kept(evidence: Evidence, receipt: Receipt, tenders: list[Tender]) -> Iterator[Finding]:
    """What the receipt promised happened: the record is in a batch in time, and in the close."""
    check = Check(f"9 tanda terima {receipt.name}")
    try:
        said = statement.parse_receipt_body(open_note(receipt.note, [evidence.receipt_key]))
        statement.check_structure(receipt.statement)
        record = {"v": "sb1/record", "statement": said["statement"], "at": said["received"]}
        check.require(said["statement"] == hash_of(receipt.statement), "pernyataan bukan yang disebut tanda terima")
        check.require(said["record"] == hash_of(record), "rekaman bukan yang disebut tanda terima")
    except (BadNote, Malformed) as error:
        check.problems.append(f"tidak sah: {error}")
    if not check.problems:
        closed = any(tender.code == said["tender"] and tender.is_closed for tender in tenders)
        found = _in_close(check, said, tenders) if closed else None
        if found is not None and found in evidence.leaves:
            _in_time(check, evidence.leaves[found].at, said)
        if receipt.proof is not None or not closed:
            _in_proof(check, evidence, receipt, said, timed=not closed)
    yield from check.findings("tercatat sesuai janji")


def _in_time(check: Check, at: datetime, said: Mapping[str, str]) -> None:
    late = at > parse_timestamp(said["logged-by"])
    check.require(not late, f"dijanjikan tercatat {said['logged-by']}, baru tercatat {timestamp(at)}")


def _in_close(check: Check, said: Mapping[str, str], tenders: list[Tender]) -> int | None:
    closes: list[Stated] = [close for item in tenders if item.code == said["tender"] for close in item.closes]
    for close in closes:
        for entry in close.document["entries"]:
            if hash_of(entry["record"]) == said["record"]:
                return int(entry["i"])
    check.problems.append(
        f"penawaran {said['vendor']} versi {said['version']} TIDAK ADA dalam penutupan {said['tender']}"
    )
    return None


def _in_proof(check: Check, evidence: Evidence, receipt: Receipt, said: Mapping[str, str], *, timed: bool) -> None:
    """Before the close only the receipt's own proof shows that its record is in a batch."""
    if all(leaf.fields.get("tender") != said["tender"] for leaf in evidence.of_kind("tender")):
        check.problems.append(f"tanda terima untuk tender lain: {said['tender']}")
        return
    if receipt.proof is None:
        check.report("tender belum ditutup dan tanda terima belum membawa bukti tercatat")
        return
    try:
        extra = json.loads(receipt.proof.extra)
        path, record = [unb64u(item, 32) for item in extra["path"]], unb64u(said["record"], 32)
        slots = merkle.root_from_path(merkle.leaf_hash(record), extra["p"], batch.SLOTS, path)
        if slots is None:
            raise Malformed("jalur kelompok salah panjang")
        at = parse_timestamp(extra["at"])
        leaf = leaves.build(leaves.SEALED, {"h": b64u(slots)}, at=at)
        head = open_checkpoint(receipt.proof.checkpoint, evidence.log_key)
        included = merkle.verify_inclusion(
            merkle.leaf_hash(leaf), receipt.proof.index, head.size, receipt.proof.path, head.root
        )
        check.require(included, "bukti tercatat tidak memuat penawaran ini")
        if timed:
            _in_time(check, at, said)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        check.problems.append(f"bukti tercatat tidak terbaca: {error}")
