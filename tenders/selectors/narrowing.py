# SPDX-License-Identifier: Apache-2.0
"""Facets that are worked out rather than stored: brackets of value, whom the law reserves for, days until the close."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from lpse.regulations.reserve import RESERVED_UP_TO
from tenders.rules import Status


@dataclass(frozen=True)
class Bracket:
    """A span of value in rupiah: more than ``above``, at most ``up_to``; None has no such end."""

    above: Decimal
    up_to: Decimal | None


MILLION, BILLION = Decimal(10**6), Decimal(10**9)
BRACKETS = {
    "200m": Bracket(Decimal(0), 200 * MILLION),
    "2500m": Bracket(200 * MILLION, 2500 * MILLION),
    "15b": Bracket(2500 * MILLION, 15 * BILLION),
    "50b": Bracket(15 * BILLION, 50 * BILLION),
    "more": Bracket(50 * BILLION, None),
}
"""Brackets by the word that the database counts them under (sql/0030_more_facets.sql); a test compares the two."""
SMALL, LARGER = "small", "larger"
TODAY, THREE_DAYS, WEEK, LATER = "today", "three_days", "week", "later"
DAYS = {TODAY: 1, THREE_DAYS: 3, WEEK: 7}
"""Local days from today on within which a tender closes: the week of the task list."""


def ends_of(now: datetime) -> dict[str, datetime]:
    """Return the end of each span of closing; a close at 24.00 belongs to the day that ends then."""
    zone = ZoneInfo(settings.OFFICE["zone"])
    midnight = datetime.combine(now.astimezone(zone).date(), time.min, zone)
    return {word: midnight + timedelta(days=days) for word, days in DAYS.items()}


def parameters(now: datetime) -> dict[str, Any]:
    """Return what the statement that counts must be told."""
    ends = ends_of(now)
    told = {f"until_{word}": end for word, end in ends.items()}
    return {**told, "now": now, "reserved": RESERVED_UP_TO.value}


def narrowed(chosen: Mapping[str, Sequence[str]], now: datetime) -> Q:
    """Return the condition of the chosen facets on tenders read by ``with_deadline``."""
    found = Q()
    if values := chosen.get("value"):
        found &= _any(_within(BRACKETS[word]) if word else Q(pk=None) for word in values)
    if sizes := chosen.get("size"):
        of = {SMALL: Q(ceiling__lte=RESERVED_UP_TO.value), LARGER: Q(ceiling__gt=RESERVED_UP_TO.value)}
        found &= _any(of[word] for word in sizes)
    if closings := chosen.get("closing"):
        found &= Q(status=Status.ANNOUNCED) & _any(_closing(word, now) for word in closings)
    return found


def _any(conditions: Any) -> Q:
    found = Q(pk=None)
    for each in conditions:
        found |= each
    return found


def _within(bracket: Bracket) -> Q:
    above = Q(owner_estimate__gt=bracket.above)
    return above if bracket.up_to is None else above & Q(owner_estimate__lte=bracket.up_to)


def _closing(word: str, now: datetime) -> Q:
    ends = ends_of(now)
    order = list(ends)
    if word == LATER:
        return Q(deadline__gt=ends[order[-1]])
    place = order.index(word)
    begin = now if place == 0 else ends[order[place - 1]]
    return Q(deadline__gt=begin, deadline__lte=ends[word])
