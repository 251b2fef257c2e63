# SPDX-License-Identifier: Apache-2.0
"""Qualification data: every part, renewals that wait beside what stands, verdicts row by row, and their guards."""

import datetime as dt
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, IntegrityError, ProgrammingError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lpse.core import clock
from lpse.core.acts import Missing, Refused
from lpse.demo import vendors as world
from lpse.demo.cast import Cast
from tests.support.clients import client_of
from vendors import selectors, services
from vendors.models import ROWS, Director, Licence, Owner, Vendor
from vendors.rules import WITH_FILE, Part, VendorStatus
from vendors.services import Judged

TODAY = clock.now().date()
EVERY: dict[Part, dict[str, Any]] = {
    Part.LICENCE: {"kind": "SBU", "number": "9", "issuer": "LPJK", "kbli": "41011", "kbli_version": 2020,
                   "grade": "BG002, menengah", "valid_until": TODAY + dt.timedelta(days=20)},
    Part.TAX: {"year": TODAY.year - 3, "number": "SPT-3"},
    Part.TAX_STATUS: {"checked_on": TODAY, "number": "KSWP-7", "is_confirmed": True,
                      "valid_until": TODAY + dt.timedelta(days=20)},
    Part.BRANCH: {"name": "Cabang Teluk Biru", "number": "0013121660091000000001", "address": "Jalan Mutiara 1"},
    Part.DEED: {"kind": "amendment", "number": "7", "notary": "Andi Rahman", "dated_on": TODAY},
    Part.OWNER: {"name": "Sita Dewi", "identity_number": "7371014507820009", "share": Decimal("40")},
    Part.DIRECTOR: {"name": "Sita Dewi", "identity_number": "7371014507820009", "position": "Direktur"},
    Part.POWER: {"holder": "Budi Karya", "identity_number": "7371011203800004", "granted_by": "Rani Pradipta",
                 "number": "SK-3", "dated_on": TODAY, "valid_until": TODAY + dt.timedelta(days=20)},
    Part.PERSONNEL: {"name": "Budi", "identity_number": "7371011203800004", "expertise": "Ahli madya", "years": 9},
    Part.EQUIPMENT: {"name": "Truk bak", "count": 2, "year": 2021, "tenure": "owned", "location": "Sagara"},
    Part.EXPERIENCE: {"title": "Gudang", "client": "Kota Sagara", "value": Decimal(1), "finished_on": TODAY},
    Part.RUNNING: {"title": "Gudang", "client": "Kota Sagara", "value": Decimal(1), "done": Decimal(40),
                   "started_on": TODAY, "ends_on": TODAY + dt.timedelta(days=20), "field_code": "BG002"},
    Part.FINANCE: {"year": 2025, "assets": Decimal(900), "liabilities": Decimal(300), "equity": Decimal(600)},
}  # fmt: skip


def add(cast: Cast, part: Part, name: str = "arung", replaces: int | None = None, **change: Any) -> Any:
    values = EVERY[part] | change
    paper: dict[str, Any] = {"evidence": world.PDF, "evidence_name": "surat.pdf"} if part in WITH_FILE else {}
    return services.add_row(
        actor=cast.actor(name), part=part, values=values, replaces=replaces, now=clock.now(), **paper
    )


def judge(cast: Cast, vendor: Vendor, *, but: str = "") -> None:
    said = {each.name: Judged(each.name != but, "Berkas bukti tidak terbaca.") for each in selectors.waiting_of(vendor)}
    services.judge_rows(actor=cast.actor("vera"), vendor=vendor, verdicts=said, now=clock.now())


@pytest.fixture
def vendor(cast: Cast) -> Vendor:
    return world.verified_vendor(cast, "arung")


def test_a_verified_vendor_adds_every_part_and_stays_verified_while_they_wait(cast: Cast, vendor: Vendor) -> None:
    for part in Part:
        add(cast, part)
    assert [each.part for each in selectors.waiting_of(vendor)] == [part.value for part in Part]
    queue = selectors.queue()
    assert [(row.vendor, row.field_count, row.is_renewal) for row in queue] == [(vendor, len(Part), True)]
    judge(cast, vendor)
    assert selectors.queue() == []
    assert Vendor.objects.get(pk=vendor.pk).status == VendorStatus.VERIFIED
    for part in Part:
        assert selectors.rows_of(vendor, part).latest("pk").accepted_at is not None


