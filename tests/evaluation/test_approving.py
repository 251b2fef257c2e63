# SPDX-License-Identifier: Apache-2.0
"""Above a ceiling the budget authority names the winner: proposed, decided, or approved by its silence."""

import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from evaluation import services
from evaluation.models import WinnerDecision, WinnerProposal
from evaluation.selectors.tasks import tasks_for
from lpse.core import clock
from lpse.core.acts import Refused
from lpse.demo import evaluation as world
from lpse.demo.waiting import wait_until
from lpse.regulations import Category
from lpse.regulations.winners import winner_numbers
from tests.support.clients import client_of
from tests.support.world import pointed_at, rolled_back

from .conftest import Scene, seconds_for_bids
from .test_result_constraints import broken


def one_large_bid() -> Scene:
    """A tender of 120 billion rupiah with one bid, open and assessed, its sheet locked."""
    from lpse.demo import cast as casting
    from lpse.demo import evaluation_opening, tenders, vendors
    from lpse.ledger import services as ledger
    from tenders.estimate import EstimateRow
    from tenders.models import Tender

    ledger.ensure_genesis()
    people = casting.gather()
    began = time.monotonic()
    vendors.verified_vendor(people, "arung")
    rows = [EstimateRow("Generator", "unit", Decimal(1), Decimal("120000000000.00"))]
    tender = tenders.announced_tender(people, rows=rows, closes_in=seconds_for_bids(3 * (time.monotonic() - began)))
    vendors.submit_bid(people, "arung", tender, price=Decimal("110000000000.00"))
    opening = evaluation_opening.open_tender(people, tender)
    world.assess_all(people, tender)
    world.lock(people, tender)
    return Scene(people, Tender.objects.get(pk=tender.pk), opening, "", Path())


@pytest.fixture(scope="module")
def built_large(
    site: Any, s3: Any, django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scene]:
    var = tmp_path_factory.mktemp("large")
    with site.copy_of_database() as database:
        with django_db_blocker.unblock(), pointed_at(database, var):
            scene = one_large_bid()
        yield Scene(scene.cast, scene.tender, scene.opening, database, var)


@pytest.fixture
def large(built_large: Scene, django_db_blocker: Any, tmp_path: Path) -> Iterator[Scene]:
    with rolled_back(built_large, django_db_blocker, tmp_path):
        yield built_large


def propose(scene: Scene, name: str = "bima") -> WinnerProposal:
    return services.propose_winner(actor=scene.cast.actor(name), tender_id=scene.tender.pk, now=clock.now())


def decide(scene: Scene, name: str = "gita", *, approved: bool = True, reason: str = "") -> WinnerDecision:
    return services.decide_winner(
        actor=scene.cast.actor(name), tender_id=scene.tender.pk, approved=approved, reason=reason, now=clock.now()
    )


def test_the_result_waits_for_the_authority(large: Scene) -> None:
    with pytest.raises(Refused, match="ditetapkan PA/KPA"):
        world.announce_result(large.cast, large.tender)
    with pytest.raises(Refused, match="Belum ada pemenang"):
        decide(large)
    with pytest.raises(Refused, match="ketua"):
        propose(large, "citra")
    propose(large)
    with pytest.raises(Refused, match="sudah diusulkan"):
        propose(large)
    with pytest.raises(Refused, match="ditetapkan PA/KPA"):
        world.announce_result(large.cast, large.tender)
    assert [task.url for task in tasks_for(large.cast.actor("gita"))] == [
        f"/tender/{large.tender.code}/hasil/penetapan/"
    ]
    address = reverse("evaluation:decide-winner", args=[large.tender.code])
    assert client_of(large.cast.people["arung"]).get(address).status_code == 404
    assert client_of(large.cast.people["bima"]).get(address).status_code == 404
    gita = client_of(large.cast.people["gita"])
    assert "PT Arung" in gita.get(address).content.decode()
    assert gita.post(address, {"decision": "tidak", "reason": "x"}).status_code == 422
    assert gita.post(address, {"decision": "ya", "reason": ""}).status_code == 302
    with pytest.raises(Refused, match="sudah diputuskan"):
        decide(large)
    assert world.announce_result(large.cast, large.tender).pk


