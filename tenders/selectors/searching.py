# SPDX-License-Identifier: Apache-2.0
"""Where a page of the list begins, and the archive's part of it, fast however many packages match."""

import base64
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, F, Q, QuerySet
from django.db.models.expressions import RawSQL

from tenders.models import ArchivedTender
from tenders.selectors.facets import MOST, marks, planned_for_its_values

if TYPE_CHECKING:
    from tenders.selectors.search import Query

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOST_BRANCHES = 12


@dataclass(frozen=True)
class Cursor:
    """The last row of the page before: its moment, whether it stood in the archive, and its id; 0 before the first."""

    moment: datetime
    is_archived: bool
    pk: int

    def __bool__(self) -> bool:
        return self.pk > 0

    @property
    def text(self) -> str:
        """The cursor as an address carries it."""
        micros = (self.moment - EPOCH) // timedelta(microseconds=1)
        plain = f"{micros}.{int(self.is_archived)}.{self.pk}"
        return base64.urlsafe_b64encode(plain.encode()).rstrip(b"=").decode()


def no_cursor() -> Cursor:
    """Return the cursor before the first row."""
    return Cursor(EPOCH, False, 0)


def read_cursor(text: str) -> Cursor | None:
    """Return a cursor out of an address, or None for what is none: such a page is the first."""
    try:
        plain = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
        micros, archived, pk = (int(part) for part in plain.split("."))
        moment = EPOCH + timedelta(microseconds=micros)
    except (ValueError, OverflowError):
        return None
    return Cursor(moment, archived == 1, pk) if archived in (0, 1) and 0 < pk < 2**63 else None


def archived_after(query: "Query", cursor: Cursor, hits: int, size: int) -> list[ArchivedTender]:
    """Return up to ``size`` archived packages behind the cursor, newest first; one query.

    ``hits`` decides the way: few are fetched by the index of words and facets and sorted; many are met soon enough
    along the index of time, within one year if years were chosen.
    """
    is_narrowed = bool(query.q.strip()) or any(query.chosen.values())
    with planned_for_its_values() if is_narrowed else nullcontext():
        return _archived_after(query, cursor, is_narrowed and hits <= MOST, size)


def _archived_after(query: "Query", cursor: Cursor, is_few: bool, size: int) -> list[ArchivedTender]:
    found = _behind(_matching(query), query, cursor)
    if is_few:
        # The sum keeps the planner from walking along time in the hope of meeting rare hits early.
        return list(found.order_by((F("announced_at") + timedelta(0)).desc(), "-id")[:size])
    newest = ("-announced_at", "-id")
    if not 1 <= len(query.years) <= MOST_BRANCHES:
        return list(found.order_by(*newest)[:size])
    first, *others = (found.filter(year=year).order_by(*newest)[:size] for year in query.years)
    rows = list(first.union(*others, all=True) if others else first)
    return sorted(rows, key=lambda row: (row.announced_at, row.pk), reverse=True)[:size]


def _matching(query: "Query") -> QuerySet[ArchivedTender]:
    found = ArchivedTender.objects.all()
    column = '"tenders_archivedtender"."search"'
    if query.q.strip():
        found = found.filter(_holds(f"{column} @@ websearch_to_tsquery('indonesian', %s)", query.q.strip()))
    chosen = marks(query.chosen)
    return found.filter(_holds(f"{column} @@ %s::tsquery", chosen)) if chosen else found


def _holds(sql: str, value: str) -> Any:
    return RawSQL(sql, [value], output_field=BooleanField())  # noqa: S611 our own words; what people type is a parameter


def _behind(found: QuerySet[ArchivedTender], query: "Query", cursor: Cursor) -> QuerySet[ArchivedTender]:
    """Return what comes after the cursor: in the newest order both kinds mix, by deadlines the archive comes last."""
    if not cursor or (query.order == "batas" and not cursor.is_archived):
        return found
    if not cursor.is_archived:
        return found.filter(announced_at__lte=cursor.moment)
    same = Q(announced_at=cursor.moment, id__lt=cursor.pk)
    return found.filter(announced_at__lte=cursor.moment).filter(Q(announced_at__lt=cursor.moment) | same)
