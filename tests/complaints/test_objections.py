# SPDX-License-Identifier: Apache-2.0
"""Objections: filed in their window, answered point by point, holding the award meanwhile."""

import json
from dataclasses import replace
from typing import Any

import pytest

from complaints import selectors, services
from complaints.models import Objection
from complaints.rules import Answer, Ground, Point
from evaluation.models import Result
from lpse.core import clock
from lpse.core.acts import Actor, Missing, Refused
from lpse.core.canonical import timestamp
from lpse.demo import complaints as world
from lpse.demo import evaluation, waiting
from lpse.ledger.models import Entry
from tenders.models import Tender
from tenders.rules import Ground as EndGround
from tenders.rules import Status
from tenders.services import fail_tender

from .conftest import Scene

PDF = b"%PDF-1.4\n%%EOF\n"
POINT = world.POINTS[0]


def tender_now(scene: Scene) -> Tender:
    return Tender.objects.get(pk=scene.tender.pk)


def result_of(scene: Scene) -> Result:
    return Result.objects.get(tender=scene.tender, voided_at__isnull=True)


def leaf(act: str) -> dict[str, Any]:
    return json.loads(bytes(Entry.objects.filter(act=act).latest("idx").body))


def answer(upheld: bool) -> Answer:
    return Answer(upheld, "Sudah diperiksa kembali oleh Pokja.", "LDP butir 31.2")


def test_a_bidder_that_lost_objects_and_the_award_is_held(decided: Scene) -> None:
    filed = world.file_objection(decided.cast, "bahari", decided.tender, evidence={1: ("bukti.pdf", PDF)})
    result = result_of(decided)
    assert filed.number == f"SGH-{decided.tender.code[2:]}-01"
    assert (filed.due_at, filed.basis) == (result.answer_due_at, result.answer_basis)
    assert [point.position for point in filed.points.all()] == [1, 2]
    assert filed.points.get(position=1).evidence.store == "restricted"
    assert decided.tender.holds.get(lifted_at__isnull=True).ref == filed.number
    said = leaf("complaints.file_objection")
    assert said["public"] == {
        "objection": filed.number,
        "points": 2,
        "answer_due_at": timestamp(filed.due_at),
    }
    assert said["commitment"]
    assert "pabrikan" not in str(said)


def test_the_award_waits_for_the_answer_even_after_the_window(brisk: Scene) -> None:
    filed = world.file_objection(brisk.cast, "bahari", brisk.tender)
    waiting.wait_until(result_of(brisk).objection_ends_at)
    with pytest.raises(Refused, match=filed.number):
        evaluation.issue_award(brisk.cast, brisk.tender)
    world.answer_objection(brisk.cast, brisk.tender)
    evaluation.issue_award(brisk.cast, brisk.tender)
    assert tender_now(brisk).status == Status.AWARDED


@pytest.mark.parametrize(
    ("name", "word"),
    [("lintang", "memasukkan penawaran"), ("bima", "memasukkan penawaran"), ("esti", "memasukkan penawaran")],
)
def test_nobody_without_a_bid_in_force_objects(decided: Scene, name: str, word: str) -> None:
    with pytest.raises(Refused, match=word):
        world.file_objection(decided.cast, name, decided.tender)
    assert not Objection.objects.exists()


def test_an_objection_needs_the_second_factor_its_evidence_does_not(decided: Scene) -> None:
    tired = decided.cast.actor("bahari", stepped_up=False)
    now = clock.now()
    kept = services.keep_evidence(actor=tired, tender=decided.tender, name="a.pdf", body=PDF, now=now)
    with pytest.raises(Refused, match="faktor kedua"):
        services.file_objection(
            actor=tired, tender=decided.tender, points=[POINT], evidence={1: kept}, remedy="", now=now
        )
    assert not decided.tender.holds.exists()


@pytest.mark.parametrize(
    ("points", "word"),
    [
        ([], "belum memuat"),
        ([replace(POINT, fact="pendek")], "pokok 1 belum jelas"),
        ([POINT, replace(POINT, fact=" " * 60)], "pokok 2 belum jelas"),
        ([POINT] * 21, "lebih dari 20"),
    ],
)
def test_points_are_many_enough_clear_and_not_too_many(decided: Scene, points: list[Point], word: str) -> None:
    with pytest.raises(Refused, match=word):
        world.file_objection(decided.cast, "bahari", decided.tender, points=points)


@pytest.mark.parametrize(
    ("name", "body", "word"),
    [
        ("laporan.pdf", b"MZ\x90\x00 tidak seperti namanya", "bukan PDF"),
        ("besar.pdf", b"%PDF-" + b"0" * 20 * 2**20, "21,0 MB; paling besar 20 MB"),
        ("kosong.png", b"", "bukan PDF"),
    ],
)
def test_evidence_is_what_its_bytes_say_and_not_too_large(decided: Scene, name: str, body: bytes, word: str) -> None:
    with pytest.raises(Refused, match=word):
        world.file_objection(decided.cast, "bahari", decided.tender, evidence={1: (name, body)})


