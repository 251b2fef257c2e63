# SPDX-License-Identifier: Apache-2.0
"""The page of the review: every remark with its answer, and the agreement in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lpse.core.acts import Actor
from tenders.models import DocumentAgreement, EstimateVersion, ReviewRemark, Tender
from tenders.policy import Act, Facts, may
from tenders.review import ReviewPart
from tenders.selectors import words
from tenders.selectors.estimating import newest_version

OF_ESTIMATE = (ReviewPart.OWNER_ESTIMATE, ReviewPart.ITEMS)
"""Parts whose remarks a new version of the estimate leaves behind."""


@dataclass(frozen=True)
class RemarkLine:
    """A remark as shown."""

    number: int
    part: Any
    text: str
    raised_by: str
    raised_at: datetime
    answer: str
    answered_by: str
    answered_at: datetime | None
    settled_at: datetime | None
    is_of_earlier_estimate: bool
    """Whether the estimate has a newer version than the one it was made about."""


@dataclass(frozen=True)
class ReviewPage:
    """What the committee remarked, what the officer answered, and what this person may do about it."""

    remarks: Sequence[RemarkLine]
    agreement: DocumentAgreement | None
    estimate: EstimateVersion | None
    """The version of the estimate to be reviewed; None while it is what the tender began with."""
    may_remark: bool
    may_answer: bool
    may_agree: bool


def review_page(actor: Actor, tender: Tender, known: Facts) -> ReviewPage:
    """Return the review of a draft for one of its makers; three queries."""
    stepped_up = Actor(actor.user_id, actor.name, actor.roles, stepped_up=True)
    rows = tender.remarks.select_related("raised_by", "answered_by")
    estimate = newest_version(tender)
    return ReviewPage(
        remarks=[_line(row, estimate) for row in rows],
        estimate=estimate,
        agreement=tender.agreements.select_related("given_by").filter(voided_at=None).first(),
        may_remark=may(Act.RAISE_REMARK, actor, known) is None,
        may_answer=may(Act.ANSWER_REMARK, actor, known) is None,
        may_agree=may(Act.AGREE_TO_DOCUMENTS, stepped_up, known) is None,
    )


def _line(row: ReviewRemark, estimate: EstimateVersion | None) -> RemarkLine:
    return RemarkLine(
        number=row.number,
        part=words.REVIEW_PART[row.part],
        text=row.text,
        raised_by=row.raised_by.name,
        raised_at=row.raised_at,
        answer=row.answer,
        answered_by=row.answered_by.name if row.answered_by else "",
        answered_at=row.answered_at,
        settled_at=row.settled_at,
        is_of_earlier_estimate=estimate is not None and row.part in OF_ESTIMATE and row.raised_at < estimate.set_at,
    )
