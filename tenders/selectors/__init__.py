# SPDX-License-Identifier: Apache-2.0
"""Reads of packages and tenders: guarded doors, page objects, search, what is missing, what waits for whom."""

from tenders.selectors.doors import (
    draft_for,
    earliest_open_announcement,
    facts,
    is_any_taking_bids,
    is_public,
    key_set,
    office_hours,
    package_for,
    seat_of,
    tender_for,
    window,
    windows,
    zone_of,
)
from tenders.selectors.drafting import Check, Checklist, checklist, planned
from tenders.selectors.pages import TenderHead, head
from tenders.selectors.search import Query, SearchPage, search
from tenders.selectors.tasks import tasks_for

__all__ = [
    "Check",
    "Checklist",
    "Query",
    "SearchPage",
    "TenderHead",
    "checklist",
    "draft_for",
    "earliest_open_announcement",
    "facts",
    "head",
    "is_any_taking_bids",
    "is_public",
    "key_set",
    "office_hours",
    "package_for",
    "planned",
    "search",
    "seat_of",
    "tasks_for",
    "tender_for",
    "window",
    "windows",
    "zone_of",
]
