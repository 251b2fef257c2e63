# SPDX-License-Identifier: Apache-2.0
"""Live topics and messages: what may be asked for and what may be said."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from lpse.notices import rules

pytestmark = pytest.mark.pure


@pytest.mark.parametrize("topic", ["portal", "ledger", "tender.T-2026-0412", "tender.T-2026-12345"])
def test_a_well_written_topic_has_a_group(topic: str) -> None:
    assert rules.group_of(topic) == f"live.{topic}"


@pytest.mark.parametrize(
    "topic",
    ["", "portal ", "PORTAL", "tender.", "tender.T-2026-1", "tender.T-2026-0412/../x", "tender.T-٢٠٢٦-0412", "user.1",
     "live.portal", "tender.T-2026-0412\n", "ledger,portal"],
)  # fmt: skip
def test_anything_else_is_no_topic(topic: str) -> None:
    with pytest.raises(rules.BadTopic):
        rules.group_of(topic)


@settings(deadline=None)
@given(some.text(max_size=600))
def test_whatever_is_asked_only_well_written_topics_come_out(query: str) -> None:
    topics = rules.asked(query)
    assert len(topics) <= rules.MOST_TOPICS
    assert all(rules.is_topic(topic) for topic in topics)


def test_topics_are_asked_for_once_and_at_most_eight() -> None:
    codes = [f"tender.T-2026-{number:04}" for number in range(20)]
    assert rules.asked("topik=portal,portal,ledger") == ["portal", "ledger"]
    assert rules.asked("topik=" + ",".join(codes)) == codes[:8]
    assert rules.asked("topik=portal&topik=ledger&lain=tender.T-2026-0001") == ["portal", "ledger"]


def test_a_query_of_absurd_length_asks_for_nothing() -> None:
    assert rules.asked("topik=portal," + "x" * 600) == []


def test_a_message_carries_the_word_of_an_act_and_nothing_else() -> None:
    assert json.loads(rules.message_of("opening")) == {"act": "opening"}


@pytest.mark.parametrize("act", ["", "Rp4.000", "a b", 'x","name":"PT Arung', "A" * 10, "a" * 65])
def test_what_is_not_the_word_of_an_act_is_never_sent(act: str) -> None:
    with pytest.raises(rules.BadTopic):
        rules.message_of(act)
