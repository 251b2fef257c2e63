# SPDX-License-Identifier: Apache-2.0
"""Reads of requests for public information: by number and code, the public register, the officer's desk."""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from complaints.models import ClockExtension, InformationFile, InformationObjection, InformationRequest
from complaints.policy_information import InformationFacts, may_draft_objection, may_read
from complaints.rules import code_hash
from complaints.rules_information import Decision, Delivery, InformationStatus, grounds_of, normal_number
from complaints.selectors import words_information as words
from complaints.selectors.complaints import complaint_key
from complaints.selectors.extensions import extensions_of
from documents.models import StoredObject
from lpse import regulations
from lpse.core.acts import Actor, Missing, Role, Task
from lpse.regulations import Category, Rule, holidays
from lpse.regulations.deadlines import Deadline, statutory, statutory_after
from lpse.regulations.information import EXEMPTIONS, GROUNDS, OPEN, Exemption, ObjectionGround, OpenStage

PAGE_SIZE = 50
_KIND = Category.GOODS
"""Requests are of no kind of procurement; their periods are the same for each."""
_DUE = Coalesce("extended_due_at", "due_at")


def zone() -> ZoneInfo:
    """Return the zone of the office, in which days are counted."""
    return ZoneInfo(settings.OFFICE["zone"])


def counted(rule: Rule, start: datetime, regulation: str) -> Deadline:
    """Return the end of a period that begins with an act at ``start``, by the rule book of this code."""
    book = regulations.get(regulation)
    return statutory(rule, _KIND, start, regulation=book, calendar=holidays.national(), zone=zone())


def counted_after(rule: Rule, ends_at: datetime, regulation: str) -> Deadline:
    """Return the end of a period that follows a term with the exclusive end ``ends_at``."""
    book = regulations.get(regulation)
    return statutory_after(rule, _KIND, ends_at, regulation=book, calendar=holidays.national(), zone=zone())


def days(rule: Rule) -> int:
    """Return the working days of a period by the newest rule book, for pages that explain."""
    return regulations.latest().clock(rule, _KIND).period.days


def due_of(request: InformationRequest) -> datetime:
    """Return the end of the term in force, extended or not."""
    return request.extended_due_at or request.due_at


def is_objected(request: InformationRequest) -> bool:
    """Say whether an objection waits for the superior."""
    return bool(request.status == InformationStatus.OBJECTED)


def window_of(request: InformationRequest) -> tuple[datetime, Mapping[str, Any]]:
    """Return end and basis of the time to object: of the answer, or else after the end of the term in force."""
    if request.objection_ends_at is not None:
        assert request.objection_basis is not None  # they come together
        return request.objection_ends_at, request.objection_basis
    window = counted_after(Rule.INFORMATION_OBJECTION, due_of(request), request.regulation)
    return window.due.due_at, {**window.as_data(), "words": window.words()}


def dispute_of(request: InformationRequest, objection: InformationObjection) -> tuple[datetime, Mapping[str, Any]]:
    """Return end and basis of the time to go to the Information Commission: after the answer, or after silence."""
    if objection.dispute_ends_at is not None:
        assert objection.dispute_basis is not None  # they come together
        return objection.dispute_ends_at, objection.dispute_basis
    dispute = counted_after(Rule.INFORMATION_DISPUTE, objection.due_at, request.regulation)
    return dispute.due.due_at, {**dispute.as_data(), "words": dispute.words()}


def facts(request: InformationRequest) -> InformationFacts:
    """Return what policy asks of a request."""
    return InformationFacts(
        status=InformationStatus(request.status),
        due_at=due_of(request),
        is_extended=request.extended_at is not None,
        decision=Decision(request.decision) if request.decision else None,
        is_late=request.answered_late,
        window_ends_at=window_of(request)[0],
    )


def digests(request: InformationRequest) -> list[str]:
    """Return the digests of the files of an answer, for the record's commitment."""
    return list(request.files.order_by("position").values_list("kept__sha256", flat=True))


# --- Doors -----------------------------------------------------------------------------------------------------------


def by_number_and_code(number: str, code: str) -> InformationRequest | None:
    """Return the request of this number when the code is its own, else None: both mistakes look the same."""
    request = InformationRequest.objects.filter(number=normal_number(number)).first()
    known = request.code_hash if request else "0" * 64
    keys = [complaint_key(), *(key.encode() for key in settings.SECRET_KEY_FALLBACKS)]
    return request if any(hmac.compare_digest(known, code_hash(key, code)) for key in keys) else None


def by_number(number: str) -> InformationRequest | None:
    """Return the request that a browser opened with its code, or None."""
    return InformationRequest.objects.filter(number=number).first()


def request_for(actor: Actor, number: str) -> InformationRequest:
    """Return a request for who handles requests; for everybody else it is Missing."""
    if not may_read(actor):
        raise Missing(number)
    request = InformationRequest.objects.filter(number=number).first()
    if request is None:
        raise Missing(number)
    return request


