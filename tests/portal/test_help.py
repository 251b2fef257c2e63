# SPDX-License-Identifier: Apache-2.0
"""Guides and glossary."""

import re

import pytest

from lpse.core.acts import Role
from lpse.core.glossary import TERMS
from lpse.portal.guides import GUIDES, guides_for
from tests.support.tree import ending, text

TERM = re.compile(r'{% term "(\w+)"')


def test_every_guide_has_a_page_with_its_steps(empty, browser):
    client = browser()
    listed = client.get("/bantuan/").content.decode()
    for guide in GUIDES:
        assert f'href="/bantuan/{guide.slug}/"' in listed
        text = client.get(f"/bantuan/{guide.slug}/").content.decode()
        assert all(str(step.title) in text for step in guide.steps)


def test_the_pages_a_guide_leads_to_are_there(empty, browser):
    client, official = browser(), browser("bima")
    for url in {guide.url for guide in GUIDES}:
        assert (official if url == "/tugas/" else client).get(url).status_code == 200, url


OFFICES = {
    Role.PROCUREMENT_OFFICER: "ratna", Role.UNIT_HEAD: "hendra", Role.COMMITTEE: "bima", Role.VERIFIER: "vera",
    Role.OPERATOR: "oki", Role.VENDOR: "arung", Role.BUDGET_AUTHORITY: "gita",
}  # fmt: skip
"""Who has work of their own in a tender."""


@pytest.mark.parametrize("role", OFFICES)
def test_everybody_with_work_in_a_tender_finds_the_guides_to_it_on_the_list_of_tasks(story, browser, role):
    wanted = guides_for({role})
    assert wanted
    shown = browser(OFFICES[role]).get("/tugas/").content.decode()
    for guide in GUIDES:
        assert (f'href="/bantuan/{guide.slug}/"' in shown) is (guide in wanted), guide.slug
    # A phone shows one below the other: first what waits, then where to go and how.
    assert shown.index('class="stack stack--lg"') < shown.index("<aside")


def test_a_guide_nobody_wrote_is_missing(empty, browser):
    assert browser().get("/bantuan/apa-saja/").status_code == 404


def test_the_glossary_shows_every_term_with_its_source(empty, browser):
    text = browser().get("/bantuan/istilah/").content.decode()
    assert text.count('<th scope="row">') == len(TERMS)
    assert 'id="objection"' in text


@pytest.mark.parametrize("q", ["sanggah", "OBJECTION", " objection "])
def test_a_term_is_found_in_either_language(empty, browser, q):
    text = browser().get("/bantuan/istilah/", {"q": q}).content.decode()
    assert 'id="objection"' in text
    assert text.count('<th scope="row">') < 10


def test_words_without_a_term_get_advice_and_stay_text(empty, browser):
    text = browser().get("/bantuan/istilah/", {"q": "<b>x"}).content.decode()
    assert "Tidak ada istilah dengan kata itu" in text
    assert "<b>x" not in text


def test_every_word_a_page_explains_is_in_the_glossary():
    explained = {code for path in ending(".html") for code in TERM.findall(text(path))}
    assert {"owner_estimate", "committee"} <= explained <= {term.code for term in TERMS}


def test_a_tender_explains_its_words_where_they_stand_and_leads_to_the_glossary(story, browser):
    client = browser()
    page = client.get(f"/tender/{story.taking_bids.code}/").content.decode()
    assert '<details class="term"><summary>Pagu anggaran</summary><p class="small">Batas tertinggi anggaran' in page
    codes = re.findall(r'href="/bantuan/istilah/#(\w+)"', page)
    assert len(codes) >= 6
    glossary = client.get("/bantuan/istilah/").content.decode()
    assert all(f'<tr id="{code}">' in glossary for code in codes)
