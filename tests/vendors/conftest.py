# SPDX-License-Identifier: Apache-2.0
"""The cast with an installation to work in, and an announced tender."""

import copy
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from lpse.demo import vendors as trade
from lpse.demo.cast import Cast
from lpse.demo.tenders import announced_tender
from tenders.models import Tender
from tests.support.world import Installation, pointed_at

EVERY_SLOT = trade.sample_files
VERIFIED = ("arung", "bahari")
"""Whose businesses are verified in the announced world; lintang's is not even registered."""


@pytest.fixture(autouse=True)
def light_bids(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bids of two files instead of one per slot: what is accepted here does not depend on how many there are."""
    monkeypatch.setattr(trade, "sample_files", lambda tender, name: EVERY_SLOT(tender, name)[:2])


@pytest.fixture(scope="session")
def announced_world(
    gathered_world: Installation, site: Any, s3: Any, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """The installation with verified vendors and an announced tender, committed once for the run."""
    var = tmp_path_factory.mktemp("announced") / "var"
    shutil.copytree(gathered_world.var, var)
    people = copy.deepcopy(gathered_world.cast)
    with site.copy_of_database(gathered_world.database) as database:
        with django_db_blocker.unblock(), pointed_at(database, var):
            announced_tender(people, closes_in=2 * 3600)
            for name in VERIFIED:
                trade.verified_vendor(people, name)
        yield Installation(people, database, var)


@pytest.fixture
def tender(announced_world: Installation, cast: Cast) -> Tender:
    """An announced training tender that takes bids for hours yet; its committee has its keys."""
    cast.seeds, cast.passphrases = dict(announced_world.cast.seeds), dict(announced_world.cast.passphrases)
    return Tender.objects.get()
