# SPDX-License-Identifier: Apache-2.0
"""The start page: what a stranger learns there, and what nobody may learn there."""

import re

from lpse.core import clock
from lpse.ledger.models import Head
from lpse.portal.selectors.home import home_page

SHOWN = re.compile(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>")


def figures_on(text):
    return dict(SHOWN.findall(text))


def test_an_empty_portal_says_so_and_draws_no_chart(empty, browser):
    answer = browser().get("/")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Belum ada paket yang menerima penawaran" in text
    assert "Tidak ada pembukaan saat ini" in text
    assert "<rect" not in text
    assert figures_on(text)["paket menerima penawaran"] == "0"


def test_a_stranger_sees_open_tenders_figures_and_the_chart(story, browser):
    text = browser().get("/").content.decode()
    assert "1 paket menerima penawaran" in text
    assert "Pengadaan Komputer Sekolah" in text
    shown = figures_on(text)
    assert shown["paket menerima penawaran"] == "1"
    assert shown["ditutup dalam tujuh hari"] == "1"
    assert shown["penawaran dibuka bulan ini"] == "1"
    assert shown["entri catatan publik"] == str(Head.objects.get().size)
    assert '<svg class="chart' in text
    assert "<desc" in text
    assert "Lihat sebagai tabel" in text


def test_the_start_page_asks_the_database_at_most_4_times(story, browser, django_assert_max_num_queries):
    client = browser()
    with django_assert_max_num_queries(4):
        assert client.get("/").status_code == 200


def test_the_chart_tells_twelve_months_with_the_running_one_last_and_marked(story):
    page = home_page(clock.now())
    assert len(page.chart.bars) == 12
    assert [bar.is_partial for bar in page.chart.bars] == [False] * 11 + [True]
    assert page.chart.bars[-1].count == 2
    total = story.finished.owner_estimate + story.taking_bids.owner_estimate
    assert float(page.chart.bars[-1].value) * 10**6 == float(total)
    assert page.chart.unit == "juta"


def test_a_bid_moves_nothing_on_the_start_page(story, browser):
    """Until the close only the number of registered vendors may move, and not here."""
    from decimal import Decimal

    from lpse.demo import vendors

    def told():
        text = browser().get("/").content.decode()
        text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)
        text = re.sub(r'<meta name="csrf-token"[^>]+>', "", text)
        text = re.sub(r"<time data-clock.*?</time>", "", text)
        text = re.sub(r"\d\d\.\d\d\.\d\d", "", text)  # what is left until the deadline
        return re.sub(r"<dt>entri catatan publik</dt><dd>[^<]+</dd>", "", text)

    vendors.join(story.cast, "bahari", story.taking_bids)
    before = told()
    vendors.submit_bid(story.cast, "bahari", story.taking_bids, price=Decimal("318000000.00"))
    assert told() == before


def test_a_draft_is_not_counted(empty, browser):
    page = home_page(clock.now())
    assert page.announced == 0
