# SPDX-License-Identifier: Apache-2.0
"""Copies of statements and records in the sealed store, from which the database can be rebuilt."""

from typing import Any

import psycopg
import pytest

from documents.rules import Store
from documents.storage import store
from lpse.core.canonical import b64u, sha256
from lpse.demo import vendors as world
from lpse.demo.cast import Cast
from tenders.models import Tender
from vendors import services
from vendors.models import StatementCopy


def test_the_tick_copies_each_statement_and_its_record_once(cast: Cast, tender: Tender) -> None:
    row = world.submit_bid(cast, "arung", tender)
    assert services.keep_copies() == 1
    assert store.read(Store.SEALED, f"statement/{row.hash}") == bytes(row.body)
    record = bytes(row.record)
    assert store.read(Store.SEALED, f"record/{b64u(sha256(record))}") == record
    assert services.keep_copies() == 0


def test_a_store_that_is_away_loses_no_copy(cast: Cast, tender: Tender, settings: Any) -> None:
    row = world.submit_bid(cast, "arung", tender)
    reachable = settings.S3_ENDPOINT
    settings.S3_ENDPOINT = "127.0.0.1:1"
    store.__dict__.pop("_client", None)
    try:
        assert services.keep_copies() == 0
        assert not StatementCopy.objects.exists()
    finally:
        settings.S3_ENDPOINT = reachable
        store.__dict__.pop("_client", None)
    assert services.keep_copies() == 1
    assert StatementCopy.objects.get().statement == row


def test_the_auditing_role_does_not_see_how_many_copies_there_are(audit_connection: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        audit_connection.execute("SELECT count(*) FROM vendors_statementcopy")
