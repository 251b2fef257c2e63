# SPDX-License-Identifier: Apache-2.0
"""Joint operations (KSO): who is asked, who agreed, and under which name a bidder is shown once names may appear."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Q, Subquery

from lpse.core.acts import Actor, Missing
from lpse.regulations import StageKind
from tenders import selectors as tenders
from tenders.models import Tender
from tenders.rules import Status
from vendors.models import Bid, Consortium, ConsortiumMember, Participation, Vendor
from vendors.rules import BadNumber, BidStatus, clean_nib, clean_npwp, same_taxpayer
from vendors.rules.consortium import percent
from vendors.selectors.doors import vendor_of


@dataclass(frozen=True)
class Partner:
    """A member as the page shows it."""

    row: ConsortiumMember
    name: str
    share: str
    is_self: bool

    @property
    def state(self) -> str:
        """One word: lead, agreed, refused or asked."""
        if self.row.is_lead:
            return "lead"
        return "agreed" if self.row.agreed_at else "refused" if self.row.refused_at else "asked"


@dataclass(frozen=True)
class ConsortiumView:
    """A joint operation for its members: who is in it, whether it may bid, and what the reader may do with it."""

    row: Consortium
    partners: Sequence[Partner]
    is_lead: bool
    own: ConsortiumMember | None
    is_settled: bool

    @property
    def is_complete(self) -> bool:
        """Say whether every member agreed."""
        return all(each.row.agreed_at for each in self.partners)

    @property
    def is_asked(self) -> bool:
        """Say whether the reader's vendor has not answered yet."""
        return self.own is not None and self.own.answered_by_id is None

    @property
    def is_refused(self) -> bool:
        """Say whether a member refused."""
        return any(each.row.refused_at for each in self.partners)


def consortium_views(actor: Actor, tender: Tender, now: datetime) -> list[ConsortiumView]:
    """Return the standing joint operations that the actor's vendor leads or is asked into. Three queries."""
    vendor = vendor_of(actor)
    if vendor is None:
        return []
    rows = Consortium.objects.filter(participation__tender=tender, dissolved_at__isnull=True, members__vendor=vendor)
    found = []
    for row in rows.select_related("participation__tender", "agreement").prefetch_related("members__vendor"):
        members = list(row.members.all())
        own = next(each for each in members if each.vendor_id == vendor.pk)
        partners = [
            Partner(each, str(each.vendor), percent(each.share), each.vendor_id == vendor.pk) for each in members
        ]
        is_settled = row.participation.statements.exists() or not takes_bids(tender, now)
        found.append(ConsortiumView(row, partners, own.is_lead, own, is_settled))
    return found


def led_by(participation: Participation, now: datetime) -> ConsortiumView | None:
    """Return the standing joint operation whose lead takes part here, as its own people see it, or None."""
    rows = Consortium.objects.filter(participation=participation, dissolved_at__isnull=True)
    row = rows.select_related("agreement").prefetch_related("members__vendor").first()
    if row is None:
        return None
    members = list(row.members.all())
    partners = [Partner(each, str(each.vendor), percent(each.share), each.is_lead) for each in members]
    is_settled = participation.statements.exists() or not takes_bids(participation.tender, now)
    return ConsortiumView(row, partners, True, next(each for each in members if each.is_lead), is_settled)


def consortium_for(actor: Actor, code: str, consortium: int) -> Consortium:
    """A joint operation for its members and, once bids are open, for the committee. Raises Missing."""
    rows = Consortium.objects.select_related("agreement").filter(pk=consortium, participation__tender__code=code)
    vendor = vendor_of(actor)
    mine = Q(members__vendor=vendor) if vendor else Q(pk__in=())
    judged = Q(
        participation__tender__seats__user_id=actor.user_id,
        participation__tender__status__in=(Status.OPENED, Status.DECIDED, Status.AWARDED),
        dissolved_at__isnull=True,
    )
    found = rows.filter(mine | judged).first() if actor.user_id else None
    if found is None:
        raise Missing(f"consortium {consortium}")
    return found


def place_for(actor: Actor, code: str, consortium: int) -> ConsortiumMember:
    """The place of the actor's vendor in a joint operation in this tender. Raises Missing."""
    vendor = vendor_of(actor)
    rows = ConsortiumMember.objects.select_related("consortium__participation__tender", "vendor", "tender")
    found = rows.filter(consortium_id=consortium, vendor=vendor, tender__code=code).first() if vendor else None
    if found is None:
        raise Missing(f"consortium {consortium}")
    return found


