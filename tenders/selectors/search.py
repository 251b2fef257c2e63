# SPDX-License-Identifier: Apache-2.0
"""Search over public tenders: full text, facets with counts, keyset paging. Two queries a page."""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib.postgres.search import SearchQuery
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from lpse.core.windows import Window
from lpse.regulations import StageKind
from tenders.models import Stage, Tender
from tenders.rules import Phase, Status, phase_of
from tenders.selectors import words

PAGE_SIZE = 20
CODE = re.compile(r"T-\d{4}-\d{4,}")
NEWEST, NEAREST = "terbaru", "batas"
URGENT_SECONDS, SOON_SECONDS = 3600 * 24, 3600 * 24 * 3


@dataclass(frozen=True)
class Query:
    """What was asked for: words, facets, order and where the page begins."""

    q: str = ""
    statuses: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    order: str = NEWEST
    after: str = ""

    @property
    def code(self) -> str:
        """Return the words as a tender's code when they are exactly one, else an empty text."""
        typed = self.q.strip().upper()
        return typed if CODE.fullmatch(typed) else ""

    def url(self) -> str:
        """Return the address of this very page."""
        pairs = [("q", self.q)] if self.q else []
        pairs += [("tahap", each) for each in self.statuses] + [("jenis", each) for each in self.categories]
        pairs += [("urut", self.order)] if self.order != NEWEST else []
        pairs += [("sesudah", self.after)] if self.after else []
        return "/tender/" + (f"?{urlencode(pairs)}" if pairs else "")


@dataclass(frozen=True)
class Facet:
    """One value of a facet with the number of hits it would give."""

    value: str
    label: Any
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Chip:
    """A chosen facet, with the address without it."""

    label: Any
    url: str


@dataclass(frozen=True)
class Row:
    """One tender in a list."""

    code: str
    url: str
    title: str
    agency: str
    work_unit: str
    status_label: Any
    tone: str
    category_label: Any
    owner_estimate: Any
    training: bool
    step: int
    step_label: Any
    deadline: datetime | None
    is_open: bool
    urgency: str


@dataclass(frozen=True)
class SearchPage:
    """A page of results."""

    query: Query
    rows: Sequence[Row]
    total: int
    statuses: Sequence[Facet]
    categories: Sequence[Facet]
    chips: Sequence[Chip]
    next_url: str
    first_url: str


def search(query: Query, now: datetime, *, size: int = PAGE_SIZE) -> SearchPage:
    """Return a page of ``size`` public tenders as they stand at ``now``; two queries."""
    hits = Tender.objects.filter(announced_at__isnull=False)
    if query.q.strip():
        hits = hits.filter(search=SearchQuery(query.q, config="indonesian", search_type="websearch"))
    counts = list(hits.order_by().values_list("status", "category").annotate(Count("id")))
    chosen = _chosen(hits, query)
    page = list(_after(_ordered(chosen, query.order), query)[: size + 1])
    rows = page[:size]
    more = replace(query, after=_cursor(rows[-1], query.order)).url() if len(page) > size else ""
    return SearchPage(
        query=query,
        rows=[row_of(tender, now) for tender in rows],
        total=sum(n for status, kind, n in counts if _in(status, query.statuses) and _in(kind, query.categories)),
        statuses=_facet(words.STATUS, query.statuses, [(s, n) for s, c, n in counts if _in(c, query.categories)]),
        categories=_facet(words.CATEGORY, query.categories, [(c, n) for s, c, n in counts if _in(s, query.statuses)]),
        chips=_chips(query),
        next_url=more,
        first_url=replace(query, after="").url() if query.after else "",
    )


def with_deadline(tenders: QuerySet[Tender]) -> QuerySet[Tender]:
    """Add the windows a list needs to a query of tenders, in the same query."""
    bidding = Stage.objects.filter(tender=OuterRef("pk"), kind=StageKind.BID_SUBMISSION)
    standstill = Stage.objects.filter(tender=OuterRef("pk"), kind=StageKind.STANDSTILL)
    return tenders.select_related("package__agency", "package__work_unit").annotate(
        bids_from=Subquery(bidding.values("starts_at")),
        deadline=Subquery(bidding.values("ends_at")),
        contest_from=Subquery(standstill.values("starts_at")),
        contest_until=Subquery(standstill.values("ends_at")),
    )


