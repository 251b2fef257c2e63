# SPDX-License-Identifier: Apache-2.0
"""The verifier's desk: who waits, and a vendor's data judged field by field beside its evidence."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from documents import services as documents
from lpse.core import clock
from lpse.core.acts import Missing, Role
from lpse.views import acting, performs
from vendors import selectors, services
from vendors.forms import VerdictForm, refusals_on
from vendors.policy import Act
from vendors.rules import VendorStatus
from vendors.services import Judged


@performs(Act.VERIFY_VENDOR)
def queue(request: HttpRequest) -> HttpResponse:
    """Show vendors that wait for verification, the most urgent first."""
    actor = acting(request)
    if not actor.is_a(Role.VERIFIER):
        raise Missing("queue")
    return render(request, "vendors/queue.html", {"rows": selectors.queue()})


@require_http_methods(["GET", "POST"])
@performs(Act.VERIFY_VENDOR)
def judge_vendor(request: HttpRequest, vendor: str) -> HttpResponse:
    """Judge every field of a vendor."""
    actor = acting(request)
    found = selectors.vendor_in_queue(actor, vendor)
    is_verified = found.status == VendorStatus.VERIFIED
    judged_fields = selectors.waiting_of(found) if is_verified else selectors.fields_of(found)
    form = VerdictForm(request.POST if request.method == "POST" else None, judged=judged_fields)
    if request.method == "POST" and form.is_valid():
        verdicts = {
            each.name: Judged(
                form.cleaned_data[f"{each.name}:verdict"] == "ya", form.cleaned_data[f"{each.name}:reason"]
            )
            for each in form.judged
        }
        with refusals_on(form):
            judge = services.judge_rows if is_verified else services.judge_vendor
            judged = judge(actor=actor, vendor=found, verdicts=verdicts, now=clock.now())
            said = _("terverifikasi") if judged.status == VendorStatus.VERIFIED else _("dikembalikan dengan catatan")
            messages.success(request, f"{judged}: {said}.")
            return redirect("vendors:verification")
    context = {
        "vendor": found,
        "form": form,
        "is_waiting": found.status == VendorStatus.SUBMITTED or bool(is_verified and judged_fields),
        "is_verified": is_verified,
        "listed": selectors.in_force(clock.now(), found.tax_number).exists(),
    }
    return render(request, "vendors/judge_vendor.html", context, status=422 if form.errors else 200)


@performs(Act.VERIFY_VENDOR)
def evidence(request: HttpRequest, vendor: str, field: str) -> HttpResponse:
    """Download the evidence of one field, as a verifier."""
    found = selectors.vendor_in_queue(acting(request), vendor)
    row = next((each for each in selectors.fields_of(found) if each.name == field), None)
    if row is None or row.evidence is None:
        raise Missing(field)
    return redirect(documents.download_url(row.evidence))
