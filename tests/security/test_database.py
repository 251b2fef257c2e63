# SPDX-License-Identifier: Apache-2.0
"""Whoever steals the portal's own database password, or the auditor's, still cannot forge, read or unlock."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from tests.conftest import connection_as
from tests.security.conftest import House

MINE = "UPDATE accounts_appointment SET "
FORGERIES = {
    "a late bid": "INSERT INTO vendors_statement (participation_id, ver, body, hash, public_key, envelope_count,"
    " received_at, record, record_hash) SELECT participation_id, 9, body, 'x', public_key, 1, received_at, record,"
    " record_hash FROM vendors_statement LIMIT 1",
    "an edited bid": "UPDATE vendors_statement SET body = 'x'",
    "a deleted bid": "DELETE FROM vendors_bid",
    "a bid moved to opened": "UPDATE vendors_bid SET status = 'opened' WHERE status = 'submitted'",
    "an object proven by hand": "UPDATE vendors_sealedobject SET digest = 'x' WHERE proven_at IS NOT NULL",
    "an edited leaf": "UPDATE ledger_entry SET body = 'x'",
    "a deleted leaf": "DELETE FROM ledger_entry",
    "a cut tail": "TRUNCATE ledger_entry CASCADE",
    "a smaller head": "UPDATE ledger_head SET size = 1",
    "a forged tree": "INSERT INTO ledger_node (level, idx, hash) VALUES (40, 0, sha256('x'))",
    "another batch": "UPDATE ledger_pending SET record_hash = sha256('x')",
    "a close before its hour": "INSERT INTO vendors_close (tender_id, lot, round, body, hash, closed_at, leaf)"
    " SELECT id, '1', 1, '{\"entries\":[]}', 'x', clock_timestamp(), 1 FROM tenders_tender WHERE status = 'announced'",
    "a tender closed before its hour": "UPDATE tenders_tender SET status = 'closed' WHERE status = 'announced'",
    "an opening before the close": "INSERT INTO evaluation_opening (tender_id, close_id, kind, body, hash, leaf,"
    " begun_at) SELECT t.id, c.id, 'single', c.body, c.hash, c.leaf, now() FROM tenders_tender t, vendors_close c"
    " WHERE t.status = 'announced' LIMIT 1",
    "a deadline pulled forward": "UPDATE tenders_stage SET ends_at = now() WHERE kind = 'bid_submission'",
    "a passed deadline moved": "UPDATE tenders_stage SET ends_at = now() + interval '1 day' WHERE"
    " kind = 'bid_submission' AND ends_at < now()",
    "another server key": "UPDATE tenders_serverkey SET public = 'x'",
    "another key set": "UPDATE tenders_keyset SET body = 'x'",
    "a tender that is no training any more": "UPDATE tenders_tender SET training = false",
    "a lawful move of one's own": "INSERT INTO legal_move VALUES ('tenders.tender', 'announced', 'awarded')",
    "a lawful move taken away": "DELETE FROM legal_move",
    "an appointment made longer": f"{MINE}valid = tstzrange(lower(valid), upper(valid) + interval '9 years')",
    "another office": f"{MINE}role = 'auditor' WHERE role = 'operator'",
    "another person's office": f"{MINE}user_id = user_id + 1",
    "a forgotten appointment": "DELETE FROM accounts_appointment",
    "another file under a digest": "UPDATE documents_storedobject SET key = 'public/other'",
    "a forgotten file": "DELETE FROM documents_storedobject",
    "an edited result": "UPDATE evaluation_standing SET rank = 1",
    "a letter to somebody else": "UPDATE evaluation_award SET vendor_id = vendor_id + 1",
    "an edited objection": "UPDATE complaints_objectionpoint SET fact = 'x'",
    "an edited complaint": "UPDATE complaints_complaint SET text = 'x'",
    "a hold that never was": "DELETE FROM tenders_hold",
    "guards switched off": "ALTER TABLE vendors_statement DISABLE TRIGGER ALL",
    "guards asleep": "SET session_replication_role = replica",
    "another guard": "CREATE OR REPLACE FUNCTION in_window(timestamptz, timestamptz, timestamptz) RETURNS boolean"
    " LANGUAGE sql RETURN true",
    "a table of the same name in front": "CREATE TEMP TABLE legal_move (model text, source text, target text)",
    "a schema in front": "CREATE SCHEMA thief",
    "the owner's role": "SET ROLE owner",
    "a dropped guard": "DROP TRIGGER vendors_bid_kept ON vendors_bid",
}
NEVER_READ = {
    "app": ["ledger_private"],
    "audit": [
        "ledger_private", "ledger_pending", "ledger_batch", "vendors_statement", "vendors_bid", "vendors_envelope",
        "vendors_sealedobject", "vendors_refusal", "complaints_complaint", "complaints_complaintmessage",
        "complaints_informationrequest", "complaints_informationobjection", "complaints_informationfile",
        "complaints_sealedvoice", "complaints_sealedobject", "complaints_sealedkey",
        "complaints_complaintkind", "complaints_complaintclock", "complaints_complaintforwarding",
        "django_session", "usersessions_usersession", "mfa_authenticator", "security_cache",
    ],
}  # fmt: skip
HIDDEN = [("accounts_user", "password"), ("accounts_memberkey", "blob"), ("evaluation_release", "box")]


@pytest.fixture
def app(built_house: House) -> Iterator[psycopg.Connection[Any]]:
    """A thief with the portal's password."""
    yield from connection_as("app", built_house.database)


