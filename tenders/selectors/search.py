# SPDX-License-Identifier: Apache-2.0
"""Search over live tenders and the archive in one list: words, facets with counts, keyset paging. Three queries."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib.postgres.search import SearchQuery
from django.db.models import OuterRef, Q, QuerySet, Subquery

from lpse.core.windows import Window
from lpse.regulations import StageKind
from tenders.inaproc.cards import Ending
from tenders.models import ArchivedTender, Stage, Tender
from tenders.rules import Phase, Status, phase_of
from tenders.selectors import words
from tenders.selectors.facets import FACETS, LIVE_ONLY, MOST, Counts, counted
from tenders.selectors.narrowing import narrowed
from tenders.selectors.searching import Cursor, archived_after, no_cursor, read_cursor

PAGE_SIZE = 20
WALK_SIZE = 500
MOST_UNITS = 12
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
    kinds: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    closings: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """Return the words as a tender's code when they are exactly one, else an empty text."""
        typed = self.q.strip().upper()
        return typed if CODE.fullmatch(typed) else ""

    @property
    def chosen(self) -> dict[str, tuple[str, ...]]:
        """The chosen values by facet."""
        return {facet: getattr(self, FIELDS[facet]) for facet in FACETS}

    def without(self, facet: str, value: str) -> "Query":
        """Return the query without one choice, from its first page."""
        changes: dict[str, Any] = {FIELDS[facet]: tuple(each for each in self.chosen[facet] if each != value)}
        return replace(self, after="", **changes)

    def dropping(self, facet: str) -> "Query":
        """Return the query without any choice in a facet, from its first page."""
        nothing: dict[str, Any] = {FIELDS[facet]: ()}
        return replace(self, after="", **nothing)

    def url(self, path: str = "/tender/", **more: str) -> str:
        """Return the address of this very page, or of another ``path`` that answers the same question."""
        pairs = [("q", self.q)] if self.q else []
        pairs += [(PARAMETERS[facet], value) for facet, values in self.chosen.items() for value in values]
        pairs += [("urut", self.order)] if self.order != NEWEST else []
        pairs += [("sesudah", self.after)] if self.after else []
        pairs += more.items()
        return path + (f"?{urlencode(pairs)}" if pairs else "")


_NAMES = {
    "kind": ("kinds", "asal"),
    "status": ("statuses", "tahap"),
    "closing": ("closings", "tutup"),
    "category": ("categories", "jenis"),
    "value": ("values", "nilai"),
    "size": ("sizes", "usaha"),
    "place": ("places", "lokasi"),
    "agency": ("agencies", "instansi"),
    "method": ("methods", "metode"),
    "year": ("years", "tahun"),
    "unit": ("units", "satker"),
}
FIELDS = {facet: _NAMES[facet][0] for facet in FACETS}
PARAMETERS = {facet: _NAMES[facet][1] for facet in FACETS}
"""Words of the address by facet."""
BY_NUMBER = frozenset({"unit", "agency", "place"})
"""Facets of any number of values: the busiest are shown, the rest is found by words."""
UNFOLDED = frozenset({"kind", "status", "category", "closing"})


@dataclass(frozen=True)
class Facet:
    """One value of a facet with the number of hits it would give; None where there are too many to count."""

    value: str
    label: Any
    count: int | None
    is_chosen: bool


@dataclass(frozen=True)
class Group:
    """One facet of the list: its name in the address, its words, its values; ``is_open`` shows it unfolded."""

    name: str
    label: Any
    facets: tuple[Facet, ...]
    is_open: bool


@dataclass(frozen=True)
class Chip:
    """A chosen facet, with the address without it."""

    label: Any
    url: str


@dataclass(frozen=True)
class Way:
    """A way out of a question without hits: one facet left out, and how many packages that would find."""

    label: Any
    count: int | None
    url: str


@dataclass(frozen=True)
class Row:
    """One tender in a list, live or archived; an archived one may lack an estimate and has no deadline."""

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
    method_line: Any = words.METHOD_SHORT
    archive_label: Any = ""
    is_invented: bool = False
    ceiling: Any = None
    announced_at: datetime | None = None


