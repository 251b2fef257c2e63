# SPDX-License-Identifier: Apache-2.0
"""`bukti.zip` as a stranger downloads it, checked by the real `lpse-verify.pyz` in a process of its own, and forged."""

import io
import json
import os
import subprocess
import sys
import zipfile

import pytest

from lpse.ledger import bundle as ledger_bundle
from lpse.ledger.note import Checkpoint, Signer, Verifier, open_checkpoint

SOUND = "Semua pemeriksaan sah."


@pytest.fixture
def verify(browser, tmp_path, story):
    """``verify(bundle bytes, *more arguments)``: exit code and output, in a folder without our code."""
    program = tmp_path / "lpse-verify.pyz"
    program.write_bytes(browser().get("/unduh/lpse-verify.pyz").content)

    def run(body, *more):
        file = tmp_path / "bukti.zip"
        file.write_bytes(body)
        env = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
        done = subprocess.run(
            [sys.executable, program, file, *more], capture_output=True, text=True, cwd=tmp_path, env=env, timeout=120,
            check=False,
        )  # fmt: skip
        assert "Traceback" not in done.stderr, done.stderr
        return done.returncode, done.stdout

    return run


@pytest.fixture
def bundle(story, browser):
    answer = browser().get(f"/tender/{story.finished.code}/jejak/bukti.zip")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == f'attachment; filename="bukti-{story.finished.code}.zip"'
    return answer.content


def unzipped(body):
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rezipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return out.getvalue()


def leaves_of(files):
    return [json.loads(line) for line in files["leaves.jsonl"].splitlines()]


def put_leaves(files, leaves):
    files["leaves.jsonl"] = b"".join(json.dumps(leaf).encode() + b"\n" for leaf in leaves)


def test_the_bundle_of_a_finished_tender_is_sound(story, bundle, verify):
    code, out = verify(bundle)
    assert code == 0, out
    assert SOUND in out
    assert "LATIHAN" in out
    assert "2 pernyataan" in out
    assert "peringkat yang dihitung ulang sama" in out


def test_the_bundle_has_the_files_other_programs_rely_on(story, bundle):
    files = unzipped(bundle)
    assert {"checkpoint", "vkeys.json", "leaves.jsonl", "evaluasi.json"} <= set(files)
    assert all(set(leaf) == {"index", "entry", "proof"} for leaf in leaves_of(files))
    kinds = {json.loads(leaf["entry"])["t"] for leaf in leaves_of(files)}
    assert kinds >= {"genesis", "member", "keyset", "tender", "sealed", "close", "opening", "release", "opened", "act"}


def test_the_bundle_of_a_tender_that_takes_bids_is_sound(story, browser, verify):
    code, out = verify(browser().get(f"/tender/{story.taking_bids.code}/jejak/bukti.zip").content)
    assert code == 0, out
    assert "belum ditutup" in out


def test_with_pinned_key_receipt_and_the_whole_record_it_is_sound_too(story, bundle, verify, tmp_path):
    from vendors import selectors

    receipt = tmp_path / "tanda-terima.zip"
    receipt.write_bytes(ledger_bundle.zipped(selectors.receipt_files(story.kept)))
    ledger_bundle.export(tmp_path / "catatan")
    keys = ledger_bundle.verification_keys()
    code, out = verify(bundle, "--vkey", keys["log"], "--receipt", receipt, "--log", tmp_path / "catatan")
    assert code == 0, out


def test_the_receipt_of_another_tender_is_not_kept_in_this_bundle(story, bundle, verify, tmp_path):
    from vendors import selectors

    receipt = tmp_path / "lain.zip"
    receipt.write_bytes(ledger_bundle.zipped(selectors.receipt_files(story.sealed)))
    code, out = verify(bundle, "--receipt", receipt)
    assert code == 1, out


def of_kind(files, kind):
    return next(leaf for leaf in leaves_of(files) if json.loads(leaf["entry"])["t"] == kind)


def edited_leaf(files):
    leaves = leaves_of(files)
    target = next(leaf for leaf in leaves if '"t":"tender"' in leaf["entry"])
    target["entry"] = target["entry"].replace('"rev":1', '"rev":2')
    put_leaves(files, leaves)


