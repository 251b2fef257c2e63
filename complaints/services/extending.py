# SPDX-License-Identifier: Apache-2.0
"""A newly decreed holiday and the clocks that run: their stored ends move when two people say so, and only later."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

import tenders.services
from complaints import policy_clocks as policy
from complaints import selectors
from complaints.models import (
    Appeal,
    AppealWindow,
    ClockExtension,
    ClockMark,
    Complaint,
    ComplaintClock,
    ComplaintForwarding,
    InformationObjection,
    InformationRequest,
    Objection,
)
from complaints.policy import Act, require
from complaints.policy_clocks import MatterKind
from complaints.rules import (
    AppealStatus,
    ComplaintStatus,
    Level,
    ObjectionStatus,
    appeal_number,
    forwarded,
    marks_of,
)
from complaints.services.escalation import COMPLAINTS, INFORMATION
from evaluation.models import Result
from lpse.core.acts import Actor, Kind, refuse
from lpse.ledger import services as ledger
from lpse.regulations import Rule
from tenders.models import Tender


@transaction.atomic
def propose_extension(*, actor: Actor, of: str, reason: str, now: dt.datetime) -> ClockExtension:
    """Propose that the clocks of a matter end as today's tables of holidays count them; nothing moves yet.

    A proposal that another table made void gives way to this one. Source: law.md R-CAL-4.
    """
    clocks = selectors.clocks_of(actor, of)
    before = selectors.undecided(of)
    require(policy.may_propose(actor, selectors.clock_facts(actor, clocks, before, now)))
    if not reason.strip():
        raise refuse(Kind.INPUT, "Alasannya belum diisi.", "Tulis keputusan hari libur yang menjadi dasarnya.")
    if before is not None:
        _decided(before, actor, now, is_accepted=False)
    return ClockExtension.objects.create(
        of=of,
        subject=_subject(clocks[0]),
        changes=selectors.changes_of(clocks),
        reason=reason.strip(),
        proposed_by_id=actor.person,
        proposed_at=now,
    )


@transaction.atomic
def accept_extension(*, actor: Actor, of: str, now: dt.datetime) -> ClockExtension:
    """Accept a proposal as a second person: the stored ends move at once, with every mark that was not told yet.

    What was promised stays on file with the proposal, and on the record. Source: law.md R-CAL-4; decisions 3.7.
    """
    kind, tender = _locked(actor, of)
    clocks = selectors.clocks_of(actor, of)
    proposal = selectors.undecided(of)
    require(policy.may_accept(actor, selectors.clock_facts(actor, clocks, proposal, now)))
    assert proposal is not None  # policy required it
    try:
        with transaction.atomic():
            _decided(proposal, actor, now, is_accepted=True)
            _extend(kind, tender, of, {Rule(change["rule"]): change["new"] for change in proposal.changes})
    except IntegrityError:
        raise refuse(Kind.WHEN, "Tenggat itu baru saja berakhir atau berubah.", "Muat ulang halaman tenggat.") from None
    _record(actor, proposal)
    return proposal


@transaction.atomic
def refuse_extension(*, actor: Actor, of: str, now: dt.datetime) -> ClockExtension:
    """Refuse a proposal, or take one's own back: every date stays as it was promised."""
    clocks = selectors.clocks_of(actor, of)
    proposal = selectors.undecided(of)
    require(policy.may_refuse(actor, selectors.clock_facts(actor, clocks, proposal, now)))
    assert proposal is not None  # policy required it
    return _decided(proposal, actor, now, is_accepted=False)


def _subject(clock: selectors.AffectedClock) -> str:
    return {MatterKind.COMPLAINT: COMPLAINTS, MatterKind.INFORMATION: INFORMATION}.get(clock.kind, clock.tender)


def _locked(actor: Actor, of: str) -> tuple[MatterKind, Tender | None]:
    """Lock what the matter is of, so that nothing of it is answered meanwhile; return its kind, and the tender."""
    clock = selectors.clocks_of(actor, of)[0]
    if clock.kind is MatterKind.COMPLAINT:
        Complaint.objects.select_for_update().get(case=of)
    elif clock.kind is MatterKind.INFORMATION:
        InformationRequest.objects.select_for_update().get(number=of)
    else:
        return clock.kind, tenders.services.lock(Tender.objects.only("pk").get(code=clock.tender).pk)
    return clock.kind, None


def _decided(proposal: ClockExtension, actor: Actor, now: dt.datetime, *, is_accepted: bool) -> ClockExtension:
    proposal.is_accepted, proposal.decided_by_id, proposal.decided_at = is_accepted, actor.person, now
    proposal.save(update_fields=["is_accepted", "decided_by", "decided_at"])
    return proposal


def _record(actor: Actor, proposal: ClockExtension) -> None:
    moved = [
        {"rule": row["rule"], "old_due_at": row["old"]["due_at"], "new_due_at": row["new"]["due_at"]}
        for row in proposal.changes
    ]
    public: dict[str, Any] = {"moved": moved}
    private = {"case": proposal.of, "reason": proposal.reason}
    if proposal.subject != COMPLAINTS:
        public, private = public | {"of": proposal.of, "reason": proposal.reason}, {}
    ledger.record(Act.EXTEND_CLOCK, actor=actor, subject=proposal.subject, public=public, private=private)