@dataclass(frozen=True)
class SearchPage:
    """A page of results; ``is_more`` says that there are more than ``total``."""

    query: Query
    rows: Sequence[Row]
    total: int
    is_more: bool
    groups: Sequence[Group]
    chips: Sequence[Chip]
    next_url: str
    first_url: str
    ways: Sequence[Way] = ()


def search(query: Query, now: datetime, *, size: int = PAGE_SIZE) -> SearchPage:
    """Return a page of ``size`` public tenders, live and archived, as they stand at ``now``; three queries."""
    counts = counted(query.q.strip(), query.chosen, now)
    page = _after(query, read_cursor(query.after) or no_cursor(), counts, size + 1, now)
    rows = page[:size]
    more = replace(query, after=_cursor(rows[-1], query.order).text).url() if len(page) > size else ""
    return SearchPage(
        query=query,
        rows=[_row(row, now) for row in rows],
        total=counts.live + min(counts.archived, MOST) if counts.is_cut else counts.live + counts.archived,
        is_more=counts.is_cut and counts.archived > MOST,
        groups=_groups(query, counts),
        chips=_chips(query),
        next_url=more,
        first_url=replace(query, after="").url() if query.after else "",
        ways=[] if rows else _ways(query, counts),
    )


def walked(query: Query, now: datetime, *, most: int, size: int = WALK_SIZE) -> Iterator[list[Row]]:
    """Yield all that matches from the first row on, at most ``most`` rows, in lists of ``size``: two queries each.

    One more query counts first. Nothing is held in the database between two lists.
    """
    counts, cursor = counted(query.q.strip(), query.chosen, now), no_cursor()
    while most > 0:
        page = _after(query, cursor, counts, min(size, most), now)
        yield [_row(row, now) for row in page]
        if len(page) < size:
            return
        most, cursor = most - len(page), _cursor(page[-1], query.order)


def live_matches(query: Query, now: datetime) -> QuerySet[Tender]:
    """Return the tenders of this portal that match, read by ``with_deadline``, in the order asked for."""
    found = _live(query, no_cursor(), now)
    return found.none() if query.kinds and words.LIVE not in query.kinds else found


def _after(query: Query, cursor: Cursor, counts: Counts, size: int, now: datetime) -> list[Tender | ArchivedTender]:
    """Return up to ``size`` rows behind the cursor; two queries."""
    live = list(_live(query, cursor, now)[:size]) if counts.live else []
    archive = archived_after(query, cursor, counts.archived, size) if counts.archived else []
    return _merged(live, archive, query.order)[:size]


def _row(found: Tender | ArchivedTender, now: datetime) -> Row:
    return archived_row_of(found) if isinstance(found, ArchivedTender) else row_of(found, now)


def _merged(live: list[Tender], archive: list[ArchivedTender], order: str) -> list[Tender | ArchivedTender]:
    """Return both in one order: newest first, or what still has a deadline before the archive."""
    if order == NEAREST:
        return [*live, *archive]
    both: list[Tender | ArchivedTender] = [*live, *archive]
    return sorted(both, key=lambda row: (row.announced_at, isinstance(row, Tender), row.pk), reverse=True)


def _cursor(last: Tender | ArchivedTender, order: str) -> Cursor:
    is_live = isinstance(last, Tender)
    moment: datetime = last.deadline if is_live and order == NEAREST else last.announced_at  # type: ignore[union-attr,assignment]
    return Cursor(moment, not is_live, last.pk)


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
        ceiling=tender.ceiling,
        announced_at=tender.announced_at,
    )


def archived_row_of(found: ArchivedTender) -> Row:
    """Return an archived package as a list shows it."""
    return Row(
        code=found.code,
        url=f"/tender/{found.code}/",
        title=found.title,
        agency=found.agency,
        work_unit=found.work_unit,
        status_label=words.ENDING[found.status],
        tone=words.ENDING_TONE.get(found.status, ""),
        category_label=words.CATEGORY.get(found.category, words.NO_CATEGORY),
        owner_estimate=found.owner_estimate,
        training=False,
        step=0,
        step_label="",
        deadline=None,
        is_open=False,
        urgency="",
        method_line=words.METHOD.get(found.method, words.NO_METHOD),
        archive_label=words.ARCHIVE[found.kind],
        is_invented=found.is_invented,
        ceiling=found.ceiling,
        announced_at=found.announced_at,
    )


