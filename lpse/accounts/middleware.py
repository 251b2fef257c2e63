# SPDX-License-Identifier: Apache-2.0
"""Puts the actor on the request, and asks everyone to set up a second factor first."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject

from lpse.accounts import selectors, stepup
from lpse.accounts.models import User

Next = Callable[[HttpRequest], HttpResponse]
FREE_PATHS = ("/masuk/", "/static/", "/bahasa/", "/livez", "/readyz")
FACTOR_PATHS = "/masuk/2fa/"
GIVING_PATHS = ("/masuk/2fa/authenticate/", "/masuk/2fa/reauthenticate/", "/masuk/2fa/webauthn/reauthenticate/")


def actor_middleware(get_response: Next) -> Next:
    """Set ``request.actor`` lazily, so that a public page asks the database nothing about its visitor."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: selectors.actor_of(request))  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def second_factor_middleware(get_response: Next) -> Next:
    """Lead a signed-in person without a second factor to set one up; remembered in the session once done."""

    def middleware(request: HttpRequest) -> HttpResponse:
        signed_in = "_auth_user_id" in request.session if hasattr(request, "session") else False
        if signed_in and not request.path.startswith(FREE_PATHS) and not request.session.get("second_factor"):
            if isinstance(request.user, User) and not selectors.has_second_factor(request.user):
                return redirect("mfa_index")
            request.session["second_factor"] = True
        if signed_in and _changes_factors(request) and not stepup.is_fresh(request):
            return stepup.ask_again(request)
        return get_response(request)

    return middleware


def _changes_factors(request: HttpRequest) -> bool:
    """Say whether a person is about to see or change second factors that they set up a while ago.

    A password alone opens none of these pages: whoever stole it and a session would read recovery codes there.
    """
    if not request.path.startswith(FACTOR_PATHS) or request.path.startswith(GIVING_PATHS):
        return False
    return isinstance(request.user, User) and selectors.has_settled_factor(request.user)
