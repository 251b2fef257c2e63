# SPDX-License-Identifier: Apache-2.0
"""Evaluations as the cast performs them: cells assessed, the sheet locked, the result announced, the letter issued."""

from collections.abc import Mapping
from datetime import timedelta

from evaluation import services
from evaluation.models import Assessment, Award, Evaluation, Minutes, Result
from evaluation.rules.clarifying import Outcome, Subject
from evaluation.selectors import evaluating as selectors
from evaluation.selectors import proving
from evaluation.selectors.steps import steps_to_lock
from lpse.core import clock
from lpse.core.acts import Missing
from lpse.demo.cast import Cast
from lpse.demo.tenders import MEMBERS
from lpse.demo.waiting import wait_until
from lpse.ledger import services as ledger
from tenders.models import Tender
from tenders.rules import Step
from vendors.selectors import vendor_of

CHAIR = MEMBERS[0]


def assess_all(
    cast: Cast,
    tender: Tender,
    failing: Mapping[str, str] | None = None,
    *,
    least: bool = False,
    due_only: bool = False,
) -> int:
    """Assess every cell that is still empty, the members in turn; returns how many were saved.

    ``failing`` names traders of the cast and why each fails the last requirement (with ``least`` the first); all else
    passes. With ``due_only`` only bids whose turn it is now are assessed.
    """
    codes = {_code_of(cast, name): reason for name, reason in (failing or {}).items()}
    page = selectors.sheet(tender)
    if page.panel.two:
        raise ValueError("two members assess each cell here: use assess_by_two")
    decisive = page.rows[0 if least else -1].requirement.pk if page.rows else None
    waiting = [(row, bid, cell) for row in page.rows for bid, cell in row.cells if cell.version == 0]
    waiting = [each for each in waiting if each[1].place.is_due or not due_only]
    for turn, (row, bid, _cell) in enumerate(waiting):
        reason = codes.get(bid.code, "") if row.requirement.pk == decisive else ""
        services.save_assessment(
            actor=cast.actor(MEMBERS[turn % len(MEMBERS)]),
            tender_id=tender.pk,
            bid_id=bid.id,
            requirement_id=row.requirement.pk,
            passed=not reason,
            reason=reason,
            seen_version=0,
            now=clock.now(),
        )
    return len(waiting)


def assign(cast: Cast, tender: Tender, names: tuple[str, str] = (MEMBERS[1], MEMBERS[2])) -> None:
    """The chair assigns two members to every step."""
    seats = {seat.user_id: seat.pk for seat in tender.seats.all()}
    pair = (seats[cast.people[names[0]].pk], seats[cast.people[names[1]].pk])
    used = set(tender.requirements.values_list("step", flat=True))
    pairs = {step: pair for step in Step if step.value in used}
    services.assign_assessors(actor=cast.actor(CHAIR), tender_id=tender.pk, pairs=pairs, now=clock.now())


def save(
    cast: Cast, name: str, tender: Tender, bid_id: int, requirement_id: int, reason: str = "", seen: int = 0
) -> Assessment:
    """A member saves a verdict: not passed when there is a reason."""
    return services.save_assessment(
        actor=cast.actor(name),
        tender_id=tender.pk,
        bid_id=bid_id,
        requirement_id=requirement_id,
        passed=not reason,
        reason=reason,
        seen_version=seen,
        now=clock.now(),
    )


def assess_by_two(cast: Cast, tender: Tender, names: tuple[str, str] = (MEMBERS[1], MEMBERS[2])) -> int:
    """The two members who were assigned pass every cell whose turn it is, step by step, the chair locking each.

    Stops at a step on which they do not agree everywhere. Returns how many verdicts were saved.
    """
    saved = 0
    for _step in Step:
        for name in names:
            saved += _assess_open(cast, name, tender)
        lock_steps(cast, tender)
    return saved


def _assess_open(cast: Cast, name: str, tender: Tender) -> int:
    page = selectors.sheet(tender, viewer=selectors.facts(tender, cast.actor(name)))
    todo = [(bid, row) for row in page.rows for bid, cell in row.cells if bid.place.is_due and cell.is_todo]
    for bid, row in todo:
        save(cast, name, tender, bid.id, row.requirement.pk)
    return len(todo)


