# SPDX-License-Identifier: Apache-2.0
"""The team of a vendor: invitations by link, powers given and taken away, and the guards of both."""

from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, ProgrammingError
from django.urls import reverse

from lpse.core import clock
from lpse.core.acts import Missing, Refused
from lpse.demo import vendors as world
from lpse.demo.cast import Cast
from tenders.models import Tender
from tests.support.clients import client_of
from vendors import selectors, services
from vendors.models import SeatInvitation, Vendor, VendorSeat
from vendors.rules import Grant, Part, Power


def invite(cast: Cast, name: str = "lintang", power: Power = Power.PREPARER, *grants: Grant) -> str:
    email = cast.people[name].email
    given = grants or ((Grant.PREPARE,) if power is Power.PREPARER else ())
    return services.invite_to_team(
        actor=cast.actor("arung"), email=email.upper(), power=power, grants=given, now=clock.now()
    )[1]


def take_up(cast: Cast, secret: str, name: str = "lintang") -> VendorSeat:
    return services.join_team(actor=cast.actor(name), secret=secret, now=clock.now())


@pytest.fixture
def vendor(cast: Cast) -> Vendor:
    return world.verified_vendor(cast, "arung")


def test_an_invited_person_acts_with_the_powers_given_and_no_others(cast: Cast, vendor: Vendor, tender: Tender) -> None:
    seat = take_up(cast, invite(cast))
    values = {"year": 2024, "number": "SPT"}
    with pytest.raises(Refused, match="mengelola data"):
        services.add_row(actor=cast.actor("lintang"), part=Part.TAX, values=values, now=clock.now())
    with pytest.raises(Refused, match="mendaftar dan mengirim"):
        services.join_tender(actor=cast.actor("lintang"), tender=tender, pact=True, now=clock.now())
    services.set_powers(
        actor=cast.actor("arung"), seat=seat.pk, power=Power.PREPARER, grants=[Grant.SEND, Grant.DATA], now=clock.now()
    )
    services.join_tender(actor=cast.actor("lintang"), tender=tender, pact=True, now=clock.now())
    assert selectors.holds(cast.actor("lintang"), vendor, Grant.DATA)
    assert not selectors.holds(cast.actor("lintang"), vendor, Grant.OBJECT)
    services.end_seat(actor=cast.actor("arung"), seat=seat.pk, now=clock.now())
    assert selectors.vendor_of(cast.actor("lintang")) is None
    assert not selectors.holds(cast.actor("lintang"), vendor, Grant.DATA)


def test_an_invitation_is_for_one_address_and_one_use(cast: Cast, vendor: Vendor) -> None:
    first = invite(cast)
    for name in ("bima", "bahari"):
        with pytest.raises(Missing):
            take_up(cast, first, name)
    second = invite(cast)
    with pytest.raises(Missing):
        take_up(cast, first)
    take_up(cast, second)
    with pytest.raises(Missing):
        take_up(cast, second)
    with pytest.raises(Refused, match="sudah ada dalam tim"):
        invite(cast)
    kept = SeatInvitation.objects.values_list("secret_sha256", flat=True)
    assert second not in kept


def test_one_person_acts_for_one_business(cast: Cast, vendor: Vendor) -> None:
    world.verified_vendor(cast, "bahari")
    with pytest.raises(Refused, match="sudah terhubung"):
        take_up(cast, invite(cast, "bahari"), "bahari")


def test_the_last_signer_stays_and_only_signers_manage(cast: Cast, vendor: Vendor) -> None:
    own = vendor.seats.get()
    with pytest.raises(Refused, match="penanda tangan terakhir"):
        services.end_seat(actor=cast.actor("arung"), seat=own.pk, now=clock.now())
    seat = take_up(cast, invite(cast))
    with pytest.raises(Refused, match="Hanya penanda tangan"):
        services.end_seat(actor=cast.actor("lintang"), seat=own.pk, now=clock.now())
    with pytest.raises(Refused, match="faktor kedua"):
        services.end_seat(actor=cast.actor("arung", stepped_up=False), seat=seat.pk, now=clock.now())
    with pytest.raises(Refused, match="Belum ada wewenang"):
        services.set_powers(actor=cast.actor("arung"), seat=seat.pk, power=Power.PREPARER, grants=[], now=clock.now())
    services.set_powers(actor=cast.actor("arung"), seat=seat.pk, power=Power.SIGNER, grants=[], now=clock.now())
    services.end_seat(actor=cast.actor("lintang"), seat=own.pk, now=clock.now())
    assert selectors.vendor_of(cast.actor("arung")) is None


