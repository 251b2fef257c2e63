# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the portal's pages.

``story``    a finished tender and one that takes bids, committed once for the run; each test's own changes roll back
``empty``    an installation with its people and nothing else, rolled back afterwards
``browser``  ``browser("oki")``: a client signed in as that person; ``browser()``: a stranger
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.portal.story import Story, told
from tests.support.clients import client_of
from tests.support.world import pointed_at, rolled_back


@pytest.fixture(scope="session")
def told_story(
    site: Any, s3: Any, django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Story]:
    """The story, committed."""
    var = tmp_path_factory.mktemp("portal")
    with site.copy_of_database() as database:
        with django_db_blocker.unblock(), pointed_at(database, var):
            people, taking_bids, finished, sealed, kept = told()
        yield Story(people, taking_bids, finished, sealed, kept, database, var)


@pytest.fixture
def story(told_story: Story, django_db_blocker: Any, tmp_path: Path) -> Iterator[Story]:
    """The story for one test; what the test does is rolled back, with the record's kept head."""
    with rolled_back(told_story, django_db_blocker, tmp_path):
        yield told_story


@pytest.fixture
def empty(db: None, settings: Any) -> Any:
    """Everyone, with their appointments, on a record that has begun, and no tender."""
    from lpse.demo import cast as casting
    from lpse.ledger import services as ledger

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    ledger.ensure_genesis()
    return casting.gather()


@pytest.fixture
def browser(request: pytest.FixtureRequest) -> Callable[..., Client]:
    """A client of a stranger, or of a person of the story or the empty installation who has just signed in."""

    def opened(name: str = "") -> Client:
        if not name:
            return client_of()
        given = "story" if "story" in request.fixturenames else "empty"
        world = request.getfixturevalue(given)
        return client_of((world.cast if given == "story" else world).people[name])

    return opened
