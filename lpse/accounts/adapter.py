# SPDX-License-Identifier: Apache-2.0
"""How sign-in behaves here, where django-allauth asks."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up is open to vendors; officials are invited by appointment."""

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        """Keep the person's name from the sign-up form."""
        user.name = form.cleaned_data.get("name", "")
        return super().save_user(request, user, form, commit)
