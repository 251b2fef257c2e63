# SPDX-License-Identifier: Apache-2.0
"""The cast with members' keys to enrol, and the object store."""

from typing import Any

import pytest

from documents.sealing import memberkey, words
from lpse.demo.cast import Cast
from lpse.demo.tenders import MEMBERS

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
    import time

    from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
    from django.test import Client

    def client(name: str, *, fresh: bool = True) -> Client:
        browser = Client()
        browser.force_login(cast.people[name], backend="lpse.accounts.signin.Backend")
        session = browser.session
        at = time.time() - (0 if fresh else 301)
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": at, "type": "totp"}]
        session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = str(cast.people[name].pk)
        session["second_factor"] = True
        session.save()
        return browser

    return client
