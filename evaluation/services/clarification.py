# SPDX-License-Identifier: Apache-2.0
"""Minutes of the explanation of the selection documents (berita acara pemberian penjelasan), drawn from the board."""

from datetime import datetime
from typing import Any

from django.db import transaction

from evaluation.models import Minutes
from evaluation.policy import DrawFacts, may_draw_clarification, require
from evaluation.rules.minutes import MinutesKind
from evaluation.selectors.minutes import POSITIONS
from evaluation.services.minutes import draw_minutes
from lpse.core import words_of_time
from lpse.core.acts import Actor
from lpse.core.canonical import canonical, timestamp
from lpse.core.windows import Phase
from lpse.ledger import services as ledger
from tenders.models import Tender
from tenders.rules import Status
from tenders.selectors import seat_of
from tenders.services import lock
from vendors import selectors as vendors
from vendors.services import close_clarification


@transaction.atomic
def draw_clarification_minutes(*, actor: Actor, tender: Tender, now: datetime) -> Minutes:
    """Draw the minutes with every question and answer, and close the board; a second call returns what was printed.

    They rest on a public document that holds the whole board, askers by number. Everything happens under the
    tender's lock: no answer slips in between. Source: law.md 9, R-SCH-6; L9 4.2.4.
    """
    tender = lock(tender.pk)
    printed = Minutes.objects.filter(tender=tender, kind=MinutesKind.CLARIFICATION).first()
    known = vendors.clarifying(tender)
    facts = DrawFacts(
        has_seat=seat_of(actor, tender) is not None,
        has_ended=known.window.state(now) is Phase.PAST,
        is_open=known.status is Status.ANNOUNCED and now < known.bids_until and known.closed_at is None,
        unanswered=tuple(vendors.unanswered(tender)),
    )
    require(may_draw_clarification(actor, facts))
    if printed is not None:
        return printed
    # A visitor's view: no name, no draft.
    board = vendors.board(Actor.public(), tender, now)
    lines = sorted(board.lines, key=lambda line: line.number)
    body = {
        "v": "lpse/clarification",
        "tender": tender.code,
        "starts": timestamp(known.window.starts_at),
        "ends": timestamp(known.window.ends_at),
        "questions": [_stated(line) for line in lines],
    }
    close_clarification(tender=tender, now=now)
    return draw_minutes(
        tender=tender,
        kind=MinutesKind.CLARIFICATION,
        data=_printed(tender, board, lines),
        digest=ledger.put_document(canonical(body)),
        now=now,
        actor=actor,
    )


def _stated(line: vendors.Line) -> dict[str, Any]:
    """A question as the document under the minutes states it; unanswered ones have neither text nor merge."""
    return {
        "question": line.number,
        "asker": line.asker,
        "asked": timestamp(line.asked_at),
        "document": line.document,
        "clause": line.clause,
        "text": line.text,
        "follows": line.follows,
        "answer": line.answer or None,
        "with": line.merged_into,
        "answered": timestamp(line.answered_at) if line.answered_at else None,
        "late": line.is_late,
    }


def _printed(tender: Tender, board: vendors.Board, lines: list[vendors.Line]) -> dict[str, Any]:
    """Return what the minutes print, every instant in words."""
    zone = vendors.clarifying(tender).zone

    def told(moment: datetime) -> str:
        return words_of_time.instant(moment, zone)

    return {
        "tender": {"code": tender.code, "title": tender.title, "agency": tender.package.agency.name},
        "starts": told(board.window.starts_at),
        "ends": words_of_time.deadline(board.window.ends_at, zone),
        "summary": f"{len(lines)} pertanyaan dari {len({line.asker for line in lines})} peserta",
        "questions": [
            {
                "number": line.number,
                "asker": f"Peserta {line.asker}",
                "asked": told(line.asked_at),
                "clause": f"{line.document}: {line.clause}" if line.document else line.clause,
                "follows": f"Lanjutan pertanyaan {line.follows}." if line.follows else "",
                "text": line.text,
                "file": "Dengan lampiran, terbaca pada halaman tanya jawab." if line.has_file else "",
                "answer": _answer(line),
                "answered": f"Dijawab {told(line.answered_at)}." if line.answered_at else "",
                "late": "Terlambat: sesudah masa penjelasan." if line.is_late else "",
            }
            for line in lines
        ],
        "members": [
            {"name": str(seat.user), "position": str(POSITIONS[seat.position])}
            for seat in tender.seats.select_related("user")
        ],
    }


def _answer(line: vendors.Line) -> str:
    if line.merged_into:
        return f"Digabungkan; lihat jawaban pertanyaan {line.merged_into}."
    return line.answer or "Tidak dijawab sampai batas akhir pemasukan penawaran."
