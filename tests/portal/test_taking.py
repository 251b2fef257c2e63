# SPDX-License-Identifier: Apache-2.0
"""The list taken away as CSV, RSS and ICS: the same question, the same rows, what a reader may already have."""

import csv
import io
import re
from xml.etree import ElementTree

import pytest
from icalendar import Calendar

from lpse.core import clock
from tenders.selectors import taking
from tenders.selectors.search import Query, walked

HOSTILE = "=HYPERLINK(1);\x0bMeja, =cmd"


@pytest.fixture
def archive(story, tmp_path):
    """Nine archived packages, one with a title that would be a formula; rolled back with the rest."""
    from lpse.core.acts import Actor
    from tenders.services import import_archive
    from tests.support.archive import announcement, write

    titles = {5: HOSTILE}
    rows = [announcement(n, nama_paket=titles.get(n, f"Gedung {n}")) for n in range(1, 10)]
    write(tmp_path / "ekspor", "pengumuman", rows)
    import_archive(actor=Actor.clock(), folder=tmp_path / "ekspor", now=clock.now())
    return rows


def table(answer, delimiter=";"):
    text = b"".join(answer.streaming_content).decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:]), delimiter=delimiter))


def test_the_table_holds_every_row_as_indonesian_spreadsheets_read_it(story, archive, browser):
    answer = browser().get("/tender/paket.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(r'attachment; filename="paket-\d{4}-\d\d-\d\d.csv"', answer["Content-Disposition"])
    rows = table(answer)
    assert len(rows) == 11
    live = next(row for row in rows if row["Kode"] == story.taking_bids.code)
    assert live["HPS (rupiah)"] == f"{story.taking_bids.owner_estimate:.2f}".replace(".", ",")
    assert live["Batas akhir penawaran (WIB)"] > live["Diumumkan (WIB)"] > "2026"
    assert (live["Asal"], live["Catatan"]) == ("Portal ini", "Latihan")
    assert live["Alamat"].endswith(f"/tender/{story.taking_bids.code}/")
    hostile = next(row for row in rows if row["Kode"] == "5")
    assert hostile["Nama paket"] == "'=HYPERLINK(1);Meja, '=cmd"
    found = browser().get("/tender/paket.csv", {"q": "gedung", "asal": "tender"})
    assert {row["Kode"] for row in table(found)} == set("12346789")


def test_the_table_speaks_english_on_request_to_the_last_row(story, archive, browser):
    client = browser()
    client.cookies["django_language"] = "en"
    rows = table(client.get("/tender/paket.csv"), ",")
    assert {row["Stage"] for row in rows} >= {"Open for bids", "Finished"}
    assert rows[-1]["Budget ceiling (rupiah)"] == "2000000000.00"


def test_a_walk_over_everything_is_the_list_page_after_page_and_ends_where_told(story, archive):
    whole = [row.code for rows in walked(Query(), clock.now(), most=100, size=3) for row in rows]
    assert len(whole) == len(set(whole)) == 11
    for order in ("terbaru", "batas"):
        short = [len(rows) for rows in walked(Query(order=order), clock.now(), most=7, size=3)]
        assert short == [3, 3, 1]


def test_the_feed_tells_the_newest_first_and_only_once_to_who_has_it(
    story, archive, browser, django_assert_max_num_queries
):
    client = browser()
    with django_assert_max_num_queries(4):
        answer = client.get("/tender/paket.rss", {"urut": "batas"})
    assert answer["Content-Type"] == "application/rss+xml; charset=utf-8"
    channel = ElementTree.fromstring(answer.content).find("channel")
    items = channel.findall("item")
    assert len(items) == 11
    assert items[0].findtext("link").endswith(f"/tender/{story.finished.code}/")
    assert items[0].findtext("title") == story.finished.title
    assert "HPS Rp" in items[0].findtext("description")
    assert (
        next(item for item in items if "/5/" in item.findtext("link")).findtext("title") == "=HYPERLINK(1);Meja, =cmd"
    )
    again = client.get("/tender/paket.rss", {"urut": "batas"}, headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", answer["ETag"])
    other = client.get(
        "/tender/paket.rss", {"q": "komputer", "bahasa": "en"}, headers={"if-none-match": answer["ETag"]}
    )
    assert other.status_code == 200
    assert "<language>en</language>" in other.content.decode()
    assert other.content.count(b"<item>") == 1


def test_a_feed_without_hits_says_the_same_each_time(story):
    asked = Query(q="tidakada")
    assert taking.rss(asked, clock.now()) == taking.rss(asked, clock.now())


def test_the_calendar_holds_the_coming_deadlines_of_the_tenders_found(
    story, archive, browser, django_assert_max_num_queries
):
    with django_assert_max_num_queries(2):
        answer = browser().get("/tender/tenggat.ics")
    events = {str(event["UID"]): event for event in Calendar.from_ical(answer.content).walk("VEVENT")}
    assert {uid.partition("-bid_")[0] for uid in events if "-bid_submission@" in uid} == {story.taking_bids.code}
    assert all(event.decoded("dtend") > clock.now() for event in events.values())
    own = Calendar.from_ical(browser().get(f"/tender/{story.taking_bids.code}/jadwal.ics").content).walk("VEVENT")
    same = {str(event["UID"]): event.to_ical() for event in own}
    assert all(same[uid] == event.to_ical() for uid, event in events.items() if story.taking_bids.code in uid)
    again = browser().get("/tender/tenggat.ics", headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304
    for nothing in ({"asal": "tender"}, {"q": "tidakada"}):
        found = browser().get("/tender/tenggat.ics", nothing).content
        assert b"BEGIN:VCALENDAR" in found
        assert b"VEVENT" not in found


def test_the_result_page_names_all_three_for_its_own_question(story, browser):
    client = browser()
    page = client.get("/tender/?q=komputer&tahap=announced&urut=batas&sesudah=x").content.decode()
    asked = "?q=komputer&amp;tahap=announced&amp;urut=batas"
    for address in ("/tender/paket.csv", "/tender/paket.rss", "/tender/tenggat.ics"):
        assert f'href="{address}{asked}"' in page
    assert re.search(r'<link rel="alternate" type="application/rss\+xml" title="[^"]+" href="/tender/paket.rss', page)
    assert "paling banyak 5.000 paket" in page


def test_a_question_without_hits_says_which_filter_to_drop(story, archive, browser, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        page = browser().get("/tender/?asal=live&tahap=failed_or_cancelled&jenis=goods").content.decode()
    assert "Tidak ada paket dengan saringan ini" in page
    assert re.search(r'href="/tender/\?asal=live&amp;jenis=goods">tanpa saringan Tahap</a>: 2 paket', page)
    assert "tanpa saringan Asal" not in page
