# SPDX-License-Identifier: Apache-2.0
"""Announcing a result that anybody can recompute, and voiding it for a re-evaluation."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

import tenders.services
from documents import services as documents
from documents.rules import Store
from evaluation import policy
from evaluation.models import Evaluation, Minutes, OpenedBid, Result, Standing
from evaluation.policy import Act
from evaluation.rules.local_content import PLACES, LocalContent
from evaluation.rules.minutes import AFTER_THE_RESULT
from evaluation.rules.offer import Offer, Terms, content_of, evaluation_file
from evaluation.rules.turns import Place, Turn, turns
from evaluation.selectors import evaluating as sheets
from evaluation.selectors import result as selectors
from evaluation.selectors.approving import approval_of
from evaluation.services.evaluating import begin_evaluation
from evaluation.services.outcome import draw_result_minutes
from evaluation.services.proving import require_proven
from lpse import regulations
from lpse.core import money
from lpse.core.acts import Actor, Kind, refuse
from lpse.core.canonical import canonical, timestamp
from lpse.ledger import services as ledger
from lpse.regulations import refusals
from lpse.regulations.winners import winner_numbers
from tenders.models import Tender

LARGEST = Decimal(10) ** 18
"""Rupiah that no column of money holds any more."""


@transaction.atomic
def announce_result(*, actor: Actor, tender_id: int, now: dt.datetime) -> Result:
    """Announce the winner, the reserves and the reason of every bid that is out (pengumuman pemenang).

    Where none passed, that is announced: the tender fails when the objection window has ended (R-FAIL-5). Publishes
    the evaluation file, and stores the objection window with its arithmetic, counted once.
    """
    tender = tenders.services.lock(tender_id)
    policy.require(policy.may(Act.ANNOUNCE_RESULT, actor, sheets.facts(tender, actor)))
    evaluation = _locked(tender)
    terms = sheets.terms_of(tender)
    offers = sheets.offers_of(tender, evaluation, terms)
    require_proven(tender, evaluation)
    rows = sheets.ranking(tender, terms, offers) if offers else []
    if any(row["rank"] == 1 for row in rows):
        _require_approval(tender, evaluation)
    elif offers and all(place.turn is Turn.PRICED_OUT for place in _places(tender, terms, offers).values()):
        raise refuse(
            Kind.STATE,
            "Semua harga terkoreksi melebihi HPS, jadi tidak ada hasil yang diumumkan.",
            "Nyatakan tender gagal dengan dasar itu.",
            refusals.ABOVE_ESTIMATE,
        )
    document = ledger.put_document(canonical(evaluation_file(terms, offers)))
    window, answer = selectors.objection_window(tender, now)
    result = Result.objects.create(
        tender=tender,
        evaluation=evaluation,
        document=document,
        announced_at=now,
        objection_ends_at=window.due.due_at,
        objection_basis={**window.as_data(), "words": window.words()},
        answer_due_at=answer.due.due_at,
        answer_basis={**answer.as_data(), "words": answer.words()},
    )
    _stand(result, tender, rows, {offer.vendor: content_of(offer, terms) for offer in offers})
    _publish_minutes(tender, evaluation, now)
    tender.decide()
    tender.save(update_fields=["status"])
    public = _public(result, rows, is_preferred=terms.preference is not None)
    ledger.record(Act.ANNOUNCE_RESULT, actor=actor, subject=tender.code, public=public)
    draw_result_minutes(actor=actor, result=result, now=now)
    return result


def _places(tender: Tender, terms: Terms, offers: list[Offer]) -> dict[str, Place]:
    return turns(terms, offers, regulations.get(tender.regulation).price)


def _require_approval(tender: Tender, evaluation: Evaluation) -> None:
    approval = approval_of(tender, evaluation)
    if approval is not None and not approval.is_given:
        raise refuse(
            Kind.STATE,
            "Pemenang tender ini ditetapkan PA/KPA, dan penetapannya belum ada.",
            "Usulkan pemenang kepada PA/KPA, lalu umumkan setelah disetujui.",
            str(winner_numbers(tender.regulation).above.source),
        )


def _locked(tender: Tender) -> Evaluation:
    evaluation = sheets.current_evaluation(tender)
    if evaluation is None or evaluation.locked_at is None:
        raise refuse(
            Kind.STATE,
            "Hasil belum dapat diumumkan karena evaluasi belum dikunci.",
            "Kunci lembar evaluasi lebih dahulu.",
        )
    return evaluation


def _stand(
    result: Result, tender: Tender, rows: list[dict[str, Any]], contents: Mapping[str, LocalContent | None]
) -> None:
    """Write the standing of every bid, the unreadable ones included."""
    bids = {bid.bid.participation.vendor.code: bid for bid in sheets.readable_bids(tender)}
    for row in rows:
        bid = bids[row["vendor"]]
        content = contents[row["vendor"]] if row["rank"] else None
        Standing.objects.create(
            result=result,
            opened_bid=bid,
            vendor=bid.bid.participation.vendor,
            rank=row["rank"],
            price_read=bid.price_read,
            price_corrected=_storable(row["corrected_price"]),
            local_content=money.rounded(content.share, PLACES) if content else None,
            preferred_price=money.rounded(content.preferred) if content else None,
            price_evaluated=_storable(row["final_evaluated_price"]) if content else None,
            low_price=row["low_price"],
            reason=row["reason"] or "",
        )
    for bid in sheets.unreadable_bids(tender):
        _stand_unreadable(result, bid)


def _storable(amount: str) -> Decimal | None:
    """Return an amount, or None for one that no column holds: a vendor may write any price, and such a bid is out."""
    value = Decimal(amount)
    return value if value < LARGEST else None


def _publish_minutes(tender: Tender, evaluation: Evaluation, now: dt.datetime) -> None:
    """Copy the minutes of evaluation and proof into the public store: from now on everyone may read them."""
    rows = Minutes.objects.filter(tender=tender, kind__in=AFTER_THE_RESULT, round_no=evaluation.round_no)
    for drawn in (row.object for row in rows.select_related("object").order_by("id")):
        body = documents.read(drawn)
        documents.keep(body, name=drawn.name, media_type=drawn.media_type, store=Store.PUBLIC, now=now)


def _stand_unreadable(result: Result, bid: OpenedBid) -> None:
    Standing.objects.create(
        result=result,
        opened_bid=bid,
        vendor=bid.bid.participation.vendor,
        reason=f"Penawaran tidak dapat dibuka: {bid.detail or bid.reason}",
    )


def _public(result: Result, rows: list[dict[str, Any]], *, is_preferred: bool) -> dict[str, Any]:
    names = ("vendor", "rank", "corrected_price", *(("final_evaluated_price",) if is_preferred else ()), "reason")
    return {
        "round": result.evaluation.round_no,
        "evaluation": result.document,
        "ranking": [{name: row[name] for name in names} for row in rows],
        "objection_ends_at": timestamp(result.objection_ends_at),
        "answer_due_at": timestamp(result.answer_due_at),
    }


@transaction.atomic
def void_result(*, actor: Actor, tender_id: int, reason: str, now: dt.datetime) -> Evaluation:
    """Void the result in force for a re-evaluation (evaluasi ulang); the voided result stays readable."""
    tender = tenders.services.lock(tender_id)
    policy.require(policy.may(Act.VOID_RESULT, actor, sheets.facts(tender, actor)))
    return _void(actor, tender, reason, now)


@transaction.atomic
def void_after_appeal(*, actor: Actor, tender_id: int, reason: str, now: dt.datetime) -> Evaluation:
    """Void the result as ``void_result`` does, because an appeal against it was accepted (R-BANDING-8).

    Called by the act that accepted it: the budget authority's, or the clock's.
    """
    return _void(actor, tenders.services.lock(tender_id), reason, now)


def _void(actor: Actor, tender: Tender, reason: str, now: dt.datetime) -> Evaluation:
    if not reason.strip():
        raise refuse(Kind.INPUT, "Pembatalan hasil memerlukan alasan.", "Tuliskan alasannya.")
    result = selectors.result_in_force(tender)
    if result is None:
        raise refuse(Kind.STATE, "Tidak ada hasil yang berlaku.", "Lihat halaman hasil.")
    result.voided_at, result.void_reason = now, reason.strip()
    result.save(update_fields=["voided_at", "void_reason"])
    tender.reopen()
    tender.save(update_fields=["status"])
    evaluation = begin_evaluation(tender=tender, now=now)
    public = {"round": result.evaluation.round_no, "reason": result.void_reason}
    ledger.record(Act.VOID_RESULT, actor=actor, subject=tender.code, public=public)
    return evaluation
