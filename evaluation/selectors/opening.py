# SPDX-License-Identifier: Apache-2.0
"""The page of an opening: what everyone watches, before, while and after bids are opened."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from evaluation.models import Minutes, OpenedBid, OpenedFile, Opening, Release
from evaluation.rules.minutes import MinutesKind, address_of
from evaluation.rules.opening import Entitled, entitled, withdrawn
from evaluation.rules.pricing import is_low
from evaluation.selectors.ceremony import KIND, number_of, opening_of
from evaluation.selectors.minutes import awaiting
from evaluation.selectors.record import LogLine, log_lines
from lpse.core.acts import Actor, Missing, Task
from lpse.core.canonical import MAX_LIST, parse, parse_timestamp
from lpse.language import told
from lpse.regulations import Category, StageKind, get
from tenders.models import CommitteeSeat, Stage, Tender
from tenders.rules import Position, Status
from tenders.selectors import key_set, seat_of, window
from vendors.models import Close, Participation, Vendor
from vendors.selectors import bidder_names

RING = 2 * math.pi * 46
"""Circumference of the ring in the drawing, radius 46."""
RECENT = timedelta(days=14)
MOST_LISTED = 50


class Phase(StrEnum):
    """Where an opening stands."""

    AHEAD = "ahead"
    CLOSING = "closing"
    EMPTY = "empty"
    KEYS = "keys"
    STOPPED = "stopped"
    RUNNING = "running"
    FINISHED = "finished"
    ENDED = "ended"


@dataclass(frozen=True)
class BidFile:
    """A file of an opened bid, for the committee: a label to show and a door to download it by."""

    pk: int
    name: str
    slot: str
    size: int
    sha256: str


@dataclass(frozen=True)
class BidRow:
    """One bid on the page. ``state`` is sealed, opening, ok, void or unreadable; ``ratio`` is price over estimate."""

    vendor: str
    received_at: datetime
    state: str
    reason: str
    price: Decimal | None
    ratio: Fraction | None
    bar: str
    is_low: bool
    is_high: bool
    files: Sequence[BidFile]


@dataclass(frozen=True)
class Holder:
    """A member of the committee and when they released their share."""

    name: str
    position: str
    released_at: datetime | None
    is_own: bool


@dataclass(frozen=True)
class Quorum:
    """Shares given of those needed, with the numbers its ring is drawn by."""

    given: int
    needed: int
    total: int
    holders: Sequence[Holder]
    dash: str
    ticks: str

    @property
    def is_enough(self) -> bool:
        """Whether enough members have released."""
        return self.given >= self.needed


@dataclass(frozen=True)
class OpeningPage:
    """Everything the page shows."""

    tender: Tender
    phase: Phase
    steps: Sequence[Mapping[str, str]]
    step: int
    step_label: str
    deadline: datetime
    participants: int
    opening: Opening | None
    closed_at: datetime | None
    rows: Sequence[BidRow]
    opened_count: int
    withdrawn: Sequence[str]
    quorum: Quorum | None
    log: Sequence[LogLine]
    minutes: Minutes | None
    asks_me: bool
    """The reader holds a share that is still awaited."""
    is_seat: bool

    @property
    def low_price_limit(self) -> str:
        """The share of the estimate below which a price is low, as the rule book of the tender says."""
        return get(self.tender.regulation).price.low_price_limit


def opening_page(actor: Actor, tender: Tender, now: datetime) -> OpeningPage:
    """Return the page of a tender's opening as this reader may see it; before the close it tells nothing of bids."""
    deadline = window(tender, StageKind.BID_SUBMISSION).ends_at
    close = Close.objects.filter(tender=tender).order_by("pk").last()
    if tender.status == Status.ANNOUNCED:
        close = None  # no bid came in, and the deadline moved on that day
    opening = opening_of(tender)
    closed = parse(bytes(close.body), MAX_LIST) if close else None
    listed = entitled(closed, KIND) if closed else []
    mine = seat_of(actor, tender)
    quorum = _quorum(tender, opening, mine) if close and listed else None
    phase = phase_of(tender, close, opening, len(listed), quorum, now=now, deadline=deadline)
    rows = _rows(tender, opening, listed, phase, with_files=mine is not None) if close else []
    minutes = Minutes.objects.select_related("object").filter(tender=tender, kind="opening").first()
    step = _step(phase, minutes)
    gone = Vendor.objects.filter(code__in=withdrawn(closed)).order_by("name") if closed else []
    own = [holder for holder in quorum.holders if holder.is_own] if quorum else []
    return OpeningPage(
        tender=tender,
        phase=phase,
        steps=[{"name": name, "state": _state(place, step)} for place, name in enumerate(_steps(), start=1)],
        step=min(step, len(_steps())),
        step_label=_steps()[min(step, len(_steps())) - 1],
        deadline=deadline,
        participants=Participation.objects.filter(tender=tender).count(),
        opening=opening,
        closed_at=close.closed_at if close else None,
        rows=rows,
        opened_count=sum(row.state not in {"sealed", "opening"} for row in rows),
        withdrawn=[str(vendor) for vendor in gone],
        quorum=quorum,
        log=log_lines(tender, since=close.leaf) if close else [],
        minutes=minutes,
        asks_me=opening is not None
        and opening.finished_at is None
        and tender.status == Status.CLOSED
        and any(holder.released_at is None for holder in own),
        is_seat=mine is not None,
    )