def test_the_team_through_its_pages(cast: Cast, vendor: Vendor) -> None:
    rani, maya, joko = (client_of(cast.people[name]) for name in ("arung", "lintang", "bahari"))
    inviting = reverse("vendors:invite-to-team")
    assert joko.get(reverse("vendors:team")).status_code == (200 if selectors.vendor_of(cast.actor("bahari")) else 404)
    assert maya.get(inviting).status_code == 404
    posted = {"email": cast.people["lintang"].email, "place": "preparer"}
    page = rani.post(inviting, posted)
    assert page.status_code == 422
    assert "Pilih sekurangnya satu wewenang" in page.content.decode()
    shown = rani.post(inviting, posted | {"grants": ["prepare", "object"]}).content.decode()
    link = shown.partition('id="tautan" value="')[2].partition('"')[0]
    path = "/" + link.partition("//")[2].partition("/")[2]
    assert client_of(cast.people["bima"]).get(path).status_code == 404
    assert "menyanggah" in maya.get(path).content.decode()
    assert cast.people["lintang"].email in rani.get(reverse("vendors:team")).content.decode()
    assert maya.post(path).status_code == 302
    assert maya.get(path).status_code == 404
    seat = vendor.seats.get(user=cast.people["lintang"])
    changing = reverse("vendors:set-powers", args=[seat.pk])
    assert maya.get(changing).status_code == 404
    assert rani.post(changing, {"place": "preparer", "grants": ["send"]}).status_code == 302
    assert VendorSeat.objects.get(pk=seat.pk).grants == ["send"]
    assert rani.post(reverse("vendors:end-seat", args=[seat.pk])).status_code == 302
    assert maya.get(reverse("vendors:team")).status_code == 404


def test_an_open_invitation_is_withdrawn(cast: Cast, vendor: Vendor) -> None:
    secret = invite(cast)
    row = SeatInvitation.objects.get()
    world.verified_vendor(cast, "bahari")
    with pytest.raises(Missing):
        services.withdraw_invitation(actor=cast.actor("bahari"), number=row.pk, now=clock.now())
    rani = client_of(cast.people["arung"])
    assert rani.post(reverse("vendors:withdraw-invitation", args=[row.pk])).status_code == 302
    with pytest.raises(Missing):
        take_up(cast, secret)


def run(sql: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def broken(sentence: str, sql: str, *values: object) -> None:
    with pytest.raises(DatabaseError) as caught:
        run(sql, *values)
    cause = caught.value.__cause__
    assert isinstance(cause, psycopg.Error)
    assert cause.diag.constraint_name == sentence


def test_the_database_keeps_seats_and_invitations(cast: Cast, vendor: Vendor) -> None:
    own = vendor.seats.get()
    for change in ("power = 'preparer'", "ended_at = now()"):
        broken("a_vendor_keeps_a_signer", f"UPDATE vendors_vendorseat SET {change} WHERE id = %s", own.pk)
    other: Any = cast.people["lintang"].pk
    broken("a_seat_keeps_its_person", "UPDATE vendors_vendorseat SET user_id = %s WHERE id = %s", other, own.pk)
    broken("granted_powers_are_known", "UPDATE vendors_vendorseat SET grants = ARRAY['king'] WHERE id = %s", own.pk)
    invite(cast)
    row = SeatInvitation.objects.get()
    for change in ("DELETE FROM vendors_seatinvitation", "UPDATE vendors_seatinvitation SET email = 'x'"):
        with pytest.raises(ProgrammingError, match="permission denied"):
            run(change)
    taking = "UPDATE vendors_seatinvitation SET seat_id = %s WHERE id = %s"
    broken("an_invitation_is_taken_up_as_made", taking, own.pk, row.pk)
    run("UPDATE vendors_seatinvitation SET withdrawn_at = now() WHERE id = %s", row.pk)
    again = "UPDATE vendors_seatinvitation SET withdrawn_at = NULL WHERE id = %s"
    broken("an_invitation_is_never_rewritten", again, row.pk)
