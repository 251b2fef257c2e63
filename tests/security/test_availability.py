# SPDX-License-Identifier: Apache-2.0
"""One broken tender, a dead worker or a dead broker stops nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command
from django.test import Client

from tests.security.conftest import House

if TYPE_CHECKING:
    from evaluation.models import Opening

CLOSES_IN = 8


def closing(house: House, title: str) -> Any:
    """A tender with one bid whose deadline is near."""
    from decimal import Decimal

    from lpse.demo import tenders, vendors

    tender = tenders.announced_tender(house.cast, title=title, closes_in=CLOSES_IN)
    files = vendors.sample_files(tender, "arung")[:2]  # the fewer, the sooner it is sealed
    vendors.submit_bid(house.cast, "arung", tender, price=Decimal("300000000.00"), files=files)
    return tender


def test_a_tender_that_cannot_be_closed_or_opened_stops_no_other(house: House) -> None:
    from django.db import connection

    from evaluation.models import Opening
    from lpse.demo import waiting
    from lpse.portal.tick import tick
    from tenders.models import Tender

    broken, sound = closing(house, "Rusak"), closing(house, "Utuh")
    # Its record was damaged from outside: the close cannot place it on the public record.
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_pending SET entry_id = 0, position = 0 WHERE tender = %s", [broken.code])
    waiting.closed(broken)
    waiting.closed(sound)
    tick()
    tick()
    assert Tender.objects.get(pk=sound.pk).status == "closed"
    assert Opening.objects.filter(tender=sound).exists()
    assert Tender.objects.get(pk=broken.pk).status == "announced"


def test_an_opening_that_cannot_begin_stops_no_other(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from evaluation import services as opening
    from evaluation.models import Opening
    from evaluation.selectors import ceremony
    from lpse.core import clock
    from lpse.core.acts import Actor
    from lpse.demo import waiting
    from lpse.portal.tick import tick
    from vendors.services import close_tender

    broken, sound = closing(house, "Rusak"), closing(house, "Utuh")
    for tender in (broken, sound):
        waiting.closed(tender)
        close_tender(actor=Actor.clock(), tender=tender, now=clock.now())
    begin = opening.begin_opening

    def begin_unless_broken(*, tender_id: int, now: datetime) -> Opening:
        """No role may damage a close in the database; the fault is put where it would come to light."""
        if tender_id == broken.pk:
            raise RuntimeError("its close cannot be read")
        return begin(tender_id=tender_id, now=now)

    monkeypatch.setattr(opening, "begin_opening", begin_unless_broken)
    tick()
    assert Opening.objects.filter(tender=sound).exists()
    assert not Opening.objects.filter(tender=broken).exists()
    assert broken.pk in ceremony.due_to_begin()
    monkeypatch.undo()
    tick()
    assert Opening.objects.filter(tender=broken).exists()


def test_with_the_worker_and_the_broker_gone_bids_open_by_hand(house: House, settings: Any) -> None:
    from evaluation.models import OpenedBid
    from lpse.demo import evaluation_opening as world
    from lpse.portal.tick import tick
    from tenders.models import Tender

    dead = "redis://:x@127.0.0.1:1/0"
    settings.REDIS_URL = settings.CELERY_BROKER_URL = dead
    tender = closing(house, "Tanpa pekerja")
    opening = world.begun_opening(tender)
    for name in ("bima", "citra"):
        world.release(house.cast, name, opening)
    tick()
    call_command("open_bids", tender.code)
    assert OpenedBid.objects.get(opening=opening).result == "ok"
    assert Tender.objects.get(pk=tender.pk).status == "opened"


def test_without_valkey_every_page_still_answers(house: House, browser: Callable[..., Client], settings: Any) -> None:
    settings.REDIS_URL = settings.CELERY_BROKER_URL = "redis://:x@127.0.0.1:1/0"
    for name, paths in {
        "": [
            "/",
            "/tender/",
            f"/tender/{house.taking.code}/",
            "/pembukaan/",
            "/catatan/",
            "/readyz",
            "/pengaduan/kirim/",
        ],
        "arung": ["/tugas/", f"/tender/{house.taking.code}/penawaran/"],
        "bima": ["/tugas/", f"/tender/{house.finished.code}/pembukaan/"],
    }.items():
        client = browser(name)
        for path in paths:
            assert client.get(path).status_code in (200, 503 if path == "/readyz" else 200), path
