# SPDX-License-Identifier: Apache-2.0
"""Scenes of an opening that many tests share: built once and committed, then each test in a transaction of its own.

``scene``   a closed tender whose opening has begun, no share released yet; rolled back afterwards
``stage``   the same in a database of its own, where commits are real, for several connections at once
``sheet``   another tender whose three bids are open and wait to be evaluated; rolled back afterwards
"""

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from lpse.demo.cast import Cast
from tests.support.clients import client_of
from tests.support.world import pointed_at, rolled_back

CLOSES_IN = 15
"""Seconds a training tender takes bids: three are sealed meanwhile."""


def seconds_for_bids(took: float) -> int:
    """Return how long to take bids on a machine where registering three vendors ``took`` so many seconds.

    A bid costs about as much as a registration; a machine that many share needs more than the usual time.
    """
    return max(CLOSES_IN, round(8 * took))


@dataclass
class Scene:
    """The people, the tender with bids of PT Arung, PT Bahari and a withdrawn one of CV Lintang, and its opening."""

    cast: Cast
    tender: Any
    opening: Any
    database: str
    var: Path


@pytest.fixture(scope="session")
def built(
    site: Any, s3: Any, django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scene]:
    """The scene, committed once for the run."""
    var = tmp_path_factory.mktemp("opening")
    with site.copy_of_database() as database:
        with django_db_blocker.unblock(), pointed_at(database, var):
            cast, tender, opening = begun()
        yield Scene(cast, tender, opening, database, var)


def begun() -> tuple[Cast, Any, Any]:
    """Two bids sealed, a third withdrawn, the tender closed by the clock, the opening begun."""
    from lpse.demo import cast as casting
    from lpse.demo import evaluation_opening as world
    from lpse.demo import tenders, vendors
    from lpse.ledger import services as ledger
    from tenders.models import Tender

    ledger.ensure_genesis()
    people = casting.gather()
    began = time.monotonic()
    for name in ("arung", "bahari", "lintang"):
        vendors.verified_vendor(people, name)
    tender = tenders.announced_tender(people, closes_in=seconds_for_bids(time.monotonic() - began))
    vendors.submit_bid(people, "arung", tender, price=Decimal("380000000.00"))
    vendors.submit_bid(people, "bahari", tender, price=Decimal("200000000.00"))
    vendors.submit_bid(people, "lintang", tender, files=[("catatan", "catatan.txt", b"halo")])
    vendors.withdraw_bid(people, "lintang", tender)
    opening = world.begun_opening(tender)
    return people, Tender.objects.get(pk=tender.pk), opening


@pytest.fixture
def scene(built: Scene, django_db_blocker: Any, tmp_path: Path) -> Iterator[Scene]:
    """The scene for one test; what the test does is rolled back, with the record's kept head."""
    with rolled_back(built, django_db_blocker, tmp_path):
        yield built


@pytest.fixture
def stage(built: Scene, site: Any, django_db_blocker: Any, tmp_path: Path) -> Iterator[Scene]:
    """The scene in a database of its own, where commits are real."""
    var, database = tmp_path / "var", f"{built.database}_stage"
    shutil.copytree(built.var, var)
    site.postgres.clone_database(database, built.database)
    try:
        with django_db_blocker.unblock(), pointed_at(database, var):
            yield built
    finally:
        site.postgres.drop_database(database)


def unruly_form() -> dict[str, Any]:
    """A form no portal wrote: lines that cannot be read, one priced twice, one nobody asked for, an absurd price."""
    return {
        "price": "1.00",
        "items": [
            {"number": 1, "quantity": "24", "unit_price": "999999999999999.99"},
            {"number": 2, "quantity": "12", "unit_price": "murah"},
            {"number": 3, "quantity": "1/0", "unit_price": "1.00"},
            {"number": 4, "quantity": "4", "unit_price": "-5.00"},
            {"number": 5, "quantity": "8", "unit_price": "6500000.00"},
            {"number": 5, "quantity": "8", "unit_price": "1.00"},
            {"number": 77, "quantity": "1", "unit_price": "1.00"},
            "bukan butir",
        ],
    }


def short_form(tender: Any) -> dict[str, Any]:
    """An offer of about three quarters of the estimate that prices 20 of the 24 units asked for in row 1."""
    from lpse.demo.vendors import offer

    form = offer(tender, Decimal("250000000.00"))
    first = form["items"][0]
    first["quantity"] = "20"
    form["price"] = str(Decimal(form["price"]) - 4 * Decimal(first["unit_price"]))
    return form


def opened_bids() -> tuple[Cast, Any, Any]:
    """Three bids, opened: PT Arung's unruly one, PT Bahari's at 310 million, CV Lintang's cheap, one row short."""
    from lpse.demo import cast as casting
    from lpse.demo import evaluation_opening as world
    from lpse.demo import tenders, vendors
    from lpse.ledger import services as ledger
    from tenders.models import Tender

    ledger.ensure_genesis()
    people = casting.gather()
    began = time.monotonic()
    for name in ("arung", "bahari", "lintang"):
        vendors.verified_vendor(people, name)
    tender = tenders.announced_tender(people, closes_in=seconds_for_bids(time.monotonic() - began))
    vendors.submit_bid(people, "arung", tender, form=unruly_form())
    vendors.submit_bid(people, "bahari", tender, price=Decimal("310000000.00"))
    vendors.submit_bid(people, "lintang", tender, form=short_form(tender))
    opening = world.open_tender(people, tender)
    return people, Tender.objects.get(pk=tender.pk), opening


@pytest.fixture(scope="session")
def built_sheet(
    site: Any, s3: Any, django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scene]:
    """The sheet's scene, committed once for the run."""
    var = tmp_path_factory.mktemp("sheet")
    with site.copy_of_database() as database:
        with django_db_blocker.unblock(), pointed_at(database, var):
            cast, tender, opening = opened_bids()
        yield Scene(cast, tender, opening, database, var)


@pytest.fixture
def sheet(built_sheet: Scene, django_db_blocker: Any, tmp_path: Path) -> Iterator[Scene]:
    """The sheet's scene for one test; what the test does is rolled back, with the record's kept head."""
    with rolled_back(built_sheet, django_db_blocker, tmp_path):
        yield built_sheet


@pytest.fixture
def as_person(sheet: Scene) -> Any:
    """A client signed in as one of the cast, with a second factor given just now or 301 seconds ago."""

    def client(name: str, *, fresh: bool = True) -> Client:
        return client_of(sheet.cast.people[name], age=0 if fresh else 301)

    return client
