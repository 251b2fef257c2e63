# SPDX-License-Identifier: Apache-2.0
"""Signed notes, checkpoints and proof files against published examples, and forged ones."""

import base64
import hashlib

import pytest

from lpse.ledger import merkle
from lpse.ledger.note import (
    BadNote,
    Checkpoint,
    Proof,
    Signer,
    Verifier,
    has_small_order,
    key_id,
    open_checkpoint,
    open_note,
    split_note,
)

# The example of C2SP signed-note (its key is not published) and the older public example of the same format.
C2SP_NOTE = (
    "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n"
    "— quasimodo.example/salvatore "
    "NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
)
OLD_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
OLD_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
OLD_NOTE = (
    OLD_TEXT
    + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
SIGNER = Signer("sagara.example/log", hashlib.sha256(b"test log").digest())
STRANGER = Signer("sagara.example/log", hashlib.sha256(b"test stranger").digest())


def test_the_text_of_the_published_note_ends_at_its_last_empty_line():
    text, signatures = split_note(C2SP_NOTE)
    assert text.endswith("\n\ned è subito sera.\n")
    assert [(name, data[:4].hex(), len(data)) for name, data in signatures] == [
        ("quasimodo.example/salvatore", "367ba04b", 68)
    ]


def test_the_older_published_note_verifies_with_its_key():
    assert open_note(OLD_NOTE, [Verifier.parse(OLD_VKEY)]) == OLD_TEXT
    assert Verifier.parse(OLD_VKEY).vkey == OLD_VKEY


def test_what_we_sign_opens_with_our_key_only():
    note = SIGNER.sign("satu\n\ndua\n")
    assert open_note(note, [Verifier.parse(SIGNER.vkey)]) == "satu\n\ndua\n"
    with pytest.raises(BadNote, match="No key we know"):
        open_note(note, [STRANGER.verifier])


def test_signatures_of_strangers_are_passed_over():
    ours, theirs = SIGNER.sign("teks\n"), STRANGER.sign("teks\n")
    both = ours + theirs.split("\n\n")[1]
    assert open_note(both, [SIGNER.verifier]) == "teks\n"


def test_a_known_key_with_a_false_signature_refuses_the_whole_note():
    good, other = SIGNER.sign("teks\n"), STRANGER.sign("teks\n")
    line = SIGNER.sign("lain\n").split("\n\n")[1]
    with pytest.raises(BadNote, match="does not fit"):
        open_note(other + line, [SIGNER.verifier, STRANGER.verifier])
    with pytest.raises(BadNote, match="does not fit"):
        open_note(good.replace("teks", "tekS"), [SIGNER.verifier])


@pytest.mark.parametrize(
    "note",
    [
        pytest.param("", id="empty"),
        pytest.param("teks\n", id="no signature"),
        pytest.param("teks\n\n", id="no signature line"),
        pytest.param(SIGNER.sign("teks\n")[:-1], id="no last newline"),
        pytest.param(SIGNER.sign("teks\n").replace("—", "-"), id="a hyphen for the dash"),
        pytest.param(SIGNER.sign("teks\n").replace("— ", "—  "), id="two spaces"),
        pytest.param(SIGNER.sign("teks\n").replace("\n", "\r\n"), id="carriage returns"),
        pytest.param(SIGNER.sign("teks\n") + "\n", id="an empty line below"),
        pytest.param("teks\n\n— nama AAAA\n", id="a signature too short"),
        pytest.param("teks\n\n— nama !!!!\n", id="not base64"),
        pytest.param("teks\n\n— na+ma AAAAAAAA\n", id="a plus in the name"),
        pytest.param("x" * 70_000 + "\n\n— nama AAAAAAAA\n", id="too long"),
    ],
)
def test_a_malformed_note_is_refused(note):
    with pytest.raises(BadNote):
        open_note(note, [SIGNER.verifier])


@pytest.mark.parametrize("text", ["no newline", "a tab\there\n", ""])
def test_text_that_a_note_cannot_carry_is_not_signed(text):
    with pytest.raises(BadNote, match="newline"):
        SIGNER.sign(text)


def small_order_points():
    """Return encodings of the points of order 1, 2, 4 and 8 (RFC 8032; the order-8 pair found by doubling)."""
    field = 2**255 - 19
    eight = "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"
    return [
        (1).to_bytes(32, "little"),
        (field - 1).to_bytes(32, "little"),
        bytes(32),
        bytes.fromhex(eight),
        bytes.fromhex(eight[:-2] + "fa"),
        (field + 1).to_bytes(32, "little"),
    ]


@pytest.mark.parametrize("point", small_order_points(), ids=lambda point: point.hex()[:8])
def test_keys_of_small_order_are_refused(point):
    assert has_small_order(point)
    vkey = "nama+" + key_id("nama", point).hex() + "+" + base64.b64encode(b"\x01" + point).decode()
    with pytest.raises(BadNote):
        Verifier.parse(vkey)


def test_an_ordinary_key_is_not_of_small_order():
    assert not has_small_order(SIGNER.verifier.public)


@pytest.mark.parametrize(
    "vkey",
    [
        "satu",
        "satu+dua",
        OLD_VKEY.replace("c74f20a3", "c74f20a4"),
        OLD_VKEY.replace("PeterNeumann", "PeterNeuman"),
        OLD_VKEY.replace("+ARpc", "+ABpc"),
        OLD_VKEY.replace("+ARpc", "+Ahpc"),
        OLD_VKEY + "AA==",
        "pe ter+" + OLD_VKEY.split("+", 1)[1],
    ],
)
def test_a_key_with_any_part_wrong_is_refused(vkey):
    with pytest.raises(BadNote):
        Verifier.parse(vkey)


def test_a_checkpoint_reads_back_as_it_was_signed():
    checkpoint = Checkpoint(SIGNER.name, 7, merkle.leaf_hash(b"root"))
    assert open_checkpoint(SIGNER.sign(checkpoint.text), SIGNER.verifier) == checkpoint


@pytest.mark.parametrize(
    "text",
    [
        "sagara.example/log\n7\n",
        "sagara.example/log\n07\n" + base64.b64encode(bytes(32)).decode() + "\n",
        "sagara.example/log\n-1\n" + base64.b64encode(bytes(32)).decode() + "\n",
        "sagara.example/log\n7\n" + base64.b64encode(bytes(31)).decode() + "\n",
        "sagara.example/log\n7\n" + base64.b64encode(bytes(32)).decode() + "\nextension\n",
        "orang.lain/log\n7\n" + base64.b64encode(bytes(32)).decode() + "\n",
    ],
)
def test_a_signed_note_that_is_no_checkpoint_of_this_log_is_refused(text):
    with pytest.raises(BadNote):
        open_checkpoint(SIGNER.sign(text), SIGNER.verifier)


def test_a_proof_file_reads_back_and_keeps_its_extra_data():
    checkpoint = SIGNER.sign(Checkpoint(SIGNER.name, 2, bytes(32)).text)
    proof = Proof(1, (merkle.leaf_hash(b"sibling"),), checkpoint, b'{"p":7}')
    parsed = Proof.parse(proof.text)
    assert (parsed.index, tuple(parsed.path), parsed.checkpoint, parsed.extra) == (
        1,
        proof.path,
        checkpoint,
        b'{"p":7}',
    )
    assert proof.text.startswith("c2sp.org/tlog-proof@v1\nextra eyJwIjo3fQ==\nindex 1\n")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "c2sp.org/tlog-proof@v2\nindex 1\n\nteks\n",
        "c2sp.org/tlog-proof@v1\n\nteks\n",
        "c2sp.org/tlog-proof@v1\nindex 01\n\nteks\n",
        "c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n\nteks\n",
        "c2sp.org/tlog-proof@v1\nextra AAAA\n\nteks\n",
    ],
)
def test_a_malformed_proof_file_is_refused(text):
    with pytest.raises(BadNote):
        Proof.parse(text)
