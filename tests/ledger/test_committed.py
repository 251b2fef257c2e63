# SPDX-License-Identifier: Apache-2.0
"""What holds for the record only once transactions really commit."""

import json

from django.core.management import call_command

from lpse.core.canonical import b64u, canonical, label, sha256
from lpse.ledger import services
from lpse.ledger.models import Checkpoint


def leaf(entry):
    return json.loads(bytes(entry.body))


def test_the_owner_can_open_a_commitment(committed_db, site, ratna):
    import psycopg

    entry = services.record("vendors.verify", actor=ratna, subject="V-1", public={}, private={"reason": "lengkap"})
    with psycopg.connect(site.address("owner", committed_db)) as owner:
        salt, body = owner.execute("SELECT salt, body FROM ledger_private WHERE entry_id = %s", [entry.idx]).fetchone()
    assert body == canonical({"by": 7, "reason": "lengkap"})
    assert leaf(entry)["commitment"] == b64u(sha256(label("private") + salt + body))


def test_publishing_after_the_commit_signs_at_once(committed_db, ratna):
    services.record("tenders.x", actor=ratna, subject="T-1", public={})
    services.publish()
    services.publish()
    assert [row.size for row in Checkpoint.objects.all()] == [2]


def test_the_commands_begin_sign_export_and_verify(committed_db, tmp_path, capsys, settings):
    settings.LOG_KEY_FILE, settings.RECEIPT_KEY_FILE = tmp_path / "log.key", tmp_path / "receipt.key"
    call_command("ledger_init")
    call_command("ledger_init")
    assert settings.LOG_KEY_FILE.stat().st_mode & 0o777 == 0o600
    call_command("publish", to=tmp_path / "salinan")
    call_command("verify_ledger")
    assert "1 entries hold, 1 signed heads fit." in capsys.readouterr().out
    assert (tmp_path / "salinan" / "tile" / "entries" / "000.p" / "1").exists()
