# SPDX-License-Identifier: Apache-2.0
"""The statutory clock against counted vectors, pure and through its command."""

import io
import json
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from lpse import regulations
from lpse.core.calendar import OFFICE_HOURS, TrainingClock, UnknownYear, WorkingHours
from lpse.regulations import Category, Rule
from lpse.regulations.deadlines import objection_and_answer, statutory, statutory_after
from lpse.regulations.holidays import national

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent.parent / "vectors" / "deadlines.json").read_text(encoding="utf-8")
)
JAKARTA = ZoneInfo("Asia/Jakarta")
BOOK = regulations.get("pbj-2025")


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: f"{v['rule']}-{v['category']}-{v['from']}")
def test_each_counted_vector_holds(vector: dict[str, Any]) -> None:
    found = statutory(
        Rule(vector["rule"]),
        Category(vector["category"]),
        date.fromisoformat(vector["from"]),
        regulation=BOOK,
        calendar=national(),
        zone=ZoneInfo(vector["zone"]),
    ).as_data()
    assert (found["due_on"], found["due_at"]) == (vector["due_on"], vector["due_at"])
    assert len(found["skipped"]) == vector["skipped_count"]
    assert found["provisional"] is vector["provisional"]
    assert len(found["counted"]) == found["days"]


def test_every_rule_of_the_contract_has_a_vector() -> None:
    assert {vector["rule"] for vector in VECTORS} == set(Rule)


def test_the_way_of_counting_names_rule_and_article() -> None:
    found = statutory(
        Rule.OBJECTION, Category.GOODS, date(2026, 10, 5), regulation=BOOK, calendar=national(), zone=JAKARTA
    )
    assert found.words().startswith("Masa sanggah: 5 hari kerja sesudah Senin, 5 Oktober 2026")
    assert found.words().endswith(f"Dasar: {found.source}.")


def test_in_training_window_and_answer_follow_each_other_in_seconds() -> None:
    start = datetime(2026, 10, 5, 9, tzinfo=JAKARTA)
    common: dict[str, Any] = {"regulation": BOOK, "calendar": TrainingClock(2), "zone": JAKARTA}
    window = statutory(Rule.OBJECTION, Category.GOODS, start, **common).due
    answer = statutory_after(Rule.OBJECTION_ANSWER, Category.GOODS, window.due_at, **common).due
    assert (window.due_at - start).total_seconds() == 10
    assert (answer.due_at - window.due_at).total_seconds() == 6


def test_an_answer_to_an_objection_is_counted_after_its_window() -> None:
    common: dict[str, Any] = {"regulation": BOOK, "calendar": national(), "zone": JAKARTA}
    window = statutory(Rule.OBJECTION, Category.GOODS, datetime(2026, 3, 13, 23, 59, tzinfo=JAKARTA), **common).due
    answer = statutory_after(Rule.OBJECTION_ANSWER, Category.GOODS, window.due_at, **common).due
    assert (window.due_on, answer.due_on) == (date(2026, 3, 27), date(2026, 4, 1))


def test_a_year_without_table_is_refused() -> None:
    with pytest.raises(UnknownYear, match="2029"):
        statutory(Rule.OBJECTION, Category.WORKS, date(2029, 1, 1), regulation=BOOK, calendar=national(), zone=JAKARTA)


def deadline(*arguments: str) -> str:
    out = io.StringIO()
    call_command("deadline", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_answers_with_exactly_the_contract() -> None:
    answer = json.loads(deadline("objection", "--category", "goods", "--from", "2026-03-13", "--json"))
    members = ["rule", "days", "unit", "due_on", "due_at", "counted", "skipped", "provisional", "source"]
    assert list(answer) == members
    assert answer["due_on"] == "2026-03-27"
    assert answer["counted"] == ["2026-03-16", "2026-03-17", "2026-03-25", "2026-03-26", "2026-03-27"]
    assert answer["skipped"][2] == {"on": "2026-03-18", "why": "Cuti bersama Hari Suci Nyepi"}


def test_the_command_tells_people_the_zone_of_the_office() -> None:
    told = deadline("appeal", "--category=works", "--from=2026-10-15")
    assert settings.OFFICE["zone"] == "Asia/Jakarta"
    assert "Berakhir Selasa, 20 Oktober 2026 pukul 16.00 WIB." in told


@pytest.mark.parametrize(
    ("rule", "category", "start", "sentence"),
    [
        ("appeal", "goods", "2026-03-13", "tidak dikenal untuk barang"),
        ("sanggah", "goods", "2026-03-13", "Aturan sanggah tidak dikenal"),
        ("objection", "barang", "2026-03-13", "Kategori barang tidak dikenal"),
        ("objection", "goods", "13-03-2026", "harus ditulis YYYY-MM-DD"),
        ("objection", "goods", "20260313", "harus ditulis YYYY-MM-DD"),
        ("objection", "goods", "2026-02-30", "2026-02-30 tidak ada dalam kalender"),
        ("complaint_decision", "goods", "9999-12-01", "terlalu jauh"),
        ("objection", "goods", "2030-01-01", "tahun 2030 belum dimuat"),
    ],
)
def test_what_cannot_be_counted_ends_with_two_and_one_sentence(
    rule: str, category: str, start: str, sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence) as refusal:
        deadline(rule, "--category", category, "--from", start, "--json")
    assert refusal.value.returncode == 2


SHORT_DAYS = WorkingHours(((time(8), time(15, 30)),) * 4 + ((time(8), time(14)), None, None))
SIX_DAYS = WorkingHours(((time(8), time(17)),) * 6 + (None,))


@pytest.mark.parametrize(
    ("category", "hours", "window", "answer"),
    [
        # Announced on Monday 5 October 2026. Goods end at midnight whatever the hours.
        ("goods", OFFICE_HOURS, "2026-10-13T00:00+07:00", "2026-10-16T00:00+07:00"),
        ("goods", SHORT_DAYS, "2026-10-13T00:00+07:00", "2026-10-16T00:00+07:00"),
        # Works: day 5 is a Saturday, day 3 of the answer a Thursday.
        ("works", OFFICE_HOURS, "2026-10-12T16:00+07:00", "2026-10-15T16:00+07:00"),
        ("works", SHORT_DAYS, "2026-10-12T15:30+07:00", "2026-10-15T15:30+07:00"),
        ("integrated_works", SHORT_DAYS, "2026-10-12T15:30+07:00", "2026-10-15T15:30+07:00"),
        # An office open on Saturdays still ends a period on a working day of the calendar.
        ("works", SIX_DAYS, "2026-10-12T17:00+07:00", "2026-10-15T17:00+07:00"),
    ],
)
def test_windows_of_works_close_with_the_hours_of_their_office(
    category: str, hours: WorkingHours, window: str, answer: str
) -> None:
    found = objection_and_answer(
        Category(category),
        datetime(2026, 10, 5, 9, tzinfo=JAKARTA),
        regulation=BOOK,
        calendar=national(),
        zone=JAKARTA,
        hours=hours,
    )
    assert [each.due.due_at for each in found] == [datetime.fromisoformat(window), datetime.fromisoformat(answer)]


def test_a_works_window_that_ends_on_a_friday_closes_with_the_fridays_hours() -> None:
    window, _answer = objection_and_answer(
        Category.WORKS,
        datetime(2026, 10, 4, 9, tzinfo=JAKARTA),
        regulation=BOOK,
        calendar=national(),
        zone=JAKARTA,
        hours=SHORT_DAYS,
    )
    assert window.due.due_at == datetime(2026, 10, 9, 14, tzinfo=JAKARTA)
    assert "14.00" in window.words()
