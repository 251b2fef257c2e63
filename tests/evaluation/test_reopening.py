# SPDX-License-Identifier: Apache-2.0
"""A locked sheet changes by a recorded reopening only: a new round with everything found so far, and its reason."""

from typing import Any

import pytest
from django.urls import reverse

from evaluation import services
from evaluation.models import Assessment, Evaluation
from evaluation.rules.minutes import MinutesKind
from evaluation.selectors import evaluating as selectors
from evaluation.selectors.minutes import minutes_for
from lpse.core import clock
from lpse.core.acts import Refused
from lpse.demo import evaluation as world
from lpse.ledger.models import Entry

from .conftest import Scene
from .test_result_constraints import broken

REASON = "Nilai pengalaman PT Bahari terlewat dibaca."
ROUND = "INSERT INTO evaluation_evaluation (tender_id, round_no, begun_at, reopened_reason) VALUES (%s, %s, now(), %s)"


def reopen(scene: Scene, name: str = "bima", reason: str = REASON) -> Evaluation:
    return services.reopen_evaluation(
        actor=scene.cast.actor(name), tender_id=scene.tender.pk, reason=reason, now=clock.now()
    )


def verdicts(evaluation: Evaluation) -> dict[Any, Any]:
    return {key: (cell.passed, cell.assessor) for key, cell in selectors.cells(evaluation).items()}


def test_a_reopened_sheet_begins_with_everything_found(sheet: Scene) -> None:
    with pytest.raises(Refused, match="belum dikunci"):
        reopen(sheet)
    world.assess_all(sheet.cast, sheet.tender)
    world.lock(sheet.cast, sheet.tender)
    locked = selectors.current_evaluation(sheet.tender)
    assert locked is not None
    with pytest.raises(Refused, match="ketua"):
        reopen(sheet, "citra")
    with pytest.raises(Refused, match="Alasan"):
        reopen(sheet, reason="Salah.")
    reopened = reopen(sheet)
    assert (reopened.round_no, reopened.locked_at) == (2, None)
    assert verdicts(reopened) == verdicts(locked) != {}
    before, after = (list(row.requests.values_list("number", "outcome__outcome")) for row in (locked, reopened))
    assert before == after != []
    leaf = Entry.objects.filter(act="evaluation.reopen_evaluation").get()
    assert REASON.encode() not in bytes(leaf.body)
    cell = selectors.sheet(sheet.tender).rows[0].cells[0][1]
    assert cell.version == 1
    world.lock(sheet.cast, sheet.tender)
    assert minutes_for(sheet.tender, MinutesKind.EVALUATION).round_no == 2
    result = world.announce_result(sheet.cast, sheet.tender)
    assert result.evaluation == reopened
    with pytest.raises(Refused, match="sudah diumumkan"):
        reopen(sheet)


def test_raw_sql_reopens_nothing_without_its_reason(sheet: Scene) -> None:
    tender = sheet.tender.pk
    assert broken((ROUND, [tender, 2, REASON])) == "a_reopened_sheet_says_why"
    world.assess_all(sheet.cast, sheet.tender)
    world.lock(sheet.cast, sheet.tender)
    assert broken((ROUND, [tender, 2, " "])) == "a_reopened_sheet_says_why"
    assert broken(("UPDATE evaluation_evaluation SET locked_at = NULL", [])) == "evaluation_is_locked_once"
    reopened = reopen(sheet)
    change = ("UPDATE evaluation_evaluation SET reopened_reason = 'lain' WHERE id = %s", [reopened.pk])
    assert broken(change) == "evaluation_is_locked_once"
    assert Assessment.objects.filter(evaluation=reopened, version=1).exists()


def test_the_chair_reopens_from_the_page(sheet: Scene, as_person: Any) -> None:
    world.assess_all(sheet.cast, sheet.tender)
    world.lock(sheet.cast, sheet.tender)
    address = reverse("evaluation:reopen-evaluation", args=[sheet.tender.code])
    bima = as_person("bima")
    assert as_person("lintang").get(address).status_code == 404
    assert as_person("citra").get(address).status_code == 403
    assert address in bima.get(reverse("evaluation:prices", args=[sheet.tender.code])).content.decode()
    assert bima.post(address, {"reason": "Salah."}).status_code == 422
    assert bima.post(address, {"reason": REASON}).status_code == 302
    assert REASON in bima.get(reverse("evaluation:sheet", args=[sheet.tender.code])).content.decode()
