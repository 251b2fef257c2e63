# SPDX-License-Identifier: Apache-2.0
"""Two assessors per cell (decisions.md 3.5): chosen, assigned by the chair, their disagreement decided."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

import tenders.services
from evaluation import policy
from evaluation.models import Assessment, AssessmentDecision, AssessmentSetting, Assignment, Evaluation, OpenedBid
from evaluation.policy import Act
from evaluation.rules.assessing import CellState, Pair
from evaluation.selectors import cells as selectors
from evaluation.selectors import evaluating as sheets
from evaluation.services.steps import require_open_step
from lpse.core.acts import Actor, Kind, Missing, refuse
from lpse.ledger import services as ledger
from tenders.models import CommitteeSeat, Requirement, Tender
from tenders.rules import Step
from tenders.selectors import seat_of


@transaction.atomic
def set_assessors(*, actor: Actor, tender_id: int, two: bool, now: dt.datetime) -> bool:
    """Choose whether two members assess each cell, blind until saved; returns what holds. The same again does nothing.

    Given up before the announcement only, where all may read it; asked for until the first verdict is saved.
    """
    tender = tenders.services.lock(tender_id)
    has_verdict = Assessment.objects.filter(evaluation__tender=tender).exists()
    facts = sheets.facts(tender, actor)
    policy.require(policy.may_set_assessors(actor, facts, two=two, has_verdict=has_verdict))
    if selectors.has_two_assessors(tender) == two:
        return two
    AssessmentSetting.objects.create(
        tender=tender,
        version=tender.assessment_settings.count() + 1,
        two_assessors=two,
        set_by_id=actor.person,
        set_at=now,
    )
    ledger.record(Act.SET_ASSESSORS, actor=actor, subject=tender.code, public={"two_assessors": two})
    return two


@transaction.atomic
def assign_assessors(*, actor: Actor, tender_id: int, pairs: Mapping[Step, Pair], now: dt.datetime) -> list[Assignment]:
    """Assign two members to each step named (penugasan penilai); returns what is new.

    May change until the lock: the verdicts of a member who no longer assesses a step stay on file and do not count.
    """
    tender = tenders.services.lock(tender_id)
    policy.require(policy.may(Act.ASSIGN_ASSESSORS, actor, sheets.facts(tender, actor)))
    evaluation = _unlocked(tender)
    panel = selectors.panel_of(evaluation)
    if not panel.two:
        raise refuse(Kind.STATE, "Tender ini dinilai oleh satu penilai per sel.", "Setiap anggota boleh menilai.")
    seats = set(tender.seats.values_list("pk", flat=True))
    for pair in pairs.values():
        if len(set(pair)) != 2 or not set(pair) <= seats:
            raise refuse(Kind.INPUT, "Setiap tahap memerlukan dua anggota yang berbeda.", "Pilih dua anggota Pokja.")
    seat = _chair(actor, tender)
    changed = {step: pair for step, pair in pairs.items() if set(panel.pairs.get(step.value, ())) != set(pair)}
    rows = [
        Assignment.objects.create(
            evaluation=evaluation,
            step=step.value,
            version=evaluation.assignments.filter(step=step.value).count() + 1,
            first_id=pair[0],
            second_id=pair[1],
            assigned_by=seat,
            assigned_at=now,
        )
        for step, pair in changed.items()
    ]
    if rows:
        hidden = {row.step: [row.first.user_id, row.second.user_id] for row in rows}
        public = {"round": evaluation.round_no}
        ledger.record(Act.ASSIGN_ASSESSORS, actor=actor, subject=tender.code, public=public, private=hidden)
    return rows


@transaction.atomic
def decide_assessment(
    *,
    actor: Actor,
    tender_id: int,
    bid_id: int,
    requirement_id: int,
    passed: bool,
    reason: str,
    seen_version: int,
    now: dt.datetime,
) -> AssessmentDecision:
    """Decide, as chair and with a reason, a cell on which its two assessors disagree; until the lock also anew.

    ``seen_version`` is the newest decision the chair saw (0: none). What both said stays and is printed.
    """
    tender = tenders.services.lock(tender_id)
    policy.require(policy.may(Act.DECIDE_ASSESSMENT, actor, sheets.facts(tender, actor)))
    evaluation = _unlocked(tender)
    _require_different(evaluation, bid_id, requirement_id)
    reason = reason.strip()
    if len(reason) < 10:
        raise refuse(Kind.INPUT, "Alasan putusan belum diisi.", "Tulis dasar putusan, paling sedikit sepuluh huruf.")
    before = evaluation.decisions.filter(opened_bid_id=bid_id, requirement_id=requirement_id).count()
    if before != seen_version:
        raise refuse(Kind.STATE, "Putusan ini sudah diubah di jendela lain.", "Baca putusan itu, lalu simpan lagi.")
    decided = AssessmentDecision.objects.create(
        evaluation=evaluation,
        opened_bid_id=bid_id,
        requirement_id=requirement_id,
        version=before + 1,
        passed=passed,
        reason=reason,
        decided_by=_chair(actor, tender),
        decided_at=now,
    )
    # Evaluation in progress is not public (law.md R-KIP-9): the record commits to the decision without showing it.
    hidden = {
        "bid": decided.opened_bid.header,
        "requirement": decided.requirement.number,
        "passed": passed,
        "reason": reason,
    }
    ledger.record(Act.DECIDE_ASSESSMENT, actor=actor, subject=tender.code, public={}, private=hidden)
    return decided


def _require_different(evaluation: Evaluation, bid_id: int, requirement_id: int) -> None:
    cell = selectors.cells(evaluation).get((bid_id, requirement_id))
    if cell is None:
        raise Missing("no such cell")
    panel, bid = selectors.panel_of(evaluation), OpenedBid.objects.get(pk=bid_id)
    require_open_step(evaluation, panel, bid, Requirement.objects.get(pk=requirement_id))
    if cell.state not in (CellState.DIFFERENT, CellState.DECIDED):
        raise refuse(
            Kind.STATE,
            "Ketua memutuskan hanya bila kedua penilai sudah menyimpan penilaian dan berbeda.",
            "Tunggu penilai kedua, atau lanjutkan ke sel lain.",
        )


def _unlocked(tender: Tender) -> Evaluation:
    evaluation = sheets.current_evaluation(tender)
    if evaluation is None or evaluation.locked_at is not None:
        raise refuse(Kind.STATE, "Lembar evaluasi sudah dikunci.", "Lihat berita acara evaluasi.")
    return evaluation


def _chair(actor: Actor, tender: Tender) -> CommitteeSeat:
    seat = seat_of(actor, tender)
    assert seat is not None  # only the chair assigns and decides
    return seat
