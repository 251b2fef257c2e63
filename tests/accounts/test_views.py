# SPDX-License-Identifier: Apache-2.0
"""The pages of one's own account and of the operator, as browsers get them."""

import io

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from lpse.accounts.models import Appointment, User
from lpse.core import clock
from lpse.core.acts import Role

PEOPLE = "/kelola/pengguna/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


def decree(**changes):
    today = clock.now().date().isoformat()
    return {
        "role": "auditor", "agency": "", "decree_number": "SK.5/2026", "decree_on": today, "since": today,
        "until": "2031-12-31", "decree_sha256": "", **changes,
    }  # fmt: skip


def test_a_stranger_is_led_to_sign_in(cast):
    answer = Client(headers={"host": "localhost"}).get("/akun/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/masuk/login/?next=/akun/")


@pytest.mark.parametrize("name", ["hendra", "esti", "vera", "bima", "arung"])
def test_for_everyone_but_the_operator_the_pages_of_people_are_missing(cast, browser, name):
    client = browser(name)
    victim = cast.people["ratna"].pk
    row = Appointment.objects.get(user=victim).pk
    assert client.get(PEOPLE).status_code == 404
    assert client.get(f"{PEOPLE}{victim}/").status_code == 404
    assert client.get(f"{PEOPLE}undang/").status_code == 404
    assert client.post(f"{PEOPLE}undang/", {"name": "X", "email": "x@x.example"}).status_code == 404
    assert client.post(f"{PEOPLE}{victim}/tunjuk/", decree()).status_code == 404
    assert client.post(f"{PEOPLE}{victim}/undangan/").status_code == 404
    assert client.post(f"/kelola/penunjukan/{row}/akhiri/").status_code == 404
    assert Appointment.objects.count() == 9


def test_the_operator_appoints_and_ends(cast, browser):
    client, maya = browser("oki"), cast.people["lintang"]
    assert "Bima Harjanto" in client.get(PEOPLE).content.decode()
    answer = client.post(f"{PEOPLE}{maya.pk}/tunjuk/", decree(), follow=True)
    assert "Penunjukan dicatat" in answer.content.decode()
    assert cast.actor("lintang").roles == {Role.AUDITOR}
    row = Appointment.objects.get(user=maya)
    answer = client.post(f"/kelola/penunjukan/{row.pk}/akhiri/", follow=True)
    assert "Penunjukan diakhiri" in answer.content.decode()
    assert cast.actor("lintang").roles == {Role.VENDOR}


def test_the_last_day_of_a_decree_is_counted_whole(cast, browser):
    maya = cast.people["lintang"]
    browser("oki").post(f"{PEOPLE}{maya.pk}/tunjuk/", decree(until="2031-12-31"))
    row = Appointment.objects.get(user=maya)
    assert row.valid.upper.isoformat() == "2031-12-31T17:00:00+00:00"  # 24.00 WIB


def test_a_weighty_act_asks_for_the_second_factor_again(cast, browser):
    answer = browser("oki", stale=True).post(f"{PEOPLE}{cast.people['lintang'].pk}/tunjuk/", decree())
    assert answer.status_code == 302
    assert "reauthenticate" in answer.headers["Location"]
    assert Appointment.objects.count() == 9


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"decree_number": ""}, "Nomor surat keputusan"),
        ({"until": "2020-01-01"}, "Akhir penunjukan"),
        ({"since": "2020-01-01"}, "tidak berlaku surut"),
        ({"decree_sha256": "XYZ"}, "64 angka heksadesimal"),
        ({"role": "public"}, "Jabatan"),
    ],
)
def test_a_wrong_form_says_what_to_mend_and_appoints_nobody(cast, browser, changes, sentence):
    answer = browser("oki").post(f"{PEOPLE}{cast.people['lintang'].pk}/tunjuk/", decree(**changes))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Ada yang perlu diperbaiki" in text
    assert "<title>Galat" in text
    assert sentence in text
    assert Appointment.objects.count() == 9


