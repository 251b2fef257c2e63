# SPDX-License-Identifier: Apache-2.0
"""Step-up: a weighty act needs a second factor given within the last 300 seconds (a fresh sign-in counts)."""

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from lpse.core import clock

FRESH_SECONDS = 300


def is_fresh(request: HttpRequest) -> bool:
    """Say whether a TOTP code, recovery code or passkey was accepted in this session within 300 s."""
    limit = clock.now().timestamp() - FRESH_SECONDS
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" and record["at"] >= limit for record in records)


def ask_again(request: HttpRequest) -> HttpResponse:
    """Send the person to give the second factor again; what was posted is kept and performed afterwards."""
    return suspend_request(request, reverse("mfa_reauthenticate"))
