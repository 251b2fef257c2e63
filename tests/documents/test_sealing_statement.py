# SPDX-License-Identifier: Apache-2.0
"""What a vendor signs: statement, versions, record, receipt; and the manifest inside its envelope."""

import copy
import dataclasses
from datetime import UTC, datetime

import pytest

from documents.sealing import statement as st
from documents.sealing.chunks import SealedObject, sealed_length, segment_count
from documents.sealing.manifest import BLOCK, ManifestFile, files_of, make_manifest, pad, parse_manifest
from lpse.core.canonical import Malformed, b64u, canonical, hash_of, sha256, unb64u
from tests.support.sealing import named

pytestmark = pytest.mark.pure

KINDS = frozenset({"single"})


def entry(n, size=100):
    return SealedObject(n, sealed_length(size), segment_count(size), b64u(named(f"object {n}")))


def bare(ver=1, prev=None, *, withdrawn=False, **changes):
    envelopes = [] if withdrawn else [("single", b64u(named("header")), [entry(0, 4096), entry(1), entry(3, 9 << 20)])]
    facts = {"tender": "T-1", "lot": "1", "round": 1, "vendor": "V-1", "ver": ver, "prev": prev}
    return st.make_statement(**{**facts, **changes}, envelopes=envelopes, nonce=named("nonce"))


def expected(ver=1, prev=None, keys=frozenset()):
    return st.Expected("T-1", "1", 1, "V-1", ver, prev, KINDS, keys)


@pytest.fixture(scope="module")
def key():
    return st.new_key()


@pytest.fixture(scope="module")
def first(key):
    return st.sign_statement(bare(), key)


def test_a_first_statement_and_a_replacement_of_the_same_key_pass(key, first):
    st.check_statement(first, expected())
    second = st.sign_statement(bare(2, hash_of(first)), key)
    st.check_statement(second, expected(2, hash_of(first), st.signing_keys(first)))


def test_a_withdrawal_is_a_later_statement_without_envelopes(key, first):
    gone = st.sign_statement(bare(2, hash_of(first), withdrawn=True), key)
    st.check_statement(gone, expected(2, hash_of(first), st.signing_keys(first)))
    with pytest.raises(Malformed, match="withdrawn"):
        st.check_statement(st.sign_statement(bare(withdrawn=True), key), expected())


def test_a_replacement_or_withdrawal_of_another_key_is_refused(first):
    """Whoever holds the password or the server cannot supersede a bid."""
    stranger = st.new_key()
    for withdrawn in (False, True):
        forged = st.sign_statement(bare(2, hash_of(first), withdrawn=withdrawn), stranger)
        with pytest.raises(Malformed, match="key of the first"):
            st.check_statement(forged, expected(2, hash_of(first), st.signing_keys(first)))


def test_a_replacement_signed_by_an_old_and_a_new_key_passes_but_a_broken_second_signature_does_not(key, first):
    both = st.sign_statement(st.sign_statement(bare(2, hash_of(first)), key), st.new_key())
    st.check_statement(both, expected(2, hash_of(first), st.signing_keys(first)))
    broken = copy.deepcopy(both)
    broken["sig"][1]["s"] = both["sig"][0]["s"]
    with pytest.raises(Malformed, match="does not hold"):
        st.check_statement(broken, expected(2, hash_of(first), st.signing_keys(first)))


def test_the_same_key_twice_is_refused(key):
    twice = st.sign_statement(st.sign_statement(bare(), key), key)
    with pytest.raises(Malformed, match="twice"):
        st.check_statement(twice, expected())


