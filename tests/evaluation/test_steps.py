# SPDX-License-Identifier: Apache-2.0
"""The steps of the evaluation are locked one after another: by rule, by service, by page, and attacked in raw SQL."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evaluation import services
from evaluation.models import Evaluation, OpenedFile, StepLock
from evaluation.rules.steps import Gate, gate, in_order
from evaluation.selectors import choosing
from evaluation.selectors import evaluating as selectors
from evaluation.selectors.steps import steps_to_lock
from evaluation.selectors.tasks import tasks_for
from evaluation.services.evaluating import _minutes_data
from lpse.core import clock
from lpse.core.acts import Refused
from lpse.demo import evaluation as world
from lpse.ledger.models import Entry
from tenders.models import CommitteeSeat, Tender
from tenders.rules import Step

from .conftest import Scene
from .test_evaluating_views import SHEET_QUERIES
from .test_result_constraints import ASSESS, broken, run

SignIn = Callable[..., Client]
LATE = "Surat penawaran bertanggal sesudah batas akhir, lihat halaman 1."
USED = (Step.ADMINISTRATION.value, Step.QUALIFICATION.value, Step.TECHNICAL.value)
ADMINISTRATION, QUALIFICATION, TECHNICAL = USED


@pytest.mark.parametrize(
    ("step", "locked", "fell_at", "expected"),
    [
        (ADMINISTRATION, (), None, Gate.OPEN),
        (QUALIFICATION, (), None, Gate.LATER),
        (QUALIFICATION, (ADMINISTRATION,), None, Gate.OPEN),
        (TECHNICAL, (ADMINISTRATION,), None, Gate.LATER),
        (ADMINISTRATION, (ADMINISTRATION,), 0, Gate.LOCKED),
        (QUALIFICATION, (ADMINISTRATION,), 0, Gate.SPARED),
        (TECHNICAL, (ADMINISTRATION, QUALIFICATION), 1, Gate.SPARED),
        (TECHNICAL, USED, 2, Gate.LOCKED),
    ],
)
def test_a_step_opens_when_those_before_are_locked_and_never_for_who_fell(
    step: str, locked: tuple[str, ...], fell_at: int | None, expected: Gate
) -> None:
    assert gate(step, USED, locked, fell_at) is expected


def test_a_step_without_requirements_needs_no_lock() -> None:
    used = in_order({TECHNICAL, ADMINISTRATION})
    assert used == (ADMINISTRATION, TECHNICAL)
    assert gate(TECHNICAL, used, (ADMINISTRATION,), None) is Gate.OPEN


@pytest.fixture
def two(sheet: Scene) -> Scene:
    """The sheet as in a real tender: two members per cell, the steps locked one after another."""
    services.set_assessors(actor=sheet.cast.actor("bima"), tender_id=sheet.tender.pk, two=True, now=clock.now())
    world.assign(sheet.cast, sheet.tender)
    return sheet


def page_of(scene: Scene, name: str | None = None) -> selectors.Sheet:
    tender = Tender.objects.get(pk=scene.tender.pk)
    return selectors.sheet(tender, viewer=selectors.facts(tender, scene.cast.actor(name)) if name else None)


def places(scene: Scene, step: str) -> list[tuple[int, int]]:
    page = page_of(scene)
    return [(bid.id, row.requirement.pk) for row in page.rows if row.requirement.step == step for bid, _c in row.cells]


def assess(scene: Scene, step: str, failing: tuple[int, int] | None = None) -> None:
    """Citra and Dodi find the same on every cell of a step."""
    for name in ("citra", "dodi"):
        for bid, requirement in places(scene, step):
            world.save(scene.cast, name, scene.tender, bid, requirement, LATE if (bid, requirement) == failing else "")


def lock(scene: Scene, step: str, name: str = "bima") -> list[StepLock]:
    return services.lock_step(actor=scene.cast.actor(name), tender_id=scene.tender.pk, step=Step(step), now=clock.now())


def reopen(scene: Scene, step: str, reason: str = "Surat PT Bahari terlewat dibaca.") -> list[StepLock]:
    return services.reopen_step(
        actor=scene.cast.actor("bima"), tender_id=scene.tender.pk, step=Step(step), reason=reason, now=clock.now()
    )


def used_steps(scene: Scene) -> tuple[str, ...]:
    return in_order(set(scene.tender.requirements.values_list("step", flat=True)))


def test_training_tenders_keep_their_quick_sheet_unless_the_chair_asks_for_the_real_one(sheet: Scene) -> None:
    assert steps_to_lock(page_of(sheet)) == []
    with pytest.raises(Refused, match="tidak sedang menunggu kunci"):
        lock(sheet, ADMINISTRATION)


def test_nothing_of_a_later_step_is_read_or_assessed_before_the_lock(two: Scene, as_person: SignIn) -> None:
    first, second = used_steps(two)[:2]
    bid, requirement = places(two, second)[0]
    with pytest.raises(Refused, match="dinilai sesudah tahap sebelumnya dikunci"):
        world.save(two.cast, "citra", two.tender, bid, requirement)
    address = reverse("evaluation:sheet", args=[two.tender.code])
    text = as_person("citra").get(f"{address}?sel={bid}-{requirement}").content.decode()
    assert "terlihat sesudah tahap sebelumnya dikunci" in text
    assert 'name="verdict"' not in text
    slots = {row.slot for row in two.tender.requirements.all() if row.step != first} - {
        row.slot for row in two.tender.requirements.all() if row.step == first
    }
    later = OpenedFile.objects.filter(opened_bid__opening__tender=two.tender, slot__in=slots).first()
    if later is not None:
        answer = as_person("citra").get(reverse("evaluation:opened-file", args=[two.tender.code, later.pk]))
        assert answer.status_code == 409
    prices = as_person("citra").get(reverse("evaluation:prices", args=[two.tender.code])).content.decode()
    assert "Peringkat belum ada" in prices
    with pytest.raises(Refused, match="belum sepakat"):
        lock(two, first)
    assess(two, first)
    with pytest.raises(Refused, match="ketua"):
        lock(two, first, "citra")
    lock(two, first)
    assert page_of(two, "citra").todo_count > 0
    world.save(two.cast, "citra", two.tender, bid, requirement)
    with pytest.raises(Refused, match="sudah dikunci untuk penawaran ini"):
        world.save(two.cast, "citra", two.tender, *places(two, first)[0], LATE, 1)


def test_who_falls_at_a_locked_step_is_assessed_no_further_and_reopening_brings_it_back(two: Scene) -> None:
    first, second = used_steps(two)[:2]
    bid = next(column.id for column in page_of(two).bids if column.place.is_due)
    fault = next(place for place in places(two, first) if place[0] == bid)
    assess(two, first, fault)
    [told] = [each.failing[bid] for each in steps_to_lock(page_of(two)) if each.step == first]
    assert told[0][1] == LATE
    lock(two, first)
    page = page_of(two)
    later = {cell.gate for row in page.rows if row.requirement.step == second for b, cell in row.cells if b.id == bid}
    assert later == {Gate.SPARED}
    with pytest.raises(Refused, match="gugur pada tahap"):
        world.save(two.cast, "citra", two.tender, bid, places(two, second)[0][1])
    entry = json.loads(bytes(Entry.objects.filter(act="evaluation.lock_step").latest("idx").body))
    assert entry["public"] == {"round": 1}
    with pytest.raises(Refused, match="Alasan"):
        reopen(two, first, "Salah.")
    with pytest.raises(Refused, match="belum dikunci"):
        reopen(two, second)
    reopen(two, first)
    for name in ("citra", "dodi"):
        every = [cell for row in page_of(two, name).rows for _bid, cell in row.cells]
        seen = next(cell for cell in every if (cell.bid_id, cell.requirement_id) == fault)
        world.save(two.cast, name, two.tender, *fault, "", seen.version)
    lock(two, first)
    page = page_of(two)
    later = {cell.gate for row in page.rows if row.requirement.step == second for b, cell in row.cells if b.id == bid}
    assert later == {Gate.OPEN}


def test_the_last_lock_ends_the_sheet_and_the_minutes_tell_every_lock(two: Scene) -> None:
    bima = two.cast.actor("bima")
    assert world.assess_by_two(two.cast, two.tender) > 0
    page = page_of(two)
    assert (steps_to_lock(page), page.empty_count) == ([], 0)
    assert [each.gate for each in choosing.progress(page).steps] == [Gate.LOCKED] * len(used_steps(two))
    reopen(two, used_steps(two)[-1])
    assert any(task.title.startswith("Kunci tahap") for task in tasks_for(bima))
    with pytest.raises(Refused, match="tahap ini belum dikunci"):
        services.lock_evaluation(actor=bima, tender_id=two.tender.pk, now=clock.now())
    world.lock_steps(two.cast, two.tender)
    told = [row["words"] for row in _minutes_data(two.tender, page_of(two))["steps"]]
    assert len(told) == len(used_steps(two)) + 2
    assert "dibuka kembali Bima Harjanto" in told[-2]
    world.lock(two.cast, two.tender)
    with pytest.raises(Refused, match="Lembar evaluasi sudah dikunci"):
        reopen(two, used_steps(two)[0])


def test_the_chair_looks_twice_and_locks_from_the_page(
    two: Scene, as_person: SignIn, django_assert_max_num_queries: Any
) -> None:
    first = used_steps(two)[0]
    page, sheet = (reverse(f"evaluation:{name}", args=[two.tender.code]) for name in ("lock-step", "sheet"))
    chair = as_person("bima")
    assert as_person("arung").get(page).status_code == 404
    assert as_person("citra").get(page).status_code == 403
    assert chair.get(page).status_code == 302
    assess(two, first)
    assert page in chair.get(sheet).content.decode()
    text = chair.get(page).content.decode()
    assert "Memenuhi semua syarat" in text
    assert "tahap berikutnya terbuka" in text
    assert chair.post(page, {"step": first}).status_code == 302
    with django_assert_max_num_queries(SHEET_QUERIES + 2):
        text = chair.get(sheet).content.decode()
    assert "terkunci" in text
    again = reverse("evaluation:reopen-step", args=[two.tender.code])
    assert again in text
    assert chair.post(again, {"step": first, "reason": "Salah."}).status_code == 422
    assert chair.post(again, {"step": first, "reason": LATE}).status_code == 302
    assert LATE in chair.get(sheet).content.decode()


LOCK = (
    "INSERT INTO evaluation_steplock"
    " (evaluation_id, opened_bid_id, step, version, is_locked, reason, locked_by_id, locked_at)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, clock_timestamp())"
)


def test_raw_sql_locks_no_step_out_of_turn_and_assesses_no_locked_or_later_one(two: Scene) -> None:
    tender, (first, second) = two.tender, used_steps(two)[:2]
    round_id = Evaluation.objects.get(tender=tender).pk
    seats = {seat.user.email.split("@")[0]: seat.pk for seat in CommitteeSeat.objects.filter(tender=tender)}
    bima, citra, dodi = seats["bima"], seats["citra"], seats["dodi"]
    bid, requirement = next(place for place in places(two, first) if place[0] == places(two, first)[0][0])
    later = next(place for place in places(two, second) if place[0] == bid)
    assert broken((LOCK, [round_id, bid, first, 1, True, "", bima])) == "a_step_is_locked_complete"
    assert broken((ASSESS, [round_id, *later, 1, True, "", citra])) == "steps_are_assessed_one_after_another"
    assess(two, first)
    lock_first = (LOCK, [round_id, bid, first, 1, True, "", bima])
    assert broken((LOCK, [round_id, bid, first, 1, True, "", citra])) == "the_chair_locks_the_steps"
    assert broken((LOCK, [round_id, bid, first, 2, True, "", bima])) == "a_lock_follows_a_reopening"
    assert broken((LOCK, [round_id, bid, first, 1, False, LATE, bima])) == "a_lock_follows_a_reopening"
    assert broken((LOCK, [round_id, bid, "price", 1, True, "", bima])) in (
        "locked_step_is_known", "a_locked_step_is_of_one_tender",
    )  # fmt: skip
    run(lock_first)
    assert broken((ASSESS, [round_id, bid, requirement, 3, True, "", dodi])) == "a_locked_step_takes_no_verdict"
    run((ASSESS, [round_id, *later, 1, True, "", citra]))
    assert broken((LOCK, [round_id, bid, second, 1, True, "", bima])) == "a_step_is_locked_complete"
    assert broken((LOCK, [round_id, bid, first, 2, False, "", bima])) == "a_reopened_step_says_why"
    run((LOCK, [round_id, bid, first, 2, False, LATE, bima]))
    assert broken((ASSESS, [round_id, *later, 2, True, "", dodi])) == "steps_are_assessed_one_after_another"
    assert broken(("DELETE FROM evaluation_steplock", [])) == "InsufficientPrivilege"
    assert broken(("UPDATE evaluation_steplock SET is_locked = true", [])) == "InsufficientPrivilege"


def test_raw_sql_ends_no_sheet_with_an_open_step_and_reopens_from_the_last_one(two: Scene) -> None:
    world.assess_by_two(two.cast, two.tender)
    world.settle_low_prices(two.cast, two.tender)
    steps, round_id = used_steps(two), Evaluation.objects.get(tender=two.tender).pk
    bima = CommitteeSeat.objects.get(tender=two.tender, position="chair").pk
    bid = StepLock.objects.filter(evaluation=round_id).earliest("pk").opened_bid_id
    assert broken((LOCK, [round_id, bid, steps[0], 2, False, LATE, bima])) == "later_steps_are_reopened_first"
    run((LOCK, [round_id, bid, steps[-1], 2, False, LATE, bima]))
    end = ("UPDATE evaluation_evaluation SET locked_at = clock_timestamp() WHERE id = %s", [round_id])
    assert broken(end) == "every_step_is_locked_first"
    run((LOCK, [round_id, bid, steps[-1], 3, True, "", bima]), end)
    assert broken((LOCK, [round_id, bid, steps[-1], 4, False, LATE, bima])) == "the_chair_locks_the_steps"
