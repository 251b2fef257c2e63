# SPDX-License-Identifier: Apache-2.0
"""Pure rules of packages and tenders."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from lpse.core.windows import Window
from lpse.regulations import StageKind, latest
from tenders.requirements import TEMPLATES, requirements_for
from tenders.rules import (
    Category,
    Draft,
    Media,
    Part,
    Phase,
    Planned,
    Status,
    Step,
    WrongFile,
    anchored,
    announcement_gaps,
    line_total,
    majority,
    media_of,
    phase_of,
)

pytestmark = pytest.mark.pure
NOW = datetime(2026, 11, 9, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
COMPLETE = Draft(
    document_kinds=frozenset({"selection_document", "specification"}),
    requirement_steps=frozenset(step.value for step in Step),
    item_count=1,
    seat_count=3,
    chair_count=1,
    pact_count=3,
    key_count=3,
    is_key_set_proposed=True,
    is_key_set_frozen=True,
    consent_count=3,
)


@pytest.mark.parametrize(("members", "k"), [(3, 2), (5, 3), (7, 4)])
def test_a_majority_opens(members: int, k: int) -> None:
    assert majority(members) == k


@pytest.mark.parametrize("members", [0, 1, 2, 4, 6])
def test_a_committee_is_odd_from_three(members: int) -> None:
    with pytest.raises(ValueError, match="ganjil"):
        majority(members)


def test_a_row_is_rounded_half_up_to_the_sen() -> None:
    assert line_total(Decimal("1.5"), Decimal("0.01")) == Decimal("0.02")
    assert line_total(Decimal("0.3333"), Decimal("100.00")) == Decimal("33.33")


@pytest.mark.parametrize(
    ("name", "head", "media"),
    [
        ("a.pdf", b"%PDF-1.7", Media.PDF),
        ("A.PDF", b"%PDF-1.7", Media.PDF),
        ("a.b.xlsx", b"PK\x03\x04..", Media.XLSX),
        ("a.jpeg", b"\xff\xd8\xff\xe0", Media.JPEG),
    ],
)
def test_a_file_is_known_by_ending_and_first_bytes(name: str, head: bytes, media: Media) -> None:
    assert media_of(name, head) is media


@pytest.mark.parametrize(("name", "head"), [("a.pdf", b"PK\x03\x04"), ("a.html", b"<html>"), ("pdf", b""), ("", b"")])
def test_another_file_is_refused(name: str, head: bytes) -> None:
    with pytest.raises(WrongFile):
        media_of(name, head)


def test_a_complete_draft_lacks_nothing() -> None:
    assert announcement_gaps(COMPLETE) == []


@pytest.mark.parametrize(
    ("draft", "part"),
    [
        (replace(COMPLETE, document_kinds=frozenset({"specification"})), Part.DOCUMENTS),
        (replace(COMPLETE, requirement_steps=frozenset({"technical", "administration"})), Part.REQUIREMENTS),
        (replace(COMPLETE, item_count=0), Part.ITEMS),
        (replace(COMPLETE, open_remark_count=1), Part.REVIEW),
        (replace(COMPLETE, is_agreed=False), Part.REVIEW),
        (replace(COMPLETE, is_agreed=False, was_agreed=True), Part.REVIEW),
        (replace(COMPLETE, seat_count=4), Part.COMMITTEE),
        (replace(COMPLETE, chair_count=0), Part.COMMITTEE),
        (replace(COMPLETE, pact_count=2), Part.COMMITTEE),
        (replace(COMPLETE, is_key_set_frozen=False, consent_count=2), Part.KEYS),
        (replace(COMPLETE, is_key_set_frozen=False, is_key_set_proposed=False), Part.KEYS),
        (replace(COMPLETE, is_key_set_frozen=False, key_count=1), Part.KEYS),
    ],
)
def test_each_missing_thing_is_told_under_its_part(draft: Draft, part: Part) -> None:
    assert {gap.part for gap in announcement_gaps(draft)} == {part}


@pytest.mark.parametrize("category", TEMPLATES)
def test_each_template_has_every_step_and_no_slot_twice(category: Category) -> None:
    assert {text.step for text in TEMPLATES[category]} == set(Step)
    assert len({text.slot for text in TEMPLATES[category]}) == len(TEMPLATES[category])


@pytest.mark.parametrize(
    ("category", "estimate", "told"),
    [
        (Category.WORKS, "10000000000", ""),
        (Category.WORKS, "10000000000.01", "Antara Rp100.000.000,00 dan Rp300.000.000,00"),
        (Category.GOODS, "90000000000", ""),
    ],
)
def test_large_works_ask_for_a_bid_bond(category: Category, estimate: str, told: str) -> None:
    texts = requirements_for(latest(), category, Decimal(estimate))
    bonds = [text.guidance for text in texts if text.slot == "jaminan-penawaran"]
    assert [text.slot for text in texts if text.slot != "jaminan-penawaran"] == [
        text.slot for text in TEMPLATES[category]
    ]
    assert (bonds[0].startswith(told) if told else not bonds) and len(bonds) <= 1


PLAN = [
    Planned(StageKind.ANNOUNCEMENT, NOW, NOW + HOUR),
    Planned(StageKind.DOCUMENT_DOWNLOAD, NOW, NOW + HOUR),
    Planned(StageKind.BID_SUBMISSION, NOW + HOUR, NOW + 5 * HOUR),
]


def test_a_training_schedule_moves_as_a_whole() -> None:
    moved = anchored(PLAN, NOW + HOUR, training=True)
    assert [stage.starts_at for stage in moved] == [NOW + HOUR, NOW + HOUR, NOW + 2 * HOUR]
    assert [stage.ends_at - stage.starts_at for stage in moved] == [HOUR, HOUR, 4 * HOUR]


def test_a_real_schedule_keeps_its_deadline() -> None:
    moved = anchored(PLAN, NOW + HOUR / 2, training=False)
    assert [stage.starts_at for stage in moved] == [NOW + HOUR / 2, NOW + HOUR / 2, NOW + HOUR]
    assert [stage.ends_at for stage in moved] == [stage.ends_at for stage in PLAN]


WINDOWS = {
    StageKind.CLARIFICATION: Window(NOW + HOUR, NOW + 2 * HOUR),
    StageKind.BID_SUBMISSION: Window(NOW + 2 * HOUR, NOW + 3 * HOUR),
    StageKind.STANDSTILL: Window(NOW + 5 * HOUR, NOW + 6 * HOUR),
}


@pytest.mark.parametrize(
    ("status", "hours", "phase"),
    [
        (Status.ANNOUNCED, 0, Phase.ANNOUNCEMENT),
        (Status.ANNOUNCED, 1, Phase.CLARIFICATION),
        (Status.ANNOUNCED, 2, Phase.BIDDING),
        (Status.ANNOUNCED, 2.999, Phase.BIDDING),
        (Status.ANNOUNCED, 3, Phase.OPENING),
        (Status.CLOSED, 3, Phase.OPENING),
        (Status.OPENED, 4, Phase.EVALUATION),
        (Status.DECIDED, 5, Phase.STANDSTILL),
        (Status.DECIDED, 6, Phase.AWARD),
        (Status.AWARDED, 9, Phase.FINISHED),
        (Status.FAILED, 2, None),
        (Status.CANCELLED, 2, None),
    ],
)
def test_the_step_shown_follows_status_and_windows(status: Status, hours: float, phase: Phase | None) -> None:
    assert phase_of(status, WINDOWS, NOW + hours * HOUR) is phase
