# SPDX-License-Identifier: Apache-2.0
"""Attacks on the record in raw SQL, as the portal's own role and as the owner of the tables."""

import hashlib

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from lpse.core.canonical import canonical, timestamp
from lpse.ledger import services

TABLES = ("entry", "node", "checkpoint", "document", "private", "batch", "head", "pending")
NOT_UPDATED = ("entry", "node", "checkpoint", "document", "private", "batch")


def run(sql, parameters=()):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)


@pytest.fixture
def recorded(db, ratna):
    """A record of three entries."""
    for number in range(2):
        services.record("tenders.x", actor=ratna, subject="T-1", public={"nomor": number})
    services.put_document(b"isi")
    return services._database_now().replace(microsecond=0)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("attack", ["DELETE FROM ledger_{}", "TRUNCATE ledger_{} CASCADE"])
def test_the_portal_can_delete_nothing_of_the_record(recorded, table, attack):
    with pytest.raises(DatabaseError, match="permission denied"):
        run(attack.format(table))


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE ledger_entry SET body = 'x'",
        "UPDATE ledger_entry SET at = now()",
        "UPDATE ledger_node SET hash = 'x'",
        "UPDATE ledger_checkpoint SET note = 'x'",
        "UPDATE ledger_document SET body = 'x'",
        "UPDATE ledger_private SET body = 'x'",
        "UPDATE ledger_batch SET seed = 'x'",
        "UPDATE ledger_head SET size = 0",
        "INSERT INTO ledger_head VALUES (2, 0, now())",
        "INSERT INTO ledger_node VALUES (5, 0, 'x')",
        "UPDATE ledger_pending SET record_hash = 'x'",
        "UPDATE ledger_pending SET received_at = now()",
        "SELECT * FROM ledger_head FOR UPDATE",
        "ALTER TABLE ledger_entry DISABLE TRIGGER ALL",
        "DROP TABLE ledger_entry CASCADE",
        "DROP FUNCTION ledger_refuse_change() CASCADE",
        "SET session_replication_role = replica",
    ],
)
def test_the_portal_can_change_nothing_of_the_record(recorded, attack):
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"):
        run(attack)


@pytest.fixture
def owner(site, committed_db, ratna):
    """The owner's connection to a record that is committed, with a bid in a batch."""
    record = hashlib.sha256(b"penawaran").digest()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_pending (record_hash, tender, received_at) VALUES (%s, 'T-1', now() - interval '1 s')",
            [record],
        )
    services.append_batch_now("T-1")
    services.record("tenders.x", actor=ratna, subject="T-1", public={}, private={"a": 1})
    services.put_document(b"isi")
    services.publish()
    with psycopg.connect(site.address("owner", committed_db), autocommit=True) as opened:
        yield opened


@pytest.mark.parametrize("table", TABLES)
def test_even_the_owner_can_delete_nothing_of_the_record(owner, table):
    for attack in (f"DELETE FROM ledger_{table}", f"TRUNCATE ledger_{table} CASCADE"):
        with pytest.raises(psycopg.IntegrityError) as refusal:
            owner.execute(attack)
        assert refusal.value.diag.constraint_name == "ledger_append_only"


@pytest.mark.parametrize("table", NOT_UPDATED)
def test_even_the_owner_can_update_nothing_of_the_record(owner, table):
    column = {"node": "idx", "checkpoint": "size", "document": "sha256", "entry": "idx"}.get(table, "entry_id")
    with pytest.raises(psycopg.IntegrityError) as refusal:
        owner.execute(f"UPDATE ledger_{table} SET {column} = {column}")
    assert refusal.value.diag.constraint_name == "ledger_append_only"


def test_a_record_keeps_its_place_even_from_the_owner(owner):
    for change in ("position = 5", "entry_id = NULL, position = NULL", "tender = 'T-2'", "received_at = now()"):
        with pytest.raises(psycopg.IntegrityError, match="ledger_pending_placed_once"):
            owner.execute(f"UPDATE ledger_pending SET {change}")


INSERT = (
    "INSERT INTO ledger_entry (idx, at, kind, act, subject, body, leaf_hash) VALUES (%(idx)s, %(at)s, %(kind)s, '', '',"
    " %(body)s, %(leaf_hash)s)"
)


