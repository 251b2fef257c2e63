# SPDX-License-Identifier: Apache-2.0
"""What the browser writes Python reads, and the other way round, over documents and keys made at random."""

import io
import json
import random

import pytest

from documents.sealing import memberkey, statement, words
from documents.sealing.chunks import SEGMENT, SealedObject, open_object, read_object
from documents.sealing.envelope import Expectations, check_header, dealt_shares, open_envelope
from documents.sealing.keyset import fingerprint, sign_keyset, verify_keyset
from documents.sealing.manifest import files_of, make_manifest, pad, parse_manifest
from documents.sealing.memberkey import member_message
from documents.sealing.release import SealedRelease, deal_canary, open_release, verify_canary, verify_release
from lpse.core.canonical import Malformed, b64u, canonical, hash_of, parse, unb64u
from tests.support.sealing import DEADLINE, Office, named

pytestmark = pytest.mark.browser

LETTERS = "aZ09 \n\t\"\\/<>&'\u0000\u001f\u007f\u0080éẞ中\u2028\u2029\ufeff\ufffe😀𝄞"


def random_document(rng, depth=0):
    """Any document the format has, with every letter that escaping might treat in its own way."""
    choice = rng.randrange(8 if depth < 5 else 5)
    if choice == 0:
        return rng.choice([None, True, False])
    if choice in (1, 2):
        return rng.choice([0, 1, -1, 2**53 - 1, 1 - 2**53, rng.randrange(-(10**6), 10**6)])
    if choice in (3, 4):
        return "".join(rng.choices(LETTERS, k=rng.randrange(12)))
    if choice == 5:
        return [random_document(rng, depth + 1) for _ in range(rng.randrange(4))]
    keys = ["".join(rng.choices("aBz09_-~!$.:", k=rng.randrange(1, 6))) for _ in range(rng.randrange(5))]
    return {
        key: random_document(rng, depth + 1) for key in [*keys, *rng.sample(["__proto__", "toString", "10", "9"], 1)]
    }


def test_canonical_bytes_of_1500_random_documents_are_equal(run):
    rng = random.Random(20260706)
    documents = [random_document(rng) for _ in range(1500)]
    ours = [canonical(document).hex() for document in documents]
    theirs = run("return a.map((h) => hex(sb1.canonical.canonical(sb1.canonical.parse(bytes(h)))))", ours)
    assert theirs == ours
    hashes = run("return Promise.all(a.map((h) => sb1.canonical.hashOf(sb1.canonical.parse(bytes(h)))))", ours[:100])
    assert hashes == [hash_of(document) for document in documents[:100]]


REFUSED = {
    "space": b'{"a": 1}',
    "same key twice": b'{"a":1,"a":1}',
    "keys out of order": b'{"b":1,"a":1}',
    "1.0": b'{"a":1.0}',
    "1e2": b'{"a":1e2}',
    "a fraction": b'{"a":1.5}',
    "minus zero": b'{"a":-0}',
    "2^53": b'{"a":9007199254740992}',
    "a huge number": b'{"a":' + b"9" * 400 + b"}",
    "NaN": b'{"a":NaN}',
    "needless escape": b'{"a":"\\u0041"}',
    "half a pair": b'{"a":"\\ud800"}',
    "the other half": b'{"a":"\\udc00x"}',
    "bad UTF-8": b'{"a":"\xff"}',
    "byte-order mark": b'\xef\xbb\xbf{"a":1}',
    "trailing newline": b'{"a":1}\n',
    "space in a key": b'{"a b":1}',
    "empty key": b'{"":1}',
    "key beyond ASCII": '{"é":1}'.encode(),
    "depth 17": b"[" * 17 + b"]" * 17,
    "depth 100000": b"[" * 100_000,
    "nothing": b"",
}


@pytest.mark.parametrize("data", REFUSED.values(), ids=REFUSED.keys())
def test_bytes_in_another_form_are_refused_in_the_browser_too(run, data):
    with pytest.raises(Malformed):
        parse(data)
    script = "try { sb1.canonical.parse(bytes(a)); return 'read'; } catch (e) { return e.constructor.name; }"
    assert run(script, data.hex()) == "Malformed"


