# SPDX-License-Identifier: Apache-2.0
"""A portal that lies about key sets, deadlines or the close, and signs the lie."""

from datetime import timedelta

import pytest
from Crypto.PublicKey import ECC

from lpse.core.canonical import b64u, timestamp
from tests.verify.story import (
    DEADLINE,
    TENDER,
    Story,
    digest,
    holds,
    refuses,
    until_close,
    until_opening,
)

SECOND = timedelta(seconds=1)


# Key sets


@pytest.mark.parametrize(
    ("lie", "word"),
    [
        pytest.param(
            lambda s: (s.enrol(), s.freeze(sigs=lambda d: {"1": d["1"], "2": d["2"]})),
            "tidak setiap anggota",
            id="unsigned",
        ),
        pytest.param(
            lambda s: (s.enrol(), s.freeze(sigs=lambda d: d | {"3": d["1"]})),
            "anggota 3 tidak sah",
            id="signed by another",
        ),
        pytest.param(lambda s: s.freeze(), "tidak pernah terdaftar", id="never enrolled"),
        pytest.param(
            lambda s: (s.enrol(**{"m-bima": {"kem": digest("lain")}}), s.freeze()),
            "tidak pernah terdaftar",
            id="another key",
        ),
        pytest.param(
            lambda s: (s.enrol(), s.leaf("member_end", {"id": "m-bima"}), s.freeze()),
            "tidak pernah terdaftar",
            id="ended member",
        ),
        pytest.param(
            lambda s: (s.enrol(**{"m-bima": {"self": b64u(bytes(64))}}), s.freeze()),
            "atas kuncinya",
            id="false own signature",
        ),
        pytest.param(lambda s: (s.enrol(), s.freeze(edit=lambda d: d.update(k=1))), "keyset", id="a quorum of one"),
        pytest.param(
            lambda s: (s.enrol(), s.freeze(edit=lambda d: d.update(gen=2, prev=digest("x")))),
            "menyambung",
            id="no first generation",
        ),
        pytest.param(
            lambda s: (s.enrol(), s.freeze(), s.freeze(edit=lambda d: d.update(gen=2, prev=s.keyset_hash))),
            "tidak disetujui",
            id="a second generation of the operator's own",
        ),
    ],
)
def test_a_key_set_that_is_not_the_committees_is_refused(check, lie, word):
    story = Story()
    lie(story)
    story.announce()
    refuses(check(story.files()), word)


def test_a_key_set_frozen_after_the_close_is_refused(check):
    story = until_opening(Story())
    story.freeze(edit=lambda doc: doc.update(gen=2, prev=story.keyset_hash))
    refuses(check(story.files()), "setelah penutupan")


# Deadlines


@pytest.mark.parametrize(
    ("lie", "word"),
    [
        pytest.param(lambda s: s.announce(DEADLINE - SECOND), "dimajukan", id="moved earlier"),
        pytest.param(
            lambda s: (s.until(DEADLINE), s.announce(DEADLINE + SECOND)), "sudah lewat", id="extended when passed"
        ),
        pytest.param(lambda s: s.announce(rev=3), "revisi 3", id="a revision left out"),
        pytest.param(lambda s: s.announce(training=False), "latihan berubah", id="practice turned real"),
        pytest.param(
            lambda s: s.announce(deadline=DEADLINE, basis=None, training=1), "latihan", id="training not a boolean"
        ),
    ],
)
def test_a_deadline_that_moves_unlawfully_is_refused(check, lie, word):
    story = until_close(Story())
    lie(story)
    refuses(check(story.files()), word)


def test_a_deadline_may_move_later_before_it_passes(check):
    story = until_close(Story())
    story.announce(DEADLINE + SECOND)
    holds(check(story.files()))


def test_a_deadline_extended_after_an_outage_is_reported(check):
    story = until_close(Story())
    story.until(DEADLINE)
    story.announce(DEADLINE + timedelta(hours=1), basis=digest("gangguan"))
    holds(check(story.files()), "karena gangguan")


