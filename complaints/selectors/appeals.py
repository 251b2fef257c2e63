# SPDX-License-Identifier: Apache-2.0
"""Reads of appeals (sanggah banding)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from evaluation.selectors.result import calendar_of
from lpse import regulations
from lpse.core.said import Said
from lpse.regulations import Category, NoSuchRule, Rule
from lpse.regulations.deadlines import Deadline, statutory
from tenders.models import Tender
from tenders.selectors import hours_of


def appeal_term(tender: Tender, start: datetime, rule: Rule = Rule.APPEAL) -> Deadline | None:
    """Return the window for appeals that begins at ``start``, or None where the law knows none (R-BANDING-1, -4)."""
    try:
        return statutory(
            rule,
            Category(tender.category),
            start,
            regulation=regulations.get(tender.regulation),
            calendar=calendar_of(tender),
            zone=ZoneInfo(tender.zone),
            hours=hours_of(tender),
        )
    except NoSuchRule:
        return None


def appeal_period(tender: Tender) -> Said | None:
    """Return how long an appeal may be filed, in words, or None where the law knows none."""
    try:
        clock = regulations.get(tender.regulation).clock(Rule.APPEAL, Category(tender.category))
    except NoSuchRule:
        return None
    return clock.period.words()
