# SPDX-License-Identifier: Apache-2.0
"""Checks of one tender up to its close: key sets, deadlines, and what the close reveals (part 9, 3 to 5)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from documents.sealing import keyset as keysets
from documents.sealing import memberkey, statement
from documents.sealing.hpke import verify
from lpse.core.canonical import Malformed, hash_of, label, parse_timestamp, timestamp, unb64u
from lpse.ledger import batch
from lpse.ledger.leaves import Leaf
from lpse.verify.evidence import Evidence, is_digest
from lpse.verify.findings import Check, Finding, Verdict

GRACE = timedelta(seconds=30)
PROMPT_CLOSE = timedelta(minutes=2)
CLOSE_MEMBERS = {"v", "tender", "lot", "round", "deadline", "at", "entries"}
ENTRY_MEMBERS = {"i", "p", "path", "record", "statement"}


@dataclass(frozen=True)
class Stated:
    """A leaf with the document it names."""

    leaf: Leaf
    name: str
    document: Mapping[str, Any]


@dataclass(frozen=True)
class Tender:
    """All the record says of one tender. ``broken`` names documents that are missing or false."""

    code: str
    revisions: list[Leaf]
    keysets: list[Stated]
    closes: list[Stated]
    openings: list[Stated]
    opened: list[Stated]
    broken: list[str]

    @property
    def training(self) -> bool:
        """Whether it is practice."""
        return any(leaf.fields["training"] is True for leaf in self.revisions)

    def deadline_at(self, index: int) -> datetime | None:
        """Return the deadline in force when entry ``index`` was written."""
        before = [leaf for leaf in self.revisions if leaf.index < index]
        return parse_timestamp(before[-1].fields["deadline"]) if before else None

    @property
    def is_closed(self) -> bool:
        """Whether the newest close is in force: after one without bids a revision may have moved the deadline."""
        return bool(self.closes) and all(leaf.index < self.closes[-1].leaf.index for leaf in self.revisions)

    @property
    def final_close(self) -> Stated | None:
        """The close that revealed bids, if there is one."""
        return next((close for close in self.closes if close.document.get("entries")), None)


def tenders_of(evidence: Evidence) -> list[Tender]:
    """Return the tenders the bundle is about."""
    codes = {str(leaf.fields["tender"]) for leaf in evidence.bundle.leaves if leaf.kind == "tender"}
    return [_tender(evidence, code) for code in sorted(codes)]


def _tender(evidence: Evidence, code: str) -> Tender:
    broken: list[str] = []
    own = {leaf.index for leaf in evidence.bundle.leaves}
    revisions = [leaf for leaf in evidence.of_kind("tender") if leaf.fields["tender"] == code]

    def stated(kind: str, version: str) -> list[Stated]:
        found = []
        for leaf in evidence.of_kind(kind):
            try:
                document = evidence.document(leaf.fields["h"])
                if not isinstance(document, dict) or document.get("v") != version:
                    raise Malformed(f"dokumen entri {leaf.index} bukan {version}")
                if document.get("tender") == code or (kind == "opened" and document.get("opening") in openings):
                    found.append(Stated(leaf, leaf.fields["h"], document))
            except Malformed as error:
                if leaf.index in own:  # a mirror need not hold documents of other tenders
                    broken.append(f"entri {leaf.index} ({kind}): {error}")
        return found

    openings: set[str] = set()
    keyset, close, opening = (stated(kind, f"sb1/{kind}") for kind in ("keyset", "close", "opening"))
    openings |= {item.name for item in opening}
    return Tender(code, revisions, keyset, close, opening, stated("opened", "sb1/opened"), broken)


def documents_are_there(tender: Tender) -> Iterator[Finding]:
    """Every document the tender's entries name is in the bundle and canonical."""
    check = Check(f"1 dokumen {tender.code}", problems=list(tender.broken))
    yield from check.findings("setiap dokumen yang disebut ada dan utuh")
    if tender.training:
        text = "INI TENDER LATIHAN: waktu hukum dipersingkat, hasilnya tidak berlaku sebagai pengadaan"
        yield Finding(Verdict.TRAINING, tender.code, text)


