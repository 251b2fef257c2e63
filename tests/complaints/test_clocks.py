# SPDX-License-Identifier: Apache-2.0
"""A holiday decreed while clocks run: who is told what, and that nothing stored moves."""

import datetime as dt
import io
import json
from importlib import resources
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command

from complaints.models import Complaint
from complaints.selectors import affected, affected_for
from complaints.selectors.clocks import of_complaints, of_results, open_results
from lpse.core import clock
from lpse.core.acts import Actor, Missing, Role
from lpse.core.calendar import WorkingCalendar, WorkingHours
from lpse.demo import cast as casting
from lpse.ledger import services as ledger
from lpse.portal.selectors.tasks import task_page
from lpse.regulations import Category, Rule, latest
from lpse.regulations.deadlines import objection_and_answer, statutory
from lpse.regulations.holidays import national
from tests.complaints.conftest import Scene
from tests.support.clients import client_of

JAKARTA = ZoneInfo("Asia/Jakarta")
MONDAY = dt.datetime(2026, 10, 5, 9, tzinfo=JAKARTA)
FROZEN = {"T-2026-0007": WorkingHours(((dt.time(8), dt.time(15, 30)),) * 5 + (None, None))}
WITH_WEDNESDAY = national().with_regional({dt.date(2026, 10, 7): "Hari pemungutan suara"})


def stored(found: Any) -> dict[str, Any]:
    """A count as it is stored."""
    return {**found.as_data(), "words": found.words()}


def a_result(asked_at: dt.datetime, *objections: str, category: Category = Category.GOODS) -> Any:
    """A result of a real tender as it is read: tests make only training tenders, and those know no holiday."""
    window, answer = objection_and_answer(
        category, MONDAY, regulation=latest(), calendar=national(), zone=JAKARTA, hours=FROZEN["T-2026-0007"]
    )
    return SimpleNamespace(
        tender=SimpleNamespace(code="T-2026-0007", title="Pengadaan Ambulans"),
        objection_basis=stored(window),
        answer_basis=stored(answer),
        objection_ends_at=window.due.due_at,
        asked_at=asked_at,
        waiting=[SimpleNamespace(number=number) for number in objections],
    )


def test_a_running_window_and_its_answer_both_move() -> None:
    rows = list(of_results([a_result(MONDAY)], WITH_WEDNESDAY, FROZEN))
    told = [(row.rule, row.change, row.recount.before.due_on.day, row.recount.after.due_on.day) for row in rows]  # type: ignore[union-attr]
    assert told == [("objection", "later", 12, 13), ("objection_answer", "later", 15, 16)]
    assert "13 Oktober 2026" in rows[0].new_basis["words"]  # type: ignore[index]
    assert "Hari pemungutan suara" in rows[0].new_basis["words"]  # type: ignore[index]
    assert rows[0].basis["due_on"] == "2026-10-12"


def test_a_window_that_is_over_stays_over_and_its_answer_is_counted_from_its_end() -> None:
    late = MONDAY + dt.timedelta(days=9)
    assert list(of_results([a_result(late, "SGH-1")], WITH_WEDNESDAY, FROZEN)) == []
    thursday = national().with_regional({dt.date(2026, 10, 15): "Libur"})
    row = next(of_results([a_result(late, "SGH-1", "SGH-2")], thursday, FROZEN))
    assert (row.rule, row.objections, row.of) == ("objection_answer", ["SGH-1", "SGH-2"], "T-2026-0007")
    assert row.as_data()["new_due_on"] == "2026-10-16"


def test_by_the_tables_it_was_counted_with_nothing_is_affected() -> None:
    assert list(of_results([a_result(MONDAY, "SGH-1")], national(), FROZEN)) == []


def test_windows_of_works_are_counted_again_with_the_hours_frozen_onto_their_tender() -> None:
    result = a_result(MONDAY, category=Category.WORKS)
    assert list(of_results([result], national(), FROZEN)) == []
    monday = national().with_regional({dt.date(2026, 10, 12): "Libur"})
    row = next(of_results([result], monday, FROZEN))
    assert row.recount.after is not None
    assert row.recount.after.due_at == dt.datetime(2026, 10, 13, 15, 30, tzinfo=JAKARTA)


