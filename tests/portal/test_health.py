# SPDX-License-Identifier: Apache-2.0
"""What machines ask: alive, and can people work?"""

import pytest
from django.test import Client

HOST = {"host": "127.0.0.1"}


@pytest.fixture
def ready(db, s3, settings):
    """An installation whose keys are made."""
    from lpse.ledger import services as ledger

    ledger.ensure_genesis()


def asked():
    answer = Client(headers=HOST).get("/readyz")
    return answer.status_code, answer.json()


def test_livez_answers_without_a_database():
    answer = Client(headers=HOST).get("/livez")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_readyz_is_200_when_everything_that_counts_is_there(ready, broker):
    code, checks = asked()
    assert code == 200, checks
    assert checks == dict.fromkeys(checks, True)
    assert {"database", "migrations", "clock", "record", "store", "live"} <= set(checks)


def test_the_loss_of_valkey_is_told_and_does_not_count(ready, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    code, checks = asked()
    assert code == 200
    assert checks["live"] is False


def test_without_its_keys_the_portal_is_not_ready(ready, settings, tmp_path):
    settings.LOG_KEY_FILE = tmp_path / "gone.key"
    code, checks = asked()
    assert code == 503
    assert checks["record"] is False


def test_a_demo_is_ready_once_the_sign_ins_are_written(ready, settings, tmp_path):
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "wanted").touch()
    assert asked()[0] == 503
    (tmp_path / "demo" / "accounts.json").write_text("[]", encoding="utf-8")
    assert asked()[0] == 200


def test_a_machine_may_ask_by_number(ready):
    assert Client(headers=HOST).get("/readyz").status_code == 200
    assert Client(headers=HOST).get("/tugas/").status_code == 302
