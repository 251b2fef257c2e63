# SPDX-License-Identifier: Apache-2.0
"""Reads of clarification: what was asked, by whom it may be answered, and the files of an answer."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from evaluation.models import ClarificationFile, ClarificationRequest, OpenedBid
from evaluation.policy import AnswerFacts
from evaluation.rules.arithmetic import correct
from evaluation.rules.offer import items_of, plain
from evaluation.selectors import evaluating as sheets
from lpse.core.acts import Actor, Missing
from tenders.models import Tender
from tenders.rules import Status
from tenders.selectors import seat_of
from vendors.models import Vendor
from vendors.selectors import bidder_names, vendor_of


def request_for(tender: Tender, number: int) -> ClarificationRequest:
    """Return a request of the newest round by its number. Raises Missing."""
    known = sheets.requests_of(sheets.current_evaluation(tender))
    found = next((row for row in known if row.number == number), None)
    if found is None:
        raise Missing(str(number))
    return found


def vendor_asked(asked: ClarificationRequest) -> Vendor:
    """Return the bidder a request is addressed to."""
    vendor: Vendor = asked.opened_bid.bid.participation.vendor
    return vendor


def answer_facts(tender: Tender, asked: ClarificationRequest, vendor: Vendor | None) -> AnswerFacts:
    """Return what policy asks when ``vendor`` answers a request."""
    return AnswerFacts(
        status=Status(tender.status),
        is_addressee=vendor is not None and vendor_asked(asked).pk == vendor.pk,
        is_answered=hasattr(asked, "answer"),
        is_judged=hasattr(asked, "outcome"),
        is_locked=asked.evaluation.locked_at is not None,
    )


def price_of(tender: Tender, bid: OpenedBid) -> Decimal:
    """Return a bid's corrected price in rupiah, as it is published."""
    terms = sheets.terms_of(tender)
    items = None if tender.package.contract_type == "lump_sum" else items_of(bid.form)
    return Decimal(plain(correct(Fraction(bid.price_read or 0), items, terms.quantities or None).total))


@dataclass(frozen=True)
class Asked:
    """One request as a page shows it."""

    row: ClarificationRequest
    vendor: str
    files: list[ClarificationFile]
    is_due: bool
    """Whether it waits for the chair: answered, or its time has passed."""


def asked_of(tender: Tender, now: datetime, vendor: Vendor | None = None) -> list[Asked]:
    """Return the requests of the newest round, all of them or those to one bidder, newest last."""
    rows = sheets.requests_of(sheets.current_evaluation(tender))
    rows = [row for row in rows if vendor is None or vendor_asked(row).pk == vendor.pk]
    files: dict[int, list[ClarificationFile]] = {}
    for file in ClarificationFile.objects.filter(answer__request__in=rows).select_related("object", "answer"):
        files.setdefault(file.answer.request_id, []).append(file)
    names = bidder_names(tender) if rows else {}
    return [
        Asked(
            row=row,
            vendor=names.get(vendor_asked(row).code, str(vendor_asked(row))),
            files=files.get(row.pk, []),
            is_due=not hasattr(row, "outcome") and (hasattr(row, "answer") or now >= row.answer_until),
        )
        for row in rows
    ]


def file_for(actor: Actor, tender: Tender, pk: int) -> ClarificationFile:
    """Return a file of an answer for the committee and for the bidder who sent it. Raises Missing."""
    found = (
        ClarificationFile.objects.filter(pk=pk, answer__request__evaluation__tender=tender)
        .select_related("object", "answer")
        .first()
    )
    if found is None:
        raise Missing(str(pk))
    own = vendor_of(actor)
    if seat_of(actor, tender) is None and (own is None or own.pk != found.answer.vendor_id):
        raise Missing(str(pk))
    return found
