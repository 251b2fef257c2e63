# SPDX-License-Identifier: Apache-2.0
"""Whom an act concerns: the people of each side, and by when they have to do something."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from django.db.models import Q

from complaints.models import Appeal, Objection
from evaluation.models import ClarificationRequest, ProofInvitation, Result, WinnerProposal
from lpse.accounts.models import Appointment
from lpse.core.acts import Role
from lpse.ledger.models import Entry
from lpse.notices.sides import Party
from tenders.models import CommitteeSeat, Package, Stage, Tender
from vendors.models import ConsortiumMember, VendorSeat

ADDRESSED = frozenset({"complaints.watch_clock"})
"""Acts that say themselves, as ``to``, the one role they are told to."""
PARTY_OF: Mapping[str, Party] = {
    Role.COMMITTEE: Party.COMMITTEE,
    Role.UNIT_HEAD: Party.UNIT_HEADS,
    Role.BUDGET_AUTHORITY: Party.AUTHORITY,
    Role.AUDITOR: Party.AUDITORS,
    Role.INFORMATION_OFFICER: Party.INFORMATION_OFFICERS,
    Role.INFORMATION_SUPERIOR: Party.INFORMATION_SUPERIORS,
}


def addressed(entry: Entry, sides: Iterable[Party]) -> list[Party]:
    """Return which of the sides an act is told to: all of them, or the one it says itself."""
    if entry.act not in ADDRESSED:
        return list(sides)
    to = json.loads(bytes(entry.body))["public"]["to"]
    return [side for side in sides if PARTY_OF.get(to) is side]


def people_of(party: Party, subject: str, now: datetime) -> set[int]:
    """Return the ids of the people on one side of an act about ``subject``, a code of a tender, package or vendor."""
    return set(FOUND[party](subject, now))


def name_of(subject: str) -> str:
    """Return the title of a tender or the name of a package; empty for anything else."""
    title = Tender.objects.filter(code=subject).values_list("title", flat=True).first()
    return title or Package.objects.filter(code=subject).values_list("name", flat=True).first() or ""


def until(act: str, subject: str) -> datetime | None:
    """Return the exclusive end of what an act leaves to be done, as it stands now; None when there is none."""
    found = ENDS.get(act)
    return found(subject) if found else None


def _participants(subject: str, now: datetime) -> Iterable[int]:
    """Return the people of every participant, and of every vendor that bids through the lead of a KSO."""
    joint = ConsortiumMember.objects.filter(tender__code=subject, agreed_at__isnull=False, left_at=None)
    concerned = Q(vendor__participations__tender__code=subject) | Q(vendor__in=joint.values("vendor"))
    seats = VendorSeat.objects.filter(concerned, ended_at=None)
    return seats.values_list("user_id", flat=True)


def _committee(subject: str, now: datetime) -> Iterable[int]:
    concerned = Q(tender__code=subject) | Q(tender__package__code=subject)
    return CommitteeSeat.objects.filter(concerned).values_list("user_id", flat=True)


def _officer(subject: str, now: datetime) -> Iterable[int]:
    concerned = Q(code=subject) | Q(tenders__code=subject)
    return Package.objects.filter(concerned).values_list("officer_id", flat=True)


def _vendor(subject: str, now: datetime) -> Iterable[int]:
    return VendorSeat.objects.filter(vendor__code=subject, ended_at=None).values_list("user_id", flat=True)


def _asked(subject: str, now: datetime) -> Iterable[int]:
    """Return the people of every bidder who still has a request for clarification to answer."""
    waiting = ClarificationRequest.objects.filter(evaluation__tender__code=subject, answer=None)
    vendors = waiting.values("opened_bid__bid__participation__vendor_id")
    return VendorSeat.objects.filter(vendor__in=vendors, ended_at=None).values_list("user_id", flat=True)


def _invited(subject: str, now: datetime) -> Iterable[int]:
    """Return the people of every bidder who has still a proof of qualification ahead."""
    ahead = ProofInvitation.objects.filter(evaluation__tender__code=subject, proof=None)
    vendors = ahead.values("opened_bid__bid__participation__vendor_id")
    return VendorSeat.objects.filter(vendor__in=vendors, ended_at=None).values_list("user_id", flat=True)


def _in_office(role: Role) -> Callable[[str, datetime], Iterable[int]]:
    def found(subject: str, now: datetime) -> Iterable[int]:
        return Appointment.objects.filter(role=role.value, valid__contains=now).values_list("user_id", flat=True)

    return found


FOUND: Mapping[Party, Callable[[str, datetime], Iterable[int]]] = {
    Party.PARTICIPANTS: _participants,
    Party.COMMITTEE: _committee,
    Party.OFFICER: _officer,
    Party.UNIT_HEADS: _in_office(Role.UNIT_HEAD),
    Party.ASKED: _asked,
    Party.INVITED: _invited,
    Party.AUTHORITY: _in_office(Role.BUDGET_AUTHORITY),
    Party.AUDITORS: _in_office(Role.AUDITOR),
    Party.INFORMATION_OFFICERS: _in_office(Role.INFORMATION_OFFICER),
    Party.INFORMATION_SUPERIORS: _in_office(Role.INFORMATION_SUPERIOR),
    Party.VERIFIERS: _in_office(Role.VERIFIER),
    Party.VENDOR: _vendor,
}


def _bids_until(subject: str) -> datetime | None:
    stages = Stage.objects.filter(tender__code=subject, kind="bid_submission")
    return stages.values_list("ends_at", flat=True).first()


def _objections_until(subject: str) -> datetime | None:
    results = Result.objects.filter(tender__code=subject, voided_at=None)
    return results.values_list("objection_ends_at", flat=True).first()


def _answers_until(subject: str) -> datetime | None:
    filed = Objection.objects.filter(result__tender__code=subject, answered_at=None).order_by("due_at")
    return filed.values_list("due_at", flat=True).first()


def _appeal_until(subject: str) -> datetime | None:
    admitted = Appeal.objects.filter(objection__result__tender__code=subject, status="admitted").order_by("due_at")
    return admitted.values_list("due_at", flat=True).first()


def _winner_until(subject: str) -> datetime | None:
    waiting = WinnerProposal.objects.filter(evaluation__tender__code=subject, decision=None).order_by("-pk")
    return waiting.values_list("due_at", flat=True).first()


ENDS: Mapping[str, Callable[[str], datetime | None]] = {
    "tenders.announce_tender": _bids_until,
    "tenders.accept_schedule_change": _bids_until,
    "tenders.accept_addendum": _bids_until,
    "vendors.publish_answers": _bids_until,
    "evaluation.announce_result": _objections_until,
    "complaints.file_objection": _answers_until,
    "complaints.clarify_bond": _appeal_until,
    "evaluation.propose_winner": _winner_until,
}
