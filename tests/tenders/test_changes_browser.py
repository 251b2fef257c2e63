# SPDX-License-Identifier: Apache-2.0
"""Two members change the deadline in two browsers while a vendor's bid room is open in a third: it follows live."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from lpse.core.canonical import parse, timestamp
from lpse.demo import tenders as world
from lpse.demo import vendors
from lpse.demo.cast import Cast
from lpse.ledger import services as ledger
from lpse.regulations import StageKind
from tenders import selectors
from tenders.models import Tender
from tests.support.browser import Person
from tests.support.journey import Journey
from tests.support.people import Troupe
from vendors.models import Envelope, Statement

People = Callable[[str], Person]
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def cast(journey: Journey) -> Cast:
    """Everyone, on the running portal."""
    return journey.cast


@pytest.fixture(scope="module")
def tender(cast: Cast) -> Tender:
    """An announced tender that Arung joined."""
    found = world.announced_tender(cast, closes_in=1800)
    vendors.join(cast, "arung", found)
    ledger.publish()
    return found


def deadline(tender: Tender) -> datetime:
    return selectors.window(tender, StageKind.BID_SUBMISSION).ends_at


def typed(moment: datetime) -> str:
    return moment.astimezone(ZoneInfo(settings.OFFICE["zone"])).strftime("%Y-%m-%dT%H:%M:%S")


def as_shown(value: str) -> str:
    """A typed moment as Chromium gives it back: without the seconds when there are none."""
    return value.removesuffix(":00")


def ends(page: Page) -> int:
    return int(page.locator("#tenggat [data-countdown]").get_attribute("data-ends") or 0)


def fill(page: Page, tender: Tender, folder: Path) -> None:
    for row in tender.requirements.filter(needs_file=True):
        file = folder / f"{row.slot}.pdf"
        file.write_bytes(vendors.PDF + os.urandom(2000))
        page.locator(f'[data-slot="{row.slot}"] [data-slot-input]').set_input_files(str(file))
    for item in tender.items.all():
        page.locator(f"#harga-{item.number}").fill("1.250.000,50")


def test_a_deadline_moves_by_two_people_while_a_bid_room_is_open(
    people: People, cast: Cast, tender: Tender, tmp_path: Path
) -> None:
    troupe = Troupe(cast, people)
    room = troupe.go("arung", f"/tender/{tender.code}/penawaran/")
    before = deadline(tender)
    assert ends(room) == round(before.timestamp() * 1000)
    fill(room, tender, tmp_path)

    proposal = troupe.go("bima", f"/tender/{tender.code}/jadwal/ubah/")
    later = (before + HOUR).replace(microsecond=0)
    proposal.locator("[name=deadline_at]").fill(typed(later))
    troupe.press("bima", "Hitung jadwal")
    expect(proposal.locator("[name=bid_submission-ends_at]")).to_have_value(as_shown(typed(later)))
    proposal.get_by_label("Alasan menurut aturan").select_option("system_disruption")
    proposal.get_by_label("Alasan", exact=True).fill("Portal tidak dapat dibuka satu jam.")
    troupe.look(proposal, "usulan-jadwal")
    troupe.press("bima", "Usulkan kepada anggota lain")
    expect(proposal.get_by_text("Menunggu orang kedua")).to_be_visible()
    assert ends(room) == round(before.timestamp() * 1000)

    tasks = troupe.go("citra", "/tugas/")
    troupe.press("citra", tasks.get_by_role("link", name="Putuskan perubahan jadwal"))
    expect(tasks.get_by_text("Portal tidak dapat dibuka satu jam.")).to_be_visible()
    troupe.look(tasks, "putuskan-jadwal")
    troupe.press("citra", "Setujui perubahan jadwal")
    expect(tasks.get_by_role("heading", name="Perubahan jadwal, revisi 2")).to_be_visible()
    troupe.look(tasks, "jadwal-berubah")

    # The open room follows without being loaded again: what was chosen and typed is still there.
    expect(room.locator("#tenggat [data-countdown]")).to_have_attribute(
        "data-ends", str(round(later.timestamp() * 1000)), timeout=30_000
    )
    expect(room.locator("#kabar")).to_contain_text("Portal tidak dapat dibuka satu jam.")
    expect(room.locator("#harga-1")).to_have_value("1.250.000,50")
    expect(room.locator("#tenggat [data-countdown-value]")).to_contain_text("01.")
    room.locator("[data-send]").click()
    expect(room.locator("[data-notes]")).to_contain_text("Versi 1 tercatat", timeout=90_000)
    header = parse(bytes(Envelope.objects.get(participation__tender=tender).header))
    assert header["ctx"]["nb"] == timestamp(later)
    assert Statement.objects.filter(participation__tender=tender).count() == 1
    troupe.look(room, "ruang-sesudah-perubahan")
    assert not troupe.ugly, "\n".join(troupe.ugly)


def test_an_addendum_reaches_the_open_room_of_a_bidder(
    people: People, cast: Cast, tender: Tender, tmp_path: Path
) -> None:
    troupe = Troupe(cast, people)
    room = troupe.go("arung", f"/tender/{tender.code}/penawaran/")
    sheet = troupe.go("bima", f"/tender/{tender.code}/ubah/")
    file = tmp_path / "spesifikasi-v2.pdf"
    file.write_bytes(world.PDF + b"% versi dua\n")
    sheet.get_by_label("Alasan", exact=True).fill("Garansi keliru.")
    sheet.get_by_label("Dokumen yang diganti").select_option(label="Spesifikasi teknis")
    sheet.locator("[name=file]").set_input_files(str(file))
    sheet.locator("[name=klausul-0-clause]").fill("Bab III butir 4")
    sheet.locator("[name=klausul-0-old]").fill("Garansi 12 bulan.")
    sheet.locator("[name=klausul-0-new]").fill("Garansi 24 bulan.")
    troupe.look(sheet, "susun-adendum")
    troupe.press("bima", "Usulkan adendum")
    assert "Menunggu orang kedua" in sheet.content(), sheet.locator("main").inner_text()[:1500]
    officer = troupe.go("ratna", "/tugas/")
    troupe.press("ratna", officer.get_by_role("link", name="Setujui adendum"))
    troupe.look(officer, "setujui-adendum")
    troupe.press("ratna", "Setujui sebagai PPK")
    expect(officer.get_by_role("heading", name="Adendum 1, revisi 3")).to_be_visible()
    troupe.look(officer, "adendum-terbit")
    expect(room.locator("#kabar")).to_contain_text("Adendum terbit sesudah penawaran Anda", timeout=30_000)
    assert not troupe.ugly, "\n".join(troupe.ugly)