def keysets_are_the_committees(evidence: Evidence, tender: Tender) -> Iterator[Finding]:
    """Each key set is made of enrolled members, signed by every one, chained, and older than the close."""
    check, last = Check(f"3 kunci panitia {tender.code}"), None
    close = tender.final_close
    for item in tender.keysets:
        try:
            keysets.check_keyset(item.document)
        except Malformed as error:
            check.problems.append(f"entri {item.leaf.index}: {error}")
            continue
        _members_are_enrolled(check, evidence, item)
        _signatures(check, item, dict(item.leaf.fields["sigs"]), len(item.document["members"]))
        expected = (1, None) if last is None else (last.document["gen"] + 1, last.name)
        chained = (item.document["gen"], item.document["prev"]) == expected
        check.require(chained, f"entri {item.leaf.index}: generasi kunci tidak menyambung yang sebelumnya")
        if last is not None:
            _predecessors_agree(check, last, item)
        if close is not None:
            check.require(
                item.leaf.index < close.leaf.index, f"entri {item.leaf.index}: kunci dibekukan setelah penutupan"
            )
        last = item
    check.require(bool(tender.keysets) or close is None, "tender ditutup tanpa kunci panitia yang tercatat")
    yield from check.findings(f"{len(tender.keysets)} himpunan kunci, ditandatangani semua anggotanya")


def _members_are_enrolled(check: Check, evidence: Evidence, item: Stated) -> None:
    for member in item.document["members"]:
        enrolled = None
        for leaf in (*evidence.of_kind("member"), *evidence.of_kind("member_end")):
            if leaf.fields["id"] == member["id"] and leaf.index < item.leaf.index:
                enrolled = leaf if enrolled is None or leaf.index > enrolled.index else enrolled
        known = enrolled is not None and enrolled.kind == "member"
        problem = f"entri {item.leaf.index}: anggota {member['id']} tidak pernah terdaftar dengan kunci itu"
        if not check.require(known, problem) or enrolled is None:
            continue
        check.require(all(enrolled.fields[name] == member[name] for name in ("kem", "sig")), problem)
        if "self" in enrolled.fields:
            try:
                message = memberkey.member_message({"v": "sb1/member", **member})
                own = verify(unb64u(member["sig"], 32), message, unb64u(enrolled.fields["self"], 64))
            except Malformed:
                own = False
            check.require(own, f"entri {enrolled.index}: tanda tangan anggota {member['id']} atas kuncinya tidak sah")


def _signatures(check: Check, item: Stated, signatures: Mapping[str, Any], count: int) -> None:
    complete = signatures.keys() == {str(x) for x in range(1, count + 1)}
    check.require(complete, f"entri {item.leaf.index}: tidak setiap anggota menandatangani himpunan kunci")
    for x in range(1, count + 1):
        if str(x) in signatures:
            try:
                valid = keysets.verify_keyset(item.document, x, unb64u(signatures[str(x)], 64))
            except Malformed:
                valid = False
            check.require(valid, f"entri {item.leaf.index}: tanda tangan anggota {x} tidak sah")


def _predecessors_agree(check: Check, last: Stated, item: Stated) -> None:
    """A further generation is signed by at least k members of the one before. Source: sealed-bids.md, part 5."""
    message = label("keyset-next") + unb64u(item.name, 32)
    valid = set()
    for x, signature in dict(item.leaf.fields.get("psigs", {})).items():
        people = last.document["members"]
        try:
            if x.isdigit() and 1 <= int(x) <= len(people):
                key = unb64u(people[int(x) - 1]["sig"], 32)
                valid |= {int(x)} if verify(key, message, unb64u(signature, 64)) else set()
        except Malformed:
            continue
    enough = len(valid) >= last.document["k"]
    check.require(enough, f"entri {item.leaf.index}: himpunan kunci baru tidak disetujui cukup anggota yang lama")


