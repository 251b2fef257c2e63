# SPDX-License-Identifier: Apache-2.0
"""Sends the letters: copies of notices by mail, tried until the mail server takes them. Nothing legal waits for one."""

import smtplib
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils.translation import override

from lpse.notices.models import Letter
from lpse.notices.selectors import shown

log = structlog.get_logger(__name__)
MOST_AT_ONCE = 50
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
LANGUAGE = "id"


def wait_after(attempts: int) -> timedelta:
    """Return how long to wait after so many refusals: a minute, doubled each time, six hours at most."""
    return min(FIRST_WAIT * 2 ** min(attempts - 1, 20), LONGEST_WAIT)


@transaction.atomic
def send_due(*, now: datetime) -> int:
    """Send the letters that are due; return how many the mail server took.

    Rows are claimed in the database, so several workers send each letter once. One refused letter waits and stops no
    other; a server that does not answer at all makes every due letter of this call wait.
    """
    due = list(
        Letter.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("notice")
        .filter(sent_at=None, next_at__lte=now)
        .order_by("next_at", "id")[:MOST_AT_ONCE]
    )
    if not due:
        return 0
    server = get_connection(timeout=settings.EMAIL_TIMEOUT)
    try:
        server.open()
    except (OSError, smtplib.SMTPException) as problem:
        log.warning("the mail server does not answer", problem=str(problem), waiting=len(due))
        for letter in due:
            _postpone(letter, problem, now)
        return 0
    with server:
        return sum(_sent(letter, server, now) for letter in due)


def _sent(letter: Letter, server: BaseEmailBackend, now: datetime) -> bool:
    try:
        _message(letter, server).send()
    except (OSError, smtplib.SMTPException) as problem:
        log.warning("a letter was refused", letter=letter.pk, attempts=letter.attempts + 1, problem=str(problem))
        _postpone(letter, problem, now)
        return False
    Letter.objects.filter(pk=letter.pk).update(sent_at=now, attempts=F("attempts") + 1, problem="")
    return True


def _postpone(letter: Letter, problem: Exception, now: datetime) -> None:
    letter.attempts += 1
    letter.next_at, letter.problem = now + wait_after(letter.attempts), str(problem)[:500]
    letter.save(update_fields=["attempts", "next_at", "problem"])


def _message(letter: Letter, server: BaseEmailBackend) -> EmailMessage:
    with override(LANGUAGE):
        line = shown(letter.notice)
        context = {"line": line, "site": settings.SITE_URL, "office": settings.OFFICE}
        body = render_to_string("notices/mail/notice.txt", context)
        subject = f"[{line.subject}] {line.what}"
    return EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [letter.address], connection=server)
