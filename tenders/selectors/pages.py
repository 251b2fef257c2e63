# SPDX-License-Identifier: Apache-2.0
"""Frozen page objects of one tender: its head with stages and tabs, and the announcement page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext, gettext_noop

from lpse.core.calendar import Skipped, UnknownYear
from lpse.core.windows import Phase as WindowPhase
from lpse.core.windows import Window
from lpse.regulations import Category as BookCategory
from lpse.regulations import StageKind, get
from lpse.regulations.holidays import national
from lpse.regulations.planning import measure
from lpse.templatetags.lpse_format import rentang
from tenders.models import Item, KeySet, Requirement, SelectionDocument, Tender
from tenders.rules import Phase, Planned, Status, Step, phase_of
from tenders.selectors import words
from tenders.selectors.changes import ChangeView, change_views
from tenders.selectors.doors import office_hours, windows, zone_of

STATES = {WindowPhase.FUTURE: "later", WindowPhase.OPEN: "now", WindowPhase.PAST: "done"}
TABS = (
    ("announcement", gettext_noop("Pengumuman"), ""),
    ("documents", gettext_noop("Dokumen"), "dokumen/"),
    ("questions", gettext_noop("Penjelasan"), "tanya-jawab/"),
    ("schedule", gettext_noop("Jadwal"), "jadwal/"),
    ("participants", gettext_noop("Peserta"), "peserta/"),
    ("opening", gettext_noop("Pembukaan"), "pembukaan/"),
    ("result", gettext_noop("Hasil"), "hasil/"),
    ("objections", gettext_noop("Sanggah"), "sanggah/"),
    ("trail", gettext_noop("Jejak audit"), "jejak/"),
)


@dataclass(frozen=True)
class Strip:
    """One of the eight steps in the page head; ``state`` is done, now or later."""

    name: Any
    state: str


@dataclass(frozen=True)
class Tab:
    """One part of a tender at its own address; ``name`` is what a page passes as ``tab``."""

    name: str
    label: str
    url: str


@dataclass(frozen=True)
class TenderHead:
    """What every page of a tender shows at its top."""

    code: str
    url: str
    title: str
    status: Status
    status_label: Any
    tone: str
    category_label: Any
    agency: str
    work_unit: str
    location: str
    method_line: Any
    training: bool
    strip: Sequence[Strip]
    step: int
    step_label: Any
    tabs: Sequence[Tab]
    bidding: Window | None
    is_bidding_open: bool
    is_bidding_ahead: bool
    owner_estimate: Decimal
    ended_at: datetime | None
    ended_reason: str
    windows: dict[StageKind, Window]


def head(tender: Tender, now: datetime) -> TenderHead:
    """Return the page head of a tender as it stands at ``now``; one query for the stages."""
    known = windows(tender)
    status = Status(tender.status)
    phase = phase_of(status, known, now)
    bidding = known.get(StageKind.BID_SUBMISSION)
    steps = list(Phase)
    here = steps.index(phase) if phase else -1
    url = f"/tender/{tender.code}/"
    package = tender.package
    return TenderHead(
        code=tender.code,
        url=url,
        title=tender.title,
        status=status,
        status_label=_status_label(status, phase),
        tone=words.TONE.get(status, ""),
        category_label=words.CATEGORY[tender.category],
        agency=package.agency.name,
        work_unit=package.work_unit.name,
        location=package.location,
        method_line=words.METHOD_LINE,
        training=tender.training,
        strip=[Strip(words.PHASE[each], _state(place, here, phase)) for place, each in enumerate(steps)],
        step=here + 1,
        step_label=words.PHASE[phase] if phase else words.STATUS[status],
        tabs=[Tab(name, label, url + slug) for name, label, slug in TABS],
        bidding=bidding,
        is_bidding_open=status is Status.ANNOUNCED and bidding is not None and bidding.is_open(now),
        is_bidding_ahead=status is Status.ANNOUNCED and bidding is not None and now < bidding.starts_at,
        owner_estimate=tender.owner_estimate,
        ended_at=tender.ended_at,
        ended_reason=tender.ended_reason,
        windows=known,
    )


def _state(place: int, here: int, phase: Phase | None) -> str:
    if phase is None:
        return "later"
    if place == here:
        return "done" if phase is Phase.FINISHED else "now"
    return "done" if place < here else "later"


def _status_label(status: Status, phase: Phase | None) -> Any:
    """An announced tender says where it stands: bids come in, or not yet, or no longer."""
    if status is Status.ANNOUNCED and phase is not None:
        return words.STATUS[status] if phase is Phase.BIDDING else words.PHASE[phase]
    if status is Status.DECIDED and phase is Phase.AWARD:
        return words.PHASE[phase]
    return words.STATUS[status]


@dataclass(frozen=True)
class StageLine:
    """One row of the schedule, as components/timeline.html reads it."""

    name: str
    minimum: str
    article: str
    starts_at: datetime
    ends_at: datetime
    state: str
    kind: StageKind
    old: str = ""
    note: str = ""


@dataclass(frozen=True)
class DocumentLine:
    """One version of a selection document, as components/files.html reads it."""

    id: int
    name: str
    href: str
    kind: str
    kind_label: Any
    version: int
    file_name: str
    size: int
    sha256: str
    issued_at: datetime
    status: str


@dataclass(frozen=True)
class TenderPage:
    """The announcement page of a tender."""

    head: TenderHead
    tender: Tender
    officer: str
    seat_count: int
    contract: Any
    stages: Sequence[StageLine]
    documents: Sequence[DocumentLine]
    requirements: Sequence[Requirement]
    items: Sequence[Item]
    key_set: KeySet | None


def stage_lines(
    tender: Tender, known: dict[StageKind, Window], now: datetime, changes: Sequence[ChangeView] = ()
) -> list[StageLine]:
    """Return the schedule with each stage's minimum, article and state at ``now``.

    ``changes`` are the accepted ones, newest first: a stage they moved shows its window before the newest of them.
    """
    moved = {line.kind: line for change in reversed(changes) for line in change.lines}
    return [
        StageLine(
            name=stage.label,
            minimum=stage.minimum,
            article=str(stage.source),
            starts_at=known[stage.kind].starts_at,
            ends_at=known[stage.kind].ends_at,
            state=STATES[known[stage.kind].state(now)],
            kind=stage.kind,
            old=rentang(moved[stage.kind].old_starts_at, moved[stage.kind].old_ends_at) if stage.kind in moved else "",
            note=gettext("diubah") if stage.kind in moved else "",
        )
        for stage in get(tender.regulation).stages
        if stage.kind in known
    ]


@dataclass(frozen=True)
class MeasureLine:
    """One row of the checker: what a stage takes, what it keeps in hand, the holidays in it, and what is wrong."""

    name: str
    kind: StageKind
    minimum: str
    article: str
    actual: str
    slack: int | None
    holidays: Sequence[Skipped]


def measure_lines(tender: Tender, plan: Sequence[Planned]) -> list[MeasureLine]:
    """Return the checker's rows for a whole plan; nothing in training, for half a plan, or without the year's table."""
    book = get(tender.regulation)
    if tender.training or {stage.kind for stage in plan} != {stage.kind for stage in book.stages}:
        return []
    try:
        rows = measure(
            plan,
            book,
            BookCategory(tender.category),
            calendar=national(),
            zone=zone_of(tender),
            hours=office_hours(),
        )
    except UnknownYear:
        return []
    return [
        MeasureLine(stage.label, row.kind, stage.minimum, str(stage.source), row.actual, row.slack, row.holidays)
        for row in rows
        for stage in [book.stage(row.kind)]
    ]


def document_lines(tender: Tender) -> list[DocumentLine]:
    """Return every version of every selection document: those in force first, in the order of their kinds."""
    lines: list[DocumentLine] = []
    seen: set[tuple[str, str]] = set()
    order = list(words.DOCUMENT_KIND)
    rows = tender.documents.select_related("object").order_by("kind", "title", "-version")
    for row in sorted(rows, key=lambda row: (order.index(row.kind), row.title, -row.version)):
        here = (row.kind, row.title)
        lines.append(_document_line(tender.code, row, "replaced" if here in seen else "current"))
        seen.add(here)
    return sorted(lines, key=lambda line: line.status != "current")


def _document_line(code: str, row: SelectionDocument, status: str) -> DocumentLine:
    stored = row.object
    return DocumentLine(
        id=row.pk,
        name=row.title,
        href=f"/tender/{code}/dokumen/{row.pk}/",
        kind=row.name.rpartition(".")[2].upper(),
        kind_label=words.DOCUMENT_KIND[row.kind],
        version=row.version,
        file_name=row.name,
        size=stored.size,
        sha256=stored.sha256,
        issued_at=row.added_at,
        status=status,
    )


def tender_page(tender: Tender, now: datetime) -> TenderPage:
    """Return the announcement page: at most seven queries beside the door's."""
    top = head(tender, now)
    full = (
        Tender.objects.select_related("package__officer")
        .prefetch_related(
            "requirements",
            "items",
            "seats",
            Prefetch("key_sets", KeySet.objects.filter(frozen_at__isnull=False).order_by("-gen")),
        )
        .get(pk=tender.pk)
    )
    key_sets, steps = full.key_sets.all(), list(Step)
    return TenderPage(
        head=top,
        tender=tender,
        officer=str(full.package.officer),
        seat_count=len(full.seats.all()),
        contract=words.CONTRACT.get(tender.package.contract_type, tender.package.contract_type),
        stages=stage_lines(tender, top.windows, now, change_views(tender) if tender.revision > 1 else ()),
        documents=document_lines(tender),
        requirements=sorted(full.requirements.all(), key=lambda row: (steps.index(Step(row.step)), row.number)),
        items=full.items.all(),
        key_set=key_sets[0] if key_sets else None,
    )
