# SPDX-License-Identifier: Apache-2.0
"""Open clocks that a newly decreed holiday would end on another date, for who answers for them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from complaints import selectors
from lpse.core import clock
from lpse.core.calendar import HolidayYear
from lpse.regulations.holidays import national
from lpse.views import acting, signed_in


@signed_in
@never_cache
@require_safe
def affected_clocks(request: HttpRequest) -> HttpResponse:
    """List the clocks that run out, and those that today's tables count otherwise; nothing is changed here."""
    tables: list[HolidayYear] = sorted(national().years.values(), key=lambda table: table.year)
    actor, now = acting(request), clock.now()
    context = {"rows": selectors.affected_for(actor), "tables": tables, "now": now}
    context["running"] = selectors.running_for(actor, now)
    return render(request, "complaints/affected_clocks.html", context)
