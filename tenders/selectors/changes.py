# SPDX-License-Identifier: Apache-2.0
"""Reads of schedule changes and addenda: what waits, what was changed and why, and whether there is time for more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.conf import settings

from documents.models import Paper
from documents.rules import PaperKind
from lpse.core.acts import Kind, refuse
from lpse.core.calendar import Calendar, TrainingClock, last_day, local_date
from lpse.core.canonical import parse, parse_timestamp
from lpse.core.said import said
from lpse.core.words_of_time import instant
from lpse.ledger import selectors as record
from lpse.regulations import Category as BookCategory
from lpse.regulations import StageKind, get
from lpse.regulations.book import Source
from lpse.regulations.holidays import national
from lpse.regulations.planning import CHANGE_SOURCE, GROUND_SOURCE, NO_BID_SOURCE, DeadlineGround, moved_schedule
from lpse.regulations.schedules import TooEarly, check_schedule
from tenders.estimate import QuantityRow
from tenders.models import Addendum, ScheduleChange, Tender
from tenders.rules import CONSENT_KINDS, Gap, Part, Planned, Status
from tenders.selectors import words
from tenders.selectors.doors import hours_of, zone_of

QUANTITY = Decimal("0.0001")


def planned(tender: Tender) -> list[Planned]:
    """Return the stages of a tender as planned or announced, in order."""
    return [Planned(StageKind(row.kind), row.starts_at, row.ends_at) for row in tender.stages.order_by("position")]


def calendar_of(tender: Tender) -> Calendar:
    """Return what counts the tender's statutory days: short ones in training (decisions.md 3.11)."""
    return TrainingClock(settings.TRAINING_DAY_SECONDS) if tender.training else national()


def plan_gaps(tender: Tender, plan: Sequence[Planned]) -> list[Gap]:
    """Return what the rule book says against a schedule: presence, order, minima, and advice marked as such."""
    problems = check_schedule(
        plan,
        get(tender.regulation),
        BookCategory(tender.category),
        calendar=national(),
        zone=zone_of(tender),
        hours=hours_of(tender),
        training=tender.training,
    )
    return [Gap(Part.SCHEDULE, problem.message, problem.article, problem.is_warning) for problem in problems]


def extended(tender: Tender, deadline_at: datetime) -> list[Planned]:
    """Return the schedule with a later bid deadline and what follows it moved along. Raises Refused."""
    try:
        rows = moved_schedule(
            planned(tender),
            deadline_at,
            regulation=get(tender.regulation),
            category=BookCategory(tender.category),
            calendar=national(),
            zone=zone_of(tender),
            hours=hours_of(tender),
            training=tender.training,
        )
    except TooEarly as early:
        raise refuse(Kind.INPUT, early.args[0], "Isi waktu yang lebih lambat.") from None
    except LookupError as unknown:
        raise refuse(Kind.STATE, unknown.args[0], "Hubungi administrator portal.") from None
    return [Planned(row.kind, row.starts_at, row.ends_at) for row in rows]


def require_addendum_in_time(tender: Tender, deadline_at: datetime, now: datetime) -> None:
    """Raise Refused when fewer than three working days are left to the deadline that will hold.

    Source: Peraturan LKPP 9/2018 Lampiran 4.2.4; law.md R-SCH-5.
    """
    period, zone = get(tender.regulation).schedule.addendum_before_deadline, zone_of(tender)
    if tender.training:
        earliest = calendar_of(tender).add(now, period.days, period.unit, zone=zone).due_at
        enough = deadline_at >= earliest
    else:
        today = local_date(now, zone)
        enough = national().working_days(today, last_day(deadline_at, zone)) >= period.days
        due = national().add(today, period.days, period.unit, zone=zone)
        earliest = datetime.combine(due.due_on, deadline_at.astimezone(zone).time(), zone)
    if not enough:
        told = said(
            "Adendum terbit paling lambat {least} sebelum batas akhir pemasukan penawaran ({article}).",
            least=period.words(),
            article=str(period.source),
        )
        remedy = said(
            "Sertakan perpanjangan: batas akhir paling awal {earliest}.",
            earliest=instant(earliest, zone, seconds=tender.training),
        )
        raise refuse(Kind.WHEN, told, remedy)


def has_empty_close(tender: Tender) -> bool:
    """Say whether the newest close of a tender revealed no statement at all, not even a withdrawn one."""
    close = record.newest_entry(tender.code, "close")
    if close is None:
        return False
    document = record.parsed_document(parse(bytes(close.body))["h"])
    return document is not None and not document["entries"]


def extendable_until(tender: Tender, now: datetime) -> datetime | None:
    """Return the midnight until which the deadline may still move because no bid came in, or None when it may not.

    Source: Peraturan LKPP 9/2018 Lampiran 4.2.5; law.md R-SCH-4 (the rest of the deadline's own day).
    """
    if tender.status != Status.CLOSED or not has_empty_close(tender):
        return None
    zone, ends_at = zone_of(tender), tender.stages.get(kind=StageKind.BID_SUBMISSION).ends_at
    today = local_date(now, zone)
    return datetime.combine(today + timedelta(days=1), time.min, zone) if today == last_day(ends_at, zone) else None


