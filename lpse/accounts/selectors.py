# SPDX-License-Identifier: Apache-2.0
"""Reads about people: who is acting now and by which appointment, the list of people, one's own sessions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from lpse.accounts import policy, stepup, words
from lpse.accounts.models import Appointment, Device, HeldOffice, MemberKey, Office, User
from lpse.core import clock
from lpse.core.acts import Actor, Missing, Role, Task

PAGE_SIZE = 50
ROLES = """
    SELECT role, upper(valid), decree_number, certificate_until FROM accounts_appointment
    WHERE user_id = %s AND lower(valid) <= %s::timestamptz ORDER BY upper(valid)
"""
"""An appointment taken back before it began has an empty range, and no lower end."""


def actor_of(request: HttpRequest) -> Actor:
    """Return who is acting in this request, with the appointments in force at this moment."""
    user = request.user
    if not isinstance(user, User):
        return Actor.public()
    return actor_for(user, stepped_up=stepup.is_fresh(request))


def actor_for(user: User, *, stepped_up: bool = False) -> Actor:
    """Return the person as an actor. Everyone may act for a vendor; which vendor, ``vendors`` knows."""
    now = clock.now()
    rows = _appointed(user, now) if user.offices is None else user.offices
    held, lapsed, is_official = set(), {}, False
    for word, until, decree, certificate_until in rows:
        role = Role(word)
        if until is not None and until <= now:
            lapsed[role] = policy.lapse(decree, f"{until.astimezone(_zone()):%d-%m-%Y %H.%M}", is_certificate=False)
            continue
        is_official = True
        if certificate_until is not None and certificate_until < now.astimezone(_zone()).date():
            lapsed[role] = policy.lapse(decree, f"{certificate_until:%d-%m-%Y}", is_certificate=True)
        else:
            held.add(role)
    if not is_official:
        held.add(Role.VENDOR)
    gone = tuple((role, refusal) for role, refusal in lapsed.items() if role not in held)
    return Actor(user_id=user.pk, name=str(user), roles=frozenset(held), stepped_up=stepped_up, lapsed=gone)


def _appointed(user: User, now: datetime) -> list[HeldOffice]:
    """Return role, end, decree and end of the certificate of each appointment; the query is not built anew."""
    with connection.cursor() as cursor:
        cursor.execute(ROLES, [user.pk, now])
        return cursor.fetchall()


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.OFFICE["zone"])


def has_second_factor(user: User) -> bool:
    """Say whether the person set up TOTP or a passkey."""
    return bool(is_mfa_enabled(user))


def has_settled_factor(user: User) -> bool:
    """Say whether one of the person's second factors is older than a step-up lasts, so not of this very setting-up."""
    settled = clock.now() - timedelta(seconds=stepup.FRESH_SECONDS)
    return bool(Authenticator.objects.filter(user=user, created_at__lte=settled).exists())


def current_key(user_id: int) -> MemberKey | None:
    """Return the person's unended member key, if enrolled."""
    return MemberKey.objects.filter(user_id=user_id, ended_at__isnull=True).first()


def office() -> Office:
    """Return the one office of this installation."""
    return Office.objects.get(pk=1)


class Term(StrEnum):
    """Where an appointment stands against the clock."""

    AHEAD = "ahead"
    IN_FORCE = "in_force"
    ENDED = "ended"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True)
class Held:
    """An appointment as pages show it; ``since`` and ``until`` are None for one that was taken back."""

    id: int
    role: Role
    agency: str
    since: datetime | None
    until: datetime | None
    term: Term
    decree_number: str
    decree_on: date
    decree_sha256: str
    certificate_number: str
    certificate_until: date | None
    certificate_ended: bool

    @property
    def can_end(self) -> bool:
        """Whether there is anything left to end."""
        return self.term in {Term.IN_FORCE, Term.AHEAD}


