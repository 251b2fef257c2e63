# SPDX-License-Identifier: Apache-2.0
"""The start page: what is live, four figures, tenders by nearest deadline, a chart. Four queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import get_language

from evaluation.models import Opening
from lpse.core.charts import Chart, Point, bars
from lpse.core.words_of_time import SHORT_MONTHS
from lpse.ledger.models import Head
from lpse.regulations import StageKind
from tenders.models import Stage, Tender
from tenders.rules import Status
from tenders.selectors.search import Row, row_of, with_deadline

MOST_ROWS = 6
MOST_LIVE = 3
MONTHS_SHOWN = 12


@dataclass(frozen=True)
class Live:
    """An opening that is going on: shares given of those needed."""

    code: str
    title: str
    given: int
    needed: int


@dataclass(frozen=True)
class Figures:
    """Counts of tenders and openings, the estimates (rupiah) of tenders open for bids, and the size of the record."""

    open: int
    open_value: Fraction
    closing_this_week: int
    opened_this_month: int
    record: int


@dataclass(frozen=True)
class HomePage:
    """Everything the start page shows."""

    figures: Figures
    live: Sequence[Live]
    rows: Sequence[Row]
    chart: Chart
    has_chart: bool
    announced: int


def home_page(now: datetime) -> HomePage:
    """Return the start page as it stands at ``now``."""
    months = _months(now)
    first = _first_month(now)
    points = _points(months, first, now)
    announced: Any = with_deadline(Tender.objects.filter(status=Status.ANNOUNCED))
    ahead = announced.filter(deadline__gt=now)
    figures = Figures(
        open=sum(month["open"] for month in months.values()),
        open_value=sum((Fraction(month["open_value"] or 0) for month in months.values()), Fraction(0)),
        closing_this_week=sum(month["closing"] for month in months.values()),
        opened_this_month=sum(month["opened"] for month in months.values()),
        record=Head.objects.values_list("size", flat=True).get(),
    )
    return HomePage(
        figures=figures,
        live=_live(),
        rows=[row_of(tender, now) for tender in ahead.order_by("deadline", "id")[:MOST_ROWS]],
        chart=bars(points),
        has_chart=any(point.amount for point in points),
        announced=sum(month["count"] for month in months.values()),
    )


def _live() -> list[Live]:
    going = Opening.objects.filter(finished_at__isnull=True, tender__status=Status.CLOSED)
    rows = going.select_related("tender").annotate(given=Count("releases")).order_by("-begun_at")[:MOST_LIVE]
    return [Live(row.tender.code, row.tender.title, row.given, row.tender.threshold) for row in rows]


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.OFFICE["zone"])


def _first_month(now: datetime) -> datetime:
    """Return the local beginning of the month ``now`` is in."""
    return now.astimezone(_zone()).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _months(now: datetime) -> Mapping[tuple[int, int], dict[str, Any]]:
    """Return, by (year, month) of the announcement, sums over all tenders ever announced; one query."""
    bidding = Stage.objects.filter(tender=OuterRef("pk"), kind=StageKind.BID_SUBMISSION)
    is_open: Any = Q(status=Status.ANNOUNCED) & Exists(bidding.filter(starts_at__lte=now, ends_at__gt=now))
    closing: Any = Q(status=Status.ANNOUNCED) & Exists(
        bidding.filter(ends_at__gt=now, ends_at__lte=now + timedelta(days=7))
    )
    opened = Exists(Opening.objects.filter(tender=OuterRef("pk"), finished_at__gte=_first_month(now)))
    rows = (
        Tender.objects.filter(announced_at__isnull=False)
        .order_by()
        .annotate(month=TruncMonth("announced_at", tzinfo=_zone()))
        .values("month")
        .annotate(
            count=Count("id"),
            value=Sum("owner_estimate"),
            open=Count("id", filter=is_open),
            open_value=Sum("owner_estimate", filter=is_open),
            closing=Count("id", filter=closing),
            opened=Count("id", filter=opened),
        )
    )
    return {(row["month"].year, row["month"].month): row for row in rows}


def _points(months: Mapping[tuple[int, int], dict[str, Any]], first: datetime, now: datetime) -> list[Point]:
    """Return the last twelve months, the running one last."""
    points = []
    year, month = first.year, first.month
    for back in range(MONTHS_SHOWN):
        row = months.get((year, month), {"value": 0, "count": 0})
        short = _short(year, month)
        points.append(Point(short, Fraction(row["value"]), row["count"], is_partial=back == 0, name=f"{short} {year}"))
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return points[::-1]


def _short(year: int, month: int) -> str:
    english = (get_language() or "id").startswith("en")
    return f"{datetime(year, month, 1, tzinfo=_zone()):%b}" if english else SHORT_MONTHS[month - 1]
