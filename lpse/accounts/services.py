# SPDX-License-Identifier: Apache-2.0
"""Writes about people: accounts of officials, appointments, sessions."""

import datetime as dt
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from lpse.accounts import policy
from lpse.accounts.models import Agency, Appointment, Device, User
from lpse.accounts.policy import Act
from lpse.core.acts import Actor, Kind, Role, refuse
from lpse.core.said import said
from lpse.ledger import services as ledger

SUBJECT = "office"


@transaction.atomic
def invite_person(*, actor: Actor, email: str, name: str, now: dt.datetime) -> User:
    """Make the account of an official (undang pengguna), without a password: the person sets it by the letter's link.

    Raises Refused when the address already has an account. Nothing goes on the record: an account gives no power.
    """
    policy.require(policy.may_invite(actor))
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, None, name=name.strip(), joined_at=now)
            EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
    except IntegrityError:
        raise refuse(
            Kind.INPUT,
            said("Alamat surel {email} sudah mempunyai akun.", email=email),
            "Cari orangnya pada daftar pengguna.",
        ) from None
    return user


@transaction.atomic
def appoint(
    *,
    actor: Actor,
    user: User,
    role: Role,
    agency: Agency | None,
    since: dt.datetime,
    until: dt.datetime,
    decree_number: str,
    decree_on: dt.date,
    decree_sha256: str = "",
    certificate_number: str = "",
    certificate_until: dt.date | None = None,
    now: dt.datetime,
) -> Appointment:
    """Appoint a person to an office by decree (penunjukan). Half-open: in force while since <= t < until.

    ``decree_sha256`` is the digest of the decree's file in hex, if there is one; ``certificate_until`` the last day of
    the procurement certificate. Raises Refused.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    policy.require(policy.may_appoint(actor, user.pk, role, since, until))
    try:
        with transaction.atomic():
            appointment = Appointment.objects.create(
                user=user,
                role=role,
                agency=agency,
                valid=DateTimeTZRange(since, until),
                decree_number=decree_number,
                decree_on=decree_on,
                decree_sha256=decree_sha256,
                certificate_number=certificate_number.strip(),
                certificate_until=certificate_until,
            )
    except IntegrityError:
        raise refuse(
            Kind.STATE,
            said("{person} sudah memegang jabatan ini dalam masa yang bertumpang tindih.", person=str(user)),
            "Akhiri dulu penunjukan yang lama, atau mulai yang baru sesudahnya.",
        ) from None
    ledger.record(
        Act.APPOINT,
        actor=actor,
        subject=SUBJECT,
        public={"role": role.value, "until": until.date().isoformat()},
        private={"user": user.pk, "decree": decree_number, "file": decree_sha256},
    )
    return appointment


@transaction.atomic
def end_appointment(*, actor: Actor, appointment: Appointment, now: dt.datetime) -> Appointment:
    """End an appointment now (akhiri penunjukan); one that has not begun is taken back whole.

    What the person did until then stays valid. Raises Refused.
    """
    appointment = Appointment.objects.select_for_update().get(pk=appointment.pk)
    policy.require(policy.may_end(actor, appointment.user_id, appointment.valid.upper, now))
    begun = appointment.valid.lower
    appointment.valid = DateTimeTZRange(begun, now) if begun < now else DateTimeTZRange(empty=True)
    appointment.save(update_fields=["valid"])
    ledger.record(
        Act.END_APPOINTMENT,
        actor=actor,
        subject=SUBJECT,
        public={"role": appointment.role},
        private={"user": appointment.user_id, "decree": appointment.decree_number},
    )
    return appointment


@transaction.atomic
def renew_certificate(
    *, actor: Actor, appointment: Appointment, number: str, until: dt.date, now: dt.datetime
) -> Appointment:
    """Enter the renewed certificate of an official (R-ACT-13); the appointment gives its office again."""
    appointment = Appointment.objects.select_for_update().get(pk=appointment.pk)
    today = now.astimezone(ZoneInfo(settings.OFFICE["zone"])).date()
    policy.require(policy.may_renew(actor, appointment.user_id, appointment.certificate_until, until, today))
    appointment.certificate_number, appointment.certificate_until = number.strip(), until
    appointment.save(update_fields=["certificate_number", "certificate_until"])
    ledger.record(
        Act.RENEW_CERTIFICATE,
        actor=actor,
        subject=SUBJECT,
        public={"role": appointment.role, "until": until.isoformat()},
        private={"user": appointment.user_id, "certificate": appointment.certificate_number},
    )
    return appointment


@transaction.atomic
def end_other_sessions(*, actor: Actor, here: str) -> int:
    """Sign all of the actor's other browsers out; ``here`` is the key of the one that stays. Returns how many."""
    others = list(UserSession.objects.filter(user_id=actor.user_id).exclude(session_key=here))
    for each in others:
        each.end()
    return len(others)


def note_device(*, user: User, name: str, ip: str | None, now: dt.datetime) -> bool:
    """Remember the kind of browser a person signed in from; return whether they must be told of it.

    The first one of an account is its own; every later one stays new until the person says that it was theirs.
    """
    is_first = not Device.objects.filter(user=user).exists()
    _row, is_new = Device.objects.get_or_create(
        user=user, name=name, defaults={"ip": ip, "first_at": now, "seen_at": now if is_first else None}
    )
    return is_new and not is_first


def know_device(*, actor: Actor, device: int, now: dt.datetime) -> None:
    """Say that a new device was one's own. Another person's, or one known already, changes nothing."""
    Device.objects.filter(pk=device, user_id=actor.user_id or 0, seen_at__isnull=True).update(seen_at=now)


def edit_profile(*, actor: Actor, name: str) -> User:
    """Change the name a person is shown by. Papers already printed keep the old one."""
    user = User.objects.get(pk=actor.user_id or 0)
    user.name = name.strip()
    user.save(update_fields=["name"])
    return user


@transaction.atomic
def end_session(*, actor: Actor, session: int) -> None:
    """Sign one of the actor's own browsers out. An unknown session, or another person's, changes nothing."""
    found = UserSession.objects.filter(user_id=actor.user_id, pk=session).first()
    if found is not None:
        found.end()