def test_a_second_press_is_refused_on_the_page_itself(cast, browser):
    client, maya = browser("oki"), cast.people["lintang"]
    client.post(f"{PEOPLE}{maya.pk}/tunjuk/", decree())
    answer = client.post(f"{PEOPLE}{maya.pk}/tunjuk/", decree())
    assert answer.status_code == 422
    assert "bertumpang tindih" in answer.content.decode()


def test_an_invitation_makes_an_account_and_sends_one_letter(cast, browser):
    client = browser("oki")
    answer = client.post(f"{PEOPLE}undang/", {"name": "Gilang", "email": "gilang@sagara.example"}, follow=True)
    assert "Undangan dikirim" in answer.content.decode()
    assert [letter.to for letter in mail.outbox] == [["gilang@sagara.example"]]
    user = User.objects.get(email="gilang@sagara.example")
    client.post(f"{PEOPLE}{user.pk}/undangan/")
    assert len(mail.outbox) == 2


def test_a_known_address_is_told_beside_its_field(cast, browser):
    answer = browser("oki").post(f"{PEOPLE}undang/", {"name": "R", "email": "ratna@sagara.example"})
    assert answer.status_code == 422
    assert "sudah mempunyai akun" in answer.content.decode()


def test_a_hostile_name_is_only_text(cast, browser):
    client = browser("oki")
    client.post(f"{PEOPLE}undang/", {"name": "<script>alert(1)</script>", "email": "x@sagara.example"})
    text = client.get(PEOPLE + "?q=x@sagara").content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


def test_ones_own_page_shows_offices_and_changes_the_name(cast, browser):
    client = browser("bima")
    text = client.get("/akun/").content.decode()
    assert "Anggota Pokja Pemilihan" in text
    assert "/akun/kunci/" in text
    client.post("/akun/", {"name": "Bima Harjanto, S.T."})
    assert User.objects.get(pk=cast.people["bima"].pk).name == "Bima Harjanto, S.T."
    assert client.post("/akun/", {"name": ""}).status_code == 422


def test_another_browser_of_mine_is_signed_out_but_nobody_elses(cast, browser):
    mine, other, rival = browser("arung"), browser("arung"), browser("bahari")
    for client, name in ((other, "arung"), (rival, "bahari")):
        UserSession.objects.create(
            user=cast.people[name],
            ip="127.0.0.1",
            session_key=client.session.session_key,
            user_agent="Mozilla/5.0 (Windows NT 10.0) Firefox/140.0",
        )
    of_rival = UserSession.objects.get(user=cast.people["bahari"])
    mine.post(f"/akun/sesi/{of_rival.pk}/akhiri/")
    assert rival.get("/akun/").status_code == 200
    assert "Firefox, Windows" in mine.get("/akun/").content.decode()
    mine.post(f"/akun/sesi/{UserSession.objects.get(user=cast.people['arung']).pk}/akhiri/")
    assert other.get("/akun/").status_code == 302


def test_the_totp_command_prints_a_code_the_portal_takes(cast):
    out = io.StringIO()
    call_command("totp", "BIMA@sagara.example", stdout=out)
    code = out.getvalue().strip()
    assert len(code) == 6
    authenticator = cast.people["bima"].authenticator_set.get(type="totp")
    assert TOTP(authenticator).validate_code(code)


def test_the_totp_command_is_for_training_only(cast, settings):
    settings.TRAINING = False
    with pytest.raises(CommandError, match="latihan"):
        call_command("totp", "bima@sagara.example")


def test_the_totp_command_says_whom_it_does_not_know(cast):
    with pytest.raises(CommandError, match="Tidak ada akun"):
        call_command("totp", "tamu@entah.example")


@pytest.mark.parametrize("forged", ["zz", "z" * 32, "z" * 5000, '"zzzzzzzz\\000zz"', "' OR 1=1 --zzzz", "\u00e9" * 12])
def test_a_forged_session_cookie_is_a_strangers(db: None, forged: str) -> None:
    client = Client(headers={"host": "localhost"})
    answer = client.get("/akun/", headers={"cookie": f"session={forged}"})
    assert answer.status_code == 302
    assert answer.url.startswith("/masuk/login/")
