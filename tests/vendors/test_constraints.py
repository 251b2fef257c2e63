# SPDX-License-Identifier: Apache-2.0
"""The guards of bids in the database, attacked in raw SQL as role app, and as owner where app has no right at all."""

from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import InternalError, connection, transaction
from django.db.utils import DatabaseError, ProgrammingError
from django_fsm import FSMField

from lpse.core.canonical import b64u, canonical, parse, sha256, timestamp
from lpse.demo import vendors as world
from lpse.demo.cast import Cast
from lpse.demo.tenders import announced_tender
from lpse.demo.waiting import closed
from tenders.models import Tender
from vendors import services
from vendors.models import Bid, Close, Envelope, Refusal, SealedObject, Statement, VendorSeat

At = datetime(2026, 12, 1, 3, tzinfo=UTC)


def run(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall()) if cursor.description else []


def denied(sql: str, *values: object) -> None:
    """The role has no such right."""
    with pytest.raises(ProgrammingError, match="permission denied"):
        run(sql, *values)


def broken(sentence: str, sql: str, *values: object) -> None:
    """The database refuses with this sentence."""
    with pytest.raises((DatabaseError, InternalError)) as caught:
        run(sql, *values)
    cause = caught.value.__cause__
    assert isinstance(cause, psycopg.Error)
    assert cause.diag.constraint_name == sentence


@pytest.mark.parametrize(
    ("at", "is_in"),
    [
        (At, True),
        (At - timedelta(microseconds=1), False),
        (At + timedelta(hours=1) - timedelta(microseconds=1), True),
        (At + timedelta(hours=1), False),
        (At + timedelta(hours=1, microseconds=1), False),
    ],
    ids=["at the start", "a microsecond before", "the last microsecond", "at the end", "a microsecond after"],
)
def test_a_window_is_half_open(db: None, at: datetime, is_in: bool) -> None:
    assert run("SELECT in_window(%s, %s, %s)", at, At, At + timedelta(hours=1)) == [(is_in,)]


def test_the_database_writes_instants_and_hashes_as_the_formats_do(db: None) -> None:
    for at in (At, At + timedelta(milliseconds=7), datetime(2026, 1, 2, 23, 59, 59, 999000, tzinfo=UTC)):
        assert run("SELECT vendors_instant(%s)", at) == [(timestamp(at),)]
    for raw in (b"", b"\xff\xfe\xfd", sha256(b"x"), bytes(range(256))):
        assert run("SELECT vendors_b64u(%s)", raw) == [(b64u(raw),)]


@pytest.mark.parametrize("label", ["vendors.Vendor", "vendors.Bid"])
def test_legal_moves_of_the_database_are_those_of_the_model(db: None, label: str) -> None:
    model: Any = apps.get_model(label)
    field = model._meta.get_field("status")
    assert isinstance(field, FSMField)
    moves = {("", field.default)} | {(str(m.source), str(m.target)) for m in field.get_all_transitions(model)}
    assert set(run("SELECT source, target FROM legal_move WHERE model = %s", label.lower())) == moves


@pytest.fixture
def bid(cast: Cast, tender: Tender) -> Statement:
    """Arung's bid."""
    return world.submit_bid(cast, "arung", tender)


def columns(row: Statement) -> tuple[object, ...]:
    return (row.participation_id, b"{}", "x" * 43, row.public_key, bytes(row.record), sha256(b"other"), row.sent_by_id)


INSERT = (
    "INSERT INTO vendors_statement (participation_id, ver, body, hash, public_key, envelope_count, received_at, record,"
    " record_hash, sent_by_id) VALUES (%s, 9, %s, %s, %s, 1, {at}, %s, %s, %s)"
)


def test_app_writes_no_statement_by_itself(bid: Statement) -> None:
    denied(INSERT.format(at="clock_timestamp()"), *columns(bid))
    denied("INSERT INTO vendors_bid (participation_id, statement_id, status) VALUES (%s, %s, 'submitted')", 1, bid.pk)
    denied("INSERT INTO vendors_refusal (participation_id, statement_hash, reason, at) VALUES (1, '', '', now())")