def phase_of(
    tender: Tender,
    close: Close | None,
    opening: Opening | None,
    listed: int,
    quorum: Quorum | None,
    *,
    now: datetime,
    deadline: datetime,
) -> Phase:
    """Return where the opening stands, from what is recorded and, before the close, from the clock."""
    if opening is not None and opening.finished_at is not None:
        return Phase.FINISHED
    if tender.status in {Status.FAILED, Status.CANCELLED}:
        return Phase.ENDED
    if close is None:
        return Phase.AHEAD if now < deadline else Phase.CLOSING
    if listed == 0:
        return Phase.EMPTY
    if opening is None or quorum is None:
        return Phase.CLOSING
    if opening.claimed_at is not None:
        return Phase.RUNNING
    return Phase.STOPPED if opening.disputed_at is not None and quorum.given == quorum.total else Phase.KEYS


def _steps() -> list[str]:
    return [
        _("Penerimaan ditutup"),
        _("Catatan dicocokkan"),
        _("Kunci terkumpul"),
        _("Penawaran dibuka"),
        _("Berita acara"),
        _("Disetujui"),
    ]


def _step(phase: Phase, minutes: Minutes | None) -> int:
    """Which step is going on, from 1; seven when all are done."""
    if minutes is not None:
        return 7 if minutes.approvals.count() >= minutes.tender.seats.count() else 6
    places = {Phase.CLOSING: 2, Phase.KEYS: 3, Phase.STOPPED: 3, Phase.RUNNING: 4, Phase.FINISHED: 5}
    return places.get(phase, 1)


def _state(place: int, step: int) -> str:
    return "done" if place < step else "now" if place == step else "later"


def _rows(
    tender: Tender, opening: Opening | None, listed: Sequence[Entitled], phase: Phase, *, with_files: bool
) -> list[BidRow]:
    names = {vendor.code: str(vendor) for vendor in Vendor.objects.filter(code__in=[item.vendor for item in listed])}
    names |= bidder_names(tender) if listed else {}
    opened: dict[str, OpenedBid] = {}
    if opening is not None:
        found = OpenedBid.objects.filter(opening=opening)
        opened = {row.header: row for row in (found.prefetch_related("files__object") if with_files else found)}
    waiting = "opening" if phase is Phase.RUNNING else "sealed"
    return [_row(tender, names, item, opened.get(item.header), waiting, with_files=with_files) for item in listed]


def _row(
    tender: Tender,
    names: Mapping[str, str],
    item: Entitled,
    opened: OpenedBid | None,
    waiting: str,
    *,
    with_files: bool,
) -> BidRow:
    price = opened.price_read if opened else None
    ratio = Fraction(price) / Fraction(tender.owner_estimate) if price is not None else None
    low = price is not None and is_low(
        Fraction(price), Fraction(tender.owner_estimate), Category(tender.category), get(tender.regulation).price
    )
    files = opened.files.all() if opened is not None and with_files else []
    return BidRow(
        vendor=names.get(item.vendor, item.vendor),
        received_at=parse_timestamp(item.received),
        state=opened.result if opened else waiting,
        reason=opened.reason if opened else "",
        price=price,
        ratio=ratio,
        bar=f"{min(100.0, float(ratio) * 100):.1f}" if ratio is not None else "",
        is_low=low,
        is_high=ratio is not None and ratio > 1,
        files=[BidFile(f.pk, f.name, f.slot, f.object.size, f.object.sha256) for f in files],
    )


