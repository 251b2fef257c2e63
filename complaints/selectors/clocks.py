# SPDX-License-Identifier: Apache-2.0
"""Open clocks whose stored count the tables of holidays of today would count otherwise. Nothing is changed here.

Stored with a basis are: the objection window and the answer's due date of a result, the due date of every objection
(the result's own), the window for an appeal and the term of its answer, every clock of a complaint and of what was
forwarded, and the terms and windows of a request for public information.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.db.models.functions import Now
from django.urls import reverse

from complaints.models import Appeal, AppealWindow, Complaint, ComplaintForwarding, InformationRequest, Objection
from complaints.policy_clocks import OF_COMPLAINTS, OF_INFORMATION, OF_TENDERS, MatterKind
from complaints.rules import AppealStatus, ComplaintStatus, ObjectionStatus, appeal_number, waiting_states
from complaints.rules_information import InformationStatus
from evaluation.models import Result
from lpse.core.acts import Actor, Missing
from lpse.core.calendar import OFFICE_HOURS, WorkingCalendar, WorkingHours
from lpse.regulations import BOOKS, Rule, holidays
from lpse.regulations.deadlines import retold
from lpse.regulations.recount import Change, Recount, recount
from tenders.selectors import frozen_hours

CLOCKS = tuple(clock for book in BOOKS.values() for clock in book.clocks)
OF_REQUESTS = frozenset(rule for rule in Rule if rule.startswith("information_"))
NEEDS_A_PERSON = frozenset({Change.LATER, Change.UNKNOWN})
"""A date that would come earlier, or stay, needs nobody: what was promised holds."""


@dataclass(frozen=True)
class AffectedClock:
    """One open clock: what it is of, its stored date, and the date by today's tables.

    ``of`` is the code of a tender, the number of an appeal or of a request for information, or a case; ``tender`` is
    empty for the last two.
    """

    rule: Rule
    of: str
    tender: str
    title: str
    url: str
    basis: Mapping[str, Any]
    recount: Recount
    change: Change
    objections: Sequence[str] = ()

    @property
    def kind(self) -> MatterKind:
        """Return what the clock is of, and so whose it is to see."""
        if self.tender:
            return MatterKind.TENDER
        return MatterKind.INFORMATION if self.rule in OF_REQUESTS else MatterKind.COMPLAINT

    @property
    def promised_at(self) -> datetime:
        """Return the end that was stored and stays in force."""
        return self.recount.before.due_at

    @property
    def new_basis(self) -> dict[str, Any] | None:
        """Return the count by today's tables in the form of a stored basis, or None when a table is missing."""
        if self.recount.after is None:
            return None
        data = {**self.basis, **self.recount.after.as_data()}
        return {**data, "words": retold(data, CLOCKS)}

    def as_data(self) -> dict[str, Any]:
        """Return one row of `manage.py affected_clocks --json`."""
        after = self.recount.after
        return {
            "rule": self.rule,
            "of": self.of,
            "objections": list(self.objections),
            "change": self.change,
            "due_on": self.recount.before.due_on.isoformat(),
            "due_at": self.recount.before.due_at.isoformat(),
            "new_due_on": after.due_on.isoformat() if after else None,
            "new_due_at": after.due_at.isoformat() if after else None,
            "basis": self.basis,
            "new_basis": self.new_basis,
        }


def affected_for(actor: Actor) -> list[AffectedClock]:
    """Return what the actor may see, soonest first. Raises Missing for who has no business with it."""
    if not (OF_TENDERS | OF_INFORMATION) & actor.roles:
        raise Missing("clocks")
    calendar = holidays.national()
    found = [*_of_results(calendar), *of_appeals(calendar)] if OF_TENDERS & actor.roles else []
    found += _of_complaints(calendar) if OF_COMPLAINTS & actor.roles else []
    found += of_requests(open_requests(), calendar) if OF_INFORMATION & actor.roles else []
    return _soonest(found)


def affected(calendar: WorkingCalendar) -> list[AffectedClock]:
    """Return every open clock that ``calendar`` counts otherwise than it is stored, soonest first."""
    found = [*_of_results(calendar), *of_appeals(calendar), *_of_complaints(calendar)]
    return _soonest([*found, *of_requests(open_requests(), calendar)])


def _of_results(calendar: WorkingCalendar) -> list[AffectedClock]:
    rows = open_results()
    return list(of_results(rows, calendar, frozen_hours({row.tender.code for row in rows})))


def _of_complaints(calendar: WorkingCalendar) -> list[AffectedClock]:
    rows, sent = open_complaints(), open_forwardings()
    about = [*rows, *(each.complaint for each in sent)]
    frozen = frozen_hours({row.tender.code for row in about if row.tender})
    further = [(row, each.basis) for row in rows for each in row.clocks.all() if _is_waited_for(row, each.rule)]
    further += [(each.complaint, each.basis) for each in sent]
    return [*of_complaints(rows, calendar, frozen), *of_handling(further, calendar, frozen)]


def _is_waited_for(complaint: Complaint, rule: str) -> bool:
    return complaint.status in waiting_states(Rule(rule))


def _soonest(found: Iterable[AffectedClock]) -> list[AffectedClock]:
    return sorted(found, key=lambda row: (row.promised_at, row.of, row.rule))


def open_results() -> list[Result]:
    """Return the results in force whose window runs or whose objections wait for an answer."""
    waiting = Objection.objects.filter(status=ObjectionStatus.FILED)
    numbered = Prefetch("objections", queryset=waiting.order_by("number"), to_attr="waiting")
    running = Q(objection_ends_at__gt=Now()) | Exists(waiting.filter(result=OuterRef("pk")))
    rows = Result.objects.filter(running, voided_at__isnull=True).annotate(asked_at=Now())
    return list(rows.select_related("tender").prefetch_related(numbered))