CHANGES = {
    "tender": lambda s: s.update(tender="T-2"),
    "lot": lambda s: s.update(lot="2"),
    "round": lambda s: s.update(round=2),
    "vendor": lambda s: s.update(vendor="V-2"),
    "a file's digest": lambda s: s["envelopes"][0]["objects"][1].update(ct=b64u(bytes(32))),
    "a file's length": lambda s: s["envelopes"][0]["objects"][1].update(len=149),
    "a file left out": lambda s: s["envelopes"][0]["objects"].pop(1),
    "the header": lambda s: s["envelopes"][0].update(header=b64u(bytes(32))),
    "the nonce": lambda s: s.update(nonce=b64u(bytes(32))),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_statement_changed_after_signing_is_refused(first, change):
    forged = copy.deepcopy(first)
    change(forged)
    with pytest.raises(Malformed):
        st.check_statement(forged, expected())
    with pytest.raises(Malformed, match="does not hold"):
        st.check_signatures(forged, ())


SHAPES = {
    "a first version with a predecessor": lambda s: s.update(prev=b64u(bytes(32))),
    "a second version without": lambda s: s.update(ver=2),
    "version 0": lambda s: s.update(ver=0),
    "version 51": lambda s: s.update(ver=51, prev=b64u(bytes(32))),
    "the kind twice": lambda s: s["envelopes"].append(s["envelopes"][0]),
    "another kind": lambda s: s["envelopes"][0].update(kind="price"),
    "a canary": lambda s: s["envelopes"][0].update(kind="canary"),
    "no manifest": lambda s: s["envelopes"][0]["objects"].pop(0),
    "no objects": lambda s: s["envelopes"][0].update(objects=[]),
    "objects in another order": lambda s: s["envelopes"][0]["objects"].reverse(),
    "an object twice": lambda s: s["envelopes"][0]["objects"].append(s["envelopes"][0]["objects"][-1]),
    "a manifest of two segments": lambda s: s["envelopes"][0]["objects"][0].update(len=sealed_length(9 << 20), segs=2),
    "a count that lies": lambda s: s["envelopes"][0]["objects"][1].update(segs=2),
    "an extra member": lambda s: s.update(note="x"),
    "a short nonce": lambda s: s.update(nonce=b64u(bytes(16))),
}


@pytest.mark.parametrize("change", SHAPES.values(), ids=SHAPES.keys())
def test_a_statement_of_another_shape_is_refused_even_when_signed(key, change):
    forged = bare()
    change(forged)
    forged = st.sign_statement(forged, key)
    with pytest.raises(Malformed):
        st.check_statement(forged, expected(forged["ver"], forged["prev"], st.signing_keys(forged)))


SIGNATURES = {
    "none": lambda sig: [],
    "five": lambda sig: sig * 5,
    "another kind": lambda sig: [{**sig[0], "t": "webauthn"}],
    "a compressed key": lambda sig: [{**sig[0], "pk": b64u(bytes(33))}],
    "an extra member": lambda sig: [{**sig[0], "alg": "none"}],
    "a key in hybrid form": lambda sig: [{**sig[0], "pk": b64u(b"\x06" + unb64u(sig[0]["pk"])[1:])}],
    "r and s of zero": lambda sig: [{**sig[0], "s": b64u(bytes(64))}],
}


@pytest.mark.parametrize("change", SIGNATURES.values(), ids=SIGNATURES.keys())
def test_a_signature_list_of_another_shape_is_refused(first, change):
    with pytest.raises(Malformed):
        st.check_statement({**first, "sig": change(first["sig"])}, expected())


def test_a_key_that_is_no_point_verifies_nothing(first):
    pk = b64u(b"\x04" + bytes(64))
    assert not st.verify_es256(pk, b"m", first["sig"][0]["s"])
    assert not st.verify_es256(first["sig"][0]["pk"], b"m", b64u(bytes(64)))
    assert not st.verify_es256("", b"m", "")


def test_the_message_leaves_signatures_out(key, first):
    assert st.message(first) == st.message(bare())
    assert st.message(first) == b"sb1/statement-sig\0" + sha256(canonical(bare()))


def test_a_receipt_names_statement_record_and_the_instant_it_will_be_logged_by(first):
    at = datetime(2026, 12, 1, 2, 59, 30, tzinfo=UTC)
    record = st.make_record(hash_of(first), at)
    body = st.receipt_body(first, record, 60)
    assert body == (
        f"sb1/receipt\nrecord {hash_of(record)}\nstatement {hash_of(first)}\nreceived 2026-12-01T02:59:30.000Z\n"
        "tender T-1\nlot 1\nround 1\nvendor V-1\nversion 1\nlogged-by 2026-12-01T03:01:00.000Z\n"
    )
    fields = st.parse_receipt_body(body)
    assert fields["vendor"] == "V-1"
    assert fields["logged-by"] == "2026-12-01T03:01:00.000Z"


def test_a_receipt_never_joins_a_record_of_another_statement(first):
    record = st.make_record(b64u(bytes(32)), datetime(2026, 12, 1, tzinfo=UTC))
    with pytest.raises(Malformed):
        st.receipt_body(first, record, 60)


@pytest.mark.parametrize(
    "change",
    [
        lambda b: b.replace("lot 1\n", ""),
        lambda b: b + "more\n",
        lambda b: b.rstrip("\n"),
        lambda b: b.replace("round 1", "round 01"),
        lambda b: b.replace("version 1", "version ¹"),
        lambda b: b.replace("vendor V-1", "vendor V 1"),
        lambda b: b.replace("sb1/receipt", "sb1/other"),
        lambda b: b.replace("tender", "Tender"),
    ],
)
def test_a_receipt_text_with_another_line_is_refused(first, change):
    body = st.receipt_body(first, st.make_record(hash_of(first), datetime(2026, 12, 1, tzinfo=UTC)), 60)
    with pytest.raises(Malformed):
        st.parse_receipt_body(change(body))


# The manifest.


def listed(n=1, size=10, **changes):
    known = {"slot": "harga", "name": "Penawaran.pdf", "type": "application/pdf", "pt": b64u(named("pt"))}
    sealed = {"len": sealed_length(size), "segs": segment_count(size), "ct": b64u(named("ct"))}
    return ManifestFile(**{"n": n, "size": size, **known, **sealed, **changes})


def test_a_manifest_comes_back_from_its_padded_bytes():
    doc = make_manifest([listed(), listed(4, 0, name="../../etc/passwd", type="text/html")], {"price": "1.00"})
    plain = pad(doc)
    assert len(plain) % BLOCK == 0
    assert parse_manifest(plain, [entry(0), *(file.sealed for file in files_of(doc))]) == doc


def test_two_manifests_of_the_same_files_have_different_names():
    assert hash_of(make_manifest([], {})) != hash_of(make_manifest([], {}))


def test_a_manifest_that_fills_its_block_needs_no_padding():
    doc = make_manifest([], {"x": ""})
    doc["form"]["x"] = "y" * (BLOCK - len(canonical(doc)))
    assert len(pad(doc)) == BLOCK
    assert parse_manifest(pad(doc)) == doc


PADDING = {
    "unpadded": canonical,
    "over-padded": lambda doc: pad(doc) + b" " * BLOCK,
    "padded with zeros": lambda doc: canonical(doc) + bytes(BLOCK - len(canonical(doc))),
    "spaces in front": lambda doc: b" " * (BLOCK - len(canonical(doc))) + canonical(doc),
    "empty": lambda doc: b"",
    "only spaces": lambda doc: b" " * BLOCK,
    "a byte short": lambda doc: pad(doc)[:-1],
    "an extra member": lambda doc: pad({**doc, "note": "x"}),
    "a missing member": lambda doc: pad({k: v for k, v in doc.items() if k != "salt"}),
    "longer than a segment": lambda doc: pad(doc) + b" " * (8 << 20),
}


@pytest.mark.parametrize("change", PADDING.values(), ids=PADDING.keys())
def test_a_manifest_padded_or_shaped_in_another_way_is_unreadable(change):
    with pytest.raises(Malformed):
        parse_manifest(change(make_manifest([listed()], {})))


@pytest.mark.parametrize(
    "change",
    [{"n": 0}, {"n": 251}, {"size": 11}, {"segs": 2}, {"slot": "a/b"}, {"name": ""}, {"name": "x" * 256}, {"pt": "x"}],
)
def test_a_file_entry_that_does_not_add_up_is_refused(change):
    with pytest.raises(Malformed):
        make_manifest([dataclasses.replace(listed(), **change)], {})


def test_files_out_of_order_and_more_than_250_are_refused():
    with pytest.raises(Malformed, match="ascend"):
        make_manifest([listed(2), listed(1)], {})
    with pytest.raises(Malformed):
        make_manifest([listed(n) for n in range(1, 252)], {})


def test_a_manifest_of_other_objects_than_the_statements_is_refused():
    doc = make_manifest([listed()], {})
    for objects in ([entry(0)], [entry(0), entry(1)], [entry(0), listed().sealed, listed(2).sealed]):
        with pytest.raises(Malformed, match="not the objects"):
            parse_manifest(pad(doc), objects)