def test_a_renewal_waits_beside_what_it_renews_and_ends_it_once_accepted(cast: Cast, vendor: Vendor) -> None:
    old = vendor.licences.get()
    first = add(cast, Part.LICENCE, replaces=old.pk)
    judge(cast, vendor, but=f"licence.{first.pk}")
    assert Licence.objects.get(pk=old.pk).ended_at is None
    field = next(each for each in selectors.fields_of(vendor) if each.name == f"licence.{first.pk}")
    assert (field.accepted, field.reason) == (False, "Berkas bukti tidak terbaca.")
    second = add(cast, Part.LICENCE, replaces=old.pk, number="10")
    assert Licence.objects.get(pk=first.pk).ended_at is not None
    judge(cast, vendor)
    assert [row.pk for row in selectors.rows_of(vendor, Part.LICENCE)] == [second.pk]
    assert Licence.objects.get(pk=old.pk).number == vendor.business_number


def test_the_last_accepted_row_of_a_needed_part_is_renewed_before_it_goes(cast: Cast, vendor: Vendor) -> None:
    old = vendor.licences.get()
    with pytest.raises(Refused, match="Perbarui dahulu"):
        services.remove_row(actor=cast.actor("arung"), part="licence", row_id=old.pk, now=clock.now())
    owner = vendor.owners.get()
    services.remove_row(actor=cast.actor("arung"), part="owner", row_id=owner.pk, now=clock.now())
    assert Owner.objects.get(pk=owner.pk).ended_at is not None
    for part, pk in (("owner", owner.pk), ("licence", 2**31), ("ships", 1)):
        with pytest.raises(Missing):
            services.remove_row(actor=cast.actor("arung"), part=part, row_id=pk, now=clock.now())


def test_owners_hold_the_whole_at_most_and_a_year_stands_once(cast: Cast, vendor: Vendor) -> None:
    with pytest.raises(Refused, match="yang sudah diisi 60"):
        add(cast, Part.OWNER, share=Decimal("40.01"))
    add(cast, Part.OWNER, replaces=vendor.owners.get().pk, share=Decimal(100))
    with pytest.raises(Refused, match="tahun itu sudah ada"):
        add(cast, Part.TAX, year=TODAY.year - 1)
    with pytest.raises(Refused, match="tidak seimbang"):
        add(cast, Part.FINANCE, equity=Decimal(601))
    with pytest.raises(Refused, match="sudah berakhir"):
        add(cast, Part.LICENCE, valid_until=TODAY - dt.timedelta(days=1))
    for wrong in ({"done": Decimal(100)}, {"value": Decimal(0)}, {"started_on": TODAY + dt.timedelta(days=1)}):
        with pytest.raises(Refused, match="Kontrak berjalan"):
            add(cast, Part.RUNNING, **wrong)
    with pytest.raises(Refused, match="mulai sebelum selesai"):
        add(cast, Part.EXPERIENCE, started_on=TODAY + dt.timedelta(days=1))


def test_a_changed_identity_is_judged_anew(cast: Cast) -> None:
    vendor = world.registered_vendor(cast, "arung")
    verdicts = {each.name: Judged(each.name != "tax_number", "Salah.") for each in selectors.fields_of(vendor)}
    services.judge_vendor(actor=cast.actor("vera"), vendor=vendor, verdicts=verdicts, now=clock.now())
    changed = dict(world.COMPANIES["arung"], phone="0411-1")
    services.edit_vendor(actor=cast.actor("arung"), **changed, now=clock.now())
    said = {each.name: each.accepted for each in selectors.fields_of(Vendor.objects.get())}
    assert (said["name"], said["tax_number"], said["phone"]) == (True, False, None)


