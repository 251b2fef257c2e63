# SPDX-License-Identifier: Apache-2.0
"""Four bids of which three are evaluated first, ranked by their prices after the preference for local content (TKDN).

On the sheet, in the database, in the result and its file.
"""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluation import services
from evaluation.models import OpenedBid, Standing
from evaluation.rules.arithmetic import correct
from evaluation.rules.offer import items_of, plain
from evaluation.rules.proving import ProofOutcome
from evaluation.selectors import evaluating as sheets
from evaluation.selectors import result as results
from evaluation.services import result as announcing
from evaluation.services.evaluating import _minutes_data
from lpse import regulations
from lpse.core import clock
from lpse.core.acts import Refused
from lpse.core.canonical import unb64u
from lpse.demo import evaluation as world
from lpse.demo.cast import Cast
from lpse.demo.waiting import wait_until
from lpse.ledger.models import Document, Entry
from tests.support.clients import client_of
from tests.support.world import pointed_at, rolled_back
from vendors.models import Vendor

from .conftest import Scene, seconds_for_bids, unruly_form
from .test_proving import CONCLUDE, invite, page_of, published_digest, settle, unverified
from .test_result_constraints import DECIDE, STAND, broken

PRICES = {"lintang": "1200000000.00", "bahari": "1220000000.00", "arung": "1240000000.00", "melati": "1260000000.00"}
CONTENTS: dict[str, dict[int, Decimal]] = {
    "lintang": {},
    "bahari": {**dict.fromkeys(range(1, 6), Decimal("0.40")), 6: Decimal("0.20")},  # its sixth item is not preferred
    "arung": dict.fromkeys(range(1, 7), Decimal("0.30")),
    "melati": dict.fromkeys(range(1, 7), Decimal("0.10")),
}
MELATI = {
    "form": "CV", "name": "Melati Niaga", "business_number": "0220103344999", "tax_number": "013123005091000",
    "address": "Jalan Kenanga 4", "city": "Sagara", "phone": "0411-555043", "small_business": True,
}  # fmt: skip
LOCK = "UPDATE evaluation_evaluation SET locked_at = clock_timestamp() WHERE id = %s"
REASON = "Surat penawaran bertanggal sesudah batas akhir, lihat halaman 1."


def four_bids() -> tuple[Cast, Any, Any]:
    """The traders of the cast and a fourth, their bids open, 1.20 to 1.26 billion, of different local content."""
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
    tender = tenders.announced_tender(
        people,
        rows=[replace(row, unit_price=4 * row.unit_price) for row in tenders.ROWS],
        closes_in=seconds_for_bids(time.monotonic() - began),
        preference=Decimal("0.25"),
    )
    for name, price in PRICES.items():
        form = vendors.offer(tender, Decimal(price), contents=CONTENTS[name])
        vendors.submit_bid(people, name, tender, form=form)
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
    assert "Tidak dinilai: ada penawaran dengan harga evaluasi akhir lebih rendah yang lulus." in preview
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


def test_the_preference_for_local_content_decides_turns_and_ranks_but_not_the_price(
    four: Scene, tmp_path: Path
) -> None:
    names = [bid.vendor.split()[1] for bid in sheets.sheet(four.tender).bids]
    assert names == ["Bahari", "Arung", "Lintang", "Melati"]
    result = world.decided(four.cast, four.tender)
    ranked = list(result.standings.filter(rank__isnull=False).select_related("vendor"))
    assert [row.vendor.name.split()[0] for row in ranked] == ["Bahari", "Arung", "Lintang", "Melati"]
    first, second, third, fourth = ranked
    assert (first.local_content, second.local_content) == (Decimal("0.4"), Decimal("0.3"))
    assert first.preferred_price is not None
    assert first.price_corrected is not None
    assert first.preferred_price < first.price_corrected
    assert first.price_evaluated == (first.price_corrected - first.preferred_price / 10).quantize(Decimal("0.01"))
    assert second.price_evaluated == (second.price_corrected * Decimal("0.925")).quantize(Decimal("0.01"))
    assert third.price_evaluated == third.price_corrected
    assert (fourth.local_content, fourth.preferred_price) == (Decimal("0.1"), 0)

    body = json.loads(results.published_file(four.tender) or b"")
    assert body["preference_max"] == "0.2500"
    bids = {bid["vendor"]: bid for bid in body["bids"]}
    assert bids[first.vendor.code]["local_content"] == "0.4"
    assert bids[first.vendor.code]["preferred_price"] == str(first.preferred_price)
    assert "preferred_price" not in bids[second.vendor.code]
    leaf = json.loads(bytes(Entry.objects.filter(act="evaluation.announce_result").latest("idx").body))
    assert leaf["public"]["ranking"][0]["final_evaluated_price"] == str(first.price_evaluated)
    announced = Entry.objects.filter(kind="tender", subject=four.tender.code).latest("idx")
    assert b'"preference_max":"0.2500"' in bytes(
        Document.objects.get(sha256=unb64u(json.loads(bytes(announced.body))["h"], 32).hex()).body
    )
    page = Client().get(f"/tender/{four.tender.code}/hasil/").content.decode()
    for words in ("Harga evaluasi akhir", "TKDN tertimbang 40%", "Perpres 16/2018 Pasal 67"):
        assert words in page
    public = Client().get(f"/tender/{four.tender.code}/").content.decode()
    assert "paling tinggi 25,0% dikali TKDN butir" in public


