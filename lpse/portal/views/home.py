# SPDX-License-Identifier: Apache-2.0
"""The start page, and one's own task list."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lpse.core import clock
from lpse.portal.selectors.home import home_page
from lpse.portal.selectors.tasks import task_page
from lpse.views import acting, same_for_strangers, signed_in


@same_for_strangers
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the start page."""
    now = clock.now()
    return render(request, "portal/home.html", {"page": home_page(now), "now": now})


@signed_in
@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """Show what waits for the person, whatever their offices."""
    now = clock.now()
    context = {"page": task_page(acting(request), now), "now": now}
    return render(request, "portal/tasks.html", context)