def joint_bid_of(bidder: str, tender: Tender) -> Consortium | None:
    """The joint operation that a bidder, named by the code of its vendor, leads in a tender, with its agreement."""
    rows = Consortium.objects.filter(participation__tender=tender, participation__vendor__code=bidder)
    return rows.filter(dissolved_at__isnull=True).select_related("agreement").first()


def asked_of(vendor: Vendor) -> list[ConsortiumMember]:
    """Places that wait for the vendor's answer, in tenders that take bids. One query."""
    rows = ConsortiumMember.objects.filter(vendor=vendor, answered_by__isnull=True, left_at__isnull=True)
    return list(
        rows.filter(tender__status=Status.ANNOUNCED)
        .select_related("tender", "consortium__participation__vendor")
        .prefetch_related("tender__stages")
    )


def takes_bids(tender: Tender, now: datetime) -> bool:
    """Say whether a tender is announced and its bid deadline ahead."""
    return tender.status == Status.ANNOUNCED and now < tenders.window(tender, StageKind.BID_SUBMISSION).ends_at


def has_bid(vendor: Vendor, tender: Tender) -> bool:
    """Say whether a bid of the vendor's own counts in a tender."""
    rows = Bid.objects.filter(participation__vendor=vendor, participation__tender=tender)
    return rows.filter(status=BidStatus.SUBMITTED).exists()


def vendor_by_number(number: str) -> Vendor | None:
    """The vendor with this NIB or NPWP, in either form of the latter, or None."""
    try:
        return Vendor.objects.filter(business_number=clean_nib(number)).first()
    except BadNumber:
        pass
    try:
        taxpayer = same_taxpayer(clean_npwp(number))
    except BadNumber:
        return None
    old = taxpayer[1:] if taxpayer.startswith("0") else taxpayer
    return Vendor.objects.filter(Q(tax_number=taxpayer) | Q(tax_number=old)).first()


def bidder_names(tender: Tender) -> dict[str, str]:
    """Return by vendor code the name of each joint operation that stands in a tender, with its members. Two queries.

    Vendors that bid alone are not in it. For pages and papers after the close, when names may appear.
    """
    rows = Consortium.objects.filter(participation__tender=tender, dissolved_at__isnull=True)
    found = {}
    for row in rows.select_related("participation__vendor").prefetch_related("members__vendor"):
        named = ", ".join(f"{each.vendor} {percent(each.share)}%" for each in row.members.all())
        found[row.participation.vendor.code] = f"{row.name} ({named})"
    return found


def names_by_code(tender: Tender, codes: Iterable[str]) -> dict[str, str]:
    """Return who these vendors bid as in a tender: a joint operation under its own name, else the vendor. One query."""
    joint = Consortium.objects.filter(
        participation__tender=tender, participation__vendor=OuterRef("pk"), dissolved_at__isnull=True
    )
    rows = Vendor.objects.filter(code__in=list(codes)).annotate(joint_name=Subquery(joint.values("name")[:1]))
    return {row.code: row.joint_name or str(row) for row in rows}


def bids_as_partner(actor: Actor, tender: Tender) -> bool:
    """Say whether the actor's vendor is a member of a joint operation that another vendor leads and that bid."""
    vendor = vendor_of(actor)
    if vendor is None:
        return False
    gone = (BidStatus.WITHDRAWN, BidStatus.SUPERSEDED)
    sent = Bid.objects.filter(participation__tender=tender).exclude(status__in=gone)
    rows = ConsortiumMember.objects.filter(vendor=vendor, tender=tender, is_lead=False, left_at__isnull=True)
    return rows.filter(agreed_at__isnull=False, consortium__participation__in=sent.values("participation")).exists()


def partners_of(lead: Vendor, tender: Tender) -> list[Vendor]:
    """Return the vendors that bid together with this one in a tender, it first; it alone where it leads nobody."""
    rows = ConsortiumMember.objects.filter(
        consortium__participation__vendor=lead, tender=tender, consortium__dissolved_at__isnull=True
    )
    return [each.vendor for each in rows.select_related("vendor")] or [lead]