def dropped(kind):
    def attack(files):
        gone = of_kind(files, kind)["index"]
        put_leaves(files, [leaf for leaf in leaves_of(files) if leaf["index"] != gone])

    attack.__name__ = f"dropped_{kind}"
    return attack


def reordered_leaves(files):
    leaves = leaves_of(files)
    leaves[3]["index"], leaves[4]["index"] = leaves[4]["index"], leaves[3]["index"]
    put_leaves(files, leaves)


def added_leaf(files):
    leaves = leaves_of(files)
    leaves.append({**leaves[-1], "index": leaves[-1]["index"] + 1})
    put_leaves(files, leaves)


def borrowed_proof(files):
    leaves = leaves_of(files)
    leaves[2]["proof"] = leaves[3]["proof"]
    put_leaves(files, leaves)


def edited_document(files):
    name = next(name for name in files if name.startswith("doc/") and b"1" in files[name])
    files[name] = files[name].replace(b"1", b"2", 1)


def missing_document(files):
    close = json.loads(of_kind(files, "close")["entry"])["h"]
    import base64

    del files[f"doc/{base64.urlsafe_b64decode(close + '=').hex()}"]


def cheaper_winner(files):
    evaluation = json.loads(files["evaluasi.json"])
    evaluation["bids"][-1]["price"] = "1.00"
    files["evaluasi.json"] = json.dumps(evaluation).encode()


def no_evaluation(files):
    del files["evaluasi.json"]


def another_evaluation(files):
    files["evaluasi.json"] += b"\n"


def unsigned_head(files):
    lines = files["checkpoint"].decode().split("\n")
    lines[1] = str(int(lines[1]) + 1)
    files["checkpoint"] = "\n".join(lines).encode()


def head_of_a_stranger(files):
    """A rival signs the same head with a key of their own and names that key in the bundle."""
    key = Verifier.parse(json.loads(files["vkeys.json"])["log"])
    head = open_checkpoint(files["checkpoint"].decode(), key)
    rival = Signer(key.name, b"r" * 32)
    files["checkpoint"] = rival.sign(Checkpoint(head.origin, head.size, head.root).text).encode()
    files["vkeys.json"] = json.dumps({**json.loads(files["vkeys.json"]), "log": rival.vkey}).encode()


ATTACKS = [
    edited_leaf, reordered_leaves, added_leaf, borrowed_proof, edited_document, missing_document, cheaper_winner,
    no_evaluation, another_evaluation, unsigned_head, head_of_a_stranger,
    *(dropped(kind) for kind in ("genesis", "keyset", "close", "opening", "release", "opened", "sealed", "member")),
]  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_a_forged_bundle_is_refused(story, bundle, verify, attack):
    files = unzipped(bundle)
    attack(files)
    code, out = verify(rezipped(files))
    assert code == 1, out
    assert "GAGAL" in out


def test_a_voided_result_takes_its_evaluation_file_out_of_the_bundle(story, browser, verify):
    """After the void nothing is announced: the bundle carries no file, and is sound."""
    from lpse.ledger import services as ledger
    from lpse.portal.selectors.trail import evaluation_before

    entry = ledger.record(
        "evaluation.void_result", actor=story.cast.actor("bima"), subject=story.finished.code,
        public={"round": 1, "reason": "x"},
    )  # fmt: skip
    assert evaluation_before(story.finished, entry.idx) is not None
    assert evaluation_before(story.finished, entry.idx + 1) is None
    ledger.sign_head()
    body = browser().get(f"/tender/{story.finished.code}/jejak/bukti.zip").content
    assert "evaluasi.json" not in unzipped(body)
    assert verify(body)[0] == 0


def test_the_program_is_the_same_each_time_and_tells_its_digest(story, browser):
    import hashlib

    first, second = (browser().get("/unduh/lpse-verify.pyz") for _ in range(2))
    assert first.content == second.content
    digest = hashlib.sha256(first.content).hexdigest()
    assert first.headers["ETag"] == f'"{digest}"'
    assert digest in browser().get("/periksa/").content.decode().replace(" ", "")
