# SPDX-License-Identifier: Apache-2.0
"""The portal as attackers find it: built once and committed, each test rolled back.

``house``    a finished tender, one that takes bids (two bid, CV Lintang only registered), a draft, a complaint,
             a request for information
``browser``  ``browser("oki")``: a client signed in as that person with a fresh second factor; ``browser()``: a stranger
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.support.clients import client_of
from tests.support.world import pointed_at, rolled_back

OUTSIDER = "fitri"
PATIENT = 28
"""Seconds to seal two bids in, also on a busy machine."""
CANARY = "f0e1d2c3b4a5968778695a4b3c2d1e0f-kenari-rahasia"
CANARY_PRICE = "287654321.98"
CANARY_NAME = "kenari-harga-terendah.pdf"
CANARY_WITNESS = "Kenari Saksi Pelapor 9b2e"
CANARY_PROOF = "kenari-bukti-9b2e.pdf"
CANARY_REPLY = "kenari-susulan-9b2e.pdf"


@dataclass
class House:
    """The people and everything an address may name."""

    cast: Any
    taking: Any
    finished: Any
    draft: Any
    complaint: Any
    request: Any
    database: str
    var: Path


def built() -> tuple[Any, ...]:
    """The two tenders of the portal's story, a draft, a complaint, and a committee member without any seat here."""
    from documents.sealing import voice
    from lpse.demo import complaints, information, tenders, vendors
    from tests.portal.story import told

    cast, taking, finished, _sealed, _kept = told(PATIENT)
    cast.people[OUTSIDER] = _committee_member(OUTSIDER)
    files = [("penawaran", CANARY_NAME, b"%PDF-1.4\n%" + CANARY.encode() + b"\n%%EOF\n")]
    form = {"price": CANARY_PRICE, "items": [], "catatan": CANARY}
    vendors.submit_bid(cast, "bahari", taking, files=files, form=form)
    vendors.join(cast, "lintang", taking)
    draft = tenders.drafted_tender(cast, title="Pengadaan Genset Kantor")
    tenders.enrol_members(cast, ["esti"])
    voiced = complaints.complain_sealed(
        name=CANARY_WITNESS,
        contact=f"{CANARY}@warga.example",
        files=[voice.Attached(CANARY_PROOF, "application/pdf", b"%PDF-1.4\n%" + CANARY.encode())],
    )
    proof = voice.Attached(CANARY_REPLY, "application/pdf", b"%PDF-1.4\n%" + CANARY.encode())
    complaints.reply_sealed(voiced.complaint, files=[proof])
    return cast, taking, finished, draft, complaints.complain().complaint, information.ask().request


def _committee_member(name: str) -> Any:
    import datetime as dt

    from lpse.accounts import services
    from lpse.accounts.models import User
    from lpse.core import clock
    from lpse.core.acts import Actor, Role
    from lpse.demo.cast import address

    now = clock.now()
    user = User.objects.create(email=address(name), password="!", name="Fitri Handayani")
    services.appoint(
        actor=Actor.clock(), user=user, role=Role.COMMITTEE, agency=None, since=now - dt.timedelta(days=1),
        until=now + dt.timedelta(days=300), decree_number="SK.77/2026", decree_on=now.date(), now=now,
    )  # fmt: skip
    return user


@pytest.fixture(scope="session")
def built_house(
    site: Any, s3: Any, django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """The house, committed once for the run."""
    var = tmp_path_factory.mktemp("house")
    with site.copy_of_database() as database:
        with django_db_blocker.unblock(), pointed_at(database, var):
            found = built()
        yield House(*found, database, var)


@pytest.fixture
def house(built_house: House, django_db_blocker: Any, tmp_path: Path) -> Iterator[House]:
    """The house for one test; what the test does is rolled back, with the record's kept head."""
    with rolled_back(built_house, django_db_blocker, tmp_path):
        yield built_house


@pytest.fixture
def browser(house: House) -> Callable[..., Client]:
    """A client of a stranger, or of a person who gave the second factor ``age`` seconds ago."""

    def opened(name: str = "", *, age: float = 0, csrf: bool = False) -> Client:
        person = house.cast.people[name] if name else None
        return client_of(person, age=age, enforce_csrf_checks=csrf, raise_request_exception=False)

    return opened
