# SPDX-License-Identifier: Apache-2.0
"""The public blacklist (daftar hitam), and the verifier's entries in it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lpse.core import clock
from lpse.core.acts import Missing, Role
from lpse.views import acting, performs, public
from vendors import selectors, services
from vendors.forms import BlacklistForm, LiftingForm, refusals_on
from vendors.policy import Act


@require_safe
@public
def blacklist(request: HttpRequest) -> HttpResponse:
    """Show who is on the blacklist, by which decree, from when until when."""
    q = request.GET.get("q", "").strip()[:100].replace("\0", "")
    context = {
        "rows": selectors.blacklist(q, clock.now()),
        "q": q,
        "is_verifier": acting(request).is_a(Role.VERIFIER),
    }
    return render(request, "vendors/blacklist.html", context)


@require_http_methods(["GET", "POST"])
@performs(Act.BLACKLIST_VENDOR, step_up=True)
def blacklist_vendor(request: HttpRequest) -> HttpResponse:
    """Enter a blacklisting from its decree."""
    actor = acting(request)
    if not actor.is_a(Role.VERIFIER):
        raise Missing("blacklist")
    form = BlacklistForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.blacklist_vendor(actor=actor, **form.cleaned_data, now=clock.now())
            messages.success(request, _("Tercatat pada daftar hitam dan berlaku sejak saat ini."))
            return redirect("vendors:blacklist")
    return render(request, "vendors/blacklist_vendor.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@performs(Act.LIFT_BLACKLISTING, step_up=True)
def lift_blacklisting(request: HttpRequest, listing: int) -> HttpResponse:
    """Lift a blacklisting by a decree or a court's decision."""
    actor = acting(request)
    row = selectors.blacklisting_for(actor, listing)
    form = LiftingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.lift_blacklisting(actor=actor, row=row, decree=form.cleaned_data["decree"], now=clock.now())
            messages.success(request, _("Sanksi dicabut. Riwayatnya tetap tampil pada daftar hitam."))
            return redirect("vendors:blacklist")
    context = {"form": form, "row": row}
    return render(request, "vendors/lift_blacklisting.html", context, status=422 if form.errors else 200)