def lock_steps(cast: Cast, tender: Tender) -> int:
    """The chair locks every step that is ready; returns how many."""
    locked = 0
    while (waiting := steps_to_lock(selectors.sheet(tender))) and not waiting[0].missing:
        services.lock_step(actor=cast.actor(CHAIR), tender_id=tender.pk, step=Step(waiting[0].step), now=clock.now())
        locked += 1
    return locked


def _code_of(cast: Cast, name: str) -> str:
    vendor = vendor_of(cast.actor(name))
    if vendor is None:
        raise Missing(name)
    return vendor.code


def settle_low_prices(cast: Cast, tender: Tender, *, is_reasonable: bool = True) -> int:
    """Clarify every low price that waits: asked, answered by its bidder, judged by the chair; returns how many."""
    traders = {_code_of(cast, name): name for name in cast.people if vendor_of(cast.actor(name)) is not None}
    waiting = [bid for bid in selectors.sheet(tender).bids if bid.place.is_due and bid.is_unsettled]
    for bid in waiting:
        asked = services.request_clarification(
            actor=cast.actor(CHAIR),
            tender_id=tender.pk,
            bid_id=bid.id,
            subject=Subject.LOW_PRICE,
            text="Jelaskan bagaimana harga penawaran ini tersusun.",
            answer_until=clock.now() + timedelta(hours=1),
            now=clock.now(),
        )
        services.answer_clarification(
            actor=cast.actor(traders[bid.code]),
            tender_id=tender.pk,
            number=asked.number,
            text="Barang kami beli langsung dari pabrik, daftar harganya terlampir dalam penawaran.",
            files=[],
            now=clock.now(),
        )
        services.judge_clarification(
            actor=cast.actor(CHAIR),
            tender_id=tender.pk,
            number=asked.number,
            outcome=Outcome.REASONABLE if is_reasonable else Outcome.NOT_REASONABLE,
            reason="Harga dibandingkan dengan harga pasar tiga toko.",
            recomputed=None,
            now=clock.now(),
        )
    return len(waiting)


def lock(cast: Cast, tender: Tender, *, prove: bool = True) -> Minutes:
    """The chair locks the sheet, low prices clarified first, and concludes the proof of verified candidates.

    Returns the minutes of the evaluation; without ``prove`` the candidates are left to be proven.
    """
    lock_steps(cast, tender)
    settle_low_prices(cast, tender)
    minutes = services.lock_evaluation(actor=cast.actor(CHAIR), tender_id=tender.pk, now=clock.now())
    locked = selectors.current_evaluation(tender)
    assert locked is not None  # locked a moment ago
    if prove and proving.reached(tender, locked).is_needed:
        conclude_proof(cast, tender)
    return minutes


def conclude_proof(cast: Cast, tender: Tender) -> Minutes:
    """The chair concludes the proof of qualification; its minutes are printed."""
    return services.conclude_proof(actor=cast.actor(CHAIR), tender_id=tender.pk, now=clock.now())


def announce_result(cast: Cast, tender: Tender) -> Result:
    """The chair announces the result, and the head of the record that shows it is signed."""
    result = services.announce_result(actor=cast.actor(CHAIR), tender_id=tender.pk, now=clock.now())
    ledger.sign_head()
    return result


def decided(cast: Cast, tender: Tender, failing: Mapping[str, str] | None = None) -> Result:
    """From open bids to an announced result."""
    assess_all(cast, tender, failing)
    lock(cast, tender)
    return announce_result(cast, tender)


def void_result(cast: Cast, tender: Tender, reason: str) -> Evaluation:
    """The chair voids the result in force; the next round begins."""
    return services.void_result(actor=cast.actor(CHAIR), tender_id=tender.pk, reason=reason, now=clock.now())


def issue_award(cast: Cast, tender: Tender, number: str | None = None) -> Award:
    """Ratna waits for the end of the objection window and issues the letter of appointment."""
    result = tender.results.get(voided_at__isnull=True)
    wait_until(result.objection_ends_at)
    award = services.issue_award(
        actor=cast.actor("ratna"),
        tender_id=tender.pk,
        number=number or f"027/{tender.pk}/SPPBJ/{clock.now().year}",
        now=clock.now(),
    )
    ledger.sign_head()
    return award
