# SPDX-License-Identifier: Apache-2.0
"""A portal that lies about openings, releases, results or the evaluation, and signs the lie."""

import pytest

from lpse.core.canonical import b64u
from tests.verify.story import (
    TENDER,
    Story,
    digest,
    holds,
    refuses,
    until_close,
    until_opening,
)

# Opening and results


@pytest.mark.parametrize(
    ("edit", "word"),
    [
        pytest.param(lambda d: d["envelopes"].pop(), "dibuka 0 kali", id="a bidder skipped"),
        pytest.param(lambda d: d["envelopes"].append(d["envelopes"][0]), "dibuka 2 kali", id="an envelope twice"),
        pytest.param(
            lambda d: d["envelopes"].append(digest("V-arung header 1")),
            "bukan penawaran yang berlaku",
            id="a replaced envelope",
        ),
        pytest.param(
            lambda d: d["envelopes"].append(digest("V-lintang header 1")),
            "bukan penawaran yang berlaku",
            id="a withdrawn envelope",
        ),
        pytest.param(lambda d: d.update(close=digest("lain")), "penutupan lain", id="another close"),
        pytest.param(lambda d: d.update(keyset=digest("lain")), "tidak dibekukan", id="another key set"),
        pytest.param(lambda d: d.update(kind="price"), "tidak dibekukan", id="another kind"),
        pytest.param(lambda d: d.update(basis=digest("lain")), "berdasar evaluasi", id="a basis"),
        pytest.param(lambda d: d.update(lain=1), "berbentuk lain", id="an extra member"),
    ],
)
def test_an_opening_of_other_envelopes_is_refused(check, edit, word):
    story = until_close(Story())
    story.close()
    story.open(edit=edit)
    refuses(check(story.files()), word)


def test_an_opening_before_the_close_is_refused(check):
    story = until_close(Story())
    story.close_hash = digest("nanti")
    story.open()
    refuses(check(story.files()), "sebelum penutupan")


@pytest.mark.parametrize(
    ("releases", "word"),
    [
        pytest.param(lambda s: s.release(1), "sebelum cukup anggota", id="one of two"),
        pytest.param(lambda s: (s.release(1), s.release(1)), "sebelum cukup anggota", id="the same member twice"),
        pytest.param(
            lambda s: (s.release(1), s.release(2, signer="m-dodi")), "tidak sah", id="signed by another member"
        ),
        pytest.param(lambda s: (s.release(1), s.release(2, sig=b64u(bytes(64)))), "tidak sah", id="a forged signature"),
        pytest.param(lambda s: (s.release(1), s.release(2, x=4)), "tidak sah", id="a member that is not there"),
        pytest.param(lambda s: (s.release(1), s.release(2, x=True)), "tidak sah", id="a number that is a boolean"),
        pytest.param(lambda s: (s.release(1), s.release(2, box=digest("lain"))), "tidak sah", id="another box"),
        pytest.param(
            lambda s: (s.release(1), s.release(2, opening=digest("lain"))),
            "sebelum cukup anggota",
            id="for another opening",
        ),
    ],
)
def test_a_result_without_a_quorum_is_refused(check, releases, word):
    story = until_opening(Story())
    releases(story)
    story.result()
    refuses(check(story.files()), word)


def test_a_release_that_comes_after_the_result_does_not_count(check):
    story = until_opening(Story())
    story.release(1)
    story.result()
    story.release(2)
    refuses(check(story.files()), "sebelum cukup anggota")


@pytest.mark.parametrize(
    ("edit", "word"),
    [
        pytest.param(lambda r: r.pop(), "tidak memuat setiap sampul", id="a result left out"),
        pytest.param(lambda r: r[0].update(header=digest("lain")), "tidak memuat setiap sampul", id="another envelope"),
        pytest.param(lambda r: r[0].update(result="baik"), "berbentuk lain", id="an unknown word"),
        pytest.param(lambda r: r[0].update(manifest=None), "tanpa sidik", id="opened without a manifest"),
        pytest.param(lambda r: r[0].update(result="void", reason="hujan"), "tanpa alasan", id="void without a reason"),
    ],
)
def test_a_result_list_that_is_not_the_openings_is_refused(check, edit, word):
    story = until_opening(Story())
    story.release(1)
    story.release(2)
    story.result(edit=edit)
    refuses(check(story.files()), word)


def test_a_bid_called_unreadable_is_reported_as_unproven(check):
    story = until_opening(Story())
    story.release(1)
    story.release(2)
    story.result(edit=lambda r: r[0].update(result="unreadable", reason="segment", manifest=None))
    holds(check(story.files()), "belum terbukti")


def test_a_second_result_for_one_opening_is_refused(check):
    story = until_opening(Story())
    story.release(1)
    story.release(2)
    story.result()
    story.result()
    refuses(check(story.files()), "hasil kedua")


# Evaluation


def opened_story():
    story = until_opening(Story())
    story.release(1)
    story.release(2)
    story.result()
    return story


def test_a_bid_left_out_of_the_evaluation_is_refused(check):
    story = opened_story()
    story.announce_result(bids=[{"vendor": "V-arung", "price": "950000000"}])
    refuses(check(story.files()), "tidak dievaluasi: V-bahari")


@pytest.mark.parametrize(
    ("ranking", "word"),
    [
        ([{"vendor": "V-arung", "rank": 1}, {"vendor": "V-bahari", "rank": 2}], "rank diumumkan 1, dihitung 2"),
        ([{"vendor": "V-bahari", "rank": 1}], "memuat penyedia lain"),
        ([{"rank": 1}], "tanpa peringkat"),
        (
            [{"vendor": "V-bahari", "rank": 1, "corrected_price": "1.00"}, {"vendor": "V-arung", "rank": 2}],
            "corrected_price diumumkan 1.00",
        ),
    ],
)
def test_a_ranking_that_does_not_follow_from_the_file_is_refused(check, ranking, word):
    story = opened_story()
    story.announce_result(ranking=ranking)
    refuses(check(story.files()), word)


@pytest.mark.parametrize("body", [b"{}", b"[]", b"not json", b'{"method":1.5}', b"[" * 5000])
def test_an_evaluation_file_that_cannot_be_computed_is_refused(check, body):
    story = opened_story()
    story.announce_result(evaluation=body)
    refuses(check(story.files()), "evaluasi.json")


def test_a_preference_that_was_not_announced_with_the_tender_is_refused(check):
    story = opened_story()
    story.announce_result(terms={"preference_max": "0.25"})
    refuses(check(story.files()), "preferensi harga dalam evaluasi.json bukan yang diumumkan")


def test_a_first_rank_without_its_proof_of_qualification_is_refused(check):
    story = opened_story()
    bids = [{"vendor": "V-arung", "price": "950000000"}, {"vendor": "V-bahari", "price": "900000000", "proof": "shown"}]
    fields = {"subject": TENDER, "public": {"round": 1}, "commitment": None}
    story.leaf("act", fields, act="evaluation.conclude_proof", role="committee")
    story.announce_result(bids=bids)
    refuses(check(story.files()), "V-arung: peringkat 2 tanpa pembuktian")


def test_an_evaluation_without_an_announced_result_is_refused(check):
    story = opened_story()
    story.evaluation = b"{}"
    refuses(check(story.files()), "tanpa pengumuman")
