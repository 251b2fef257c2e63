# SPDX-License-Identifier: Apache-2.0
"""A member's browser judges the opening before it releases: the rules of sealed-bids.md 7.7, on a real record."""

import base64
import copy
import json
import mimetypes
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route

from documents.sealing.release import SealedRelease, open_release, verify_release
from evaluation.selectors import ceremony
from lpse.core.canonical import canonical, hash_of, parse, unb64u
from lpse.ledger import services as ledger
from tenders.services import server_seed
from tests.support.browser import Chromium

from .conftest import Scene

SCRIPTS = Path(__file__).resolve().parents[2] / "lpse" / "static" / "js"
ORIGIN = "http://localhost:9"
JUDGE = """async ([material, tender, kept, now]) => {
  const { judge, Doubt } = await import("/sb1/judge.js");
  const passed = [];
  try {
    const judged = await judge(material, { tender, kept, now: new Date(now), passed: (rule) => passed.push(rule) });
    return { passed, x: judged.x, opening: judged.openingHash, kept: judged.kept };
  } catch (error) {
    if (!(error instanceof Doubt)) throw error;
    return { passed, doubt: error.rule, message: error.message };
  }
}"""
RELEASE = """async ([material, tender, passphrase, now]) => {
  const { judge } = await import("/sb1/judge.js");
  const { readKeyFile, deriveKeys } = await import("/sb1/memberkey.js");
  const { buildRelease } = await import("/sb1/release.js");
  const { b64u } = await import("/sb1/canonical.js");
  const { sentence } = await import("/release.js");
  try {
    const judged = await judge(material, { tender, kept: null, now: new Date(now) });
    const keys = await deriveKeys(await readKeyFile(material.blob, passphrase));
    const built = await buildRelease({ opening: judged.openingHash, kind: judged.opening.kind, keyset: judged.keyset,
      x: judged.x, keys, headers: judged.headers });
    return { x: built.x, box: b64u(built.box), sig: b64u(built.sig), disputes: built.disputes };
  } catch (error) {
    return { refused: sentence(error) };
  }
}"""


def serve(route: Route) -> None:
    """Answer from the portal's scripts; anything else is an empty page."""
    path = SCRIPTS / route.request.url.removeprefix(ORIGIN).lstrip("/")
    if path.is_file():
        kind = mimetypes.guess_type(path.name)[0] or "text/plain"
        route.fulfill(body=path.read_bytes(), content_type=kind)
    else:
        route.fulfill(body="<!doctype html><title>-</title>", content_type="text/html")


@pytest.fixture(scope="module")
def browser(chromium: Chromium) -> Iterator[Page]:
    person = chromium.person("Bima", ORIGIN)
    person.context.route("**/*", serve)
    yield person.go("/blank")
    person.context.close()
    assert not person.errors


@pytest.fixture
def material(scene: Scene) -> dict[str, Any]:
    """What the portal gives Bima's page, as JSON brings it there."""
    holder = ceremony.key_holder(scene.cast.actor("bima"), scene.tender)
    given: dict[str, Any] = json.loads(json.dumps(ceremony.release_material(holder, since=0)))
    return given


def judged(browser: Page, scene: Scene, material: dict[str, Any], *, kept: Any = None, now: str = "") -> dict[str, Any]:
    at = now or "2099-01-01T00:00:00.000Z"
    answer: dict[str, Any] = browser.evaluate(JUDGE, [material, scene.tender.code, kept, at])
    return answer


def test_an_honest_opening_passes_every_rule(browser: Page, scene: Scene, material: dict[str, Any]) -> None:
    answer = judged(browser, scene, material)
    assert answer["passed"] == ["R1", "R2", "R3", "R4", "R5", "R6"]
    assert answer["opening"] == scene.opening.hash
    assert answer["kept"]["size"] > scene.opening.leaf


