# SPDX-License-Identifier: Apache-2.0
"""Scenes of the public's voice, built once and committed; each test in a transaction of its own, rolled back.

``ready``    bids of PT Arung and PT Bahari opened and assessed, the sheet locked, no result yet
``decided``  the same with a result whose objection window stays open for minutes
``brisk``    the same with a result of one-second days: five seconds to object, three more to answer
``missed``   the same with a result of one-second days, waited for until its window is over
``works``    the same of works with sixty-second days, ``brisk_works`` with one-second days
``browser``  ``browser("esti")``: a client signed in as that person, the second factor just given unless ``stale``
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from lpse.demo.cast import Cast
from tests.support.clients import client_of
from tests.support.world import pointed_at, rolled_back

CLOSES_IN = 30
"""Seconds a training tender takes bids: three are sealed meanwhile, also on a busy machine."""


@dataclass
class Scene:
    """The people and the tender; PT Arung ranks first, PT Bahari second, CV Lintang took its bid back."""

    cast: Cast
    tender: Any
    database: str
    var: Path
    works: Any = None


@pytest.fixture(scope="session")
def built_ready(
    site: Any, s3: Any, django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scene]:
    """The scene, committed once for the run."""
    var = tmp_path_factory.mktemp("voice")
    with site.copy_of_database() as database:
        with django_db_blocker.unblock(), pointed_at(database, var):
            cast, tender, works = locked()
        yield Scene(cast, tender, database, var, works)


def locked() -> tuple[Cast, Any, Any]:
    """Goods: two bids sealed, opened, found good, and the sheet locked; a third was withdrawn in time. Works: two."""
    from lpse.demo import cast as casting
    from lpse.demo import evaluation, evaluation_opening, tenders, vendors
    from lpse.ledger import services as ledger
    from tenders.models import Tender
    from tenders.rules import Category

    ledger.ensure_genesis()
    people = casting.gather()
    for name in ("arung", "bahari", "lintang"):
        vendors.verified_vendor(people, name)
    tender = tenders.announced_tender(people, closes_in=CLOSES_IN)
    vendors.submit_bid(people, "arung", tender, price=Decimal("300000000.00"))
    vendors.submit_bid(people, "bahari", tender, price=Decimal("310000000.00"))
    vendors.submit_bid(people, "lintang", tender, price=Decimal("305000000.00"))
    vendors.withdraw_bid(people, "lintang", tender)
    kind = {"title": "Rehabilitasi Puskesmas", "category": Category.WORKS}
    works = tenders.announced_tender(people, closes_in=CLOSES_IN, **kind)  # type: ignore[arg-type]
    vendors.submit_bid(people, "arung", works, price=Decimal("300000000.00"))
    vendors.submit_bid(people, "bahari", works, price=Decimal("310000000.00"))
    for each in (tender, works):
        evaluation_opening.open_tender(people, each)
        evaluation.assess_all(people, each)
        evaluation.lock(people, each)
    return people, Tender.objects.get(pk=tender.pk), Tender.objects.get(pk=works.pk)


@pytest.fixture
def ready(built_ready: Scene, django_db_blocker: Any, tmp_path: Path) -> Iterator[Scene]:
    """The scene for one test; what the test does is rolled back, with the record's kept head."""
    with rolled_back(built_ready, django_db_blocker, tmp_path):
        yield built_ready


def announced(scene: Scene, settings: Any, day_seconds: int) -> Scene:
    """Announce the result with statutory days of so many seconds."""
    from lpse.demo import evaluation
    from tenders.models import Tender

    settings.TRAINING_DAY_SECONDS = day_seconds
    evaluation.announce_result(scene.cast, scene.tender)
    return replace(scene, tender=Tender.objects.get(pk=scene.tender.pk))


@pytest.fixture
def decided(ready: Scene, settings: Any) -> Scene:
    """A result that may be objected to for five minutes."""
    return announced(ready, settings, 60)


@pytest.fixture
def brisk(ready: Scene, settings: Any) -> Scene:
    """A result that may be objected to for five seconds."""
    return announced(ready, settings, 1)


@pytest.fixture
def works(ready: Scene, settings: Any) -> Scene:
    """A result of works that may be objected to for five minutes, and then appealed."""
    return announced(replace(ready, tender=ready.works), settings, 60)


@pytest.fixture
def brisk_works(ready: Scene, settings: Any) -> Scene:
    """A result of works with one-second days."""
    return announced(replace(ready, tender=ready.works), settings, 1)


@pytest.fixture
def missed(ready: Scene, settings: Any) -> Scene:
    """A result whose objection window is over."""
    from lpse.demo.waiting import wait_until

    scene = announced(ready, settings, 1)
    wait_until(scene.tender.results.get().objection_ends_at)
    return scene


def signed_in(cast: Cast, name: str, *, stale: bool = False) -> Client:
    """A client of a person who just gave the second factor, or, stale, a second too long ago."""
    return client_of(cast.people[name], age=301 if stale else 0)


@pytest.fixture
def browser(ready: Scene) -> Callable[..., Client]:
    """A person of the scene at a browser."""

    def open_for(name: str, *, stale: bool = False) -> Client:
        return signed_in(ready.cast, name, stale=stale)

    return open_for
