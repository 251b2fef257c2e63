# SPDX-License-Identifier: Apache-2.0
"""The papers of a tender in one list: minutes with the members' words, and the letter of appointment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q

from evaluation.models import Award, Minutes
from evaluation.rules.minutes import AFTER_THE_RESULT, MinutesKind
from lpse.core.acts import Actor
from lpse.core.said import Said, said
from tenders.models import Tender
from tenders.selectors import seat_of

LETTER = said("Surat Penunjukan Penyedia Barang/Jasa")


@dataclass(frozen=True)
class PaperLine:
    """A paper: what it is, where its page and its file are, its digest, and what the members said of it.

    ``asked`` is how many members are asked for their word; none are for a letter. ``is_superseded`` says that a later
    round has its own.
    """

    title: Said
    number: str
    at: datetime
    page: str
    file: str
    size: int
    sha256: str
    asked: int
    approved: int
    refused: int
    is_superseded: bool


def papers(actor: Actor, tender: Tender) -> Sequence[PaperLine]:
    """Return the papers of a tender that the actor may read by now, in the order they were drawn; five queries.

    Minutes of an evaluation are the committee's until its result is announced (law.md R-KIP-9).
    """
    seats = tender.seats.count()
    is_member = seat_of(actor, tender) is not None
    announced = tender.results.aggregate(last=Max("evaluation__round_no"))["last"] or 0
    drawn = (
        Minutes.objects.filter(tender=tender)
        .select_related("object")
        .annotate(
            approved=Count("approvals", filter=Q(approvals__approved=True)),
            refused=Count("approvals", filter=Q(approvals__approved=False)),
        )
        .order_by("drawn_at", "id")
    )
    rows = [
        row for row in drawn if is_member or MinutesKind(row.kind) not in AFTER_THE_RESULT or row.round_no <= announced
    ]
    newest: dict[str, int] = {}
    for row in rows:
        newest[row.kind] = max(row.round_no, newest.get(row.kind, 0))
    lines = [_minutes(tender, row, seats, newest[row.kind]) for row in rows]
    award = Award.objects.filter(tender=tender).select_related("letter").first()
    return [*lines, *([_letter(tender, award)] if award else [])]


def _minutes(tender: Tender, row: Minutes, seats: int, newest: int) -> PaperLine:
    kind = MinutesKind(row.kind)
    address = f"/tender/{tender.code}/berita-acara/{kind.slug}/"
    is_newest = row.round_no == newest
    return PaperLine(
        title=kind.heading,
        number=str(row.round_no),
        at=row.drawn_at,
        page=address if is_newest else "",
        file=f"{address}berkas/" if is_newest else "",
        size=row.object.size,
        sha256=row.object.sha256,
        asked=seats,
        approved=row.approved,  # type: ignore[attr-defined]
        refused=row.refused,  # type: ignore[attr-defined]
        is_superseded=not is_newest,
    )


def _letter(tender: Tender, award: Award) -> PaperLine:
    return PaperLine(
        title=LETTER,
        number=award.number,
        at=award.issued_at,
        page=f"/tender/{tender.code}/hasil/",
        file=f"/tender/{tender.code}/sppbj/",
        size=award.letter.size,
        sha256=award.letter.sha256,
        asked=0,
        approved=0,
        refused=0,
        is_superseded=False,
    )
