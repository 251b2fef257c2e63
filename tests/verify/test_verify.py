# SPDX-License-Identifier: Apache-2.0
"""lpse-verify on a true story, and on bundles somebody changed on their way."""

import hashlib
import json
from datetime import timedelta

import pytest

from lpse.core.canonical import b64u, sha256
from lpse.ledger.note import Signer
from lpse.verify.__main__ import main
from tests.verify.story import (
    DEADLINE,
    Story,
    holds,
    refuses,
    seed,
    until_close,
    until_opening,
    whole,
    zipped,
)

# The true story


def test_a_true_story_holds_with_receipts_and_the_whole_record(check):
    story = whole(Story())
    receipts = [story.receipt("V-arung", 1), story.receipt("V-arung", 2), story.receipt("V-lintang", 2)]
    result = check(story.files(), receipts=receipts, log=story, vkey=story.log_key.vkey)
    holds(result, "Semua pemeriksaan sah", "tidak ada penawaran tersembunyi", "tercatat sesuai janji")
    assert "GAGAL" not in result[1]


def test_a_training_tender_is_said_loudly(check):
    holds(check(whole(Story()).files()), "LATIHAN", "TENDER LATIHAN")
    story = Story()
    story.training = False
    assert "LATIHAN" not in check(whole(story).files())[1]


def test_a_key_taken_from_the_bundle_itself_is_reported(check):
    holds(check(whole(Story()).files()), "patok dengan --vkey")


@pytest.mark.parametrize("stage", [until_close, until_opening])
def test_an_unfinished_tender_is_no_failure(check, stage):
    holds(check(stage(Story()).files()), "CATATAN")


def test_a_receipt_holds_before_the_close_by_its_own_proof(check):
    story = until_close(Story())
    holds(check(story.files(), receipts=[story.receipt("V-bahari")]), "tercatat sesuai janji")


def test_a_receipt_without_a_proof_yet_is_reported(check):
    story = until_close(Story())
    holds(check(story.files(), receipts=[story.receipt("V-bahari", with_proof=False)]), "belum membawa bukti")


def test_an_empty_close_may_be_followed_by_a_later_deadline(check):
    story = Story()
    story.enrol()
    story.freeze()
    story.announce()
    story.close()
    later = DEADLINE + timedelta(hours=2)
    story.announce(later)
    story.send("V-arung")
    story.tick()
    story.close(at=later, deadline=later)
    holds(check(story.files()))


# Somebody changed the bundle on its way


def changed(files, number, /, **changes):
    lines = [json.loads(line) for line in files["leaves.jsonl"].splitlines()]
    lines[number] |= changes
    return files | {"leaves.jsonl": "".join(json.dumps(line) + "\n" for line in lines).encode()}


