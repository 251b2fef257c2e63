# SPDX-License-Identifier: Apache-2.0
"""The secret address of a personal calendar: made, renewed and ended by its owner; only its digest is kept."""

import datetime as dt
import hashlib
import secrets

from django.db import transaction

from lpse.accounts.models import CalendarLink, User
from lpse.core.acts import Actor, Missing

SECRET_BYTES = 32


def link_of(actor: Actor) -> CalendarLink | None:
    """Return the actor's calendar address in force, without its secret."""
    return CalendarLink.objects.filter(user_id=actor.user_id or 0, ended_at__isnull=True).first()


@transaction.atomic
def make_calendar(*, actor: Actor, now: dt.datetime) -> str:
    """Make a new address (tautan kalender) and end the one before. Returns its secret, which is shown once.

    Not on the record: it gives nobody a power, it only shows its owner's own tasks.
    """
    # Share the person's row: two presses at once make one address after the other.
    user = User.objects.select_for_update().get(pk=actor.person)
    CalendarLink.objects.filter(user=user, ended_at__isnull=True).update(ended_at=now)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    CalendarLink.objects.create(user=user, secret_sha256=_digest(secret), made_at=now)
    return secret


@transaction.atomic
def end_calendar(*, actor: Actor, now: dt.datetime) -> None:
    """End the actor's address; whoever asks for it from now on is told that there is nothing."""
    CalendarLink.objects.filter(user_id=actor.person, ended_at__isnull=True).update(ended_at=now)


def owner_of(secret: str) -> User:
    """Return whose calendar stands at an address. Raises Missing for one that was ended or never made."""
    rows = CalendarLink.objects.select_related("user").filter(secret_sha256=_digest(secret), ended_at__isnull=True)
    found = rows.first()
    if found is None or not found.user.is_active:
        raise Missing("calendar")
    return found.user


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
