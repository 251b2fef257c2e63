# SPDX-License-Identifier: Apache-2.0
"""The letter that lets an invited official set a password; sent once the account is committed."""

import smtplib

import structlog
from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from lpse.accounts.models import User

log = structlog.get_logger(__name__)


def link_for(user: User) -> str:
    """Return the address at which the person sets a password; it works once."""
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": token})
    return f"{settings.SITE_URL}{path}"


def send_invitation(user: User) -> bool:
    """Send the letter; return False, and log it, when the mail server did not take it: it can be sent again."""
    context = {"user": user, "link": link_for(user), "office": settings.OFFICE}
    subject = render_to_string("accounts/mail/invitation_subject.txt", context).strip()
    body = render_to_string("accounts/mail/invitation.txt", context)
    try:
        send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [user.email])
    except (OSError, smtplib.SMTPException):
        log.warning("an invitation was not sent", user=user.pk)
        return False
    return True
