# SPDX-License-Identifier: Apache-2.0
"""The calculator, its rules and its JSON: one answer behind three doors, and not one question to the database."""

import io
import json
import re
from datetime import date
from html import unescape
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import activate
from hypothesis import given
from hypothesis import strategies as st

from lpse.core.calendar import Unit
from lpse.language import question
from lpse.portal.months import Part, months_of
from lpse.regulations import CATEGORY_LABELS, Category, Rule, latest
from lpse.regulations.holidays import national
from tests.portal.test_english import english, leftovers
from tests.support.clients import client_of

PAGE, RULES, DATA = "/hitung-tenggat/", "/hitung-tenggat/aturan/", "/data/api/v1/deadline"
START = "2026-03-13"
HAS = {(clock.rule, category) for clock in latest().clocks for category in clock.categories}


STRANGER = client_of()


def page(rule="objection", category="goods", start=START, **more):
    """The calculator's page for a question."""
    return STRANGER.get(PAGE, {"aturan": rule, "kategori": category, "tanggal": start}, **more)


def data(rule="objection", category="goods", start=START, **more):
    """The JSON for a question."""
    return STRANGER.get(DATA, {"rule": rule, "category": category, "from": start}, **more)


def command(rule, category, start=START):
    """What `manage.py deadline --json` says, or its refusal."""
    out = io.StringIO()
    try:
        call_command("deadline", rule, "--category", category, "--from", start, "--json", stdout=out)
    except CommandError as refused:
        return str(refused)
    return json.loads(out.getvalue())


def errors(answer):
    """The sentences at the fields of the form."""
    found = re.findall(r'<p class="error" id="(\w+)_error">.*?<span>(.*?)</span>', answer.content.decode(), re.DOTALL)
    return {field.removeprefix("id_"): unescape(text) for field, text in found}


@pytest.mark.parametrize("rule", Rule)
def test_page_json_and_command_agree_for_every_category(rule):
    for category in Category:
        told, answer, shown = command(rule, category), data(rule, category), page(rule, category)
        assert shown.status_code == 200
        if (rule, category) in HAS:
            assert answer.json() == told
            assert list(answer.json()) == list(told)
            text = unescape(shown.content.decode())
            assert f'<p class="countdown__value cal__due"><time datetime="{told["due_at"]}">' in text
            assert told["source"] in text
            for on in told["counted"]:
                assert re.search(rf'<time datetime="{on}">\d+</time><span class="cal__mark">ke-', text), on
            for row in told["skipped"]:
                assert f'<time datetime="{row["on"]}">' in text
                assert row["why"] in text
        else:
            assert answer.status_code == 404
            assert answer.json()["message"] == told
            assert errors(shown) == {"kategori": told}


def test_the_answer_names_who_acts_and_what_started_it_and_can_be_kept_for_an_hour():
    text = page().content.decode()
    assert "Jumat, 27 Maret 2026 pukul 24.00 WIB" in text
    assert "pengumuman pemenang, Jumat, 13 Maret 2026" in text
    assert "peserta yang memasukkan penawaran" in text
    assert "P · dibaca pada naskahnya" in text
    assert f'href="{RULES}#objection"' in text
    assert "Sementara" not in text
    answer = data()
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert not answer.cookies
    assert not page().cookies


def test_a_provisional_year_is_told_on_the_page_and_in_the_json():
    assert data(start="2027-02-15").json()["provisional"] is True
    assert "Tanggal ini masih sementara" in page(start="2027-02-15").content.decode()


