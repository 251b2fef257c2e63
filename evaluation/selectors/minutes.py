# SPDX-License-Identifier: Apache-2.0
"""Reads of minutes (berita acara): the page of one, with the approvals given so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from evaluation.models import Minutes, MinutesApproval
from evaluation.rules.minutes import AFTER_THE_RESULT, DRAWN_ONCE, MinutesKind, address_of
from lpse.core.acts import Actor, Missing
from lpse.core.said import said
from lpse.ledger.models import Entry
from tenders.models import CommitteeSeat, Tender
from tenders.rules import Position
from tenders.selectors import seat_of

POSITIONS = {Position.CHAIR.value: said("Ketua"), Position.MEMBER.value: said("Anggota")}


@dataclass(frozen=True)
class Opinion:
    """A member's word on minutes; ``given_at`` is None while it is awaited."""

    name: str
    position: str
    approved: bool
    reason: str
    given_at: datetime | None
    is_own: bool


@dataclass(frozen=True)
class MinutesPage:
    """Minutes as everyone sees them. ``asks_me`` says that the reader is a member whose word is awaited."""

    minutes: Minutes
    kind: MinutesKind
    opinions: Sequence[Opinion]
    given_count: int
    asks_me: bool
    entry: Entry | None

    @property
    def has_rounds(self) -> bool:
        """Whether minutes of this kind are drawn again in each round."""
        return self.kind not in DRAWN_ONCE

    @property
    def file_url(self) -> str:
        """Address of the PDF."""
        return address_of(self.minutes.tender.code, self.kind, self.minutes.round_no, "berkas/")


def minutes_for(tender: Tender, kind: MinutesKind, round_no: int | None = None) -> Minutes:
    """Return the minutes of that kind, the latest round if none is named. Raises Missing."""
    found = Minutes.objects.select_related("object").filter(tender=tender, kind=kind)
    if round_no is not None:
        found = found.filter(round_no=round_no)
    minutes = found.order_by("-round_no").first()
    if minutes is None:
        raise Missing(f"{tender.code} {kind}")
    minutes.tender = tender
    return minutes


def readable_minutes(actor: Actor, tender: Tender, kind: MinutesKind, round_no: int | None = None) -> Minutes:
    """Return the minutes of that kind and round that the actor may read: a member all, others none of one undecided.

    Without a round, the latest of them. Raises Missing. A voided result was announced too, so the minutes of its round
    stay readable.
    """
    if kind not in AFTER_THE_RESULT or seat_of(actor, tender) is not None:
        return minutes_for(tender, kind, round_no)
    announced = tender.results.aggregate(last=Max("evaluation__round_no"))["last"] or 0
    if round_no is not None and round_no > announced:
        raise Missing(f"{tender.code} {kind}")
    return minutes_for(tender, kind, announced if round_no is None else round_no)


def minutes_page(actor: Actor, tender: Tender, kind: MinutesKind, round_no: int | None = None) -> MinutesPage:
    """Return the page of minutes with every seat's word. Raises Missing before they are printed."""
    minutes = readable_minutes(actor, tender, kind, round_no)
    given = {row.seat_id: row for row in MinutesApproval.objects.filter(minutes=minutes)}
    seats = list(CommitteeSeat.objects.select_related("user").filter(tender=tender))
    mine = seat_of(actor, tender)
    opinions = [_opinion(seat, given.get(seat.pk), is_own=mine is not None and seat.pk == mine.pk) for seat in seats]
    drawn = Entry.objects.filter(subject=tender.code, act="evaluation.draw_minutes", at__gte=minutes.drawn_at)
    return MinutesPage(
        minutes=minutes,
        kind=kind,
        opinions=opinions,
        given_count=len(given),
        asks_me=mine is not None and mine.pk not in given,
        entry=drawn.order_by("idx").first(),
    )


def awaiting(actor: Actor) -> list[Minutes]:
    """Return the minutes that wait for the actor's word."""
    if actor.user_id is None:
        return []
    found = Minutes.objects.select_related("tender").filter(tender__seats__user_id=actor.user_id)
    return list(found.exclude(approvals__seat__user_id=actor.user_id).order_by("drawn_at"))


def _opinion(seat: CommitteeSeat, word: MinutesApproval | None, *, is_own: bool) -> Opinion:
    return Opinion(
        name=str(seat.user),
        position=POSITIONS[seat.position],
        approved=word is not None and word.approved,
        reason=word.reason if word else "",
        given_at=word.given_at if word else None,
        is_own=is_own,
    )