def test_the_browsers_release_opens_at_the_gate(browser: Page, scene: Scene, material: dict[str, Any]) -> None:
    passphrase = scene.cast.passphrases["bima"]
    answer = browser.evaluate(RELEASE, [material, scene.tender.code, passphrase, "2099-01-01T00:00:00.000Z"])
    sealed = SealedRelease(answer["x"], unb64u(answer["box"]), unb64u(answer["sig"]))
    found = ceremony.material(scene.opening)
    assert verify_release(found.keyset, scene.opening.hash, sealed)
    from documents.sealing.hpke import derive_key_pair

    secret, _public = derive_key_pair(server_seed(scene.tender))
    opened = open_release(secret, scene.opening.hash, sealed, list(found.headers))
    assert set(opened.shares) == set(found.headers)
    assert answer["disputes"] == []


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("salah", "delapan|8 kata|terdiri atas|tidak ada dalam daftar"),
        ("zzzz satu dua tiga empat lima enam tujuh", "tidak ada dalam daftar"),
        ("other", "tidak cocok dengan kunci Anda"),
    ],
)
def test_a_wrong_passphrase_is_told_in_a_sentence(
    browser: Page, scene: Scene, material: dict[str, Any], typed: str, told: str
) -> None:
    import re

    passphrase = scene.cast.passphrases["citra"] if typed == "other" else typed
    answer = browser.evaluate(RELEASE, [material, scene.tender.code, passphrase, "2099-01-01T00:00:00.000Z"])
    assert re.search(told, answer["refused"])


Change = Callable[[dict[str, Any]], None]


def edit(name: str, change: Callable[[Any], Any]) -> Change:
    """Change one document handed over, keeping it canonical."""

    def apply(material: dict[str, Any]) -> None:
        document = parse(material[name].encode())
        material[name] = canonical(change(document) or document).decode()

    return apply


def drop_leaf(kind: str) -> Change:
    def apply(material: dict[str, Any]) -> None:
        material["leaves"] = [leaf for leaf in material["leaves"] if json.loads(leaf["entry"])["t"] != kind]

    return apply


def forge_leaf(material: dict[str, Any]) -> None:
    material["leaves"][-1]["entry"] = material["leaves"][-1]["entry"].replace("opening", "openinG", 1)


def cut_checkpoint(material: dict[str, Any]) -> None:
    origin, size, rest = material["checkpoint"].split("\n", 2)
    material["checkpoint"] = "\n".join([origin, str(int(size) + 1), rest])


def drop_header(material: dict[str, Any]) -> None:
    material["headers"].pop()


def repeat_header(material: dict[str, Any]) -> None:
    material["headers"][1] = material["headers"][0]


def late_nb(material: dict[str, Any]) -> None:
    header = json.loads(material["headers"][0])
    header["ctx"]["nb"] = "2098-01-01T00:00:00.000Z"
    material["headers"][0] = canonical(header).decode()


def loose_json(material: dict[str, Any]) -> None:
    material["opening"] = material["opening"].replace(",", ", ", 1)


