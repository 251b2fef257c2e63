# SPDX-License-Identifier: Apache-2.0
"""One's own addresses: the page of the sign-in library, with the cool-off while a bid is open (ux.md 1.2)."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.views import EmailView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lpse.accounts import contacts
from lpse.accounts.stepup import ask_again
from lpse.core import clock
from lpse.views import acting, signed_in
from vendors.selectors import has_open_bid


class ContactView(EmailView):
    """Addresses of the account; the one that letters go to changes at once, or a day later while a bid is open."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Stop a change, begin one that waits, or do as the library does."""
        if "action_withdraw" in request.POST:
            if contacts.withdraw_change(actor=acting(request), now=clock.now()):
                messages.success(request, _("Pergantian alamat dibatalkan; surat tetap datang ke alamat semula."))
            return redirect("account_email")
        address = self._other_proven(request) if "action_primary" in request.POST else None
        if address is None or not has_open_bid(acting(request)):
            response: HttpResponse = super().post(request, *args, **kwargs)
            return response
        if not acting(request).stepped_up:
            return ask_again(request)
        contacts.change_later(actor=acting(request), email=address.email, now=clock.now())
        return redirect("account_email")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the change that waits."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"waiting": contacts.waiting_change(acting(self.request).user_id)}

    def _other_proven(self, request: HttpRequest) -> EmailAddress | None:
        """Return the address that was chosen, if it is the person's own, proven, and not the present one."""
        own = EmailAddress.objects.filter(user=acting(request).user_id, verified=True, primary=False)
        return own.filter(email__iexact=request.POST.get("email", "")).first()


contact = signed_in(ContactView.as_view())
