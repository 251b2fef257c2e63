# SPDX-License-Identifier: Apache-2.0
"""Signing in with two factors, and giving the second one again for a weighty act, through the portal's own pages."""

import io

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.management import call_command
from django.test import Client

from lpse.accounts.models import Appointment
from lpse.core import clock

INVITE = "/kelola/pengguna/undang/"


@pytest.fixture
def oki(cast):
    """Oki, who has just signed in with password and one-time code."""
    client = Client(headers={"host": "localhost"})
    answer = client.post("/masuk/login/", {"login": "oki@sagara.example", "password": cast.passwords["oki"]})
    assert answer.headers["Location"].startswith("/masuk/2fa/authenticate/")
    assert client.get(INVITE).status_code == 302  # the password alone opens nothing
    out = io.StringIO()
    call_command("totp", "oki@sagara.example", stdout=out)
    answer = client.post(answer.headers["Location"], {"code": out.getvalue().strip()})
    assert answer.status_code == 302
    return client


def grow_old(client, seconds):
    """Let the second factor have been given that many seconds earlier."""
    session = client.session
    session["account_authentication_methods"] = [
        {**record, "at": record["at"] - seconds} for record in session["account_authentication_methods"]
    ]
    session.save()


def test_a_fresh_sign_in_counts_as_second_factor(oki):
    assert oki.get(INVITE).status_code == 200


def test_after_300_seconds_the_second_factor_is_asked_again(oki):
    grow_old(oki, 301)
    answer = oki.get(INVITE)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/masuk/2fa/reauthenticate/")


def test_what_was_posted_is_performed_after_the_second_factor(cast, oki):
    grow_old(oki, 301)
    today = clock.now().date().isoformat()
    decree = {"role": "auditor", "decree_number": "SK.9", "decree_on": today, "since": today, "until": "2031-01-01"}
    asked = oki.post(f"/kelola/pengguna/{cast.people['lintang'].pk}/tunjuk/", decree)
    assert asked.headers["Location"].startswith("/masuk/2fa/reauthenticate/")
    assert Appointment.objects.count() == 9
    codes = RecoveryCodes(cast.people["oki"].authenticator_set.get(type="recovery_codes")).get_unused_codes()
    answer = oki.post(asked.headers["Location"], {"code": codes[0]}, follow=True)
    assert Appointment.objects.filter(user=cast.people["lintang"], decree_number="SK.9").exists()
    assert "Penunjukan dicatat" in answer.content.decode()