ATTACKS: dict[str, tuple[Change, str]] = {
    "the head is edited": (cut_checkpoint, "R1"),
    "the opening leaves a bid out": (edit("opening", lambda d: d["envelopes"].pop() and None), "R2"),
    "the close forgets a statement": (edit("close", lambda d: d["entries"].pop() and None), "R2"),
    "the key set has another threshold": (edit("keyset", lambda d: d.update(gen=2, prev=hash_of(1))), "R2"),
    "the opening is not on the record": (drop_leaf("opening"), "R2"),
    "the close is not on the record": (drop_leaf("close"), "R2"),
    "the key set is not on the record": (drop_leaf("keyset"), "R2"),
    "a leaf is edited": (forge_leaf, "R2"),
    "the opening is not canonical": (loose_json, "R2"),
    "the announcement is kept back": (drop_leaf("tender"), "R4"),
    "a header is kept back": (drop_header, "R4"),
    "a header comes twice": (repeat_header, "R4"),
    "a header is edited": (late_nb, "R4"),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_page_doubts_and_says_which_rule_fails(
    browser: Page, scene: Scene, material: dict[str, Any], attack: str
) -> None:
    change, rule = ATTACKS[attack]
    changed = copy.deepcopy(material)
    change(changed)
    answer = judged(browser, scene, changed)
    assert answer.get("doubt") == rule, answer
    assert answer["message"]


def test_a_device_clock_before_the_deadline_refuses(browser: Page, scene: Scene, material: dict[str, Any]) -> None:
    answer = judged(browser, scene, material, now="2020-01-01T00:00:00.000Z")
    assert answer["doubt"] == "R5"
    assert "jam perangkat" in answer["message"]


def test_the_opening_of_another_tender_is_refused(browser: Page, scene: Scene, material: dict[str, Any]) -> None:
    answer = browser.evaluate(JUDGE, [material, "T-2020-0001", None, "2099-01-01T00:00:00.000Z"])
    assert answer["doubt"] == "R2"


def test_a_record_that_grew_is_accepted_and_one_that_was_rewritten_is_not(
    browser: Page, scene: Scene, material: dict[str, Any]
) -> None:
    kept = judged(browser, scene, material)["kept"]
    for number in range(5):
        ledger.record("accounts.appoint", actor=scene.cast.actor("oki"), subject="office", public={"n": number})
    ledger.sign_head()
    holder = ceremony.key_holder(scene.cast.actor("bima"), scene.tender)
    grown = ceremony.release_material(holder, since=kept["size"])
    assert judged(browser, scene, grown, kept=kept)["passed"][-1] == "R6"
    other = {**kept, "root": hash_of("another history")}
    assert judged(browser, scene, grown, kept=other)["doubt"] == "R1"
    shrunk = {**kept, "size": kept["size"] + 1000}
    assert judged(browser, scene, grown, kept=shrunk)["doubt"] == "R1"
    stranger = {**kept, "vkey": kept["vkey"].replace("localhost", "elsewhere")}
    assert judged(browser, scene, grown, kept=stranger)["doubt"] == "R1"


def test_inclusion_and_consistency_agree_with_the_portals_own_tree(browser: Page) -> None:
    from lpse.ledger.merkle import MemoryTree, consistency_proof, inclusion_proof, leaf_hash

    leaves = [leaf_hash(bytes((n,))) for n in range(21)]
    tree = MemoryTree(leaves)

    def text(data: bytes) -> str:
        return base64.b64encode(data).decode()

    cases = []
    for size in range(1, 22):
        for index in range(size):
            path = inclusion_proof(index, size, tree.node)
            cases.append([text(leaves[index]), index, size, [text(p) for p in path], text(tree.root(size))])
    grown = []
    for new in range(1, 22):
        for old in range(1, new + 1):
            path = consistency_proof(old, new, tree.node) if old < new else []
            grown.append([old, new, text(tree.root(old)), text(tree.root(new)), [text(p) for p in path]])
    script = """async ([cases, grown]) => {
      const log = await import("/sb1/log.js");
      const un = log.unbase64;
      let bad = 0, fooled = 0;
      for (const [leaf, index, size, path, root] of cases) {
        if (!(await log.verifyInclusion(un(leaf), index, size, path.map(un), un(root)))) bad += 1;
        if (await log.verifyInclusion(un(leaf), index + 1, size + 2, path.map(un), un(root))) fooled += 1;
      }
      for (const [old, size, oldRoot, root, proof] of grown) {
        if (!(await log.verifyConsistency(old, size, un(oldRoot), un(root), proof.map(un)))) bad += 1;
        if (old < size && await log.verifyConsistency(old, size, un(root), un(root), proof.map(un))) fooled += 1;
      }
      return [bad, fooled];
    }"""
    assert browser.evaluate(script, [cases, grown]) == [0, 0]


def test_an_opening_on_the_record_that_leaves_a_bid_out_is_refused(
    browser: Page, scene: Scene, material: dict[str, Any]
) -> None:
    """The operator logs a false opening, with every proof in order: the page's own list tells them apart."""
    from lpse.ledger import selectors as record
    from lpse.ledger.models import Entry

    document = parse(material["opening"].encode())
    document["envelopes"] = document["envelopes"][:1]
    name = ledger.put_document(canonical(document))
    act = {"act": "evaluation.begin_opening", "actor": scene.cast.actor("oki"), "subject": scene.tender.code}
    forged = ledger.append("opening", {"h": name}, **act)
    head = ledger.sign_head()
    assert head is not None
    indexes = [leaf["index"] for leaf in material["leaves"][:-1]] + [forged.idx]
    paths = record.inclusion_paths(indexes, head.size)
    entries = {entry.idx: bytes(entry.body).decode() for entry in Entry.objects.filter(idx__in=indexes)}
    lie = {
        **material,
        "opening": canonical(document).decode(),
        "headers": [text for text in material["headers"] if hash_of(parse(text.encode())) in document["envelopes"]],
        "checkpoint": head.note,
        "leaves": [
            {"index": at, "entry": entries[at], "proof": [base64.b64encode(p).decode() for p in paths[at]]}
            for at in indexes
        ],
    }
    answer = judged(browser, scene, lie)
    assert answer["passed"] == ["R1", "R2"]
    assert answer["doubt"] == "R3"
