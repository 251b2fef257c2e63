# SPDX-License-Identifier: Apache-2.0
"""The estimate through HTTP: a sheet is taken whole or not at all, the split and the sources are shown."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from lpse.accounts.models import WorkUnit
from lpse.core import clock
from lpse.core.acts import Refused
from lpse.core.canonical import parse
from lpse.demo import tenders as world
from lpse.demo.cast import Cast
from lpse.ledger import selectors as record
from lpse.regulations.taxes import split
from tenders import services
from tenders.estimate import read_estimate
from tenders.models import Package


@pytest.fixture
def package(cast: Cast) -> Package:
    now = clock.now()
    fields = {"plan_code": "1234", "name": "Genset", "location": "Sagara", "fiscal_year": 2026, "ceiling": 500_000_000}
    return services.create_package(
        actor=cast.actor("ratna"), work_unit=WorkUnit.objects.all()[0], fields=fields, training=True, now=now
    )


def send(browser: Client, package: Package, text: str, name: str = "hps.csv") -> Any:
    file = SimpleUploadedFile(name, text.encode())
    return browser.post(reverse("tenders:import-items", args=[package.code]), {"file": file})


HEAD = "Uraian;Volume;Satuan;Harga satuan;Sumber harga;Bebas PPN\n"


def test_a_sheet_with_a_wrong_row_saves_nothing_and_names_it(package: Package, as_person: Any) -> None:
    ratna = as_person("ratna")
    assert send(ratna, package, HEAD + "Genset;2;unit;111.000.000;Survei;\n").status_code == 302
    answer = send(ratna, package, HEAD + "Lain;1;unit;5;Survei;\n<b>;1.5;unit;1;x;\n")
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in ("1 baris belum dapat diambil", "Baris 3", "Volume", "Tulis 1,5"):
        assert words in page
    assert [row.description for row in package.items.all()] == ["Genset"]
    above = send(ratna, package, HEAD + "Genset;2;unit;911.000.000;Survei;\n")
    assert above.status_code == 422
    assert "melampaui pagu" in above.content.decode()
    assert send(ratna, package, "%PDF", "hps.pdf").status_code == 422


def test_the_estimate_is_kept_with_and_without_ppn_and_shown(package: Package, as_person: Any) -> None:
    ratna = as_person("ratna")
    send(ratna, package, HEAD + "Genset;2;unit;111.000.000;Survei 1 November;\nBuku;1;buah;1.000.000;Katalog;ya\n")
    package.refresh_from_db()
    assert (package.owner_estimate, package.owner_estimate_net) == (223_000_000, 201_000_000)
    page = ratna.get(reverse("tenders:package", args=[package.code])).content.decode()
    for words in ("Rp201.000.000,00", "Rp22.000.000,00", "PMK 131/2024", "Survei 1 November", "bebas PPN"):
        assert words in page
    sheet = ratna.get(reverse("tenders:items-sheet", args=[package.code]))
    rows, errors = read_estimate("hps.xlsx", sheet.content)
    assert errors == []
    assert [row.source for row in rows] == ["Survei 1 November", "Katalog"]


def test_a_price_without_source_keeps_a_package_with_its_officer(package: Package, cast: Cast, as_person: Any) -> None:
    rows = [world.ROWS[0], replace(world.ROWS[1], source="Survei")]
    services.set_package_items(actor=cast.actor("ratna"), package=package, rows=rows, now=clock.now())
    with pytest.raises(Refused, match="pakta integritas"):
        services.submit_package(actor=cast.actor("ratna"), package=package)
    services.sign_officer_pact(actor=cast.actor("ratna"), package=package, now=clock.now())
    with pytest.raises(Refused, match="Sumber harga butir 1 belum diisi"):
        services.submit_package(actor=cast.actor("ratna"), package=package)
    page = as_person("ratna").get(reverse("tenders:package", args=[package.code])).content.decode()
    assert "Isi sumber harga butir:" in page


def test_nobody_else_reaches_the_sheet_and_a_submitted_one_stays(cast: Cast, as_person: Any) -> None:
    package = world.submitted_package(cast)
    for name in ("import-items", "items-sheet"):
        address = reverse(f"tenders:{name}", args=[package.code])
        assert as_person("arung").get(address).status_code == 404
        assert as_person("ratna").get(address).status_code == 409


def test_the_announcement_says_the_estimate_without_ppn_and_its_day(cast: Cast, client: Client) -> None:
    tender = world.announced_tender(cast)
    document = record.parsed_document(parse(bytes(record.entries_of(tender.code)[-1].body))["h"])
    net = sum(split(row.quantity * row.unit_price, "pbj-2025").net for row in world.ROWS)
    assert Decimal(document["owner_estimate_net"]) == net
    assert document["owner_estimate_on"] == tender.owner_estimate_on.isoformat()
    page = client.get(reverse("tenders:tender", args=[tender.code])).content.decode()
    assert "Tanpa PPN" in page


def test_the_officer_sets_an_old_estimate_again_from_the_page_of_the_package(
    package: Package, cast: Cast, as_person: Any
) -> None:
    ratna, now = cast.actor("ratna"), clock.now()
    rows = [replace(world.ROWS[0], source="Survei")]
    services.set_package_items(actor=ratna, package=package, rows=rows, now=now - timedelta(days=3))
    services.sign_officer_pact(actor=ratna, package=package, now=now)
    services.submit_package(actor=ratna, package=package)
    members = [cast.people[name] for name in world.MEMBERS]
    tender = services.assign_committee(
        actor=cast.actor("hendra"), package=package, members=members, chair=members[0], now=now
    )
    address = reverse("tenders:renew-estimate", args=[tender.code])
    assert as_person("arung").post(address).status_code == 404
    assert as_person("bima").post(address).status_code == 403
    page = reverse("tenders:package", args=[package.code])
    assert "Tetapkan kembali HPS" in as_person("ratna").get(page).content.decode()
    assert as_person("ratna").post(address).status_code == 302
    tender.refresh_from_db()
    assert tender.owner_estimate_on == now.astimezone(ZoneInfo(tender.zone)).date()
    assert "Tetapkan kembali HPS" not in as_person("ratna").get(page).content.decode()
