# SPDX-License-Identifier: Apache-2.0
"""Bids that their own vendors spoiled: recorded with their reason, whoever opens, and stopping nobody."""

import pytest

from documents.sealing import envelope, manifest
from documents.sealing.hpke import derive_key_pair
from evaluation.models import OpenedBid
from evaluation.selectors import ceremony
from evaluation.services.reading import Chunks
from lpse.core import clock
from lpse.core.canonical import canonical, parse, sha256
from lpse.demo import evaluation_opening as world
from lpse.demo import tenders, vendors
from lpse.demo.cast import Cast
from lpse.ledger.models import Entry
from tenders.models import Tender
from vendors import selectors, services
from vendors.models import Bid

CLOSES_IN = 15


def crooked_bid(cast: Cast, name: str, tender: Tender, spoil: str) -> None:
    """A bid that passes every check the portal can make without secrets, and yet is no bid."""
    vendors.join(cast, name, tender)
    actor = cast.actor(name)
    facts = selectors.room_facts(selectors.participation_for(actor, tender))
    names = ("tender", "lot", "round", "vendor", "kind", "ver", "nb")
    ctx = envelope.make_context(keyset=facts["keyset_hash"], **{key: facts[key] for key in names})
    header, env = envelope.new_envelope(ctx, facts["keyset"])
    if spoil == "dealing":
        header["wraps"][1] = header["wraps"][2]
    services.begin_envelope(actor=actor, tender=tender, header=canonical(header), now=clock.now())
    hh = envelope.header_hash(header)
    key = derive_key_pair(sha256(b"a key that nobody asked for"))[1] if spoil == "segment" else env
    file = vendors.upload(cast, name, tender, hh, key, 1, b"isi penawaran")
    entry = file.object
    listed = manifest.ManifestFile(1, "penawaran", "a\0b.pdf", "", 13, entry.len, entry.segs, file.pt, entry.ct)
    document = manifest.make_manifest([listed], {**vendors.offer(tender), "note": "nol\0"})
    plain = canonical(document) if spoil == "manifest" else manifest.pad(document)
    first = vendors.upload(cast, name, tender, hh, env, 0, plain).object
    sealed = vendors.Sealed(header, [first, entry], document)
    body = vendors.stated(cast, name, tender, sealed)
    services.submit_bid(actor=actor, tender=tender, body=body, now=clock.now())


@pytest.fixture
def opened(cast: Cast) -> dict[str, OpenedBid]:
    """Arung dealt falsely, Bahari sealed to a stranger's key, Lintang's manifest has no padding."""
    for name in ("arung", "bahari", "lintang"):
        vendors.verified_vendor(cast, name)
    tender = tenders.announced_tender(cast, closes_in=CLOSES_IN)
    crooked_bid(cast, "arung", tender, "dealing")
    crooked_bid(cast, "bahari", tender, "segment")
    crooked_bid(cast, "lintang", tender, "manifest")
    opening = world.open_tender(cast, tender, ("bima", "citra", "dodi"))
    assert opening.finished_at is not None
    rows = OpenedBid.objects.filter(opening=opening).select_related("bid__participation__vendor")
    return {row.bid.participation.vendor.name.split()[0].lower(): row for row in rows}


def test_each_spoiled_bid_gets_its_reason_and_the_opening_ends(opened: dict[str, OpenedBid]) -> None:
    assert {name: (row.result, row.reason) for name, row in opened.items()} == {
        "arung": ("void", "dealing"),
        "bahari": ("unreadable", "segment"),
        "lintang": ("unreadable", "manifest"),
    }
    assert all(row.price_read is None and row.form == {} and not row.files.exists() for row in opened.values())
    statuses = {name: Bid.objects.get(pk=row.bid_id).status for name, row in opened.items()}
    assert statuses == {"arung": "void", "bahari": "unreadable", "lintang": "unreadable"}
    said = [parse(bytes(e.body))["public"] for e in Entry.objects.filter(act="evaluation.name_member")]
    assert [(item["fault"], item["count"]) for item in said] == [("dispute", 1)]
    opened_acts = [parse(bytes(e.body))["public"] for e in Entry.objects.filter(act="evaluation.open_bid")]
    assert all(item["false_disputes"] == [] for item in opened_acts)


def test_hostile_names_and_texts_are_kept_as_labels(cast: Cast) -> None:
    vendors.verified_vendor(cast, "arung")
    tender = tenders.announced_tender(cast, closes_in=CLOSES_IN)
    crooked_bid(cast, "arung", tender, "nothing")
    opening = world.open_tender(cast, tender)
    row = OpenedBid.objects.get(opening=opening)
    assert row.result == "ok"
    assert [file.name for file in row.files.all()] == ["a\ufffdb.pdf"]
    assert row.form["note"] == "nol\ufffd"
    assert ceremony.broken_rule(opening) is None


@pytest.mark.pure
def test_a_reader_over_pieces_gives_what_is_asked_and_then_nothing() -> None:
    reader = Chunks(iter([b"ab", b"", b"cde"]))
    assert b"".join(iter(lambda: reader.read(2), b"")) == b"abcde"
    assert reader.read(1) == b""
