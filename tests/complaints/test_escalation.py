# SPDX-License-Identifier: Apache-2.0
"""Clocks that run out are told at half, four fifths, the last day and past the end: each once, however late."""

import datetime as dt
import threading
from typing import Any

import pytest
from django.db import connections

from complaints import selectors, services
from complaints.models import ClockMark
from complaints.rules import Level, marks_of
from lpse.core import clock
from lpse.core.acts import Actor, Missing
from lpse.core.canonical import parse
from lpse.demo import complaints as world
from lpse.demo import waiting
from lpse.ledger import services as ledger
from lpse.ledger.models import Entry

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
    assert sum(counts) + services.claim_marks(now=clock.now()) == 20
    assert services.claim_marks(now=clock.now()) == 0
    levels = [leaf["level"] for leaf in told()]
    assert {level: levels.count(level) for level in levels} == dict.fromkeys(Level, 5)
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
    assert services.claim_marks(now=clock.now()) == 4
    now = clock.now()
    seen = {name: [row.of for row in selectors.running_for(works.cast.actor(name), now)] for name in ("esti", "hendra")}
    assert seen == {"esti": [late.complaint.case], "hendra": []}
    for actor in (Actor.public(), works.cast.actor("bima"), works.cast.actor("bahari")):
        with pytest.raises(Missing):
            selectors.running_for(actor, now)
    assert "menunggu jawaban Pokja" in str(selectors.tasks_for(works.cast.actor("bahari"))[0].title)
