# SPDX-License-Identifier: Apache-2.0
"""Live topics and what may be said on them. Pure.

A message never carries data, only the word of an act: `{"act": "opening"}`. Whoever hears it asks the page again, where
permission and language are decided. Nothing is said that would betray a submission: bids have no act here.
"""

import json
import re
from urllib.parse import parse_qs

PORTAL = "portal"
LEDGER = "ledger"
TENDER = re.compile(r"tender\.(?P<code>T-[0-9]{4}-[0-9]{4,8})", re.ASCII)
ACT = re.compile(r"[a-z][a-z0-9_.-]{0,63}", re.ASCII)
MOST_TOPICS = 8
LONGEST_QUERY = 512
PING = "ping"


class BadTopic(ValueError):
    """A topic or act that is not written as it must be."""


def is_topic(topic: str) -> bool:
    """Say whether a text is written as a topic: `portal`, `ledger` or `tender.<code>`."""
    return topic in {PORTAL, LEDGER} or TENDER.fullmatch(topic) is not None


def code_of(topic: str) -> str | None:
    """Return the tender's code of a topic, or None for a topic of the whole portal."""
    match = TENDER.fullmatch(topic)
    return match["code"] if match else None


def group_of(topic: str) -> str:
    """Return the channel group of a topic; raise BadTopic for what is not a topic."""
    if not is_topic(topic):
        raise BadTopic(f"{topic!r} is not a live topic.")
    return f"live.{topic}"


def message_of(act: str) -> str:
    """Return the text sent to browsers for an act; raise BadTopic for what is not the word of an act."""
    if not ACT.fullmatch(act):
        raise BadTopic(f"{act!r} is not the word of an act.")
    return json.dumps({"act": act}, separators=(",", ":"))


def asked(query: str) -> list[str]:
    """Return the topics asked for in `topik=a,b` of an address: well written, without repetition, at most eight."""
    if len(query) > LONGEST_QUERY:
        return []
    named = ",".join(parse_qs(query).get("topik", [])).split(",")
    return [topic for topic in dict.fromkeys(named) if is_topic(topic)][:MOST_TOPICS]