@pytest.mark.parametrize(
    ("good", "texts"),
    [
        ("isTimestamp", {DEADLINE: True, "2026-12-01T03:00:00Z": False, "2026-02-30T03:00:00.000Z": False}),
        ("isIdentifier", {"T-2026-0001": True, "a\n": False, "": False, "a" * 65: False, "a/b": False}),
    ],
)
def test_instants_and_identifiers_are_told_as_in_python(run, good, texts):
    assert run(f"return a.map((t) => sb1.canonical.{good}(t))", list(texts)) == list(texts.values())


@pytest.mark.parametrize("text", ["AA==", "A", "AB", "A A", "+/", "é"])
def test_base64url_has_one_form_in_the_browser_too(run, text):
    script = "try { sb1.canonical.unb64u(a); return 'read'; } catch (e) { return e.constructor.name; }"
    assert run(script, text) == "Malformed"


@pytest.mark.parametrize(("k", "n"), [(2, 3), (3, 5), (4, 7), (8, 15)])
def test_an_envelope_dealt_in_the_browser_opens_in_python_for_every_edge_quorum(run, k, n):
    office = Office(k=k, n=n)
    header = run(
        "sb1.keyset.checkKeyset(a.keyset); return (await sb1.envelope.newEnvelope(a.ctx, a.keyset)).header",
        {"ctx": office.context(), "keyset": office.keyset},
    )
    check_header(header, office.keyset, office.expectations())
    half = office.server_half(header)
    for who in (range(1, k + 1), range(n - k + 1, n + 1)):
        outcome = open_envelope(header, office.keyset, half, office.shares(header, *who))
        assert outcome.is_open


SEAL = """
  const { canonical: c, chunks } = sb1;
  const made = await sb1.envelope.newEnvelope(a.ctx, a.keyset);
  const env = c.unb64u(made.header.ctx.env);
  const content = bytes(a.content);
  const filler = new Uint8Array(a.zeros);
  const file = new File([filler, content], "surat.pdf", { type: "application/pdf" });
  const out = { header: made.header, hh: made.hh, parts: [], p: [], c: [] };
  const job = { file, env, hh: made.hh, n: 1, check: made.key };
  for await (const part of chunks.sealObject(job, new Set(a.skip ?? []))) {
    if (!(part.body instanceof Blob)) throw new Error("a part is no Blob");
    const whole = new Uint8Array(await part.body.arrayBuffer());
    out.parts.push([part.i, c.b64u(whole)]);
    out.p.push(part.p);
    out.c.push(part.c);
  }
  out.pt = await chunks.digestOf(out.p);
  out.ct = await chunks.digestOf(out.c);
  out.len = chunks.sealedLength(file.size);
  out.segs = chunks.segmentCount(file.size);
  return out;
"""


@pytest.mark.parametrize("zeros", [0, SEGMENT - 1, SEGMENT, SEGMENT + 1, 2 * SEGMENT + 5])
@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 penawaran"], ids=["bare", "tail"])
def test_a_file_sealed_in_the_browser_opens_in_python(run, zeros, content):
    office = Office()
    sealed = run(SEAL, {"ctx": office.context(), "keyset": office.keyset, "zeros": zeros, "content": content.hex()})
    assert [i for i, _ in sealed["parts"]] == list(range(sealed["segs"]))
    stored = io.BytesIO(b"".join(unb64u(part) for _, part in sealed["parts"]))
    entry = read_object({"n": 1, "len": sealed["len"], "segs": sealed["segs"], "ct": sealed["ct"]})
    header = sealed["header"]
    sk = open_envelope(header, office.keyset, office.server_half(header), office.shares(header, 1, 2)).sk
    opened = open_object(stored, entry, sk=sk, hh=sealed["hh"], size=zeros + len(content), pt=sealed["pt"])
    assert b"".join(opened) == bytes(zeros) + content


def test_a_resumed_file_seals_only_the_segments_that_are_missing(run):
    office = Office()
    facts = {"ctx": office.context(), "keyset": office.keyset, "zeros": 3 * SEGMENT, "content": "00", "skip": [0, 2]}
    assert [i for i, _ in run(SEAL, facts)["parts"]] == [1, 3]


