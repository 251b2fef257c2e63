# SPDX-License-Identifier: Apache-2.0
"""Refusals: each that rests on law names its article, and every refusal page leads back to a page."""

import re

import pytest
from django.template.loader import render_to_string

from lpse import language
from lpse.regulations import refusals
from tests.house.test_code import ROOT

NAMED = {name: text for name, text in vars(refusals).items() if name.isupper() and len(name) > 1}
ARTICLE = re.compile(r".+; R-[A-Z]+-\d+(, R-[A-Z]+-\d+)* \[[PSG]\]")


@pytest.mark.parametrize("name", NAMED)
def test_each_article_names_its_rule_and_trust_and_is_told_somewhere(name):
    assert ARTICLE.fullmatch(NAMED[name])
    apps = [path for app in ("tenders", "vendors", "evaluation", "complaints") for path in (ROOT / app).rglob("*.py")]
    assert any(f"refusals.{name}" in path.read_text() for path in apps)


def by_law():
    """Refusals that the law alone explains, by the words they begin with."""
    from complaints.policy import LATE
    from tenders.rules import NEVER_EARLIER, NO_GROUND
    from tenders.services.ending import UNFIT
    from vendors.policy import _BARS, OUTCOMES
    from vendors.rules import Outcome

    return [*UNFIT.values(), *_BARS.values(), NO_GROUND, NEVER_EARLIER, OUTCOMES[Outcome.LATE], LATE]


def test_what_the_law_refuses_names_its_article():
    assert [refusal.message for refusal in by_law() if not refusal.source] == []


def test_page_and_form_tell_the_article_and_say_nothing_where_there_is_none():
    from lpse.core.acts import Kind, Refusal
    from tenders.services.ending import UNFIT

    refusal = UNFIT["no_bid_means_no_bid"]
    assert "Perpres 16/2018 Pasal 51 ayat (2) huruf b; R-FAIL-2 [P]" in render_to_string(
        "components/refusal.html", {"refusal": refusal}
    )
    assert language.refused(refusal).endswith("Dasar: Perpres 16/2018 Pasal 51 ayat (2) huruf b; R-FAIL-2 [P].")
    plain = Refusal(Kind.STATE, "Paket ini belum diajukan.", "Tunggu PPK mengajukannya.")
    assert "Dasar" not in render_to_string("components/refusal.html", {"refusal": plain})
    assert language.refused(plain) == "Paket ini belum diajukan. Tunggu PPK mengajukannya."


def back_from(answer):
    return re.search(r'class="btn btn--secondary" href="([^"]+)"', answer.content.decode()).group(1)


def test_a_refused_form_leads_back_to_the_page_it_came_from(story, browser):
    bima, code = browser("bima"), story.taking_bids.code
    asked = f"/tender/{code}/hasil/umumkan/"
    came = bima.post(asked, headers={"referer": f"http://localhost/tender/{code}/evaluasi/harga/"})
    assert came.status_code == 409
    assert back_from(came) == f"/tender/{code}/evaluasi/harga/"
    factor = bima.post(asked, headers={"referer": "http://localhost/masuk/2fa/reauthenticate/?next=/tugas/"})
    elsewhere = bima.post(asked, headers={"referer": "https://penipu.example/tender/"})
    for answer in (factor, elsewhere, bima.post(asked)):
        assert back_from(answer) == f"/tender/{code}/"
        assert bima.get(back_from(answer)).status_code == 200


def test_an_address_that_only_takes_a_form_says_so_to_who_was_led_there_by_signing_in(story, browser):
    code = story.taking_bids.code
    asked = f"/tender/{code}/hasil/umumkan/"
    led = browser("bima").get(asked, headers={"referer": "http://localhost/masuk/login/?next=" + asked})
    assert led.status_code == 405
    assert "hanya menerima formulir" in led.content.decode()
    assert back_from(led) == f"/tender/{code}/"
    assert browser().get(asked).status_code == 302


def test_a_page_that_is_refused_does_not_lead_to_itself(story, browser):
    path = f"/tender/{story.finished.code}/gagal/"
    answer = browser("bima").get(path, headers={"referer": f"http://localhost{path}"})
    if answer.status_code >= 400:
        assert back_from(answer) != path


def test_a_bid_out_of_time_is_told_when_the_window_ended(story):
    from lpse.regulations import StageKind
    from tenders import selectors
    from vendors.policy import out_of_time
    from vendors.rules import Outcome

    window, zone = selectors.window(story.finished, StageKind.BID_SUBMISSION), selectors.zone_of(story.finished)
    late, early = (out_of_time(outcome, window, zone) for outcome in (Outcome.LATE, Outcome.EARLY))
    assert re.match(r"Masa pemasukan penawaran sudah berakhir \w+, \d+ \w+ 20\d\d pukul [\d.]+ WI", late.message)
    assert "R-SCH-7" in late.source
    assert re.match(r"Masa pemasukan penawaran baru dibuka \w+, \d+ \w+ 20\d\d pukul", early.message)