def pending_change(tender: Tender) -> ScheduleChange | None:
    """Return the schedule change that waits for its second person, or None."""
    return tender.schedule_changes.filter(accepted=None).first()


def pending_addendum(tender: Tender) -> Addendum | None:
    """Return the addendum that waits for its second person, or None."""
    return tender.addenda.select_related("object", "tender").filter(accepted=None).first()


def change_of(addendum: Addendum) -> ScheduleChange | None:
    """Return the extension that belongs to an addendum, or None."""
    return ScheduleChange.objects.filter(addendum=addendum).first()


def needs_consent(addendum: Addendum) -> bool:
    """Say whether the procurement officer must consent: specification, contract, drawings or quantities change."""
    return addendum.items is not None or addendum.document_kind in CONSENT_KINDS


def _source(change: ScheduleChange) -> Source:
    if change.ground == DeadlineGround.NO_BID:
        return NO_BID_SOURCE
    return GROUND_SOURCE if change.ground else CHANGE_SOURCE


def moved_stages(tender: Tender, change: ScheduleChange) -> list[tuple[Planned, Planned]]:
    """Return what a change moves as (stage now, stage then)."""
    now_of = {stage.kind: stage for stage in planned(tender)}
    rows = []
    for row in change.stages:
        old = now_of[StageKind(row["kind"])]
        starts_at, ends_at = (parse_timestamp(text) for text in row["new"])
        rows.append((old, Planned(old.kind, starts_at, ends_at)))
    return rows


def item_data(tender: Tender) -> list[dict[str, Any]]:
    """Return the rows of quantities as an addendum keeps them."""
    return [
        {
            "number": row.number,
            "description": row.description,
            "unit": row.unit,
            "quantity": str(row.quantity.quantize(QUANTITY)),
        }
        for row in tender.items.order_by("number")
    ]


def requirement_data(tender: Tender) -> list[dict[str, Any]]:
    """Return the requirements as an addendum keeps them."""
    names = ("number", "step", "slot", "title", "guidance", "needs_file")
    return [dict(row) for row in tender.requirements.order_by("number").values(*names)]


@dataclass(frozen=True)
class MovedLine:
    """One stage of a change: its name and its windows before and after."""

    name: str
    kind: StageKind
    old_starts_at: datetime
    old_ends_at: datetime
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class ChangeView:
    """A schedule change as everyone may read it once accepted, and its persons while it waits."""

    number: int
    revision: int | None
    ground: Any
    source: str
    reason: str
    lines: Sequence[MovedLine]
    proposed_at: datetime
    decided_at: datetime | None
    is_of_addendum: bool
    paper: str


def announcement_files(tender: Tender) -> dict[int, str]:
    """Return the address of the printed announcement of each revision; one query."""
    rows = Paper.objects.filter(subject=tender.code, kind=PaperKind.ANNOUNCEMENT, object__isnull=False)
    return {row.version: row.url for row in rows.only("pk", "subject", "version")}


def change_view(tender: Tender, change: ScheduleChange, paper: str = "") -> ChangeView:
    """Return one change for a page; ``paper`` is the address of its announcement."""
    book, lines = get(tender.regulation), []
    for row in change.stages:
        kind = StageKind(row["kind"])
        moments = [parse_timestamp(text) for text in (*row["old"], *row["new"])]
        lines.append(MovedLine(book.stage(kind).label, kind, *moments))
    ground = words.DEADLINE_GROUND[DeadlineGround(change.ground)] if change.ground else ""
    return ChangeView(
        number=change.number,
        revision=change.revision,
        ground=ground,
        source=str(_source(change)),
        reason=change.reason,
        lines=lines,
        proposed_at=change.proposed_at,
        decided_at=change.decided_at,
        is_of_addendum=change.addendum_id is not None,
        paper=paper,
    )


def change_views(tender: Tender, papers: Mapping[int, str] | None = None) -> list[ChangeView]:
    """Return every accepted change, newest first: the versions of the schedule; two queries.

    ``papers`` are the ``announcement_files``, where they are at hand.
    """
    rows = tender.schedule_changes.filter(accepted=True).order_by("-revision")
    papers = announcement_files(tender) if papers is None else papers
    return [change_view(tender, row, papers.get(row.revision or 0, "")) for row in rows]


@dataclass(frozen=True)
class Difference:
    """One row that an addendum changes: None before is new, None after is gone."""

    number: int
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def differences(before: Sequence[dict[str, Any]] | None, after: Sequence[dict[str, Any]] | None) -> list[Difference]:
    """Return the rows that differ, by number; nothing when the list stays."""
    if before is None or after is None:
        return []
    old, new = {row["number"]: row for row in before}, {row["number"]: row for row in after}
    return [
        Difference(number, old.get(number), new.get(number))
        for number in sorted({*old, *new})
        if old.get(number) != new.get(number)
    ]


