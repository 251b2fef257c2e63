# SPDX-License-Identifier: Apache-2.0
"""The letter of appointment waits for the objection window and for every hold."""

import io
import json
from zoneinfo import ZoneInfo

import pypdf
import pytest

import tenders.services
import vendors.services
from documents import services as documents
from documents.rules import Store
from evaluation import services
from evaluation.models import Award
from lpse.core import clock
from lpse.core.acts import Refused
from lpse.demo import evaluation as world
from lpse.demo.waiting import wait_until
from lpse.ledger.models import Entry
from lpse.regulations.sanctions import Ground
from tenders.models import Tender
from tenders.rules import Status
from vendors.models import Blacklisting, Vendor

from .conftest import Scene


def issue(scene: Scene, name: str = "ratna", number: str = "027/1/SPPBJ/2026", *, stepped_up: bool = True) -> Award:
    return services.issue_award(
        actor=scene.cast.actor(name, stepped_up=stepped_up), tender_id=scene.tender.pk, number=number, now=clock.now()
    )


def blacklisted(scene: Scene, vendor: Vendor) -> Blacklisting:
    """The verifier enters a blacklisting of this business, from today on."""
    today = clock.now().astimezone(ZoneInfo(scene.tender.zone)).date()
    return vendors.services.blacklist_vendor(
        actor=scene.cast.actor("vera"),
        name=str(vendor),
        tax_number=vendor.tax_number,
        ground=Ground.FALSE_DOCUMENTS,
        act="Menyampaikan dukungan pabrik palsu.",
        package="Pengadaan Ranjang",
        authority="Kepala Dinas Kesehatan",
        decree_number="SK.44/2026",
        decree_on=today,
        until=today,
        now=clock.now(),
    )


def test_the_winner_is_appointed_once_the_objection_window_is_over(sheet: Scene) -> None:
    result = world.decided(sheet.cast, sheet.tender)
    with pytest.raises(Refused, match="Masa sanggah masih berjalan"):
        issue(sheet)
    wait_until(result.objection_ends_at)
    for name in ("bima", "hendra", "lintang"):
        with pytest.raises(Refused):
            issue(sheet, name)
    with pytest.raises(Refused, match="faktor kedua"):
        issue(sheet, stepped_up=False)
    with pytest.raises(Refused, match="Nomor surat kosong"):
        issue(sheet, number="  ")
    award = issue(sheet)
    winner = result.standings.get(rank=1)
    assert (award.vendor, award.value) == (winner.vendor, winner.price_corrected)
    assert Tender.objects.get(pk=sheet.tender.pk).status == Status.AWARDED
    assert award.letter.store == Store.PUBLIC
    letter = pypdf.PdfReader(io.BytesIO(documents.read(award.letter)))
    told = " ".join(" ".join(page.extract_text() for page in letter.pages).split())
    assert "jaminan pelaksanaan sebesar Rp" in told
    assert "paling lambat 14 hari kerja sesudah surat ini diterbitkan" in told
    entry = Entry.objects.get(subject=sheet.tender.code, act="evaluation.issue_award")
    said = json.loads(bytes(entry.body))["public"]
    assert said["vendor"] == winner.vendor.code
    assert said["letter"] == award.letter.sha256
    with pytest.raises(Refused, match="sudah selesai"):
        issue(sheet, number="027/2/SPPBJ/2026")


def test_a_hold_or_the_blacklist_keeps_the_letter_back_until_it_is_lifted(sheet: Scene) -> None:
    result = world.decided(sheet.cast, sheet.tender)
    tenders.services.place_hold(tender=sheet.tender, reason="sanggah", ref="S-7", now=clock.now())
    wait_until(result.objection_ends_at)
    with pytest.raises(Refused, match=r"ditahan sejak ada sanggah \(S-7\)"):
        issue(sheet)
    tenders.services.lift_hold(tender=sheet.tender, ref="S-7", now=clock.now())
    row = blacklisted(sheet, result.standings.get(rank=1).vendor)
    with pytest.raises(Refused, match=r"masuk daftar hitam sampai .* \(SK\.44/2026\)"):
        issue(sheet)
    vendors.services.lift_blacklisting(
        actor=sheet.cast.actor("vera"), row=row, decree="Putusan PTUN 9/2026", now=clock.now()
    )
    assert issue(sheet).number == "027/1/SPPBJ/2026"


def test_there_is_no_letter_before_a_result(sheet: Scene) -> None:
    with pytest.raises(Refused, match="belum diumumkan"):
        issue(sheet)
