# SPDX-License-Identifier: Apache-2.0
"""The address letters go to: while a bid of its owner is open, another one takes its place a day later (ux.md 1.2).

Whoever sits at somebody else's browser can so not turn the letters about an open bid away unseen: the old address is
told at once, and its owner may stop the change until it takes effect.
"""

import datetime as dt
import smtplib

import structlog
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string

from lpse.accounts.models import ContactChange, User
from lpse.core.acts import Actor

log = structlog.get_logger(__name__)
COOL_OFF = dt.timedelta(hours=24)


def waiting_change(user_id: int | None) -> ContactChange | None:
    """Return the change of a person's address that has not taken effect yet, or None."""
    return ContactChange.objects.filter(user_id=user_id or 0, applied_at=None, withdrawn_at=None).first()


@transaction.atomic
def change_later(*, actor: Actor, email: str, now: dt.datetime) -> ContactChange:
    """Let another proven address of the actor's take the place of the present one after the cool-off.

    A change that waits already gives way to this one. The present address is told once this is committed.
    """
    user = User.objects.select_for_update().get(pk=actor.person)
    _end_waiting(user, now)
    change = ContactChange.objects.create(user=user, email=email, asked_at=now, effective_at=now + COOL_OFF)
    transaction.on_commit(lambda: _tell(user, change))
    return change


@transaction.atomic
def withdraw_change(*, actor: Actor, now: dt.datetime) -> bool:
    """Stop the change that waits; the present address stays. Returns whether there was one."""
    return _end_waiting(User.objects.select_for_update().get(pk=actor.person), now)


def apply_changes(*, now: dt.datetime) -> int:
    """Let every change whose cool-off is over take effect, each once; returns how many did.

    An address that was removed meanwhile, or is no longer proven, takes nobody's place.
    """
    due = ContactChange.objects.filter(applied_at=None, withdrawn_at=None, effective_at__lte=now)
    return sum(_apply(pk, now) for pk in list(due.order_by("pk").values_list("pk", flat=True)))


@transaction.atomic
def _apply(pk: int, now: dt.datetime) -> bool:
    change = ContactChange.objects.select_for_update(skip_locked=True).filter(pk=pk, applied_at=None).first()
    if change is None or change.withdrawn_at is not None:
        return False  # another tick was faster, or its owner
    address = EmailAddress.objects.filter(user_id=change.user_id, email__iexact=change.email, verified=True).first()
    if address is None:
        change.withdrawn_at = now
    else:
        address.set_as_primary()
        change.applied_at = now
    change.save(update_fields=["applied_at", "withdrawn_at"])
    return address is not None


def _end_waiting(user: User, now: dt.datetime) -> bool:
    waiting = ContactChange.objects.filter(user=user, applied_at=None, withdrawn_at=None)
    return waiting.update(withdrawn_at=now) > 0


def _tell(user: User, change: ContactChange) -> None:
    """Write to the present address; a mail server that refuses is logged, the page tells it too."""
    context = {"user": user, "change": change, "office": settings.OFFICE, "url": f"{settings.SITE_URL}/masuk/email/"}
    subject = render_to_string("accounts/mail/contact_change_subject.txt", context).strip()
    body = render_to_string("accounts/mail/contact_change.txt", context)
    try:
        send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [user.email])
    except (OSError, smtplib.SMTPException):
        log.warning("a letter about a change of address was not sent", user=user.pk)
