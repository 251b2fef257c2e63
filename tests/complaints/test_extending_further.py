# SPDX-License-Identifier: Apache-2.0
"""A holiday decreed while further clocks of a complaint, or those of a request for information, run."""

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection

from complaints import selectors, services
from complaints.models import ClockMark, Complaint, ComplaintClock, InformationObjection, InformationRequest
from complaints.rules import Outcome, ReportKind
from complaints.selectors import clocks
from complaints.selectors.clocks import of_requests
from lpse.accounts.models import Appointment
from lpse.core import clock
from lpse.core.acts import Missing, Refused, Role
from lpse.core.canonical import parse
from lpse.demo import complaints as world
from lpse.demo import information
from lpse.demo.cast import Cast
from lpse.ledger.models import Entry
from lpse.regulations import Rule, holidays
from lpse.regulations.information import ObjectionGround
from tests.support.clients import client_of

from .test_constraints import broken

REASON = "Keppres 30/2026 menetapkan hari pemungutan suara."
AUDITORS, OFFICERS = ("esti", "gita"), ("putri", "surya")


@dataclass(frozen=True)
class Running:
    """One clock that runs: the matter, the row with the members of its end and count, and what its marks are of."""

    of: str
    row: Any
    end: str = "due_at"
    basis: str = "basis"
    marks: str = ""

    def count(self) -> dict[str, Any]:
        """The stored count as it is now."""
        self.row.refresh_from_db()
        found: dict[str, Any] = getattr(self.row, self.basis)
        return found

    def push(self, days: int) -> str:
        """SQL that moves the end alone."""
        return f"UPDATE {self.row._meta.db_table} SET {self.end} = {self.end} + interval '{days} day'"


def general(cast: Cast) -> Running:
    complaint = world.complain().complaint
    services.accept_complaint(actor=cast.actor("esti"), complaint=complaint, kind=ReportKind.GENERAL, now=clock.now())
    row = ComplaintClock.objects.get(complaint=complaint, rule=Rule.REPORT_GENERAL)
    return Running(complaint.case, row, marks=complaint.case)


def forwarding(cast: Cast) -> Running:
    case = world.complain().complaint.case
    complaint = world.close_complaint(cast, case, outcome=Outcome.FORWARDED, forwarded_to="Inspektorat Provinsi")
    return Running(case, complaint.forwarding, marks=f"{case}:diteruskan")


def asked(cast: Cast) -> Running:
    request = information.ask().request
    return Running(request.number, request, marks=request.number)


def longer(cast: Cast) -> Running:
    request = information.ask().request
    reason = "Berkasnya ada di gudang arsip di luar kota dan sedang dicari."
    request = services.extend_information(actor=cast.actor("putri"), request=request, reason=reason, now=clock.now())
    return Running(request.number, request, "extended_due_at", "extended_basis", request.number)


def replied(cast: Cast) -> Running:
    request = information.answer(cast, information.ask().request)
    return Running(request.number, request, "objection_ends_at", "objection_basis")


def objected(cast: Cast) -> Running:
    request = information.answer(cast, information.ask().request)
    return Running(request.number, information.object_to(request), marks=request.number)


def disputed(cast: Cast) -> Running:
    request = information.answer(cast, information.ask().request)
    information.object_to(request)
    row = information.review(cast, InformationRequest.objects.get(pk=request.pk), upheld=False)
    return Running(request.number, row, "dispute_ends_at", "dispute_basis")


SCENES = {
    "report_general": (general, AUDITORS),
    "report_oversight": (forwarding, AUDITORS),
    "information_request": (asked, OFFICERS),
    "information_request_extension": (longer, OFFICERS),
    "information_objection": (replied, OFFICERS),
    "information_objection_answer": (objected, OFFICERS),
    "information_dispute": (disputed, OFFICERS),
}


def decreed(monkeypatch: pytest.MonkeyPatch, running: Running) -> None:
    """From now on the last day of the clock is a holiday."""
    last = dt.date.fromisoformat(running.count()["due_on"])
    later = clocks.holidays.national().with_regional({last: "Hari pemungutan suara"})
    monkeypatch.setattr(clocks.holidays, "national", lambda: later)


@pytest.fixture
def two(cast: Cast) -> Cast:
    """The people, of whom a second one is an auditor."""
    seat = Appointment.objects.get(user=cast.people["esti"], role=Role.AUDITOR)
    seat.pk, seat.user = None, cast.people["gita"]
    seat.save()
    return cast


