# SPDX-License-Identifier: Apache-2.0
"""Decrees and certificates end: the act is refused with the date, the holder and the operator are told before."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

import tenders.policy
from lpse.accounts import selectors, services
from lpse.accounts.models import Appointment
from lpse.core import clock
from lpse.core.acts import Actor, Missing, Refusal, Refused, Role, check
from lpse.demo.cast import Cast

TODAY = clock.now().astimezone(ZoneInfo(settings.OFFICE["zone"])).date()


def appoint(cast: Cast, name: str, role: Role, *, days: float = 300, since: float = -10, **more: Any) -> Appointment:
    now = clock.now()
    return services.appoint(
        actor=Actor.clock(),
        user=cast.people[name],
        role=role,
        agency=None,
        since=now + dt.timedelta(days=since),
        until=now + dt.timedelta(days=days),
        decree_number="SK.77/2026",
        decree_on=now.date(),
        now=now,
        **more,
    )


def refusal(cast: Cast, name: str, role: Role) -> str:
    found = check(cast.actor(name), role)
    assert found is not None
    return str(found)


def test_an_ended_decree_refuses_with_its_date_and_what_to_do(cast: Cast) -> None:
    appoint(cast, "vera", Role.COMMITTEE, days=-1)
    said = refusal(cast, "vera", Role.COMMITTEE)
    assert said.startswith("Penunjukan Anda dengan SK.77/2026 berakhir ")
    assert said.endswith("Minta operator LPSE mencatat surat keputusan yang baru.")
    assert "Periksa penunjukan" in refusal(cast, "vera", Role.AUDITOR)
    facts = tenders.policy.Facts()
    assert "SK.77/2026" in str(tenders.policy.may(tenders.policy.Act.PROPOSE_KEY_SET, cast.actor("vera"), facts))


def test_an_ended_certificate_takes_the_office_until_it_is_renewed(cast: Cast) -> None:
    yesterday = TODAY - dt.timedelta(days=1)
    row = appoint(cast, "vera", Role.COMMITTEE, certificate_number="PBJ-1", certificate_until=yesterday)
    actor = cast.actor("vera")
    assert actor.roles == {Role.VERIFIER}
    assert f"berlaku sampai {yesterday:%d-%m-%Y}" in refusal(cast, "vera", Role.COMMITTEE)
    oki, until = cast.actor("oki"), TODAY + dt.timedelta(days=400)
    with pytest.raises(Refused, match="lebih lama"):
        services.renew_certificate(actor=oki, appointment=row, number="PBJ-2", until=yesterday, now=clock.now())
    with pytest.raises(Refused, match="jabatan"):
        services.renew_certificate(
            actor=cast.actor("bima"), appointment=row, number="PBJ-2", until=until, now=clock.now()
        )
    services.renew_certificate(actor=oki, appointment=row, number="PBJ-2", until=until, now=clock.now())
    assert Role.COMMITTEE in cast.actor("vera").roles


def test_a_certificate_counts_through_its_last_day(cast: Cast) -> None:
    appoint(cast, "vera", Role.COMMITTEE, certificate_number="PBJ-1", certificate_until=TODAY)
    assert Role.COMMITTEE in cast.actor("vera").roles


def test_an_official_whose_certificate_ended_is_no_vendor(cast: Cast) -> None:
    row = Appointment.objects.get(user=cast.people["bima"])
    Appointment.objects.filter(pk=row.pk).update(
        certificate_number="PBJ-1", certificate_until=TODAY - dt.timedelta(days=2)
    )
    assert cast.actor("bima").roles == frozenset()


def test_what_ends_within_sixty_days_is_listed_for_the_operator_and_told_to_the_holder(
    cast: Cast, browser: Any
) -> None:
    soon = TODAY + dt.timedelta(days=59)
    appoint(cast, "vera", Role.COMMITTEE, certificate_number="PBJ-1", certificate_until=soon)
    appoint(cast, "esti", Role.UNIT_HEAD, days=61.5)
    appoint(cast, "hendra", Role.AUDITOR, days=20)
    appoint(cast, "hendra", Role.AUDITOR, since=20, days=400)
    listed = [
        (each.user.email, each.on, each.is_certificate) for each in selectors.ending_for(cast.actor("oki"), clock.now())
    ]
    assert listed == [(cast.people["vera"].email, soon, True)]
    with pytest.raises(Missing):
        selectors.ending_for(cast.actor("bima"), clock.now())
    address = reverse("accounts:ending")
    assert "PBJ-1" in browser("oki").get(address).content.decode()
    assert browser("vera").get(address).status_code == 404
    assert f"Sertifikat pengadaan berlaku sampai {soon:%d-%m-%Y}" in browser("vera").get("/tugas/").content.decode()
    assert address in browser("oki").get("/tugas/").content.decode()


def test_a_certificate_is_renewed_through_the_page(cast: Cast, browser: Any) -> None:
    row = appoint(cast, "vera", Role.COMMITTEE, certificate_number="PBJ-1", certificate_until=TODAY)
    address = reverse("accounts:renew-certificate", args=[row.pk])
    assert browser("bima").get(address).status_code == 404
    oki = browser("oki")
    assert oki.post(address, {"number": "PBJ-2", "until": TODAY}).status_code == 422
    until = TODAY + dt.timedelta(days=700)
    assert oki.post(address, {"number": "PBJ-2", "until": until}).status_code == 302
    assert Appointment.objects.get(pk=row.pk).certificate_until == until


def test_all_other_browsers_are_signed_out_at_once(cast: Cast, browser: Any) -> None:
    here, there = browser("arung"), browser("arung")
    for each in (here, there):
        key = each.session.session_key
        UserSession.objects.create(user=cast.people["arung"], ip="127.0.0.1", session_key=key, user_agent="Firefox/140")
    assert "Keluarkan semua yang lain" in here.get("/akun/").content.decode()
    assert here.post(reverse("accounts:end-other-sessions")).status_code == 302
    assert here.get("/akun/").status_code == 200
    assert there.get("/akun/").status_code == 302


@pytest.mark.parametrize(
    ("sentence", "change"),
    [
        ("appointment_unchanged", "decree_number = 'SK.1'"),
        ("a_certificate_is_renewed_for_longer", "certificate_until = certificate_until - 1"),
        ("a_certificate_is_renewed_for_longer", "certificate_until = NULL"),
        ("a_certificate_is_renewed_for_longer", "certificate_number = 'PBJ-9'"),
        ("a_certificate_has_its_number", "certificate_number = '', certificate_until = certificate_until + 1"),
    ],
)
def test_a_certificate_is_never_shortened(cast: Cast, sentence: str, change: str) -> None:
    row = appoint(cast, "vera", Role.COMMITTEE, certificate_number="PBJ-1", certificate_until=TODAY)
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE accounts_appointment SET {change} WHERE id = %s", [row.pk])
    cause = caught.value.__cause__
    assert isinstance(cause, psycopg.Error)
    assert cause.diag.constraint_name == sentence


@pytest.mark.pure
def test_a_lapse_is_told_only_for_the_role_that_lapsed() -> None:
    told = Refusal("who", "Penunjukan berakhir.", "Minta yang baru.")  # type: ignore[arg-type]
    actor = Actor(1, "Vera", frozenset(), lapsed=((Role.COMMITTEE, told),))
    assert check(actor, Role.COMMITTEE) == told
    assert check(actor, Role.OPERATOR) != told
