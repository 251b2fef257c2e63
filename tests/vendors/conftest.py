# SPDX-License-Identifier: Apache-2.0
"""The cast with an installation to work in, and an announced tender."""

from typing import Any

import pytest

from lpse.demo import cast as casting
from lpse.demo import vendors as trade
from lpse.demo.cast import Cast
from lpse.demo.tenders import announced_tender
from lpse.ledger import services as ledger
from tenders.models import Tender

EVERY_SLOT = trade.sample_files


@pytest.fixture
def cast(db: None, s3: Any, settings: Any) -> Cast:
    """Everyone, with their appointments, on a record that has begun; nobody's password is worth stretching here."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    ledger.ensure_genesis()
    return casting.gather()


@pytest.fixture(autouse=True)
def light_bids(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bids of two files instead of one per slot: what is accepted here does not depend on how many there are."""
    monkeypatch.setattr(trade, "sample_files", lambda tender, name: EVERY_SLOT(tender, name)[:2])


@pytest.fixture
def tender(cast: Cast) -> Tender:
    """An announced training tender that takes bids for an hour."""
    return announced_tender(cast)