def _quorum(tender: Tender, opening: Opening | None, mine: CommitteeSeat | None) -> Quorum:
    _row, keyset = key_set(tender)
    seats = {}
    for seat in CommitteeSeat.objects.select_related("user", "key").filter(tender=tender):
        if (x := number_of(seat, keyset)) is not None:
            seats[x] = seat
    given = dict(Release.objects.filter(opening=opening).values_list("x", "released_at")) if opening else {}
    holders = [
        Holder(
            name=str(seat.user),
            position=_("Ketua Pokja") if seat.position == Position.CHAIR else pgettext("satu", "Anggota Pokja"),
            released_at=given.get(x),
            is_own=mine is not None and seat.pk == mine.pk,
        )
        for x, seat in sorted(seats.items())
    ]
    total = len(keyset["members"])
    arc = RING * len(given) / total
    return Quorum(
        given=len(given),
        needed=keyset["k"],
        total=total,
        holders=holders,
        dash=f"{arc:.1f} {RING - arc:.1f}",
        ticks=_ticks(total),
    )


def _ticks(total: int) -> str:
    """Path of the marks between the parts of the ring, from radius 38 to 54 about the centre (56, 56)."""
    marks = []
    for part in range(total):
        angle = 2 * math.pi * part / total
        x, y = math.sin(angle), -math.cos(angle)
        marks.append(f"M{56 + 54 * x:.1f} {56 + 54 * y:.1f}L{56 + 38 * x:.1f} {56 + 38 * y:.1f}")
    return "".join(marks)


@dataclass(frozen=True)
class ListedOpening:
    """An opening in the list across tenders; ``opened_at`` is None until it is finished."""

    code: str
    title: str
    agency: str
    opens_at: datetime
    status: str
    opened_at: datetime | None
    training: bool


def openings(now: datetime) -> tuple[list[ListedOpening], list[ListedOpening]]:
    """Return the openings to come or going on, soonest first, and the recent ones, latest first."""
    stages = Stage.objects.select_related("tender__package__agency").filter(kind=StageKind.BID_SUBMISSION)
    open_status = Q(tender__status=Status.ANNOUNCED) | Q(tender__status=Status.CLOSED)
    ahead = stages.filter(open_status).order_by("ends_at", "pk")[:MOST_LISTED]
    done = Opening.objects.select_related("tender__package__agency").filter(finished_at__gte=now - RECENT)
    past = done.order_by("-finished_at", "-pk")[:MOST_LISTED]
    return [_listed(stage.tender, stage.ends_at, None) for stage in ahead], [
        _listed(row.tender, row.begun_at, row.finished_at) for row in past
    ]


def _listed(tender: Tender, opens_at: datetime, opened_at: datetime | None) -> ListedOpening:
    agency = tender.package.agency.name
    return ListedOpening(tender.code, tender.title, agency, opens_at, tender.status, opened_at, tender.training)


def file_for(actor: Actor, tender: Tender, pk: int) -> OpenedFile:
    """Return a file of an opened bid of the tender, for a member of its committee only. Raises Missing."""
    found = OpenedFile.objects.select_related("object").filter(pk=pk, opened_bid__opening__tender=tender).first()
    if found is None or seat_of(actor, tender) is None:
        raise Missing(str(pk))
    return found


def tasks_for(actor: Actor) -> list[Task]:
    """Return the openings that wait for the actor's share, and the minutes that wait for their word."""
    if actor.user_id is None:
        return []
    waiting = Opening.objects.select_related("tender").filter(
        finished_at__isnull=True, tender__status=Status.CLOSED, tender__seats__user_id=actor.user_id
    )
    given = Release.objects.filter(seat__user_id=actor.user_id).values("opening_id")
    found = [
        Task(
            title=_("Serahkan bagian kunci: %(title)s") % {"title": opening.tender.title},
            url=f"/tender/{opening.tender.code}/pembukaan/kunci/",
            note=_("Penawaran tidak dapat dibuka tanpa bagian kunci anggota."),
        )
        for opening in waiting.exclude(pk__in=given).order_by("begun_at")
    ]
    return found + _minutes_tasks(actor)


def _minutes_tasks(actor: Actor) -> list[Task]:
    found = []
    for minutes in awaiting(actor):
        kind = MinutesKind(minutes.kind)
        found.append(
            Task(
                title=_("Setujui %(kind)s: %(title)s")
                % {"kind": told(kind.heading).lower(), "title": minutes.tender.title},
                url=address_of(minutes.tender.code, kind, minutes.round_no),
            )
        )
    return found
