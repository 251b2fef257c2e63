# SPDX-License-Identifier: Apache-2.0
"""No bid came in: on that day two members move the deadline, bids come in after all, and the round closes again.

Source: Peraturan LKPP 9/2018 Lampiran 4.2.5; law.md R-SCH-4; sealed-bids.md 7.6.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from evaluation import services as opening
from lpse.core import clock
from lpse.core.acts import Refused
from lpse.core.canonical import parse
from lpse.demo import tenders as world
from lpse.demo import vendors as trade
from lpse.demo import waiting
from lpse.demo.cast import Cast
from lpse.ledger import bundle
from lpse.ledger import services as ledger
from lpse.regulations import StageKind as K
from lpse.regulations.planning import DeadlineGround
from lpse.verify.__main__ import main
from tenders import selectors, services
from tenders.models import ScheduleChange, Tender
from tenders.rules import Planned, why_not_extended
from tests.support.clients import client_of
from vendors import selectors as vendors
from vendors.models import Bid, Close
from vendors.services import closing

MORE = timedelta(seconds=9)


def closed_empty(cast: Cast) -> Tender:
    """A tender whose time for bids ran out without one, closed by the clock."""
    tender = world.announced_tender(cast, closes_in=2)
    trade.verified_vendor(cast, "arung")
    waiting.closed(tender)
    closing.close_due()
    return Tender.objects.get(pk=tender.pk)


def propose(
    cast: Cast, tender: Tender, ground: DeadlineGround = DeadlineGround.NO_BID, stages: Sequence[Planned] | None = None
) -> ScheduleChange:
    """Propose that the deadline moves by a few seconds from now."""
    plan = selectors.extended(tender, clock.now() + MORE) if stages is None else stages
    return services.propose_schedule_change(
        actor=cast.actor("bima"),
        tender=tender,
        stages=plan,
        ground=ground,
        reason="Tidak ada penawaran yang masuk sampai batas akhir.",
        now=clock.now(),
    )


def test_bids_that_come_in_after_all_are_closed_once_more_and_everything_verifies(cast: Cast, tmp_path: Path) -> None:
    tender = closed_empty(cast)
    assert (tender.status, opening_due()) == ("closed", [])
    page = client_of(cast.people["bima"]).get(f"/tender/{tender.code}/jadwal/ubah/").content.decode()
    assert "Tidak ada penawaran yang masuk" in page and 'value="no_bid"' in page
    change = propose(cast, tender)
    services.accept_schedule_change(actor=cast.actor("citra"), tender=tender, number=change.number, now=clock.now())
    tender = Tender.objects.get(pk=tender.pk)
    assert (tender.status, tender.revision) == ("announced", 2)
    assert vendors.office_view(tender).is_closed is False
    trade.join(cast, "arung", tender)
    trade.submit_bid(cast, "arung", tender, files=[])
    waiting.closed(tender)
    closing.close_due()
    first, second = Close.objects.filter(tender=tender).order_by("pk")
    assert [len(parse(bytes(row.body))["entries"]) for row in (first, second)] == [0, 1]
    assert opening.begin_opening(tender_id=tender.pk, now=clock.now()).close == second
    assert Bid.objects.get().status == "submitted"
    ledger.sign_head()
    (tmp_path / "bukti.zip").write_bytes(bundle.evidence_bundle(tender.code))
    assert main([str(tmp_path / "bukti.zip")]) == 0
    attack_the_second_close(tender)


def opening_due() -> list[int]:
    from evaluation.selectors import ceremony

    return ceremony.due_to_begin()


def attack_the_second_close(tender: Tender) -> None:
    """After bids were revealed there is no third close, and no way back to taking bids."""
    again = (
        "INSERT INTO vendors_close (tender_id, lot, round, body, hash, closed_at, leaf) SELECT tender_id, lot, round,"
    )
    again += " body, reverse(hash), clock_timestamp(), leaf FROM vendors_close ORDER BY id DESC LIMIT 1"
    reopened = f"UPDATE tenders_tender SET status = 'announced', revision = revision + 1 WHERE id = {tender.pk}"
    for attack, constraint in ((again, "close_not_before_the_deadline"), (reopened, "extended_on_the_day")):
        assert constraint in broken_by(attack)


def broken_by(statement: str) -> str:
    """The constraint that refuses a statement."""
    with pytest.raises(IntegrityError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return str(refused.value.__cause__.diag.constraint_name)  # type: ignore[union-attr]


def test_an_empty_close_is_no_ground_for_anything_else_and_one_person_is_not_enough(cast: Cast) -> None:
    tender = closed_empty(cast)
    with pytest.raises(Refused, match="sudah berakhir"):
        propose(cast, tender, DeadlineGround.SYSTEM_DISRUPTION)
    stages = selectors.planned(tender)
    later = [Planned(s.kind, s.starts_at, s.ends_at + MORE) if s.kind is K.DOCUMENT_DOWNLOAD else s for s in stages]
    with pytest.raises(Refused):
        propose(cast, tender, stages=later)
    change = propose(cast, tender)
    with pytest.raises(Refused, match="anggota lain"):
        services.accept_schedule_change(actor=cast.actor("bima"), tender=tender, number=change.number, now=clock.now())
    alone = f"UPDATE tenders_tender SET status = 'announced', revision = revision + 1 WHERE id = {tender.pk}"
    assert broken_by(alone) == "extended_on_the_day_of_an_empty_close"
    assert Tender.objects.get(pk=tender.pk).status == "closed"


def test_before_the_deadline_nobody_can_know_that_no_bid_came_in(cast: Cast) -> None:
    tender = world.announced_tender(cast)
    with pytest.raises(Refused, match="pada hari batas akhir"):
        propose(cast, tender)


def test_the_deadline_moves_until_midnight_and_the_committee_is_told_so_on_its_pages(cast: Cast) -> None:
    tender = closed_empty(cast)
    until = selectors.extendable_until(tender, clock.now())
    assert until is not None
    assert (until.hour, until.minute) == (0, 0)
    assert selectors.extendable_until(tender, until) is None
    bima, address = client_of(cast.people["bima"]), f"/tender/{tender.code}/jadwal/ubah/"
    assert address in bima.get("/tugas/").content.decode()
    assert address in bima.get(f"/tender/{tender.code}/").content.decode()
    assert address not in client_of(cast.people["arung"]).get(f"/tender/{tender.code}/").content.decode()
    assert "R-SCH-4" in selectors.change_view(tender, propose(cast, tender)).source


@pytest.mark.parametrize(
    ("kind", "starts", "ends", "may"),
    [
        (K.BID_SUBMISSION, 0, 30, True),
        (K.BID_SUBMISSION, 1, 30, False),
        (K.BID_SUBMISSION, 0, 9, False),
        (K.DOCUMENT_DOWNLOAD, 0, 25, True),
        (K.ANNOUNCEMENT, 0, 30, False),
        (K.CLARIFICATION, 0, 30, False),
        (K.EVALUATION, 30, 40, True),
        (K.EVALUATION, 15, 40, False),
        (K.EVALUATION, 40, 30, False),
    ],
)
def test_what_may_move_on_the_day_of_an_empty_close(kind: K, starts: int, ends: int, may: bool) -> None:
    day = datetime.fromisoformat("2026-11-20T00:00:00+00:00")
    at = [day + timedelta(hours=hour) for hour in (0, 10, starts, ends, 20)]
    old, new = Planned(kind, at[0], at[1]), Planned(kind, at[2], at[3])
    assert (why_not_extended(old, new, at[4]) is None) is may
