# SPDX-License-Identifier: Apache-2.0
"""Open clocks that a newly decreed holiday would end on another date, for who answers for them."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from complaints import selectors, services
from complaints.policy import Act
from lpse.core import clock
from lpse.core.calendar import HolidayYear
from lpse.regulations.holidays import national
from lpse.views import acting, performs, signed_in

REASON_LETTERS = 500


class ReasonForm(forms.Form):
    """Why open clocks should end later."""

    reason = forms.CharField(
        label=_("Alasan, terbuka untuk umum"),
        help_text=_("Sebut keputusan yang menetapkan hari liburnya: jenis, nomor, dan tanggal."),
        error_messages={"required": _("Isi alasannya.")},
        max_length=REASON_LETTERS,
    )


@signed_in
@never_cache
@require_safe
def affected_clocks(request: HttpRequest) -> HttpResponse:
    """List the clocks that run out, and those that today's tables count otherwise; two people decide on these."""
    return _page(request)


def _page(request: HttpRequest, form: ReasonForm | None = None, of: str = "", status: int = 200) -> HttpResponse:
    tables: list[HolidayYear] = sorted(national().years.values(), key=lambda table: table.year)
    actor, now = acting(request), clock.now()
    matters = selectors.matters_for(actor, now)
    context = {
        "matters": [
            (each, form if form is not None and each.of == of else ReasonForm(auto_id=f"{each.of}-%s"))
            for each in matters
        ],
        "count": sum(len(each.rows) for each in matters),
        "tables": tables,
        "now": now,
        "running": selectors.running_for(actor, now),
    }
    return render(request, "complaints/affected_clocks.html", context, status=status)


@performs(Act.PROPOSE_EXTENSION)
@never_cache
@require_POST
def propose_extension(request: HttpRequest, of: str) -> HttpResponse:
    """Propose that the clocks of a matter end as today's tables count them."""
    selectors.clocks_of(acting(request), of)
    form = ReasonForm(request.POST, auto_id=f"{of}-%s")
    if not form.is_valid():
        return _page(request, form, of, status=422)
    services.propose_extension(actor=acting(request), of=of, reason=form.cleaned_data["reason"], now=clock.now())
    return redirect("complaints:affected-clocks")


@performs(Act.EXTEND_CLOCK, step_up=True)
@never_cache
@require_POST
def accept_extension(request: HttpRequest, of: str) -> HttpResponse:
    """Extend the clocks of a matter as a second person."""
    services.accept_extension(actor=acting(request), of=of, now=clock.now())
    return redirect("complaints:affected-clocks")


@performs(Act.REFUSE_EXTENSION)
@never_cache
@require_POST
def refuse_extension(request: HttpRequest, of: str) -> HttpResponse:
    """Refuse a proposal, or take one's own back."""
    services.refuse_extension(actor=acting(request), of=of, now=clock.now())
    return redirect("complaints:affected-clocks")
