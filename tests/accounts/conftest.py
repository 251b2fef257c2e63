# SPDX-License-Identifier: Apache-2.0
"""The cast without the object store, and people at their browsers."""

from collections.abc import Callable

import pytest
from django.test import Client

from lpse.demo import cast as casting
from lpse.demo.cast import Cast
from lpse.ledger import services as ledger
from tests.support.clients import client_of


@pytest.fixture
def cast(db: None, settings) -> Cast:
    """Everyone, with their appointments, on a record that has begun; nobody's password is worth stretching here."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    ledger.ensure_genesis()
    return casting.gather()


@pytest.fixture
def browser(cast: Cast) -> Callable[..., Client]:
    """``browser("oki")``: a client signed in as that person, the second factor just given unless ``stale``."""

    def signed_in(name: str, *, stale: bool = False) -> Client:
        return client_of(cast.people[name], age=301 if stale else 0)

    return signed_in
