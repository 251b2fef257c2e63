# SPDX-License-Identifier: Apache-2.0
"""The start page, and one's own task list, as a page and as a calendar."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lpse.accounts.calendars import owner_of
from lpse.accounts.selectors import actor_for
from lpse.core import clock
from lpse.portal.selectors.calendar import tasks_calendar
from lpse.portal.selectors.home import home_page
from lpse.portal.selectors.tasks import all_tasks, task_page
from lpse.views import acting, public, same_for_strangers, signed_in


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


@public
@never_cache
@require_safe
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """Give the dated tasks of whose secret address this is; no session is asked, and none is made."""
    now = clock.now()
    body = tasks_calendar(all_tasks(actor_for(owner_of(secret))), now)
    return HttpResponse(body, content_type="text/calendar; charset=utf-8")
