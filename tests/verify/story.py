# SPDX-License-Identifier: Apache-2.0
"""A portal that tells the story of one tender, truly or falsely, and signs whatever it told.

Each method is one stage. A test changes what a stage says and hands the result to the verifier: everything is signed
consistently, so only the rules can find the lie.
"""

import base64
import hashlib
import io
import json
import zipfile
from datetime import UTC, datetime, timedelta

from Crypto.PublicKey import ECC

from documents.sealing import keyset as keysets
from documents.sealing import memberkey, statement
from documents.sealing.chunks import SealedObject
from documents.sealing.hpke import derive_key_pair, sign
from documents.sealing.release import signed_message
from lpse.core.canonical import b64u, canonical, hash_of, sha256, timestamp, unb64u
from lpse.ledger import batch, leaves, merkle
from lpse.ledger.note import Checkpoint, Proof, Signer
from lpse.ledger.tiles import ENTRIES, encode_entries, tiles_of

TENDER = "T-2026-0001"
START = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
DEADLINE = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
ORIGIN = "sagara.example/log"
ROLE = {"act": "x", "role": "clock"}


def seed(name):
    return hashlib.sha256(name.encode()).digest()


def digest(name):
    return b64u(seed(name))


class Story:
    """The record as one portal tells it."""

    def __init__(self, origin=ORIGIN):
        self.log_key, self.receipt_key = Signer(origin, seed("log")), Signer(f"{origin}/receipt", seed("receipt"))
        self.entries, self.documents, self.pending = [], {}, []
        self.now = START
        self.batches, self.statements, self.records, self.placed = {}, {}, {}, {}
        self.vendor_keys = {name: ECC.generate(curve="P-256") for name in ("V-arung", "V-bahari", "V-lintang")}
        self.members = {name: memberkey.derive_keys(seed(name)) for name in ("m-bima", "m-citra", "m-dodi")}
        self.evaluation = None
        self.training = True
        self.rev = 0
        genesis = {"origin": origin, "log": self.log_key.vkey, "receipt": self.receipt_key.vkey}
        self.leaf("genesis", {**genesis, "batch_seconds": 60, "explain_days": 120})

    # What every stage uses

    def leaf(self, kind, fields, after=1.0, **who):
        """Append a leaf ``after`` seconds and return its index."""
        self.now += timedelta(seconds=after)
        who = {} if kind == "sealed" else ROLE | who
        self.entries.append(leaves.build(kind, fields, at=self.now, **who))
        return len(self.entries) - 1

    def doc(self, document):
        body = document if isinstance(document, bytes) else canonical(document)
        self.documents[sha256(body).hex()] = body
        return b64u(sha256(body))

    def until(self, moment):
        self.now = max(self.now, moment)

    # Stages

    def enrol(self, **changed):
        for name, key in self.members.items():
            member = {"id": name, "kem": b64u(key.kem), "sig": b64u(key.sig)}
            own = b64u(key.sign_member({"v": "sb1/member", **member}))
            self.leaf("member", member | {"self": own} | changed.get(name, {}))

    def freeze(self, edit=lambda doc: None, sigs=lambda sigs: sigs, k=2, psigs=None):
        people = [{"id": name, "kem": b64u(key.kem), "sig": b64u(key.sig)} for name, key in self.members.items()]
        _sk, server = derive_key_pair(seed("server"))
        keyset = keysets.make_keyset(TENDER, k, people, {"single": server})
        edit(keyset)
        self.keyset, self.keyset_hash = keyset, hash_of(keyset)
        signed = {
            str(x): b64u(keysets.sign_keyset(keyset, key.sig_seed)) for x, key in enumerate(self.members.values(), 1)
        }
        fields = {"h": self.doc(keyset), "sigs": sigs(signed)} | ({"psigs": psigs} if psigs else {})
        return self.leaf("keyset", fields)

    def announce(self, deadline=DEADLINE, basis=None, **changed):
        self.rev += 1
        fields = {"tender": TENDER, "rev": self.rev, "deadline": timestamp(deadline), "basis": basis}
        fields |= {"h": self.doc({"v": "dokumen", "rev": self.rev}), "training": self.training}
        return self.leaf("tender", fields | changed, act="tenders.announce_tender", role="committee")

    def send(self, vendor, *, at=None, withdraw=False, key=None, edit=lambda said: said):
        """A vendor sends (or replaces, or withdraws); the record waits for its batch. Returns the statement."""
        self.now = at or self.now + timedelta(seconds=1)
        before = self.statements.setdefault(vendor, [])
        ver, prev = len(before) + 1, hash_of(before[-1]) if before else None
        objects = [SealedObject(n, 4096 + 48, 1, digest(f"{vendor} {ver} {n}")) for n in (0, 1)]
        envelopes = [] if withdraw else [("single", digest(f"{vendor} header {ver}"), objects)]
        said = statement.make_statement(
            tender=TENDER, lot="1", round=1, vendor=vendor, ver=ver, prev=prev, envelopes=envelopes, nonce=seed(vendor)
        )
        said = edit(statement.sign_statement(said, key or self.vendor_keys[vendor]))
        record = statement.make_record(hash_of(said), self.now)
        before.append(said)
        self.records[hash_of(record)] = (record, said)
        self.pending.append(hash_of(record))
        return said

    def tick(self, at=None):
        """Append the batch that is due."""
        self.until(at or self.now)
        positions = batch.draw_positions(len(self.pending))
        placed = dict(zip(positions, self.pending, strict=True))
        secret = seed(f"batch {len(self.entries)}")
        built = batch.Batch.build(secret, {position: unb64u(record) for position, record in placed.items()})
        index = self.leaf("sealed", {"h": b64u(built.root)})
        self.batches[index] = (secret, placed, built)
        self.placed |= {record: (index, position) for position, record in placed.items()}
        self.pending = []
        return index

    def close_entries(self):
        found = []
        for name, (index, position) in sorted(self.placed.items(), key=lambda item: item[1]):
            record, said = self.records[name]
            path = [b64u(item) for item in self.batches[index][2].path(position)]
            found.append({"i": index, "p": position, "path": path, "record": record, "statement": said})
        return found

    def close(
        self, *, at=DEADLINE, deadline=DEADLINE, entries=lambda found: found, edit=lambda doc: None, batch_at=None
    ):
        self.until(batch_at or at)
        self.tick()
        document = {"v": "sb1/close", "tender": TENDER, "lot": "1", "round": 1, "deadline": timestamp(deadline)}
        document |= {"at": timestamp(self.now), "entries": entries(self.close_entries())}
        edit(document)
        self.closed, self.close_hash = document, self.doc(document)
        return self.leaf("close", {"h": self.close_hash}, act="tenders.close")

    def standing(self):
        last = [said[-1] for said in self.statements.values()]
        return sorted(envelope["header"] for said in last for envelope in said["envelopes"])

    def open(self, edit=lambda doc: None):
        document = {"v": "sb1/opening", "tender": TENDER, "lot": "1", "round": 1, "kind": "single"}
        document |= {"keyset": self.keyset_hash, "close": self.close_hash, "basis": None, "envelopes": self.standing()}
        edit(document)
        self.opening, self.opening_hash = document, self.doc(document)
        return self.leaf("opening", {"h": self.opening_hash})

    def release(self, x, /, *, signer=None, opening=None, **changed):
        key = self.members[signer or list(self.members)[x - 1]]
        box = seed(f"box {x}")
        name = opening or self.opening_hash
        signature = b64u(sign(key.sig_seed, signed_message(name, x, box)))
        fields = {"opening": name, "x": x, "box": b64u(sha256(box)), "sig": signature}
        return self.leaf("release", fields | changed)

    def result(self, edit=lambda results: None):
        results = [
            {"header": header, "result": "ok", "reason": None, "manifest": digest(f"manifest {header}")}
            for header in self.opening["envelopes"]
        ]
        edit(results)
        document = {"v": "sb1/opened", "opening": self.opening_hash, "results": results}
        return self.leaf("opened", {"opening": self.opening_hash, "h": self.doc(document)})

    def announce_result(self, bids=None, ranking=None, evaluation=None, terms=None):
        from evaluation.rules.evaluate import evaluate

        bids = bids or [{"vendor": "V-arung", "price": "950000000"}, {"vendor": "V-bahari", "price": "900000000"}]
        data = {"method": "lowest_price_pass_fail", "category": "goods", "owner_estimate": "1000000000", "bids": bids}
        data |= terms or {}
        self.evaluation = evaluation or json.dumps(data).encode()
        rows = ranking or [
            {name: row[name] for name in ("vendor", "rank", "corrected_price")} for row in evaluate(data)["ranking"]
        ]
        public = {"round": 1, "evaluation": b64u(sha256(json.dumps(data).encode())), "ranking": rows}
        fields = {"subject": TENDER, "public": public, "commitment": None}
        return self.leaf("act", fields, act="evaluation.announce_result", role="committee")

    def explain(self, leave_out=(), batches=None):
        entries = []
        for index in sorted(self.batches if batches is None else batches):
            secret, placed, _built = self.batches[index]
            records = [[position, name] for position, name in sorted(placed.items()) if name not in leave_out]
            entries.append({"i": index, "seed": b64u(secret), "records": records})
        return self.leaf("explain", {"h": self.doc({"v": "sb1/explain", "entries": entries})})

    # What leaves the house

    def checkpoint(self, size=None, signer=None):
        size = len(self.entries) if size is None else size
        root = merkle.root([merkle.leaf_hash(entry) for entry in self.entries[:size]])
        key = signer or self.log_key
        return key.sign(Checkpoint(key.name, size, root).text)

    def lines(self, indexes=None):
        tree = merkle.MemoryTree([merkle.leaf_hash(entry) for entry in self.entries])
        for index in range(tree.size) if indexes is None else indexes:
            path = merkle.inclusion_proof(index, tree.size, tree.node)
            proof = [base64.b64encode(item).decode() for item in path]
            yield {"index": index, "entry": self.entries[index].decode(), "proof": proof}

    def files(self, indexes=None):
        lines = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in self.lines(indexes))
        keys = {"log": self.log_key.vkey, "receipt": self.receipt_key.vkey}
        files = {"checkpoint": self.checkpoint().encode(), "vkeys.json": json.dumps(keys).encode()}
        files |= {"leaves.jsonl": lines.encode()}
        files |= {f"doc/{name}": body for name, body in self.documents.items()}
        return files | ({"evaluasi.json": self.evaluation} if self.evaluation else {})

    def write_log(self, folder):
        for tile in tiles_of(len(self.entries)):
            if tile.level == ENTRIES:
                target = folder / tile.path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(encode_entries(self.entries[tile.start : tile.start + tile.width]))
        (folder / "doc").mkdir(exist_ok=True)
        for name, body in self.documents.items():
            (folder / "doc" / name).write_bytes(body)
        (folder / "checkpoint").write_text(self.checkpoint())

    def receipt(self, vendor, version=1, *, signer=None, edit=lambda text: text, with_proof=True):
        """The receipt bundle of one statement."""
        said = self.statements[vendor][version - 1]
        name = next(name for name, pair in self.records.items() if pair[1] is said)
        record = self.records[name][0]
        text = edit(statement.receipt_body(said, record, 60))
        files = {"receipt": (signer or self.receipt_key).sign(text).encode(), "statement.json": canonical(said)}
        if with_proof and name in self.placed:
            files["receipt.tlog-proof"] = self.proof(name).text.encode()
        return files

    def proof(self, name):
        index, position = self.placed[name]
        tree = merkle.MemoryTree([merkle.leaf_hash(entry) for entry in self.entries])
        at = leaves.Leaf.parse(index, self.entries[index]).fields["at"]
        path = [b64u(item) for item in self.batches[index][2].path(position)]
        extra = canonical({"at": at, "p": position, "path": path})
        return Proof(index, merkle.inclusion_proof(index, tree.size, tree.node), self.checkpoint(), extra)


def zipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return out.getvalue()


def until_close(story):
    """Enrolment to the last beat before the deadline: two bids, one replaced, and a third that was withdrawn."""
    story.enrol()
    story.freeze()
    story.announce()
    story.tick()
    story.send("V-arung")
    story.send("V-bahari")
    story.tick()
    story.send("V-arung")
    story.send("V-lintang")
    story.tick()
    story.send("V-lintang", at=DEADLINE - timedelta(seconds=20), withdraw=True)
    return story


def until_opening(story):
    until_close(story)
    story.close()
    story.open()
    return story


def whole(story):
    """The true story, told to its end."""
    until_opening(story)
    story.release(1)
    story.release(3)
    story.result()
    story.announce_result()
    story.explain()
    return story


def refuses(result, *words):
    """Assert that the verifier found the lie, and named it."""
    code, printed = result
    broken = [line for line in printed.splitlines() if line.startswith("GAGAL")]
    assert code == 1, printed
    for word in words:
        assert any(word in line for line in broken), printed


def holds(result, *words):
    """Assert that every check held, and that the words were said."""
    code, printed = result
    assert code == 0, printed
    for word in words:
        assert word in printed, printed
