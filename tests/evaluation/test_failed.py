# SPDX-License-Identifier: Apache-2.0
"""A tender fails on a ground that is true of its bids, and an evaluation error leads back to the sheet."""

from typing import Any

import pytest
from django.db import Error, connection, transaction
from django.urls import reverse

from lpse.core import clock
from lpse.core.acts import Refused
from lpse.demo import evaluation as world
from tenders.models import Tender
from tenders.rules import Ground
from tenders.services import fail_tender

from .conftest import Scene

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
    with pytest.raises(Refused, match="belum dikunci"):
        fail(sheet, Ground.NONE_PASSED)
    world.assess_all(sheet.cast, sheet.tender)
    world.lock(sheet.cast, sheet.tender)
    with pytest.raises(Refused, match="masih ada penawaran yang memenuhi"):
        fail(sheet, Ground.NONE_PASSED)
    with pytest.raises(Error) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE tenders_tender SET status = 'failed', ended_ground = 'none_passed', ended_reason = 'x',"
            " ended_at = now() WHERE id = %s",
            [sheet.tender.pk],
        )
    assert caught.value.__cause__.diag.constraint_name == "none_passed_is_found_on_the_sheet"  # type: ignore[union-attr]


def test_a_tender_fails_when_the_locked_sheet_found_nobody(sheet: Scene) -> None:
    world.assess_all(sheet.cast, sheet.tender, {"bahari": LATE, "lintang": LATE})
    world.lock(sheet.cast, sheet.tender)
    assert fail(sheet, Ground.NONE_PASSED).ended_ground == Ground.NONE_PASSED


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
