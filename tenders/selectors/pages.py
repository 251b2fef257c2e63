# SPDX-License-Identifier: Apache-2.0
"""Frozen page objects of one tender: its head with stages and tabs, and the announcement page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, Subquery
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from lpse.core import clock
from lpse.core.acts import Actor
from lpse.core.calendar import Skipped, UnknownYear
from lpse.core.windows import Phase as WindowPhase
from lpse.core.windows import Window
from lpse.regulations import Category as BookCategory
from lpse.regulations import StageKind, get
from lpse.regulations.holidays import national
from lpse.regulations.planning import measure, provisional_years
from lpse.templatetags.lpse_format import rentang
from tenders.models import CommitteeSeat, Item, KeySet, Requirement, SelectionDocument, Tender
from tenders.policy import Act, may
from tenders.rules import FAILINGS, Ground, Phase, Planned, Status, Step, phase_of
from tenders.selectors import words
from tenders.selectors.changes import ChangeView, announcement_files, change_views, extendable_until
from tenders.selectors.doors import facts, is_public, office_hours, retry_of, windows, zone_of

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
class Ending:
    """Why a tender ended: the ground with its article, who declared it, and what the law lets follow (empty: nothing).

    ``is_over_twice`` says that this was a re-tender: what may follow then is another method (law.md R-FAIL-7).
    """

    ground: Any
    source: str
    by_authority: bool
    follow_up: Any
    needs_new_committee: bool
    is_over_twice: bool


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
    is_works: bool
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
    low_price_limit: str
    ended_at: datetime | None
    ended_reason: str
    ending: Ending | None
    retry_of: str
    retried_as: str
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
        is_works=tender.category in (BookCategory.WORKS, BookCategory.INTEGRATED_WORKS),
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
        low_price_limit=get(tender.regulation).price.low_price_limit,
        ended_at=tender.ended_at,
        ended_reason=tender.ended_reason,
        ending=_ending(tender),
        retry_of=_announced_code(tender.retry_of) if tender.retry_of_id else "",
        retried_as=_announced_code(retry_of(tender)) if status is Status.FAILED else "",
        windows=known,
    )


@dataclass(frozen=True)
class ActLink:
    """What a person may do from the page of a tender, and where."""

    label: Any
    url: str


@dataclass(frozen=True)
class Acts:
    """What a person may do to end a tender or to try it again; ``retry`` is a button, the others lead to forms."""

    links: Sequence[ActLink]
    retry: bool = False


_OFFERED = (
    (Act.FAIL_TENDER, gettext_noop("Nyatakan tender gagal"), "tenders:fail-tender"),
    (Act.FAIL_TENDER_BY_AUTHORITY, gettext_noop("Nyatakan tender gagal"), "tenders:fail-tender-by-authority"),
    (Act.CANCEL_TENDER, gettext_noop("Batalkan tender"), "tenders:cancel-tender"),
)


def acts_for(actor: Actor, tender: Tender) -> Acts | None:
    """Return what the actor may do to end this tender or to try it again; None for everybody else.

    A fresh second factor is asked for by the act itself.
    """
    if actor.user_id is None:
        return None
    known, stepped_up = facts(actor, tender=tender), Actor(actor.user_id, actor.name, actor.roles, stepped_up=True)
    links = [
        ActLink(gettext(label), reverse(name, args=[tender.code]))
        for act, label, name in _OFFERED
        if may(act, stepped_up, known) is None
    ]
    if known.has_seat and extendable_until(tender, clock.now()) is not None:
        links.insert(
            0,
            ActLink(
                gettext("Perpanjang batas akhir hari ini"),
                reverse("tenders:propose-schedule-change", args=[tender.code]),
            ),
        )
    again = retry_of(tender) if tender.status == Status.FAILED else None
    if again is not None and not is_public(again) and (known.has_seat or known.is_officer):
        links.append(
            ActLink(gettext("Buka rancangan tender ulang"), reverse("tenders:draft-tender", args=[again.code]))
        )
    is_theirs = tender.ended_ground == Ground.OFFICIALS_COLLUDED
    if again is None and is_theirs and may(Act.RETRY_WITH_NEW_COMMITTEE, stepped_up, known) is None:
        address = reverse("tenders:retry-with-new-committee", args=[tender.code])
        links.append(ActLink(gettext("Tugaskan Pokja lain untuk tender ulang"), address))
    retry = again is None and not is_theirs and may(Act.RETRY_TENDER, stepped_up, known) is None
    return Acts(links, retry) if links or retry else None


@dataclass(frozen=True)
class GroundLine:
    """A ground of failure as its form explains it: what follows, and the article."""

    label: Any
    follow_up: Any
    source: str


def ground_lines(choices: Iterable[tuple[str, Any]]) -> list[GroundLine]:
    """Return what the law lets follow each ground of a form. Source: Perpres 16/2018 Pasal 51 ayat (6)-(9)."""
    rules = [(label, FAILINGS[Ground(value)]) for value, label in choices]
    return [GroundLine(label, words.FOLLOW_UP[rule.follow_up], rule.source) for label, rule in rules]


def _announced_code(tender: Tender | None) -> str:
    """Return the code of a tender everyone may see, or nothing."""
    return tender.code if tender is not None and is_public(tender) else ""


def _ending(tender: Tender) -> Ending | None:
    if not tender.ended_ground:
        return None
    ground = Ground(tender.ended_ground)
    rule = FAILINGS.get(ground)
    return Ending(
        ground=words.GROUND[ground],
        source=rule.source if rule else "",
        by_authority=rule is not None and rule.by_authority,
        follow_up=words.FOLLOW_UP[rule.follow_up] if rule else "",
        needs_new_committee=ground is Ground.OFFICIALS_COLLUDED,
        is_over_twice=tender.retry_of_id is not None,
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
    """One row of the schedule, as components/timeline.html reads it.

    ``is_provisional``: it touches a year whose holidays are not read from their decree yet.
    """

    name: str
    minimum: str
    article: str
    starts_at: datetime
    ends_at: datetime
    state: str
    kind: StageKind
    old: str = ""
    note: str = ""
    is_provisional: bool = False


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
    """The announcement page of a tender; ``paper`` is the address of its newest printed announcement, or empty."""

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
    paper: str

    @property
    def tax(self) -> Decimal | None:
        """The PPN inside the estimate in rupiah; None of a package older than its split."""
        net = self.tender.owner_estimate_net
        return None if net is None else self.tender.owner_estimate - net


def stage_lines(
    tender: Tender, known: dict[StageKind, Window], now: datetime, changes: Sequence[ChangeView] = ()
) -> list[StageLine]:
    """Return the schedule with each stage's minimum, article and state at ``now``.

    ``changes`` are the accepted ones, newest first: a stage they moved shows its window before the newest of them.
    """
    moved = {line.kind: line for change in reversed(changes) for line in change.lines}
    unread = set() if tender.training else _unread(tender, known)
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
            is_provisional=stage.kind in unread,
        )
        for stage in get(tender.regulation).stages
        if stage.kind in known
    ]


def _unread(tender: Tender, known: dict[StageKind, Window]) -> set[StageKind]:
    """Return the stages that touch a year whose holidays are not read from their decree yet."""
    zone = zone_of(tender)
    return {
        kind
        for kind, window in known.items()
        if provisional_years([Planned(kind, window.starts_at, window.ends_at)], calendar=national(), zone=zone)
    }


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
    """Return the announcement page: at most eight queries beside the door's."""
    top = head(tender, now)
    seats = CommitteeSeat.objects.filter(tender=OuterRef("pk")).order_by().values("tender").annotate(n=Count("pk"))
    full = (
        Tender.objects.select_related("package__officer")
        .prefetch_related(
            "requirements",
            "items",
            Prefetch("key_sets", KeySet.objects.filter(frozen_at__isnull=False).order_by("-gen")),
        )
        .annotate(seat_count=Subquery(seats.values("n")))
        .get(pk=tender.pk)
    )
    key_sets, steps, papers = full.key_sets.all(), list(Step), announcement_files(tender)
    return TenderPage(
        head=top,
        tender=tender,
        officer=str(full.package.officer),
        seat_count=full.seat_count,
        contract=words.CONTRACT.get(tender.package.contract_type, tender.package.contract_type),
        stages=stage_lines(tender, top.windows, now, change_views(tender, papers) if tender.revision > 1 else ()),
        documents=document_lines(tender),
        requirements=sorted(full.requirements.all(), key=lambda row: (steps.index(Step(row.step)), row.number)),
        items=full.items.all(),
        key_set=key_sets[0] if key_sets else None,
        paper=papers[max(papers)] if papers else "",
    )
