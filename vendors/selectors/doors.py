# SPDX-License-Identifier: Apache-2.0
"""Doors: a vendor, a participation or a statement for whoever may see it; anything else is Missing."""

from dataclasses import dataclass

from lpse.core.acts import Actor, Missing, Role
from tenders.models import Tender
from tenders.rules import Status
from vendors.models import Bid, Participation, Statement, Vendor, VendorSeat
from vendors.policy import Facts
from vendors.rules import BidStatus, Power, VendorStatus


def seat_of(actor: Actor) -> VendorSeat | None:
    """The actor's current seat in a vendor, or None."""
    if actor.user_id is None:
        return None
    return VendorSeat.objects.select_related("vendor").filter(user_id=actor.user_id, ended_at__isnull=True).first()


def vendor_of(actor: Actor) -> Vendor | None:
    """The vendor the actor acts for, or None."""
    seat = seat_of(actor)
    return seat.vendor if seat else None


def facts(actor: Actor) -> Facts:
    """What policy needs to know of the actor's own vendor."""
    seat = seat_of(actor)
    return Facts(VendorStatus(seat.vendor.status), Power(seat.power)) if seat else Facts()


def participation_of(actor: Actor, tender: Tender) -> Participation | None:
    """The participation of the actor's vendor in a tender, or None."""
    if actor.user_id is None:
        return None
    return (
        Participation.objects.select_related("vendor", "tender")
        .filter(tender=tender, vendor__seats__user_id=actor.user_id, vendor__seats__ended_at__isnull=True)
        .first()
    )


def participation_for(actor: Actor, tender: Tender) -> Participation:
    """The participation of the actor's vendor in a tender. Raises Missing for anybody else."""
    found = participation_of(actor, tender)
    if found is None:
        raise Missing(tender.code)
    return found


def statement_for(actor: Actor, tender: Tender, ver: int) -> Statement:
    """A version of the actor's own vendor's statement. Raises Missing."""
    found = participation_for(actor, tender).statements.filter(ver=ver).first()
    if found is None:
        raise Missing(f"{tender.code} {ver}")
    return found


def current_bid(participation: Participation) -> Bid | None:
    """The bid that counts for a participation, or None when none was sent or it was withdrawn."""
    gone = [BidStatus.SUPERSEDED, BidStatus.WITHDRAWN]
    return participation.bids.exclude(status__in=gone).select_related("statement").first()


def vendor_in_queue(actor: Actor, code: str) -> Vendor:
    """A vendor for a verifier. Raises Missing for everybody else."""
    found = Vendor.objects.filter(code=code).first() if actor.is_a(Role.VERIFIER) else None
    if found is None:
        raise Missing(code)
    return found


@dataclass(frozen=True)
class Participants:
    """What the participants' page shows: a count before the close, who bid after it (decisions.md 3.4)."""

    count: int
    is_closed: bool
    bidders: list[Vendor]
    silent: list[Vendor]


def office_view(tender: Tender) -> Participants:
    """Participants of a tender as anybody may see them: nothing but a number until the close is on the record."""
    rows = Participation.objects.filter(tender=tender)
    if tender.status in (Status.DRAFT, Status.ANNOUNCED) or not tender.closes.exists():
        return Participants(rows.count(), False, [], [])
    bidders: list[Vendor] = []
    silent: list[Vendor] = []
    for row in rows.select_related("vendor").prefetch_related("bids").order_by("vendor__name"):
        sent = any(bid.status not in (BidStatus.SUPERSEDED, BidStatus.WITHDRAWN) for bid in row.bids.all())
        (bidders if sent else silent).append(row.vendor)
    return Participants(len(bidders) + len(silent), True, bidders, silent)
