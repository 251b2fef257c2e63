# SPDX-License-Identifier: Apache-2.0
"""The cast with members' keys to enrol, and the object store."""

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