def test_nobody_else_touches_the_rows_of_a_vendor(cast: Cast, vendor: Vendor) -> None:
    other = world.verified_vendor(cast, "bahari")
    foreign = other.licences.get().pk
    with pytest.raises(Missing):
        add(cast, Part.LICENCE, replaces=foreign)
    for name in ("bima", "vera", "oki"):
        with pytest.raises(Refused, match="jabatan"):
            add(cast, Part.DEED, name=name)
    with pytest.raises(Refused, match="jabatan"):
        services.judge_rows(actor=cast.actor("bima"), vendor=vendor, verdicts={}, now=clock.now())
    with pytest.raises(Refused, match="Tidak ada isian baru"):
        services.judge_rows(actor=cast.actor("vera"), vendor=vendor, verdicts={}, now=clock.now())


def test_what_ends_within_a_month_stands_on_the_task_list_until_it_is_renewed(cast: Cast, vendor: Vendor) -> None:
    row = add(cast, Part.LICENCE)
    judge(cast, vendor)
    rani = client_of(cast.people["arung"])
    renew = reverse("vendors:renew-row", args=["licence", row.pk])
    assert renew in rani.get("/tugas/").content.decode()
    assert "Berakhir dalam 20 hari" in rani.get(reverse("vendors:vendor")).content.decode()
    add(cast, Part.LICENCE, replaces=row.pk, valid_until=TODAY + dt.timedelta(days=400))
    assert renew not in rani.get("/tugas/").content.decode()


def test_a_contract_past_its_end_still_runs_and_asks_to_be_renewed(cast: Cast, vendor: Vendor) -> None:
    row = add(cast, Part.RUNNING, started_on=TODAY - dt.timedelta(days=9), ends_on=TODAY - dt.timedelta(days=1))
    judge(cast, vendor)
    rani = client_of(cast.people["arung"])
    assert reverse("vendors:renew-row", args=["running", row.pk]) in rani.get("/tugas/").content.decode()
    page = rani.get(reverse("vendors:vendor")).content.decode()
    assert "Sudah lewat tanggal berakhir" in page
    assert "SKP 3 dari 5 paket" in page


def test_renewal_and_its_verdict_through_the_pages(cast: Cast, vendor: Vendor) -> None:
    rani, vera = client_of(cast.people["arung"]), client_of(cast.people["vera"])
    old = vendor.directors.get()
    renew = reverse("vendors:renew-row", args=["director", old.pk])
    assert old.identity_number in rani.get(renew).content.decode()
    assert client_of(cast.people["bahari"]).get(renew).status_code in (302, 404)
    posted = {"name": old.name, "identity_number": old.identity_number, "position": "Komisaris"}
    assert rani.post(renew, posted).status_code == 302
    page = rani.get(reverse("vendors:vendor")).content.decode()
    assert "Pembaruan menunggu verifikator" in page
    address = reverse("vendors:judge-vendor", args=[vendor.code])
    new = vendor.directors.latest("pk")
    assert "bila diterima, isian yang lama berakhir" in vera.get(address).content.decode()
    assert vera.post(address, {f"director.{new.pk}:verdict": "ya"}).status_code == 302
    assert [row.position for row in selectors.rows_of(vendor, Part.DIRECTOR)] == ["Komisaris"]


def test_pages_ask_the_same_number_of_questions_however_many_rows_there_are(cast: Cast, vendor: Vendor) -> None:
    rani, vera = client_of(cast.people["arung"]), client_of(cast.people["vera"])
    places = ((rani, reverse("vendors:vendor")), (rani, "/tugas/"), (vera, reverse("vendors:verification")))

    def counts() -> list[int]:
        found = []
        for browser, path in places:
            browser.get(path)
            with CaptureQueriesContext(connection) as asked:
                browser.get(path)
            found.append(len(asked))
        return found

    add(cast, Part.LICENCE)
    few = counts()
    for number in range(4):
        add(cast, Part.LICENCE, number=str(number))
        add(cast, Part.DIRECTOR)
    assert counts() == few


# Guards -------------------------------------------------------------------------------------------------------------


