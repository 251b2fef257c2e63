# SPDX-License-Identifier: Apache-2.0
"""Reads of questions and answers (tanya jawab): the board as each reader may see it, drafts for the committee alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lpse.core.acts import Actor, Missing
from lpse.core.windows import Phase, Window
from lpse.regulations import StageKind
from tenders import selectors as tenders
from tenders.models import SelectionDocument, Tender
from tenders.rules import Status
from vendors.models import Answer, Clarification, Participation, Question
from vendors.policy import Act, Clarifying, Facts, may_answer, may_ask
from vendors.selectors.doors import facts, participation_of

WAITING = "belum"
"""The filter for questions without a published answer."""


@dataclass(frozen=True)
class Draft:
    """An answer that nobody outside the committee sees yet; ``points_to`` is the question it is merged into."""

    text: str
    points_to: int | None
    version: int
    by: str
    at: datetime


@dataclass(frozen=True)
class Line:
    """One question with what is published on it.

    ``asker`` is the masked number; ``name`` is empty while names are hidden. ``merged_into`` is the question that
    answers this one, ``merged`` are those this one answers too; all by number.
    """

    number: int
    asker: int
    name: str
    is_own: bool
    document: str
    clause: str
    text: str
    asked_at: datetime
    follows: int | None
    has_file: bool
    file_size: int
    answer: str
    merged_into: int | None
    merged: Sequence[int]
    answered_at: datetime | None
    is_late: bool
    draft: Draft | None

    @property
    def is_answered(self) -> bool:
        """Whether the answer, or the merge into one, is published."""
        return self.answered_at is not None


@dataclass(frozen=True)
class Board:
    """Questions and answers of a tender for one reader. Refusals are None when the reader may do it now.

    ``waiting`` are the numbers of all questions without a published answer, ``phase`` is that of the window or
    "stopped" when the tender ended before it.
    """

    lines: Sequence[Line]
    count: int
    waiting: Sequence[int]
    draft_count: int
    window: Window
    phase: str
    bids_until: datetime
    is_masked: bool
    are_names_shown: bool
    closed_at: datetime | None
    is_member: bool
    is_participant: bool
    ask_refusal: object
    answer_refusal: object
    documents: Sequence[str]
    shown: str

    @property
    def waiting_count(self) -> int:
        """How many questions have no published answer."""
        return len(self.waiting)

    @property
    def may_draw(self) -> bool:
        """Whether the reader is a member whose committee still has to draw the minutes."""
        return self.is_member and self.phase == "past" and self.closed_at is None


def clarifying(tender: Tender) -> Clarifying:
    """What policy needs to know of the explanation of a tender. Raises Missing when none is scheduled."""
    known = tenders.windows(tender)
    if StageKind.CLARIFICATION not in known or StageKind.BID_SUBMISSION not in known:
        raise Missing(tender.code)
    row = Clarification.objects.filter(tender=tender).first()
    return Clarifying(
        status=Status(tender.status),
        window=known[StageKind.CLARIFICATION],
        bids_until=known[StageKind.BID_SUBMISSION].ends_at,
        closed_at=row.closed_at if row else None,
        zone=tenders.zone_of(tender),
    )


def is_masked(tender: Tender) -> bool:
    """Say whether askers of a tender are masked until the close: they are unless its committee chose otherwise."""
    row = Clarification.objects.filter(tender=tender).first()
    return row is None or row.masked


def member_facts(actor: Actor, tender: Tender) -> Facts:
    """What policy needs to know of the actor's seat in the committee."""
    return Facts(is_member=tenders.seat_of(actor, tender) is not None)


def question_for(tender: Tender, number: int) -> Question:
    """A question of an announced tender by its number; questions are public. Raises Missing."""
    found = Question.objects.select_related("file", "document", "asker").filter(tender=tender, number=number)
    question = found.first() if number < 2**15 else None
    if question is None:
        raise Missing(f"{tender.code} {number}")
    return question


def askable_documents(tender: Tender) -> list[SelectionDocument]:
    """The selection documents in force, one of each title: those a question may name."""
    rows = SelectionDocument.objects.filter(tender=tender).order_by("kind", "title", "-version")
    return list({(row.kind, row.title): row for row in reversed(rows)}.values())


