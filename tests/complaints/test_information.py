# SPDX-License-Identifier: Apache-2.0
"""Requests for public information: numbered at once, answered in the law's time, objected to, never rewritten."""

import datetime as dt
import json
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from django.db import connection
from django_fsm import FSMField

from complaints import services
from complaints.models import ClockMark, InformationRequest
from complaints.policy_information import InformationFacts, may_draft_objection, may_extend, may_object
from complaints.rules_information import Decision, InformationStatus, grounds_of, normal_number, number_of
from complaints.selectors import information as reads
from lpse.core import clock
from lpse.core.acts import Actor, Kind, Missing, Refused, Role
from lpse.demo import information as world
from lpse.demo.cast import Cast
from lpse.ledger.models import Entry
from lpse.portal.selectors.tasks import task_page
from lpse.regulations.information import EXEMPTIONS, GROUNDS, OPEN, Exemption, ObjectionGround

from .test_constraints import broken

NOW = dt.datetime(2026, 11, 20, 3, tzinfo=dt.UTC)
A_DAY = dt.timedelta(days=1)
OFFICER = Actor(1, "Putri", frozenset({Role.INFORMATION_OFFICER}), stepped_up=True)


def asked_ago(days: int) -> InformationRequest:
    """A request that came so many days ago."""
    asked = services.request_information(wanted=world.WANTED, nonce=f"n{days}", now=clock.now() - days * A_DAY)
    assert asked is not None
    return asked.request