def test_a_device_that_seals_wrongly_is_found_before_the_part_leaves(run):
    """The reopening check is given another key, which is what a broken seal looks like."""
    office = Office()
    name = run(
        """
        const made = await sb1.envelope.newEnvelope(a.ctx, a.keyset);
        const other = await sb1.envelope.newEnvelope(a.ctx, a.keyset);
        const env = sb1.canonical.unb64u(made.header.ctx.env);
        const job = { file: new Blob(["x"]), env, hh: made.hh, n: 1, check: other.key };
        try { for await (const part of sb1.chunks.sealObject(job)) return "sealed"; }
        catch (error) { return error.constructor.name; }
        """,
        {"ctx": office.context(), "keyset": office.keyset},
    )
    assert name == "Unopenable"


def test_the_envelope_key_and_the_member_keys_cannot_leave_the_page(run):
    office = Office()
    assert (
        run(
            """
        const made = await sb1.envelope.newEnvelope(a.ctx, a.keyset);
        const member = await sb1.memberkey.deriveKeys(sb1.memberkey.newSeed());
        const own = await sb1.statement.newStatementKey();
        return [made.key.key, member.kem.key, member.sig.key, own.key].map((key) => key.extractable);
        """,
            {"ctx": office.context(), "keyset": office.keyset},
        )
        == [False] * 4
    )


def test_a_file_edited_on_disk_between_choosing_and_sealing_is_named_as_changed(run, script_page, tmp_path):
    office = Office()
    chosen = tmp_path / "penawaran.pdf"
    chosen.write_bytes(b"first")
    script_page.set_content("<input type=file>")
    script_page.set_input_files("input", chosen)
    script = """
      const made = await sb1.envelope.newEnvelope(a.ctx, a.keyset);
      const file = document.querySelector("input").files[0];
      const job = { file, env: sb1.canonical.unb64u(made.header.ctx.env), hh: made.hh, n: 1 };
      try { for await (const part of sb1.chunks.sealObject(job)) return part.body.size; }
      catch (error) { return error.constructor.name; }
    """
    facts = {"ctx": office.context(), "keyset": office.keyset}
    assert run(script, facts) == len(b"first") + 48
    chosen.write_bytes(b"another content")
    assert run(script, facts) == "FileChanged"


def test_manifests_padded_on_one_side_are_read_on_the_other(run):
    object_ = SealedObject(1, 148, 1, b64u(named("ct")))
    listed = {"n": 1, "slot": "harga", "name": "Penawaran é😀.pdf", "type": "application/pdf", "size": 100}
    listed |= {"len": 148, "segs": 1, "pt": b64u(named("pt")), "ct": object_.ct}
    theirs = run(
        "return hex(sb1.manifest.pad(sb1.manifest.makeManifest([a], { price: '125000000.00' }, new Uint8Array(32))))",
        listed,
    )
    doc = parse_manifest(bytes.fromhex(theirs), [object_])
    ours = make_manifest(files_of(doc), {"price": "125000000.00"}, bytes(32))
    assert pad(ours).hex() == theirs
    script = """
      try { sb1.manifest.parseManifest(bytes(a[0]), a[1]); return "read"; } catch (e) { return e.constructor.name; }
    """
    assert run(script, [theirs, [object_.document()]]) == "read"
    assert run(script, [theirs + "20" * 4096, [object_.document()]]) == "Malformed"
    assert run(script, [theirs, [{**object_.document(), "len": 149}]]) == "Malformed"


def test_a_statement_signed_in_the_browser_passes_every_check_of_the_server(run):
    manifest = SealedObject(0, 4144, 1, b64u(named("c")))
    facts = {
        "tender": "T-1", "lot": "1", "round": 1, "vendor": "V-1", "ver": 1, "prev": None,
        "envelopes": [
            {"kind": "single", "header": b64u(named("h")), "objects": [manifest.document()]}
        ],
    }  # fmt: skip
    signed, withdrawn = run(
        """
        const s = sb1.statement;
        const own = await s.newStatementKey();
        const first = await s.signStatement(s.makeStatement(a), own);
        s.checkStructure(first);
        await s.checkSignatures(first, []);
        const again = await s.importStatementKey(own.jwk);
        const gone = { ...a, ver: 2, prev: await sb1.canonical.hashOf(first), envelopes: [] };
        return [first, await s.signStatement(s.makeStatement(gone), again)];
        """,
        facts,
    )
    kinds = frozenset({"single"})
    statement.check_statement(signed, statement.Expected("T-1", "1", 1, "V-1", 1, None, kinds))
    keys = statement.signing_keys(signed)
    statement.check_statement(withdrawn, statement.Expected("T-1", "1", 1, "V-1", 2, hash_of(signed), kinds, keys))
    stranger = statement.sign_statement({**withdrawn, "sig": []}, statement.new_key())
    script = """
      try { await sb1.statement.checkSignatures(a[0], a[1]); return "held"; } catch (e) { return e.message; }
    """
    assert run(script, [withdrawn, list(keys)]) == "held"
    assert "first version" in run(script, [stranger, list(keys)])
    assert "does not hold" in run(script, [{**withdrawn, "round": 2}, list(keys)])


