# SPDX-License-Identifier: Apache-2.0
"""The rule books: released once, pinned by digest, every number with its source."""

from dataclasses import FrozenInstanceError, is_dataclass, replace
from datetime import date

import pytest

from lpse import regulations
from lpse.core.calendar import Unit
from lpse.regulations import Category, NoSuchRegulation, NoSuchRule, Regulation, Rule, StageKind
from lpse.regulations.book import Source

# A released book never changes: a new law is a new file with a new code (law.md R-META-1).
RELEASED = {"pbj-2025": "1dZjTeavdZNK0A8UOLpwlf5T-lN_GZOZyObdnK8Sr90"}
WORKING_DAYS = ("goods", "other_services", "consultancy", "individual_consultancy")
WORKS = ("works", "works_consultancy", "integrated_works")
BOOK = regulations.get("pbj-2025")


def test_released_books_are_pinned_by_their_digest() -> None:
    assert {code: book.digest() for code, book in regulations.BOOKS.items()} == RELEASED


def test_the_digest_notices_a_single_changed_day() -> None:
    clock = BOOK.clocks[0]
    changed = replace(BOOK, clocks=(replace(clock, period=replace(clock.period, days=6)), *BOOK.clocks[1:]))
    assert changed.digest() != BOOK.digest()


def test_a_book_cannot_be_changed_in_place() -> None:
    with pytest.raises(FrozenInstanceError):
        BOOK.code = "lain"  # type: ignore[misc]


def test_the_book_in_force_is_chosen_by_date() -> None:
    assert regulations.current(date(2025, 4, 30)) is BOOK
    assert regulations.latest() is BOOK
    with pytest.raises(NoSuchRegulation, match="2025-04-29"):
        regulations.current(date(2025, 4, 29))
    with pytest.raises(NoSuchRegulation, match="pbj-1945"):
        regulations.get("pbj-1945")


@pytest.mark.parametrize("rule", ["prequalification_objection", "objection"])
def test_objections_have_five_days_and_answers_three(rule: str) -> None:
    for category in Category:
        window = BOOK.clock(Rule(rule), category).period
        answer = BOOK.clock(Rule(f"{rule}_answer"), category).period
        assert (window.days, answer.days) == (5, 3)
        unit = Unit.WORKING_DAY if category in WORKING_DAYS else Unit.CALENDAR_DAY_PLUS
        assert window.unit is answer.unit is unit


@pytest.mark.parametrize("category", [*WORKING_DAYS, "works_consultancy"])
def test_only_works_know_an_appeal(category: str) -> None:
    for rule in (Rule.APPEAL, Rule.APPEAL_ANSWER):
        with pytest.raises(NoSuchRule, match="hanya untuk pekerjaan konstruksi"):
            BOOK.clock(rule, Category(category))


@pytest.mark.parametrize("category", ["works", "integrated_works"])
def test_an_appeal_has_five_days_and_its_answer_fourteen(category: str) -> None:
    assert BOOK.clock(Rule.APPEAL, Category(category)).period.days == 5
    assert BOOK.clock(Rule.APPEAL_ANSWER, Category(category)).period.days == 14


def test_every_rule_of_the_outside_contract_has_one_period_per_category_at_most() -> None:
    for rule in Rule:
        claimed = [category for clock in BOOK.clocks if clock.rule is rule for category in clock.categories]
        assert claimed, rule
        assert len(set(claimed)) == len(claimed), rule


def test_a_rule_the_book_lacks_altogether_is_refused_too() -> None:
    empty: Regulation = replace(BOOK, clocks=())
    with pytest.raises(NoSuchRule, match="tidak memuat batas waktu objection"):
        empty.clock(Rule.OBJECTION, Category.GOODS)


def test_every_number_names_its_source_and_trust() -> None:
    def sources(value: object) -> list[Source]:
        if isinstance(value, Source):
            return [value]
        parts = value if isinstance(value, tuple) else vars(value).values() if is_dataclass(value) else ()
        return [found for part in parts for found in sources(part)]

    found = sources(BOOK)
    assert len(found) > 40
    assert all(source.text and str(source).endswith(f"[{source.trust}]") for source in found)


def test_the_twelve_stages_stand_in_the_order_of_spse() -> None:
    assert [stage.kind for stage in BOOK.stages] == list(StageKind)
    assert BOOK.stages[0].label == "Pengumuman Pascakualifikasi"
    assert BOOK.stage(StageKind.STANDSTILL).label == "Masa Sanggah"
    assert len(BOOK.stages) == 12