@pytest.fixture
def forged(recorded):
    """Columns of an entry that the database would accept as the next one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT next_idx, entry_at FROM ledger_lock()")
        index, at = cursor.fetchone()
    body = canonical({"v": "sb1/leaf", "t": "sealed", "at": timestamp(at), "h": "x"})
    return {"idx": index, "at": at, "kind": "sealed", "body": body, "leaf_hash": hashlib.sha256(b"\0" + body).digest()}


def with_body(columns, **changes):
    fields = {"v": "sb1/leaf", "t": "sealed", "at": timestamp(columns["at"]), "h": "x"} | changes
    body = canonical(fields)
    return columns | {"body": body, "leaf_hash": hashlib.sha256(b"\0" + body).digest()}


def test_the_next_entry_in_its_form_is_accepted(forged):
    run(INSERT, forged)


@pytest.mark.parametrize("step", [-1, 1, 100])
def test_an_entry_that_leaves_a_gap_or_stands_twice_is_refused(forged, step):
    with pytest.raises(DatabaseError, match="ledger_gapless"):
        run(INSERT, forged | {"idx": forged["idx"] + step})


def test_a_backdated_entry_is_refused(forged, recorded):
    from datetime import timedelta

    for away, broken in (("-60", "ledger_at_never_decreases"), ("60", "ledger_at_is_now")):
        moved = forged | {"at": forged["at"] + timedelta(seconds=int(away))}
        with pytest.raises(DatabaseError, match=broken):
            run(INSERT, with_body(moved))


def test_a_backdated_first_entry_is_refused(db):
    from datetime import UTC, datetime

    columns = {"idx": 0, "kind": "sealed", "at": datetime(2026, 1, 1, tzinfo=UTC)}
    with pytest.raises(DatabaseError, match="ledger_at_is_now"):
        run(INSERT, with_body(columns))


def test_an_entry_whose_hash_is_not_of_its_body_is_refused(forged):
    with pytest.raises(DatabaseError, match="ledger_leaf_hash_is_of_body"):
        run(INSERT, forged | {"leaf_hash": bytes(32)})


@pytest.mark.parametrize("lie", [{"t": "act"}, {"at": "2026-12-01T03:00:00.000Z"}, {"act": "tenders.x"}])
def test_an_entry_whose_columns_differ_from_its_body_is_refused(forged, lie):
    with pytest.raises(DatabaseError, match="ledger_columns_follow_body"):
        run(INSERT, with_body(forged, **lie))


def test_a_document_under_another_name_is_refused(recorded):
    with pytest.raises(DatabaseError, match="ledger_document_is_its_digest"):
        run("INSERT INTO ledger_document VALUES (%s, 'lain')", ["0" * 64])


@pytest.mark.parametrize("table", ["private", "pending", "batch"])
def test_the_auditors_role_cannot_count_bids_or_read_private_parts(audit_connection, table):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        audit_connection.execute(f"SELECT count(*) FROM ledger_{table}")


def test_the_auditors_role_reads_the_record_and_writes_nothing(audit_connection):
    audit_connection.execute("SELECT count(*) FROM ledger_entry")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        audit_connection.execute("INSERT INTO ledger_document VALUES ('x', 'x')")


def test_two_writers_at_once_leave_no_gap(site, committed_db, ratna):
    """Ten sessions append at the same time; the head lock gives each its own index."""
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections

    def append(number):
        try:
            return services.record("tenders.x", actor=ratna, subject="T-1", public={"nomor": number}).idx
        finally:
            connections.close_all()

    with ThreadPoolExecutor(10) as pool:
        indexes = list(pool.map(append, range(40)))
    assert sorted(indexes) == list(range(1, 41))


def test_ticks_appended_by_many_processes_at_once_make_one_leaf(committed_db, settings):
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections

    from lpse.ledger.models import Entry

    settings.BATCH_SECONDS = 3600
    services.ensure_genesis()

    def tick(_number):
        try:
            return len(services.append_batch(True))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        appended = sum(pool.map(tick, range(16)))
    assert appended == Entry.objects.filter(kind="sealed").count()
    assert appended in (1, 2)  # two when the hour changed while they ran
