# SPDX-License-Identifier: Apache-2.0
"""Facets that are worked out: value, business qualification, place, agency and closing, counted and found alike."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from lpse.core import clock
from lpse.demo import tenders as world
from lpse.demo.cast import Cast
from lpse.regulations.reserve import RESERVED_UP_TO
from tenders.models import Tender
from tenders.selectors import Query, search
from tenders.selectors.narrowing import BRACKETS, LATER, THREE_DAYS, TODAY, WEEK, ends_of

from .test_archive_views import counts_of, filled

assert filled  # the archive of seven packages, used below as a fixture

HOUR = 3600.0


def found(query: Query) -> set[str]:
    return {row.code for row in search(query, clock.now()).rows}


@pytest.fixture
def two(cast: Cast) -> dict[str, Tender]:
    """A tender that closes today or tomorrow, and one that closes in five days."""
    return {
        "soon": world.announced_tender(cast, title="Pengadaan Laptop", closes_in=HOUR),
        "later": world.announced_tender(cast, title="Pengadaan Meja", closes_in=5 * 24 * HOUR),
    }


@pytest.mark.pure
def test_closings_end_at_local_midnights():
    now = datetime(2026, 11, 22, 17, 30, tzinfo=UTC)  # 00.30 of the 23rd in Jakarta
    assert {word: end.astimezone(UTC).day for word, end in ends_of(now).items()} == {
        TODAY: 23,
        THREE_DAYS: 25,
        WEEK: 29,
    }


def test_the_database_and_the_code_know_the_same_brackets(db: None) -> None:
    with connection.cursor() as cursor:
        for word, bracket in BRACKETS.items():
            edges = [bracket.above + Decimal("0.01"), bracket.up_to or 10 * bracket.above]
            for rupiah in edges:
                cursor.execute("SELECT tenders_value_bracket(%s::numeric)", [rupiah])
                assert cursor.fetchone() == (word,), rupiah
        cursor.execute("SELECT tenders_value_bracket(NULL)")
        assert cursor.fetchone() == ("",)


def test_every_value_counts_what_it_finds(two: dict[str, Tender], filled: Path) -> None:
    counts = counts_of(Query())
    fields = {"nilai": "values", "usaha": "sizes", "lokasi": "places", "instansi": "agencies", "tutup": "closings"}
    for name, field in fields.items():
        assert counts[name], name
        for value, count in counts[name].items():
            asked = Query(**{field: (value,)})  # type: ignore[arg-type]
            assert len(found(asked)) == search(asked, clock.now()).total == count, (name, value)
    assert counts["usaha"] == {"small": 2}
    assert counts["lokasi"] == {"Kota Sagara": 2}
    assert sum(count or 0 for count in counts["tutup"].values()) == 2
    everything = sum(count or 0 for count in counts["asal"].values())
    for name in ("nilai", "instansi"):
        assert sum(count or 0 for count in counts[name].values()) == everything == 8


def test_choices_narrow_each_other_and_the_archive_has_no_deadline(two: dict[str, Tender], filled: Path) -> None:
    soon, later = two["soon"].code, two["later"].code
    assert found(Query(closings=(TODAY, THREE_DAYS, WEEK, LATER))) == {soon, later}
    assert found(Query(closings=(WEEK,))) == {later}
    assert counts_of(Query(closings=(WEEK,)))["asal"] == {"live": 1}
    assert soon in found(Query(closings=(TODAY, THREE_DAYS), sizes=("small",)))
    assert found(Query(sizes=("larger",))) == set()
    agency = two["soon"].package.agency.name
    assert found(Query(agencies=(agency,), q="laptop")) == {soon}


@pytest.mark.pure
def test_the_reserve_is_a_number_of_law_with_its_article():
    assert RESERVED_UP_TO.value == Decimal("15000000000")
    assert "R-MTD-10" in RESERVED_UP_TO.source.text


def test_the_page_offers_them_and_keeps_what_is_chosen(two: dict[str, Tender], client: Client) -> None:
    page = client.get("/tender/?tutup=week&nilai=2500m&nilai=x&lokasi=Kota+Sagara&usaha=small")
    chosen = page.context["page"].query
    assert (chosen.closings, chosen.values, chosen.places, chosen.sizes) == (
        ("week",), ("2500m",), ("Kota Sagara",), ("small",)
    )  # fmt: skip
    shown = page.content.decode()
    for words in ("Penutupan", "Nilai HPS", "Kualifikasi usaha", "Lokasi", "Instansi", "Dicadangkan bagi usaha kecil"):
        assert words in shown
    assert "Dalam tujuh hari" in [chip.label for chip in page.context["page"].chips]


def test_an_hour_later_the_soonest_has_left_its_closing(two: dict[str, Tender]) -> None:
    after = clock.now() + timedelta(hours=2)
    gone = search(Query(closings=(TODAY, THREE_DAYS)), after)
    assert two["soon"].code not in {row.code for row in gone.rows}
    assert gone.total == len(gone.rows)
