# SPDX-License-Identifier: Apache-2.0
"""A portal that rewrites its record, and receipts that are forged or broken."""

from datetime import timedelta

import pytest

from lpse.core.canonical import canonical, hash_of
from lpse.ledger.note import Signer
from tests.verify.story import (
    DEADLINE,
    TENDER,
    Story,
    refuses,
    seed,
    until_close,
    whole,
)

# The portal rewrites the record


def told_again(story, change):
    """The same portal signs another history."""
    change(story)
    return story


def test_a_record_that_differs_from_the_bundle_is_rewritten(check):
    first, second = whole(Story()), whole(Story())
    body = second.entries[1]
    second.entries[1] = body.replace(b"m-bima", b"m-baru")
    refuses(check(first.files(), log=second), "riwayat ditulis ulang")


def test_a_record_shorter_than_the_bundle_has_a_cut_tail(check):
    story = whole(Story())
    files = story.files()
    story.entries = story.entries[:-3]
    refuses(check(files, log=story), "ekor catatan terpotong")


def test_a_leaf_removed_from_the_record_is_found(check):
    story = whole(Story())
    files = story.files()
    del story.entries[2]
    story.leaf("client", {"name": "x", "version": "1", "h": "x"})
    refuses(check(files, log=story), "riwayat ditulis ulang")


def test_two_leaves_exchanged_are_found(check):
    story = whole(Story())
    files = story.files()
    story.entries[1], story.entries[2] = story.entries[2], story.entries[1]
    refuses(check(files, log=story), "riwayat ditulis ulang")


def test_a_head_over_other_entries_than_the_mirrors_is_refused(check, tmp_path):
    story = whole(Story())
    files, good = story.files(), story.checkpoint()
    story.entries[-1] = story.entries[-1].replace(b"explain", b"explaiN")
    story.checkpoint = lambda size=None, signer=None: good
    refuses(check(files, log=story), "akar yang dihitung")


def test_a_receipts_head_that_is_no_beginning_of_the_record_is_found(check):
    story = until_close(Story())
    receipt = story.receipt("V-arung")
    other = whole(Story())
    refuses(check(other.files(), log=other, receipts=[receipt]), "ditulis ulang")


def test_two_heads_of_one_size_with_two_roots_are_a_fork(check):
    one, two = until_close(Story()), until_close(Story())
    refuses(check(one.files(), receipts=[two.receipt("V-arung")]), "bercabang")


def test_a_bundle_that_leaves_out_a_revision_is_found_in_the_record(check):
    story = until_close(Story())
    story.announce(DEADLINE + timedelta(hours=1))
    last = len(story.entries) - 1
    refuses(check(story.files(indexes=range(last)), log=story), f"tentang {TENDER} tidak ada dalam bukti")


def test_an_entry_earlier_than_the_one_before_is_refused(check):
    story = whole(Story())
    story.now -= timedelta(hours=5)
    story.leaf("client", {"name": "x", "version": "1", "h": "x"})
    refuses(check(story.files()), "lebih awal")


# Receipts


@pytest.mark.parametrize(
    ("forge", "word"),
    [
        pytest.param(lambda s: s.receipt("V-arung", signer=s.log_key), "tidak sah", id="signed by the log key"),
        pytest.param(
            lambda s: s.receipt("V-arung", signer=Signer(s.receipt_key.name, seed("lain"))),
            "tidak sah",
            id="a stranger's key",
        ),
        pytest.param(
            lambda s: s.receipt("V-arung") | {"statement.json": canonical(s.statements["V-bahari"][0])},
            "bukan yang disebut",
            id="another statement",
        ),
        pytest.param(
            lambda s: s.receipt(
                "V-arung", edit=lambda t: t.replace("received 2026-12-01T01", "received 2026-12-01T00")
            ),
            "rekaman bukan",
            id="another time",
        ),
        pytest.param(lambda s: s.receipt("V-arung", edit=lambda t: t + "extra 1\n"), "tidak sah", id="an extra line"),
        pytest.param(lambda s: s.receipt("V-arung") | {"statement.json": b"[]"}, "bukan objek", id="no statement"),
        pytest.param(lambda s: {"receipt": b"x"}, "tidak ada dalam tanda terima", id="no statement file"),
        pytest.param(
            lambda s: s.receipt("V-arung") | {"receipt.tlog-proof": s.receipt("V-bahari")["receipt.tlog-proof"]},
            "tidak memuat penawaran",
            id="another bid's proof",
        ),
        pytest.param(lambda s: s.receipt("V-arung") | {"receipt.tlog-proof": b"x"}, "proof", id="no proof"),
    ],
)
def test_a_forged_receipt_is_refused(check, forge, word):
    story = whole(Story())
    refuses(check(story.files(), receipts=[forge(story)]), word)


def test_a_receipt_for_another_tender_is_refused(check):
    story, other = whole(Story()), until_close(Story())
    receipt = other.receipt("V-arung", edit=lambda text: text.replace(TENDER, "T-2026-0002"), with_proof=False)
    refuses(check(story.files(), receipts=[receipt]), "tender lain")


def test_a_bid_logged_later_than_promised_breaks_its_receipt(check):
    story = Story()
    story.enrol()
    story.freeze()
    story.announce()
    story.send("V-arung")
    story.now += timedelta(minutes=5)
    story.tick()
    refuses(check(story.files(), receipts=[story.receipt("V-arung")]), "baru tercatat")
    story.close()
    refuses(check(story.files(), receipts=[story.receipt("V-arung")]), "baru tercatat")


def test_an_acknowledged_bid_that_never_was_logged_is_found(check):
    story = until_close(Story())
    story.tick()
    said = story.send("V-bahari")
    story.pending.clear()
    story.close()
    assert hash_of(said)
    refuses(check(story.files(), receipts=[story.receipt("V-bahari", 2)]), "TIDAK ADA")