@pytest.mark.parametrize(
    "table", ["statement", "envelope", "refusal", "participation", "verificationverdict", "close", "bid"]
)
def test_app_deletes_and_truncates_no_evidence(bid: Statement, table: str) -> None:
    denied(f"DELETE FROM vendors_{table}")
    denied(f"TRUNCATE vendors_{table} CASCADE")


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("statement", "body = body"),
        ("statement", "received_at = received_at - interval '1 day'"),
        ("envelope", "header = header"),
        ("refusal", "reason = ''"),
        ("participation", "vendor_id = vendor_id"),
        ("close", "body = body"),
        ("bid", "statement_id = statement_id"),
        ("verificationverdict", "accepted = true"),
    ],
)
def test_app_edits_no_evidence(bid: Statement, table: str, column: str) -> None:
    denied(f"UPDATE vendors_{table} SET {column}")


def test_a_bid_moves_only_as_the_law_says(bid: Statement) -> None:
    current = Bid.objects.get(statement=bid)
    for status in ("void", "opened", "unreadable"):
        broken("no_bid_opens_before_the_close", "UPDATE vendors_bid SET status = %s WHERE id = %s", status, current.pk)
    run("UPDATE vendors_bid SET status = 'withdrawn' WHERE id = %s", current.pk)
    broken("only_legal_moves", "UPDATE vendors_bid SET status = 'submitted' WHERE id = %s", current.pk)


def test_a_proven_object_keeps_its_bytes(bid: Statement) -> None:
    for n in (0, 1):
        row = SealedObject.objects.get(n=n)
        broken("a_proven_object_is_frozen", "UPDATE vendors_sealedobject SET key = 'x' WHERE id = %s", row.pk)
    other = "UPDATE vendors_sealedobject SET n = 77 WHERE id = %s"
    broken("an_object_keeps_its_number", other, SealedObject.objects.get(n=1).pk)


def test_a_tender_is_not_closed_before_its_deadline(bid: Statement, tender: Tender) -> None:
    body = canonical({"entries": []})
    sql = (
        "INSERT INTO vendors_close (tender_id, lot, round, body, hash, closed_at, leaf)"
        " VALUES (%s, '1', 1, %s, %s, clock_timestamp(), 1)"
    )
    broken("close_not_before_the_deadline", sql, tender.pk, body, b64u(sha256(body)))
    broken("closed_not_before_the_deadline", "UPDATE tenders_tender SET status = 'closed' WHERE id = %s", tender.pk)


def test_a_close_that_drops_a_bid_is_refused(cast: Cast) -> None:
    tender = announced_tender(cast, closes_in=8)
    world.submit_bid(cast, "arung", tender)
    closed(tender)
    body = canonical({"entries": []})
    sql = (
        "INSERT INTO vendors_close (tender_id, lot, round, body, hash, closed_at, leaf)"
        " VALUES (%s, '1', 1, %s, %s, clock_timestamp(), 1)"
    )
    broken("close_lists_every_statement", sql, tender.pk, body, b64u(sha256(body)))
    broken("closed_with_a_close", "UPDATE tenders_tender SET status = 'closed' WHERE id = %s", tender.pk)
    services.close_due()
    assert len(parse(bytes(Close.objects.get().body))["entries"]) == 1


def test_a_late_statement_is_refused_by_the_function_and_kept_as_a_refusal(cast: Cast) -> None:
    tender = announced_tender(cast, closes_in=10)
    world.join(cast, "arung", tender)
    body = world.stated(cast, "arung", tender, world.sealed_bid(cast, "arung", tender))
    closed(tender)
    who = tender.participations.get()
    found = run("SELECT outcome, statement_id FROM vendors_accept(%s, %s, %s)", who.pk, body, who.joined_by_id)
    assert found == [("late", None)]
    assert Refusal.objects.get().statement_hash == b64u(sha256(body))
    assert not Statement.objects.exists()


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({"ver": 2}, "version"),
        ({"prev": "x"}, "predecessor"),
        ({"tender": "T-2026-0000"}, "foreign"),
        ({"vendor": "V-lain"}, "foreign"),
        ({"envelopes": []}, "nothing"),
    ],
    ids=lambda value: str(value),
)
def test_the_function_itself_keeps_the_order(
    cast: Cast, tender: Tender, change: dict[str, object], outcome: str
) -> None:
    """A caller as app that skips every check of the service still gets no statement out of order."""
    world.join(cast, "arung", tender)
    document = parse(world.stated(cast, "arung", tender, world.sealed_bid(cast, "arung", tender)))
    who = tender.participations.get()
    body = canonical(document | change)
    found = run("SELECT outcome, statement_id FROM vendors_accept(%s, %s, %s)", who.pk, body, who.joined_by_id)
    assert found == [(outcome, None)]
    assert not Statement.objects.exists()