def _measured(rows: Sequence[dict[str, Any]] | None) -> list[dict[str, Any]] | None:
    """Return rows of quantities with numbers a page can write."""
    return None if rows is None else [{**row, "quantity": Decimal(row["quantity"])} for row in rows]


def item_differences(before: Sequence[dict[str, Any]], after: Sequence[dict[str, Any]]) -> list[Difference]:
    """Return how rows of quantities differ, with numbers a page can write."""
    return differences(_measured(before), _measured(after))


def amended(before: Sequence[dict[str, Any]], rows: Sequence[QuantityRow]) -> list[dict[str, Any]]:
    """Return the rows of quantities as an addendum keeps them, as a sheet makes them: new ones get the next numbers."""
    following = count(1 + max((row["number"] for row in before), default=0))
    places = {row["number"]: place for place, row in enumerate(before)}
    ordered = sorted(rows, key=lambda row: len(places) if row.number is None else places[row.number])
    return [
        {
            "number": next(following) if row.number is None else row.number,
            "description": row.description,
            "unit": row.unit,
            "quantity": str(row.quantity.quantize(QUANTITY)),
        }
        for row in ordered
    ]


@dataclass(frozen=True)
class AddendumView:
    """An addendum with everything it changes, for a page. ``place`` counts the addenda in force from 1."""

    place: int
    number: int
    revision: int | None
    reason: str
    document: str
    file_name: str
    sha256: str
    clauses: Sequence[dict[str, str]]
    items: Sequence[Difference]
    requirements: Sequence[Difference]
    needs_consent: bool
    proposed_at: datetime
    decided_at: datetime | None
    change: ChangeView | None
    paper: str


def addendum_view(
    tender: Tender, row: Addendum, place: int, change: ScheduleChange | None, paper: str = ""
) -> AddendumView:
    """Return one addendum for a page; ``paper`` is the address of its announcement."""
    return AddendumView(
        place=place,
        number=row.number,
        revision=row.revision,
        reason=row.reason,
        document=row.document_title,
        file_name=row.document_name,
        sha256=row.object.sha256 if row.object else "",
        clauses=row.clauses,
        items=differences(_measured(row.items_before), _measured(row.items)),
        requirements=differences(row.requirements_before, row.requirements),
        needs_consent=needs_consent(row),
        proposed_at=row.proposed_at,
        decided_at=row.decided_at,
        change=change_view(tender, change) if change else None,
        paper=paper,
    )


def addendum_views(tender: Tender) -> list[AddendumView]:
    """Return the addenda in force, newest first. Two queries."""
    papers = announcement_files(tender)
    rows = tender.addenda.filter(accepted=True).select_related("object", "schedule_change").order_by("revision")
    views = [
        addendum_view(tender, row, place, getattr(row, "schedule_change", None), papers.get(row.revision or 0, ""))
        for place, row in enumerate(rows, start=1)
    ]
    return views[::-1]


def addendum_times(tender: Tender) -> list[datetime]:
    """Return when each addendum came into force, oldest first: which version of the documents held when."""
    found = tender.addenda.filter(accepted=True).order_by("revision").values_list("decided_at", flat=True)
    return [moment for moment in found if moment is not None]


@dataclass(frozen=True)
class Clash:
    """Another deadline of the same people on the same day."""

    on: datetime
    stage: str
    code: str
    title: str


BUSY = (StageKind.CLARIFICATION, StageKind.BID_SUBMISSION, StageKind.QUALIFICATION_PROOF, StageKind.STANDSTILL)


def clashes(tender: Tender, plan: Sequence[Planned]) -> list[Clash]:
    """Return ends of other tenders of this committee's members on the days on which this plan's stages end.

    Only public ones: drafts of others are nobody's business. One query.
    """
    from tenders.models import Stage

    zone = zone_of(tender)
    days = {last_day(stage.ends_at, zone) for stage in plan if stage.kind in BUSY}
    if not days:
        return []
    members = tender.seats.values("user_id")
    rows = (
        Stage.objects.filter(tender__seats__user_id__in=members, tender__announced_at__isnull=False, kind__in=BUSY)
        .filter(tender__status__in=("announced", "closed", "opened", "decided"))
        .filter(ends_at__range=(min(stage.ends_at for stage in plan), max(stage.ends_at for stage in plan)))
        .exclude(tender=tender)
        .select_related("tender")
        .order_by("ends_at", "tender_id")
        .distinct()
    )
    book = get(tender.regulation)
    return [
        Clash(row.ends_at, book.stage(StageKind(row.kind)).label, row.tender.code, row.tender.title)
        for row in rows
        if last_day(row.ends_at, zone) in days
    ]
