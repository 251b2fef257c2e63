# SPDX-License-Identifier: Apache-2.0
"""Doors: a package or tender for whoever may see it, and the parts of it that every act asks for."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Min, Q
from django.db.models.functions import Now

from lpse.accounts import selectors as accounts
from lpse.accounts.models import Appointment
from lpse.core.acts import Actor, Missing, Role
from lpse.core.calendar import WorkingHours
from lpse.core.canonical import parse, unb64u
from lpse.core.windows import Window
from lpse.ledger.models import Document, Entry
from lpse.regulations import StageKind
from tenders.models import CommitteeSeat, KeySet, Package, Tender
from tenders.policy import Facts
from tenders.rules import PackageStatus, Position, Status


def tender_for(actor: Actor, code: str) -> Tender:
    """Return a tender the actor may see: everyone once it was announced, its makers before. Raises Missing."""
    tender = Tender.objects.select_related("package__agency", "package__work_unit").filter(code=code).first()
    if tender is None or not (is_public(tender) or _is_maker(actor, tender)):
        raise Missing(code)
    return tender


def draft_for(actor: Actor, code: str) -> Tender:
    """Return a tender for those who make it, also after its announcement. Raises Missing for everybody else."""
    tender = tender_for(actor, code)
    if not _is_maker(actor, tender):
        raise Missing(code)
    return tender


def is_public(tender: Tender) -> bool:
    """Say whether the tender was ever announced: what was public stays public."""
    return tender.announced_at is not None


def _is_maker(actor: Actor, tender: Tender) -> bool:
    if actor.user_id is None:
        return False
    if actor.is_a(Role.UNIT_HEAD) or tender.package.officer_id == actor.user_id:
        return True
    return seat_of(actor, tender) is not None


def package_for(actor: Actor, code: str) -> Package:
    """Return a package for its officer, a unit head, or a member of the committee it was given to. Raises Missing."""
    found = Package.objects.select_related("agency", "work_unit", "officer").filter(code=code)
    if actor.user_id is None:
        raise Missing(code)
    if not actor.is_a(Role.UNIT_HEAD):
        found = found.filter(Q(officer_id=actor.user_id) | Q(tenders__seats__user_id=actor.user_id)).distinct()
    elif not actor.is_a(Role.PROCUREMENT_OFFICER):
        found = found.exclude(status=PackageStatus.DRAFT)
    package = found.first()
    if package is None:
        raise Missing(code)
    return package


def seat_of(actor: Actor, tender: Tender) -> CommitteeSeat | None:
    """Return the actor's seat in the committee of the tender, or None."""
    if actor.user_id is None:
        return None
    return CommitteeSeat.objects.select_related("key", "user").filter(tender=tender, user_id=actor.user_id).first()


def facts(actor: Actor, *, tender: Tender | None = None, package: Package | None = None) -> Facts:
    """Return what policy needs to know of the actor's part in a tender or package."""
    if tender is not None:
        seat = seat_of(actor, tender)
        return Facts(
            status=Status(tender.status),
            is_officer=tender.package.officer_id == actor.user_id,
            has_seat=seat is not None,
            is_chair=seat is not None and seat.position == Position.CHAIR,
            is_authority=_is_authority(actor, tender.package.agency_id),
        )
    if package is not None:
        return Facts(package_status=PackageStatus(package.status), is_officer=package.officer_id == actor.user_id)
    return Facts()


def _is_authority(actor: Actor, agency_id: int) -> bool:
    """Say whether the actor is appointed budget authority (PA/KPA) of this agency, or of all of them."""
    if actor.user_id is None or not actor.is_a(Role.BUDGET_AUTHORITY):
        return False
    own = Appointment.objects.filter(user_id=actor.user_id, role=Role.BUDGET_AUTHORITY, valid__contains=Now())
    return own.filter(Q(agency=None) | Q(agency_id=agency_id)).exists()


def retry_of(tender: Tender) -> Tender | None:
    """Return the tender that follows this failed one (tender ulang), drafted or announced; None before it is begun."""
    return tender.retries.exclude(status=Status.CANCELLED).first()


def windows(tender: Tender) -> dict[StageKind, Window]:
    """Return the half-open window of every scheduled stage, in order."""
    return {StageKind(row.kind): Window(row.starts_at, row.ends_at) for row in tender.stages.order_by("position")}


def window(tender: Tender, kind: StageKind) -> Window:
    """Return the window of one stage. Raises Missing when it is not scheduled."""
    row = tender.stages.filter(kind=kind).first()
    if row is None:
        raise Missing(kind)
    return Window(row.starts_at, row.ends_at)


def is_any_taking_bids() -> bool:
    """Say whether any tender is announced and not closed yet: a public fact, and what the record's heartbeat needs."""
    return Tender.objects.filter(status=Status.ANNOUNCED).exists()


def earliest_open_announcement() -> datetime | None:
    """Return when the oldest tender still taking bids was announced, or None when none takes bids."""
    return Tender.objects.filter(status=Status.ANNOUNCED).aggregate(first=Min("announced_at"))["first"]


def key_set(tender: Tender) -> tuple[KeySet, dict[str, Any]]:
    """Return the frozen key set of the highest generation, and its parsed document. Raises Missing."""
    row = tender.key_sets.filter(frozen_at__isnull=False).order_by("-gen").first()
    if row is None:
        raise Missing("key set")
    return row, parse(bytes(row.body))


def zone_of(tender: Tender) -> ZoneInfo:
    """Return the zone in which every instant of the tender is counted and shown."""
    return ZoneInfo(tender.zone)


def office_hours() -> WorkingHours:
    """Return the working hours of the office, Monday first."""
    kept = accounts.office().working_hours
    return WorkingHours.from_data([kept.get(str(day)) for day in range(1, 8)])


def hours_of(tender: Tender) -> WorkingHours:
    """Return the working hours frozen with the announcement (decisions.md 3.8); the office's own for a draft."""
    return frozen_hours([tender.code]).get(tender.code) or office_hours()


def frozen_hours(codes: Iterable[str]) -> dict[str, WorkingHours]:
    """Return the working hours frozen for each tender that was announced: those of its first leaf on the record."""
    first = Entry.objects.filter(kind="tender", subject__in=list(codes)).order_by("subject", "idx").distinct("subject")
    named = {row.subject: unb64u(parse(bytes(row.body))["h"], 32).hex() for row in first}
    bodies = Document.objects.filter(sha256__in=list(named.values())).values_list("sha256", "body") if named else ()
    read = {digest: WorkingHours.from_data(parse(bytes(body))["working_hours"]) for digest, body in bodies}
    return {code: read[digest] for code, digest in named.items()}
