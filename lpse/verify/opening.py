# SPDX-License-Identifier: Apache-2.0
"""Checks of one tender from the opening on: openings, releases, results and the evaluation (part 9, 6 to 8)."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from documents.sealing.release import verify_release_leaf
from lpse.core.canonical import Malformed, b64u, sha256, unb64u
from lpse.ledger.leaves import Leaf
from lpse.verify.evidence import Evidence, is_digest
from lpse.verify.findings import Check, Finding
from lpse.verify.tender import Stated, Tender, standing_statements

ANNOUNCE_RESULT = "evaluation.announce_result"
VOID_RESULT = "evaluation.void_result"
CONCLUDE_PROOF = "evaluation.conclude_proof"
OPENING_MEMBERS = {"v", "tender", "lot", "round", "kind", "keyset", "close", "basis", "envelopes"}
OPENED_MEMBERS = {"v", "opening", "results"}
RESULT_MEMBERS = {"header", "result", "reason", "manifest"}
REASONS = {"dealing", "share", "segment", "manifest", "lost"}


def openings_list_every_bid(evidence: Evidence, tender: Tender) -> Iterator[Finding]:
    """After the close, the openings of one kind name each standing envelope exactly once, and nothing else."""
    check = Check(f"7 pembukaan {tender.code}")
    close, generations = tender.final_close, {item.name: item for item in tender.keysets}
    named: dict[str, Counter[str]] = {}
    for opening in tender.openings:
        document, at = opening.document, f"entri {opening.leaf.index}"
        if not check.require(document.keys() == OPENING_MEMBERS, f"{at}: dokumen pembukaan berbentuk lain"):
            continue
        after = close is not None and close.leaf.index < opening.leaf.index
        check.require(after, f"{at}: pembukaan sebelum penutupan")
        check.require(close is not None and document["close"] == close.name, f"{at}: pembukaan atas penutupan lain")
        keyset = generations.get(document["keyset"])
        known = keyset is not None and document["kind"] in keyset.document["server"]
        check.require(known, f"{at}: pembukaan dengan kunci yang tidak dibekukan untuk tender ini")
        check.require(
            document["basis"] is None, f"{at}: pembukaan ini berdasar evaluasi, belum dapat diperiksa di sini"
        )
        named.setdefault(document["kind"], Counter()).update(document["envelopes"])
    if close is not None and tender.openings:
        for kind in {kind for item in tender.keysets for kind in item.document["server"]}:
            _entitled(check, close, kind, named.get(kind, Counter()))
    if not tender.openings:
        check.report("penawaran belum dibuka")
    yield from check.findings(
        f"{sum(count.total() for count in named.values())} sampul, setiap penawaran tepat satu kali"
    )


def _entitled(check: Check, close: Stated, kind: str, named: Counter[str]) -> None:
    entitled = {
        envelope["header"]: vendor
        for vendor, said in standing_statements(close).items()
        for envelope in said["envelopes"]
        if envelope["kind"] == kind
    }
    for header, vendor in sorted(entitled.items()):
        check.require(named[header] == 1, f"penawaran {vendor} dibuka {named[header]} kali, seharusnya satu kali")
    for header in named.keys() - entitled.keys():
        check.problems.append(f"sampul {header} dibuka padahal bukan penawaran yang berlaku")


def releases_reach_the_quorum(evidence: Evidence, tender: Tender) -> Iterator[Finding]:
    """Each opening has k signed releases before any result; the results name the same envelopes."""
    check = Check(f"8 pelepasan kunci {tender.code}")
    complete: dict[str, int | None] = {}
    for opening in tender.openings:
        keyset = next((item for item in tender.keysets if item.name == opening.document.get("keyset")), None)
        if keyset is not None:
            complete[opening.name] = _quorum(check, evidence, opening, keyset)
    last = (
        None
        if None in complete.values()
        else max((index for index in complete.values() if index is not None), default=None)
    )
    seen: set[str] = set()
    for opened in tender.opened:
        opening = next(item for item in tender.openings if item.name == opened.document["opening"])
        at = f"entri {opened.leaf.index}"
        check.require(opening.name not in seen, f"{at}: hasil kedua untuk pembukaan yang sama")
        seen.add(opening.name)
        in_order = last is not None and last < opened.leaf.index
        check.require(in_order, f"{at}: dibuka sebelum cukup anggota melepaskan kunci di setiap pembukaan")
        _results(check, opening, opened)
    yield from check.findings(f"{len(tender.opened)} pembukaan dengan kuorum penuh")


def _quorum(check: Check, evidence: Evidence, opening: Stated, keyset: Stated) -> int | None:
    """Return the index of the entry with which the quorum was reached, or None."""
    members, released = keyset.document["members"], set()
    for leaf in evidence.of_kind("release"):
        if leaf.fields["opening"] != opening.name:
            continue
        x = leaf.fields["x"]
        number = isinstance(x, int) and not isinstance(x, bool) and 1 <= x <= len(members)
        problem = f"entri {leaf.index}: pelepasan kunci anggota {x} tidak sah"
        if check.require(number and leaf.index > opening.leaf.index and _is_theirs(leaf, members, opening), problem):
            released.add(x)
        if len(released) >= keyset.document["k"]:
            return leaf.index
    return None


def _is_theirs(leaf: Leaf, members: list[Mapping[str, str]], opening: Stated) -> bool:
    x = leaf.fields["x"]
    try:
        key, signature = unb64u(members[x - 1]["sig"], 32), unb64u(leaf.fields["sig"], 64)
        return verify_release_leaf(key, opening.name, x, leaf.fields["box"], signature)
    except Malformed:
        return False


def _results(check: Check, opening: Stated, opened: Stated) -> None:
    at, results = f"entri {opened.leaf.index}", opened.document["results"]
    if not check.require(opened.document.keys() == OPENED_MEMBERS, f"{at}: dokumen hasil berbentuk lain"):
        return
    headers = [item.get("header") for item in results]
    check.require(sorted(headers) == sorted(opening.document["envelopes"]), f"{at}: hasil tidak memuat setiap sampul")
    for item in results:
        shaped = item.keys() == RESULT_MEMBERS and item["result"] in {"ok", "void", "unreadable"}
        if not check.require(shaped, f"{at}: hasil sampul berbentuk lain"):
            continue
        if item["result"] == "ok":
            check.require(is_digest(item["manifest"]), f"{at}: sampul terbuka tanpa sidik daftar isinya")
        else:
            check.require(item["reason"] in REASONS, f"{at}: sampul gugur tanpa alasan yang dikenal")
            check.report(
                f"sampul {item['header']}: {item['result']} ({item['reason']}), belum terbukti tanpa berkas auditor"
            )


def evaluation_can_be_repeated(evidence: Evidence, tender: Tender) -> Iterator[Finding]:
    """The published evaluation file gives the announced ranking, and leaves out no bid that was opened."""
    results = [leaf for leaf in evidence.of_kind("act") if leaf.fields["subject"] == tender.code]
    announced = [leaf for leaf in results if leaf.act in {ANNOUNCE_RESULT, VOID_RESULT}]
    body = evidence.bundle.evaluation
    if not announced or announced[-1].act == VOID_RESULT:
        if body is not None:
            yield from Check(f"6 evaluasi {tender.code}", ["berkas evaluasi tanpa pengumuman hasil"]).findings("")
        return
    check, leaf = Check(f"6 evaluasi {tender.code}"), announced[-1]
    if (
        check.require(body is not None, "hasil diumumkan, tetapi evaluasi.json tidak ada dalam bukti")
        and body is not None
    ):
        same = leaf.fields["public"].get("evaluation") == b64u(sha256(body))
        check.require(same, f"entri {leaf.index}: evaluasi.json bukan berkas yang diumumkan")
        _repeat(check, leaf, body, _opened_vendors(tender))
        _announced_terms(check, evidence, tender, body)
        _candidates_have_proven(check, results, leaf, body)
    yield from check.findings("peringkat yang dihitung ulang sama dengan yang diumumkan")


def _repeat(check: Check, leaf: Leaf, body: bytes, opened: set[str]) -> None:
    from evaluation.rules.evaluate import evaluate  # what it needs is loaded only when there is an evaluation to repeat

    try:
        ranking = evaluate(json.loads(body))["ranking"]
    except (ValueError, RecursionError) as error:
        check.problems.append(f"evaluasi.json tidak dapat dihitung: {error}")
        return
    computed = {row["vendor"]: row for row in ranking}
    check.require(len(computed) == len(ranking), "evaluasi.json memuat satu penyedia dua kali")
    announced = leaf.fields["public"].get("ranking")
    if not check.require(_is_ranking(announced), f"entri {leaf.index}: pengumuman tanpa peringkat"):
        return
    check.require(
        computed.keys() == {row["vendor"] for row in announced}, "peringkat yang diumumkan memuat penyedia lain"
    )
    for row in announced:
        for name, value in row.items():
            mine = computed.get(row["vendor"], {}).get(name)
            check.require(mine == value, f"{row['vendor']}: {name} diumumkan {value}, dihitung {mine}")
    left_out = opened - computed.keys()
    check.require(not left_out, f"penawaran terbuka yang tidak dievaluasi: {', '.join(sorted(left_out))}")
    unopened = computed.keys() - opened
    check.require(not unopened, f"penawaran dievaluasi tanpa pernah dibuka: {', '.join(sorted(unopened))}")


def _announced_terms(check: Check, evidence: Evidence, tender: Tender, body: bytes) -> None:
    """The price preference for local content is the one that was announced with the tender, or none."""
    try:
        document, data = evidence.document(tender.revisions[-1].fields["h"]), json.loads(body)
        asked, used = (Fraction(each.get("preference_max") or 0) for each in (document, data))
    except (Malformed, IndexError, AttributeError, TypeError, ValueError, ZeroDivisionError, RecursionError):
        return  # a document that is missing, or a file that cannot be read, is reported where it is looked for
    check.require(asked == used, "preferensi harga dalam evaluasi.json bukan yang diumumkan bersama tender")


def _candidates_have_proven(check: Check, acts: list[Leaf], leaf: Leaf, body: bytes) -> None:
    """Where a proof of qualification was concluded, the winner and its reserves have passed it, and who failed is out.

    What a document said to a committee no stranger can repeat; that nobody on the first ranks is without a proof, can.
    """
    from evaluation.rules.evaluate import DEFAULT_BOOK
    from evaluation.rules.proving import PROVEN
    from lpse.regulations.proofs import proof_numbers

    concluded = {each.fields["public"].get("round") for each in acts if each.act == CONCLUDE_PROOF}
    if leaf.fields["public"].get("round") not in concluded:
        return
    try:
        proofs = {str(bid["vendor"]): bid.get("proof") for bid in json.loads(body)["bids"]}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return  # a file that cannot be read is reported where it is computed
    most, announced = int(proof_numbers(DEFAULT_BOOK).places.value), leaf.fields["public"].get("ranking")
    for row in announced if _is_ranking(announced) else []:
        rank, proof = row.get("rank"), proofs.get(row["vendor"])
        if isinstance(rank, int):
            is_proven = proof in set(PROVEN) or (proof is None and rank > most)
            check.require(is_proven, f"{row['vendor']}: peringkat {rank} tanpa pembuktian kualifikasi yang lulus")


def _is_ranking(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(row, dict) and isinstance(row.get("vendor"), str) for row in value
    )


def _opened_vendors(tender: Tender) -> set[str]:
    """Return the vendors of which an envelope was opened and read."""
    close = tender.final_close
    if close is None:
        return set()
    owner = {
        envelope["header"]: vendor
        for vendor, said in standing_statements(close).items()
        for envelope in said["envelopes"]
    }
    results = [item for opened in tender.opened for item in opened.document["results"]]
    return {owner[item["header"]] for item in results if item.get("result") == "ok" and item.get("header") in owner}
