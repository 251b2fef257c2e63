# SPDX-License-Identifier: Apache-2.0
"""How sign-in behaves here, where django-allauth asks."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from lpse.accounts import services, words
from lpse.core import clock


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up is open to vendors; officials are invited by appointment."""

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        """Keep the person's name from the sign-up form."""
        user.name = form.cleaned_data.get("name", "")
        return super().save_user(request, user, form, commit)

    def post_login(self, request: HttpRequest, user: Any, **facts: Any) -> HttpResponse:
        """Remember the device once sign-in is complete, second factor included, and tell of a new one."""
        response: HttpResponse = super().post_login(request, user, **facts)
        name = words.device(request.META.get("HTTP_USER_AGENT", ""))
        if services.note_device(user=user, name=name, ip=self.get_client_ip(request), now=clock.now()):
            messages.warning(request, _("Ini pertama kalinya akun Anda masuk dari %(device)s.") % {"device": name})
        return response
