# SPDX-License-Identifier: Apache-2.0
"""The cast and the few things every test of the record needs."""

import hashlib

import pytest

from lpse.core.acts import Actor, Role


@pytest.fixture
def ratna():
    """Procurement officer."""
    return Actor(7, "Ratna", frozenset({Role.PROCUREMENT_OFFICER}))


@pytest.fixture
def waiting(db):
    """``waiting(tender, name)`` puts a record hash where the acceptance of a bid puts it, and returns the hash."""
    from django.db import connection

    def put(tender, name, ago="0 seconds"):
        record = hashlib.sha256(name.encode()).digest()
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO ledger_pending (record_hash, tender, received_at)"
                " VALUES (%s, %s, date_trunc('milliseconds', clock_timestamp()) - interval '1 ms' - %s::interval)",
                [record, tender, ago],
            )
        return record

    return put
