# SPDX-License-Identifier: Apache-2.0
"""Questions and answers as the cast writes them, through the services that people use."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import evaluation.services
import tenders.services
import vendors.services
from evaluation.models import Minutes
from lpse.core import clock
from lpse.demo import tenders as made
from lpse.demo import vendors as traders
from lpse.demo.cast import Cast
from lpse.regulations import StageKind
from tenders.models import Tender
from tenders.rules import Planned
from vendors.models import Answer, Question
from vendors.selectors.clarification import drafts_of

QUESTIONS = (
    (
        "bahari",
        "Spesifikasi teknis butir 4",
        "Spesifikasi mensyaratkan pencatat suhu terpasang di lemari. Apakah pencatat suhu terpisah (data logger USB) "
        "dengan sertifikat kalibrasi yang sama dapat diterima?",
        "Dapat diterima sepanjang rentang ukur, ketelitian, dan sertifikat kalibrasinya memenuhi butir 4, dan pencatat "
        "itu termasuk dalam harga penawaran.",
    ),
    (
        "lintang",
        "Bab III LDP 9.1",
        "Apakah masa berlaku penawaran 60 hari dihitung sejak batas akhir pemasukan penawaran atau sejak pembukaan?",
        "Masa berlaku penawaran dihitung sejak batas akhir pemasukan penawaran.",
    ),
)
"""Who asks about which clause, in which words, and the committee's answer."""
TWIN = (
    "arung",
    "Spesifikasi teknis butir 4",
    "Bolehkah pencatat suhu berupa alat tersendiri, tidak menyatu dengan lemari?",
)
LATER = "Terima kasih. Apakah sertifikat kalibrasi laboratorium luar negeri yang terakreditasi ILAC juga diterima?"


def explained_tender(cast: Cast, *, asks_for: float, asks_from: float = 0, closes_in: float = 3600) -> Tender:
    """An announced training tender that takes questions for ``asks_for`` seconds, beginning after ``asks_from``."""
    made.enrol_members(cast)
    draft = made.prepared_tender(cast, closes_in=closes_in)
    stages = [Planned(StageKind(row.kind), row.starts_at, row.ends_at) for row in draft.stages.all()]
    begin = next(stage.starts_at for stage in stages if stage.kind is StageKind.CLARIFICATION)
    window = [begin + timedelta(seconds=asks_from), begin + timedelta(seconds=asks_from + asks_for)]
    plan = [
        replace(stage, starts_at=window[0], ends_at=window[1]) if stage.kind is StageKind.CLARIFICATION else stage
        for stage in stages
    ]
    bima = cast.actor("bima")
    tenders.services.set_schedule(actor=bima, tender=draft, stages=plan)
    made.accept_key_set(cast, draft)
    tenders.services.announce_tender(actor=bima, tender=draft, now=clock.now())
    return Tender.objects.select_related("package__agency").get(pk=draft.pk)


def ask(
    cast: Cast,
    name: str,
    tender: Tender,
    text: str,
    *,
    clause: str = "Bab III LDP 9.1",
    follows: Question | None = None,
    file: bytes | None = None,
) -> Question:
    """The trader's question; it joins the tender first if need be."""
    traders.join(cast, name, tender)
    return vendors.services.ask_question(
        actor=cast.actor(name),
        tender=tender,
        document=tender.documents.filter(kind="specification").first() if clause.startswith("Spesifikasi") else None,
        clause=clause,
        text=text,
        follows=follows,
        file=file,
        now=clock.now(),
    )


def answer(cast: Cast, name: str, question: Question, said: str | Question, *, seen: int = 0) -> Answer:
    """A member's draft: the words of an answer, or the question this one is merged into."""
    return vendors.services.draft_answer(
        actor=cast.actor(name),
        question=question,
        text=said if isinstance(said, str) else "",
        points_to=said if isinstance(said, Question) else None,
        seen_version=seen,
        now=clock.now(),
    )


def publish(cast: Cast, name: str, tender: Tender) -> Sequence[Answer]:
    """The member publishes every draft there is."""
    seen = {row.question.number: row.version for row in drafts_of(tender)}
    return vendors.services.publish_answers(actor=cast.actor(name), tender=tender, seen=seen, now=clock.now())


def discussed(cast: Cast, tender: Tender) -> None:
    """Three traders ask, one of them what another asked before; the committee answers together; a last one waits."""
    asked = []
    for name, clause, text, said in QUESTIONS:
        asked.append(ask(cast, name, tender, text, clause=clause))
        answer(cast, "bima", asked[-1], said)
    name, clause, text = TWIN
    answer(cast, "citra", ask(cast, name, tender, text, clause=clause), asked[0])
    publish(cast, "bima", tender)
    ask(cast, "bahari", tender, LATER, clause=QUESTIONS[0][1], follows=asked[0])


def minutes(cast: Cast, tender: Tender) -> Minutes:
    """The chair draws the minutes of the explanation, and every member approves them."""
    drawn = evaluation.services.draw_clarification_minutes(actor=cast.actor("bima"), tender=tender, now=clock.now())
    for name in made.MEMBERS:
        evaluation.services.approve_minutes(
            actor=cast.actor(name), tender=tender, minutes=drawn, approved=True, reason="", now=clock.now()
        )
    return drawn
