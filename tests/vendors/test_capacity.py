# SPDX-License-Identifier: Apache-2.0
"""What a vendor can carry and has done: the arithmetic, the data it is reckoned from, and who sees it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from lpse.core import clock
from lpse.core.field_codes import BadFieldCode, clean_field_code
from lpse.demo import vendors as world
from lpse.demo.cast import Cast
from lpse.regulations import BOOKS, Category
from lpse.regulations.capacity import CAPACITY, capacity_numbers
from tenders.models import Tender
from tests.support.clients import client_of
from vendors import selectors, services
from vendors.models import Vendor
from vendors.rules import Part
from vendors.rules.capacity import (
    Finding,
    Measure,
    Paper,
    Standing,
    Wanted,
    Work,
    findings,
    most_at_once,
    tax_returns,
)
from vendors.services import Judged

NUMBERS = capacity_numbers("pbj-2025")
ON = dt.date(2026, 11, 24)
BILLION = Decimal(1_000_000_000)


def work(value: Decimal | int, ends_on: dt.date, code: str = "", started_on: dt.date | None = None) -> Work:
    return Work("Gedung", Decimal(value), ends_on, started_on, code)


def found(known: Standing, wanted: Wanted | None) -> Mapping[Measure, Finding]:
    return {each.measure: each for each in findings(known, wanted, NUMBERS, ON)}


def asked(category: Category, estimate: Decimal | int = BILLION, code: str = "") -> Wanted:
    return Wanted(category, Decimal(estimate), code)


# Arithmetic ---------------------------------------------------------------------------------------------------------


@pytest.mark.pure
@pytest.mark.parametrize(
    ("running", "told", "meets"),
    [
        ((), "SKN Rp4.200.000.000,00.", True),
        ((3_200_000_000,), "SKN Rp1.000.000.000,00.", True),
        ((3_200_000_001,), "SKN Rp999.999.999,00.", None),
        ((4_200_000_000,), "SKN Rp0,00.", False),
    ],
)
def test_skn_is_seven_times_six_tenths_of_equity_less_running_work(
    running: tuple[int, ...], told: str, meets: bool | None
) -> None:
    works = [work(value, ON) for value in running]
    known = Standing(is_small=False, equity=BILLION, equity_year=2025, running=works)
    finding = found(known, asked(Category.GOODS))[Measure.REAL]
    assert (finding.told, finding.meets) == (told, meets)
    assert "0,6 x ekuitas neraca 2025 Rp1.000.000.000,00 = Rp600.000.000,00" in finding.steps[0]
    assert "R-VND-7 [P]" in str(finding.source)


@pytest.mark.pure
def test_skn_is_asked_of_goods_and_services_of_business_that_is_not_small() -> None:
    large = Standing(is_small=False)
    assert found(large, asked(Category.GOODS))[Measure.REAL].meets is None
    assert "belum ada neraca" in found(large, asked(Category.GOODS))[Measure.REAL].told
    assert Measure.REAL not in found(large, asked(Category.WORKS))
    assert Measure.REAL not in found(Standing(is_small=True), asked(Category.GOODS))
    assert Measure.REAL in found(large, None)


@pytest.mark.pure
@pytest.mark.parametrize(
    ("count", "left", "meets"), [(0, "5", True), (4, "1", True), (5, "0", False), (6, "-1", False)]
)
def test_skp_of_small_business_is_five_less_running_packages(count: int, left: str, meets: bool) -> None:
    finding = found(Standing(is_small=True, running=[work(1, ON)] * count), asked(Category.WORKS))[Measure.PACKAGES]
    assert (finding.told, finding.meets) == (f"SKP {left} dari 5 paket.", meets)


@pytest.mark.pure
@pytest.mark.parametrize(("at_once", "told"), [(5, "6"), (6, "7,2"), (10, "12")])
def test_skp_of_others_is_six_or_more_by_what_was_carried_at_once(at_once: int, told: str) -> None:
    done = [work(1, dt.date(2025, 6, 30), started_on=dt.date(2025, 1, 1))] * at_once
    finding = found(Standing(is_small=False, finished=done), asked(Category.WORKS))[Measure.PACKAGES]
    assert finding.told == f"SKP {told} dari {told} paket."


@pytest.mark.pure
def test_only_the_last_five_years_count_as_carried_at_once() -> None:
    old = [work(1, dt.date(2021, 11, 23), started_on=dt.date(2020, 1, 1))] * 9
    edge = [work(1, dt.date(2021, 11, 24), started_on=dt.date(2020, 1, 1))] * 8
    since = dt.date(2021, 11, 24)
    assert most_at_once(old, since, ON) == 0
    assert most_at_once([*old, *edge], since, ON) == 8
    assert most_at_once([work(1, ON, started_on=ON), work(1, ON - dt.timedelta(days=1))], since, ON) == 1


@pytest.mark.pure
@pytest.mark.parametrize(
    ("estimate", "code", "meets"),
    [(3 * BILLION, "BG002", True), (3 * BILLION + 1, "BG002", False), (3 * BILLION, "", None), (1, "SI001", False)],
)
def test_kd_is_three_times_the_largest_comparable_contract(estimate: Decimal, code: str, meets: bool | None) -> None:
    done = [
        work(BILLION, dt.date(2011, 11, 24), "BG002"),
        work(9 * BILLION, dt.date(2011, 11, 23), "BG002"),
        work(BILLION // 2, ON, "BG002"),
    ]
    wanted = asked(Category.WORKS, estimate, code)
    finding = found(Standing(is_small=False, finished=done), wanted)[Measure.CONTRACTS]
    assert finding.meets is meets
    if code != "SI001":
        assert finding.told == "KD Rp3.000.000.000,00."
        assert any("indeks harga belum dimuat" in step for step in finding.steps)
    assert Measure.CONTRACTS not in found(Standing(is_small=True, finished=done), wanted)


@pytest.mark.pure
def test_goods_ask_for_one_of_the_division_within_a_year_and_one_of_the_group_within_three() -> None:
    wanted = asked(Category.GOODS, code="48150")
    same_group = work(1, dt.date(2023, 11, 24), "48170")
    same_division = work(1, dt.date(2025, 11, 24), "48999")
    known = Standing(is_small=True, finished=[same_group, same_division])
    first = found(known, wanted)
    assert (first[Measure.RECENT].meets, first[Measure.SIMILAR].meets) == (True, True)
    late = [replace(each, ends_on=each.ends_on - dt.timedelta(days=1)) for each in known.finished]
    second = found(replace(known, finished=late), wanted)
    assert (second[Measure.RECENT].meets, second[Measure.SIMILAR].meets) == (False, False)
    uncoded = found(known, asked(Category.GOODS))
    assert uncoded[Measure.RECENT].meets is None
    assert "Pokja menilai" in uncoded[Measure.RECENT].steps[-1]
    assert Measure.LARGEST not in first


@pytest.mark.pure
@pytest.mark.parametrize(("value", "meets"), [(500_000_000, True), (499_999_999, False)])
def test_larger_business_in_services_shows_half_of_the_estimate_within_ten_years(value: int, meets: bool) -> None:
    known = Standing(is_small=False, finished=[work(value, dt.date(2016, 11, 24), "85250")])
    wanted = asked(Category.OTHER_SERVICES, code="85250")
    assert found(known, wanted)[Measure.LARGEST].meets is meets
    assert Measure.LARGEST not in found(replace(known, is_small=True), wanted)
    assert (
        found(replace(known, is_small=True), asked(Category.CONSULTANCY, code="85250"))[Measure.LARGEST].meets is meets
    )


@pytest.mark.pure
@pytest.mark.parametrize(("founded", "meets"), [(dt.date(2023, 11, 25), True), (dt.date(2023, 11, 24), None)])
def test_small_business_younger_than_three_years_needs_no_experience_in_works(
    founded: dt.date, meets: bool | None
) -> None:
    assert found(Standing(is_small=True, founded_on=founded), asked(Category.WORKS))[Measure.SIMILAR].meets is meets
    assert Measure.SIMILAR not in found(Standing(is_small=False, founded_on=founded), asked(Category.WORKS))


@pytest.mark.pure
@pytest.mark.parametrize(
    ("papers", "told", "meets"),
    [
        ((Paper("NIB 1"),), "1 dari 1", True),
        ((Paper("NIB 1", until=ON), Paper("Izin 2", until=ON - dt.timedelta(days=1))), "1 dari 2", True),
        ((Paper("Izin 2", until=ON - dt.timedelta(days=1)),), "0 dari 1", False),
        ((), "0 dari 0", False),
    ],
)
def test_a_licence_reaches_to_the_deadline(papers: tuple[Paper, ...], told: str, meets: bool) -> None:
    finding = found(Standing(is_small=True, papers=papers), asked(Category.GOODS))[Measure.LICENCE]
    assert (finding.told, finding.meets) == (f"{told} masih berlaku pada 24-11-2026.", meets)
    assert meets or not papers or finding.steps == ("Izin 2 berakhir 23-11-2026.",)


@pytest.mark.pure
@pytest.mark.parametrize(
    ("grade", "until", "meets"),
    [("bg 002, menengah", None, True), ("BG002", ON - dt.timedelta(days=1), False), ("BG001, kecil", None, False)],
)
def test_works_ask_for_a_certificate_of_their_subclassification(grade: str, until: dt.date | None, meets: bool) -> None:
    known = Standing(is_small=True, papers=[Paper("SBU 9", grade, until)])
    assert found(known, asked(Category.WORKS, code="BG002"))[Measure.CERTIFICATE].meets is meets
    assert Measure.CERTIFICATE not in found(known, asked(Category.WORKS))
    assert Measure.CERTIFICATE not in found(known, asked(Category.GOODS, code="48150"))


@pytest.mark.pure
@pytest.mark.parametrize(
    ("on", "years", "founded", "meets"),
    [
        (dt.date(2026, 5, 1), (2025, 2024), None, True),
        (dt.date(2026, 5, 1), (2024, 2023), None, False),
        (dt.date(2026, 4, 30), (2024, 2023), None, True),
        (dt.date(2026, 5, 1), (2025,), dt.date(2025, 2, 1), True),
        (dt.date(2026, 4, 30), (), dt.date(2025, 2, 1), True),
    ],
)
def test_the_last_two_tax_returns_are_there_as_far_as_they_are_due(
    on: dt.date, years: tuple[int, ...], founded: dt.date | None, meets: bool
) -> None:
    finding = tax_returns(Standing(is_small=True, founded_on=founded, tax_years=years), NUMBERS, on)
    assert finding.meets is meets
    assert "R-VND-4 [G]" in str(finding.source)


@pytest.mark.pure
def test_every_book_has_its_capacities_with_their_articles() -> None:
    assert set(CAPACITY) == set(BOOKS)
    numbers = CAPACITY["pbj-2025"]
    for rule, number in (("R-VND-7", numbers.turnover), ("R-VND-8", numbers.packages), ("R-VND-9", numbers.contracts)):
        assert rule in number.source.text
    assert "R-VND-6" in numbers.new_business.source.text
    assert "R-VND-5" in numbers.experience_source.text


@pytest.mark.pure
@pytest.mark.parametrize(("typed", "code"), [("48.150", "48150"), (" bg 002", "BG002"), ("", ""), ("48", "48")])
def test_a_field_code_is_read_however_typed(typed: str, code: str) -> None:
    assert clean_field_code(typed) == code


@pytest.mark.pure
@pytest.mark.parametrize("typed", ["4", "BG02", "BGA02", "12345678901", "٤٨١٥٠"])
def test_anything_else_is_no_field_code(typed: str) -> None:
    with pytest.raises(BadFieldCode):
        clean_field_code(typed)


# Data and pages -----------------------------------------------------------------------------------------------------


def add(cast: Cast, part: Part, name: str = "arung", **values: Any) -> Any:
    return services.add_row(actor=cast.actor(name), part=part, values=values, now=clock.now())


def carry(cast: Cast, vendor: Vendor, count: int) -> None:
    """Let the vendor carry so many contracts more, accepted by the verifier."""
    today = clock.now().date()
    for number in range(count):
        add(
            cast,
            Part.RUNNING,
            title=f"Gudang {number}",
            client="Kota Sagara",
            value=Decimal(1000),
            done=Decimal(10),
            started_on=today,
            ends_on=today + dt.timedelta(days=90),
        )
    verdicts = {each.name: Judged(True) for each in selectors.waiting_of(vendor)}
    services.judge_rows(actor=cast.actor("vera"), vendor=vendor, verdicts=verdicts, now=clock.now())


def test_what_waits_for_the_verifier_does_not_count_yet(cast: Cast, tender: Tender) -> None:
    vendor = Vendor.objects.get(seats__user=cast.people["arung"])
    before = selectors.capacity_for(vendor, tender, clock.now())
    assert [each.told for each in before.findings if each.measure is Measure.PACKAGES] == ["SKP 4 dari 5 paket."]
    assert (before.short, before.waiting_count) == ([], 0)
    add(cast, Part.FINANCE, year=2025, assets=Decimal(9), liabilities=Decimal(3), equity=Decimal(6))
    then = clock.now()
    assert selectors.capacity_for(vendor, tender, then).waiting_count == 1
    carry(cast, vendor, 4)
    now = clock.now()
    assert [each.measure for each in selectors.capacity_for(vendor, tender, now).short] == [Measure.PACKAGES]
    assert selectors.capacity_for(vendor, tender, then).short == []


def test_a_vendor_is_warned_where_it_joins_and_where_it_sends_and_may_do_both(
    cast: Cast, tender: Tender, django_assert_max_num_queries: Any
) -> None:
    vendor = Vendor.objects.get(seats__user=cast.people["arung"])
    carry(cast, vendor, 4)
    rani = client_of(cast.people["arung"])
    page = rani.get(reverse("vendors:join-tender", args=[tender.code])).content.decode()
    assert "SKP 0 dari 5 paket." in page
    assert "R-VND-8 [G]" in page
    assert "Belum cukup" in page
    world.join(cast, "arung", tender)
    room = reverse("vendors:room", args=[tender.code])
    rani.get(room)
    with django_assert_max_num_queries(45):
        page = rani.get(room).content.decode()
    assert "kemampuan berikut belum cukup" in page
    assert "SKP = 5 - 5 kontrak berjalan = 0" in page
    world.submit_bid(cast, "arung", tender)
    english = rani.get(room, headers={"accept-language": "en"}).content.decode()
    assert "not enough" in english


def test_a_running_contract_and_the_field_of_a_package_through_their_forms(cast: Cast, tender: Tender) -> None:
    rani, ratna = client_of(cast.people["arung"]), client_of(cast.people["ratna"])
    adding = reverse("vendors:add-row", args=["running"])
    posted = {
        "title": "Gudang",
        "client": "Kota Sagara",
        "value": "Rp1.000.000",
        "done": "100",
        "started_on": "2026-01-02",
        "ends_on": "2027-01-02",
        "field_code": "x",
    }
    page = rani.post(adding, posted)
    assert page.status_code == 422
    assert "kurang dari 100" in page.content.decode()
    assert "subklasifikasi SBU, misalnya BG002" in page.content.decode()
    assert rani.post(adding, posted | {"done": "0", "field_code": "bg-002"}).status_code == 302
    row = Vendor.objects.get(seats__user=cast.people["arung"]).running_contracts.latest("pk")
    assert (row.done, row.field_code, row.value) == (Decimal(0), "BG002", Decimal(1_000_000))
    assert "0% selesai" in rani.get(reverse("vendors:vendor")).content.decode()
    assert "48150" in ratna.get(reverse("tenders:tender", args=[tender.code])).content.decode()