@dataclass(frozen=True)
class Person:
    """A person with the appointments on file, newest first."""

    user: User
    appointments: Sequence[Held]
    in_conflict: bool

    @property
    def in_force(self) -> list[Held]:
        """The appointments in force now."""
        return [held for held in self.appointments if held.term is Term.IN_FORCE]


@dataclass(frozen=True)
class PeoplePage:
    """A page of people by name; ``after`` continues it."""

    people: Sequence[Person]
    q: str
    only_officials: bool
    after: str


def people(actor: Actor, *, q: str = "", only_officials: bool = False, after: str = "", now: datetime) -> PeoplePage:
    """Return a page of people, all or those who were ever appointed, for the operator. Raises Missing. Two queries."""
    _require_operator(actor)
    found = User.objects.all()
    if only_officials:
        found = found.filter(Exists(Appointment.objects.filter(user=OuterRef("pk"))))
    if q:
        found = found.filter(Q(name__icontains=q) | Q(email__icontains=q))
    if after:
        found = found.filter(email__gt=after)
    rows = list(found.order_by("email").prefetch_related(_appointments())[: PAGE_SIZE + 1])
    more = rows[PAGE_SIZE - 1].email if len(rows) > PAGE_SIZE else ""
    return PeoplePage([_person(user, now) for user in rows[:PAGE_SIZE]], q, only_officials, more)


def person(actor: Actor, user_id: int, now: datetime) -> Person:
    """Return one person for the operator. Raises Missing."""
    _require_operator(actor)
    user = User.objects.filter(pk=user_id).prefetch_related(_appointments()).first()
    if user is None:
        raise Missing("person")
    return _person(user, now)


def own(actor: Actor, now: datetime) -> Person:
    """Return the actor's own person. Raises Missing for the public."""
    user = User.objects.filter(pk=actor.user_id or 0).prefetch_related(_appointments()).first()
    if user is None:
        raise Missing("person")
    return _person(user, now)


def appointment_for(actor: Actor, appointment: int) -> Appointment:
    """Return an appointment for the operator. Raises Missing."""
    _require_operator(actor)
    found = Appointment.objects.filter(pk=appointment).first()
    if found is None:
        raise Missing("appointment")
    return found


@dataclass(frozen=True)
class Ending:
    """An appointment whose decree or certificate ends soon or ended lately; ``on`` is the nearer last day."""

    user: User
    held: Held
    on: date
    is_certificate: bool
    has_ended: bool


def ending(now: datetime, user_id: int | None = None) -> list[Ending]:
    """Return appointments whose decree or certificate ends within the notice or ended as long ago, soonest first.

    Not those whose holder has a newer appointment to the same office. Of one person with ``user_id``. Two queries.
    """
    today = now.astimezone(_zone()).date()
    rows = Appointment.objects.select_related("user", "agency").filter(valid__startswith__lte=now)
    rows = rows.filter(user_id=user_id) if user_id is not None else rows
    newest: dict[tuple[int, str], Appointment] = {}
    for row in rows.order_by("valid"):
        newest[row.user_id, row.role] = row
    ahead = set(Appointment.objects.filter(valid__startswith__gt=now).values_list("user_id", "role"))
    found = []
    for key, row in newest.items():
        last = (row.valid.upper.astimezone(_zone()) - timedelta(microseconds=1)).date()
        ends_by_decree = (last, False) if key not in ahead else None
        by_certificate = (row.certificate_until, True) if row.certificate_until and last >= today else None
        for on, is_certificate in filter(None, (ends_by_decree, by_certificate)):
            if abs(on - today) <= policy.NOTICE:
                found.append(Ending(row.user, _held(row, now), on, is_certificate, on < today))
    return sorted(found, key=lambda each: each.on)


def ending_for(actor: Actor, now: datetime) -> list[Ending]:
    """The operator's list of what ends. Raises Missing."""
    _require_operator(actor)
    return ending(now)


def tasks_for(actor: Actor) -> list[Task]:
    """Tasks of this app: a device that is new, one's own office that ends, for the operator those of everybody."""
    return [*_device_tasks(actor), *_ending_tasks(actor)]