def _urgency(ends_at: datetime, now: datetime) -> str:
    left = (ends_at - now).total_seconds()
    return "urgent" if left < URGENT_SECONDS else "soon" if left < SOON_SECONDS else ""


def _live(query: Query, cursor: Cursor, now: datetime) -> QuerySet[Tender]:
    """Return the live tenders that match at ``now``, behind the cursor, in order."""
    hits = Tender.objects.filter(announced_at__isnull=False)
    if query.q.strip():
        hits = hits.filter(search=SearchQuery(query.q, config="indonesian", search_type="websearch"))
    wanted = {"status": query.statuses, "category": query.categories, "method": query.methods}
    wanted |= {"package__fiscal_year": query.years, "package__work_unit__name": query.units}
    wanted |= {"package__location": query.places, "package__agency__name": query.agencies}
    hits = with_deadline(hits.filter(**{f"{name}__in": values for name, values in wanted.items() if values}))
    hits = hits.filter(narrowed(query.chosen, now))
    if query.order == NEAREST:
        if cursor.is_archived:
            return hits.none()
        ahead = Q(deadline__gt=cursor.moment) | Q(deadline=cursor.moment, id__gt=cursor.pk)
        return (hits.filter(ahead) if cursor else hits).order_by("deadline", "id")  # type: ignore[misc]
    # Of two of the same moment the live one comes first, then the younger.
    behind = Q(announced_at__lt=cursor.moment)
    if not cursor.is_archived:
        behind |= Q(announced_at=cursor.moment, id__lt=cursor.pk)
    return (hits.filter(behind) if cursor else hits).order_by("-announced_at", "-id")


LABELS: dict[str, dict[str, Any]] = {
    "kind": words.ORIGIN,
    "status": {**words.STATUS, **{end: word for end, word in words.ENDING.items() if end != Ending.FINISHED}},
    "category": {**words.CATEGORY, "": words.NO_CATEGORY},
    "method": {**words.METHOD, "": words.NO_METHOD},
    "value": {**words.VALUE, "": words.NO_VALUE},
    "size": words.SIZE,
    "closing": words.CLOSING,
}
"""Words of the facets whose values are known; years, places, agencies and work units are told as they are."""


def label_of(facet: str, value: str) -> Any:
    """Return the words of a facet's value."""
    if facet in LABELS:
        return LABELS[facet].get(value, value)
    return value or (words.NO_AGENCY if facet == "agency" else words.NO_UNIT)


def _groups(query: Query, counts: Counts) -> list[Group]:
    """Return the facets with their values: known ones in their own order, years newest first, busy work units first."""
    groups = []
    for facet in FACETS:
        found, chosen = counts.values[facet], query.chosen[facet]
        values = [value for value in found if found[value] != 0 and (value or facet not in LIVE_ONLY)]
        values += [value for value in chosen if value not in found]
        if facet in LABELS:
            order = list(LABELS[facet])
            values.sort(key=lambda value: order.index(value) if value in order else len(order))
        elif facet == "year":
            values.sort(reverse=True)
        else:
            values.sort(key=lambda value: (value not in chosen, -(found.get(value) or 0), value))
            values = values[: max(MOST_UNITS, len(chosen))]
        facets = tuple(
            Facet(value, label_of(facet, value), found.get(value, None if counts.is_cut else 0), value in chosen)
            for value in values
        )
        is_open = facet in UNFOLDED or bool(chosen)
        groups.append(Group(PARAMETERS[facet], words.FACET[facet], facets, is_open))
    return groups


def _chips(query: Query) -> list[Chip]:
    return [
        Chip(label_of(facet, value), query.without(facet, value).url())
        for facet, values in query.chosen.items()
        for value in values
    ]


def _ways(query: Query, counts: Counts) -> list[Way]:
    """Return each facet whose choices may be dropped to find something: each is counted under all the others."""
    ways = []
    for facet in (facet for facet, values in query.chosen.items() if values):
        found = counts.values[facet].values()
        count = None if counts.is_cut else sum(n or 0 for n in found)
        if count != 0:
            ways.append(Way(words.FACET[facet], count, query.dropping(facet).url()))
    return ways