def test_a_release_from_the_browser_is_verified_and_opened_in_python(run):
    office = Office()
    headers = run(
        """
        const out = [];
        for (const ctx of a.contexts) out.push((await sb1.envelope.newEnvelope(ctx, a.keyset)).header);
        return out;
        """,
        {"contexts": [office.context(vendor) for vendor in ("V-1", "V-2")], "keyset": office.keyset},
    )
    headers[1]["wraps"][2] = headers[0]["wraps"][2]  # member 2 finds a wrap that does not open: a dispute
    opening = b64u(named("opening"))
    got = run(
        """
        const keys = await sb1.memberkey.deriveKeys(bytes(a.seed));
        const { x, box, sig } = await sb1.release.buildRelease({ ...a, x: 2, kind: "tech", keys });
        return { x, box: hex(box), sig: hex(sig) };
        """,
        {"seed": named("sb1 vector member 2").hex(), "opening": opening, "keyset": office.keyset, "headers": headers},
    )
    release = SealedRelease(got["x"], bytes.fromhex(got["box"]), bytes.fromhex(got["sig"]))
    assert verify_release(office.keyset, opening, release)
    names = [hash_of(header) for header in headers]
    opened = open_release(office.server["tech"][0], opening, release, names)
    assert opened.shares == {names[0]: office.shares(headers[0], 2)[2]}
    assert opened.disputes == {names[1]}


def test_a_canary_is_answered_in_the_browser_and_a_real_envelope_never(run):
    office = Office()
    canary = deal_canary(office.keyset, 1, DEADLINE, named("cs"), named("ss"))
    script = """
      const keys = await sb1.memberkey.deriveKeys(bytes(a.seed));
      try {
        const { proof, sig } = await sb1.release.answerCanary(a.header, 1, keys);
        return [hex(proof), hex(sig)];
      } catch (error) { return error.constructor.name; }
    """
    seed = named("sb1 vector member 1").hex()
    proof, signature = map(bytes.fromhex, run(script, {"seed": seed, "header": canary}))
    share = dealt_shares(office.keyset, named("cs"), named("ss"))[0]
    assert verify_canary(canary, office.keyset, 1, share, proof, signature)
    real = {**canary, "ctx": {**canary["ctx"], "kind": "tech"}}
    assert run(script, {"seed": seed, "header": real}) == "Malformed"
    assert run(script, {"seed": named("stranger").hex(), "header": canary}) == "Unopenable"


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"lot": "2"},
        {"vendor": "V-2"},
        {"kind": "price"},
        {"keyset": b64u(bytes(32))},
        {"nb": "2099-12-01T03:00:00.000Z"},
    ],
    ids=str,
)
def test_a_members_page_judges_headers_as_the_server_does(run, change):
    office = Office()
    header = run(
        "return (await sb1.envelope.newEnvelope(a.ctx, a.keyset)).header",
        {"ctx": office.context(), "keyset": office.keyset},
    )
    header["ctx"].update(change)
    expected = office.expectations()
    facts = {name: getattr(expected, name) for name in Expectations.__dataclass_fields__ if name != "deadlines"}
    got = run(
        """
        try { await sb1.envelope.checkHeader(a.header, a.keyset, a.expected); return "good"; }
        catch (error) { return error.constructor.name; }
        """,
        {"header": header, "keyset": office.keyset, "expected": {**facts, "deadlines": [DEADLINE]}},
    )
    try:
        check_header(header, office.keyset, expected)
        ours = "good"
    except Malformed:
        ours = "Malformed"
    assert got == ours == ("good" if not change else "Malformed")


KEYSETS = [{"k": 1}, {"k": 3}, {"gen": 2}, {"server": {}}, {"extra": 1}, {"tender": "a b"}]