def test_a_refused_winner_is_not_announced(large: Scene) -> None:
    propose(large)
    with pytest.raises(Refused, match="alasan"):
        decide(large, approved=False)
    decide(large, approved=False, reason="Pembuktian kualifikasi meragukan.")
    with pytest.raises(Refused, match="ditetapkan PA/KPA"):
        world.announce_result(large.cast, large.tender)
    page = (
        client_of(large.cast.people["bima"])
        .get(reverse("evaluation:prices", args=[large.tender.code]))
        .content.decode()
    )
    assert "Pembuktian kualifikasi meragukan." in page


PROPOSE = (
    "INSERT INTO evaluation_winnerproposal (evaluation_id, proposed_by_id, proposed_at, due_at, basis)"
    " VALUES (%s, %s, now(), now() + interval '1 day', '{}')"
)
DECIDE = (
    "INSERT INTO evaluation_winnerdecision (proposal_id, approved, reason, decided_by_id, decided_at)"
    " VALUES (%s, %s, %s, %s, now())"
)
RESULT = (
    "INSERT INTO evaluation_result (tender_id, evaluation_id, document, announced_at, objection_ends_at,"
    " objection_basis, answer_due_at, answer_basis, void_reason) SELECT e.tender_id, e.id,"
    " translate(rtrim(encode(decode(d.sha256, 'hex'), 'base64'), '='), '+/', '-_'), now(), now() + interval '1 day',"
    " '{}', now() + interval '2 days', '{}', '' FROM evaluation_evaluation e, ledger_document d WHERE e.id = %s LIMIT 1"
)


def test_silence_approves_when_its_time_has_passed_and_raw_sql_changes_nothing(large: Scene) -> None:
    evaluation = large.tender.evaluations.get()
    member = large.tender.seats.filter(position="member")[0].pk
    assert broken((PROPOSE, [evaluation.pk, member])) == "the_chair_proposes_a_winner_above_the_limit"
    limit = "the_authority_names_the_winner_above_the_limit"
    assert broken((RESULT, [evaluation.pk])) == limit
    proposal = propose(large)
    assert services.approve_by_silence(now=clock.now()) == 0
    assert broken((DECIDE, [proposal.pk, True, "", None])) == "silence_approves_when_its_time_has_passed"
    citra = large.cast.people["citra"].pk
    assert broken((DECIDE, [proposal.pk, True, "", citra])) == "the_authority_of_the_agency_decides"
    gita = large.cast.people["gita"].pk
    assert broken((DECIDE, [proposal.pk, False, "", gita])) == "a_refused_winner_has_a_reason"
    assert broken((RESULT, [evaluation.pk])) == limit
    wait_until(proposal.due_at)
    assert services.approve_by_silence(now=clock.now()) == 1
    assert services.approve_by_silence(now=clock.now()) == 0
    decision = WinnerDecision.objects.get()
    assert (decision.approved, decision.decided_by) == (True, None)
    assert world.announce_result(large.cast, large.tender).pk


def test_the_limits_are_pinned_like_the_released_book() -> None:
    numbers = winner_numbers("pbj-2025")
    limits = (numbers.limit(Category.GOODS), numbers.limit(Category.WORKS), numbers.limit(Category.WORKS_CONSULTANCY))
    assert limits == (100_000_000_000, 100_000_000_000, 10_000_000_000)
    assert str(numbers.decision.words()) == "14 hari kerja"


def test_the_database_knows_the_same_limits(large: Scene) -> None:
    numbers = winner_numbers("pbj-2025")
    with connection.cursor() as cursor:
        for category in Category:
            cursor.execute("SELECT evaluation_authority_above('pbj-2025', %s)", [category.value])
            assert cursor.fetchone()[0] == numbers.limit(category), category
