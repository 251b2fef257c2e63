# SPDX-License-Identifier: Apache-2.0
"""What anybody follows with a number and a code: opened in one browser for half an hour, without an account.

What was opened lives in a signed cookie of its own path, never in the session: no row of the database ties a
signed-in person to it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from complaints.rules import TICKET_SECONDS
from lpse import language
from lpse.core.acts import Kind, Refused

Follow = Callable[[dict[str, str], str], str]
"""What a form says and the address it came from, to the name of what they open. Raises Refused."""
MOST_TYPED = 30


@dataclass(frozen=True)
class Ticket:
    """One kind of ticket: its cookie, the path it is sent to, and the page that shows what is open."""

    cookie: str
    salt: str
    path: str
    page: str

    def opened(self, name: str) -> HttpResponse:
        """Lead to the page of what was just opened."""
        response = redirect(self.page)
        response.set_signed_cookie(
            self.cookie,
            name,
            salt=self.salt,
            max_age=TICKET_SECONDS,
            path=self.path,
            secure=settings.SECURE,
            httponly=True,
            samesite="Strict",
        )
        return response

    def name_in(self, request: HttpRequest) -> str:
        """Return the name of what this browser has open, or an empty text."""
        return str(request.get_signed_cookie(self.cookie, default="", salt=self.salt, max_age=TICKET_SECONDS))

    def closed(self, page: str) -> HttpResponse:
        """Forget in this browser what was open, and lead to a page."""
        response = redirect(page)
        response.delete_cookie(self.cookie, path=self.path, samesite="Strict")
        return response


def followed(
    request: HttpRequest, ticket: Ticket, form_class: type[forms.Form], field: str, template: str, follow: Follow
) -> HttpResponse:
    """Ask for number and code and open what they name; ``field`` is the number's, which a QR code may bring along."""
    if request.method != "POST":
        form = form_class(initial={field: request.GET.get("nomor", "")[:MOST_TYPED]})
        return render(request, template, {"form": form})
    form, status = form_class(request.POST), 422
    if form.is_valid():
        try:
            return ticket.opened(follow(form.cleaned_data, request.META.get("REMOTE_ADDR", "")))
        except Refused as refused:
            form.add_error(None, language.reason(refused))
            status = 429 if refused.refusal.kind is Kind.WHEN else 422
    return render(request, template, {"form": form}, status=status)
