# SPDX-License-Identifier: Apache-2.0
"""The winner above a limit (penetapan pemenang oleh PA/KPA): proposed, decided, or approved by silence."""

import datetime as dt

import structlog
from django.db import transaction

import tenders.services
from evaluation import policy
from evaluation.models import WinnerDecision, WinnerProposal
from evaluation.policy import Act
from evaluation.selectors import approving as selectors
from evaluation.selectors import evaluating as sheets
from evaluation.services.proving import require_proven
from lpse.core.acts import Actor, Kind, refuse
from lpse.core.canonical import timestamp
from lpse.core.said import said
from lpse.ledger import services as ledger
from lpse.regulations.winners import winner_numbers

log = structlog.get_logger(__name__)

_COUNTED = said("{words} Dasar: {article}.")


@transaction.atomic
def propose_winner(*, actor: Actor, tender_id: int, now: dt.datetime) -> WinnerProposal:
    """Propose the winner of the locked sheet to the budget authority (PA/KPA), where the ceiling is above the limit.

    Source: Perpres 16/2018 Pasal 9; Peraturan LKPP 9/2018 Lampiran 4.2.11 huruf g; R-ACT-1, R-WIN-PA.
    """
    tender = tenders.services.lock(tender_id)
    policy.require(policy.may(Act.PROPOSE_WINNER, actor, sheets.facts(tender, actor)))
    evaluation = sheets.current_evaluation(tender)
    if evaluation is None or evaluation.locked_at is None:
        raise refuse(Kind.STATE, "Lembar evaluasi belum dikunci.", "Kunci lembar evaluasi lebih dahulu.")
    if not selectors.needs_authority(tender):
        raise refuse(
            Kind.STATE, "Pemenang tender ini ditetapkan Pokja.", "Umumkan hasilnya dari halaman harga dan peringkat."
        )
    if not selectors.proposed_rows(tender):
        raise refuse(
            Kind.STATE,
            "Tidak ada penawaran yang lulus, jadi tidak ada pemenang.",
            "Umumkan hasilnya; tender dinyatakan gagal sesudah masa sanggah.",
        )
    require_proven(tender, evaluation)
    if hasattr(evaluation, "proposal"):
        raise refuse(Kind.STATE, "Pemenang sudah diusulkan.", "Tunggu penetapan PA/KPA.")
    seat = next(seat for seat in tender.seats.all() if seat.user_id == actor.user_id)
    due = selectors.decision_due(tender, now)
    source = str(winner_numbers(tender.regulation).decision.source)
    proposal = WinnerProposal.objects.create(
        evaluation=evaluation,
        proposed_by=seat,
        proposed_at=now,
        due_at=due.due_at,
        # Without a rule of the calculator: the words are the stored ones in every language.
        basis={**due.as_data(), "source": source, "words": said(_COUNTED, words=due.words(), article=source)},
    )
    # Who is proposed is not public before the announcement (law.md R-KIP-9); that and until when, is.
    public = {"round": evaluation.round_no, "due_at": timestamp(due.due_at)}
    ledger.record(Act.PROPOSE_WINNER, actor=actor, subject=tender.code, public=public)
    return proposal


@transaction.atomic
def decide_winner(*, actor: Actor, tender_id: int, approved: bool, reason: str, now: dt.datetime) -> WinnerDecision:
    """Name the proposed winner, or refuse it with a reason, as budget authority of the agency that buys."""
    tender = tenders.services.lock(tender_id)
    policy.require(policy.may(Act.DECIDE_WINNER, actor, sheets.facts(tender, actor)))
    approval = selectors.approval_of(tender, sheets.current_evaluation(tender))
    if approval is None or approval.proposal is None:
        raise refuse(Kind.STATE, "Belum ada pemenang yang diusulkan.", "Tunggu usulan Pokja.")
    if approval.decision is not None:
        raise refuse(Kind.STATE, "Usulan ini sudah diputuskan.", "Putusannya tercatat dan tidak berubah.")
    reason = reason.strip()
    if not approved and len(reason) < 10:
        raise refuse(
            Kind.INPUT, "Penolakan pemenang memerlukan alasan.", "Tulis alasannya, paling sedikit sepuluh huruf."
        )
    decision = WinnerDecision.objects.create(
        proposal=approval.proposal, approved=approved, reason=reason, decided_by_id=actor.person, decided_at=now
    )
    public = {"round": approval.proposal.evaluation.round_no, "approved": approved}
    ledger.record(Act.DECIDE_WINNER, actor=actor, subject=tender.code, public=public, private={"reason": reason})
    return decision


def approve_by_silence(*, now: dt.datetime) -> int:
    """Approve every proposal whose time has passed without a decision; each once, whatever ticks at the same time.

    One that fails is logged loudly and stops no other. Returns how many were approved.
    Source: Peraturan LKPP 9/2018 Lampiran 4.2.11 huruf g; R-WIN-PA (silence = approved).
    """
    waiting = WinnerProposal.objects.filter(
        due_at__lte=now, decision__isnull=True, evaluation__tender__status="opened"
    ).values_list("pk", "evaluation__tender_id")
    approved = 0
    for pk, tender_id in list(waiting):
        try:
            approved += _approve_silently(pk, tender_id, now)
        except Exception:
            log.exception("a winner could not be approved by silence", proposal=pk)
    return approved


@transaction.atomic
def _approve_silently(pk: int, tender_id: int, now: dt.datetime) -> bool:
    tender = tenders.services.lock(tender_id)
    proposal = WinnerProposal.objects.select_related("evaluation").get(pk=pk)
    newest = sheets.current_evaluation(tender)
    if hasattr(proposal, "decision") or newest != proposal.evaluation or tender.status != "opened":
        return False
    WinnerDecision.objects.create(proposal=proposal, approved=True, decided_at=now)
    public = {"round": proposal.evaluation.round_no, "approved": True}
    ledger.record(Act.DECIDE_WINNER, actor=Actor.clock(), subject=tender.code, public=public)
    return True