RANK = (
    "INSERT INTO evaluation_standing (result_id, opened_bid_id, vendor_id, rank, price_corrected, local_content,"
    " preferred_price, price_evaluated, low_price, reason) SELECT result_id, opened_bid_id, vendor_id, {rank},"
    " price_corrected, {content}, preferred_price, {price}, false, '' FROM evaluation_standing s WHERE s.id = %s"
)


def test_raw_sql_ranks_no_bid_by_another_content_or_against_its_price(four: Scene) -> None:
    result = world.decided(four.cast, four.tender)
    first = Standing.objects.get(result=result, rank=1)
    for content, price in (("0.5", "price_evaluated"), ("local_content", "price_evaluated - 1"), ("NULL", "NULL")):
        told = broken((RANK.format(rank=9, content=content, price=price), [first.pk]))
        assert told == "local_content_is_reckoned_from_the_form"
    out = RANK.format(rank="NULL", content="local_content", price="price_evaluated").replace("false, ''", "false, 'x'")
    assert broken((out, [first.pk])) == "local_content_is_reckoned_from_the_form"
    world.void_result(four.cast, four.tender, "Peringkat diperiksa ulang.")
    world.assess_all(four.cast, four.tender)
    world.lock(four.cast, four.tender)
    rows = Standing.objects.filter(result=result).order_by("rank")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(announcing.sheets, "ranking", lambda *_args: _turned(four.tender))
        with pytest.raises(DatabaseError, match="ranks_follow_the_evaluated_price"), transaction.atomic():
            world.announce_result(four.cast, four.tender)
            connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert rows.count() == 4


def _turned(tender: Any) -> list[dict[str, Any]]:
    """The ranking with its first two exchanged."""
    terms = sheets.terms_of(tender)
    rows = RANKING(tender, terms, sheets.offers_of(tender, sheets.current_evaluation(tender), terms))
    return [{**row, "rank": {1: 2, 2: 1}.get(row["rank"], row["rank"])} for row in rows]


RANKING = sheets.ranking


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


def test_when_all_three_fail_their_proof_the_fourth_comes_in_before_the_result(four: Scene) -> None:
    three = ("arung", "bahari", "lintang")
    unverified(four, *three)
    world.assess_all(four.cast, four.tender, due_only=True)
    world.lock(four.cast, four.tender, prove=False)
    wait_until(max(invite(four, name).starts_at for name in three))
    for name in three:
        settle(four, name, ProofOutcome.ABSENT)
    assert page_of(four).called_in == ("CV Melati Niaga",)
    round_id = sheets.current_evaluation(four.tender).pk  # type: ignore[union-attr]
    assert broken((DECIDE, [published_digest(four), round_id])) == "who_comes_in_is_evaluated_before_the_result"
    assert broken((CONCLUDE, [four.tender.pk])) == "a_proof_is_concluded_when_all_is_settled"
    for act in (world.conclude_proof, world.announce_result):
        with pytest.raises(Refused, match="Giliran CV Melati Niaga"):
            act(four.cast, four.tender)
    reason = "Tiga calon pemenang tidak hadir pada pembuktian."
    services.reopen_evaluation(actor=four.cast.actor("bima"), tender_id=four.tender.pk, reason=reason, now=clock.now())
    assert due(four) == [True] * 4
    result = world.decided(four.cast, four.tender)
    assert Standing.objects.get(result=result, vendor=melati()).rank == 1
    assert result.standings.filter(reason__startswith="Pembuktian kualifikasi").count() == 3


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
