# SPDX-License-Identifier: Apache-2.0
"""A sign-in from a kind of browser never seen before is told to its person until they say it was theirs."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from lpse.accounts import selectors, services
from lpse.accounts.models import Device
from lpse.core import clock
from lpse.demo.cast import Cast


def sign_in(cast: Cast, name: str, device: str) -> bool:
    return services.note_device(user=cast.people[name], name=device, ip="127.0.0.1", now=clock.now())


def test_the_first_device_is_ones_own_and_every_later_one_is_told(cast: Cast, browser) -> None:
    assert not sign_in(cast, "arung", "Chrome, Windows")
    assert not sign_in(cast, "arung", "Chrome, Windows")
    assert sign_in(cast, "arung", "Firefox, Linux")
    assert not sign_in(cast, "arung", "Firefox, Linux")
    mine, rival = browser("arung"), browser("bahari")
    assert "Firefox, Linux" in mine.get("/akun/").content.decode()
    assert "Periksa perangkat baru: Firefox, Linux" in mine.get("/tugas/").content.decode()
    device = Device.objects.get(name="Firefox, Linux")
    knowing = reverse("accounts:know-device", args=[device.pk])
    rival.post(knowing)
    assert len(selectors.new_devices(cast.actor("arung"))) == 1
    assert mine.post(knowing).status_code == 302
    assert selectors.new_devices(cast.actor("arung")) == []
    assert "Periksa perangkat baru" not in mine.get("/tugas/").content.decode()


def test_a_whole_sign_in_notes_the_device(cast: Cast, client) -> None:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    sign_in(cast, "arung", "Chrome, Windows")
    agent = {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
    person = {"login": cast.people["arung"].email, "password": cast.passwords["arung"]}
    client.post(reverse("account_login"), person, **agent)
    assert not Device.objects.filter(name="Firefox, Linux").exists(), "the second factor was not given yet"
    counter = next(iter(yield_hotp_counters_from_time()))
    code = format_hotp_value(hotp_value(cast.totp_secrets["arung"], counter))
    client.post(reverse("mfa_authenticate"), {"code": code}, **agent)
    assert [each.name for each in selectors.new_devices(cast.actor("arung"))] == ["Firefox, Linux"]


def test_a_device_is_new_once_in_the_database_too(cast: Cast) -> None:
    row = Device.objects.create(user=cast.people["arung"], name="Chrome, Linux", first_at=clock.now())
    with pytest.raises(IntegrityError, match="a_device_is_new_once"), transaction.atomic():
        Device.objects.create(user=row.user, name=row.name, first_at=clock.now())
