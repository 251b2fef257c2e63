# SPDX-License-Identifier: Apache-2.0
"""The result: who is in, who is out and why, and a file from which anybody gets the same ranking."""

import datetime as dt
import json
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from evaluation import services
from evaluation.models import Result, Standing
from evaluation.rules.evaluate import evaluate
from evaluation.selectors import evaluating as sheets
from evaluation.selectors import result as selectors
from lpse.accounts.models import Office
from lpse.core import clock
from lpse.core.acts import Actor, Refused
from lpse.core.canonical import timestamp
from lpse.demo import evaluation as world
from lpse.ledger.models import Entry
from tenders.models import Tender
from tenders.rules import Status
from tenders.selectors import hours_of, office_hours, zone_of
from vendors.models import Vendor
from vendors.selectors import vendor_of

from .conftest import Scene

LATE = "Surat penawaran bertanggal sesudah batas akhir, lihat halaman 1."


def fresh(scene: Scene) -> Tender:
    return Tender.objects.get(pk=scene.tender.pk)


def vendor(scene: Scene, name: str) -> Vendor:
    found = vendor_of(scene.cast.actor(name))
    assert found is not None
    return found


def standing(scene: Scene, result: Result, name: str) -> Standing:
    return result.standings.get(vendor=vendor(scene, name))


def published(scene: Scene) -> dict[str, object]:
    body = selectors.published_file(scene.tender)
    assert body is not None
    data = json.loads(body)
    assert isinstance(data, dict)
    return data


def test_a_result_names_the_winner_the_reserve_and_why_the_rest_is_out(sheet: Scene) -> None:
    result = world.decided(sheet.cast, sheet.tender)
    assert fresh(sheet).status == Status.DECIDED
    ranks = [(row.vendor, row.rank) for row in result.standings.all()]
    assert ranks[:2] == [(vendor(sheet, "lintang"), 1), (vendor(sheet, "bahari"), 2)]
    out = standing(sheet, result, "arung")
    assert out.rank is None
    assert "melebihi HPS" in out.reason
    assert standing(sheet, result, "lintang").low_price


def test_a_bid_that_failed_a_requirement_is_out_with_its_reason(sheet: Scene) -> None:
    result = world.decided(sheet.cast, sheet.tender, failing={"lintang": LATE})
    assert standing(sheet, result, "bahari").rank == 1
    row = standing(sheet, result, "lintang")
    assert row.rank is None
    assert row.reason.endswith(LATE)


def test_the_published_file_gives_everybody_the_same_ranking(sheet: Scene, tmp_path: Path) -> None:
    result = world.decided(sheet.cast, sheet.tender)
    body = selectors.published_file(sheet.tender)
    assert body is not None
    file, out = tmp_path / "evaluasi.json", StringIO()
    file.write_bytes(body)
    call_command("evaluate", str(file), stdout=out)
    rows = json.loads(out.getvalue())["ranking"]
    expected = [(row.vendor.code, row.rank, row.reason or None) for row in result.standings.select_related("vendor")]
    assert [(row["vendor"], row["rank"], row["reason"]) for row in rows] == expected
    prices = {row["vendor"]: Decimal(row["corrected_price"]) for row in rows}
    assert prices == {row.vendor.code: row.price_corrected for row in result.standings.select_related("vendor")}


def test_no_rivals_unit_price_is_in_the_published_file_and_a_bidders_own_copy_has_its_lines(sheet: Scene) -> None:
    world.decided(sheet.cast, sheet.tender)
    public = published(sheet)
    assert "items" not in public
    bids = public["bids"]
    assert isinstance(bids, list)
    assert all("items" not in bid for bid in bids)
    for name in ("arung", "bahari", "lintang"):
        own = selectors.own_file(sheet.tender, vendor(sheet, name))
        assert own is not None
        assert [bid["vendor"] for bid in own["bids"] if "items" in bid] == [vendor(sheet, name).code]
        assert evaluate(own)["ranking"] == evaluate(public)["ranking"]


def test_a_vendor_who_did_not_bid_has_no_copy_of_its_own(sheet: Scene) -> None:
    world.decided(sheet.cast, sheet.tender)
    assert selectors.own_file(sheet.tender, Vendor(pk=0, code="V-0000")) is None


def test_the_objection_window_is_counted_once_with_its_arithmetic_in_words(sheet: Scene) -> None:
    result = world.decided(sheet.cast, sheet.tender)
    # Five training days of one second for objections to goods, three more for the answer (R-SANGGAH-1).
    assert 5 <= (result.objection_ends_at - result.announced_at).total_seconds() <= 6
    assert 3 <= (result.answer_due_at - result.objection_ends_at).total_seconds() <= 4
    assert "Dasar:" in result.objection_basis["words"]
    assert result.objection_basis["days"] == 5
    assert result.answer_basis["days"] == 3


