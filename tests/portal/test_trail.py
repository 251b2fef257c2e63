# SPDX-License-Identifier: Apache-2.0
"""The audit tab: every act in words, with its proof; and what it keeps to itself."""

import re

import pytest

from lpse.ledger import selectors as record
from lpse.portal import words
from lpse.portal.selectors import trail as selectors
from tests.support.tree import python

ACTS = re.compile(r'^\s+[A-Z_]+ = "((?:tenders|vendors|evaluation|complaints|accounts)\.[a-z_]+)"')
SILENT = {
    # Acts of accounts and rooms that leave no entry, or whose very existence is secret until the close.
    "accounts.invite_person",
    "accounts.edit_profile",
    "accounts.end_session",
    "accounts.make_calendar",
    "accounts.end_calendar",
    "accounts.know_device",
    "tenders.edit_package",
    "tenders.draft_tender",
    "tenders.write_document",
    # Proposals of changes are kept with their decision; the record tells what came into force.
    "tenders.propose_schedule_change",
    "tenders.refuse_schedule_change",
    "tenders.propose_addendum",
    "tenders.refuse_addendum",
    "complaints.propose_extension",
    "complaints.refuse_extension",
    "vendors.begin_envelope",
    "vendors.draft_answer",
    "vendors.submit_bid",
    "vendors.withdraw_bid",
}


def page_of(browser, tender, query=""):
    answer = browser().get(f"/tender/{tender.code}/jejak/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_act_that_leaves_an_entry_has_a_sentence():
    from tests.support.tree import text

    named = {
        found[1]
        for path, _module in python("tenders", "vendors", "evaluation", "complaints", "lpse")
        if path.name == "policy.py"
        for line in text(path).splitlines()
        if (found := ACTS.match(line))
    }
    assert len(named) > 30
    assert not sorted(act for act in named - SILENT if not words.is_worded(act))
    assert not sorted(act for act in named - SILENT if words.headline(act) == act)


def test_a_finished_tender_tells_its_whole_story_in_sentences(story, browser):
    text = page_of(browser, story.finished)
    for sentence in (
        "Tender diumumkan",
        "Penerimaan penawaran ditutup oleh jam portal",
        "Bima Harjanto menyerahkan bagian kuncinya",
        "Hasil diumumkan bersama berkas evaluasi",
        "Hasil dibatalkan untuk dievaluasi ulang",
        "diajukan dengan 1 pokok",
        "dijawab pokok demi pokok",
        "SPPBJ nomor 000.3/77/SPPBJ/2026 diterbitkan",
    ):
        assert sentence in text, sentence
    assert not re.search(r"<p>[a-z]+\.[a-z_]+</p>", text), "an act without words"


def test_each_entry_is_linked_with_its_proof(story, browser):
    text = page_of(browser, story.finished)
    entries = record.entries_of(story.finished.code)
    client = browser()
    assert f"{len(entries)} tindakan tercatat" in text
    newest = entries[-1].idx
    assert f'href="/catatan/{newest}/"' in text
    assert client.get(f"/catatan/{newest}/bukti.tlog-proof").status_code == 200


def test_long_trails_continue_on_a_next_page(story, browser):
    entries = record.entries_of(story.finished.code)
    first = selectors.trail(story.finished, size=5)
    second = selectors.trail(story.finished, before=first.older_than, size=5)
    assert [line.index for line in (*first.lines, *second.lines)] == [entry.idx for entry in entries[:-11:-1]]
    oldest = entries[0].idx
    text = page_of(browser, story.finished, f"?sebelum={oldest + 1}")
    assert f'href="/catatan/{oldest}/"' in text
    assert f'href="/catatan/{entries[-1].idx}/"' not in text
    assert selectors.trail(story.finished, before=oldest + 1).older_than is None


@pytest.mark.parametrize("query", ["?sebelum=-1", "?sebelum=x", "?sebelum=99999999999999999999"])
def test_a_page_that_is_none_is_the_first(story, browser, query):
    assert "Tender diumumkan" in page_of(browser, story.taking_bids, query)


def test_the_tab_asks_the_database_at_most_8_times(story, browser, django_assert_max_num_queries):
    client = browser()
    page_of(browser, story.finished)  # builds the verifier once
    with django_assert_max_num_queries(8):
        client.get(f"/tender/{story.finished.code}/jejak/")


def test_before_the_close_the_tab_and_the_bundle_know_nothing_of_bids(story, browser):
    text = page_of(browser, story.taking_bids)
    assert "Arung" not in text
    bundle = browser().get(f"/tender/{story.taking_bids.code}/jejak/bukti.zip").content
    for secret in (story.sealed.hash, story.sealed.participation.vendor.code):
        assert secret.encode() not in bundle
        assert secret not in text


def test_a_tender_nobody_announced_has_no_trail_for_anyone(story, browser):
    from lpse.demo import tenders

    draft = tenders.assigned_package(story.cast, title="Rahasia dahulu")
    for name in ("", "ratna", "bima"):
        assert browser(name).get(f"/tender/{draft.code}/jejak/").status_code == 404
        assert browser(name).get(f"/tender/{draft.code}/jejak/bukti.zip").status_code == 404
    assert browser().get("/tender/T-2026-999999/jejak/bukti.zip").status_code == 404


def test_an_entry_the_signed_head_does_not_cover_yet_says_so(story, browser):
    from lpse.demo import vendors

    vendors.join(story.cast, "bahari", story.taking_bids)
    text = page_of(browser, story.taking_bids)
    assert "menunggu tanda tangan" in text
    assert "kini 2 terdaftar" in text


def test_without_a_signed_head_the_bundle_says_when_to_come_back(empty, browser, s3):
    from lpse.demo import tenders

    tender = tenders.announced_tender(empty)
    answer = browser().get(f"/tender/{tender.code}/jejak/bukti.zip")
    assert answer.status_code == 409
    assert "Tunggu beberapa detik" in answer.content.decode()
    assert browser().get(f"/tender/{tender.code}/jejak/").status_code == 200


def test_long_runs_of_one_act_are_folded_and_lose_no_entry(story, browser):
    page = selectors.trail(story.finished)
    folded = [run for day in page.days for run in day.runs if run.is_folded]
    assert {line.act for run in folded for line in run.lines} == {"evaluation.save_assessment"}
    assert [line.index for day in page.days for run in day.runs for line in run.lines] == [
        line.index for line in page.lines
    ]
    text = page_of(browser, story.finished)
    assert all(f'href="/catatan/{line.index}/"' in text for line in page.lines)