def deadline_only_moves_later(tender: Tender) -> Iterator[Finding]:
    """Revisions are consecutive; a deadline moves later only, before it passes, or openly with a basis."""
    check, last = Check(f"4 batas waktu {tender.code}"), None
    for number, leaf in enumerate(tender.revisions, 1):
        if leaf.fields["rev"] != number:
            check.problems.append(f"entri {leaf.index}: revisi {leaf.fields['rev']}, seharusnya {number}")
        check.require(isinstance(leaf.fields["training"], bool), f"entri {leaf.index}: tanda latihan hilang")
        try:
            deadline = parse_timestamp(leaf.fields["deadline"])
        except Malformed as error:
            check.problems.append(f"entri {leaf.index}: batas waktu {error}")
            continue
        if last is not None:
            _moved(check, tender, last, leaf, deadline)
            same = last.fields["training"] == leaf.fields["training"]
            check.require(same, f"entri {leaf.index}: tanda latihan berubah")
        last = leaf
    yield from check.findings(f"{len(tender.revisions)} revisi, batas waktu tidak pernah maju")


def _moved(check: Check, tender: Tender, last: Leaf, leaf: Leaf, deadline: datetime) -> None:
    before = parse_timestamp(last.fields["deadline"])
    if not check.require(
        deadline >= before,
        f"entri {leaf.index}: batas waktu dimajukan dari {timestamp(before)} ke {timestamp(deadline)}",
    ):
        return
    if deadline == before or leaf.at < before:
        return
    earlier = [close.document for close in tender.closes if close.leaf.index < leaf.index]
    emptied = any(not close.get("entries") and close.get("deadline") == last.fields["deadline"] for close in earlier)
    revealed = any(close.get("entries") for close in earlier)
    check.require(not revealed, f"entri {leaf.index}: batas waktu diubah setelah penawaran dibuka")
    if emptied:
        return
    if check.require(is_digest(leaf.fields["basis"]), f"entri {leaf.index}: batas waktu yang sudah lewat diperpanjang"):
        check.report(
            f"entri {leaf.index}: batas waktu yang sudah lewat diperpanjang karena gangguan {leaf.fields['basis']}"
        )


def close_reveals_every_bid(evidence: Evidence, tender: Tender) -> Iterator[Finding]:
    """The close comes at or after the deadline; every record in it stands in an earlier batch, in time, signed."""
    check, count = Check(f"5 penutupan {tender.code}"), 0
    revealed: set[tuple[str, int]] = set()
    for close in tender.closes:
        document, at = close.document, f"entri {close.leaf.index}"
        if not check.require(document.keys() == CLOSE_MEMBERS, f"{at}: dokumen penutupan berbentuk lain"):
            continue
        part = (document["lot"], document["round"])
        check.require(part not in revealed, f"{at}: penutupan kedua setelah penawaran terungkap")
        if document["entries"]:
            revealed.add(part)
        deadline = _deadline(check, tender, close)
        if deadline is not None:
            _entries(check, evidence, close, deadline)
        count += len(document["entries"])
    if not tender.closes:
        check.report("tender belum ditutup")
    yield from check.findings(f"{count} pernyataan, semuanya tercatat sebelum batas waktu dan bertanda tangan sah")


def _deadline(check: Check, tender: Tender, close: Stated) -> datetime | None:
    at = f"entri {close.leaf.index}"
    deadline = tender.deadline_at(close.leaf.index)
    try:
        said, closed = parse_timestamp(close.document["deadline"]), parse_timestamp(close.document["at"])
    except Malformed as error:
        check.problems.append(f"{at}: {error}")
        return None
    check.require(said == deadline, f"{at}: batas waktu penutupan bukan batas waktu yang berlaku")
    check.require(said <= closed <= close.leaf.at, f"{at}: ditutup sebelum batas waktu")
    if close.leaf.at - said > PROMPT_CLOSE:
        check.report(f"{at}: ditutup {close.leaf.at - said} setelah batas waktu")
    return said


