# SPDX-License-Identifier: Apache-2.0
"""Pages of objections, of complaints, and of the auditors' desk."""

from django.http import HttpRequest

from lpse.core.acts import Actor


def acting(request: HttpRequest) -> Actor:
    """Return who asks, as the middleware put it on the request."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
