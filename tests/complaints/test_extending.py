# SPDX-License-Identifier: Apache-2.0
"""A holiday decreed while clocks run: two people extend them, nobody shortens one, and the database holds to it."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from complaints import policy_clocks, services
from complaints.models import AppealWindow, ClockExtension, ClockMark, Complaint, Objection
from complaints.policy_clocks import ClockFacts, MatterKind
from complaints.rules import appeal_number
from complaints.selectors import extensions
from complaints.selectors.clocks import AffectedClock
from evaluation.models import Result
from lpse.accounts.models import Appointment
from lpse.core import clock
from lpse.core.acts import Actor, Role
from lpse.core.calendar import Due
from lpse.core.canonical import parse
from lpse.demo import complaints as world
from lpse.ledger.models import Entry
from lpse.regulations import Rule
from lpse.regulations.recount import Change, Recount
from tests.support.clients import client_of

from .conftest import Scene
from .test_clocks import old_complaint
from .test_constraints import broken

REASON = "Keppres 30/2026 menetapkan hari pemungutan suara."
OKI = Actor(7, "Oki", frozenset({Role.OPERATOR}), stepped_up=True)
HEAD = Actor(8, "Hendra", frozenset({Role.UNIT_HEAD}), stepped_up=True)
ESTI = Actor(9, "Esti", frozenset({Role.AUDITOR}), stepped_up=True)
RATNA = Actor(10, "Ratna", frozenset({Role.PROCUREMENT_OFFICER}), stepped_up=True)
PUTRI = Actor(11, "Putri", frozenset({Role.INFORMATION_OFFICER}), stepped_up=True)
SURYA = Actor(12, "Surya", frozenset({Role.INFORMATION_SUPERIOR}), stepped_up=True)
READY = ClockFacts(is_later=True, is_running=True)
WAITING = ClockFacts(is_later=True, is_running=True, is_waiting=True)
OF_COMPLAINT = ClockFacts(of=MatterKind.COMPLAINT, is_later=True, is_running=True)
OF_REQUEST = ClockFacts(of=MatterKind.INFORMATION, is_later=True, is_running=True)
REQUEST_WAITS = ClockFacts(of=MatterKind.INFORMATION, is_later=True, is_running=True, is_waiting=True)


@pytest.mark.parametrize(
    ("actor", "facts", "why"),
    [
        (OKI, READY, None),
        (HEAD, READY, None),
        (ESTI, READY, None),
        (RATNA, READY, "Anda tidak memegang jabatan"),
        (OKI, OF_COMPLAINT, "Anda tidak memegang jabatan"),
        (ESTI, OF_COMPLAINT, None),
        (PUTRI, OF_REQUEST, None),
        (SURYA, OF_REQUEST, None),
        (ESTI, OF_REQUEST, "Anda tidak memegang jabatan"),
        (PUTRI, READY, "Anda tidak memegang jabatan"),
        (OKI, WAITING, "sudah ada"),
        (OKI, ClockFacts(is_running=True), "Tidak ada tenggat yang menjadi lebih lambat"),
        (OKI, ClockFacts(is_later=True), "sudah lewat"),
    ],
)
def test_who_may_propose(actor: Actor, facts: ClockFacts, why: str | None) -> None:
    refusal = policy_clocks.may_propose(actor, facts)
    assert (refusal is None) if why is None else (refusal is not None and why in str(refusal.message))


@pytest.mark.parametrize(
    ("actor", "facts", "why"),
    [
        (HEAD, WAITING, None),
        (OKI, WAITING, "Anda tidak memegang jabatan"),
        (SURYA, REQUEST_WAITS, None),
        (PUTRI, REQUEST_WAITS, None),
        (HEAD, REQUEST_WAITS, "Anda tidak memegang jabatan"),
        (HEAD, READY, "sudah diputuskan"),
        (HEAD, ClockFacts(is_later=True, is_running=True, is_waiting=True, is_own=True), "orang lain"),
        (HEAD, ClockFacts(is_later=True, is_waiting=True), "sudah lewat"),
        (Actor(8, "Hendra", frozenset({Role.UNIT_HEAD})), WAITING, "faktor kedua"),
    ],
)
def test_who_may_accept(actor: Actor, facts: ClockFacts, why: str | None) -> None:
    refusal = policy_clocks.may_accept(actor, facts)
    assert (refusal is None) if why is None else (refusal is not None and why in str(refusal.message))


@pytest.fixture
def gita(ready: Scene) -> Callable[[], Any]:
    """A second auditor: the officer of registrations is appointed as one too."""
    seat = Appointment.objects.get(user=ready.cast.people["esti"], role=Role.AUDITOR)
    seat.pk, seat.user = None, ready.cast.people["gita"]
    seat.save()
    return lambda: ready.cast.people["gita"]


def test_an_auditor_proposes_and_another_extends_a_complaint(
    ready: Scene, browser: Callable[..., Client], gita: Any
) -> None:
    complaint = old_complaint()
    services.escalation.set_marks(
        of=complaint.case, subject="complaints", starts_at=complaint.received_at, basis=complaint.basis
    )
    marks = {mark.level: mark.reached_at for mark in ClockMark.objects.filter(of=complaint.case)}
    esti, at = browser("esti"), f"/kelola/tenggat/{complaint.case}"
    assert esti.post(f"{at}/usulkan/", {"reason": " "}).status_code == 422
    assert esti.post(f"{at}/usulkan/", {"reason": REASON}).status_code == 302
    assert "Menunggu orang kedua" in esti.get("/kelola/tenggat/").content.decode()
    assert esti.post(f"{at}/usulkan/", {"reason": REASON}).status_code == 409
    assert esti.post(f"{at}/setujui/").status_code == 403
    # Whoever has no business with complaints finds nothing to decide.
    assert browser("hendra").post(f"{at}/setujui/").status_code == 404
    assert browser("hendra").post(f"{at}/tolak/").status_code == 404
    assert Complaint.objects.get(pk=complaint.pk).due_at == complaint.due_at

    assert browser("gita").post(f"{at}/setujui/").status_code == 302
    after = Complaint.objects.get(pk=complaint.pk)
    assert after.due_at > complaint.due_at
    assert after.basis["due_on"] == after.due_on.isoformat()
    moved = {mark.level: mark for mark in ClockMark.objects.filter(of=complaint.case)}
    assert all(mark.due_at == after.due_at and mark.reached_at > marks[level] for level, mark in moved.items())
    said = parse(bytes(Entry.objects.get(act="complaints.extend_clock").body))
    assert complaint.case not in json.dumps(said["public"])
    assert said["public"]["moved"][0]["new_due_at"] == after.basis["due_at"]
    assert after.case not in esti.get("/kelola/tenggat/").content.decode()
    assert browser("gita").post(f"{at}/setujui/").status_code == 404


def test_a_proposal_is_refused_or_taken_back_and_every_date_stays(
    ready: Scene, browser: Callable[..., Client], gita: Any
) -> None:
    complaint, esti = old_complaint(), browser("esti")
    at = f"/kelola/tenggat/{complaint.case}"
    for decider in ("esti", "gita"):
        assert esti.post(f"{at}/usulkan/", {"reason": REASON}).status_code == 302
        assert browser(decider).post(f"{at}/tolak/").status_code == 302
    assert Complaint.objects.get(pk=complaint.pk).due_at == complaint.due_at
    assert list(ClockExtension.objects.values_list("is_accepted", flat=True)) == [False, False]
    assert esti.post(f"{at}/tolak/").status_code == 409


def later(basis: dict[str, Any], days: int = 1) -> dict[str, Any]:
    """The same count, ending later."""
    due_at = dt.datetime.fromisoformat(basis["due_at"]) + dt.timedelta(days=days)
    return {**basis, "due_at": due_at.isoformat(), "due_on": due_at.date().isoformat()}


def touched(monkeypatch: pytest.MonkeyPatch, scene: Scene, of: str, *bases: dict[str, Any]) -> None:
    """Let a decree touch the clocks of a training tender; only those of real ones are ever counted in days."""
    rows = [
        AffectedClock(
            Rule(basis["rule"]),
            of,
            scene.tender.code,
            scene.tender.title,
            f"/tender/{scene.tender.code}/sanggah/",
            basis,
            Recount(Due.from_data(basis), Due.from_data(later(basis))),
            Change.LATER,
        )
        for basis in bases
    ]
    monkeypatch.setattr(AffectedClock, "new_basis", property(lambda row: later(dict(row.basis))))
    monkeypatch.setattr(extensions, "affected_for", lambda actor: rows)


def test_a_window_its_answer_and_the_objections_that_wait_move_together(
    decided: Scene, browser: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    filed = world.file_objection(decided.cast, "bahari", decided.tender)
    result = Result.objects.get(tender=decided.tender)
    touched(monkeypatch, decided, decided.tender.code, result.objection_basis, result.answer_basis)
    at = f"/kelola/tenggat/{decided.tender.code}"
    assert browser("oki").post(f"{at}/usulkan/", {"reason": REASON}).status_code == 302
    assert browser("oki").post(f"{at}/setujui/").status_code == 403
    assert browser("hendra").post(f"{at}/setujui/").status_code == 302

    after, a_day = Result.objects.get(pk=result.pk), dt.timedelta(days=1)
    assert after.objection_ends_at == result.objection_ends_at + a_day
    assert after.answer_due_at == result.answer_due_at + a_day
    assert Objection.objects.get(pk=filed.pk).due_at == after.answer_due_at
    assert set(ClockMark.objects.filter(of=filed.number).values_list("due_at", flat=True)) == {after.answer_due_at}
    shown = client_of().get(f"/tender/{decided.tender.code}/sanggah/").content.decode()
    assert REASON in shown
    assert "Semula:" in shown
    # The window goes on: the other bidder may still object, and its answer is due at the new end.
    second = world.file_objection(decided.cast, "arung", decided.tender)
    assert second.due_at == after.answer_due_at


def test_an_appeal_window_moves_and_its_hold_stays(works: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    filed = world.file_objection(works.cast, "bahari", works.tender)
    world.answer_objection(works.cast, works.tender)
    window = AppealWindow.objects.get(objection=filed)
    touched(monkeypatch, works, appeal_number(filed.number), window.basis)
    people = works.cast.people
    oki = Actor(people["oki"].pk, "Oki", frozenset({Role.OPERATOR}))
    head = Actor(people["hendra"].pk, "Hendra", frozenset({Role.UNIT_HEAD}), stepped_up=True)
    of = appeal_number(filed.number)
    services.propose_extension(actor=oki, of=of, reason=REASON, now=clock.now())
    services.accept_extension(actor=head, of=of, now=clock.now())
    after = AppealWindow.objects.get(pk=window.pk)
    assert after.ends_at == window.ends_at + dt.timedelta(days=1)
    assert works.tender.holds.filter(lifted_at=None).exists()


MOVES = {
    "objection": "UPDATE complaints_objection SET due_at = due_at + interval '1 day'",
    "complaint": "UPDATE complaints_complaint SET due_at = due_at + interval '1 day'",
    "window": "UPDATE evaluation_result SET objection_ends_at = objection_ends_at + interval '1 day'",
    "answer": "UPDATE evaluation_result SET answer_due_at = answer_due_at + interval '1 day'",
    "mark": "UPDATE complaints_clockmark SET due_at = due_at + interval '1 day'",
}
STOPPED_BY = {
    "objection": "clock_ends_as_counted",
    "complaint": "clock_ends_as_counted",
    "window": "result_ends_as_counted",
    "answer": "result_ends_as_counted",
    "mark": "mark_follows_its_clock",
}
PROPOSE = (
    "INSERT INTO complaints_clockextension (of, subject, changes, reason, proposed_by_id, proposed_at, is_accepted,"
    " decided_by_id, decided_at) VALUES (%s, %s, %s, %s, %s, clock_timestamp(), NULL, NULL, NULL)"
)


def test_no_end_moves_in_raw_sql_without_two_people(decided: Scene) -> None:
    world.file_objection(decided.cast, "bahari", decided.tender)
    world.complain(tender=decided.tender)
    for name, attack in MOVES.items():
        assert broken(attack) == STOPPED_BY[name]
    result = Result.objects.get(tender=decided.tender)
    oki, hendra = decided.cast.people["oki"].pk, decided.cast.people["hendra"].pk
    code, basis = decided.tender.code, result.answer_basis

    def proposed(new: dict[str, Any]) -> list[Any]:
        change = [{"rule": basis["rule"], "old": basis, "new": new}]
        return [code, code, json.dumps(change), REASON, oki]

    accept = "UPDATE complaints_clockextension SET is_accepted = true, decided_by_id = %s, decided_at = now()"
    assert broken(PROPOSE, proposed(later(basis, -1))) == "a_clock_is_only_extended"
    assert broken(PROPOSE, proposed({"due_at": "bukan waktu"})) != ""
    with connection.cursor() as cursor:
        cursor.execute(PROPOSE, proposed(later(basis)))
    assert broken(PROPOSE, proposed(later(basis))) == "one_extension_waits_per_matter"
    assert broken(accept, [oki]) == "two_people_extend_a_clock"
    with connection.cursor() as cursor:
        cursor.execute(accept, [hendra])
    # Accepted for one count and one end, it moves no other.
    further = "UPDATE evaluation_result SET answer_due_at = %s, answer_basis = %s"
    two_days = later(basis, 2)
    assert broken(further, [two_days["due_at"], json.dumps(two_days)]) == "result_ends_as_counted"
    assert broken(further, [two_days["due_at"], json.dumps(later(basis))]) == "result_ends_as_counted"
    assert broken(accept, [hendra]) == "extension_is_decided_once"
    assert broken("UPDATE complaints_clockextension SET reason = 'lain'") == "extension_is_decided_once"
    assert "permission denied" in broken("DELETE FROM complaints_clockextension")