def file_of(request: InformationRequest, position: int, *, is_handed_over: bool) -> StoredObject:
    """Return a file of an answer; one that is not handed over yet is Missing for the requester."""
    files = request.files.select_related("kept").filter(position=position)
    found = next((each for each in files if not is_handed_over or _is_handed_over(request, each)), None)
    if found is None:
        raise Missing(str(position))
    return found.kept


def _is_handed_over(request: InformationRequest, file: InformationFile) -> bool:
    if file.is_of_objection:
        return bool(request.status == InformationStatus.REVIEWED)
    return request.answered_at is not None


# --- Pages -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """One step of a request on its way: its name, ``done``, ``now`` or ``later``, and when it was."""

    name: Any
    state: str
    at: datetime | None = None


@dataclass(frozen=True)
class InformationPage:
    """One request for its page, the requester's or the desk's.

    ``dispute_ends_at`` is the end of the time to go to the Information Commission, None while that is not open yet.
    """

    request: InformationRequest
    label: Any
    tone: str
    is_overdue: bool
    due_at: datetime
    basis: Mapping[str, Any]
    first_basis: Mapping[str, Any] | None
    decision: Any
    exemption: Any
    article: str
    delivery: Any
    files: Sequence[InformationFile]
    steps: Sequence[Step]
    objection: InformationObjection | None
    ground: Any
    why_no_objection: Any
    may_object: bool
    window_ends_at: datetime | None
    window_basis: Mapping[str, Any] | None
    dispute_ends_at: datetime | None
    dispute_basis: Mapping[str, Any] | None
    extensions: Sequence[ClockExtension]


def information_page(request: InformationRequest, now: datetime, *, for_requester: bool) -> InformationPage:
    """Return a request for its page; files that are not handed over yet are the desk's alone."""
    known = facts(request)
    objection = InformationObjection.objects.filter(request=request).first()
    label, tone = words.STATUS[known.status]
    is_waiting = known.status in (InformationStatus.RECEIVED, InformationStatus.OBJECTED)
    due_at = objection.due_at if objection else known.due_at
    refusal = may_draft_objection(known, now)
    has_window = objection is None and (known.decision is not None or now >= known.due_at)
    window = window_of(request) if has_window else (None, None)
    is_open = objection is not None and (objection.answered_at is not None or now >= objection.due_at)
    dispute = dispute_of(request, objection) if objection is not None and is_open else (None, None)
    reason = EXEMPTIONS[Exemption(request.exemption)] if request.exemption else None
    files = [
        each for each in request.files.select_related("kept") if not for_requester or _is_handed_over(request, each)
    ]
    return InformationPage(
        request=request,
        label=label,
        tone=tone,
        is_overdue=is_waiting and now >= due_at,
        due_at=due_at,
        basis=objection.basis if objection else request.extended_basis or request.basis,
        first_basis=request.basis if request.extended_basis and not objection else None,
        decision=words.DECISION[known.decision] if known.decision else "",
        exemption=reason.label if reason else "",
        article=str(reason.source) if reason else "",
        delivery=words.DELIVERY[Delivery(request.delivery)],
        files=files,
        steps=_steps(request, objection),
        objection=objection,
        ground=GROUNDS[ObjectionGround(objection.ground)] if objection else None,
        why_no_objection=refusal,
        may_object=refusal is None,
        window_ends_at=window[0],
        window_basis=window[1],
        dispute_ends_at=dispute[0],
        dispute_basis=dispute[1],
        extensions=extensions_of([request.number]),
    )


def _steps(request: InformationRequest, objection: InformationObjection | None) -> list[Step]:
    rows: list[tuple[Any, datetime | None]] = [(_("Diterima"), request.received_at)]
    if request.extended_at:
        rows.append((_("Waktu diperpanjang"), request.extended_at))
    if request.answered_at or objection is None:
        rows.append((_("Jawaban PPID"), request.answered_at))
    if objection is not None:
        rows += [(_("Keberatan"), objection.filed_at), (_("Tanggapan atasan PPID"), objection.answered_at)]
    here = next((place for place, row in enumerate(rows) if row[1] is None), len(rows))
    states = ("done", "now", "later")
    return [Step(name, states[(place >= here) + (place > here)], at) for place, (name, at) in enumerate(rows)]


def grounds_for(request: InformationRequest) -> list[tuple[ObjectionGround, Any]]:
    """Return the grounds the requester may object on now, with their reasons."""
    known = facts(request)
    return [(ground, GROUNDS[ground]) for ground in grounds_of(known.decision, is_late=known.is_late)]


@dataclass(frozen=True)
class RegisterRow:
    """One row of the public register, without names: what was asked is shown once it was answered."""

    number: str
    received_at: datetime
    due_at: datetime
    label: Any
    tone: str
    is_overdue: bool
    summary: str
    decision: Any
    article: str
    answered_at: datetime | None


