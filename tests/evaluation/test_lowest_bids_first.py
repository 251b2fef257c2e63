# SPDX-License-Identifier: Apache-2.0
"""Four bids of which three are evaluated first: on the sheet, in the database, in the result and its file."""

import json
import time
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluation.models import OpenedBid, Standing
from evaluation.rules.arithmetic import correct
from evaluation.rules.offer import items_of, plain
from evaluation.selectors import evaluating as sheets
from evaluation.selectors import result as results
from evaluation.services.evaluating import _minutes_data
from lpse import regulations
from lpse.core.acts import Refused
from lpse.demo import evaluation as world
from lpse.demo.cast import Cast
from tests.support.clients import client_of
from tests.support.world import pointed_at, rolled_back
from vendors.models import Vendor

from .conftest import Scene, seconds_for_bids, unruly_form
from .test_result_constraints import STAND, broken

PRICES = {"lintang": "300000000.00", "bahari": "305000000.00", "arung": "310000000.00", "melati": "315000000.00"}
MELATI = {
    "form": "CV", "name": "Melati Niaga", "business_number": "0220103344999", "tax_number": "013123005091000",
    "address": "Jalan Kenanga 4", "city": "Sagara", "phone": "0411-555043", "small_business": True,
}  # fmt: skip
LOCK = "UPDATE evaluation_evaluation SET locked_at = clock_timestamp() WHERE id = %s"
REASON = "Surat penawaran bertanggal sesudah batas akhir, lihat halaman 1."


def four_bids() -> tuple[Cast, Any, Any]:
    """The traders of the cast and a fourth, their bids open, 300 to 315 million."""
    from lpse.demo import cast as casting
    from lpse.demo import evaluation_opening, tenders, vendors
    from lpse.ledger import services as ledger
    from tenders.models import Tender

    ledger.ensure_genesis()
    people = casting.gather()
    casting._person(people, "melati", "Melati Anggraini")
    began = time.monotonic()
    for name in PRICES:
        vendors.verified_vendor(people, name)
    tender = tenders.announced_tender(people, closes_in=seconds_for_bids(time.monotonic() - began))
    for name, price in PRICES.items():
        vendors.submit_bid(people, name, tender, price=Decimal(price))
    opening = evaluation_opening.open_tender(people, tender)
    return people, Tender.objects.get(pk=tender.pk), opening


@pytest.fixture(scope="module")
def built_four(
    site: Any, s3: Any, django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scene]:
    """The scene, committed once for this file."""
    from lpse.demo import vendors

    var = tmp_path_factory.mktemp("four")
    with site.copy_of_database() as database, pytest.MonkeyPatch.context() as patch:
        patch.setattr(vendors, "COMPANIES", {**vendors.COMPANIES, "melati": MELATI})
        head = ("Melati Anggraini", "7371045506880004")
        patch.setattr(vendors, "DIRECTORS", {**vendors.DIRECTORS, "melati": head})
        with django_db_blocker.unblock(), pointed_at(database, var):
            cast, tender, opening = four_bids()
        yield Scene(cast, tender, opening, database, var)


@pytest.fixture
def four(built_four: Scene, django_db_blocker: Any, tmp_path: Path) -> Iterator[Scene]:
    """The scene for one test; what the test does is rolled back, with the record's kept head."""
    with rolled_back(built_four, django_db_blocker, tmp_path):
        yield built_four


def due(scene: Scene) -> list[bool]:
    """Whether it is each bid's turn, from the lowest on; the sheet and the database agree."""
    page = sheets.sheet(scene.tender)
    assert page.evaluation is not None
    with connection.cursor() as cursor:
        cursor.execute("SELECT opened_bid_id, is_due FROM evaluation_turns(%s)", [page.evaluation.pk])
        known = dict(cursor.fetchall())
    assert known == {bid.id: bid.place.is_due for bid in page.bids}
    return [bid.place.is_due for bid in page.bids]


def lock_in_sql(scene: Scene) -> str:
    page = sheets.sheet(scene.tender)
    assert page.evaluation is not None
    return broken((LOCK, [page.evaluation.pk]))


def melati() -> Vendor:
    return Vendor.objects.get(name=MELATI["name"])