def _entries(check: Check, evidence: Evidence, close: Stated, deadline: datetime) -> None:
    chains: dict[str, list[tuple[datetime, dict[str, Any]]]] = defaultdict(list)
    last = (-1, -1)
    for entry in close.document["entries"]:
        if not check.require(
            isinstance(entry, dict) and entry.keys() == ENTRY_MEMBERS, "penutupan: entri berbentuk lain"
        ):
            return
        place = (entry["i"], entry["p"])
        check.require(place > last, f"penutupan: tempat {place} tidak urut atau ganda")
        last = place
        try:
            received = _one_entry(check, evidence, close, entry, deadline)
        except Malformed as error:
            check.problems.append(f"penutupan, tempat {place}: {error}")
            continue
        chains[entry["statement"]["vendor"]].append((received, entry["statement"]))
    for vendor, versions in sorted(chains.items()):
        _chain(check, vendor, versions)


def _one_entry(
    check: Check, evidence: Evidence, close: Stated, entry: Mapping[str, Any], deadline: datetime
) -> datetime:
    """Check one revealed record and return when it was received. Raises Malformed."""
    place = f"penawaran pada entri {entry['i']} tempat {entry['p']}"
    statement.check_record(entry["record"])
    statement.check_structure(entry["statement"])
    said, document = entry["statement"], close.document
    for name in ("tender", "lot", "round"):
        check.require(said[name] == document[name], f"{place}: pernyataan untuk {name} lain")
    check.require(entry["record"]["statement"] == hash_of(said), f"{place}: pernyataan bukan yang direkam")
    received = parse_timestamp(entry["record"]["at"])
    check.require(received < deadline, f"{place}: diterima {timestamp(received)}, setelah batas waktu")
    sealed = evidence.leaves.get(entry["i"])
    if sealed is None or sealed.kind != "sealed" or sealed.index >= close.leaf.index:
        raise Malformed("tidak ada kelompok tersegel di situ sebelum penutupan")
    path = [unb64u(item, 32) for item in entry["path"]]
    record, root = unb64u(hash_of(entry["record"]), 32), unb64u(sealed.fields["h"], 32)
    check.require(batch.verify_path(record, entry["p"], path, root), f"{place}: tidak ada dalam kelompok tersegel itu")
    check.require(received < sealed.at, f"{place}: diterima setelah kelompoknya dicatat")
    if sealed.at - received > batch_seconds(evidence) + GRACE:
        check.report(
            f"{place}: diterima {timestamp(received)}, baru dicatat {timestamp(sealed.at)}; hanya sah bila ada gangguan"
        )
    return received


def _chain(check: Check, vendor: str, versions: list[tuple[datetime, dict[str, Any]]]) -> None:
    """A vendor's statements are numbered and chained, and each is signed by a key of the first."""
    ordered = sorted(versions, key=lambda item: item[1]["ver"])
    keys = statement.signing_keys(ordered[0][1])
    previous: str | None = None
    for number, (received, said) in enumerate(ordered, 1):
        linked = said["ver"] == number and said["prev"] == previous
        check.require(linked, f"{vendor}: pernyataan versi {said['ver']} tidak menyambung versi sebelumnya")
        check.require(
            number == 1 or received >= ordered[number - 2][0], f"{vendor}: versi {number} mendahului versi sebelumnya"
        )
        try:
            statement.check_signatures(said, keys)
        except Malformed as error:
            check.problems.append(f"{vendor}: versi {said['ver']}: {error}")
        previous = hash_of(said)


def batch_seconds(evidence: Evidence) -> timedelta:
    """Return the rhythm of batches that the record promised in its first entry."""
    seconds = evidence.genesis.fields["batch_seconds"] if evidence.genesis else 0
    return timedelta(seconds=seconds if isinstance(seconds, int) else 0)


def standing_statements(close: Stated) -> dict[str, dict[str, Any]]:
    """Return the last statement of each vendor in a close, by vendor; withdrawn ones have no envelopes."""
    standing: dict[str, dict[str, Any]] = {}
    for entry in close.document["entries"]:
        said = entry["statement"]
        if said["vendor"] not in standing or said["ver"] > standing[said["vendor"]]["ver"]:
            standing[said["vendor"]] = said
    return standing
