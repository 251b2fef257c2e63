# SPDX-License-Identifier: Apache-2.0
"""A rejected objection to a result of works holds the award until its window for appeals is over."""

from typing import Any

import pytest
from django.db import connection

from complaints import selectors, services
from complaints.models import AppealWindow
from evaluation.models import Result
from lpse import regulations
from lpse.core import clock
from lpse.core.acts import Refused
from lpse.demo import complaints as world
from lpse.demo import evaluation, waiting
from lpse.ledger.models import Entry
from lpse.regulations import Category, NoSuchRule, Rule

from .conftest import Scene
from .test_constraints import broken

AWARD = (
    "INSERT INTO evaluation_award (result_id, tender_id, vendor_id, number, value, letter_id, issued_by_id, issued_at)"
    " SELECT %s, %s, %s, 'X/1', %s, o.id, %s, clock_timestamp() FROM documents_storedobject o LIMIT 1"
)


def holds(scene: Scene) -> list[str]:
    return sorted(scene.tender.holds.filter(lifted_at__isnull=True).values_list("ref", flat=True))


def award_values(scene: Scene) -> list[Any]:
    result = Result.objects.get(tender=scene.tender)
    winner = result.standings.get(rank=1)
    return [result.pk, scene.tender.pk, winner.vendor_id, winner.price_corrected, scene.cast.people["ratna"].pk]


def test_a_rejecting_answer_opens_a_window_of_the_law_and_keeps_the_award_on_hold(works: Scene) -> None:
    filed = world.file_objection(works.cast, "bahari", works.tender)
    answered = world.answer_objection(works.cast, works.tender)
    window = answered.appeal_window
    assert (window.opened_at, window.basis["rule"], window.basis["days"]) == (answered.answered_at, "appeal", 5)
    assert window.basis["unit"] == "calendar_day_plus"
    assert holds(works) == [f"BDG-{filed.number[4:]}"]
    assert services.close_appeal_windows(now=clock.now()) == 0
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_clock_ends_the_window_once_and_the_award_is_free(brisk_works: Scene) -> None:
    scene = brisk_works
    world.file_objection(scene.cast, "bahari", scene.tender)
    world.answer_objection(scene.cast, scene.tender)
    window = AppealWindow.objects.get()
    waiting.wait_until(max(window.ends_at, Result.objects.get(tender=scene.tender).objection_ends_at))
    with pytest.raises(Refused, match="masa sanggah banding"):
        evaluation.issue_award(scene.cast, scene.tender)
    assert broken(AWARD, award_values(scene)) == "award_after_standstill"
    assert [services.close_appeal_windows(now=clock.now()) for _ in range(2)] == [1, 0]
    assert holds(scene) == []
    leaf = Entry.objects.get(act="complaints.close_appeal_window")
    assert leaf.subject == scene.tender.code
    evaluation.issue_award(scene.cast, scene.tender)


def test_goods_know_no_appeal(decided: Scene) -> None:
    world.file_objection(decided.cast, "bahari", decided.tender)
    world.answer_objection(decided.cast, decided.tender)
    assert not AppealWindow.objects.exists()
    assert holds(decided) == []
    assert selectors.appeal_period(decided.tender) is None


def test_an_objection_that_voids_the_result_closes_the_windows_of_the_others(works: Scene) -> None:
    first = world.file_objection(works.cast, "bahari", works.tender)
    world.file_objection(works.cast, "arung", works.tender)
    world.answer_objection(works.cast, works.tender, number=first.number)
    world.answer_objection(works.cast, works.tender, [True, True])
    assert AppealWindow.objects.get().closed_because == "voided"
    assert holds(works) == []


def test_the_database_keeps_window_hold_and_award_together(works: Scene) -> None:
    filed = world.file_objection(works.cast, "bahari", works.tender)
    insert = (
        "INSERT INTO complaints_appealwindow (objection_id, opened_at, ends_on, ends_at, basis, closed_because)"
        " VALUES (%s, now(), '2026-01-01', now() + interval '1 day', '{}', '')"
    )
    assert broken(insert, [filed.pk]) == "appeal_window_follows_a_rejecting_answer"
    world.answer_objection(works.cast, works.tender)
    early = "UPDATE complaints_appealwindow SET closed_at = clock_timestamp(), closed_because = %s"
    assert broken(early, ["passed"]) == "appeal_window_runs_to_its_end"
    assert broken(early, ["voided"]) == "appeal_window_runs_to_its_end"
    assert broken("UPDATE complaints_appealwindow SET ends_at = now()") == "clock_ends_as_counted"
    assert "permission denied" in broken("DELETE FROM complaints_appealwindow")
    lift = "UPDATE tenders_hold SET lifted_at = clock_timestamp() WHERE tender_id = %s AND lifted_at IS NULL"
    assert broken(lift, [works.tender.pk]) == "hold_until_the_appeal_window_ends"


def test_a_rejection_without_its_window_does_not_last(works: Scene) -> None:
    filed = world.file_objection(works.cast, "bahari", works.tender)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE complaints_objectionpoint SET upheld = false, answer = 'Diperiksa.' WHERE objection_id = %s",
            [filed.pk],
        )
    attack = (
        "UPDATE complaints_objection SET status = 'rejected', answered_at = filed_at WHERE id = %s;"
        " SET CONSTRAINTS ALL IMMEDIATE"
    )
    assert broken(attack.replace("%s", str(filed.pk))) == "rejected_objection_opens_a_window"


def test_an_award_waits_although_somebody_lifted_every_hold(brisk_works: Scene) -> None:
    """The award asks the objections themselves, not only the holds."""
    scene = brisk_works
    filed = world.file_objection(scene.cast, "bahari", scene.tender)
    waiting.wait_until(Result.objects.get(tender=scene.tender).objection_ends_at)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tenders_hold SET lifted_at = clock_timestamp() WHERE ref = %s", [filed.number])
    assert broken(AWARD, award_values(scene)) == "award_after_objections_and_appeals"


@pytest.mark.parametrize("category", list(Category))
def test_the_database_knows_the_categories_of_the_rule_books(db: None, category: Category) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT complaints_knows_appeals(%s)", [category.value])
        said = cursor.fetchone()[0]
    for book in regulations.BOOKS.values():
        try:
            book.clock(Rule.APPEAL, category)
        except NoSuchRule:
            assert not said
        else:
            assert said