@pytest.mark.parametrize(
    ("tamper", "word"),
    [
        pytest.param(
            lambda f: changed(
                f, 5, entry=json.loads(f["leaves.jsonl"].splitlines()[5])["entry"].replace('"rev":1', '"rev":2')
            ),
            "tidak termasuk",
            id="an edited leaf",
        ),
        pytest.param(lambda f: changed(f, 5, index=6), "dua kali", id="a leaf under another number"),
        pytest.param(lambda f: changed(f, 5, proof=[]), "tidak termasuk", id="a leaf without its proof"),
        pytest.param(lambda f: changed(f, 5, entry="{ }"), "leaves.jsonl", id="a non-canonical entry"),
        pytest.param(
            lambda f: changed(f, 5, entry=json.loads(f["leaves.jsonl"].splitlines()[5])["entry"].replace(",", ", ", 1)),
            "leaves.jsonl",
            id="a space in an entry",
        ),
        pytest.param(lambda f: changed(f, 5, index=-5), "leaves.jsonl", id="a negative number"),
        pytest.param(lambda f: changed(f, 5, entry=7), "leaves.jsonl", id="an entry that is no text"),
        pytest.param(
            lambda f: f | {"leaves.jsonl": f["leaves.jsonl"] + f["leaves.jsonl"].splitlines()[3] + b"\n"},
            "dua kali",
            id="a leaf twice",
        ),
        pytest.param(
            lambda f: f | {"leaves.jsonl": b"\n".join(f["leaves.jsonl"].splitlines()[1:])},
            "genesis",
            id="the first leaf left out",
        ),
        pytest.param(
            lambda f: f | {"checkpoint": f["checkpoint"].replace(b"/log\n1", b"/log\n2", 1)},
            "titik periksa",
            id="an edited head",
        ),
        pytest.param(lambda f: f | {"checkpoint": b"kosong"}, "titik periksa", id="no head"),
        pytest.param(lambda f: f | {"checkpoint": b"\xff"}, "UTF-8", id="a head that is no text"),
        pytest.param(lambda f: f | {"vkeys.json": b"[]"}, "vkeys.json", id="no keys"),
        pytest.param(lambda f: f | {"vkeys.json": b"{}"}, "titik periksa", id="keys without the log's"),
        pytest.param(lambda f: f | {"evaluasi.json": b"{}"}, "bukan berkas yang diumumkan", id="another evaluation"),
        pytest.param(
            lambda f: f | {"doc/" + "0" * 64: b"x"}, "tidak sesuai namanya", id="a document under a false name"
        ),
        pytest.param(
            lambda f: {name: body for name, body in f.items() if b"sb1/close" not in body},
            "tidak ada dalam berkas",
            id="no close",
        ),
        pytest.param(
            lambda f: {name: body for name, body in f.items() if name != "evaluasi.json"},
            "tidak ada dalam bukti",
            id="no evaluation",
        ),
        pytest.param(
            lambda f: {name: body for name, body in f.items() if name != "leaves.jsonl"}, "leaves.jsonl", id="no leaves"
        ),
        pytest.param(lambda f: b"bukan zip", "ZIP", id="no archive"),
        pytest.param(lambda f: zipped(f)[:-200], "ZIP", id="a truncated archive"),
    ],
)
def test_a_bundle_changed_on_its_way_is_refused(check, tamper, word):
    refuses(check(tamper(whole(Story()).files())), word)


def test_a_head_signed_by_another_key_is_refused(check):
    story = whole(Story())
    stranger = Signer(story.log_key.name, seed("stranger"))
    forged = story.files() | {"checkpoint": story.checkpoint(signer=stranger).encode()}
    refuses(check(forged), "titik periksa")
    keys = json.dumps({"log": stranger.vkey, "receipt": story.receipt_key.vkey}).encode()
    refuses(check(forged | {"vkeys.json": keys}), "bukan kunci yang menandatangani")
    refuses(check(forged | {"vkeys.json": keys}, vkey=story.log_key.vkey), "titik periksa")


def test_a_whole_record_under_another_key_is_refused_by_the_pinned_key(check):
    mine, theirs = whole(Story()), Story()
    theirs.log_key = Signer(theirs.log_key.name, seed("stranger"))
    refuses(check(whole(theirs).files(), vkey=mine.log_key.vkey), "titik periksa")


def test_a_document_with_spaces_is_not_canonical(check):
    story = whole(Story())
    spaced = json.dumps(story.closed).encode()
    story.documents[hashlib.sha256(spaced).hexdigest()] = spaced
    story.leaf("close", {"h": b64u(sha256(spaced))})
    refuses(check(story.files()), "canonical")


# The command itself


def test_a_missing_file_is_named(tmp_path, capsys):
    assert main([str(tmp_path / "tidak-ada.zip")]) == 1
    assert "tidak-ada.zip" in capsys.readouterr().out


def test_a_mirror_that_cannot_be_read_is_named(check, tmp_path):
    (tmp_path / "kosong").mkdir()
    (tmp_path / "bukti.zip").write_bytes(zipped(whole(Story()).files()))
    assert main([str(tmp_path / "bukti.zip"), "--log", str(tmp_path / "kosong")]) == 1


def test_a_bundle_of_no_tender_proves_nothing(check):
    refuses(check(Story().files()), "tidak memuat satu tender")
