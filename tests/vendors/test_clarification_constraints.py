# SPDX-License-Identifier: Apache-2.0
"""The guards of questions and answers, attacked in raw SQL as role app, and as owner where app has no right at all."""

from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, ProgrammingError

from lpse.demo import clarification as world
from lpse.demo import vendors as traders
from lpse.demo.cast import Cast
from lpse.demo.tenders import announced_tender, prepared_tender
from lpse.demo.waiting import reach
from lpse.regulations import StageKind
from tenders.models import Tender
from vendors.models import Answer, Asker, Question

WHEN = "Kapan barang harus tiba di puskesmas?"
ASK = (
    "INSERT INTO vendors_question (tender_id, number, asker_id, clause, text, sameness, digest, asked_by_id, asked_at,"
    " follows_id, document_id) VALUES (%s, %s, %s, '1', 'x', %s, 'd', %s, %s, %s, %s)"
)
ANSWER = (
    "INSERT INTO vendors_answer (question_id, text, points_to_id, version, drafted_by_id, drafted_at, published_at,"
    " is_late) VALUES (%s, %s, %s, 1, %s, now(), {published}, %s)"
)
PAST = "2026-01-01 00:00+00"


def run(sql: str, *values: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def broken(sentence: str, sql: str, *values: object) -> None:
    """The database refuses with this sentence."""
    with pytest.raises(DatabaseError) as caught:
        run(sql, *values)
    cause = caught.value.__cause__
    assert isinstance(cause, psycopg.Error)
    assert cause.diag.constraint_name == sentence


def asker_of(cast: Cast, name: str, tender: Tender) -> tuple[int, int]:
    """The asker's row of a trader that has asked, and the person."""
    world.ask(cast, name, tender, WHEN)
    return Asker.objects.get(tender=tender, participation__vendor__seats__user=cast.people[name]).pk, cast.people[
        name
    ].pk


def test_nobody_asks_before_or_after_the_window_whatever_time_is_claimed(cast: Cast) -> None:
    tender = world.explained_tender(cast, asks_from=2, asks_for=1)
    own = traders.join(cast, "arung", tender)
    asker, person = Asker.objects.create(tender=tender, participation=own, number=1).pk, cast.people["arung"].pk
    begin = tender.stages.get(kind=StageKind.CLARIFICATION).starts_at
    ask = (tender.pk, 1, asker, "s", person, begin, None, None)
    broken("question_within_the_clarification", ASK, *ask)
    reach(tender, StageKind.CLARIFICATION)
    run(ASK, *ask)
    assert Question.objects.get().asked_at > begin
    reach(tender, StageKind.CLARIFICATION, end=True)
    broken("question_within_the_clarification", ASK, tender.pk, 2, asker, "t", person, begin, None, None)


def test_the_moment_of_a_question_is_the_databases_own(cast: Cast, tender: Tender) -> None:
    asker, person = asker_of(cast, "arung", tender)
    run(ASK, tender.pk, 2, asker, "s", person, PAST, None, None)
    first, second = Question.objects.order_by("number")
    assert second.asked_at > first.asked_at


def test_only_a_participant_of_this_tender_asks(cast: Cast, tender: Tender) -> None:
    asker, person = asker_of(cast, "arung", tender)
    other = announced_tender(cast, title="Pengadaan Kursi Roda")
    stranger = cast.people["bahari"].pk
    broken("question_by_a_participant", ASK, tender.pk, 2, asker, "s", stranger, PAST, None, None)
    broken("question_by_a_participant", ASK, tender.pk, 2, asker, "s", cast.people["bima"].pk, PAST, None, None)
    broken("question_by_a_participant", ASK, other.pk, 1, asker, "s", person, PAST, None, None)
    give = "INSERT INTO vendors_asker (tender_id, participation_id, number) VALUES (%s, %s, 9)"
    broken("an_asker_takes_part", give, other.pk, traders.join(cast, "bahari", tender).pk)


def test_a_question_leans_on_its_own_tender_and_is_asked_once(cast: Cast, tender: Tender) -> None:
    asker, person = asker_of(cast, "arung", tender)
    other = announced_tender(cast, title="Pengadaan Kursi Roda")
    elsewhere = world.ask(cast, "arung", other, WHEN)
    document = other.documents.all()[0].pk
    broken("question_is_of_one_tender", ASK, tender.pk, 2, asker, "s", person, PAST, elsewhere.pk, None)
    broken("question_is_of_one_tender", ASK, tender.pk, 2, asker, "s", person, PAST, None, document)
    same = Question.objects.get(tender=tender).sameness
    broken("a_question_is_asked_once", ASK, tender.pk, 2, asker, same, person, PAST, None, None)
    broken("question_numbers_are_unique", ASK, tender.pk, 1, asker, "s", person, PAST, None, None)


def test_app_changes_and_removes_no_question(cast: Cast, tender: Tender) -> None:
    asker_of(cast, "arung", tender)
    for table in ("question", "asker"):
        for sql in ("UPDATE vendors_{} SET number = 7", "DELETE FROM vendors_{}", "TRUNCATE vendors_{} CASCADE"):
            with pytest.raises(ProgrammingError, match="permission denied"):
                run(sql.format(table))
    for sql in ("DELETE FROM vendors_clarification", "TRUNCATE vendors_answer"):
        with pytest.raises(ProgrammingError, match="permission denied"):
            run(sql)


def test_even_the_owner_of_the_tables_changes_none(owner_connection: psycopg.Connection[Any]) -> None:
    attacks = {
        "UPDATE vendors_question SET text = 'lain'": "questions_are_for_ever",
        "DELETE FROM vendors_question": "questions_are_for_ever",
        "UPDATE vendors_asker SET number = 7": "askers_are_for_ever",
        "DELETE FROM vendors_clarification": "clarifications_are_for_ever",
        "TRUNCATE vendors_answer": "published_answers_are_for_ever",
    }
    for sql, sentence in attacks.items():
        with pytest.raises(psycopg.errors.CheckViolation) as caught:
            owner_connection.execute(sql.encode())
        assert caught.value.diag.constraint_name == sentence
        owner_connection.rollback()


def test_a_published_answer_is_neither_changed_nor_removed(cast: Cast, tender: Tender) -> None:
    first, second = (world.ask(cast, "arung", tender, f"{WHEN} ({n})") for n in range(2))
    world.answer(cast, "bima", first, "Dalam 60 hari kalender.")
    world.answer(cast, "bima", second, first)
    world.publish(cast, "bima", tender)
    for row in Answer.objects.all():
        for change in (
            "text = text || '!'",
            "published_at = NULL",
            "is_late = true",
            "version = 9",
            "points_to_id = NULL",
        ):
            broken("published_answers_are_for_ever", f"UPDATE vendors_answer SET {change} WHERE id = %s", row.pk)
        broken("published_answers_are_for_ever", "DELETE FROM vendors_answer WHERE id = %s", row.pk)


def test_an_answer_comes_from_the_committee_and_says_when_it_came(cast: Cast, tender: Tender) -> None:
    asked = world.ask(cast, "arung", tender, WHEN)
    bima = cast.people["bima"].pk
    draft = ANSWER.format(published="NULL")
    broken("answers_come_from_the_committee", draft, asked.pk, "x", None, cast.people["arung"].pk, False)
    broken("an_answer_is_a_text_or_a_merge", draft, asked.pk, "", None, bima, False)
    broken(
        "an_answer_is_a_text_or_a_merge",
        draft,
        world.ask(cast, "arung", tender, "Apa lagi?????").pk,
        "x",
        asked.pk,
        bima,
        False,
    )
    early = ANSWER.format(published="clock_timestamp() - interval '1 hour'")
    broken("answers_appear_when_they_say", early, asked.pk, "x", None, bima, False)
    broken("answers_appear_when_they_say", early.replace("-", "+"), asked.pk, "x", None, bima, False)
    out = ANSWER.format(published="clock_timestamp()")
    broken("a_late_answer_is_marked", out, asked.pk, "x", None, bima, True)


def test_a_merge_leads_to_an_answer(cast: Cast, tender: Tender) -> None:
    first, second, third = (world.ask(cast, "arung", tender, f"{WHEN} ({n})") for n in range(3))
    other = announced_tender(cast, title="Pengadaan Kursi Roda")
    elsewhere = world.ask(cast, "arung", other, WHEN)
    bima, draft, out = (
        cast.people["bima"].pk,
        ANSWER.format(published="NULL"),
        ANSWER.format(published="clock_timestamp()"),
    )
    sentence = "a_merge_leads_to_an_answer"
    broken(sentence, draft, first.pk, "", first.pk, bima, False)
    broken(sentence, draft, first.pk, "", elsewhere.pk, bima, False)
    broken(sentence, out, second.pk, "", first.pk, bima, False)
    run(draft, second.pk, "", first.pk, bima, False)
    broken(sentence, draft, third.pk, "", second.pk, bima, False)
    broken(sentence, draft, first.pk, "", third.pk, bima, False)
    broken("an_answer_keeps_its_question", "UPDATE vendors_answer SET question_id = %s", third.pk)


def test_nothing_is_published_after_the_bid_deadline_and_late_says_late(cast: Cast) -> None:
    tender = world.explained_tender(cast, asks_for=1.5, closes_in=4)
    first, second = (world.ask(cast, "arung", tender, f"{WHEN} ({n})") for n in range(2))
    bima, out = cast.people["bima"].pk, ANSWER.format(published="clock_timestamp()")
    reach(tender, StageKind.CLARIFICATION, end=True)
    broken("a_late_answer_is_marked", out, first.pk, "x", None, bima, False)
    run(out, first.pk, "x", None, bima, True)
    reach(tender, StageKind.BID_SUBMISSION, end=True)
    broken("answers_before_the_bid_deadline", out, second.pk, "x", None, bima, True)


def test_the_explanation_is_closed_once_after_its_end_and_then_nothing_is_answered(cast: Cast) -> None:
    tender = world.explained_tender(cast, asks_for=1.5)
    asked = world.ask(cast, "arung", tender, WHEN)
    close = "INSERT INTO vendors_clarification (tender_id, masked, closed_at) VALUES (%s, %s, clock_timestamp())"
    broken("minutes_after_the_clarification", close, tender.pk, True)
    reach(tender, StageKind.CLARIFICATION, end=True)
    broken("masking_is_settled_before_the_announcement", close, tender.pk, False)
    run(close, tender.pk, True)
    broken("a_clarification_is_closed_once", "UPDATE vendors_clarification SET closed_at = NULL")
    draft = ANSWER.format(published="NULL")
    broken("no_answer_after_the_minutes", draft, asked.pk, "x", None, cast.people["bima"].pk, False)


def test_masking_is_settled_before_the_announcement(cast: Cast, tender: Tender) -> None:
    choose = "INSERT INTO vendors_clarification (tender_id, masked) VALUES (%s, %s)"
    broken("masking_is_settled_before_the_announcement", choose, tender.pk, False)
    run(choose, tender.pk, True)
    broken("masking_is_settled_before_the_announcement", "UPDATE vendors_clarification SET masked = false")
    run(choose, prepared_tender(cast).pk, False)


def test_the_auditors_role_sees_no_asker_and_no_draft(audit_connection: psycopg.Connection[Any]) -> None:
    for table in ("asker", "question", "answer"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            audit_connection.execute(f"SELECT count(*) FROM vendors_{table}".encode())
        audit_connection.rollback()
