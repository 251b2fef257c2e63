# SPDX-License-Identifier: Apache-2.0
"""Reads of appeals (sanggah banding): terms of law, doors, and what their pages show."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from complaints.models import Appeal, AppealPoint, AppealWindow, Objection
from complaints.policy_appeals import (
    AppealFacts,
    may_clarify,
    may_decide,
    may_draft_appeal,
    may_enter_letter,
    may_settle,
)
from complaints.rules import AppealStatus, Ground, ObjectionStatus, Ordered
from complaints.selectors import words
from documents.models import Paper, StoredObject
from evaluation.selectors.result import calendar_of
from lpse import regulations
from lpse.accounts.models import Appointment
from lpse.core import money
from lpse.core.acts import Actor, Missing, Role
from lpse.core.calendar import local_date
from lpse.core.said import Said
from lpse.regulations import Category, NoSuchRule, Rule
from lpse.regulations.deadlines import Deadline, statutory
from tenders.models import Tender
from tenders.rules import Position, Status
from tenders.selectors import hours_of, seat_of
from vendors.rules import Power


def appeal_term(tender: Tender, start: datetime, rule: Rule = Rule.APPEAL) -> Deadline | None:
    """Return the window for appeals that begins at ``start``, or None where the law knows none (R-BANDING-1, -4).

    With ``Rule.APPEAL_ANSWER`` the term of the answer, which begins with the clarification of the bond (R-BANDING-3).
    """
    try:
        return statutory(
            rule,
            Category(tender.category),
            start,
            regulation=regulations.get(tender.regulation),
            calendar=calendar_of(tender),
            zone=ZoneInfo(tender.zone),
            hours=hours_of(tender),
        )
    except NoSuchRule:
        return None


def appeal_period(tender: Tender) -> Said | None:
    """Return how long an appeal may be filed, in words, or None where the law knows none."""
    try:
        clock = regulations.get(tender.regulation).clock(Rule.APPEAL, Category(tender.category))
    except NoSuchRule:
        return None
    return clock.period.words()


def least_bond(tender: Tender) -> Decimal:
    """Return the least amount of an appeal bond in rupiah, rounded half up to the sen (R-BOND-2).

    A fraction of the owner's estimate with PPN; of the ceiling for integrated works.
    """
    base = tender.ceiling if tender.category == Category.INTEGRATED_WORKS else tender.owner_estimate
    return money.rounded(base * regulations.get(tender.regulation).appeal.bond_fraction.value)


def least_until(tender: Tender, filed_at: datetime) -> date:
    """Return the first last day on which a bond filed at this moment is valid long enough (R-BOND-2)."""
    days = regulations.get(tender.regulation).appeal.bond_validity.days
    return local_date(filed_at, ZoneInfo(tender.zone)) + timedelta(days=days)


@dataclass(frozen=True)
class Part:
    """The reader's part in an objection and its appeal."""

    is_objector: bool
    is_signer: bool
    is_chair: bool
    is_authority: bool
    reads_papers: bool


def appeal_facts(actor: Actor, tender: Tender, objection: Objection, now: datetime) -> AppealFacts:
    """Return what policy asks about the actor and an objection's appeal, filed or not."""
    seat = seat_of(actor, tender)
    part = Part(
        is_objector=_is_theirs(actor, objection),
        is_signer=_is_theirs(actor, objection, power=Power.SIGNER),
        is_chair=seat is not None and seat.position == Position.CHAIR,
        is_authority=is_authority(actor, tender, now),
        reads_papers=False,
    )
    appeal = Appeal.objects.filter(objection=objection).first()
    window = AppealWindow.objects.filter(objection=objection).first()
    return _facts(tender, objection, appeal, window, part)


def _facts(
    tender: Tender, objection: Objection, appeal: Appeal | None, window: AppealWindow | None, part: Part
) -> AppealFacts:
    return AppealFacts(
        knows_appeals=appeal_period(tender) is not None,
        objection=ObjectionStatus(objection.status),
        is_in_force=objection.result.voided_at is None and tender.status == Status.DECIDED,
        window_ends_at=window.ends_at if window else None,
        is_objector=part.is_objector,
        is_signer=part.is_signer,
        is_chair=part.is_chair,
        is_authority=part.is_authority,
        status=AppealStatus(appeal.status) if appeal else None,
        due_at=appeal.due_at if appeal else None,
        silence_accepts=appeal.silence_accepts if appeal else False,
        is_settled=appeal is not None and appeal.bond_settled_at is not None,
    )