def test_three_pass_and_the_fourth_is_not_evaluated_with_its_reason_everywhere(four: Scene, tmp_path: Path) -> None:
    assert due(four) == [True, True, True, False]
    browser = client_of(four.cast.people["citra"])
    text = browser.get(f"/tender/{four.tender.code}/evaluasi/").content.decode()
    for words in ("urutan ke-3 dari 3", "penawaran yang lebih rendah masih dapat lulus", "R-EVAL-4", "Tidak wajib"):
        assert words in text
    with pytest.raises(Refused, match="CV Lintang Raya syarat 1") as refused:
        world.lock(four.cast, four.tender)
    assert "Melati" not in str(refused.value)
    assert lock_in_sql(four) == "evaluation_is_locked_complete"

    world.assess_all(four.cast, four.tender, due_only=True)
    page = sheets.sheet(four.tender)
    assert (page.empty_count, page.bids[3].empty_count) == (0, len(page.rows))
    preview = browser.get(f"/tender/{four.tender.code}/evaluasi/harga/").content.decode()
    assert "Tidak dinilai: ada penawaran dengan harga terkoreksi lebih rendah yang lulus." in preview
    printed = _minutes_data(four.tender, page)
    assert [cell["verdict"] for cell in printed["requirements"][0]["cells"]] == [*["Memenuhi"] * 3, "Tidak dinilai"]
    world.lock(four.cast, four.tender)
    result = world.announce_result(four.cast, four.tender)

    row = Standing.objects.get(result=result, vendor=melati())
    assert row.rank is None
    assert row.reason.startswith("Tidak dinilai: ada penawaran")
    body = results.published_file(four.tender)
    assert body is not None
    statuses = {bid["vendor"]: bid["verdict"]["status"] for bid in json.loads(body)["bids"]}
    assert sorted(statuses.values()) == ["not_evaluated", "passed", "passed", "passed"]
    file, out = tmp_path / "evaluasi.json", StringIO()
    file.write_bytes(body)
    call_command("evaluate", str(file), stdout=out)
    found = [(each["vendor"], each["rank"], each["reason"]) for each in json.loads(out.getvalue())["ranking"]]
    kept = [(each.vendor.code, each.rank, each.reason or None) for each in result.standings.select_related("vendor")]
    assert found == kept
    page_of_result = Client().get(f"/tender/{four.tender.code}/hasil/").content.decode()
    assert '<span class="tag">tidak dinilai</span>' in page_of_result
    assert "gugur</span>" not in page_of_result
    bid = OpenedBid.objects.get(bid__participation__vendor=melati())
    assert broken((STAND, [result.pk, 4, bid.pk])) == "a_ranked_bid_was_evaluated"


def test_one_that_fails_calls_nobody_in(four: Scene) -> None:
    world.assess_all(four.cast, four.tender, {"bahari": REASON}, due_only=True)
    assert due(four) == [True, True, True, False]
    world.lock(four.cast, four.tender)
    result = world.announce_result(four.cast, four.tender)
    assert sorted(row.rank or 0 for row in result.standings.all()) == [0, 0, 1, 2]


def test_when_all_three_fail_the_fourth_comes_in(four: Scene) -> None:
    world.assess_all(four.cast, four.tender, dict.fromkeys(("arung", "bahari", "lintang"), REASON), due_only=True)
    assert due(four) == [True] * 4
    place = sheets.sheet(four.tender).bids[3].place
    assert place.words == "Wajib dinilai: 3 penawaran yang lebih rendah tidak memenuhi syarat."
    with pytest.raises(Refused, match="CV Melati Niaga syarat 1, 2"):
        world.lock(four.cast, four.tender)
    assert lock_in_sql(four) == "evaluation_is_locked_complete"
    result = world.decided(four.cast, four.tender)
    assert Standing.objects.get(result=result, vendor=melati()).rank == 1
    failed = Standing.objects.filter(result=result, rank=None).earliest("pk")
    assert broken((STAND, [result.pk, 4, failed.opened_bid_id])) == "a_ranked_bid_was_evaluated"


def test_the_committee_may_assess_more_than_it_must(four: Scene) -> None:
    world.assess_all(four.cast, four.tender)
    assert due(four) == [True, True, True, False]
    assert sheets.sheet(four.tender).bids[3].place.is_extra
    world.lock(four.cast, four.tender)
    result = world.announce_result(four.cast, four.tender)
    assert Standing.objects.get(result=result, vendor=melati()).rank == 4
    assert json.loads(results.published_file(four.tender) or b"")["bids"][0]["verdict"]["status"] == "passed"


def test_the_database_knows_how_many_bids_the_rule_book_evaluates(db: None) -> None:
    with connection.cursor() as cursor:
        for code, book in regulations.BOOKS.items():
            cursor.execute("SELECT evaluation_lowest_bids(%s)", [code])
            assert cursor.fetchone()[0] == int(book.price.lowest_bids_evaluated.value)


WORDS = st.sampled_from(["1", "2", "3", "2.5", "10.00", "0", "1.005", "-1", "murah", "", "9" * 16, "1.00\n", "01"])
LINES = st.one_of(
    st.sampled_from(["butir", None, 7, []]),
    st.fixed_dictionaries(
        {}, optional={"number": st.one_of(WORDS, st.integers(0, 3)), "quantity": WORDS, "unit_price": WORDS}
    ),
)
FORMS = st.one_of(st.sampled_from([{}, {"items": None}, {"items": "banyak"}, unruly_form()]),
                  st.fixed_dictionaries({"items": st.lists(LINES, max_size=6)}))  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(form=FORMS, quantities=st.sampled_from([None, {}, {"1": "3.0000", "2": "0.5000"}]))
def test_the_database_corrects_a_form_as_the_rules_do(db: None, form: Any, quantities: Any) -> None:
    items = None if quantities is None else items_of(form)
    document = {number: Fraction(text) for number, text in (quantities or {}).items()}
    total = correct(Fraction(77), items, document or None).total
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT evaluation_corrected(77.00, %s::jsonb, %s::jsonb)",
            [json.dumps(form), None if quantities is None else json.dumps(quantities)],
        )
        assert f"{cursor.fetchone()[0]:.2f}" == plain(total)