def test_an_empty_close_excuses_one_extension_only(check):
    story = Story()
    story.enrol()
    story.freeze()
    story.announce()
    story.close()
    later = DEADLINE + timedelta(hours=2)
    story.announce(later)
    story.until(later + SECOND)
    story.announce(later + timedelta(hours=2))
    refuses(check(story.files()), "sudah lewat")


def test_a_deadline_extended_after_bids_were_revealed_is_refused(check):
    story = until_opening(Story())
    story.announce(DEADLINE + timedelta(days=1), basis=digest("gangguan"))
    refuses(check(story.files()), "setelah penawaran dibuka")


# The close


def without(vendor):
    return lambda found: [entry for entry in found if entry["statement"]["vendor"] != vendor]


def test_a_dropped_bid_is_found_by_its_receipt_and_by_the_batches(check):
    story = until_close(Story())
    story.close(entries=without("V-bahari"))
    story.explain()
    holds(check(story.files()))
    refuses(check(story.files(), receipts=[story.receipt("V-bahari")]), "TIDAK ADA dalam penutupan")
    refuses(check(story.files(), log=story), "tidak pernah diungkap")


def test_a_dropped_replacement_is_found_by_its_receipt(check):
    story = until_close(Story())
    story.close(
        entries=lambda found: [e for e in found if (e["statement"]["vendor"], e["statement"]["ver"]) != ("V-arung", 2)]
    )
    refuses(check(story.files(), receipts=[story.receipt("V-arung", 2)]), "TIDAK ADA")


def test_a_dropped_first_version_breaks_the_chain(check):
    story = until_close(Story())
    story.close(
        entries=lambda found: [e for e in found if (e["statement"]["vendor"], e["statement"]["ver"]) != ("V-arung", 1)]
    )
    refuses(check(story.files()), "tidak menyambung")


def test_a_hidden_record_left_out_of_the_explanation_is_found(check):
    story = until_close(Story())
    story.close(entries=without("V-bahari"))
    hidden = [name for name, (_record, said) in story.records.items() if said["vendor"] == "V-bahari"]
    story.explain(leave_out=hidden)
    refuses(check(story.files(), log=story), "ada yang disembunyikan")


def test_records_of_a_failed_tender_are_listed_and_no_alarm(check):
    story = until_close(Story())
    story.tick()
    story.leaf("fail", {"tender": TENDER, "h": story.doc({"v": "sb1/fail", "records": sorted(story.records)})})
    story.explain()
    holds(check(story.files(), log=story))


def test_batches_never_explained_are_reported(check):
    story = until_opening(Story())
    story.leaf("client", {"name": "x", "version": "1", "h": "x"}, after=121 * 86400)
    holds(check(story.files(), log=story), "belum dijelaskan")


def test_a_silence_of_the_clock_is_reported(check):
    story = Story()
    story.enrol()
    story.freeze()
    story.announce()
    story.tick()
    story.now += timedelta(minutes=30)
    story.tick()
    holds(check(story.files(), log=story), "tidak ada kelompok selama")


def late(story, by):
    """A bid accepted ``by`` after the deadline."""
    until_close(story)
    story.tick()
    story.send("V-bahari", at=DEADLINE + by)
    return story


@pytest.mark.parametrize("by", [timedelta(0), timedelta(milliseconds=500)])
def test_a_bid_at_the_deadline_or_after_is_refused(check, by):
    story = late(Story(), by)
    story.close(at=DEADLINE + timedelta(seconds=2))
    refuses(check(story.files()), "setelah batas waktu")


def test_a_backdated_bid_in_a_later_batch_is_reported_as_an_outage(check):
    story = until_close(Story())
    story.tick()
    story.send("V-bahari", at=DEADLINE - timedelta(seconds=5))
    story.close(at=DEADLINE + timedelta(hours=2))
    code, printed = check(story.files())
    assert code == 0
    assert "hanya sah bila ada gangguan" in printed
    assert "ditutup 2:00" in printed


