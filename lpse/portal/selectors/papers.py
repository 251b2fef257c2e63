# SPDX-License-Identifier: Apache-2.0
"""The papers of a tender in one list: announcements, minutes with the members' words, answers, the appointment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q

from documents.models import Paper, StoredObject
from documents.rules import PaperKind
from evaluation.models import Award, Minutes
from evaluation.rules.minutes import AFTER_THE_RESULT, MinutesKind, address_of
from lpse.core.acts import Actor, Missing
from lpse.core.said import Said, said
from tenders.models import Tender
from tenders.selectors import is_public, seat_of

LETTER = said("Surat Penunjukan Penyedia Barang/Jasa")


@dataclass(frozen=True)
class PaperLine:
    """A paper: what it is, where its page and its file are, its digest, and what the members said of it.

    ``asked`` is how many members are asked for their word; none are for a letter. ``is_superseded`` says that a later
    round or revision has its own.
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
    """Return the papers of a tender that the actor may read by now, in the order they were drawn; six queries.

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
    lines += [*_ordered(tender), *([_letter(tender, award)] if award else [])]
    return sorted(lines, key=lambda line: line.at)


def _ordered(tender: Tender) -> list[PaperLine]:
    """The announcement with its revisions, and the letters that answer objections and appeals; one query."""
    rows = Paper.objects.select_related("object").filter(subject=tender.code, object__isnull=False).defer("data")
    found = [(row, row.object) for row in rows.order_by("said_at", "id") if row.object is not None]
    newest = max((row.version for row, _kept in found if row.kind == PaperKind.ANNOUNCEMENT), default=0)
    return [
        PaperLine(
            title=PaperKind(row.kind).heading,
            number=row.key,
            at=row.said_at,
            page=f"/tender/{tender.code}/" + ("" if row.kind == PaperKind.ANNOUNCEMENT else "sanggah/"),
            file=row.url,
            size=kept.size,
            sha256=kept.sha256,
            asked=0,
            approved=0,
            refused=0,
            is_superseded=row.kind == PaperKind.ANNOUNCEMENT and row.version < newest,
        )
        for row, kept in found
    ]


def paper_file(tender: Tender, pk: int) -> StoredObject:
    """Return the file of a printed paper of an announced tender. Raises Missing."""
    row = Paper.objects.select_related("object").filter(subject=tender.code, pk=pk).first()
    if row is None or row.object is None or not is_public(tender):
        raise Missing(str(pk))
    return row.object


def _minutes(tender: Tender, row: Minutes, seats: int, newest: int) -> PaperLine:
    kind = MinutesKind(row.kind)
    return PaperLine(
        title=kind.heading,
        number=str(row.round_no),
        at=row.drawn_at,
        page=address_of(tender.code, kind, row.round_no),
        file=address_of(tender.code, kind, row.round_no, "berkas/"),
        size=row.object.size,
        sha256=row.object.sha256,
        asked=seats,
        approved=row.approved,  # type: ignore[attr-defined]
        refused=row.refused,  # type: ignore[attr-defined]
        is_superseded=row.round_no < newest,
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
