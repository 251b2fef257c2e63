# SPDX-License-Identifier: Apache-2.0
"""Reads of the proofs of qualification that hold in a round, for whoever reckons with them."""

from collections.abc import Sequence

from django.db.models import Max, Subquery, Value
from django.db.models.functions import Coalesce

from evaluation.models import Evaluation, Proof, Result
from evaluation.rules import proving
from evaluation.rules.offer import Offer
from evaluation.rules.proving import ProofOutcome


def proofs_of(evaluation: Evaluation | None) -> list[Proof]:
    """Return the proofs that hold in a round: its own and those of the rounds it reopened, back to a voided result.

    One query; none for a first round that is not locked, where there can be no proof.
    """
    if evaluation is None or (evaluation.round_no == 1 and evaluation.locked_at is None):
        return []
    earlier = Result.objects.filter(
        evaluation__tender_id=evaluation.tender_id, evaluation__round_no__lt=evaluation.round_no
    )
    last = earlier.order_by().values("tender").annotate(last=Max("evaluation__round_no")).values("last")
    rows = Proof.objects.filter(
        evaluation__tender_id=evaluation.tender_id,
        evaluation__round_no__lte=evaluation.round_no,
        evaluation__round_no__gt=Coalesce(Subquery(last), Value(0)),
    )
    return list(rows.select_related("opened_bid__bid__participation__vendor", "invitation", "settled_by__user"))


def after_proof(offers: Sequence[Offer], evaluation: Evaluation | None) -> list[Offer]:
    """Return the offers of a round with the outcome of each proof; who failed it is out."""
    found = {proof.opened_bid.bid.participation.vendor.code: proof for proof in proofs_of(evaluation)}
    return [
        proving.proven(offer, ProofOutcome(found[offer.vendor].outcome), found[offer.vendor].reason)
        if offer.vendor in found
        else offer
        for offer in offers
    ]