def test_windows_of_works_close_with_the_hours_frozen_at_the_announcement(sheet: Scene) -> None:
    tender, frozen = fresh(sheet), hours_of(fresh(sheet))
    Office.objects.update(working_hours={str(day): ["09:00", "11:00"] for day in range(1, 8)})
    assert office_hours() != frozen == hours_of(tender)
    tender.training, tender.category = False, "works"
    announced_at = dt.datetime(2026, 10, 5, 9, tzinfo=zone_of(tender))
    for deadline in selectors.objection_window(tender, announced_at):
        open_hours = frozen.on(deadline.due.due_on)
        assert open_hours is not None
        assert deadline.due.due_at.time() == open_hours[1]


def test_the_record_says_the_ranking_the_file_and_the_windows(sheet: Scene) -> None:
    result = world.decided(sheet.cast, sheet.tender)
    entry = Entry.objects.get(subject=sheet.tender.code, act="evaluation.announce_result")
    said = json.loads(bytes(entry.body))["public"]
    assert said["evaluation"] == result.document
    assert said["objection_ends_at"] == timestamp(result.objection_ends_at)
    assert said["answer_due_at"] == timestamp(result.answer_due_at)
    assert [row["rank"] for row in said["ranking"]] == [1, 2, None]


def test_what_was_locked_is_what_is_announced(sheet: Scene) -> None:
    world.assess_all(sheet.cast, sheet.tender)
    minutes = world.lock(sheet.cast, sheet.tender)
    result = world.announce_result(sheet.cast, sheet.tender)
    assert result.evaluation.round_no == minutes.round_no
    with pytest.raises(Refused, match="sudah diumumkan"):
        world.announce_result(sheet.cast, sheet.tender)


def test_no_result_before_the_lock(sheet: Scene) -> None:
    world.assess_all(sheet.cast, sheet.tender)
    with pytest.raises(Refused, match="belum dikunci"):
        world.announce_result(sheet.cast, sheet.tender)


def test_only_the_chair_announces(sheet: Scene) -> None:
    world.assess_all(sheet.cast, sheet.tender)
    world.lock(sheet.cast, sheet.tender)
    for actor in (sheet.cast.actor("dodi"), sheet.cast.actor("ratna"), sheet.cast.actor("bahari"), Actor.clock()):
        with pytest.raises(Refused):
            services.announce_result(actor=actor, tender_id=sheet.tender.pk, now=clock.now())
    assert not Result.objects.exists()


def test_without_a_bid_that_passes_the_result_names_nobody(sheet: Scene) -> None:
    result = world.decided(sheet.cast, sheet.tender, dict.fromkeys(("bahari", "lintang"), LATE))
    page = selectors.result_page(fresh(sheet), clock.now())
    assert (page.result, page.winner, page.reserves) == (result, None, [])
    assert all(row.reason for row in page.standings)


def test_a_voided_result_stays_readable_and_the_next_round_begins_empty(sheet: Scene) -> None:
    first = world.decided(sheet.cast, sheet.tender)
    evaluation = world.void_result(sheet.cast, sheet.tender, "Sanggah S-1 diterima.")
    assert fresh(sheet).status == Status.OPENED
    assert evaluation.round_no == 2
    assert sheets.sheet(fresh(sheet)).empty_count > 0
    page = selectors.result_page(fresh(sheet), clock.now())
    assert page.result is None
    assert [row.void_reason for row in page.voided] == ["Sanggah S-1 diterima."]
    second = world.decided(sheet.cast, sheet.tender, failing={"lintang": LATE})
    assert standing(sheet, second, "bahari").rank == 1
    assert standing(sheet, first, "lintang").rank == 1
    page = selectors.result_page(fresh(sheet), clock.now())
    assert page.result == second
    assert page.voided == [first]


def test_a_result_is_not_voided_without_a_reason_or_by_anyone_but_the_chair(sheet: Scene) -> None:
    world.decided(sheet.cast, sheet.tender)
    with pytest.raises(Refused, match="memerlukan alasan"):
        world.void_result(sheet.cast, sheet.tender, "  ")
    with pytest.raises(Refused, match="ketua"):
        services.void_result(
            actor=sheet.cast.actor("citra"), tender_id=sheet.tender.pk, reason="Salah hitung.", now=clock.now()
        )
