# SPDX-License-Identifier: Apache-2.0
"""The guards of objections and complaints, each attacked in raw SQL as the role of the portal itself."""

from collections.abc import Sequence
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django_fsm import FSMField

from complaints.models import Appeal, Complaint, Objection
from evaluation.models import Result
from lpse.demo import complaints as world
from lpse.demo import waiting
from vendors.models import Participation

from .conftest import Scene

INSERT_OBJECTION = (
    "INSERT INTO complaints_objection (number, result_id, participation_id, remedy_sought, status, filed_at,"
    " filed_by_id, due_on, due_at, basis, answered_late, follow_up)"
    " SELECT %s, r.id, %s, '', %s, r.announced_at, %s, '2026-01-01', r.answer_due_at, r.answer_basis, false, ''"
    " FROM evaluation_result r WHERE r.id = %s"
)
INSERT_POINT = (
    "INSERT INTO complaints_objectionpoint"
    " (objection_id, position, ground, fact, clause, upheld, answer, answer_clause)"
    " VALUES (%s, %s, 'collusion', 'Pokok yang menyusul', '', %s, %s, '')"
)


def broken(sql: str, values: Sequence[Any] = ()) -> str:
    """Run an attack as role app and return the constraint (or privilege) that stopped it."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, list(values))
    cause = caught.value.__cause__
    assert isinstance(cause, psycopg.Error)
    return cause.diag.constraint_name or str(cause.diag.message_primary)


def participation(scene: Scene, name: str) -> Participation:
    return Participation.objects.get(tender=scene.tender, joined_by=scene.cast.people[name])


def raw_objection(scene: Scene, name: str, *, status: str = "filed") -> list[Any]:
    result = Result.objects.get(tender=scene.tender)
    return ["SGH-X-01", participation(scene, name).pk, status, scene.cast.people[name].pk, result.pk]


def test_the_database_closes_the_window_by_its_own_clock(missed: Scene) -> None:
    assert broken(INSERT_OBJECTION, raw_objection(missed, "bahari")) == "objection_within_window"


def test_a_voided_result_is_not_objected_to(decided: Scene) -> None:
    world.file_objection(decided.cast, "bahari", decided.tender)
    world.answer_objection(decided.cast, decided.tender, [True, True])
    assert broken(INSERT_OBJECTION, raw_objection(decided, "arung")) == "objection_within_window"


def test_a_vendor_that_took_its_bid_back_does_not_object(decided: Scene) -> None:
    assert broken(INSERT_OBJECTION, raw_objection(decided, "lintang")) == "objection_by_a_bidder"


def test_an_objection_begins_as_filed_and_is_one_per_result(decided: Scene) -> None:
    assert broken(INSERT_OBJECTION, raw_objection(decided, "bahari", status="rejected")) == "only_legal_moves"
    world.file_objection(decided.cast, "bahari", decided.tender)
    assert broken(INSERT_OBJECTION, raw_objection(decided, "bahari")) == "one_objection_per_result"


def test_an_answer_is_due_when_the_result_said(decided: Scene) -> None:
    later = INSERT_OBJECTION.replace("r.answer_due_at,", "r.answer_due_at + interval '1 day',")
    assert broken(later, raw_objection(decided, "bahari")) == "objection_is_due_as_counted"


@pytest.mark.parametrize(
    ("change", "stopped_by"),
    [
        ("number = 'SGH-0'", "objection_stays_as_filed"),
        ("remedy_sought = 'lain'", "objection_stays_as_filed"),
        ("due_at = due_at + interval '1 day'", "clock_ends_as_counted"),
        ("basis = '{}'", "objection_stays_as_filed"),
        ("filed_at = filed_at - interval '1 hour'", "objection_stays_as_filed"),
    ],
)
def test_an_objection_stays_as_it_was_filed(decided: Scene, change: str, stopped_by: str) -> None:
    filed = world.file_objection(decided.cast, "bahari", decided.tender)
    attack = f"UPDATE complaints_objection SET {change} WHERE id = %s"
    assert broken(attack, [filed.pk]) == stopped_by


def test_no_verdict_without_an_answer_to_every_point(decided: Scene) -> None:
    filed = world.file_objection(decided.cast, "bahari", decided.tender)
    attack = "UPDATE complaints_objection SET status = 'rejected', answered_at = clock_timestamp() WHERE id = %s"
    assert broken(attack, [filed.pk]) == "every_point_is_answered"
    empty = "UPDATE complaints_objectionpoint SET upheld = false WHERE objection_id = %s"
    assert broken(empty, [filed.pk]) == "an_answered_point_has_an_answer"


def answered_points(filed: Objection, *, upheld: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE complaints_objectionpoint SET upheld = %s, answer = 'Sudah diperiksa.' WHERE objection_id = %s",
            [upheld, filed.pk],
        )


def test_the_verdict_follows_the_points_and_a_late_one_says_so(decided: Scene) -> None:
    filed = world.file_objection(decided.cast, "bahari", decided.tender)
    answered_points(filed, upheld=True)
    set_status = "UPDATE complaints_objection SET status = %s, answered_at = %s, answered_late = %s WHERE id = %s"
    early, late = filed.filed_at, filed.due_at
    assert broken(set_status, ["rejected", early, False, filed.pk]) == "verdict_follows_the_points"
    assert broken(set_status, ["upheld", late, False, filed.pk]) == "a_late_answer_says_so"
    assert broken(set_status, ["upheld", None, False, filed.pk]) == "a_late_answer_says_so"


def test_an_objection_without_points_is_never_decided(decided: Scene) -> None:
    with connection.cursor() as cursor:
        cursor.execute(INSERT_OBJECTION + " RETURNING id", raw_objection(decided, "bahari"))
        pk = cursor.fetchone()[0]
    attack = "UPDATE complaints_objection SET status = 'rejected', answered_at = clock_timestamp() WHERE id = %s"
    assert broken(attack, [pk]) == "verdict_follows_the_points"


def test_points_are_answered_once_and_never_added_later(decided: Scene) -> None:
    filed = world.file_objection(decided.cast, "bahari", decided.tender)
    assert broken(INSERT_POINT, [filed.pk, 3, True, "Sudah dijawab"]) == "point_comes_unanswered"
    world.answer_objection(decided.cast, decided.tender)
    assert broken(INSERT_POINT, [filed.pk, 3, None, ""]) == "point_comes_unanswered"
    for change in ("answer = 'lain'", "fact = 'lain'", "upheld = true"):
        attack = f"UPDATE complaints_objectionpoint SET {change} WHERE objection_id = %s"
        assert broken(attack, [filed.pk]) == "point_is_answered_once"
    attack = "UPDATE complaints_objection SET follow_up = 'lain' WHERE id = %s"
    assert broken(attack, [filed.pk]) == "objection_stays_as_filed"


def test_an_award_waits_for_an_objection_in_the_database_too(brisk: Scene) -> None:
    world.file_objection(brisk.cast, "bahari", brisk.tender)
    result = Result.objects.get(tender=brisk.tender)
    waiting.wait_until(result.objection_ends_at)
    winner = result.standings.get(rank=1)
    attack = (
        "INSERT INTO evaluation_award"
        " (result_id, tender_id, vendor_id, number, value, letter_id, issued_by_id, issued_at)"
        " SELECT %s, %s, %s, 'X/1', %s, o.id, %s, clock_timestamp() FROM documents_storedobject o LIMIT 1"
    )
    values = [result.pk, brisk.tender.pk, winner.vendor_id, winner.price_corrected, brisk.cast.people["ratna"].pk]
    assert broken(attack, values) == "award_after_standstill"


@pytest.mark.parametrize("table", ["objection", "objectionpoint", "complaint", "complaintmessage"])
def test_nothing_said_is_ever_deleted(decided: Scene, table: str) -> None:
    assert "permission denied" in broken(f"DELETE FROM complaints_{table}")
    assert "permission denied" in broken(f"TRUNCATE complaints_{table} CASCADE")


def test_a_complaint_and_its_messages_stay_as_received(decided: Scene) -> None:
    received = world.complain(tender=decided.tender)
    case = received.complaint.case
    stays = 'UPDATE complaints_complaint SET {} WHERE "case" = %s'
    for change in ("text = 'lain'", "code_hash = 'x'", "tender_id = NULL"):
        assert broken(stays.format(change), [case]) == "complaint_stays_as_received"
    assert broken(stays.format("due_at = due_at + interval '9 days'"), [case]) == "clock_ends_as_counted"
    world.handle_complaint(decided.cast, case)
    assert "permission denied" in broken("UPDATE complaints_complaintmessage SET text = 'lain'")
    jump = 'UPDATE complaints_complaint SET status = %s WHERE "case" = %s'
    assert broken(jump, ["received", case]) == "only_legal_moves"
    assert broken(jump, ["closed", case]) == "a_closed_complaint_has_an_outcome"
    closed = world.close_complaint(decided.cast, case)
    attack = "UPDATE complaints_complaint SET summary = 'lain' WHERE id = %s"
    assert broken(attack, [closed.pk]) == "complaint_stays_as_received"
    attack = (
        "INSERT INTO complaints_complaintmessage (complaint_id, from_complainant, text, at)"
        " VALUES (%s, true, 'Masih ada', clock_timestamp())"
    )
    assert broken(attack, [closed.pk]) == "a_closed_thread_is_closed"


def test_the_reading_role_of_the_record_reads_no_complaint(audit_connection: psycopg.Connection) -> None:
    for table in ("complaint", "complaintfile", "complaintmessage", "clockmark", "codetry"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            audit_connection.execute(f"SELECT * FROM complaints_{table}")
        audit_connection.rollback()
    audit_connection.execute("SELECT * FROM complaints_objection")


@pytest.mark.parametrize("model", [Objection, Appeal, Complaint])
def test_the_table_of_lawful_moves_is_the_state_machine(db: None, model: Any) -> None:
    field = next(each for each in model._meta.fields if isinstance(each, FSMField))
    machine = {(move.source, move.target) for move in field.get_all_transitions(model)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT source, target FROM legal_move WHERE model = %s", [model._meta.label_lower])
        table = set(cursor.fetchall())
    assert table == {(str(source), str(target)) for source, target in machine} | {("", str(field.default))}