def _is_theirs(actor: Actor, objection: Objection, **power: Power) -> bool:
    """Say whether the actor has a seat in the company that objected."""
    if actor.user_id is None:
        return False
    seats = objection.participation.vendor.seats.filter(user_id=actor.user_id, ended_at__isnull=True, **power)
    return bool(seats.exists())


def is_authority(actor: Actor, tender: Tender, now: datetime) -> bool:
    """Say whether the actor answers appeals of this tender: the agency's KPA, or the PA where none is appointed."""
    if not actor.is_a(Role.BUDGET_AUTHORITY) or actor.user_id is None:
        return False
    held = Appointment.objects.filter(role=Role.BUDGET_AUTHORITY, valid__contains=now)
    own = held.filter(agency_id=tender.package.agency_id)
    return bool((own if own.exists() else held.filter(agency__isnull=True)).filter(user_id=actor.user_id).exists())


def appeal_for(tender: Tender, number: str) -> Appeal:
    """Return an appeal of this tender by its number; appeals are public. Raises Missing."""
    found = Appeal.objects.select_related("objection__result", "objection__participation__vendor", "bond_paper")
    appeal = found.filter(objection__result__tender=tender, number=number).first()
    if appeal is None:
        raise Missing(number)
    return appeal


def appeal_file(actor: Actor, tender: Tender, number: str, name: str, now: datetime) -> StoredObject:
    """Return a paper of an appeal: ``jaminan``, ``surat``, or a point's proof by its position. Raises Missing.

    For the objector, the committee, the budget authority, the head of the unit and auditors.
    """
    appeal = appeal_for(tender, number)
    if not reads_papers(actor, tender, appeal.objection, now):
        raise Missing(name)
    found: StoredObject | None = {"jaminan": appeal.bond_paper, "surat": appeal.letter}.get(name)
    if found is None and name.isdigit() and len(name) < 4:
        point = appeal.points.select_related("evidence").filter(position=int(name)).first()
        found = point.evidence if point else None
    if found is None:
        raise Missing(name)
    return found


def reads_papers(actor: Actor, tender: Tender, objection: Objection, now: datetime) -> bool:
    """Say whether the actor reads the papers of an appeal to this objection."""
    if actor.user_id is None:
        return False
    if actor.is_a(Role.AUDITOR) or actor.is_a(Role.UNIT_HEAD) or tender.package.officer_id == actor.user_id:
        return True
    return seat_of(actor, tender) is not None or _is_theirs(actor, objection) or is_authority(actor, tender, now)


@dataclass(frozen=True)
class AppealCard:
    """An objection's appeal, or the time to file one, as the public page shows it; what the reader may do."""

    window: AppealWindow
    appeal: Appeal | None
    points: list[tuple[AppealPoint, Any]]
    status: Any
    tone: str
    ordered: Any
    bond_end: Any
    letter: Paper | None
    may_file: bool
    may_enter: bool
    may_clarify: bool
    may_decide: bool
    may_settle: bool
    may_open: bool


def appeal_card(
    actor: Actor, tender: Tender, objection: Objection, part: Part, now: datetime, answers: Mapping[str, Paper]
) -> AppealCard | None:
    """Return the card of an objection whose answer opened a window for appeals, or None; asks the database nothing."""
    window = getattr(objection, "appeal_window", None)
    if window is None:
        return None
    appeal = getattr(objection, "appeal", None)
    known = _facts(tender, objection, appeal, window, part)
    ready = Actor(actor.user_id, actor.name, actor.roles, stepped_up=True)
    status, tone = words.APPEAL[AppealStatus(appeal.status)] if appeal else ("", "")
    return AppealCard(
        window=window,
        appeal=appeal,
        points=[(row, words.GROUND[Ground(row.ground)]) for row in appeal.points.all()] if appeal else [],
        status=status,
        tone=tone,
        ordered=words.ORDERED[Ordered(appeal.ordered)] if appeal and appeal.ordered else "",
        bond_end=words.BOND.get(AppealStatus(appeal.status), "") if appeal else "",
        letter=answers.get(appeal.number) if appeal else None,
        may_file=may_draft_appeal(ready, known, now) is None,
        may_enter=may_enter_letter(ready, known) is None,
        may_clarify=appeal is not None and may_clarify(ready, known) is None,
        may_decide=appeal is not None and may_decide(ready, known, now) is None,
        may_settle=appeal is not None and may_settle(ready, known) is None,
        may_open=part.reads_papers,
    )
