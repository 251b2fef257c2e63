# SPDX-License-Identifier: Apache-2.0
"""What an extension means for envelopes already sealed: they open, and lpse-verify agrees with the whole record."""

from datetime import timedelta
from pathlib import Path

import pytest

from evaluation.models import OpenedBid
from lpse.core import clock
from lpse.core.canonical import timestamp
from lpse.demo import evaluation_opening as openings
from lpse.demo import tenders as world
from lpse.demo import vendors
from lpse.demo.cast import Cast
from lpse.ledger import bundle, keys
from lpse.ledger import services as ledger
from lpse.verify.__main__ import main
from tests.tenders.test_changes import accept, deadline, propose
from vendors import services as bidding


def test_envelopes_sealed_before_and_after_an_extension_open_together_and_verify(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tender = world.announced_tender(cast, closes_in=25, step=5)
    vendors.join(cast, "arung", tender)
    vendors.join(cast, "bahari", tender)
    before = deadline(tender)
    early = vendors.sealed_bid(cast, "arung", tender)
    vendors.submit_bid(cast, "bahari", tender)
    propose(cast, tender, by=timedelta(seconds=3))
    accept(cast, tender)
    body = vendors.stated(cast, "arung", tender, early)
    bidding.submit_bid(actor=cast.actor("arung"), tender=tender, body=body, now=clock.now())
    late = vendors.sealed_bid(cast, "bahari", tender)
    body = vendors.stated(cast, "bahari", tender, late)
    bidding.submit_bid(actor=cast.actor("bahari"), tender=tender, body=body, now=clock.now())
    assert [each.header["ctx"]["nb"] for each in (early, late)] == [timestamp(before), timestamp(deadline(tender))]
    openings.open_tender(cast, tender)
    assert OpenedBid.objects.filter(result="ok").count() == 2
    ledger.sign_head()
    (tmp_path / "bukti.zip").write_bytes(bundle.evidence_bundle(tender.code))
    code = main([str(tmp_path / "bukti.zip"), "--vkey", keys.log_signer().vkey])
    printed = capsys.readouterr().out
    assert code == 0, printed
    assert "2 revisi, batas waktu tidak pernah maju" in printed