def test_nobody_judges_a_tender_and_bids_in_it(cast: Cast, tender: Tender) -> None:
    vendor = world.verified_vendor(cast, "arung")
    seat = VendorSeat.objects.create(vendor=vendor, user=cast.people["citra"])
    joining = (
        "INSERT INTO vendors_participation (tender_id, vendor_id, joined_at, joined_by_id)"
        " VALUES (%s, %s, clock_timestamp(), %s)"
    )
    broken("no_committee_seat_for_a_bidder", joining, tender.pk, vendor.pk, cast.people["arung"].pk)
    seat.ended_at = datetime.now(UTC)
    seat.save()
    run(joining, tender.pk, vendor.pk, cast.people["arung"].pk)
    seating = "INSERT INTO vendors_vendorseat (vendor_id, user_id, power, grants) VALUES (%s, %s, 'signer', '{}')"
    broken("no_committee_seat_for_a_bidder", seating, vendor.pk, cast.people["bima"].pk)


def test_only_a_verified_vendor_joins_and_only_in_time(cast: Cast, tender: Tender) -> None:
    joining = (
        "INSERT INTO vendors_participation (tender_id, vendor_id, joined_at, joined_by_id)"
        " VALUES (%s, %s, clock_timestamp(), %s)"
    )
    vendor = world.registered_vendor(cast, "lintang")
    broken("only_a_verified_vendor_joins", joining, tender.pk, vendor.pk, cast.people["lintang"].pk)
    vendor = world.verified_vendor(cast, "lintang")
    soon = announced_tender(cast, closes_in=0.5)
    closed(soon)
    broken("joined_while_registration_is_open", joining, soon.pk, vendor.pk, cast.people["lintang"].pk)


def test_a_verified_identity_is_frozen(cast: Cast) -> None:
    vendor = world.verified_vendor(cast, "arung")
    for change in ("name = 'Lain'", "tax_number = '016090524017000'", "code = 'V-lain'"):
        broken("verified_identity_is_frozen", f"UPDATE vendors_vendor SET {change} WHERE id = %s", vendor.pk)


def test_an_envelope_key_is_used_once_in_the_installation(bid: Statement, tender: Tender) -> None:
    one = Envelope.objects.get()
    sql = (
        "INSERT INTO vendors_envelope (participation_id, key_set_id, kind, ver, header, hash, env, dealt_at)"
        " VALUES (%s, %s, 'single', 99, '', 'other', %s, now())"
    )
    with pytest.raises(DatabaseError, match="env"):
        run(sql, one.participation_id, one.key_set_id, one.env)


def test_the_auditors_role_sees_no_bid_before_the_close(audit_connection: psycopg.Connection[Any]) -> None:
    for table in ("statement", "bid", "refusal", "envelope", "sealedobject"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            audit_connection.execute(f"SELECT count(*) FROM vendors_{table}".encode())
        audit_connection.rollback()


def test_even_the_owner_of_the_tables_changes_no_statement(owner_connection: psycopg.Connection[Any]) -> None:
    attacks = {
        "statements_are_for_ever": ["UPDATE vendors_statement SET ver = 1", "DELETE FROM vendors_statement"],
        "envelopes_are_for_ever": ["UPDATE vendors_envelope SET ver = 1"],
        "closes_are_for_ever": ["DELETE FROM vendors_close"],
        "refusals_are_for_ever": ["DELETE FROM vendors_refusal"],
        "participations_are_for_ever": ["DELETE FROM vendors_participation"],
        "verdicts_are_for_ever": ["UPDATE vendors_verificationverdict SET accepted = true"],
    }
    for sentence, statements in attacks.items():
        for sql in statements:
            with pytest.raises(psycopg.errors.CheckViolation) as caught:
                owner_connection.execute(sql.encode())
            assert caught.value.diag.constraint_name == sentence
            owner_connection.rollback()
