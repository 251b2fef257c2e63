# SPDX-License-Identifier: Apache-2.0
"""Puts the actor on the request, and asks everyone to set up a second factor first."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject

from lpse.accounts import selectors
from lpse.accounts.models import User

Next = Callable[[HttpRequest], HttpResponse]
FREE_PATHS = ("/masuk/", "/static/", "/bahasa/", "/livez", "/readyz")


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
        return get_response(request)

    return middleware