def edit_entry(number, change):
    def edit(found):
        change(found[number])
        return found

    return edit


@pytest.mark.parametrize(
    ("entries", "word"),
    [
        pytest.param(
            edit_entry(0, lambda e: e.update(p=(e["p"] + 1) % 256)), "tidak ada dalam kelompok", id="another slot"
        ),
        pytest.param(edit_entry(0, lambda e: e.update(i=0)), "tidak ada kelompok", id="no batch there"),
        pytest.param(
            edit_entry(0, lambda e: e.update(path=e["path"][:7])), "tidak ada dalam kelompok", id="a short path"
        ),
        pytest.param(edit_entry(0, lambda e: e.update(p="7")), "bentuk", id="a position that is no number"),
        pytest.param(lambda found: found[::-1], "tidak urut", id="out of order"),
        pytest.param(lambda found: [found[0], *found], "ganda", id="one record twice"),
        pytest.param(edit_entry(0, lambda e: e.update(lain=1)), "bentuk lain", id="an extra member"),
        pytest.param(
            edit_entry(0, lambda e: e["record"].update(at=timestamp(DEADLINE - timedelta(hours=1)))),
            "tidak ada dalam kelompok",
            id="a record with another time",
        ),
        pytest.param(
            edit_entry(0, lambda e: e.update(statement=e["statement"] | {"nonce": digest("lain")})),
            "bukan yang direkam",
            id="an edited statement",
        ),
        pytest.param(lambda found: [{"i": 1}], "bentuk lain", id="not an entry"),
    ],
)
def test_a_close_that_says_something_else_is_refused(check, entries, word):
    story = until_close(Story())
    story.close(entries=entries)
    refuses(check(story.files()), word)


@pytest.mark.parametrize(
    ("edit", "word"),
    [
        pytest.param(
            lambda d: d.update(deadline=timestamp(DEADLINE - SECOND)), "bukan batas waktu", id="another deadline"
        ),
        pytest.param(lambda d: d.update(at=timestamp(DEADLINE - SECOND)), "sebelum batas waktu", id="closed early"),
        pytest.param(lambda d: d.update(at="2026-12-01T03:00:00Z"), "24", id="another precision"),
        pytest.param(lambda d: d.update(lot="2"), "lot lain", id="another lot"),
        pytest.param(lambda d: d.pop("round"), "berbentuk lain", id="no round"),
        pytest.param(lambda d: d.update(entries=None), "bentuk", id="no entries"),
    ],
)
def test_a_close_document_with_a_false_member_is_refused(check, edit, word):
    story = until_close(Story())
    story.close(edit=edit)
    refuses(check(story.files()), word)


def test_a_close_before_the_deadline_is_refused(check):
    story = until_close(Story())
    early = DEADLINE - timedelta(minutes=10)
    story.close(at=early)
    refuses(check(story.files()), "sebelum batas waktu")


def test_a_second_close_after_bids_were_revealed_is_refused(check):
    story = until_opening(Story())
    story.close()
    refuses(check(story.files()), "penutupan kedua")


def test_a_replacement_forged_by_the_operator_is_refused(check):
    story = until_close(Story())
    story.send("V-bahari", key=ECC.generate(curve="P-256"))
    story.close()
    refuses(check(story.files()), "V-bahari: versi 2")


def test_a_withdrawal_forged_by_the_operator_is_refused(check):
    story = until_close(Story())
    story.send("V-bahari", withdraw=True, edit=lambda said: said | {"sig": story.statements["V-bahari"][0]["sig"]})
    story.close()
    refuses(check(story.files()), "V-bahari: versi 2")


def test_an_unsigned_statement_is_refused(check):
    story = until_close(Story())
    story.send("V-bahari", edit=lambda said: said | {"sig": []})
    story.close()
    refuses(check(story.files()), "sig")
