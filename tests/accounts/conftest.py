# SPDX-License-Identifier: Apache-2.0
"""People at their browsers."""

from collections.abc import Callable

import pytest
from django.test import Client

from lpse.demo.cast import Cast
from tests.support.clients import client_of


@pytest.fixture
def browser(cast: Cast) -> Callable[..., Client]:
    """``browser("oki")``: a client signed in as that person, the second factor just given unless ``stale``."""

    def signed_in(name: str, *, stale: bool = False) -> Client:
        return client_of(cast.people[name], age=301 if stale else 0)

    return signed_in
