# SPDX-License-Identifier: Apache-2.0
"""The real record, on PostgreSQL, written through its services and checked offline from the files it gives out."""

from datetime import timedelta

import pytest
from django.db import connection

from documents.sealing import statement
from lpse.core.acts import Actor
from lpse.core.canonical import canonical, unb64u
from lpse.ledger import bundle, keys, services
from lpse.verify.__main__ import main
from tests.verify.story import TENDER, Story

pytestmark = pytest.mark.django_db


class Portal(Story):
    """The same story, told by the portal itself: every leaf goes through lpse.ledger."""

    def leaf(self, kind, fields, after=1.0, **who):
        act, actor = who.get("act", "x"), Actor.clock()
        if kind == "genesis":
            services.ensure_genesis()
        elif kind == "act":
            services.record(act, actor=actor, subject=fields["subject"], public=fields["public"])
        else:
            services.append(kind, fields, act=act, actor=actor)

    def doc(self, document):
        return services.put_document(document if isinstance(document, bytes) else canonical(document))

    def until(self, moment):
        """Wait on the clock of the database."""
        while (now := services._database_now()) < moment:
            pass
        self.now = now.replace(microsecond=now.microsecond // 1000 * 1000)

    def send(self, vendor, **how):
        self.until(self.now)
        said = super().send(vendor, at=self.now, **how)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO ledger_pending VALUES (%s, %s, %s)", [unb64u(self.pending[-1]), TENDER, self.now]
            )
        return said

    def tick(self, at=None):
        self.until(self.now + timedelta(milliseconds=1))
        services.append_batch_now(TENDER)
        self.until(self.now)

    def close_entries(self):
        found = []
        for place in services.placements(TENDER):
            record, said = next(pair for name, pair in self.records.items() if unb64u(name) == place.record_hash)
            found.append({**place.document, "record": record, "statement": said})
        return found


@pytest.fixture
def told():
    """A tender from enrolment to explained batches, on the real record."""
    portal = Portal()
    portal.until(services._database_now())
    deadline = portal.now + timedelta(seconds=2)
    portal.enrol()
    portal.freeze()
    portal.announce(deadline)
    portal.send("V-arung")
    portal.send("V-bahari")
    portal.tick()
    portal.send("V-arung")
    portal.close(at=deadline, deadline=deadline)
    portal.open()
    portal.release(1)
    portal.release(3)
    portal.result()
    portal.announce_result()
    services.explain_batches(before=services._database_now())
    services.sign_head()
    return portal


def receipt_of(portal, vendor, version):
    said = portal.statements[vendor][version - 1]
    name, (record, _said) = next((name, pair) for name, pair in portal.records.items() if pair[1] is said)
    note = services.sign_receipt(statement.receipt_body(said, record, 2))
    return bundle.receipt_bundle(note, statement=canonical(said), proof=services.receipt_proof(unb64u(name)))


def test_what_the_portal_gives_out_passes_the_offline_checker(told, tmp_path, capsys):
    (tmp_path / "bukti.zip").write_bytes(bundle.evidence_bundle(TENDER, evaluation=told.evaluation))
    arguments = [str(tmp_path / "bukti.zip"), "--vkey", keys.log_signer().vkey, "--log", str(tmp_path / "salinan")]
    for version in (1, 2):
        (tmp_path / f"{version}.zip").write_bytes(receipt_of(told, "V-arung", version))
        arguments += ["--receipt", str(tmp_path / f"{version}.zip")]
    bundle.export(tmp_path / "salinan")
    code = main(arguments)
    printed = capsys.readouterr().out
    assert code == 0, printed
    assert "3 pernyataan" in printed
    assert "tidak ada penawaran tersembunyi" in printed
    assert "hanya sah bila ada gangguan" not in printed


def test_the_bundle_without_the_evaluation_does_not_pass(told, tmp_path, capsys):
    (tmp_path / "bukti.zip").write_bytes(bundle.evidence_bundle(TENDER))
    assert main([str(tmp_path / "bukti.zip")]) == 1
    assert "evaluasi.json tidak ada" in capsys.readouterr().out
