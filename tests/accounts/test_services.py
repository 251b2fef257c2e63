# SPDX-License-Identifier: Apache-2.0
"""Inviting, appointing, ending, and what a request knows of a person."""

import datetime as dt
from urllib.parse import urlsplit

import pytest
from django.core import mail

from lpse.accounts import selectors, services
from lpse.accounts.invitations import send_invitation
from lpse.accounts.models import Agency, Appointment
from lpse.accounts.selectors import Term
from lpse.core import clock
from lpse.core.acts import Missing, Refused, Role
from lpse.ledger import selectors as record

HOUR = dt.timedelta(hours=1)


def appointed(cast, name="lintang", *, role=Role.AUDITOR, since=-HOUR, until=HOUR):
    now = clock.now()
    return services.appoint(
        actor=cast.actor("oki"),
        user=cast.people[name],
        role=role,
        agency=Agency.objects.first(),
        since=now + since,
        until=now + until,
        decree_number="SK.77/2026",
        decree_on=now.date(),
        decree_sha256="ab" * 32,
        now=now,
    )


def test_an_appointment_gives_its_office_and_nothing_else(cast):
    assert cast.actor("lintang").roles == {Role.VENDOR}
    appointed(cast)
    assert cast.actor("lintang").roles == {Role.AUDITOR}


def test_an_appointment_goes_on_the_record_without_a_name(cast):
    appointed(cast)
    entry = record.entries_of("office")[-1]
    text = bytes(entry.body).decode()
    assert entry.act == "accounts.appoint"
    assert '"role":"auditor"' in text
    assert "Maya" not in text
    assert "SK.77" not in text


def test_the_same_office_twice_at_one_time_is_refused_in_words(cast):
    appointed(cast)
    with pytest.raises(Refused, match="bertumpang tindih"):
        appointed(cast, since=dt.timedelta(0), until=2 * HOUR)
    assert Appointment.objects.filter(user=cast.people["lintang"]).count() == 1


def test_one_term_may_begin_the_moment_another_ends(cast):
    now = clock.now()
    for since, until in ((now - HOUR, now + HOUR), (now + HOUR, now + 2 * HOUR)):
        services.appoint(
            actor=cast.actor("oki"), user=cast.people["lintang"], role=Role.AUDITOR, agency=None, since=since,
            until=until, decree_number="SK.1", decree_on=now.date(), now=now,
        )  # fmt: skip
    assert cast.actor("lintang").roles == {Role.AUDITOR}


def test_an_ended_appointment_gives_nothing_from_that_moment(cast):
    row = appointed(cast)
    services.end_appointment(actor=cast.actor("oki"), appointment=row, now=clock.now())
    assert cast.actor("lintang").roles == {Role.VENDOR}
    assert record.entries_of("office")[-1].act == "accounts.end_appointment"
    held = selectors.person(cast.actor("oki"), row.user_id, clock.now()).appointments[0]
    assert held.term is Term.ENDED
    assert not held.can_end


def test_an_appointment_to_come_is_taken_back_whole(cast):
    row = appointed(cast, since=HOUR, until=2 * HOUR)
    assert cast.actor("lintang").roles == {Role.VENDOR}
    services.end_appointment(actor=cast.actor("oki"), appointment=row, now=clock.now())
    held = selectors.person(cast.actor("oki"), row.user_id, clock.now()).appointments[0]
    assert held.term is Term.TAKEN_BACK


def test_ending_twice_is_refused(cast):
    row = appointed(cast)
    services.end_appointment(actor=cast.actor("oki"), appointment=row, now=clock.now())
    with pytest.raises(Refused, match="sudah berakhir"):
        services.end_appointment(actor=cast.actor("oki"), appointment=row, now=clock.now())


def test_nobody_but_the_operator_appoints(cast):
    for name in ("hendra", "vera", "bima", "ratna", "esti", "arung"):
        with pytest.raises(Refused, match="jabatan"):
            services.appoint(
                actor=cast.actor(name), user=cast.people["bahari"], role=Role.AUDITOR, agency=None, since=clock.now(),
                until=clock.now() + HOUR, decree_number="SK.1", decree_on=clock.now().date(), now=clock.now(),
            )  # fmt: skip


def test_an_invited_person_sets_a_password_by_the_letter_and_has_no_power_yet(cast, client):
    user = services.invite_person(
        actor=cast.actor("oki"), email="Gilang@Sagara.example", name=" Gilang Ramadhan ", now=clock.now()
    )
    assert user.email == "gilang@sagara.example"
    assert user.name == "Gilang Ramadhan"
    assert not user.has_usable_password()
    assert selectors.actor_for(user).roles == {Role.VENDOR}
    assert send_invitation(user)
    letter = mail.outbox[-1]
    assert letter.to == ["gilang@sagara.example"]
    link = next(line for line in letter.body.splitlines() if "/masuk/" in line)
    page = client.get(urlsplit(link).path, headers={"host": "localhost"}, follow=True)
    answer = client.post(
        page.redirect_chain[-1][0],
        {"password1": "kata-sandi-panjang-9", "password2": "kata-sandi-panjang-9"},
        headers={"host": "localhost"},
    )
    assert answer.status_code == 302
    user.refresh_from_db()
    assert user.check_password("kata-sandi-panjang-9")


def test_an_address_is_invited_once(cast):
    with pytest.raises(Refused, match="sudah mempunyai akun"):
        services.invite_person(actor=cast.actor("oki"), email="RATNA@sagara.example", name="Ratna", now=clock.now())


def test_people_are_for_the_operator_only(cast):
    for name in ("hendra", "esti", "vera", "arung"):
        with pytest.raises(Missing):
            selectors.people(cast.actor(name), now=clock.now())
        with pytest.raises(Missing):
            selectors.person(cast.actor(name), cast.people["ratna"].pk, clock.now())


def test_people_are_found_by_part_of_name_or_address(cast):
    def found(**wanted):
        return [str(each.user) for each in selectors.people(cast.actor("oki"), now=clock.now(), **wanted).people]

    assert found(q="widya") == ["Ratna Widyaningsih"]
    assert found(q="bahari") == ["Joko Santoso"]
    assert len(found(only_officials=True)) == 9
    assert len(found()) == 12


def test_the_list_of_people_asks_twice_however_many_there_are(cast, django_assert_num_queries):
    actor = cast.actor("oki")
    with django_assert_num_queries(2):
        page = selectors.people(actor, now=clock.now())
        assert all(each.in_force is not None for each in page.people)


def test_officer_and_committee_in_one_person_is_shown(cast):
    appointed(cast, "ratna", role=Role.COMMITTEE)
    assert selectors.person(cast.actor("oki"), cast.people["ratna"].pk, clock.now()).in_conflict
