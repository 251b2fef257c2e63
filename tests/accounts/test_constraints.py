# SPDX-License-Identifier: Apache-2.0
"""Attacks on appointments and keys in raw SQL, as the portal's own role."""

import pytest
from django.db import DatabaseError, connection, transaction

from lpse.accounts.models import MemberKey
from lpse.core import clock


def run(sql, parameters=()):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def broken_by(sql, parameters=()):
    """Name of the sentence that an attack breaks."""
    with pytest.raises(DatabaseError) as caught:
        run(sql, parameters)
    return caught.value.__cause__.diag.constraint_name


ONE = "WHERE user_id = %s"


@pytest.fixture
def bima(cast):
    return [cast.people["bima"].pk]


@pytest.mark.parametrize(
    "change",
    ["role = 'auditor'", "user_id = 1", "decree_number = 'x'", "decree_on = now()", "agency_id = NULL",
     "decree_sha256 = repeat('a', 64)"],
)  # fmt: skip
def test_what_a_decree_said_is_not_rewritten(cast, bima, change):
    change = change.replace("user_id = 1", f"user_id = {cast.people['arung'].pk}")
    assert broken_by(f"UPDATE accounts_appointment SET {change} {ONE}", bima) == "appointment_unchanged"


@pytest.mark.parametrize(
    "valid",
    [
        "tstzrange(lower(valid), upper(valid) + interval '1 day')",
        "tstzrange(lower(valid) - interval '1 day', upper(valid))",
        "tstzrange(lower(valid) + interval '1 day', upper(valid))",
        "tstzrange(lower(valid), now() - interval '1 hour')",
        "tstzrange(lower(valid), NULL)",
        "'empty'",
    ],
)
def test_a_term_only_ends_earlier_and_not_in_the_past(bima, valid):
    assert broken_by(f"UPDATE accounts_appointment SET valid = {valid} {ONE}", bima) == "appointment_only_ends_earlier"


def test_a_term_may_end_now(bima):
    run(f"UPDATE accounts_appointment SET valid = tstzrange(lower(valid), now()) {ONE}", bima)


def test_two_terms_of_one_office_do_not_overlap(bima):
    copy = (
        "INSERT INTO accounts_appointment (user_id, role, valid, decree_number, decree_on, decree_sha256)"
        " SELECT user_id, role, tstzrange(now(), now() + interval '1 hour'), 'x', now(), '' FROM accounts_appointment"
    )
    assert broken_by(f"{copy} {ONE}", bima) == "appointments_do_not_overlap"


def test_an_office_nobody_knows_is_not_given(bima):
    sql = (
        "INSERT INTO accounts_appointment (user_id, role, valid, decree_number, decree_on, decree_sha256)"
        " VALUES (%s, 'superuser', tstzrange(now(), NULL), 'x', now(), '')"
    )
    assert broken_by(sql, bima) == "appointment_role_is_known"


@pytest.mark.parametrize("table", ["accounts_appointment", "accounts_user", "accounts_memberkey"])
@pytest.mark.parametrize("attack", ["DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_people_appointments_and_keys_are_never_deleted(cast, table, attack):
    with pytest.raises(DatabaseError, match="permission denied"):
        run(attack.format(table))


def test_there_is_one_office(cast):
    sql = (
        "INSERT INTO accounts_office (id, name, org, code, zone, working_hours)"
        " VALUES (2, 'x', 'x', 'x', 'Asia/Jakarta', '{}')"
    )
    assert broken_by(sql) == "there_is_one_office"


@pytest.fixture
def key(cast):
    return MemberKey.objects.create(
        user=cast.people["bima"], member="m-1", kem="k" * 43, sig="s" * 43, blob="b", enrolled_at=clock.now()
    )


@pytest.mark.parametrize("change", ["kem = 'x'", "sig = 'x'", "blob = 'x'", "member = 'x'", "enrolled_at = now()"])
def test_the_halves_of_a_member_key_are_not_exchanged(key, change):
    assert broken_by(f"UPDATE accounts_memberkey SET {change}") == "member_key_unchanged"


def test_an_ended_member_key_does_not_come_back(key):
    run("UPDATE accounts_memberkey SET ended_at = now()")
    assert broken_by("UPDATE accounts_memberkey SET ended_at = NULL") == "member_key_unchanged"


def test_a_person_has_one_current_member_key(key):
    sql = (
        "INSERT INTO accounts_memberkey (user_id, member, kem, sig, blob, enrolled_at)"
        " VALUES (%s, 'm-2', 'x', 'y', 'b', now())"
    )
    assert broken_by(sql, [key.user_id]) == "one_current_member_key_per_person"