def new_devices(actor: Actor) -> list[Device]:
    """Devices from which the actor signed in and of which they have not said that they are theirs."""
    return list(Device.objects.filter(user_id=actor.user_id or 0, seen_at__isnull=True).order_by("-first_at"))


def _device_tasks(actor: Actor) -> list[Task]:
    note = gettext("Bukan Anda? Keluarkan perangkat itu dan ganti kata sandi")
    title = gettext("Periksa perangkat baru: %(device)s")
    address = reverse("accounts:profile")
    return [Task(title % {"device": each.name}, address, note=note) for each in new_devices(actor)]


def _ending_tasks(actor: Actor) -> list[Task]:
    if actor.user_id is None or (actor.roles <= {Role.VENDOR, Role.PUBLIC, Role.CLOCK} and not actor.lapsed):
        return []
    now = clock.now()
    tasks = []
    for each in ending(now, actor.user_id):
        note = ending_words(each)
        due = datetime.combine(each.on + timedelta(days=1), time.min, _zone())
        tasks.append(Task(str(words.ROLE[each.held.role]), reverse("accounts:profile"), due_at=due, note=note))
    if actor.is_a(Role.OPERATOR) and (count := len(ending(now))):
        title = ngettext(
            "Perbarui %(n)d penunjukan atau sertifikat yang berakhir",
            "Perbarui %(n)d penunjukan atau sertifikat yang berakhir",
            count,
        )
        tasks.append(Task(title % {"n": count}, reverse("accounts:ending")))
    return tasks


def ending_words(each: Ending) -> str:
    """What ends, and when, for the task list."""
    on = f"{each.on:%d-%m-%Y}"
    if each.is_certificate:
        return gettext("Sertifikat pengadaan berlaku sampai %(on)s; perpanjang, lalu beri tahu operator") % {"on": on}
    return gettext("Penunjukan berlaku sampai %(on)s; minta surat keputusan yang baru") % {"on": on}


@dataclass(frozen=True)
class SignedIn:
    """A browser in which a person is signed in; ``is_here`` when it is the one that asks."""

    id: int
    device: str
    ip: str
    since: datetime
    is_here: bool


def sessions_of(actor: Actor, here: str) -> list[SignedIn]:
    """Return where the actor is signed in, newest first; ``here`` is the key of the session that asks."""
    user = User.objects.get(pk=actor.user_id or 0)
    alive: list[UserSession] = UserSession.objects.purge_and_list(user)
    rows = [
        SignedIn(each.pk, words.device(each.user_agent), each.ip, each.created_at, each.session_key == here)
        for each in alive
    ]
    return sorted(rows, key=lambda row: row.since, reverse=True)


def _require_operator(actor: Actor) -> None:
    if not actor.is_a(Role.OPERATOR):
        raise Missing("people")


def _appointments() -> Any:
    return Prefetch("appointments", Appointment.objects.select_related("agency").order_by("-id"))


def _person(user: User, now: datetime) -> Person:
    held = [_held(row, now) for row in user.appointments.all()]
    roles = {each.role for each in held if each.term is Term.IN_FORCE}
    return Person(user, held, policy.in_conflict(roles))


def _held(row: Appointment, now: datetime) -> Held:
    since, until = row.valid.lower, row.valid.upper
    if row.valid.isempty:
        term = Term.TAKEN_BACK
    elif until is not None and until <= now:
        term = Term.ENDED
    else:
        term = Term.AHEAD if since is not None and now < since else Term.IN_FORCE
    agency = row.agency.name if row.agency else ""
    return Held(
        id=row.pk,
        role=Role(row.role),
        agency=agency,
        since=since,
        until=until,
        term=term,
        decree_number=row.decree_number,
        decree_on=row.decree_on,
        decree_sha256=row.decree_sha256,
        certificate_number=row.certificate_number,
        certificate_until=row.certificate_until,
        certificate_ended=row.certificate_until is not None and row.certificate_until < now.astimezone(_zone()).date(),
    )