def run(sql: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def broken(sentence: str, sql: str, *values: object) -> None:
    with pytest.raises((DatabaseError, IntegrityError)) as caught:
        run(sql, *values)
    cause = caught.value.__cause__
    assert isinstance(cause, psycopg.Error)
    assert cause.diag.constraint_name == sentence


def test_a_row_is_never_rewritten_deleted_or_accepted_without_a_verdict(cast: Cast, vendor: Vendor) -> None:
    for part, model in ROWS.items():
        table = model._meta.db_table
        row = add(cast, part)
        for change in (
            f"DELETE FROM {table}",
            f"TRUNCATE {table} CASCADE",
            f"UPDATE {table} SET vendor_id = vendor_id",
        ):
            with pytest.raises(ProgrammingError, match="permission denied"):
                run(change)
        accept = f"UPDATE {table} SET accepted_at = now() WHERE id = %s"
        broken("a_row_stands_by_a_verdict", accept, row.pk)
        run(f"UPDATE {table} SET ended_at = now() WHERE id = %s", row.pk)
        broken("a_row_is_never_rewritten", f"UPDATE {table} SET ended_at = NULL WHERE id = %s", row.pk)


DIRECTOR = (
    "INSERT INTO vendors_director (vendor_id, name, identity_number, position, replaces_id, accepted_at)"
    " VALUES (%s, 'x', %s, 'x', %s, {accepted})"
)


def test_rows_come_from_their_vendor_and_wait(cast: Cast, vendor: Vendor) -> None:
    nik = "7371014507820003"
    broken("a_row_stands_by_a_verdict", DIRECTOR.format(accepted="now()"), vendor.pk, nik, None)
    plain = DIRECTOR.format(accepted="NULL")
    broken("a_director_has_a_nik", plain, vendor.pk, "12", None)
    waiting = world.registered_vendor(cast, "bahari")
    broken("no_row_while_it_is_judged", plain, waiting.pk, nik, None)
    foreign = Director.objects.get(vendor=waiting).pk
    broken("a_renewal_is_of_the_same_vendor", plain, vendor.pk, nik, foreign)
    own = vendor.directors.get().pk
    run(plain, vendor.pk, nik, own)
    broken("director_is_renewed_once_at_a_time", plain, vendor.pk, nik, own)


RUNNING = (
    "INSERT INTO vendors_runningcontract (vendor_id, title, client, value, done, started_on, ends_on, field_code)"
    " VALUES (%s, 'x', 'x', {value}, {done}, {started}, current_date, '{code}')"
)


def test_a_running_contract_can_be_one(cast: Cast, vendor: Vendor) -> None:
    whole = {"value": "1", "done": "40", "started": "current_date", "code": "BG002"}
    run(RUNNING.format(**whole), vendor.pk)
    for sentence, wrong in (
        ("a_running_contract_has_a_value", {"value": "0"}),
        ("a_running_contract_is_not_finished", {"done": "100"}),
        ("a_running_contract_begins_before_it_ends", {"started": "current_date + 1"}),
        ("a_running_contract_has_a_field_code", {"code": "bg2"}),
    ):
        broken(sentence, RUNNING.format(**whole | wrong), vendor.pk)


TWIN = (
    "INSERT INTO vendors_vendor (code, form, name, business_number, tax_number, address, city, phone, small_business,"
    " status, registered_at) VALUES ('V-x', 'PT', 'x', %s, %s, '', '', '', true, 'registered', now())"
)


def test_one_business_is_one_vendor_in_the_database_too(cast: Cast, vendor: Vendor) -> None:
    for nib, npwp in ((vendor.business_number, "0013000666091000"), ("8120107654321", vendor.tax_number)):
        with pytest.raises(IntegrityError, match="unique"):
            run(TWIN, nib, npwp)
    broken("one_taxpayer_is_one_vendor", TWIN, "8120107654321", "0" + vendor.tax_number)


def test_even_the_owner_of_the_tables_deletes_no_row(owner_connection: psycopg.Connection[Any]) -> None:
    for model in ROWS.values():
        with pytest.raises(psycopg.errors.CheckViolation) as caught:
            owner_connection.execute(f"DELETE FROM {model._meta.db_table}".encode())
        assert caught.value.diag.constraint_name == "rows_are_for_ever"
        owner_connection.rollback()