def leaf(act: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(bytes(Entry.objects.filter(act=f"complaints.{act}").latest("idx").body))
    return found


# --- Pure ------------------------------------------------------------------------------------------------------------


def test_every_reason_of_the_law_has_its_article_in_its_order() -> None:
    assert [str(each.source)[-5] for each in EXEMPTIONS.values()] == list("abcdefghij")
    assert [str(each.source)[-5] for each in GROUNDS.values()] == list("abcdefg")
    assert (set(EXEMPTIONS), set(GROUNDS)) == (set(Exemption), set(ObjectionGround))
    assert len({item.code for item in OPEN}) == len(OPEN)


@pytest.mark.parametrize("typed", ["PIP-2026-0007", " pip 2026 0007 ", "pip20260007"])
def test_a_number_is_read_as_people_type_it(typed: str) -> None:
    assert normal_number(typed) == number_of(2026, 7) == "PIP-2026-0007"


@pytest.mark.parametrize("typed", ["", "ADU-7F3K-92QD", "PIP-2026-7", "PIP-2026-0007; x", "PIP-٢٠٢٦-0007"])
def test_what_is_no_number_is_read_as_none(typed: str) -> None:
    assert normal_number(typed) == ""


@pytest.mark.parametrize(
    ("decision", "is_late", "missing"),
    [
        (None, False, {"exempted", "other_answer", "not_fulfilled", "cost", "late"}),
        (Decision.GRANTED, False, {"no_answer", "exempted", "late"}),
        (Decision.PARTLY, True, {"no_answer"}),
        (Decision.REFUSED, False, {"no_answer", "late"}),
        (Decision.NOT_HELD, True, {"no_answer", "exempted"}),
    ],
)
def test_grounds_fit_what_was_answered(decision: Decision | None, is_late: bool, missing: set[str]) -> None:
    assert set(ObjectionGround) - set(grounds_of(decision, is_late=is_late)) == missing


WAITS = InformationFacts(InformationStatus.RECEIVED, due_at=NOW, window_ends_at=NOW + 30 * A_DAY)
DONE = InformationFacts(
    InformationStatus.ANSWERED, due_at=NOW, decision=Decision.GRANTED, window_ends_at=NOW + 30 * A_DAY
)


@pytest.mark.parametrize(
    ("facts", "at", "kind"),
    [
        (WAITS, NOW - A_DAY, Kind.WHEN),
        (WAITS, NOW, None),
        (WAITS, NOW + 30 * A_DAY, Kind.WHEN),
        (DONE, NOW - A_DAY, None),
        (DONE, NOW + 30 * A_DAY - dt.timedelta(milliseconds=1), None),
        (DONE, NOW + 30 * A_DAY, Kind.WHEN),
        (replace(DONE, status=InformationStatus.OBJECTED), NOW, Kind.STATE),
        (replace(DONE, status=InformationStatus.REVIEWED), NOW, Kind.STATE),
    ],
)
def test_an_objection_is_neither_premature_nor_late(
    facts: InformationFacts, at: dt.datetime, kind: Kind | None
) -> None:
    refusal = may_draft_objection(facts, at)
    assert (refusal and refusal.kind) == kind
    if kind is None:
        wrong = ObjectionGround.EXEMPTED
        refused = may_object(facts, wrong, at)
        assert refused is not None and refused.kind is Kind.INPUT


@pytest.mark.parametrize(
    ("facts", "at", "kind"),
    [
        (WAITS, NOW - A_DAY, None),
        (WAITS, NOW, Kind.WHEN),
        (replace(WAITS, is_extended=True), NOW - A_DAY, Kind.STATE),
        (DONE, NOW - A_DAY, Kind.STATE),
    ],
)
def test_a_term_is_extended_once_and_before_it_ends(
    facts: InformationFacts, at: dt.datetime, kind: Kind | None
) -> None:
    refusal = may_extend(OFFICER, facts, at)
    assert (refusal and refusal.kind) == kind


# --- Acts ------------------------------------------------------------------------------------------------------------


def test_a_request_is_numbered_at_once_and_the_record_names_nobody(cast: Cast) -> None:
    asked = world.ask()
    request = asked.request
    assert (
        request.number.startswith("PIP-20") and reads.by_number_and_code(request.number.lower(), asked.code) == request
    )
    assert (request.basis["rule"], request.basis["days"], request.basis["unit"]) == (
        "information_request", 10, "working_day",
    )  # fmt: skip
    said = leaf("request_information")
    assert set(said["public"]) == {"request", "due_at"}
    whole = json.dumps(said)
    assert not any(word in whole for word in ("Nurul", "Mawar", "ambulans", asked.code))
    assert services.request_information(wanted=world.WANTED, nonce=request.nonce, now=clock.now()) is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM complaints_informationrequest")
        assert asked.code not in str(cursor.fetchall())


@pytest.mark.parametrize(
    ("change", "words"),
    [({"name": " "}, "Nama"), ({"contact": "x" * 201}, "alamat"), ({"text": "apa"}, "belum jelas"),
     ({"purpose": ""}, "Tujuan")],
)  # fmt: skip
def test_an_unclear_request_is_refused_with_what_to_write(cast: Cast, change: dict[str, str], words: str) -> None:
    with pytest.raises(Refused, match=words):
        world.ask(replace(world.WANTED, **change))  # type: ignore[arg-type]


def test_wrong_codes_are_limited_and_tell_nothing(cast: Cast) -> None:
    asked = world.ask()
    number, code = asked.request.number, asked.code
    for wrong in [(number, "salah"), ("PIP-2026-9999", code), (number, code[:-1])]:
        with pytest.raises(Refused, match="Nomor pendaftaran dan kode tidak cocok"):
            services.follow_information(number=wrong[0], code=wrong[1], address="203.0.113.9", now=clock.now())
    found = services.follow_information(number=number, code=code, address="203.0.113.9", now=clock.now())
    assert found == asked.request
    for _try in range(2):
        with pytest.raises(Refused, match="tidak cocok"):
            services.follow_information(number=number, code="salah", address="203.0.113.9", now=clock.now())
    with pytest.raises(Refused, match="Coba lagi sesudah pukul"):
        services.follow_information(number=number, code=code, address="203.0.113.9", now=clock.now())


def test_an_extension_follows_the_first_term_with_its_own_marks(cast: Cast) -> None:
    request = world.ask().request
    putri = cast.actor("putri")
    reason = "Dokumennya masih disalin dari arsip."
    extended = services.extend_information(actor=putri, request=request, reason=reason, now=clock.now())
    assert extended.extended_basis is not None and extended.extended_due_at is not None
    assert (extended.extended_basis["rule"], extended.extended_basis["days"]) == ("information_request_extension", 7)
    # The last day of the first term is day 0 of the extension.
    assert extended.extended_basis["counted"][0] > request.basis["counted"][-1]
    assert extended.due_at == request.due_at < extended.extended_due_at == reads.due_of(extended)
    with pytest.raises(Refused, match="satu kali"):
        services.extend_information(actor=putri, request=request, reason=reason, now=clock.now())
    with pytest.raises(Refused, match="jabatan"):
        services.extend_information(actor=cast.actor("oki"), request=request, reason=reason, now=clock.now())
    rules = set(ClockMark.objects.filter(of=request.number).values_list("rule", flat=True))
    assert rules == {"information_request", "information_request_extension"}


def test_an_answer_names_its_exemption_where_it_keeps_something_back(cast: Cast) -> None:
    request = world.ask().request
    for wrong in (
        replace(world.REFUSED, exemption=None, consequence=""),
        replace(world.REFUSED, consequence="pendek"),
        replace(world.GRANTED, exemption=Exemption.BY_LAW),
    ):
        with pytest.raises(Refused, match=r"pengecualian|konsekuensi"):
            world.answer(cast, request, wrong)
    answered = world.answer(cast, request, world.REFUSED)
    assert (answered.status, answered.decision, answered.answered_late) == ("answered", "refused", False)
    assert answered.objection_basis is not None and answered.objection_basis["rule"] == "information_objection"
    assert leaf("answer_information")["public"] == {
        "request": request.number, "decision": "refused", "exemption": "competition", "late": False,
    }  # fmt: skip
    with pytest.raises(Refused, match="sudah dijawab"):
        world.answer(cast, request)


def test_an_objection_goes_to_the_superior_and_on_to_a_dispute(cast: Cast) -> None:
    request = world.answer(cast, world.ask().request, world.REFUSED)
    with pytest.raises(Refused, match="alasan"):
        world.object_to(request, ObjectionGround.LATE)
    objection = world.object_to(request, ObjectionGround.EXEMPTED)
    assert (objection.basis["rule"], objection.basis["days"]) == ("information_objection_answer", 30)
    assert objection.window_ends_at == request.objection_ends_at
    surya = task_page(cast.actor("surya"), clock.now())
    assert request.number in surya.groups[0].tasks[0].title
    assert ("/ppid/", "Meja informasi publik") in [(url, str(words)) for url, words in surya.rooms]
    with pytest.raises(Refused, match="jabatan"):
        world.review(cast, request, by="putri")
    page = reads.information_page(InformationRequest.objects.get(pk=request.pk), clock.now(), for_requester=True)
    assert page.dispute_ends_at is None
    answered = world.review(cast, request)
    assert answered.dispute_basis is not None
    assert (answered.dispute_basis["rule"], answered.dispute_basis["days"]) == ("information_dispute", 14)
    page = reads.information_page(InformationRequest.objects.get(pk=request.pk), clock.now(), for_requester=True)
    assert page.dispute_ends_at == answered.dispute_ends_at
    with pytest.raises(Refused, match="sudah diajukan"):
        world.object_to(request, ObjectionGround.EXEMPTED)


def test_silence_is_told_objected_to_and_leads_to_a_dispute_too(cast: Cast) -> None:
    request = asked_ago(30)
    services.claim_marks(now=clock.now())
    told = leaf("watch_clock")
    assert (told["public"]["of"], told["public"]["to"], told["public"]["level"]) == (
        request.number, "information_superior", "overdue",
    )  # fmt: skip
    assert reads.overdue_requests(clock.now()) == 1
    objection = world.object_to(request, ObjectionGround.NO_ANSWER)
    assert objection.window_basis["rule"] == "information_objection"
    with pytest.raises(Refused, match="sudah dijawab atau sedang dalam keberatan"):
        world.answer(cast, request)
    later = objection.due_at + A_DAY
    page = reads.information_page(InformationRequest.objects.get(pk=request.pk), later, for_requester=True)
    assert page.is_overdue and page.dispute_basis is not None
    assert page.dispute_basis["rule"] == "information_dispute"


def test_a_late_answer_is_taken_and_says_so(cast: Cast) -> None:
    request = world.answer(cast, asked_ago(30))
    assert request.answered_late
    assert leaf("answer_information")["public"]["late"] is True
    assert world.object_to(request, ObjectionGround.LATE).ground == "late"


def test_a_term_that_ran_out_long_ago_is_objected_to_no_more(cast: Cast) -> None:
    request = asked_ago(120)
    with pytest.raises(Refused, match="sudah lewat"):
        world.object_to(request, ObjectionGround.NO_ANSWER)


def test_files_are_handed_over_with_the_answer_and_not_before(cast: Cast) -> None:
    request = world.ask().request
    body = b"%PDF-1.4\n%%EOF\n"
    putri, surya, now = cast.actor("putri"), cast.actor("surya"), clock.now()
    services.attach_information(actor=putri, request=request, name="kontrak.pdf", body=body, now=now)
    with pytest.raises(Missing):
        reads.file_of(request, 1, is_handed_over=True)
    assert reads.file_of(request, 1, is_handed_over=False).name == "kontrak.pdf"
    with pytest.raises(Refused, match="bukan PDF"):
        services.attach_information(actor=putri, request=request, name="x.pdf", body=b"MZ x" * 9, now=now)
    request = world.answer(cast, request)
    assert reads.file_of(request, 1, is_handed_over=True).name == "kontrak.pdf"
    world.object_to(request)
    request = InformationRequest.objects.get(pk=request.pk)
    with pytest.raises(Refused, match="jabatan"):
        services.attach_information(actor=putri, request=request, name="lagi.pdf", body=body, now=now)
    services.attach_information(actor=surya, request=request, name="lengkap.pdf", body=body + b"%2", now=now)
    with pytest.raises(Missing):
        reads.file_of(request, 2, is_handed_over=True)
    world.review(cast, request)
    assert reads.file_of(InformationRequest.objects.get(pk=request.pk), 2, is_handed_over=True).name == "lengkap.pdf"


def test_nobody_but_the_officer_and_the_superior_finds_a_request(cast: Cast) -> None:
    request = world.ask().request
    for name in ("putri", "surya"):
        assert reads.request_for(cast.actor(name), request.number) == request
        assert [row.request for row in reads.information_desk(cast.actor(name), clock.now())] == [request]
    for name in ("esti", "oki", "bima", "hendra", "vera", "gita", "arung"):
        for number in (request.number, "PIP-2026-9999"):
            with pytest.raises(Missing):
                reads.request_for(cast.actor(name), number)
        with pytest.raises(Missing):
            reads.information_desk(cast.actor(name), clock.now())


# --- The database ----------------------------------------------------------------------------------------------------


def test_a_request_stays_as_it_came(cast: Cast) -> None:
    request = world.ask().request
    table = "complaints_informationrequest"
    for change in ("name = 'lain'", "text = 'lain'", "due_on = due_on + 1", "code_hash = 'x'"):
        assert broken(f"UPDATE {table} SET {change}") == "information_stays_as_received"
    assert broken(f"UPDATE {table} SET due_at = due_at + interval '1 day'") == "clock_ends_as_counted"
    late = "extended_at = due_at, extended_due_at = due_at + interval '1 day', extension_reason = 'Arsip'"
    assert broken(f"UPDATE {table} SET {late}") == "information_is_extended_once"
    assert broken(f"UPDATE {table} SET answer = 'diam-diam'") == "information_is_answered_once"
    assert broken(f"UPDATE {table} SET status = 'reviewed'") == "reviewed_has_its_answer"
    assert broken(f"UPDATE {table} SET status = 'objected'") == "objected_has_its_objection"
    assert broken(f"UPDATE {table} SET status = 'answered'") == "a_late_information_says_so"
    assert "permission denied" in broken(f"DELETE FROM {table}")
    world.answer(cast, request)
    assert broken(f"UPDATE {table} SET status = 'received'") == "only_legal_moves"
    assert broken(f"UPDATE {table} SET answer = 'lain'") == "information_is_answered_once"
    assert broken(f"UPDATE {table} SET decision = 'refused'") in (
        "what_is_kept_back_names_its_exemption", "information_is_answered_once",
    )  # fmt: skip


INSERT_OBJECTION = (
    "INSERT INTO complaints_informationobjection (request_id, ground, text, attorney, filed_at, window_ends_at,"
    " window_basis, due_on, due_at, basis, answered_late, answer)"
    " SELECT id, %s, 'Tidak dijawab', '', clock_timestamp(), {ends}, '{{}}', due_on, due_at, '{{}}', false, ''"
    " FROM complaints_informationrequest WHERE id = %s"
)


def test_an_objection_waits_for_answer_or_silence_in_the_database_too(cast: Cast) -> None:
    fresh, old = world.ask().request, asked_ago(30)
    later = "clock_timestamp() + interval '9 days'"
    early = INSERT_OBJECTION.format(ends=later)
    assert broken(early, ["no_answer", fresh.pk]) == "information_objection_within_window"
    over = INSERT_OBJECTION.format(ends="clock_timestamp()")
    assert broken(over, ["no_answer", old.pk]) == "information_objection_within_window"
    assert broken(early, ["late", old.pk]) == "information_ground_fits"
    answered = world.answer(cast, fresh)
    assert broken(early, ["cost", answered.pk]) == "information_objection_within_window"
    right = INSERT_OBJECTION.format(ends="objection_ends_at")
    for ground in ("no_answer", "exempted", "late"):
        assert broken(right, [ground, answered.pk]) == "information_ground_fits"
    objection = world.object_to(answered)
    table = "complaints_informationobjection"
    for change in ("text = 'lain'", "due_on = due_on + 1"):
        assert broken(f"UPDATE {table} SET {change}") == "information_objection_is_answered_once"
    assert broken(f"UPDATE {table} SET due_at = due_at + interval '1 day'") == "clock_ends_as_counted"
    assert broken("UPDATE complaints_informationrequest SET status = 'reviewed' WHERE id = %s", [answered.pk]) == (
        "reviewed_has_its_answer"
    )
    assert "permission denied" in broken(f"DELETE FROM {table}")
    file = (
        "INSERT INTO complaints_informationfile (request_id, position, is_of_objection, kept_id)"
        " SELECT %s, 9, false, o.id FROM documents_storedobject o LIMIT 1"
    )
    services.attach_information(
        actor=cast.actor("surya"), request=answered, name="a.pdf", body=b"%PDF-1.4\n%%EOF\n", now=clock.now()
    )
    assert broken(file, [answered.pk]) == "information_files_come_before_the_answer"
    assert objection.request_id == answered.pk


def test_the_reading_role_of_the_record_reads_no_request(audit_connection: psycopg.Connection) -> None:
    for table in ("informationrequest", "informationobjection", "informationfile"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            audit_connection.execute(f"SELECT * FROM complaints_{table}")
        audit_connection.rollback()


def test_the_table_of_lawful_moves_is_the_state_machine(db: None) -> None:
    field = next(each for each in InformationRequest._meta.fields if isinstance(each, FSMField))
    machine = {(str(move.source), str(move.target)) for move in field.get_all_transitions(InformationRequest)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT source, target FROM legal_move WHERE model = 'complaints.informationrequest'")
        assert set(cursor.fetchall()) == machine | {("", "received")}
