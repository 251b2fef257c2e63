# SPDX-License-Identifier: Apache-2.0
"""Marks that every view carries, so that a house test can see who may call it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from lpse.core.acts import Actor

View = Callable[..., HttpResponse]
AnyView = TypeVar("AnyView", bound=Callable[..., HttpResponseBase])


def acting(request: HttpRequest) -> Actor:
    """Return who is acting in this request, as the middleware found it."""
    return cast(Actor, request.actor)  # type: ignore[attr-defined]


def public(view: AnyView) -> AnyView:
    """Mark a view that anybody may call."""
    view.lpse_access = "public"  # type: ignore[attr-defined]
    return view


SAME_FOR_STRANGERS = "is_the_same_for_strangers"


def same_for_strangers(view: View) -> View:
    """Mark a public page that shows every stranger the same, but for language and theme (lpse.portal.strangers)."""

    @wraps(view)
    def marking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        setattr(response, SAME_FOR_STRANGERS, True)
        return response

    return public(marking)


def signed_in(view: View) -> View:
    """Mark a view for any signed-in person; strangers are sent to sign in and come back."""
    guarded = login_required(view)
    guarded.lpse_access = "signed_in"  # type: ignore[attr-defined]
    return guarded


def performs(act: str, *, step_up: bool = False) -> Callable[[View], View]:
    """Mark a view that performs an act; with ``step_up`` a second factor of the last 300 s is asked first.

    What was posted is kept while the second factor is given, so nothing is typed twice.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if step_up and not acting(request).stepped_up:
                from lpse.accounts.stepup import ask_again

                return ask_again(request)
            return view(request, *args, **kwargs)

        result: View = login_required(guarded)
        result.lpse_access = f"performs {act}"  # type: ignore[attr-defined]
        return result

    return mark
