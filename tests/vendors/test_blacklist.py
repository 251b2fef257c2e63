# SPDX-License-Identifier: Apache-2.0
"""Who is barred from a tender, told with its ground and held by the database: blacklist, directors, both sides."""

import datetime as dt
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, ProgrammingError
from django.test import Client
from django.urls import reverse

from lpse.core import clock
from lpse.core.acts import Refused
from lpse.core.canonical import parse
from lpse.demo import vendors as world
from lpse.demo.cast import Cast
from lpse.ledger.models import Entry
from lpse.regulations.sanctions import YEARS, Ground, last_day
from tenders.models import Tender
from tests.support.clients import client_of
from vendors import selectors, services
from vendors.models import Blacklisting, Statement, Vendor
from vendors.rules import Part
from vendors.services import Judged

TODAY = dt.datetime.now(dt.UTC).date()
DECREE: dict[str, Any] = {
    "name": "PT Arung Bangun Persada",
    "tax_number": "013121660091000",
    "ground": Ground.FALSE_DOCUMENTS,
    "act": "Menyampaikan jaminan penawaran palsu.",
    "package": "Pengadaan Ranjang",
    "authority": "Kepala Dinas Kesehatan",
    "decree_number": "SK.44/2026",
    "decree_on": TODAY,
    "until": TODAY + dt.timedelta(days=300),
}


def enter(cast: Cast, **change: Any) -> Blacklisting:
    return services.blacklist_vendor(actor=cast.actor("vera"), **(DECREE | change), now=clock.now())


def name_director(cast: Cast, name: str, nik: str) -> None:
    """A verified vendor names one more director, whom the verifier accepts."""
    actor = cast.actor(name)
    vendor = selectors.vendor_of(actor)
    assert vendor is not None
    values = {"name": "Sita Dewi", "identity_number": nik, "position": "Komisaris"}
    services.add_row(actor=actor, part=Part.DIRECTOR, values=values, now=clock.now())
    verdicts = {each.name: Judged(True) for each in selectors.waiting_of(vendor)}
    services.judge_rows(actor=cast.actor("vera"), vendor=vendor, verdicts=verdicts, now=clock.now())


def run(sql: str, *values: object) -> list[tuple[Any, ...]]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall()) if cursor.description else []


def broken(sentence: str, sql: str, *values: object) -> None:
    with pytest.raises(DatabaseError) as caught:
        run(sql, *values)
    cause = caught.value.__cause__
    assert isinstance(cause, psycopg.Error)
    assert cause.diag.constraint_name == sentence


JOINING = (
    "INSERT INTO vendors_participation (tender_id, vendor_id, joined_at, joined_by_id)"
    " VALUES (%s, %s, clock_timestamp(), %s)"
)