@pytest.mark.parametrize(
    ("asked", "field", "status", "sentence"),
    [
        ({"rule": "sanggah"}, "aturan", 400, "Aturan sanggah tidak dikenal; pilih salah satu dari daftar."),
        ({"rule": ""}, "aturan", 400, "Pilih aturan yang dihitung."),
        ({"category": "<b>x"}, "kategori", 400, "Kategori <b>x tidak dikenal; pilih salah satu dari daftar."),
        ({"start": "13-03-2026"}, "tanggal", 400, "Tanggal 13-03-2026 harus ditulis YYYY-MM-DD, misalnya 2026-11-24."),
        ({"start": "2026-02-30"}, "tanggal", 400, "Tanggal 2026-02-30 tidak ada dalam kalender."),
        ({"start": ""}, "tanggal", 400, "Isi tanggal peristiwa yang memulai hitungan."),
        (
            {"rule": "complaint_decision", "start": "9999-12-31"},
            "tanggal",
            400,
            "Tanggal 9999-12-31 terlalu jauh; tulis tanggal antara tahun 2000 dan 2199.",
        ),
        (
            {"rule": "appeal"},
            "kategori",
            404,
            "Masa sanggah banding tidak dikenal untuk barang; aturan ini hanya untuk pekerjaan konstruksi, "
            "pekerjaan konstruksi terintegrasi.",
        ),
        (
            {"start": "2027-12-30"},
            "tanggal",
            404,
            "Daftar hari libur dan cuti bersama tahun 2028 belum dimuat, jadi batas waktu tidak dapat dihitung.",
        ),
    ],
)
def test_what_cannot_be_counted_is_told_in_one_sentence_at_its_field(asked, field, status, sentence):
    shown = page(**asked)
    assert (shown.status_code, errors(shown)) == (200, {field: sentence})
    assert "<title>Galat: Hitung tenggat" in shown.content.decode()
    answer = data(**asked)
    assert (answer.status_code, answer.json()["message"]) == (status, sentence)
    assert list(answer.json()) == ["kind", "message", "remedy"]
    assert answer.json()["kind"] == ("input" if status == 400 else "state")
    assert answer.json()["remedy"]
    assert "Cache-Control" not in answer.headers


def test_every_mistake_of_a_form_stands_at_its_own_field():
    assert list(errors(page("x", "y", "z"))) == ["aturan", "kategori", "tanggal"]


def test_a_rule_chosen_from_the_list_fills_the_form_and_is_no_mistake():
    text = client_of().get(PAGE, {"aturan": "appeal", "kategori": "works"}).content.decode()
    assert '<option value="appeal" selected>' in text
    assert '<option value="works" selected>' in text
    assert "Belum ada yang dihitung" in text


def test_all_rules_stand_in_the_list_with_article_trust_and_a_way_to_count():
    text = unescape(client_of().get(RULES).content.decode())
    for rule in Rule:
        assert f'<tr id="{rule}">' in text
    for clock in latest().clocks:
        assert clock.period.source.text in text
        assert f"{PAGE}?aturan={clock.rule}&kategori={clock.categories[0]}" in text
        assert str(clock.period.words()) in text
    for year, table in national().years.items():
        assert f'id="libur-{year}"' in text
        assert table.decree in text
        assert all(name in text for name in table.days.values())


def test_calculator_rules_and_errors_are_told_in_english():
    client = client_of()
    asked = "?aturan={}&kategori=works&tanggal={}"
    for address in (
        PAGE,
        RULES,
        PAGE + asked.format("appeal_answer", "2026-12-11"),
        PAGE + asked.format("report_oversight", "2026-11-20"),
        PAGE + asked.format("objection", "2027-12-30"),
        PAGE + "?aturan=x&kategori=&tanggal=2026-02-30",
    ):
        assert leftovers(english(client, address)) == [], address
    for code in Rule:
        assert leftovers(english(client, PAGE + asked.format(code, "2026-03-13"))) == [], code
    activate("id")
    answer = data(rule="appeal", headers={"accept-language": "en"}).json()
    assert answer["message"].startswith("Appeal period does not exist for goods")
    assert set(CATEGORY_LABELS) == set(Category)


@pytest.mark.parametrize("clock", latest().clocks, ids=lambda clock: f"{clock.rule}-{clock.categories[0]}")
def test_a_stored_count_leads_to_the_question_that_counts_it_again(clock):
    stored = data(clock.rule, clock.categories[-1], "2026-11-20").json()
    asked = dict(parse_qsl(question(stored).removeprefix("?")))
    assert data(asked["aturan"], asked["kategori"], asked["tanggal"]).json() == stored
    assert question({**stored, "counted": []}) == ""


@given(st.dates(date(2023, 1, 1), date(2026, 9, 1)), st.integers(1, 60), st.sampled_from(Unit))
def test_the_small_calendars_mark_each_day_of_the_span_once(start, n, unit):
    due = national().add(start, n, unit, zone=ZoneInfo("Asia/Jakarta"))
    shown = [day for month in months_of(due) for week in month.weeks for day in week if day is not None]
    assert len({day.on for day in shown}) == len(shown)
    marked = {day.on: day for day in shown if day.part is not Part.OUTSIDE}
    assert set(marked) == {start, *due.counted, *(row.on for row in due.skipped)}
    assert [day.number for day in shown if day.part in {Part.COUNTED, Part.LAST}] == list(range(1, n + 1))
    assert (marked[start].part, marked[due.due_on].part) == (Part.EVENT, Part.LAST)