@dataclass(frozen=True)
class RegisterPage:
    """The register, newest first; ``before`` asks for the older ones."""

    rows: Sequence[RegisterRow]
    count: int
    overdue: int
    before: int | None


def register_page(now: datetime, before: int | None = None) -> RegisterPage:
    """Return a page of the public register (register permohonan), newest first."""
    requests = InformationRequest.objects.select_related("objection").order_by("-pk")
    shown = list((requests.filter(pk__lt=before) if before else requests)[: PAGE_SIZE + 1])
    rows = [_row(each, now) for each in shown[:PAGE_SIZE]]
    more = shown[PAGE_SIZE - 1].pk if len(shown) > PAGE_SIZE else None
    return RegisterPage(rows, InformationRequest.objects.count(), overdue_requests(now), more)


def _row(request: InformationRequest, now: datetime) -> RegisterRow:
    status = InformationStatus(request.status)
    label, tone = words.STATUS[status]
    objection = getattr(request, "objection", None)
    due_at = objection.due_at if objection else due_of(request)
    is_waiting = status in (InformationStatus.RECEIVED, InformationStatus.OBJECTED)
    return RegisterRow(
        number=request.number,
        received_at=request.received_at,
        due_at=due_at,
        label=label,
        tone=tone,
        is_overdue=is_waiting and now >= due_at,
        summary=request.summary,
        decision=words.DECISION[Decision(request.decision)] if request.decision else "",
        article=str(EXEMPTIONS[Exemption(request.exemption)].source) if request.exemption else "",
        answered_at=request.answered_at,
    )


def overdue_requests(now: datetime) -> int:
    """Return how many requests and objections were not answered in time; everyone may know."""
    late = Q(status=InformationStatus.RECEIVED, ends_at__lte=now)
    late |= Q(status=InformationStatus.OBJECTED, objection__due_at__lte=now)
    return InformationRequest.objects.annotate(ends_at=_DUE).filter(late).count()


@dataclass(frozen=True)
class DeskRow:
    """One request on the desk, with its author's name."""

    request: InformationRequest
    label: Any
    tone: str
    due_at: datetime
    is_waiting: bool
    is_overdue: bool


def information_desk(actor: Actor, now: datetime) -> list[DeskRow]:
    """Return the officer's list: those that wait by due date, then the newest of the rest. Raises Missing."""
    if not may_read(actor):
        raise Missing("desk")
    waiting = Q(status__in=[InformationStatus.RECEIVED, InformationStatus.OBJECTED])
    rows = InformationRequest.objects.select_related("objection")
    found = [*rows.filter(waiting), *rows.exclude(waiting).order_by("-answered_at")[:PAGE_SIZE]]
    told = [_desk_row(each, now) for each in found]
    return sorted(told, key=lambda row: (not row.is_waiting, row.due_at if row.is_waiting else now))


def _desk_row(request: InformationRequest, now: datetime) -> DeskRow:
    row = _row(request, now)
    is_waiting = request.status in (InformationStatus.RECEIVED, InformationStatus.OBJECTED)
    return DeskRow(request, row.label, row.tone, row.due_at, is_waiting, row.is_overdue)


def tasks_for(actor: Actor) -> list[Task]:
    """Return what waits for the officer (requests) and for the superior (objections)."""
    found = []
    if actor.is_a(Role.INFORMATION_OFFICER):
        for row in InformationRequest.objects.filter(status=InformationStatus.RECEIVED).order_by("due_at"):
            title = _("Jawab permohonan informasi %(number)s") % {"number": row.number}
            found.append(Task(title=title, url=_desk_address(row.number), due_at=due_of(row), note=row.subject))
    if actor.is_a(Role.INFORMATION_SUPERIOR):
        objected = InformationObjection.objects.filter(answered_at=None).select_related("request")
        for each in objected.order_by("due_at"):
            number = each.request.number
            title = _("Tanggapi keberatan atas permohonan informasi %(number)s") % {"number": number}
            found.append(Task(title=title, url=_desk_address(number), due_at=each.due_at, note=each.request.subject))
    return found


def _desk_address(number: str) -> str:
    return reverse("complaints:handle-information", args=[number])


@dataclass(frozen=True)
class OpenRow:
    """A document that is public by itself, and where it stands; without ``url`` it has to be asked for."""

    label: Any
    place: Any
    url: str


def open_list(code: str) -> list[tuple[Any, list[OpenRow]]]:
    """Return what is public by itself, by the part of the procurement, linked to where it stands (R-KIP-8).

    ``code`` is a tender's: its own pages; empty: the page where any tender is found.
    """
    found = []
    for stage in OpenStage:
        rows = []
        for item in OPEN:
            if item.stage is stage:
                place, address = words.PLACES.get(item.code, (words.ASK, ""))
                url = reverse(address, args=[code]) if address and code else "/tender/" if address else ""
                rows.append(OpenRow(item.label, place, url))
        found.append((words.STAGE[stage], rows))
    return found