@pytest.mark.pure
@pytest.mark.parametrize(
    ("ground", "since", "last"),
    [
        (Ground.FALSE_DOCUMENTS, dt.date(2026, 3, 2), dt.date(2028, 3, 1)),
        (Ground.RESIGNED, dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
        (Ground.COLLUSION, dt.date(2028, 2, 29), dt.date(2030, 2, 28)),
    ],
)
def test_a_sanction_lasts_until_the_eve_of_its_anniversary(ground: Ground, since: dt.date, last: dt.date) -> None:
    assert last_day(ground, since) == last


@pytest.mark.pure
def test_every_ground_has_its_years_with_their_article() -> None:
    assert set(YEARS) == set(Ground)
    assert all("R-BL-1" in number.source.text for number in YEARS.values())


def test_a_blacklisted_vendor_is_told_so_and_does_not_join(cast: Cast, tender: Tender) -> None:
    arung = Vendor.objects.get(seats__user=cast.people["arung"])
    row = enter(cast, tax_number="0" + arung.tax_number if len(arung.tax_number) == 15 else arung.tax_number)
    assert row.vendor == arung
    with pytest.raises(Refused, match=r"daftar hitam sampai .* \(SK.44/2026\)"):
        world.join(cast, "arung", tender)
    broken("no_barred_vendor_joins", JOINING, tender.pk, arung.pk, cast.people["arung"].pk)
    page = client_of(cast.people["arung"]).get(reverse("vendors:join-tender", args=[tender.code]))
    assert "SK.44/2026" in page.content.decode()
    services.lift_blacklisting(actor=cast.actor("vera"), row=row, decree="Putusan PTUN 9/2026", now=clock.now())
    world.join(cast, "arung", tender)


def test_a_bid_of_a_blacklisted_vendor_is_refused_by_the_database_but_a_withdrawal_is_not(
    cast: Cast, tender: Tender
) -> None:
    world.submit_bid(cast, "arung", tender)
    sealed = world.sealed_bid(cast, "arung", tender)
    body = world.stated(cast, "arung", tender, sealed)
    enter(cast)
    who = tender.participations.get()
    found = run("SELECT outcome, statement_id FROM vendors_accept(%s, %s, %s)", who.pk, body, who.joined_by_id)
    assert found == [("barred", None)]
    with pytest.raises(Refused, match=r"SK\.44/2026"):
        services.submit_bid(actor=cast.actor("arung"), tender=tender, body=body, now=clock.now())
    assert Statement.objects.count() == 1
    room = client_of(cast.people["arung"]).get(reverse("vendors:room", args=[tender.code])).content.decode()
    assert "SK.44/2026" in room
    world.withdraw_bid(cast, "arung", tender)
    assert not tender.participations.get().bids.filter(status="submitted").exists()


def test_a_director_of_a_blacklisted_business_bars_the_next_one_too(cast: Cast, tender: Tender) -> None:
    enter(cast)
    name_director(cast, "bahari", world.DIRECTORS["arung"][1])
    with pytest.raises(Refused, match=r"Seorang pengurus .* \(SK\.44/2026\)"):
        world.join(cast, "bahari", tender)


def test_of_two_bidders_with_one_director_the_later_one_is_barred(cast: Cast, tender: Tender) -> None:
    """Naming the director of a rival bars oneself, never the rival."""
    world.join(cast, "bahari", tender)
    name_director(cast, "bahari", world.DIRECTORS["arung"][1])
    world.join(cast, "arung", tender)
    arung, bahari = (Vendor.objects.get(seats__user=cast.people[name]) for name in ("arung", "bahari"))
    assert selectors.refusal_of(arung, tender, clock.now()) is None
    refusal = selectors.refusal_of(bahari, tender, clock.now())
    assert refusal is not None
    assert "pengurus peserta lain" in refusal.message
    assert "Arung" not in str(refusal)
    with pytest.raises(Refused, match="pengurus peserta lain"):
        world.submit_bid(cast, "bahari", tender)


def test_the_officer_of_a_package_does_not_bid_for_it(cast: Cast, tender: Tender) -> None:
    arung = Vendor.objects.get(seats__user=cast.people["arung"])
    arung.seats.create(user=cast.people["ratna"])
    with pytest.raises(Refused, match="benturan kepentingan"):
        world.join(cast, "arung", tender)
    broken("no_barred_vendor_joins", JOINING, tender.pk, arung.pk, cast.people["arung"].pk)


def test_a_decree_is_entered_as_the_law_allows_by_a_verifier_alone(cast: Cast) -> None:
    with pytest.raises(Refused, match="paling lama 1 tahun"):
        enter(cast, ground=Ground.RESIGNED, until=TODAY + dt.timedelta(days=366))
    with pytest.raises(Refused, match="belum tiba"):
        enter(cast, decree_on=TODAY + dt.timedelta(days=3))
    for name in ("bima", "oki", "arung"):
        with pytest.raises(Refused, match="jabatan"):
            services.blacklist_vendor(actor=cast.actor(name), **DECREE, now=clock.now())
    with pytest.raises(Refused, match="faktor kedua"):
        services.blacklist_vendor(actor=cast.actor("vera", stepped_up=False), **DECREE, now=clock.now())
    enter(cast)
    assert parse(bytes(Entry.objects.latest("idx").body))["public"]["decree"] == "SK.44/2026"
    with pytest.raises(Refused, match="sudah tercatat"):
        enter(cast)


def test_a_blacklisting_is_lifted_never_rewritten_or_deleted(
    cast: Cast, owner_connection: psycopg.Connection[Any]
) -> None:
    row = enter(cast)
    for change in ("DELETE FROM vendors_blacklisting", "UPDATE vendors_blacklisting SET ends_at = now()"):
        with pytest.raises(ProgrammingError, match="permission denied"):
            run(change)
    broken("a_lifting_has_its_decree", "UPDATE vendors_blacklisting SET lifted_at = now() WHERE id = %s", row.pk)
    services.lift_blacklisting(actor=cast.actor("vera"), row=row, decree="Putusan 9", now=clock.now())
    again = "UPDATE vendors_blacklisting SET lifting_decree = 'x' WHERE id = %s"
    broken("a_blacklisting_is_lifted_never_rewritten", again, row.pk)
    with pytest.raises(Refused, match="tidak lagi berlaku"):
        services.lift_blacklisting(actor=cast.actor("vera"), row=row, decree="Putusan 9", now=clock.now())
    with pytest.raises(psycopg.errors.CheckViolation) as caught:
        owner_connection.execute(b"DELETE FROM vendors_blacklisting")
    assert caught.value.diag.constraint_name == "blacklistings_are_for_ever"
    owner_connection.rollback()


def test_the_list_is_public_and_kept_by_the_verifier_through_its_pages(cast: Cast) -> None:
    guest, vera = Client(headers={"host": "localhost"}), client_of(cast.people["vera"])
    listed = reverse("vendors:blacklist")
    assert "Belum ada sanksi" in guest.get(listed).content.decode()
    posted = DECREE | {"ground": "collusion", "until": TODAY + dt.timedelta(days=30)}
    adding = reverse("vendors:blacklist-vendor")
    assert client_of(cast.people["bima"]).get(adding).status_code == 404
    assert vera.post(adding, posted | {"tax_number": "1"}).status_code == 422
    assert vera.post(adding, posted).status_code == 302
    row = Blacklisting.objects.get()
    page = guest.get(listed, {"q": "arung"}).content.decode()
    assert "bersekongkol" in page
    assert "SK.44/2026" in page
    assert "Tidak ada yang cocok" in guest.get(listed, {"q": "entah"}).content.decode()
    lifting = reverse("vendors:lift-blacklisting", args=[row.pk])
    assert client_of(cast.people["oki"]).post(lifting, {"decree": "x"}).status_code == 404
    assert vera.post(lifting, {"decree": ""}).status_code == 422
    assert vera.post(lifting, {"decree": "Putusan PTUN 9/2026"}).status_code == 302
    assert "Dicabut dengan Putusan PTUN 9/2026" in guest.get(listed).content.decode()
