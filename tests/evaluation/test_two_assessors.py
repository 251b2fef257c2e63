# SPDX-License-Identifier: Apache-2.0
"""Two members per cell, blind until saved, the chair decides: by service, by page, and attacked in raw SQL."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evaluation import services
from evaluation.models import Assignment, Evaluation
from evaluation.rules.assessing import CellState
from evaluation.rules.minutes import MinutesKind
from evaluation.selectors import evaluating as selectors
from evaluation.selectors.cells import changed_minds, has_two_assessors
from evaluation.selectors.minutes import minutes_for
from evaluation.selectors.tasks import tasks_for
from evaluation.services.evaluating import _minutes_data
from lpse.core import clock
from lpse.core.acts import Refused
from lpse.demo import evaluation as world
from lpse.ledger.models import Entry
from tenders.models import CommitteeSeat, Tender

from .conftest import Scene
from .test_evaluating_views import SHEET_QUERIES
from .test_result_constraints import ASSESS, broken, run

SignIn = Callable[..., Client]
LATE = "Surat penawaran bertanggal sesudah batas akhir, lihat halaman 1."
DECIDED = "Halaman 8 memuat perpanjangan yang masih berlaku."


def address(name: str, scene: Scene) -> str:
    return reverse(f"evaluation:{name}", args=[scene.tender.code])


@pytest.fixture
def two(sheet: Scene) -> Scene:
    """The sheet, two members per cell: Citra and Dodi, assigned by Bima."""
    tender = Tender.objects.get(pk=sheet.tender.pk)
    services.set_assessors(actor=sheet.cast.actor("bima"), tender_id=tender.pk, two=True, now=clock.now())
    world.assign(sheet.cast, tender)
    return sheet


def cell(scene: Scene, name: str | None = None, place: tuple[int, int] | None = None) -> selectors.Cell:
    """The first cell of a bid whose turn it is, as a member sees it."""
    viewer = selectors.facts(scene.tender, scene.cast.actor(name)) if name else None
    page = selectors.sheet(Tender.objects.get(pk=scene.tender.pk), viewer=viewer)
    cells = [each for row in page.rows for bid, each in row.cells if bid.place.is_due]
    return next(each for each in cells if place in (None, (each.bid_id, each.requirement_id)))


def save(scene: Scene, name: str, reason: str = "") -> None:
    seen = cell(scene, name)
    world.save(scene.cast, name, scene.tender, seen.bid_id, seen.requirement_id, reason, seen.version)


def decide(scene: Scene, name: str = "bima", reason: str = DECIDED, seen: int = 0) -> None:
    at = cell(scene)
    services.decide_assessment(
        actor=scene.cast.actor(name),
        tender_id=scene.tender.pk,
        bid_id=at.bid_id,
        requirement_id=at.requirement_id,
        passed=True,
        reason=reason,
        seen_version=seen,
        now=clock.now(),
    )


def test_two_are_the_rule_but_in_training_and_given_up_only_before_the_announcement(sheet: Scene) -> None:
    tender = Tender.objects.get(pk=sheet.tender.pk)
    assert not has_two_assessors(tender)
    tender.training = False  # not saved: a real tender
    assert has_two_assessors(tender)
    words: dict[str, Any] = {"tender_id": tender.pk, "now": clock.now()}
    with pytest.raises(Refused, match="ketua"):
        services.set_assessors(actor=sheet.cast.actor("citra"), two=True, **words)
    assert services.set_assessors(actor=sheet.cast.actor("bima"), two=True, **words)
    leaf = json.loads(bytes(Entry.objects.get(act="evaluation.set_assessors").body))
    assert leaf["public"] == {"two_assessors": True}
    with pytest.raises(Refused, match="sudah diumumkan"):
        services.set_assessors(actor=sheet.cast.actor("bima"), two=False, **words)


def test_two_can_no_longer_be_asked_for_after_the_first_verdict(sheet: Scene) -> None:
    save(sheet, "citra")
    with pytest.raises(Refused, match="Penilaian pertama sudah disimpan"):
        services.set_assessors(actor=sheet.cast.actor("bima"), tender_id=sheet.tender.pk, two=True, now=clock.now())


def test_only_assigned_members_assess(sheet: Scene) -> None:
    services.set_assessors(actor=sheet.cast.actor("bima"), tender_id=sheet.tender.pk, two=True, now=clock.now())
    with pytest.raises(Refused, match="belum ditugaskan"):
        save(sheet, "citra")
    assert [task.title.split(":")[0] for task in tasks_for(sheet.cast.actor("bima"))][-1] == "Tugaskan penilai"
    world.assign(sheet.cast, sheet.tender)
    with pytest.raises(Refused, match="dinilai oleh Citra Kamila dan Dodi Anggoro"):
        save(sheet, "bima")
    with pytest.raises(Refused, match="ketua"):
        seats = [seat.pk for seat in sheet.tender.seats.all()]
        services.assign_assessors(
            actor=sheet.cast.actor("citra"),
            tender_id=sheet.tender.pk,
            pairs={world.Step.TECHNICAL: (seats[0], seats[1])},
            now=clock.now(),
        )


def test_nobody_reads_the_others_verdict_before_saving_their_own(two: Scene, as_person: SignIn) -> None:
    save(two, "citra", LATE)
    at = cell(two, "dodi")
    query = f"?sel={at.bid_id}-{at.requirement_id}"
    addresses = [address(name, two) + query for name in ("sheet", "prices", "clarifications", "assessors")]
    for name in ("dodi", "bima"):
        for each in addresses:
            assert LATE not in as_person(name).get(each).content.decode(), (name, each)
        text = as_person(name).get(addresses[0]).content.decode()
        assert "Tidak memenuhi</span>" not in text.split("<form", 1)[0]
        assert "tidak lulus" not in text
        assert "Satu dari dua penilai" in text
        assert "Penilaian anggota" not in text
    assert LATE in as_person("citra").get(addresses[0]).content.decode()
    form = {"bid": at.bid_id, "requirement": at.requirement_id, "seen": 0, "verdict": "tms", "reason": "x"}
    assert LATE not in as_person("dodi").post(address("save-assessment", two), form).content.decode()
    seen = selectors.sheet(Tender.objects.get(pk=two.tender.pk))
    assert not any(bid.failed for bid in seen.bids)
    assert (
        as_person("dodi").post(address("save-assessment", two), {**form, "verdict": "ms", "reason": ""}).status_code
        == 302
    )
    for name in ("dodi", "bima"):
        text = as_person(name).get(addresses[0]).content.decode()
        assert LATE in text
        assert "Beda penilaian" in text


def test_a_sheet_of_two_takes_few_queries(two: Scene, as_person: SignIn, django_assert_max_num_queries: Any) -> None:
    save(two, "citra", LATE)
    browser = as_person("citra")
    with django_assert_max_num_queries(SHEET_QUERIES):
        assert browser.get(address("sheet", two)).status_code == 200


def test_two_who_agree_find_the_verdict_and_a_changed_word_counts(two: Scene) -> None:
    save(two, "citra", LATE)
    save(two, "dodi")
    assert (cell(two).state, cell(two).passed) == (CellState.DIFFERENT, None)
    save(two, "dodi", "Benar, surat itu bertanggal terlambat.")
    found = cell(two)
    assert (found.state, found.passed) == (CellState.FOUND, False)
    assert found.reason == f"{LATE}; Benar, surat itu bertanggal terlambat."
    evaluation = selectors.current_evaluation(two.tender)
    assert evaluation is not None
    assert changed_minds(evaluation) == {(found.bid_id, found.requirement_id)}


def test_the_chair_decides_a_disagreement_with_a_reason(two: Scene, as_person: SignIn) -> None:
    save(two, "citra", LATE)
    with pytest.raises(Refused, match="berbeda"):
        decide(two)
    save(two, "dodi")
    with pytest.raises(Refused, match="ketua"):
        decide(two, "citra")
    with pytest.raises(Refused, match="Alasan"):
        decide(two, reason="Lulus.")
    at = cell(two)
    form = {"bid": at.bid_id, "requirement": at.requirement_id, "seen": 0, "verdict": "ms", "reason": DECIDED}
    page = f"{address('sheet', two)}?sel={at.bid_id}-{at.requirement_id}"
    assert "Putuskan perbedaan" in as_person("bima").get(page).content.decode()
    assert "Putuskan perbedaan" not in as_person("citra").get(page).content.decode()
    assert as_person("citra").post(address("decide-assessment", two), form).status_code == 403
    assert as_person("bima").post(address("decide-assessment", two), {**form, "reason": ""}).status_code == 422
    assert as_person("bima").post(address("decide-assessment", two), form).status_code == 302
    assert (cell(two).state, cell(two).passed) == (CellState.DECIDED, True)
    with pytest.raises(Refused, match="sudah memutuskan"):
        save(two, "citra")
    with pytest.raises(Refused, match="jendela lain"):
        decide(two, reason="Alasan lain yang cukup panjang.")
    assert DECIDED in as_person("dodi").get(page).content.decode()
    decide(two, reason="Alasan lain yang cukup panjang.", seen=1)
    text = as_person("citra").get(page).content.decode()
    assert "1 versi sebelumnya" in text
    assert DECIDED in text


def test_the_sheet_locks_when_two_agree_everywhere_and_the_minutes_say_who(two: Scene) -> None:
    save(two, "citra", LATE)
    world.assess_by_two(two.cast, two.tender)
    with pytest.raises(Refused, match="berbeda penilaiannya"):
        services.lock_evaluation(actor=two.cast.actor("bima"), tender_id=two.tender.pk, now=clock.now())
    decide(two)
    world.lock_steps(two.cast, two.tender)
    world.assess_by_two(two.cast, two.tender)
    tender = Tender.objects.get(pk=two.tender.pk)
    data = _minutes_data(tender, selectors.sheet(tender))
    assert data["assessing"]["two"] is True
    assert (data["assessing"]["differed"], data["assessing"]["decided"]) == ("1", "1")
    assert {row["names"] for row in data["assessing"]["steps"]} == {"Citra Kamila, Dodi Anggoro"}
    printed = next(each for row in data["requirements"] for each in row["cells"] if "Diputuskan" in each["reason"])
    assert printed["verdict"] == "Memenuhi"
    assert f"Citra Kamila: tidak memenuhi ({LATE})." in printed["reason"]
    assert f"Diputuskan Bima Harjanto: memenuhi ({DECIDED})." in printed["reason"]
    world.lock(two.cast, tender)
    assert minutes_for(tender, MinutesKind.EVALUATION).round_no == 1
    assert world.announce_result(two.cast, tender).standings.filter(rank=1).exists()


def test_a_reopened_sheet_keeps_both_words_the_assignment_and_the_decision(two: Scene) -> None:
    save(two, "citra", LATE)
    world.assess_by_two(two.cast, two.tender)
    decide(two)
    world.lock_steps(two.cast, two.tender)
    world.assess_by_two(two.cast, two.tender)
    world.lock(two.cast, two.tender)
    services.reopen_evaluation(
        actor=two.cast.actor("bima"), tender_id=two.tender.pk, reason="Satu syarat terlewat dibaca.", now=clock.now()
    )
    again = cell(two, "dodi")
    assert (again.state, again.passed, len(again.words)) == (CellState.DECIDED, True, 3)
    assert selectors.sheet(two.tender).empty_count == 0
    decide(two, reason="Putusan yang sama, alasannya diperbaiki.", seen=1)
    world.lock(two.cast, two.tender)


SET = (
    "INSERT INTO evaluation_assessmentsetting (tender_id, version, two_assessors, set_by_id, set_at)"
    " VALUES (%s, %s, %s, %s, clock_timestamp())"
)
ASSIGN = (
    "INSERT INTO evaluation_assignment (evaluation_id, step, version, first_id, second_id, assigned_by_id, assigned_at)"
    " VALUES (%s, %s, %s, %s, %s, %s, clock_timestamp())"
)
DECIDE = (
    "INSERT INTO evaluation_assessmentdecision"
    " (evaluation_id, opened_bid_id, requirement_id, version, passed, reason, decided_by_id, decided_at)"
    " VALUES (%s, %s, %s, %s, true, %s, %s, clock_timestamp())"
)


def test_raw_sql_settles_assigns_assesses_and_decides_nothing_on_its_own(two: Scene) -> None:
    tender, at = two.tender, cell(two)
    round_id = Evaluation.objects.get(tender=tender).pk
    seats = {seat.user.email.split("@")[0]: seat for seat in CommitteeSeat.objects.filter(tender=tender)}
    bima, citra, dodi = (seats[name] for name in ("bima", "citra", "dodi"))
    assert broken((SET, [tender.pk, 2, True, citra.user_id])) == "the_chair_sets_the_assessors"
    assert broken((SET, [tender.pk, 3, True, bima.user_id])) == "the_chair_sets_the_assessors"
    assert broken((SET, [tender.pk, 2, False, bima.user_id])) == "two_assessors_are_settled_in_time"
    step = Assignment.objects.filter(evaluation=round_id)[0].step
    assert broken((ASSIGN, [round_id, step, 2, citra.pk, citra.pk, bima.pk])) in (
        "two_different_members_assess", "the_chair_assigns_two_members",
    )  # fmt: skip
    assert broken((ASSIGN, [round_id, step, 2, citra.pk, dodi.pk, citra.pk])) == "the_chair_assigns_two_members"
    assert broken((ASSIGN, [round_id, step, 5, bima.pk, dodi.pk, bima.pk])) == "assessors_are_assigned_before_the_lock"
    place = [round_id, at.bid_id, at.requirement_id]
    assert broken((ASSESS, [*place, 1, True, "", bima.pk])) == "an_assigned_member_assesses"
    assert broken((DECIDE, [*place, 1, DECIDED, bima.pk])) == "a_disagreement_is_decided"
    run((ASSESS, [*place, 1, True, "", citra.pk]))
    assert broken((DECIDE, [*place, 1, DECIDED, bima.pk])) == "a_disagreement_is_decided"
    run((ASSESS, [*place, 2, False, LATE, dodi.pk]))
    assert broken((DECIDE, [*place, 1, DECIDED, citra.pk])) == "the_chair_decides_before_the_lock"
    assert broken((DECIDE, [*place, 1, "", bima.pk])) == "a_decided_cell_has_a_reason"
    lock = ("UPDATE evaluation_evaluation SET locked_at = clock_timestamp() WHERE id = %s", [round_id])
    assert broken(lock) == "evaluation_is_locked_complete"
    run((DECIDE, [*place, 1, DECIDED, bima.pk]))
    assert broken((ASSESS, [*place, 3, True, "", dodi.pk])) == "a_decided_cell_takes_no_verdict"
    for table in ("assessmentsetting", "assignment", "assessmentdecision"):
        assert broken((f"DELETE FROM evaluation_{table}", [])) == "InsufficientPrivilege"


def test_one_verdict_alone_locks_nothing(two: Scene) -> None:
    world.assess_by_two(two.cast, two.tender, names=("citra", "citra"))
    world.settle_low_prices(two.cast, two.tender)
    lock = "UPDATE evaluation_evaluation SET locked_at = clock_timestamp() WHERE tender_id = %s"
    assert broken((lock, [two.tender.pk])) == "evaluation_is_locked_complete"
    with pytest.raises(Refused, match="Lengkapi penilai kedua"):
        services.lock_evaluation(actor=two.cast.actor("bima"), tender_id=two.tender.pk, now=clock.now())


def test_the_verdict_of_a_member_who_was_replaced_stays_on_file_and_does_not_count(two: Scene) -> None:
    save(two, "citra", LATE)
    save(two, "dodi", LATE)
    assert cell(two).passed is False
    world.assign(two.cast, two.tender, ("bima", "dodi"))
    now = cell(two, "bima")
    assert (now.state, now.passed, now.words, now.is_mine) == (CellState.WAITING, None, (), True)
    save(two, "bima", LATE)
    again = cell(two, "bima")
    assert again.passed is False
    assert [(word.assessor, word.reason) for word in again.earlier] == [("Citra Kamila", LATE)]
    with pytest.raises(Refused, match="dinilai oleh Bima Harjanto dan Dodi Anggoro"):
        save(two, "citra")


def test_the_chair_assigns_from_the_page(sheet: Scene, as_person: SignIn) -> None:
    page = address("assessors", sheet)
    for name in ("ratna", "arung", "esti"):
        assert as_person(name).get(page).status_code == 404
    assert "Satu penilai per sel" in as_person("citra").get(page).content.decode()
    assert as_person("citra").post(address("set-assessors", sheet), {"two": "ya"}).status_code == 403
    assert as_person("bima").post(address("set-assessors", sheet), {"two": "ya"}).status_code == 302
    seats = [str(seat.pk) for seat in sheet.tender.seats.all()]
    steps = set(sheet.tender.requirements.values_list("step", flat=True))
    short = as_person("bima").post(address("assign-assessors", sheet), dict.fromkeys(steps, seats[:1]))
    assert short.status_code == 422
    assert "Pilih tepat dua anggota" in short.content.decode()
    assert (
        as_person("bima").post(address("assign-assessors", sheet), dict.fromkeys(steps, seats[:2])).status_code == 302
    )
    assert Assignment.objects.count() == len(steps)
