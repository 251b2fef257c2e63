# SPDX-License-Identifier: Apache-2.0
"""The cast with members' keys to enrol, and the object store."""

from typing import Any

import pytest
from django.test import Client

from documents.sealing import memberkey, words
from lpse.demo.cast import Cast
from lpse.demo.tenders import MEMBERS
from tests.support.clients import client_of

SEEDS = {name: memberkey.new_seed() for name in MEMBERS}
PASSPHRASES = {name: words.new_passphrase() for name in MEMBERS}


@pytest.fixture
def cast(cast: Cast) -> Cast:
    """Everyone; the committee with the secrets of keys that each test enrols itself."""
    cast.seeds, cast.passphrases = dict(SEEDS), dict(PASSPHRASES)
    return cast


@pytest.fixture
def as_person(cast: Cast) -> Any:
    """A client signed in as somebody who has just given the second factor, by the session allauth keeps."""

    def client(name: str, *, fresh: bool = True) -> Client:
        return client_of(cast.people[name], age=0 if fresh else 301)

    return client