def _extend(kind: MatterKind, tender: Tender | None, of: str, bases: Mapping[Rule, Mapping[str, Any]]) -> None:
    """Move the stored ends of a matter's clocks to their new counts."""
    if kind is MatterKind.COMPLAINT:
        for rule, basis in bases.items():
            _extend_complaint(Complaint.objects.get(case=of), rule, basis)
    elif kind is MatterKind.INFORMATION:
        for rule, basis in bases.items():
            _extend_request(InformationRequest.objects.get(number=of), rule, basis)
    else:
        assert tender is not None  # the matter is of one
        _extend_tender(tender, of, bases)


def _extend_complaint(complaint: Complaint, rule: Rule, basis: Mapping[str, Any]) -> None:
    """Move the clock of a complaint, a further one of it, or that of what was forwarded: a closed one has no other."""
    if complaint.status == ComplaintStatus.CLOSED:
        sent = ComplaintForwarding.objects.get(complaint=complaint)
        _move(ComplaintForwarding.objects.filter(pk=sent.pk), basis)
        _move_marks(forwarded(complaint.case), rule, sent.forwarded_at, basis)
    elif rule == complaint.basis["rule"]:
        _move(Complaint.objects.filter(pk=complaint.pk), basis)
        _move_marks(complaint.case, rule, complaint.received_at, basis)
    else:
        clock = ComplaintClock.objects.get(complaint=complaint, rule=rule)
        _move(ComplaintClock.objects.filter(pk=clock.pk), basis)
        _move_marks(complaint.case, rule, clock.starts_at, basis)


def _extend_request(request: InformationRequest, rule: Rule, basis: Mapping[str, Any]) -> None:
    """Move the one clock of a request that runs; a window to object or to go to the commission has no marks."""
    asked, objected = InformationRequest.objects.filter(pk=request.pk), InformationObjection.objects.all()
    day, end = _day(basis), _end(basis)
    if rule is Rule.INFORMATION_REQUEST:
        _move(asked, basis)
        _move_marks(request.number, rule, request.received_at, basis)
    elif rule is Rule.INFORMATION_REQUEST_EXTENSION:
        asked.update(extended_due_on=day, extended_due_at=end, extended_basis=basis)
        _move_marks(request.number, rule, request.due_at, basis)
    elif rule is Rule.INFORMATION_OBJECTION:
        asked.update(objection_ends_on=day, objection_ends_at=end, objection_basis=basis)
    elif rule is Rule.INFORMATION_OBJECTION_ANSWER:
        _move(objected.filter(request=request), basis)
        _move_marks(request.number, rule, objected.get(request=request).filed_at, basis)
    else:
        moved = {"dispute_ends_on": day, "dispute_ends_at": end, "dispute_basis": basis}
        objected.filter(request=request).update(**moved)


def _extend_tender(tender: Tender, of: str, bases: Mapping[Rule, Mapping[str, Any]]) -> None:
    """Move the clocks of a result, of an appeal window, or of an appeal."""
    if of == tender.code:
        _extend_result(Result.objects.get(tender=tender, voided_at=None), bases)
    elif period := bases.get(Rule.APPEAL):
        window = AppealWindow.objects.filter(closed_at=None, objection__number=_objection_of(tender, of))
        window.update(ends_on=_day(period), ends_at=_end(period), basis=period)
    else:
        appeal, term = Appeal.objects.get(number=of, status=AppealStatus.ADMITTED), bases[Rule.APPEAL_ANSWER]
        _move(Appeal.objects.filter(pk=appeal.pk), term)
        assert appeal.clarified_at is not None  # an admitted appeal is clarified
        _move_marks(of, Rule.APPEAL_ANSWER, appeal.clarified_at, term)


def _extend_result(result: Result, bases: Mapping[Rule, Mapping[str, Any]]) -> None:
    """Move the window and the answer of a result in one statement, and the objections that wait for the answer."""
    window, answer = bases.get(Rule.OBJECTION), bases.get(Rule.OBJECTION_ANSWER)
    moved: dict[str, Any] = {}
    if window:
        moved |= {"objection_ends_at": _end(window), "objection_basis": window}
    if answer:
        moved |= {"answer_due_at": _end(answer), "answer_basis": answer}
    Result.objects.filter(pk=result.pk).update(**moved)
    if answer is None:
        return
    filed = Objection.objects.filter(result=result, status=ObjectionStatus.FILED)
    starts_at = _end(window) if window else result.objection_ends_at
    for number in list(filed.values_list("number", flat=True)):
        _move_marks(number, Rule.OBJECTION_ANSWER, starts_at, answer)
    _move(filed, answer)


def _move(rows: Any, basis: Mapping[str, Any]) -> None:
    rows.update(due_on=_day(basis), due_at=_end(basis), basis=basis)


def _move_marks(of: str, rule: Rule, starts_at: dt.datetime, basis: Mapping[str, Any]) -> None:
    """Let every mark of a clock that was not claimed follow the clock's new end."""
    reached = marks_of(starts_at, _end(basis), basis["days"])
    for mark in ClockMark.objects.select_for_update().filter(of=of, rule=rule, claimed_at=None):
        mark.reached_at, mark.due_at = max(mark.reached_at, reached[Level(mark.level)]), _end(basis)
        mark.save(update_fields=["reached_at", "due_at"])


def _objection_of(tender: Tender, of: str) -> str:
    numbers = Objection.objects.filter(result__tender=tender).values_list("number", flat=True)
    return next(number for number in numbers if appeal_number(number) == of)


def _end(basis: Mapping[str, Any]) -> dt.datetime:
    return dt.datetime.fromisoformat(basis["due_at"])


def _day(basis: Mapping[str, Any]) -> dt.date:
    return dt.date.fromisoformat(basis["due_on"])