def test_a_complaint_about_a_tender_is_counted_with_its_hours_and_any_other_with_the_usual_ones() -> None:
    asked = (Rule.OBJECTION, Category.WORKS, MONDAY)
    basis = stored(
        statutory(*asked, regulation=latest(), calendar=national(), zone=JAKARTA, hours=FROZEN["T-2026-0007"])
    )
    later = national().with_regional({dt.date(2026, 10, 12): "Libur"})
    rows = [
        SimpleNamespace(case="ADU-1", subject="Syarat", basis=basis, tender=SimpleNamespace(code="T-2026-0007")),
        SimpleNamespace(case="ADU-2", subject="Syarat", basis=basis, tender=None),
    ]
    ends = [row.recount.after.due_at.time() for row in of_complaints(rows, later, FROZEN)]  # type: ignore[union-attr]
    assert ends == [dt.time(15, 30), dt.time(16)]


def test_a_stranger_to_the_matter_finds_nothing() -> None:
    for role in (Role.VENDOR, Role.COMMITTEE, Role.PROCUREMENT_OFFICER, Role.VERIFIER, Role.PUBLIC):
        with pytest.raises(Missing):
            affected_for(Actor(1, "Siapa", frozenset({role})))


def old_complaint() -> Complaint:
    """A complaint as it was stored when a holiday of today was not yet decreed; no service counts by old tables."""
    now = clock.now()
    days = national().years
    asked = (Rule.REPORT_OVERSIGHT, Category.GOODS, now)
    found = statutory(*asked, regulation=latest(), calendar=national(), zone=JAKARTA)
    skipped = {row.on for row in found.due.skipped if row.on.weekday() < 5 and row.on in days[row.on.year].days}
    lesser = WorkingCalendar(
        {
            year: type(table)(year, {on: name for on, name in table.days.items() if on not in skipped}, "SKB lama")
            for year, table in days.items()
        }
    )
    first = statutory(*asked, regulation=latest(), calendar=lesser, zone=JAKARTA)
    return Complaint.objects.create(
        case="ADU-LAMA-2222", nonce="n" * 43, code_hash="0" * 64, subject="Syarat mengarah", text="Uraian " * 9,
        received_at=now, due_on=first.due.due_on, due_at=first.due.due_at, basis=stored(first),
    )  # fmt: skip


def printed(*arguments: str) -> str:
    out = io.StringIO()
    call_command("affected_clocks", *arguments, stdout=out)
    return out.getvalue()


def test_who_answers_for_a_clock_finds_it_and_nothing_stored_moves(db: None, settings: Any, tmp_path: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    ledger.ensure_genesis()
    people = casting.gather().people
    assert printed() == "Semua tenggat terbuka sesuai dengan daftar hari libur sekarang.\n"
    complaint = old_complaint()
    row = json.loads(printed("--json"))[0]
    assert (row["rule"], row["of"], row["change"]) == ("report_oversight", "ADU-LAMA-2222", "later")
    assert row["new_due_on"] > row["due_on"] == complaint.due_on.isoformat()
    assert "ADU-LAMA-2222 | report_oversight | " in printed()

    pages = {name: client_of(people[name]).get("/kelola/tenggat/") for name in ("esti", "oki", "hendra", "ratna")}
    assert {name: answer.status_code for name, answer in pages.items()} == {
        "esti": 200, "oki": 200, "hendra": 200, "ratna": 404,
    }  # fmt: skip
    # A complaint is the auditors' alone, its clock too.
    told = {name: "ADU-LAMA-2222" in answer.content.decode() for name, answer in pages.items()}
    assert told == {"esti": True, "oki": False, "hendra": False, "ratna": False}
    esti = Actor(people["esti"].pk, "Esti", frozenset({Role.AUDITOR}))
    titles = [task.title for group in task_page(esti, clock.now()).groups for task in group.tasks]
    assert "1 tenggat terbuka berbeda menurut daftar hari libur sekarang" in titles
    assert client_of().get("/kelola/tenggat/").status_code == 302

    kept = Complaint.objects.get(pk=complaint.pk)
    assert (kept.due_at, kept.basis) == (complaint.due_at, complaint.basis)
    same = resources.files("lpse.regulations.holidays") / "2027.toml"
    assert printed("--table", str(same)) == printed()
    wrong = tmp_path / "2027.toml"
    wrong.write_text("year = 2027", encoding="utf-8")
    with pytest.raises(CommandError, match="tidak dapat dibaca"):
        printed("--table", str(wrong))


def test_a_training_result_is_touched_by_no_holiday(decided: Scene) -> None:
    assert [row.tender_id for row in open_results()] == [decided.tender.pk]
    everything = {on: "Libur" for year in national().years.values() for on in year.days}
    assert affected(national().with_regional(everything)) == []
