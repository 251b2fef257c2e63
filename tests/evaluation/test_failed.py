# SPDX-License-Identifier: Apache-2.0
"""A tender fails on a ground that is true of its bids, and an evaluation error leads back to the sheet."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evaluation.models import Evaluation, OpenedBid
from evaluation.selectors.tasks import tasks_for
from lpse.core import clock
from lpse.core.acts import Refused
from lpse.core.canonical import b64u
from lpse.demo import evaluation as world
from lpse.demo.waiting import wait_until
from lpse.ledger.models import Document
from tenders.models import Tender
from tenders.rules import Ground
from tenders.services import fail_tender, lift_hold, place_hold

from .conftest import Scene
from .test_result_constraints import DECIDE, STAND, broken

LATE = "Surat penawaran bertanggal sesudah batas akhir."


def fail(scene: Scene, ground: Ground) -> Tender:
    tender = Tender.objects.get(pk=scene.tender.pk)
    return fail_tender(
        actor=scene.cast.actor("bima"), tender=tender, ground=ground, reason="Alasan gagal.", now=clock.now()
    )


def test_a_ground_that_is_not_true_of_the_bids_is_refused(sheet: Scene) -> None:
    with pytest.raises(Refused, match="Ada penawaran yang masuk"):
        fail(sheet, Ground.NO_BID)
    with pytest.raises(Refused, match="tidak melebihi HPS"):
        fail(sheet, Ground.ABOVE_ESTIMATE)
    with pytest.raises(Refused, match="tidak berlaku pada tahap"):
        fail(sheet, Ground.NONE_PASSED)
    world.decided(sheet.cast, sheet.tender)
    with pytest.raises(Refused, match="masih ada penawaran yang memenuhi"):
        fail(sheet, Ground.NONE_PASSED)


FAIL = (
    "UPDATE tenders_tender SET status = 'failed', ended_ground = 'none_passed', ended_reason = 'x', ended_at = now()"
    " WHERE id = %s"
)


def test_that_none_passed_is_announced_and_fails_the_tender_after_the_objections(sheet: Scene, as_person: Any) -> None:
    world.assess_all(sheet.cast, sheet.tender, {"bahari": LATE, "lintang": LATE})
    world.lock(sheet.cast, sheet.tender)
    assert broken((FAIL, [sheet.tender.pk])) == "a_tender_fails_on_a_lawful_ground"
    prices = as_person("bima").get(reverse("evaluation:prices", args=[sheet.tender.code])).content.decode()
    assert "Tidak ada penawaran yang lulus." in prices
    assert "Umumkan hasil</button>" in prices
    result = world.announce_result(sheet.cast, sheet.tender)
    assert [row.rank for row in result.standings.all()] == [None] * 3
    with pytest.raises(Refused, match="Masa sanggah atas hasil ini belum berakhir"):
        fail(sheet, Ground.NONE_PASSED)
    assert broken((FAIL, [sheet.tender.pk])) == "none_passed_waits_for_objections"
    address = reverse("evaluation:result", args=[sheet.tender.code])
    page = Client().get(address).content.decode()
    assert "Tidak ada penawaran yang lulus" in page
    assert "Sanggah hasil ini" in page
    place_hold(tender=sheet.tender, reason="Sanggah.", ref="SGH-1", now=clock.now())
    wait_until(result.objection_ends_at)
    assert broken((FAIL, [sheet.tender.pk])) == "none_passed_waits_for_objections"
    ending = reverse("tenders:fail-tender", args=[sheet.tender.code])
    assert ending not in [task.url for task in tasks_for(sheet.cast.actor("bima"))]
    lift_hold(tender=sheet.tender, ref="SGH-1", now=clock.now())
    assert ending in [task.url for task in tasks_for(sheet.cast.actor("bima"))]
    assert not [task for task in tasks_for(sheet.cast.actor("ratna")) if "SPPBJ" in task.title]
    with pytest.raises(Refused, match="tidak ada pemenang"):
        world.issue_award(sheet.cast, sheet.tender)
    assert ending in as_person("bima").get(address).content.decode()
    form = {"ground": "none_passed", "reason": "Semua penawaran tidak memenuhi syarat."}
    assert as_person("bima").post(ending, form).status_code == 302
    assert Tender.objects.get(pk=sheet.tender.pk).ended_ground == Ground.NONE_PASSED


def test_raw_sql_announces_that_none_passed_only_where_none_did(sheet: Scene) -> None:
    world.assess_all(sheet.cast, sheet.tender)
    world.lock(sheet.cast, sheet.tender)
    round_id = Evaluation.objects.get(tender=sheet.tender).pk
    document = b64u(bytes.fromhex(Document.objects.latest("pk").sha256))
    unranked = STAND.replace("SELECT %s,", "SELECT (SELECT max(id) FROM evaluation_result),")
    unranked = unranked.replace("p.vendor_id, %s,", "p.vendor_id, NULL::smallint,")
    stand = [(unranked, [bid.pk]) for bid in OpenedBid.objects.filter(opening__tender=sheet.tender)]
    assert broken((DECIDE, [document, round_id]), *stand) == "ranks_have_no_gaps"


def test_an_evaluation_error_voids_the_result_and_begins_the_next_round(sheet: Scene, as_person: Any) -> None:
    world.decided(sheet.cast, sheet.tender)
    with pytest.raises(Refused, match="evaluasi ulang"):
        fail(sheet, Ground.EVALUATION_ERROR)
    bima, address = as_person("bima"), reverse("evaluation:void-result", args=[sheet.tender.code])
    assert as_person("arung").get(address).status_code == 404
    assert as_person("citra").get(address).status_code == 403
    ending = bima.get(reverse("tenders:fail-tender", args=[sheet.tender.code])).content.decode()
    assert address in ending
    assert bima.post(address, {"reason": ""}).status_code == 422
    assert bima.post(address, {"reason": "Salah menjumlah nilai pengalaman."}).status_code == 302
    assert [row.round_no for row in sheet.tender.evaluations.order_by("round_no")] == [1, 2]
    page = bima.get(reverse("evaluation:result", args=[sheet.tender.code])).content.decode()
    assert "Salah menjumlah nilai pengalaman." in page
