# SPDX-License-Identifier: Apache-2.0
"""What was open before its marks were written gets those ahead, and an end that passed is told once, as overdue."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection

import complaints
from complaints import services
from complaints.models import ClockMark, Complaint
from complaints.rules import Level, Outcome, ReportKind, marks_of
from complaints.services import appeals, handling, information, objections
from complaints.services import complaints as receiving
from lpse.core import clock
from lpse.demo import complaints as world
from lpse.demo import information as asking
from lpse.demo.cast import Cast

from .conftest import Scene
from .test_escalation import A_DAY, told

SQL = Path(complaints.__file__).parent / "sql" / "0034_missing_marks.sql"
Clock = tuple[str, str, dt.datetime, dt.datetime, int]
"""Rule, of, start, end, days."""


def migrated() -> None:
    """Do what `manage.py migrate` does."""
    with connection.cursor() as cursor:
        cursor.execute(SQL.read_text(encoding="utf-8"))


@contextmanager
def former_version(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Services as they were before a clock's start wrote its marks."""
    with monkeypatch.context() as patched:
        for module in (appeals, handling, information, objections, receiving):
            patched.setattr(module, "set_marks", lambda **_clock: None)
        yield


def expected(clocks: list[Clock], now: dt.datetime, silent: frozenset[str] = frozenset()) -> set[tuple[str, str, str]]:
    """Levels that are ahead, and the end of each clock that tells it, by rule and thing."""
    found = set()
    for rule, of, starts_at, due_at, days in clocks:
        for level, at in marks_of(starts_at, due_at, days).items():
            if (level is Level.OVERDUE and rule not in silent) or (level is not Level.OVERDUE and at > now):
                found.add((rule, of, level.value))
    return found


def written() -> set[tuple[str, str, str]]:
    marks = list(ClockMark.objects.values_list("rule", "of", "level"))
    assert len(marks) == len(set(marks))
    return set(marks)


def received(nonce: str, days_ago: int) -> Complaint:
    found = services.receive_complaint(
        subject=world.SUBJECT, text=world.TEXT, tender=None, nonce=nonce, now=clock.now() - days_ago * A_DAY
    )
    assert found is not None
    return found.complaint


def clocks_of(complaint: Complaint) -> list[Clock]:
    basis = complaint.basis
    own = (basis["rule"], complaint.case, complaint.received_at, complaint.due_at, basis["days"])
    further = [
        (row.rule, complaint.case, row.starts_at, row.due_at, row.basis["days"]) for row in complaint.clocks.all()
    ]
    return [own, *further]


def test_open_complaints_get_what_is_ahead_and_a_missed_end_is_told_once(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    esti = cast.actor("esti")
    with former_version(monkeypatch):
        fresh, stale, ancient, sent, done = (
            received(nonce, days) for nonce, days in (("a", 3), ("b", 20), ("c", 300), ("d", 5), ("e", 5))
        )
        kept = received("f", 9)
        services.accept_complaint(actor=esti, complaint=kept, kind=ReportKind.GENERAL, now=clock.now() - 8 * A_DAY)
        world.close_complaint(cast, sent.case, outcome=Outcome.FORWARDED, forwarded_to="Inspektorat")
        world.close_complaint(cast, done.case)
    new = received("g", 1)
    by_itself = written()
    assert {of for _rule, of, _level in by_itself} == {new.case} and len(by_itself) == 8
    now = clock.now()
    for _run in range(2):
        migrated()
    kept_clocks = [each for each in clocks_of(kept) if each[0] != "complaint_completeness"]
    forwarding = sent.forwarding  # type: ignore[attr-defined]
    on_its_way = (
        forwarding.basis["rule"], f"{sent.case}:diteruskan", forwarding.forwarded_at, forwarding.due_at,
        forwarding.basis["days"],
    )  # fmt: skip
    clocks = [*clocks_of(fresh), *clocks_of(stale), *clocks_of(ancient), *kept_clocks, on_its_way]
    assert written() == by_itself | expected(clocks, now)
    for mark in ClockMark.objects.filter(of=fresh.case, rule=fresh.basis["rule"]):
        at = marks_of(fresh.received_at, fresh.due_at, fresh.basis["days"])[Level(mark.level)]
        assert abs(mark.reached_at - at) < dt.timedelta(milliseconds=1) and mark.due_at == fresh.due_at
    # The ends that passed are told by the next tick, none of the levels before them, and nothing twice.
    for _tick in range(2):
        services.claim_marks(now=clock.now())
    overdue = [leaf["rule"] for leaf in told() if leaf["level"] == "overdue"]
    assert sorted(overdue) == ["complaint_completeness", "complaint_completeness", "report_oversight"]
    assert {leaf["level"] for leaf in told()} == {"overdue"}


def test_open_requests_for_information_get_theirs(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    putri, now = cast.actor("putri"), clock.now()
    with former_version(monkeypatch):
        asked, extended, contested, answered = (asking.ask().request for _each in range(4))
        services.extend_information(
            actor=putri, request=extended, reason="Berkasnya tersebar di empat kantor desa.", now=now
        )
        asking.answer(cast, contested)
        objection = asking.object_to(contested)
        asking.answer(cast, answered)
    migrated()
    extended.refresh_from_db()
    basis = extended.extended_basis
    assert basis is not None and extended.extended_due_at is not None
    clocks = [
        (asked.basis["rule"], asked.number, asked.received_at, asked.due_at, asked.basis["days"]),
        (basis["rule"], extended.number, extended.due_at, extended.extended_due_at, basis["days"]),
        (objection.basis["rule"], contested.number, objection.filed_at, objection.due_at, objection.basis["days"]),
    ]
    assert written() == expected(clocks, now) and len(written()) == 12


def test_an_open_objection_and_an_admitted_appeal_get_theirs_without_the_end_that_tells_itself(
    works: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast, tender, now = works.cast, works.tender, clock.now()
    with former_version(monkeypatch):
        filed = world.file_objection(cast, "bahari", tender)
        rejected = world.answer_objection(cast, tender, number=filed.number)
        appeal = world.clarify_bond(cast, world.file_appeal(cast, "bahari", rejected))
        waiting = world.file_objection(cast, "arung", tender)
    for _run in range(2):
        migrated()
    assert appeal.clarified_at is not None and appeal.due_at is not None and appeal.basis is not None
    clocks = [
        (appeal.basis["rule"], appeal.number, appeal.clarified_at, appeal.due_at, appeal.basis["days"]),
        (
            waiting.basis["rule"], waiting.number, waiting.result.objection_ends_at, waiting.due_at,
            waiting.basis["days"],
        ),
    ]  # fmt: skip
    assert written() == expected(clocks, now, silent=frozenset({"objection_answer", "appeal_answer"}))
    assert len(written()) == 6
