# SPDX-License-Identifier: Apache-2.0
"""The steps of the evaluation locked one after another by the chair, and reopened with a reason (kunci tahap)."""

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.db import transaction

import tenders.services
from evaluation import policy
from evaluation.models import Evaluation, OpenedBid, StepLock
from evaluation.policy import Act
from evaluation.rules.steps import ORDER, Gate
from evaluation.selectors import evaluating as sheets
from evaluation.selectors import steps as selectors
from evaluation.selectors.cells import STEPS, Panel
from lpse.core import words_of_time
from lpse.core.acts import Actor, Kind, refuse
from lpse.core.said import said
from lpse.ledger import services as ledger
from tenders.models import CommitteeSeat, Requirement, Tender
from tenders.rules import Step
from tenders.selectors import seat_of


@transaction.atomic
def lock_step(*, actor: Actor, tender_id: int, step: Step, now: dt.datetime) -> list[StepLock]:
    """Lock a step (kunci tahap) of every bid whose turn it is and that stands there; returns one row for each bid.

    Refused while one of their cells at this step has no verdict. A bid that fell here is assessed no further.
    Source: Peraturan LKPP 9/2018 Lampiran 4.2.7; ux.md part 1.4.
    """
    tender = tenders.services.lock(tender_id)
    policy.require(policy.may(Act.LOCK_STEP, actor, sheets.facts(tender, actor)))
    evaluation = _unlocked(tender)
    page = sheets.sheet(tender, evaluation)
    found = next((each for each in selectors.steps_to_lock(page) if each.step == step), None)
    if found is None:
        raise refuse(
            Kind.STATE,
            said("Tahap {step} tidak sedang menunggu kunci.", step=STEPS[step.value]),
            "Muat ulang lembar evaluasi; tahap yang sedang dinilai tampil di sana.",
        )
    if found.missing:
        told = said("{n} sel pada tahap {step} belum sepakat.", n=found.missing, step=found.label)
        raise refuse(Kind.STATE, told, "Lengkapi penilaiannya dan putuskan yang berbeda, lalu kunci lagi.")
    require_answers(page, now, step.value)
    return _record(actor, tender, evaluation, [(step.value, bid.id) for bid in found.bids], "", now)


@transaction.atomic
def reopen_step(*, actor: Actor, tender_id: int, step: Step, reason: str, now: dt.datetime) -> list[StepLock]:
    """Reopen a locked step, and the later ones with it, for every bid; what was found stays and may be changed.

    The reason is printed in the minutes. Only while the sheet is open: afterwards the sheet itself is reopened.
    """
    tender = tenders.services.lock(tender_id)
    policy.require(policy.may(Act.REOPEN_STEP, actor, sheets.facts(tender, actor)))
    evaluation = _unlocked(tender)
    locked = sheets.sheet(tender, evaluation).panel.locked
    # From the last step on: a guard refuses a reopened step before one that is still locked.
    from_here = reversed(ORDER[ORDER.index(step.value) :])
    places = [(each, bid) for each in from_here for bid in sorted(locked) if each in locked[bid]]
    if not any(each == step.value for each, _bid in places):
        told = said("Tahap {step} belum dikunci.", step=STEPS[step.value])
        raise refuse(Kind.STATE, told, "Ubah penilaian langsung pada lembarnya.")
    reason = reason.strip()
    if len(reason) < 10:
        raise refuse(
            Kind.INPUT, "Alasan membuka kembali tahap belum diisi.", "Sebut apa yang harus diperbaiki dan mengapa."
        )
    return _record(actor, tender, evaluation, places, reason, now)


def _record(
    actor: Actor,
    tender: Tender,
    evaluation: Evaluation,
    places: Iterable[tuple[str, int]],
    reason: str,
    now: dt.datetime,
) -> list[StepLock]:
    """Write a lock, with ``reason`` a reopening, of each step and bid named, and one leaf for all of them."""
    seat = seat_of(actor, tender)
    assert seat is not None  # only the chair locks and reopens
    rows = [_written(evaluation, seat, step, bid, reason, now) for step, bid in places]
    headers = dict(OpenedBid.objects.filter(pk__in=[row.opened_bid_id for row in rows]).values_list("pk", "header"))
    # Which bids stand at which step tells who failed (law.md R-KIP-9): the record commits to it without showing it.
    hidden = {
        "steps": list(dict.fromkeys(row.step for row in rows)),
        "bids": sorted({headers[row.opened_bid_id] for row in rows}),
        "reason": reason,
    }
    act = Act.REOPEN_STEP if reason else Act.LOCK_STEP
    ledger.record(act, actor=actor, subject=tender.code, public={"round": evaluation.round_no}, private=hidden)
    return rows


def _written(
    evaluation: Evaluation, seat: CommitteeSeat, step: str, bid_id: int, reason: str, now: dt.datetime
) -> StepLock:
    return StepLock.objects.create(
        evaluation=evaluation,
        opened_bid_id=bid_id,
        step=step,
        version=evaluation.step_locks.filter(opened_bid_id=bid_id, step=step).count() + 1,
        is_locked=not reason,
        reason=reason,
        locked_by=seat,
        locked_at=now,
    )


def require_answers(page: sheets.Sheet, now: dt.datetime, step: str | None = None) -> None:
    """Refuse a lock while a bidder may still answer in time what was asked about a cell of it."""
    awaited = page.awaited(now, step)
    if awaited:
        zone = ZoneInfo(awaited[0].evaluation.tender.zone)
        until = words_of_time.instant(max(asked.answer_until for asked in awaited), zone)
        told = said("{n} sel menunggu jawaban klarifikasi sampai {until}.", n=len(awaited), until=until)
        raise refuse(Kind.WHEN, told, "Tunggu jawabannya, atau lewatnya batas waktu, lalu kunci lagi.")


def require_open_step(evaluation: Evaluation, panel: Panel, bid: OpenedBid, requirement: Requirement) -> None:
    """Refuse a verdict at a step that is locked, that comes later, or after which its bid is not assessed."""
    gate = selectors.gate_of(evaluation, panel, (bid.pk, requirement.pk))
    step = STEPS[requirement.step]
    if gate is Gate.LOCKED:
        told = said("Tahap {step} sudah dikunci untuk penawaran ini.", step=step)
        raise refuse(Kind.STATE, told, "Bila harus diperbaiki, ketua Pokja membuka kembali tahap itu dengan alasan.")
    if gate is Gate.LATER:
        told = said("Tahap {step} dinilai sesudah tahap sebelumnya dikunci.", step=step)
        raise refuse(Kind.WHEN, told, "Selesaikan tahap sebelumnya, lalu minta ketua Pokja menguncinya.")
    if gate is Gate.SPARED:
        raise refuse(
            Kind.STATE,
            "Penawaran ini gugur pada tahap yang sudah dikunci, jadi tahap berikutnya tidak dinilai.",
            "Lanjutkan ke penawaran lain.",
        )


def _unlocked(tender: Tender) -> Evaluation:
    evaluation = sheets.current_evaluation(tender)
    if evaluation is None or evaluation.locked_at is not None:
        raise refuse(Kind.STATE, "Lembar evaluasi sudah dikunci.", "Bila perlu, buka kembali lembar itu dengan alasan.")
    return evaluation