def board(actor: Actor, tender: Tender, now: datetime, *, shown: str = "") -> Board:
    """The questions of a tender as the actor may see them; ``shown`` is a document's title or ``WAITING``.

    Members see those without an answer first, with their drafts. At most ten queries, whatever the number.
    """
    known, masked = clarifying(tender), is_masked(tender)
    is_member = tenders.seat_of(actor, tender) is not None
    own = participation_of(actor, tender)
    named = not masked or (tender.status != Status.ANNOUNCED and tender.closes.exists())
    lines = _lines(tender, own, named=named, drafts=is_member)
    titles = sorted({line.document for line in lines if line.document})
    kept = [line for line in lines if _is_shown(line, shown)] if shown in (*titles, WAITING) else lines
    return Board(
        lines=sorted(kept, key=lambda line: (is_member and line.is_answered, line.number)),
        count=len(lines),
        waiting=[line.number for line in lines if not line.is_answered],
        draft_count=sum(line.draft is not None for line in lines),
        window=known.window,
        phase=_phase(known, now),
        bids_until=known.bids_until,
        is_masked=masked,
        are_names_shown=named,
        closed_at=known.closed_at,
        is_member=is_member,
        is_participant=own is not None,
        ask_refusal=may_ask(actor, facts(actor), known, now) if own else None,
        answer_refusal=may_answer(Act.DRAFT_ANSWER, actor, Facts(is_member=is_member), known, now),
        documents=titles,
        shown=shown if shown in (*titles, WAITING) else "",
    )


def _phase(known: Clarifying, now: datetime) -> str:
    state = known.window.state(now)
    return "stopped" if state is not Phase.PAST and known.status is not Status.ANNOUNCED else state.value


def _is_shown(line: Line, shown: str) -> bool:
    return not line.is_answered if shown == WAITING else line.document == shown


def _lines(tender: Tender, own: Participation | None, *, named: bool, drafts: bool) -> list[Line]:
    rows = Question.objects.filter(tender=tender).select_related(
        "asker__participation__vendor", "document", "file", "follows", "answer__points_to", "answer__drafted_by"
    )
    questions = list(rows)
    said = {row.pk: row.answer for row in questions if hasattr(row, "answer")}
    merged: dict[int, list[int]] = {}
    for row in questions:
        answer = said.get(row.pk)
        if answer is not None and answer.points_to_id and answer.published_at:
            merged.setdefault(answer.points_to_id, []).append(row.number)
    return [_line(row, said.get(row.pk), own, merged.get(row.pk, []), named=named, drafts=drafts) for row in questions]


def _line(
    row: Question, answer: Answer | None, own: Participation | None, merged: list[int], *, named: bool, drafts: bool
) -> Line:
    published = answer if answer is not None and answer.published_at is not None else None
    draft = answer if answer is not None and published is None and drafts else None
    return Line(
        number=row.number,
        asker=row.asker.number,
        name=str(row.asker.participation.vendor) if named else "",
        is_own=own is not None and row.asker.participation_id == own.pk,
        document=row.document.title if row.document else "",
        clause=row.clause,
        text=row.text,
        asked_at=row.asked_at,
        follows=row.follows.number if row.follows else None,
        has_file=row.file is not None,
        file_size=row.file.size if row.file else 0,
        answer=published.text if published else "",
        merged_into=published.points_to.number if published and published.points_to else None,
        merged=merged,
        answered_at=published.published_at if published else None,
        is_late=published.is_late if published else False,
        draft=_draft(draft) if draft else None,
    )


def _draft(answer: Answer) -> Draft:
    points_to = answer.points_to.number if answer.points_to else None
    return Draft(answer.text, points_to, answer.version, str(answer.drafted_by), answer.drafted_at)


def drafts_of(tender: Tender) -> list[Answer]:
    """The drafts of a tender that could be published now: answers, and merges whose answer is out or goes with them."""
    rows = Answer.objects.filter(question__tender=tender, published_at__isnull=True)
    found = list(rows.select_related("question", "points_to__answer", "drafted_by").order_by("question__number"))
    texts = {row.question_id for row in found if row.points_to_id is None}
    return [row for row in found if row.points_to_id is None or row.points_to_id in texts or _is_out(row.points_to)]


def _is_out(question: Question | None) -> bool:
    answer = getattr(question, "answer", None)
    return answer is not None and answer.points_to_id is None and answer.published_at is not None


def mergeable(question: Question) -> list[Question]:
    """The questions this one may be merged into: not itself, not one that is merged."""
    others = Question.objects.filter(tender=question.tender).exclude(pk=question.pk)
    return list(others.exclude(answer__points_to__isnull=False).order_by("number"))


def unanswered(tender: Tender) -> list[int]:
    """Numbers of the questions without a published answer."""
    rows = Question.objects.filter(tender=tender).exclude(answer__published_at__isnull=False)
    return list(rows.order_by("number").values_list("number", flat=True))
