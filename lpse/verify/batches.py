# SPDX-License-Identifier: Apache-2.0
"""Checks of the sealed batches, when the whole record is at hand: nothing hides in them (part 9, 10)."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import pairwise
from typing import Any

from lpse.core.canonical import Malformed, hash_of, unb64u
from lpse.ledger import batch
from lpse.ledger.leaves import SEALED
from lpse.verify.evidence import Evidence
from lpse.verify.findings import Check, Finding
from lpse.verify.tender import GRACE, Tender, batch_seconds

Places = Mapping[str, tuple[int, int] | None]


def batches_hide_nothing(evidence: Evidence, tenders: list[Tender]) -> Iterator[Finding]:
    """Each opened batch is explained in full, and every record in it was revealed by a close or listed in a fail."""
    if evidence.log is None:
        return
    check = Check("10 kelompok tersegel")
    revealed = _revealed(check, evidence)
    explained: set[int] = set()
    for leaf in evidence.of_kind("explain"):
        try:
            for item in evidence.document(leaf.fields["h"])["entries"]:
                _explained(check, evidence, leaf.index, item, revealed)
                explained.add(item["i"])
        except (ValueError, KeyError, TypeError) as error:
            check.problems.append(f"entri {leaf.index}: penjelasan tidak terbaca: {error}")
    _overdue(check, evidence, explained)
    for tender in tenders:
        _missing_ticks(check, evidence, tender)
    check.report("waktu entri hanya sekuat titik periksa yang disimpan pihak luar")
    yield from check.findings(f"{len(explained)} kelompok dijelaskan seluruhnya, tidak ada penawaran tersembunyi")


def _revealed(check: Check, evidence: Evidence) -> dict[str, tuple[int, int] | None]:
    """Return every record hash a close revealed, with its place, and those a fail listed, without."""
    found: dict[str, tuple[int, int] | None] = {}
    for leaf in (*evidence.of_kind("close"), *evidence.of_kind("fail")):
        try:
            document = evidence.document(leaf.fields["h"])
            if leaf.kind == "fail":
                found |= dict.fromkeys(document["records"])
            else:
                found |= {hash_of(entry["record"]): (entry["i"], entry["p"]) for entry in document["entries"]}
        except (Malformed, KeyError, TypeError) as error:
            check.problems.append(f"entri {leaf.index} ({leaf.kind}) tidak terbaca: {error}")
    return found


def _explained(check: Check, evidence: Evidence, index: int, item: Mapping[str, Any], revealed: Places) -> None:
    sealed, place = evidence.leaves.get(item["i"]), f"kelompok pada entri {item['i']}"
    if sealed is None or sealed.kind != SEALED or sealed.index >= index:
        check.problems.append(f"{place}: bukan kelompok tersegel sebelum entri {index}")
        return
    records = {position: unb64u(record, 32) for position, record in item["records"]}
    whole = len(records) == len(item["records"])
    root = unb64u(sealed.fields["h"], 32)
    same = whole and batch.explains(unb64u(item["seed"], 32), records, root)
    check.require(same, f"{place}: penjelasannya tidak menghasilkan isi kelompok, ada yang disembunyikan")
    for position, record in item["records"]:
        known = record in revealed and revealed[record] in (None, (item["i"], position))
        check.require(known, f"{place} tempat {position}: penawaran tersegel yang tidak pernah diungkap")


def _overdue(check: Check, evidence: Evidence, explained: set[int]) -> None:
    if not evidence.leaves or evidence.genesis is None:
        return
    term = timedelta(days=int(evidence.genesis.fields["explain_days"]))
    newest = evidence.leaves[max(evidence.leaves)].at
    late = [leaf.index for leaf in evidence.of_kind(SEALED) if leaf.index not in explained and newest - leaf.at > term]
    if late:
        check.report(f"{len(late)} kelompok belum dijelaskan setelah {term.days} hari, mulai entri {late[0]}")


def _missing_ticks(check: Check, evidence: Evidence, tender: Tender) -> None:
    """Between the first batch after the announcement and the deadline no beat of the clock is missing."""
    if not tender.revisions:
        return
    end = tender.deadline_at(max(evidence.leaves) + 1)
    beats = [leaf for leaf in evidence.of_kind(SEALED) if leaf.index > tender.revisions[0].index]
    for one, next_one in pairwise(beats):
        gap = next_one.at - one.at
        if end is not None and next_one.at <= end and gap > batch_seconds(evidence) + GRACE:
            check.report(f"{tender.code}: tidak ada kelompok selama {gap} sebelum entri {next_one.index}")
