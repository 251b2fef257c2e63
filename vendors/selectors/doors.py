# SPDX-License-Identifier: Apache-2.0
"""Doors: a vendor, a participation or a statement for whoever may see it; anything else is Missing."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from lpse.core.acts import Actor, Missing, Role
from tenders.models import Tender
from tenders.rules import RUNNING, Status
from vendors.models import Bid, Participation, Statement, Vendor, VendorSeat
from vendors.policy import Facts
from vendors.rules import BidStatus, Grant, Power, VendorStatus


def seat_of(actor: Actor) -> VendorSeat | None:
    """The actor's current seat in a vendor, or None."""
    if actor.user_id is None:
        return None
    return VendorSeat.objects.select_related("vendor").filter(user_id=actor.user_id, ended_at__isnull=True).first()


def vendor_of(actor: Actor) -> Vendor | None:
    """The vendor the actor acts for, or None."""
    seat = seat_of(actor)
    return seat.vendor if seat else None


def has_open_bid(actor: Actor) -> bool:
    """Say whether the actor's vendor has a bid in a tender that is not over yet."""
    vendor = vendor_of(actor)
    rows = Bid.objects.filter(participation__vendor=vendor, participation__tender__status__in=RUNNING)
    return vendor is not None and rows.filter(status__in=(BidStatus.SUBMITTED, BidStatus.OPENED)).exists()


def facts(actor: Actor) -> Facts:
    """What policy needs to know of the actor's own vendor."""
    seat = seat_of(actor)
    if seat is None:
        return Facts()
    return Facts(VendorStatus(seat.vendor.status), Power(seat.power), grants=granted(seat.grants))


def granted(words: Sequence[str]) -> frozenset[Grant]:
    """Powers by their words."""
    return frozenset(Grant(word) for word in words)


def holds(actor: Actor, vendor: Vendor, grant: Grant) -> bool:
    """Say whether the actor holds a power in this vendor now."""
    seat = seat_of(actor)
    return seat is not None and seat.vendor_id == vendor.pk and facts(actor).holds(grant)


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


SENDER = """
    SELECT p.id, v.code, v.status, s.power, s.grants, first.public_key
    FROM vendors_participation p
    JOIN tenders_tender t ON t.id = p.tender_id
    JOIN vendors_vendor v ON v.id = p.vendor_id
    JOIN vendors_vendorseat s ON s.vendor_id = v.id AND s.user_id = %s AND s.ended_at IS NULL
    LEFT JOIN vendors_statement first ON first.participation_id = p.id AND first.ver = 1
    WHERE t.code = %s
"""


@dataclass(frozen=True)
class Sender:
    """A vendor about to state something in a tender: all that the last minute before a deadline asks about it.

    ``keys`` hold the key of its first statement; empty before that one.
    """

    participation: int
    tender: str
    vendor: str
    facts: Facts
    keys: frozenset[str]


def sender_for(actor: Actor, code: str) -> Sender:
    """Return the actor's vendor as a sender in a tender, in one query. Raises Missing for anybody else."""
    with connection.cursor() as cursor:
        cursor.execute(SENDER, [actor.user_id, code])
        row = cursor.fetchone()
    if row is None:
        raise Missing(code)
    participation, vendor, status, power, grants, key = row
    keys = frozenset({key} if key else ())
    known = Facts(VendorStatus(status), Power(power), grants=granted(grants))
    return Sender(participation, code, vendor, known, keys)


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