def open_complaints() -> list[Complaint]:
    """Return the complaints that are not closed, with their further clocks."""
    rows = Complaint.objects.exclude(status=ComplaintStatus.CLOSED)
    return list(rows.select_related("tender").prefetch_related("clocks"))


def open_forwardings() -> list[ComplaintForwarding]:
    """Return what was forwarded and not answered."""
    return list(ComplaintForwarding.objects.filter(answered_at=None).select_related("complaint__tender"))


def open_requests() -> list[InformationRequest]:
    """Return the requests for information of which a term or a window runs."""
    waiting = Q(status__in=[InformationStatus.RECEIVED, InformationStatus.OBJECTED])
    running = Q(status=InformationStatus.ANSWERED, objection_ends_at__gt=Now())
    running |= Q(status=InformationStatus.REVIEWED, objection__dispute_ends_at__gt=Now())
    rows = InformationRequest.objects.filter(waiting | running).annotate(asked_at=Now())
    return list(rows.select_related("objection"))


def of_results(
    results: Iterable[Any], calendar: WorkingCalendar, frozen: Mapping[str, WorkingHours]
) -> Iterator[AffectedClock]:
    """Yield the affected windows and answers of results as ``open_results`` reads them.

    ``frozen`` are the working hours of each tender by its code; they close the windows of works (R-CAL-5).
    """
    for row in results:
        url = reverse("complaints:objections", args=[row.tender.code])
        hours = frozen[row.tender.code]
        window = recount(row.objection_basis, calendar=calendar, hours=hours)
        if window is None:
            continue
        is_running = row.asked_at < row.objection_ends_at
        # A window that is over stays over: its answers are counted from the day it ended on.
        answer = recount(row.answer_basis, calendar=calendar, follows=window if is_running else None, hours=hours)
        of = (row.tender.code, row.tender.code, row.tender.title, url)
        if is_running:
            yield from _row(of, row.objection_basis, window)
        yield from _row(of, row.answer_basis, answer, [each.number for each in row.waiting])


def of_appeals(calendar: WorkingCalendar) -> Iterator[AffectedClock]:
    """Yield the affected windows for appeals and terms of their answers, both under the appeal's number."""
    admitted = Appeal.objects.filter(status=AppealStatus.ADMITTED).select_related("objection__result__tender")
    open_windows = AppealWindow.objects.filter(closed_at=None, ends_at__gt=Now())
    rows = [(row.objection, row.basis) for row in open_windows.select_related("objection__result__tender")]
    rows += [(row.objection, row.basis) for row in admitted]
    frozen = frozen_hours({objection.result.tender.code for objection, _basis in rows})
    for objection, basis in rows:
        tender = objection.result.tender
        url = reverse("complaints:objections", args=[tender.code])
        of = (appeal_number(objection.number), tender.code, tender.title, url)
        yield from _row(of, basis, recount(basis, calendar=calendar, hours=frozen[tender.code]))


def of_complaints(
    complaints: Iterable[Any], calendar: WorkingCalendar, frozen: Mapping[str, WorkingHours]
) -> Iterator[AffectedClock]:
    """Yield the affected complaints; one about a tender keeps that tender's ``frozen`` hours."""
    return of_handling(((row, row.basis) for row in complaints), calendar, frozen)


def of_handling(
    clocks: Iterable[tuple[Any, Mapping[str, Any]]], calendar: WorkingCalendar, frozen: Mapping[str, WorkingHours]
) -> Iterator[AffectedClock]:
    """Yield the affected among these clocks of complaints: each a complaint and a stored count."""
    for row, basis in clocks:
        of = (row.case, "", row.subject, reverse("complaints:handle-complaint", args=[row.case]))
        hours = frozen.get(row.tender.code, OFFICE_HOURS) if row.tender else OFFICE_HOURS
        yield from _row(of, basis, recount(basis, calendar=calendar, hours=hours))


def of_requests(requests: Iterable[Any], calendar: WorkingCalendar) -> Iterator[AffectedClock]:
    """Yield the affected clocks of requests for information as ``open_requests`` reads them: one runs at a time.

    An extension follows the first term while that runs; once it is over, the extension is counted from its stored end.
    """
    for row in requests:
        of = (row.number, "", row.subject, reverse("complaints:handle-information", args=[row.number]))
        term = None
        if row.status == InformationStatus.RECEIVED and row.extended_basis is not None:
            is_running = row.asked_at < row.due_at
            term = recount(row.basis, calendar=calendar) if is_running else None
        basis = basis_of(row)
        yield from _row(of, basis, recount(basis, calendar=calendar, follows=term))


def basis_of(request: Any) -> Mapping[str, Any]:
    """Return the count of the one clock of a request that runs: an answer's, or a window's for the next step."""
    basis: Mapping[str, Any] = {
        InformationStatus.RECEIVED: lambda: request.extended_basis or request.basis,
        InformationStatus.ANSWERED: lambda: request.objection_basis,
        InformationStatus.OBJECTED: lambda: request.objection.basis,
        InformationStatus.REVIEWED: lambda: request.objection.dispute_basis,
    }[InformationStatus(request.status)]()
    return basis


def _row(
    of: tuple[str, str, str, str], basis: Mapping[str, Any], counted: Recount | None, objections: Sequence[str] = ()
) -> Iterator[AffectedClock]:
    if counted is not None and counted.change is not None:
        yield AffectedClock(Rule(basis["rule"]), *of, basis, counted, counted.change, objections)