@pytest.mark.parametrize("change", KEYSETS, ids=str)
def test_a_bad_key_set_is_refused_in_the_browser(run, change):
    office = Office()
    script = (
        "try { sb1.keyset.checkKeyset(a, ['tech', 'price']); return 'good'; } catch (e) { return e.constructor.name; }"
    )
    assert run(script, office.keyset) == "good"
    assert run(script, {**office.keyset, **change}) == "Malformed"


def test_key_set_signatures_member_signatures_and_fingerprints_are_one(run):
    office = Office()
    member = office.keyset["members"][0]
    ours = sign_keyset(office.keyset, office.people[0].sig_seed)
    got = run(
        """
        const keys = await sb1.memberkey.deriveKeys(bytes(a.seed));
        const document = sb1.memberkey.memberDocument("m1", keys);
        return {
          good: await sb1.keyset.verifyKeyset(a.keyset, 1, bytes(a.sig)),
          bad: await sb1.keyset.verifyKeyset(a.keyset, 2, bytes(a.sig)),
          sig: hex(await sb1.keyset.signKeyset(a.keyset, keys.sig.key)),
          fingerprint: await sb1.keyset.fingerprint(document.kem, document.sig),
          document, enrolled: hex(await sb1.memberkey.signMember(document, keys)),
        };
        """,
        {"seed": named("sb1 vector member 1").hex(), "keyset": office.keyset, "sig": ours.hex()},
    )
    assert (got["good"], got["bad"], got["sig"]) == (True, False, ours.hex())
    assert verify_keyset(office.keyset, 1, bytes.fromhex(got["sig"]))
    assert got["fingerprint"] == fingerprint(member["kem"], member["sig"])
    assert got["enrolled"] == office.people[0].sign_member(got["document"]).hex()
    assert member_message(got["document"]).startswith(b"sb1/member-sig\0")


def test_key_files_cross_from_one_side_to_the_other(run):
    seed, passphrase = named("sb1 vector member 3"), words.new_passphrase()
    ours = memberkey.write_key_file(seed, passphrase)
    got = run(
        """
        const { memberkey: m, words: w } = sb1;
        const fresh = w.newPassphrase();
        const wrong = () => m.readKeyFile(a.file, fresh).catch((error) => error.constructor.name);
        const short = a.passphrase.split("-").map((word) => word.slice(0, 4).toUpperCase()).join("  ");
        return {
          seed: hex(await m.readKeyFile(a.file + "\\n", short)), wrong: await wrong(),
          file: await m.writeKeyFile(bytes(a.seed), fresh), fresh,
        };
        """,
        {"file": ours, "passphrase": passphrase, "seed": seed.hex()},
    )
    assert (got["seed"], got["wrong"]) == (seed.hex(), "WrongPassphrase")
    assert words.recognise(got["fresh"]) == got["fresh"]
    assert memberkey.read_key_file(got["file"], got["fresh"]) == seed


def test_words_are_completed_and_refused_as_in_python(run):
    assert run("return sb1.words.WORDS") == list(words.words())
    assert run("return sb1.words.complete('KABA')") == words.complete("KABA") != []
    script = "try { return sb1.words.recognise(a); } catch (e) { return [e.constructor.name, e.position ?? 0]; }"
    assert run(script, "xylo " * 8) == ["UnknownWord", 1]
    assert run(script, "kabar kabar") == ["RangeError", 0]


def test_this_browser_has_what_vendors_and_members_need(run):
    run("await sb1.hpke.requireFeatures({ members: true })")


def test_a_browser_without_x25519_is_refused_by_name(run):
    got = run(
        """
        const real = SubtleCrypto.prototype.generateKey;
        SubtleCrypto.prototype.generateKey = function (algorithm, ...rest) {
          if (algorithm === "X25519") return Promise.reject(new DOMException("x", "NotSupportedError"));
          return real.call(this, algorithm, ...rest);
        };
        try { await sb1.hpke.requireFeatures(); return "supported"; }
        catch (error) { return [error.constructor.name, error.missing]; }
        finally { SubtleCrypto.prototype.generateKey = real; }
        """
    )
    assert got == ["Unsupported", "X25519"]


def test_random_documents_are_really_varied():
    rng = random.Random(1)
    made = [json.dumps(random_document(rng)) for _ in range(200)]
    assert len(set(made)) > 120
    assert any("__proto__" in text for text in made)
