# SPDX-License-Identifier: Apache-2.0
"""Reads of objections (sanggah)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from complaints.models import ClockExtension, Objection, ObjectionPoint
from complaints.policy import ObjectionFacts, may_draft
from complaints.rules import Ground, ObjectionStatus, appeal_number
from complaints.selectors import words
from complaints.selectors.appeals import AppealCard, Part, appeal_card, is_authority
from complaints.selectors.extensions import extensions_of
from complaints.selectors.letters import letters_of
from documents.models import Paper, StoredObject
from evaluation.models import Result
from evaluation.selectors.result import result_in_force
from lpse.core.acts import Actor, Missing, Refusal, Role
from tenders.models import Hold, Tender
from tenders.rules import Position, Status
from tenders.selectors import seat_of
from vendors.models import Bid, Participation
from vendors.rules import BidStatus, Grant
from vendors.selectors import bidder_names, bids_as_partner, holds, vendor_of

DID_BID = (BidStatus.SUBMITTED, BidStatus.OPENED, BidStatus.UNREADABLE, BidStatus.VOID)


@dataclass(frozen=True)
class PointCard:
    """One point with its ground in words."""

    point: ObjectionPoint
    ground: Any


@dataclass(frozen=True)
class ObjectionCard:
    """One objection as its page shows it; what the reader may do with it."""

    objection: Objection
    bidder: str
    points: list[PointCard]
    status: Any
    tone: str
    is_overdue: bool
    is_own: bool
    may_answer: bool
    may_withdraw: bool
    may_open_evidence: bool
    letter: Paper | None
    appeal: AppealCard | None


@dataclass(frozen=True)
class ObjectionPage:
    """What the objection tab shows: the window, every objection point by point, what holds, what the reader may do."""

    result: Result | None
    cards: list[ObjectionCard]
    holds: list[Hold]
    is_window_open: bool
    is_bidder: bool
    refusal: Refusal | None
    extensions: list[ClockExtension]


def own_participation(actor: Actor, tender: Tender) -> Participation | None:
    """Return the actor's vendor's participation in the tender, or None."""
    rows = Participation.objects.select_related("vendor").filter(tender=tender)
    vendor = vendor_of(actor)
    return rows.filter(vendor=vendor).first() if vendor else None


def own_objection(actor: Actor, tender: Tender) -> Objection | None:
    """Return the actor's vendor's objection to the result in force, or None."""
    own, result = own_participation(actor, tender), result_in_force(tender)
    return Objection.objects.filter(participation=own, result=result).first() if own and result else None


def facts(actor: Actor, tender: Tender, now: datetime, objection: Objection | None = None) -> ObjectionFacts:
    """Return what policy asks about the actor and the result in force, or the given objection."""
    result = objection.result if objection else result_in_force(tender)
    own = own_participation(actor, tender)
    seat = seat_of(actor, tender)
    did_bid = own is not None and Bid.objects.filter(participation=own, status__in=DID_BID).exists()
    signs = own is not None and holds(actor, own.vendor, Grant.OBJECT)
    return ObjectionFacts(
        has_result=result is not None and tender.status in (Status.DECIDED, Status.AWARDED),
        is_window_open=result is not None and result.announced_at <= now < result.objection_ends_at,
        did_bid=did_bid,
        is_partner=not did_bid and bids_as_partner(actor, tender),
        is_signer=signs,
        has_objected=own is not None and Objection.objects.filter(result=result, participation=own).exists(),
        is_chair=seat is not None and seat.position == Position.CHAIR,
        is_objector=objection is not None and own is not None and objection.participation_id == own.pk,
        status=ObjectionStatus(objection.status) if objection else None,
    )


def objection_for(tender: Tender, number: str) -> Objection:
    """Return an objection of this tender by its number; objections are public. Raises Missing."""
    found = Objection.objects.select_related("result", "participation__vendor").filter(
        result__tender=tender, number=number
    )
    objection = found.first()
    if objection is None:
        raise Missing(number)
    return objection


def evidence_for(actor: Actor, tender: Tender, point_id: int) -> StoredObject:
    """Return a point's proof for its objector, the committee, its procurement officer and auditors. Raises Missing."""
    point = (
        ObjectionPoint.objects.select_related("evidence", "objection")
        .filter(pk=point_id, objection__result__tender=tender, evidence__isnull=False)
        .first()
    )
    if point is None or point.evidence is None or not _may_open(actor, tender, point.objection):
        raise Missing(str(point_id))
    return point.evidence


def _may_open(actor: Actor, tender: Tender, objection: Objection) -> bool:
    own = own_participation(actor, tender)
    return _reads_all(actor, tender) or (own is not None and own.pk == objection.participation_id)


def _reads_all(actor: Actor, tender: Tender) -> bool:
    """Say whether the actor reads every proof: auditors, the procurement officer, the committee."""
    if actor.user_id is None:
        return False
    return actor.is_a(Role.AUDITOR) or tender.package.officer_id == actor.user_id or seat_of(actor, tender) is not None


def objection_page(actor: Actor, tender: Tender, now: datetime) -> ObjectionPage:
    """Return everything the objection tab shows."""
    known = facts(actor, tender, now)
    own = own_participation(actor, tender)
    reads_all = _reads_all(actor, tender)
    objections = (
        Objection.objects.filter(result__tender=tender)
        .select_related("result", "participation__vendor", "appeal_window", "appeal__bond_paper")
        .prefetch_related("points__evidence", "appeal__points__evidence")
        .order_by("filed_at", "id")
    )
    authority = is_authority(actor, tender, now)

    def part_in(row: Objection) -> Part:
        is_own = own is not None and own.pk == row.participation_id
        reads = is_own or reads_all or authority or actor.is_a(Role.UNIT_HEAD)
        return Part(is_own, is_own and known.is_signer, known.is_chair, authority, reads)

    answers, names = letters_of(tender), bidder_names(tender) if objections else {}
    numbers = [appeal_number(row.number) for row in objections]
    return ObjectionPage(
        result=result_in_force(tender),
        cards=[
            _card(
                row,
                names,
                known,
                own,
                now,
                reads_all,
                answers,
                appeal_card(actor, tender, row, part_in(row), now, answers),
            )
            for row in objections
        ],
        holds=list(tender.holds.filter(lifted_at__isnull=True).order_by("placed_at")),
        is_window_open=known.is_window_open,
        is_bidder=known.did_bid,
        refusal=may_draft(actor, known),
        extensions=extensions_of([tender.code, *numbers]),
    )


def _card(
    row: Objection,
    names: Mapping[str, str],
    known: ObjectionFacts,
    own: Participation | None,
    now: datetime,
    reads_all: bool,
    answers: Mapping[str, Paper],
    appeal: AppealCard | None,
) -> ObjectionCard:
    status, tone = words.OBJECTION[ObjectionStatus(row.status)]
    is_open = row.status == ObjectionStatus.FILED
    is_own = own is not None and own.pk == row.participation_id
    return ObjectionCard(
        objection=row,
        bidder=names.get(row.participation.vendor.code, str(row.participation.vendor)),
        points=[PointCard(point, words.GROUND[Ground(point.ground)]) for point in row.points.all()],
        status=status,
        tone=tone,
        is_overdue=is_open and now >= row.due_at,
        is_own=is_own,
        may_answer=is_open and known.is_chair,
        may_withdraw=is_open and is_own and known.is_signer,
        may_open_evidence=is_own or reads_all,
        letter=answers.get(row.number),
        appeal=appeal,
    )
