# SPDX-License-Identifier: Apache-2.0
"""Clocks that run out are told at half, four fifths, the last day and past the end: each once, however late."""

import datetime as dt
import threading
from typing import Any

import pytest
from django.db import connections

from complaints import selectors, services
from complaints.models import ClockMark
from complaints.rules import ANSWERS, SUPERIOR, Level, marks_of
from lpse.core import clock
from lpse.core.acts import Actor, Missing, Role
from lpse.core.canonical import parse
from lpse.demo import complaints as world
from lpse.demo import information, waiting
from lpse.demo.cast import Cast
from lpse.ledger import services as ledger
from lpse.ledger.models import Entry
from lpse.regulations import Rule

from .conftest import Scene
from .test_constraints import broken

START = dt.datetime(2026, 10, 5, tzinfo=dt.UTC)
A_DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("days", "at"),
    [(10, (5.0, 8.0, 9.0, 10.0)), (60, (30.0, 48.0, 59.0, 60.0)), (3, (1.5, 2.4, 2.4, 3.0)), (1, (0.5, 0.8, 0.8, 1.0))],
)
def test_a_clock_reaches_its_levels_in_order(days: int, at: tuple[float, ...]) -> None:
    found = marks_of(START, START + days * A_DAY, days)
    assert list(found) == list(Level)
    assert [(each - START) / A_DAY for each in found.values()] == pytest.approx(at)


def told() -> list[dict[str, Any]]:
    rows = Entry.objects.filter(act="complaints.watch_clock").order_by("idx")
    return [parse(bytes(row.body))["public"] for row in rows]


def test_two_ticks_at_once_tell_every_level_of_a_clock_exactly_once(committed_db: str, s3: Any) -> None:
    """The complaint came two hundred days ago and no tick ran since: its last level is more than a day late."""
    ledger.ensure_genesis()
    long_ago = clock.now() - 200 * A_DAY
    for number in range(5):
        services.receive_complaint(
            subject="Jalan rusak", text="Jalan yang baru selesai sudah rusak lagi.", tender=None, nonce=f"n{number}",
            now=long_ago,
        )  # fmt: skip
    counts: list[int] = []
    together = threading.Barrier(2)

    def tick() -> None:
        together.wait()
        counts.append(services.claim_marks(now=clock.now()))
        connections.close_all()

    ticks = [threading.Thread(target=tick) for _ in range(2)]
    for each in ticks:
        each.start()
    for each in ticks:
        each.join()
    # Whoever found the last marks held by the other went home early; nothing is left for a third.
    assert sum(counts) + services.claim_marks(now=clock.now()) == 40
    assert services.claim_marks(now=clock.now()) == 0
    levels = [(leaf["rule"], leaf["level"]) for leaf in told()]
    rules = ("complaint_completeness", "report_oversight")
    assert {each: levels.count(each) for each in levels} == {(rule, level): 5 for rule in rules for level in Level}
    assert {leaf["to"] for leaf in told()} == {"auditor"}
    assert all("of" not in leaf for leaf in told())
    assert selectors.overdue_complaints(clock.now()) == 5


def test_an_answered_clock_is_claimed_but_told_no_more(brisk: Scene) -> None:
    filed = world.file_objection(brisk.cast, "bahari", brisk.tender)
    marks = ClockMark.objects.filter(of=filed.number)
    assert {mark.level for mark in marks} == {"half", "four_fifths", "due"}
    early = "UPDATE complaints_clockmark SET claimed_at = clock_timestamp(), is_told = true"
    assert broken(early) == "mark_is_claimed_at_its_time"
    half, last = min(mark.reached_at for mark in marks), max(mark.reached_at for mark in marks)
    waiting.wait_until(half)
    assert services.claim_marks(now=half) == 1
    world.answer_objection(brisk.cast, brisk.tender)
    waiting.wait_until(last)
    assert services.claim_marks(now=last) == 2
    assert [(leaf["of"], leaf["level"], leaf["to"]) for leaf in told()] == [(filed.number, "half", "committee")]
    assert broken("UPDATE complaints_clockmark SET is_told = true") == "mark_is_claimed_once"