@pytest.mark.parametrize(("rule", "scene", "people"), [(rule, *rest) for rule, rest in SCENES.items()], ids=SCENES)
def test_each_clock_is_asked_about_and_moves_when_two_people_say_so(
    two: Cast, monkeypatch: pytest.MonkeyPatch, rule: str, scene: Callable[[Cast], Running], people: tuple[str, str]
) -> None:
    running = scene(two)
    before = running.count()
    assert before["rule"] == rule
    first, second = (two.actor(name) for name in people)
    with pytest.raises(Missing):
        selectors.clocks_of(first, running.of)
    assert broken(running.push(1)) == "clock_ends_as_counted"
    decreed(monkeypatch, running)
    services.propose_extension(actor=first, of=running.of, reason=REASON, now=clock.now())
    assert broken(running.push(1)) == "clock_ends_as_counted"
    with pytest.raises(Refused, match="orang lain"):
        services.accept_extension(actor=first, of=running.of, now=clock.now())
    for stranger in {"esti", "putri", "hendra"} - {*people}:
        with pytest.raises(Missing):
            services.accept_extension(actor=two.actor(stranger), of=running.of, now=clock.now())
    services.accept_extension(actor=second, of=running.of, now=clock.now())

    after = running.count()
    assert after["due_at"] > before["due_at"] and after["rule"] == rule
    assert getattr(running.row, running.end) == dt.datetime.fromisoformat(after["due_at"])
    assert broken(running.push(7)) == "clock_ends_as_counted"
    marks = ClockMark.objects.filter(of=running.marks, rule=rule)
    assert {mark.due_at for mark in marks} == ({getattr(running.row, running.end)} if running.marks else set())
    public = parse(bytes(Entry.objects.get(act="complaints.extend_clock").body))["public"]
    assert (running.of in json.dumps(public)) == (people == OFFICERS)
    assert rule in {row["rule"] for row in public["moved"]}
    with pytest.raises(Missing):
        selectors.clocks_of(first, running.of)


def test_clocks_in_plain_days_are_asked_about_and_stay(two: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    complaint = world.complain().complaint
    row = ComplaintClock.objects.get(complaint=complaint, rule=Rule.COMPLAINT_COMPLETENESS)
    decreed(monkeypatch, Running(complaint.case, row))
    rules = {each.rule for each in selectors.affected_for(two.actor("esti"))}
    assert Rule.COMPLAINT_COMPLETENESS not in rules


def test_an_extension_moves_with_the_term_it_follows_while_that_runs(cast: Cast) -> None:
    request = longer(cast).row
    middle = dt.date.fromisoformat(request.basis["counted"][2])
    later = holidays.national().with_regional({middle: "Libur"})
    request.asked_at = clock.now()
    moved = next(of_requests([request], later))
    assert moved.rule is Rule.INFORMATION_REQUEST_EXTENSION and moved.change == "later"
    request.asked_at = request.due_at
    assert list(of_requests([request], later)) == []


def test_what_is_over_or_answered_is_asked_about_no_more(cast: Cast) -> None:
    request = information.answer(cast, information.ask().request)
    complaint = forwarding(cast)
    services.record_forwarded_answer(
        actor=cast.actor("esti"), complaint=Complaint.objects.get(case=complaint.of), now=clock.now(),
        text="Inspektorat provinsi sudah memeriksa dan menegur pejabatnya.",
    )  # fmt: skip
    assert clocks.open_forwardings() == []
    assert [each.pk for each in clocks.open_requests()] == [request.pk]
    assert services.object_to_information(
        request=request, ground=ObjectionGround.NOT_FULFILLED, attorney="", now=clock.now(),
        text="Yang diserahkan bukan dokumen yang saya minta.",
    ).due_at  # fmt: skip
    assert [clocks.basis_of(each)["rule"] for each in clocks.open_requests()] == ["information_objection_answer"]
    assert InformationObjection.objects.count() == 1


def test_the_officer_decides_about_requests_alone_and_everyone_reads_why(
    two: Cast, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    given = information.ask()
    number = given.request.number
    complaint = forwarding(two)
    decreed(monkeypatch, complaint)
    decreed(monkeypatch, Running(number, given.request))
    seen = {}
    for name in ("putri", "surya", "esti", "hendra"):
        client = client_of(two.people[name])
        with django_assert_max_num_queries(40):
            page = client.get("/kelola/tenggat/").content.decode()
        seen[name] = (number in page, complaint.of in page)
    assert seen == {"putri": (True, False), "surya": (True, False), "esti": (False, True), "hendra": (False, False)}
    assert "1 tenggat terbuka" in str([task.title for task in selectors.tasks_for(two.actor("putri"))])
    putri, surya = client_of(two.people["putri"]), client_of(two.people["surya"])
    assert putri.post(f"/kelola/tenggat/{number}/usulkan/", {"reason": REASON}).status_code == 302
    assert surya.post(f"/kelola/tenggat/{number}/setujui/").status_code == 302
    stranger = client_of()
    stranger.post("/informasi/lacak/", {"number": number, "code": given.code})
    shown = stranger.get("/informasi/permohonan/").content.decode()
    assert REASON in shown and "Semula:" in shown


def test_no_count_moves_without_its_end_nor_another_column_along(two: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    running = asked(two)
    decreed(monkeypatch, running)
    services.propose_extension(actor=two.actor("putri"), of=running.of, reason=REASON, now=clock.now())
    proposal = selectors.undecided(running.of)
    assert proposal is not None
    proposal.is_accepted, proposal.decided_by, proposal.decided_at = True, two.people["surya"], clock.now()
    proposal.save()
    new = proposal.changes[0]["new"]
    moves = "UPDATE complaints_informationrequest SET due_on = %s, due_at = %s, basis = %s"
    given = [new["due_on"], new["due_at"], json.dumps(new)]
    assert broken(moves + ", summary = 'lain'", given) == "clock_ends_as_counted"
    assert broken("UPDATE complaints_informationrequest SET basis = %s", given[2:]) == "information_stays_as_received"
    with connection.cursor() as cursor:
        cursor.execute(moves, given)