def test_one_result_takes_one_objection_of_each_bidder(decided: Scene) -> None:
    world.file_objection(decided.cast, "bahari", decided.tender)
    with pytest.raises(Refused, match="sudah menyanggah"):
        world.file_objection(decided.cast, "bahari", decided.tender)
    second = world.file_objection(decided.cast, "arung", decided.tender)
    assert second.number.endswith("-02")
    assert decided.tender.holds.filter(lifted_at__isnull=True).count() == 2


def test_the_end_of_the_window_is_already_late(missed: Scene) -> None:
    ends_at = result_of(missed).objection_ends_at
    with pytest.raises(Refused, match="sudah berakhir"):
        services.file_objection(
            actor=missed.cast.actor("bahari"),
            tender=missed.tender,
            points=[POINT],
            evidence={},
            remedy="",
            now=ends_at,
        )


def test_a_clock_of_the_portal_that_lags_does_not_lengthen_the_window(missed: Scene) -> None:
    """The database judges by its own clock, whatever moment the portal passes in."""
    result = result_of(missed)
    with pytest.raises(Refused, match="sudah berakhir"):
        services.file_objection(
            actor=missed.cast.actor("bahari"),
            tender=missed.tender,
            points=[POINT],
            evidence={},
            remedy="",
            now=result.announced_at,
        )
    assert not Objection.objects.exists()


def test_an_upheld_point_voids_the_result_for_a_new_evaluation(decided: Scene) -> None:
    filed = world.file_objection(decided.cast, "bahari", decided.tender)
    answered = world.answer_objection(decided.cast, decided.tender, [True, False])
    assert answered.status == "upheld"
    assert not answered.answered_late
    assert answered.follow_up
    result = Result.objects.get(pk=filed.result_id)
    assert result.voided_at is not None
    assert filed.number in result.void_reason
    assert tender_now(decided).status == Status.OPENED
    assert tender_now(decided).evaluations.count() == 2
    assert not decided.tender.holds.filter(lifted_at__isnull=True).exists()
    assert leaf("complaints.answer_objection")["public"]["points"] == [True, False]


def test_a_rejected_objection_lifts_its_hold_and_leaves_the_result(decided: Scene) -> None:
    world.file_objection(decided.cast, "bahari", decided.tender)
    world.file_objection(decided.cast, "arung", decided.tender)
    answered = world.answer_objection(decided.cast, decided.tender)
    assert answered.status == "rejected"
    assert result_of(decided).voided_at is None
    assert decided.tender.holds.filter(lifted_at__isnull=True).count() == 1


def test_the_second_objection_is_answered_after_the_first_voided_the_result(decided: Scene) -> None:
    first = world.file_objection(decided.cast, "bahari", decided.tender)
    second = world.file_objection(decided.cast, "arung", decided.tender)
    world.answer_objection(decided.cast, decided.tender, [True, True], number=first.number)
    answered = world.answer_objection(decided.cast, decided.tender, [True, False], number=second.number)
    assert answered.status == "upheld"
    assert tender_now(decided).evaluations.count() == 2
    assert not decided.tender.holds.filter(lifted_at__isnull=True).exists()


def test_a_new_result_may_be_objected_to_anew(decided: Scene) -> None:
    world.file_objection(decided.cast, "bahari", decided.tender)
    world.answer_objection(decided.cast, decided.tender, [True, False])
    evaluation.decided(decided.cast, tender_now(decided))
    again = world.file_objection(decided.cast, "bahari", tender_now(decided))
    assert again.number.endswith("-02")
    assert again.result_id == result_of(decided).pk


@pytest.mark.parametrize(
    ("answers", "follow_up", "word"),
    [
        ([answer(False)], "", "Jumlah jawaban"),
        ([answer(False), Answer(False, "", "LDP 3")], "", "Pokok 2 belum dijawab"),
        ([answer(False), Answer(False, "Sudah diperiksa kembali oleh Pokja.", " ")], "", "Pokok 2 belum dijawab"),
        ([answer(True), answer(False)], " ", "tindak lanjutnya"),
    ],
)
def test_nothing_is_published_while_an_answer_is_missing(
    decided: Scene, answers: list[Answer], follow_up: str, word: str
) -> None:
    filed = world.file_objection(decided.cast, "bahari", decided.tender)
    with pytest.raises(Refused, match=word):
        services.answer_objection(
            actor=decided.cast.actor("bima"), objection=filed, answers=answers, follow_up=follow_up, now=clock.now()
        )
    assert not filed.points.exclude(answer="").exists()
    assert not Entry.objects.filter(act="complaints.answer_objection").exists()