def row_of(tender: Tender, now: datetime) -> Row:
    """Return a tender read by ``with_deadline`` as a list shows it."""
    known: dict[StageKind, Window] = {}
    starts_at, ends_at = getattr(tender, "bids_from", None), getattr(tender, "deadline", None)
    if starts_at and ends_at:
        known[StageKind.BID_SUBMISSION] = Window(starts_at, ends_at)
        known[StageKind.STANDSTILL] = Window(tender.contest_from, tender.contest_until)  # type: ignore[attr-defined]
    status = Status(tender.status)
    phase = phase_of(status, known, now)
    steps = list(Phase)
    is_open = status is Status.ANNOUNCED and bool(ends_at and now < ends_at)
    return Row(
        code=tender.code,
        url=f"/tender/{tender.code}/",
        title=tender.title,
        agency=tender.package.agency.name,
        work_unit=tender.package.work_unit.name,
        status_label=words.STATUS[status],
        tone=words.TONE.get(status, ""),
        category_label=words.CATEGORY[tender.category],
        owner_estimate=tender.owner_estimate,
        training=tender.training,
        step=steps.index(phase) + 1 if phase else 0,
        step_label=words.PHASE[phase] if phase else "",
        deadline=ends_at,
        is_open=is_open,
        urgency=_urgency(ends_at, now) if is_open and ends_at else "",
    )


def _urgency(ends_at: datetime, now: datetime) -> str:
    left = (ends_at - now).total_seconds()
    return "urgent" if left < URGENT_SECONDS else "soon" if left < SOON_SECONDS else ""


def _in(value: str, wanted: tuple[str, ...]) -> bool:
    return not wanted or value in wanted


def _chosen(hits: QuerySet[Tender], query: Query) -> QuerySet[Tender]:
    if query.statuses:
        hits = hits.filter(status__in=query.statuses)
    return hits.filter(category__in=query.categories) if query.categories else hits


def _ordered(hits: QuerySet[Tender], order: str) -> QuerySet[Tender]:
    hits = with_deadline(hits)
    return hits.order_by("deadline", "id") if order == NEAREST else hits.order_by("-announced_at", "-id")  # type: ignore[misc]


def _cursor(last: Tender, order: str) -> str:
    moment: datetime = last.deadline if order == NEAREST else last.announced_at  # type: ignore[attr-defined,assignment]
    text = f"{round(moment.timestamp() * 1_000_000)}.{last.pk}"
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def _after(hits: QuerySet[Tender], query: Query) -> QuerySet[Tender]:
    """Begin behind the last row of the page before; a cursor that is none begins at the first page."""
    try:
        text = base64.urlsafe_b64decode(query.after + "=" * (-len(query.after) % 4)).decode()
        micros, _dot, pk = text.partition(".")
        moment, last = datetime.fromtimestamp(int(micros) // 1_000_000, UTC), int(pk)
        moment = moment.replace(microsecond=int(micros) % 1_000_000)
    except (ValueError, OverflowError, OSError):
        return hits
    if query.order == NEAREST:
        return hits.filter(Q(deadline__gt=moment) | Q(deadline=moment, id__gt=last))
    return hits.filter(Q(announced_at__lt=moment) | Q(announced_at=moment, id__lt=last)).order_by(
        F("announced_at").desc(), "-id"
    )


def _facet(labels: dict[str, Any], chosen: tuple[str, ...], counts: list[tuple[str, int]]) -> list[Facet]:
    sums: dict[str, int] = {}
    for value, n in counts:
        sums[value] = sums.get(value, 0) + n
    return [
        Facet(str(value), label, sums.get(str(value), 0), str(value) in chosen)
        for value, label in labels.items()
        if sums.get(str(value)) or str(value) in chosen
    ]


def _chips(query: Query) -> list[Chip]:
    first = replace(query, after="")
    chips = [
        Chip(words.STATUS[each], replace(first, statuses=tuple(s for s in query.statuses if s != each)).url())
        for each in query.statuses
    ]
    return chips + [
        Chip(words.CATEGORY[each], replace(first, categories=tuple(c for c in query.categories if c != each)).url())
        for each in query.categories
    ]
