# SPDX-License-Identifier: Apache-2.0
"""Many hands at once on a database where commits are real: numbers without a gap, one leaf, nothing twice."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections

from lpse.core.acts import Refused
from lpse.demo import cast as casting
from lpse.demo import clarification as world
from lpse.demo import vendors as traders
from lpse.demo.cast import Cast
from lpse.demo.tenders import announced_tender
from lpse.ledger import services as ledger
from lpse.ledger.models import Entry
from tenders.models import Tender
from vendors.models import Answer, Asker, Question

HANDS = 8
WHEN = "Kapan barang harus tiba di puskesmas?"
SAID = "Barang tiba paling lambat 60 hari kalender sejak kontrak."


@pytest.fixture
def cast(committed_db: str, s3: Any, settings: Any) -> Cast:
    """Everyone, in a database where a commit is a commit."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    ledger.ensure_genesis()
    return casting.gather()


@pytest.fixture
def tender(cast: Cast) -> Tender:
    """A tender that takes questions; two vendors have joined."""
    found = announced_tender(cast)
    for name in ("arung", "bahari"):
        traders.join(cast, name, found)
    return found


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """Do all of them at the same time, each on a connection of its own; a refusal is an answer too."""

    def alone(act: Callable[[], Any]) -> Any:
        try:
            return act()
        except Refused as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(HANDS) as hands:
        return list(hands.map(alone, acts))


def leaves(tender: Tender, act: str) -> list[dict[str, Any]]:
    rows = Entry.objects.filter(subject=tender.code, act=act).order_by("idx")
    return [json.loads(bytes(row.body))["public"] for row in rows]


def test_clicks_and_vendors_at_once_make_each_question_once_and_leave_no_gap(cast: Cast, tender: Tender) -> None:
    texts = [
        ("arung", WHEN),
        ("arung", f"{WHEN} Dan ke mana?"),
        ("bahari", WHEN),
        ("bahari", "Apakah warna bebas dipilih?"),
    ]

    def asking(name: str, text: str) -> Callable[[], Any]:
        return lambda: world.ask(cast, name, tender, text)

    asked = at_once([asking(name, text) for name, text in texts * 2])
    assert not [each for each in asked if isinstance(each, Refused)]
    assert list(Question.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
    assert sorted(Asker.objects.values_list("number", flat=True)) == [1, 2]
    assert [leaf["question"] for leaf in leaves(tender, "vendors.ask_question")] == [1, 2, 3, 4]


def test_members_who_draft_and_publish_at_once_lose_and_double_nothing(cast: Cast, tender: Tender) -> None:
    first, second = (world.ask(cast, "arung", tender, f"{WHEN} ({n})") for n in range(2))
    names = ("bima", "citra", "dodi")

    def drafting(name: str) -> Callable[[], Any]:
        return lambda: world.answer(cast, name, first, f"{SAID} ({name})")

    drafted = at_once([drafting(name) for name in names])
    assert len([each for each in drafted if isinstance(each, Refused)]) == 2
    world.answer(cast, "bima", second, first)
    published = at_once([lambda name=name: world.publish(cast, name, tender) for name in names])  # type: ignore[misc]
    assert any(not isinstance(each, Refused) for each in published)
    assert [leaf["answers"] for leaf in leaves(tender, "vendors.publish_answers")] == [2]
    assert Answer.objects.filter(published_at__isnull=False).count() == 2