def test_marks_stay_as_they_were_written(decided: Scene) -> None:
    world.file_objection(decided.cast, "bahari", decided.tender)
    for change in ("reached_at = reached_at - interval '1 day'", "level = 'overdue'"):
        assert broken(f"UPDATE complaints_clockmark SET {change}") == "mark_is_claimed_once"
    assert broken("UPDATE complaints_clockmark SET due_at = now()") == "mark_follows_its_clock"
    assert "permission denied" in broken("DELETE FROM complaints_clockmark")


def test_the_list_of_clocks_that_run_out_is_for_those_who_answer_for_them(works: Scene) -> None:
    world.file_objection(works.cast, "bahari", works.tender)
    late = services.receive_complaint(
        subject="Pengaduan lama", text="Uraian yang cukup panjang untuk diterima.", tender=None, nonce="lama",
        now=clock.now() - 200 * A_DAY,
    )  # fmt: skip
    assert late is not None
    assert services.claim_marks(now=clock.now()) == 8
    now = clock.now()
    seen = {name: [row.of for row in selectors.running_for(works.cast.actor(name), now)] for name in ("esti", "hendra")}
    assert seen == {"esti": [late.complaint.case] * 2, "hendra": []}
    for actor in (Actor.public(), works.cast.actor("bima"), works.cast.actor("bahari")):
        with pytest.raises(Missing):
            selectors.running_for(actor, now)
    assert "menunggu jawaban Pokja" in str(selectors.tasks_for(works.cast.actor("bahari"))[0].title)


TOLD_TO = {
    "prequalification_objection_answer": ("committee", "unit_head"),
    "objection_answer": ("committee", "unit_head"),
    "appeal_answer": ("budget_authority", "budget_authority"),
    "complaint_completeness": ("auditor", "auditor"),
    "complaint_decision": ("auditor", "auditor"),
    "report_information": ("auditor", "auditor"),
    "report_general": ("auditor", "auditor"),
    "report_oversight": ("auditor", "auditor"),
    "information_request": ("information_officer", "information_superior"),
    "information_request_extension": ("information_officer", "information_superior"),
    "information_objection_answer": ("information_superior", "information_superior"),
}
OWN_TIME = {
    "prequalification_objection", "objection", "appeal", "complaint_completion", "information_objection",
    "information_dispute",
}  # fmt: skip


@pytest.mark.parametrize("rule", list(Rule))
def test_a_missed_answer_is_brought_before_the_superior_and_own_time_before_nobody(rule: Rule) -> None:
    assert (rule.value in TOLD_TO) != (rule.value in OWN_TIME)
    answers = ANSWERS.get(rule)
    assert (answers and (answers, SUPERIOR[answers])) == TOLD_TO.get(rule)


def test_the_officer_of_packages_is_answered_for_by_the_budget_authority() -> None:
    assert SUPERIOR[Role.PROCUREMENT_OFFICER] is Role.BUDGET_AUTHORITY


@pytest.mark.parametrize("step", ["accept", "ask", "none"])
def test_completeness_is_told_at_each_level_until_the_complainant_is(cast: Cast, step: str) -> None:
    now = clock.now()
    received = services.receive_complaint(
        subject=world.SUBJECT, text=world.TEXT, tender=None, nonce=step, now=now - 20 * A_DAY
    )
    assert received is not None
    esti, complaint = cast.actor("esti"), received.complaint
    if step == "accept":
        services.accept_complaint(actor=esti, complaint=complaint, now=now)
    elif step == "ask":
        services.ask_for_more(actor=esti, complaint=complaint, text="Halaman berapa?", now=now)
    services.claim_marks(now=clock.now())
    levels = [leaf["level"] for leaf in told() if leaf["rule"] == "complaint_completeness"]
    assert levels == (list(Level) if step == "none" else [])
    # The decision is waited for only when the file is complete.
    marks = ClockMark.objects.filter(of=complaint.case, rule="complaint_decision")
    assert marks.count() == (4 if step == "accept" else 0)


def test_clocks_of_requests_are_listed_for_who_answers_them(cast: Cast) -> None:
    request = information.ask().request
    actors = {name: cast.actor(name) for name in ("putri", "surya", "esti")}
    listed = {name: selectors.running_for(actor, request.due_at) for name, actor in actors.items()}
    assert {name: [(row.of, str(row.actor)) for row in rows] for name, rows in listed.items()} == {
        "putri": [(request.number, "PPID")], "surya": [(request.number, "PPID")], "esti": [],
    }  # fmt: skip