@pytest.mark.parametrize("name", ["citra", "ratna", "hendra", "arung", "esti", "oki"])
def test_only_the_chair_publishes_the_answer(decided: Scene, name: str) -> None:
    world.file_objection(decided.cast, "bahari", decided.tender)
    with pytest.raises(Refused):
        world.answer_objection(decided.cast, decided.tender, by=name)
    assert Objection.objects.get().status == "filed"


def test_an_answer_is_given_once(decided: Scene) -> None:
    filed = world.file_objection(decided.cast, "bahari", decided.tender)
    world.answer_objection(decided.cast, decided.tender)
    with pytest.raises(Refused, match="sudah dijawab"):
        services.answer_objection(
            actor=decided.cast.actor("bima"),
            objection=filed,
            answers=[answer(True), answer(True)],
            follow_up=world.FOLLOW_UP,
            now=clock.now(),
        )


def test_an_overdue_answer_is_put_on_the_record_once_and_still_accepted_as_late(brisk: Scene) -> None:
    filed = world.file_objection(brisk.cast, "bahari", brisk.tender)
    assert services.mark_overdue(now=clock.now()) == 0
    waiting.wait_until(filed.due_at)
    assert services.mark_overdue(now=clock.now()) == 1
    assert services.mark_overdue(now=clock.now()) == 0
    assert leaf("complaints.answer_overdue")["public"]["objection"] == filed.number
    for name in ("hendra", "esti"):
        assert any("terlambat" in str(task.title) for task in selectors.tasks_for(brisk.cast.actor(name)))
    answered = world.answer_objection(brisk.cast, brisk.tender)
    assert answered.answered_late
    assert leaf("complaints.answer_objection")["public"]["late"] is True
    assert services.mark_overdue(now=clock.now()) == 0


def test_an_objection_is_taken_back_by_its_objector_only(decided: Scene) -> None:
    filed = world.file_objection(decided.cast, "bahari", decided.tender)
    with pytest.raises(Refused, match="bukan dari perusahaan Anda"):
        world.withdraw_objection(decided.cast, "arung", filed)
    gone = world.withdraw_objection(decided.cast, "bahari", filed)
    assert gone.status == "withdrawn"
    assert not decided.tender.holds.filter(lifted_at__isnull=True).exists()
    with pytest.raises(Refused, match="sudah menyanggah"):
        world.file_objection(decided.cast, "bahari", decided.tender)
    with pytest.raises(Refused, match="sudah dijawab atau ditarik"):
        services.answer_objection(
            actor=decided.cast.actor("bima"), objection=filed, answers=[], follow_up="", now=clock.now()
        )


def test_an_objection_is_still_answered_after_the_tender_failed(decided: Scene) -> None:
    filed = world.file_objection(decided.cast, "bahari", decided.tender)
    fail_tender(
        actor=decided.cast.actor("bima"),
        tender=decided.tender,
        ground=EndGround.COLLUSION,
        reason="Ditemukan persekongkolan.",
        now=clock.now(),
    )
    with pytest.raises(Refused, match="Belum ada hasil"):
        world.file_objection(decided.cast, "arung", tender_now(decided))
    answered = world.answer_objection(decided.cast, decided.tender, [True, True], number=filed.number)
    assert answered.status == "upheld"
    assert tender_now(decided).status == Status.FAILED


def test_before_a_result_nothing_can_be_objected_to(ready: Scene) -> None:
    with pytest.raises(Refused, match="Belum ada hasil"):
        world.file_objection(ready.cast, "bahari", ready.tender)


def test_the_chair_alone_is_asked_to_answer(decided: Scene) -> None:
    filed = world.file_objection(decided.cast, "bahari", decided.tender)
    tasks = selectors.tasks_for(decided.cast.actor("bima"))
    assert [task.due_at for task in tasks] == [filed.due_at]
    assert filed.number in str(tasks[0].title)
    assert selectors.tasks_for(decided.cast.actor("citra")) == []
    assert selectors.tasks_for(Actor.public()) == []


def test_proof_is_opened_by_its_objector_committee_officer_and_auditor_only(decided: Scene) -> None:
    filed = world.file_objection(decided.cast, "bahari", decided.tender, evidence={2: ("bukti.pdf", PDF)})
    point = filed.points.get(position=2)
    for name in ("bahari", "bima", "dodi", "ratna", "esti"):
        assert selectors.evidence_for(decided.cast.actor(name), decided.tender, point.pk) == point.evidence
    for actor in (
        Actor.public(),
        *(decided.cast.actor(name) for name in ("arung", "lintang", "oki", "hendra", "vera")),
    ):
        with pytest.raises(Missing):
            selectors.evidence_for(actor, decided.tender, point.pk)
    with pytest.raises(Missing):
        selectors.evidence_for(decided.cast.actor("esti"), decided.tender, filed.points.get(position=1).pk)


def test_a_ground_outside_the_law_is_no_ground() -> None:
    with pytest.raises(ValueError, match="anger"):
        Ground("anger")
