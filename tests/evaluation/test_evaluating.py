# SPDX-License-Identifier: Apache-2.0
"""The sheet: who assesses, what a save keeps, when it is locked, and what its prices come to."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import transaction

from documents import services as documents
from documents.rules import Store
from evaluation import services
from evaluation.models import Assessment
from evaluation.rules.arithmetic import CorrectionKind
from evaluation.rules.minutes import MinutesKind
from evaluation.selectors import evaluating as selectors
from evaluation.selectors.minutes import readable_minutes
from lpse.core import clock
from lpse.core.acts import Actor, Missing, Refused
from lpse.core.canonical import b64u
from lpse.demo import evaluation as world
from lpse.ledger.models import Entry
from tenders.models import Tender
from vendors.selectors import vendor_of

from .conftest import Scene

LATE = "Surat penawaran bertanggal sesudah batas akhir, lihat halaman 1."


def tender_of(scene: Scene) -> Tender:
    return Tender.objects.get(pk=scene.tender.pk)


def first_cell(scene: Scene) -> selectors.Cell:
    return selectors.sheet(scene.tender).rows[0].cells[0][1]


def save(
    scene: Scene, name: str = "citra", cell: selectors.Cell | None = None, *, passed: bool = True, reason: str = ""
) -> Assessment:
    cell = cell or first_cell(scene)
    return services.save_assessment(
        actor=scene.cast.actor(name, stepped_up=False),
        tender_id=scene.tender.pk,
        bid_id=cell.bid_id,
        requirement_id=cell.requirement_id,
        passed=passed,
        reason=reason,
        seen_version=cell.version,
        now=clock.now(),
    )


def line_of(scene: Scene, name: str) -> selectors.Line:
    vendor = vendor_of(scene.cast.actor(name))
    assert vendor is not None
    lines = selectors.preview(scene.tender, selectors.current_evaluation(scene.tender))
    return next(line for line in lines if line.code == vendor.code)


def leaf(scene: Scene, act: str) -> dict[str, object]:
    body = json.loads(bytes(Entry.objects.filter(subject=scene.tender.code, act=act).order_by("-idx")[0].body))
    assert isinstance(body, dict)
    return body


def test_the_evaluation_begins_when_the_bids_are_open(sheet: Scene) -> None:
    page = selectors.sheet(tender_of(sheet))
    assert page.evaluation is not None
    assert page.evaluation.round_no == 1
    assert len(page.bids) == 3
    assert page.empty_count == 2 * len(page.rows) > 0  # PT Arung is out by its price alone


def test_each_save_keeps_a_version_and_the_newest_is_in_force(sheet: Scene) -> None:
    save(sheet)
    save(sheet, "dodi", passed=False, reason=LATE)
    cell = first_cell(sheet)
    assert (cell.version, cell.passed, cell.reason, cell.assessor) == (2, False, LATE, "Dodi Anggoro")
    evaluation = selectors.current_evaluation(sheet.tender)
    assert evaluation is not None
    kept = selectors.history(evaluation, cell.bid_id, cell.requirement_id)
    assert [(each.version, each.passed) for each in kept] == [(2, False), (1, True)]


def test_a_verdict_under_evaluation_is_committed_to_but_not_shown_on_the_record(sheet: Scene) -> None:
    save(sheet, passed=False, reason=LATE)
    entry = Entry.objects.filter(act="evaluation.save_assessment").order_by("-idx")[0]
    said = json.loads(bytes(entry.body))
    assert said["public"] == {}
    assert said["commitment"] is not None
    assert LATE.encode() not in bytes(entry.body)


@pytest.mark.parametrize("reason", ["", "   ", "Kurang    ", "Tidak ok."])
def test_a_failed_requirement_needs_a_reason_of_ten_letters(sheet: Scene, reason: str) -> None:
    with pytest.raises(Refused, match="Isi alasan"):
        save(sheet, passed=False, reason=reason)
    assert not Assessment.objects.exists()


def test_a_newer_version_refuses_the_save_and_names_its_author(sheet: Scene) -> None:
    seen = first_cell(sheet)
    save(sheet, "bima", seen)
    with pytest.raises(Refused, match=r"Bima Harjanto mengubah penilaian ini pukul \d\d\.\d\d\..*simpan lagi"):
        save(sheet, "citra", seen, passed=False, reason=LATE)
    assert first_cell(sheet).passed is True


def test_a_version_nobody_saved_is_no_version_to_follow(sheet: Scene) -> None:
    with pytest.raises(Refused, match="belum dinilai siapa pun"):
        save(sheet, "citra", replace(first_cell(sheet), version=7))


@pytest.mark.parametrize("name", ["ratna", "hendra", "esti", "arung"])
def test_only_the_committee_assesses(sheet: Scene, name: str) -> None:
    with pytest.raises(Refused):
        save(sheet, name)


def test_a_cell_of_another_tender_is_missing(sheet: Scene) -> None:
    with pytest.raises(Missing):
        save(sheet, "citra", replace(first_cell(sheet), bid_id=999_999))
    with pytest.raises(Missing):
        save(sheet, "citra", replace(first_cell(sheet), requirement_id=999_999))


def test_a_locked_sheet_takes_no_save_and_no_second_lock(sheet: Scene) -> None:
    world.assess_all(sheet.cast, sheet.tender)
    assert selectors.sheet(sheet.tender).empty_count == 0
    world.lock(sheet.cast, sheet.tender)
    with pytest.raises(Refused, match="sudah dikunci"):
        save(sheet)
    with pytest.raises(Refused, match="sudah dikunci"):
        world.lock(sheet.cast, sheet.tender)


def test_the_lock_says_how_many_cells_are_empty(sheet: Scene) -> None:
    save(sheet)
    empty = selectors.sheet(sheet.tender).empty_count
    with pytest.raises(Refused, match=f"{empty} sel belum dinilai"):
        world.lock(sheet.cast, sheet.tender)


def test_only_the_chair_locks_and_only_with_a_fresh_second_factor(sheet: Scene) -> None:
    world.assess_all(sheet.cast, sheet.tender)
    for actor, words in (
        (sheet.cast.actor("citra"), "ketua Pokja"),
        (sheet.cast.actor("bima", stepped_up=False), "faktor kedua"),
        (sheet.cast.actor("ratna"), "jabatan"),
        (Actor.public(), "jabatan"),
    ):
        with pytest.raises(Refused, match=words):
            services.lock_evaluation(actor=actor, tender_id=sheet.tender.pk, now=clock.now())


def test_minutes_of_the_evaluation_are_the_committees_until_the_result_is_announced(sheet: Scene) -> None:
    world.assess_all(sheet.cast, sheet.tender, failing={"lintang": LATE})
    minutes = world.lock(sheet.cast, sheet.tender)
    tender, public = tender_of(sheet), Actor.public()
    assert documents.read(minutes.object).startswith(b"%PDF-")
    assert minutes.object.store == Store.RESTRICTED
    assert readable_minutes(sheet.cast.actor("dodi"), tender, MinutesKind.EVALUATION) == minutes
    for actor in (public, sheet.cast.actor("ratna"), sheet.cast.actor("lintang")):
        with pytest.raises(Missing):
            readable_minutes(actor, tender, MinutesKind.EVALUATION)
    world.announce_result(sheet.cast, sheet.tender)
    assert readable_minutes(public, tender, MinutesKind.EVALUATION) == minutes
    published = type(minutes.object).objects.get(sha256=minutes.object.sha256, store=Store.PUBLIC)
    assert documents.read(published) == documents.read(minutes.object)


def test_the_record_does_not_tell_before_the_result_what_was_locked(sheet: Scene) -> None:
    world.assess_all(sheet.cast, sheet.tender)
    minutes = world.lock(sheet.cast, sheet.tender, prove=False)
    assert leaf(sheet, "evaluation.lock_evaluation")["public"] == {"round": 1}
    pdf = b64u(bytes.fromhex(minutes.object.sha256))
    assert leaf(sheet, "evaluation.draw_minutes")["public"] == {"kind": "evaluation", "round": 1, "pdf": pdf}


def test_the_digest_of_the_minutes_cannot_be_guessed_from_what_is_public(sheet: Scene) -> None:
    world.assess_all(sheet.cast, sheet.tender)
    world.settle_low_prices(sheet.cast, sheet.tender)
    now, digests = clock.now(), set()
    for _again in range(2):
        with transaction.atomic():
            minutes = services.lock_evaluation(actor=sheet.cast.actor("bima"), tender_id=sheet.tender.pk, now=now)
            digests.add(minutes.object.sha256)
            transaction.set_rollback(True)
    assert len(digests) == 2


def test_quantities_of_the_documents_replace_those_of_the_bid(sheet: Scene) -> None:
    line = line_of(sheet, "lintang")
    first = sheet.tender.items.order_by("number")[0]
    assert [each.kind for each in line.corrected.corrections] == [CorrectionKind.QUANTITY, CorrectionKind.TOTAL]
    assert (line.corrected.corrections[0].before, line.corrected.corrections[0].after) == (20, first.quantity)
    assert line.corrected.total > line.price_read
    assert Decimal(line.row["corrected_price"]).quantize(Decimal(1)) == Decimal(250_000_000)
    assert line.row["low_price"] is True
    assert line_of(sheet, "bahari").corrected.corrections == ()


def test_a_form_that_no_portal_wrote_is_corrected_line_by_line_and_stops_nobody(sheet: Scene) -> None:
    line = line_of(sheet, "arung")
    found = [(each.kind.value, each.number) for each in line.corrections]
    missing = [("missing", number) for number in "2346"]
    assert found == [*missing, ("unknown", "77"), ("total", None)]
    priced = {row.number: row.unit_price for row in line.rows}
    assert priced[5] == 6_500_000  # the first of two prices for one row counts
    assert priced[2] is None
    assert line.row["rank"] is None
    assert "melebihi HPS" in line.row["reason"]


def test_a_lump_sum_is_ranked_at_the_price_as_read(sheet: Scene) -> None:
    tender = tender_of(sheet)
    tender.package.contract_type = "lump_sum"
    lines = selectors.preview(tender, selectors.current_evaluation(tender))
    assert all(line.corrected.corrections == () for line in lines)
    assert [line.price_read for line in lines] == [line.corrected.total for line in lines]


def test_the_ranking_follows_the_verdicts_saved_so_far(sheet: Scene) -> None:
    assert line_of(sheet, "lintang").row["rank"] == 1
    world.assess_all(sheet.cast, sheet.tender, failing={"lintang": LATE})
    assert line_of(sheet, "bahari").row["rank"] == 1
    out = line_of(sheet, "lintang").row
    assert out["rank"] is None
    assert LATE in out["reason"]
