# SPDX-License-Identifier: Apache-2.0
"""How many notices wait to be opened, for the frame of every page of somebody signed in."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from lpse.core.acts import Actor
from lpse.notices import selectors


def unread(request: HttpRequest) -> dict[str, object]:
    """Put the count into every template as ``unread_notices``; asked of the database when a template shows it."""
    actor = getattr(request, "actor", None) or Actor.public()
    return {"unread_notices": SimpleLazyObject(lambda: selectors.unread_count(actor))}
