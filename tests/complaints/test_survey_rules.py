# SPDX-License-Identifier: Apache-2.0
"""Spans, what is withheld, keyed names and who may publish, without a database."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.policy_survey import SurveyFacts, may_publish
from complaints.rules_survey import (
    LEAST,
    NoSuchSpan,
    Service,
    Span,
    address_key,
    is_complete,
    quarter_of,
    span_of,
    spent_key,
    withheld,
)
from lpse.core.acts import STEP_UP, Actor, Kind, Role

pytestmark = pytest.mark.pure
ZONE = ZoneInfo("Asia/Jakarta")
HEAD = Actor(7, "Hendra", frozenset({Role.UNIT_HEAD}), stepped_up=True)
READY = SurveyFacts(has_ended=True, has_answers=True)


def test_a_quarter_begins_and_ends_at_local_midnight():
    assert quarter_of(datetime(2026, 9, 30, 17, 0, tzinfo=UTC), ZONE) == Span(2026, 4)
    assert quarter_of(datetime(2026, 9, 30, 16, 59, 59, tzinfo=UTC), ZONE) == Span(2026, 3)
    assert Span(2026, 4).ends_at(ZONE) == Span(2027).starts_at(ZONE) == datetime(2026, 12, 31, 17, tzinfo=UTC)
    assert [each.code for each in Span(2026).quarters()] == ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]


@pytest.mark.parametrize("code", ["2026", "2026-Q1", "2026-Q4"])
def test_a_span_is_read_as_it_is_written(code: str):
    assert span_of(code).code == code


@pytest.mark.parametrize("code", ["", "2026-Q5", "2026-q1", "1999", "2026-Q1 ", "2026-Q", "٢٠٢٦"])
def test_nothing_else_is_a_span(code: str):
    with pytest.raises(NoSuchSpan):
        span_of(code)


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ({"a": 9, "b": 7}, ""),
        ({"a": 9, "b": 4, "c": 7}, "bc"),
        ({"a": 9, "b": 3, "c": 3}, "bc"),
        ({"a": 9, "b": 0}, ""),
        ({"a": 2}, "a"),
    ],
)
def test_few_answers_are_withheld_and_cannot_be_had_by_subtraction(counts: dict[str, int], hidden: str):
    assert withheld(counts) == frozenset(hidden)


@given(st.dictionaries(st.integers(), st.integers(0, 12), max_size=6))
def test_what_is_hidden_is_nobody_or_at_least_five(counts: dict[int, int]):
    hidden = withheld(counts)
    left = sum(counts[key] for key in hidden)
    assert left == 0 or left >= LEAST or sum(counts.values()) == left
    assert all(count >= LEAST or not count for key, count in counts.items() if key not in hidden)


def test_a_key_names_one_thing_and_an_address_for_one_day():
    keys = {spent_key(b"k", service, thing) for service in Service for thing in ("1", "2")}
    assert len(keys) == 2 * len(Service)
    assert address_key(b"k", "10.0.0.1", date(2026, 1, 1)) != address_key(b"k", "10.0.0.1", date(2026, 1, 2))


@pytest.mark.parametrize("scores", [(3,) * 8, (3,) * 10, (3,) * 8 + (5,), (0,) + (3,) * 8])
def test_an_answer_rates_nine_elements_from_one_to_four(scores: tuple[int, ...]):
    assert not is_complete(scores)
    assert is_complete((1, 2, 3, 4, 4, 3, 2, 1, 1))


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        (SurveyFacts(has_answers=True), Kind.WHEN),
        (SurveyFacts(has_ended=True), Kind.STATE),
        (SurveyFacts(has_ended=True, has_answers=True, is_published=True), Kind.STATE),
    ],
)
def test_a_result_is_published_once_after_its_end(facts: SurveyFacts, kind: Kind):
    refusal = may_publish(HEAD, facts)
    assert refusal is not None and refusal.kind is kind


def test_only_a_head_of_the_unit_publishes_with_a_second_factor():
    assert may_publish(HEAD, READY) is None
    for role in set(Role) - {Role.UNIT_HEAD}:
        refusal = may_publish(Actor(7, "x", frozenset({role}), stepped_up=True), READY)
        assert refusal is not None and refusal.kind is Kind.WHO
    assert may_publish(Actor(7, "Hendra", frozenset({Role.UNIT_HEAD})), READY) is STEP_UP
