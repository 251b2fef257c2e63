# SPDX-License-Identifier: Apache-2.0
"""The test harness itself: who connects as whom, what is rolled back, what is not."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection

from tests.support.site import Site


def test_tests_run_as_the_role_app_which_owns_nothing(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, count(*) FILTER (WHERE tableowner = current_user), count(*) FROM pg_tables "
            "WHERE schemaname = 'public'"
        )
        role, own, total = cursor.fetchone()
    assert (role, own) == ("app", 0)
    assert total > 10


def test_app_cannot_make_or_drop_a_table(db: None) -> None:
    with connection.cursor() as cursor, pytest.raises(Exception, match="permission denied for schema public"):
        cursor.execute("CREATE TABLE mine (id int)")


def test_owner_may_change_tables_and_is_rolled_back(owner_connection: psycopg.Connection) -> None:
    assert owner_connection.execute("SELECT current_user").fetchone() == ("owner",)
    owner_connection.execute("CREATE TABLE fleeting (id int)")


def test_audit_reads_and_does_not_write(audit_connection: psycopg.Connection) -> None:
    audit_connection.execute("SELECT count(*) FROM django_migrations")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        audit_connection.execute("DELETE FROM django_migrations")


def test_a_database_of_ones_own_keeps_commits_and_is_new(committed_db: str, site: Site) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        assert cursor.fetchone() == (committed_db,)
        cursor.execute("INSERT INTO django_content_type(app_label, model) VALUES ('kept', 'kept')")
    with psycopg.connect(site.address("app", committed_db)) as other:
        assert other.execute("SELECT count(*) FROM django_content_type WHERE model = 'kept'").fetchone() == (1,)


def test_what_another_database_kept_is_not_seen_here(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database(), count(*) FROM django_content_type WHERE model = 'kept'")
        assert cursor.fetchone() == ("lpse_test", 0)
