# SPDX-License-Identifier: Apache-2.0
"""The cast with an installation to work in."""

from typing import Any

import pytest

from documents.sealing import memberkey, words
from lpse.demo import cast as casting
from lpse.demo.cast import Cast
from lpse.demo.tenders import MEMBERS
from lpse.ledger import services as ledger

SEEDS = {name: memberkey.new_seed() for name in MEMBERS}
PASSPHRASES = {name: words.new_passphrase() for name in MEMBERS}


@pytest.fixture
def cast(db: None, s3: Any, settings: Any) -> Cast:
    """Everyone, with their appointments, on a record that has begun; nobody's password is worth stretching here."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    ledger.ensure_genesis()
    people = casting.gather()
    people.seeds, people.passphrases = dict(SEEDS), dict(PASSPHRASES)
    return people
