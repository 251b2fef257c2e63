# SPDX-License-Identifier: Apache-2.0
"""Under which name a bid is shown once names may appear: a joint operation (KSO) under its own, else its vendor."""

from collections.abc import Iterable

from django.db.models import OuterRef, QuerySet, Subquery

from evaluation.models import OpenedBid
from tenders.models import Tender
from vendors.models import Consortium
from vendors.selectors import bidder_names


def with_bidders(rows: QuerySet[OpenedBid]) -> QuerySet[OpenedBid]:
    """Read the name of the joint operation that stands behind each bid in the same query."""
    joint = Consortium.objects.filter(participation=OuterRef("bid__participation"), dissolved_at__isnull=True)
    return rows.annotate(joint_name=Subquery(joint.values("name")[:1]))


def bidder_of(bid: OpenedBid) -> str:
    """Return who bids: the name of the joint operation (KSO) that its vendor leads, else the vendor."""
    participation = bid.bid.participation
    if hasattr(bid, "joint_name"):
        name = bid.joint_name
    else:
        name = participation.consortia.filter(dissolved_at__isnull=True).values_list("name", flat=True).first()
    return name or str(participation.vendor)


def names_of(tender: Tender, bids: Iterable[OpenedBid]) -> dict[str, str]:
    """Return by vendor code who bids, joint operations with their members and shares; no query where none bids."""
    listed = list(bids)
    names = {bid.bid.participation.vendor.code: bidder_of(bid) for bid in listed}
    return names | (bidder_names(tender) if any(getattr(bid, "joint_name", None) for bid in listed) else {})
