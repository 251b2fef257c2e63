# SPDX-License-Identifier: Apache-2.0
"""Django's test client as a person who signed in by the portal's rules, for tests that need no browser."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from django.test import Client

if TYPE_CHECKING:
    from lpse.accounts.models import User


def client_of(person: User | None = None, *, age: float = 0, **options: Any) -> Client:
    """Return a client of somebody who gave the second factor ``age`` seconds ago; without a person, a stranger's.

    ``options`` are those of Client. The session is the one allauth keeps after a sign-in with the second factor.
    """
    client = Client(headers={"host": "localhost"}, **options)
    if person is not None:
        client.force_login(person, backend="lpse.accounts.signin.Backend")
        session = client.session
        session["account_authentication_methods_user"] = str(person.pk)
        session["account_authentication_methods"] = [{"method": "mfa", "at": time.time() - age, "type": "totp"}]
        session["second_factor"] = True
        session.save()
    return client
