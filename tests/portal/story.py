# SPDX-License-Identifier: Apache-2.0
"""One whole training tender, from announcement to letter, and one that takes bids: what the portal shows."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

FOLLOW_UP = "Koreksi aritmatik semua penawaran dihitung ulang dari daftar kuantitas dokumen."


@dataclass
class Story:
    """The people, a tender that takes bids (PT Arung bid already), a finished one, and PT Arung's receipts in both."""

    cast: Any
    taking_bids: Any
    finished: Any
    sealed: Any
    kept: Any
    database: str
    var: Path


def told(closes_in: float = 20) -> tuple[Any, Any, Any, Any, Any]:
    """Make both tenders through the services; the finished one takes bids for ``closes_in`` seconds.

    The finished one: bids sealed and opened, a result voided by an objection that was right, a second result that
    stands against another, the letter.
    """
    from lpse.core import clock
    from lpse.demo import cast as casting
    from lpse.demo import evaluation_opening, tenders, vendors, waiting
    from lpse.ledger import services as ledger
    from tenders.models import Tender

    ledger.ensure_genesis()
    cast = casting.gather()
    for name in ("arung", "bahari"):
        vendors.verified_vendor(cast, name)
    taking_bids = tenders.announced_tender(cast, title="Pengadaan Komputer Sekolah", closes_in=3600)
    sealed = vendors.submit_bid(cast, "arung", taking_bids, price=Decimal("305000000.00"))
    tender = tenders.announced_tender(cast, title="Pengadaan Mebel Perpustakaan", closes_in=closes_in, step=1)
    kept = vendors.submit_bid(cast, "arung", tender, price=Decimal("300000000.00"))
    vendors.submit_bid(cast, "bahari", tender, price=Decimal("310000000.00"))
    evaluation_opening.open_tender(cast, tender)
    evaluation_opening.approve_minutes(cast, tender)
    decided(cast, tender, failing="bahari")
    objected(cast, tender, upheld=True)
    result = decided(cast, tender)
    objected(cast, tender, upheld=False)
    waiting.wait_until(result.objection_ends_at)
    awarded(cast, tender)
    ledger.append_batch(active=True)
    ledger.record("demo.unworded", actor=cast.actor("oki"), subject="office", public={"at": clock.now().isoformat()})
    ledger.sign_head()
    return cast, Tender.objects.get(pk=taking_bids.pk), Tender.objects.get(pk=tender.pk), sealed, kept


def decided(cast: Any, tender: Any, failing: str = "") -> Any:
    """Every cell passes, but for the first of a vendor that is failed; the sheet is locked, the result announced."""
    from evaluation import services
    from evaluation.models import OpenedBid
    from lpse.core import clock
    from vendors import selectors

    bima = cast.actor("bima")
    out = selectors.vendor_of(cast.actor(failing)) if failing else None
    for bid in OpenedBid.objects.filter(opening__tender=tender):
        for place, requirement in enumerate(tender.requirements.all()):
            fails = place == 0 and bid.bid.participation.vendor == out
            services.save_assessment(
                actor=bima, tender_id=tender.pk, bid_id=bid.pk, requirement_id=requirement.pk, passed=not fails,
                reason="Surat penawaran tidak bertanggal." if fails else "", seen_version=0, now=clock.now(),
            )  # fmt: skip
    services.lock_evaluation(actor=bima, tender_id=tender.pk, now=clock.now())
    services.conclude_proof(actor=bima, tender_id=tender.pk, now=clock.now())
    return services.announce_result(actor=bima, tender_id=tender.pk, now=clock.now())


def objected(cast: Any, tender: Any, *, upheld: bool) -> None:
    """PT Bahari objects and is answered: its point is right, or not."""
    from complaints import services
    from complaints.rules import Answer, Ground, Point
    from lpse.core import clock

    point = Point(Ground.EVALUATION_ERROR, "Harga penawaran kami tidak dikoreksi seperti harga pemenang.", "LDP 12")
    objection = services.file_objection(
        actor=cast.actor("bahari"), tender=tender, points=[point], evidence={}, remedy="Hitung ulang.", now=clock.now()
    )
    answer = Answer(upheld, "Koreksi aritmatik memakai rumus yang sama; berkas evaluasi memuatnya.", "IKP 29")
    services.answer_objection(
        actor=cast.actor("bima"), objection=objection, answers=[answer], follow_up=FOLLOW_UP, now=clock.now()
    )


def awarded(cast: Any, tender: Any) -> None:
    """Ratna issues the letter."""
    from evaluation import services
    from lpse.core import clock

    services.issue_award(actor=cast.actor("ratna"), tender_id=tender.pk, number="000.3/77/SPPBJ/2026", now=clock.now())