@pytest.mark.parametrize("what", FORGERIES)
def test_the_portal_s_own_role_forges_nothing(app: psycopg.Connection[Any], what: str) -> None:
    with pytest.raises(psycopg.Error) as refused:
        done = app.execute(FORGERIES[what])  # type: ignore[call-overload]
        app.commit()
        assert done.rowcount == 0, f"{what} was written"
    assert refused.value.sqlstate in {"42501", "23514", "23000", "55000"}, (what, refused.value)


@pytest.mark.parametrize(("role", "table"), [(role, table) for role, names in NEVER_READ.items() for table in names])
def test_what_a_role_has_no_business_with_it_cannot_read(built_house: House, role: str, table: str) -> None:
    for connection in connection_as(role, built_house.database):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(f"SELECT * FROM {table}")  # type: ignore[call-overload]


@pytest.mark.parametrize(("table", "column"), HIDDEN)
def test_the_auditors_role_reads_people_and_releases_but_no_secret_of_theirs(
    built_house: House, table: str, column: str
) -> None:
    for connection in connection_as("audit", built_house.database):
        assert connection.execute(f"SELECT id FROM {table}").fetchall()  # type: ignore[call-overload]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(f"SELECT {column} FROM {table}")  # type: ignore[call-overload]


def test_the_auditors_role_writes_nothing_at_all(built_house: House, site: Any) -> None:
    with psycopg.connect(site.address("owner", built_house.database)) as owner:
        granted = owner.execute(
            "SELECT table_name, privilege_type FROM information_schema.role_table_grants"
            " WHERE grantee IN ('audit', 'PUBLIC') AND table_schema = 'public' AND privilege_type <> 'SELECT'"
        ).fetchall()
        may_run = owner.execute(
            "SELECT p.proname FROM pg_proc p WHERE p.prosecdef AND p.prorettype <> 'trigger'::regtype"
            " AND has_function_privilege('audit', p.oid, 'EXECUTE')"
        ).fetchall()
    assert not granted
    assert [name for (name,) in may_run] in ([], ["ledger_lock"])


def test_seeds_of_the_server_lie_wrapped_and_each_for_its_own_tender(house: House) -> None:
    from documents.sealing.hpke import derive_key_pair
    from tenders.models import ServerKey

    keys = list(ServerKey.objects.all())
    assert len(keys) >= 2
    for key in keys:
        wrapped = bytes(key.wrapped_seed)
        assert len(wrapped) == 40  # AES-KW of 32 bytes; a seed that lies open has 32
        from lpse.core.canonical import b64u

        for start in range(9):
            _secret, public = derive_key_pair(wrapped[start : start + 32])
            assert b64u(public) != key.public
