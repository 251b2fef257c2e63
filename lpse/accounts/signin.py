# SPDX-License-Identifier: Apache-2.0
"""The two reads behind every signed-in request, the session and the person, as statements written once.

Django and allauth do all the rest; only the building of these two queries anew in each request is left out.
"""

import json
from datetime import date, datetime
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import connection

from lpse.accounts.models import HeldOffice, User
from lpse.core import clock

FIELDS = [field.attname for field in User._meta.concrete_fields]
OFFICES = """ARRAY(SELECT json_build_array(role, upper(valid), decree_number, certificate_until)::text
    FROM accounts_appointment a WHERE a.user_id = u.id AND lower(a.valid) <= %s::timestamptz ORDER BY upper(a.valid))"""
PERSON = f"SELECT {', '.join(FIELDS)}, {OFFICES} FROM accounts_user u WHERE u.id = %s"  # noqa: S608 - names of the model
KEPT = "SELECT session_key, session_data, expire_date FROM django_session WHERE session_key = %s AND expire_date > %s"
LONGEST = 40
"""Characters of a session's key at most; a longer one, or one with a NUL, was never given to anybody."""


class SessionStore(db.SessionStore):
    """Django's sessions in the database."""

    def _get_session_from_db(self) -> Session | None:
        key, row = self.session_key or "", None
        if len(key) <= LONGEST and "\0" not in key:
            with connection.cursor() as cursor:
                cursor.execute(KEPT, [key, clock.now()])
                row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return None
        return Session(*row)


class Backend(AuthenticationBackend):
    """allauth's sign-in by e-mail."""

    def get_user(self, user_id: Any) -> User | None:
        """Return the person of a session with the offices they hold or held, as ``User.offices`` says.

        None when there is no such person or they may not sign in any more.
        """
        with connection.cursor() as cursor:
            cursor.execute(PERSON, [clock.now(), user_id])
            row = cursor.fetchone()
        if row is None:
            return None
        user = User.from_db("default", FIELDS, row[:-1])
        user.offices = [_office(*json.loads(text)) for text in row[-1]]
        return user if self.user_can_authenticate(user) else None


def _office(role: str, until: str | None, decree: str, certificate_until: str | None) -> HeldOffice:
    return (
        role,
        datetime.fromisoformat(until) if until else None,
        decree,
        date.fromisoformat(certificate_until) if certificate_until else None,
    )
