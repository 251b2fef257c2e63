# SPDX-License-Identifier: Apache-2.0
"""A business registers, fills in its qualification data, and sends it to the verifier."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as N_
from django.views.decorators.http import require_http_methods, require_POST

from documents import services as documents
from lpse.core import clock
from lpse.core.acts import Actor, Missing
from lpse.views import acting, performs, signed_in
from vendors import selectors, services
from vendors.forms import EvidenceForm, ExperienceForm, LicenceForm, TaxForm, VendorForm, refusals_on
from vendors.models import Vendor
from vendors.policy import Act
from vendors.rules import VendorStatus

FORMS: dict[str, type[EvidenceForm]] = {"licence": LicenceForm, "tax": TaxForm, "experience": ExperienceForm}
ADD: dict[str, Any] = {
    "licence": services.add_licence,
    "tax": services.add_tax_record,
    "experience": services.add_experience,
}
TITLES = {"licence": N_("Tambah izin usaha"), "tax": N_("Tambah SPT tahunan"), "experience": N_("Tambah pengalaman")}
EDITABLE = (VendorStatus.REGISTERED, VendorStatus.RETURNED)


def own_vendor(actor: Actor) -> Vendor:
    """The actor's vendor. Raises Missing."""
    found = selectors.vendor_of(actor)
    if found is None:
        raise Missing("vendor")
    return found


@require_http_methods(["GET", "POST"])
@performs(Act.REGISTER_VENDOR)
def register_vendor(request: HttpRequest) -> HttpResponse:
    """Register a business (pendaftaran pelaku usaha)."""
    actor = acting(request)
    if selectors.vendor_of(actor) is not None:
        return redirect("vendors:vendor")
    form = VendorForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.register_vendor(actor=actor, **form.cleaned_data, now=clock.now())
            messages.success(request, _("Badan usaha terdaftar. Lengkapi izin, pajak, dan pengalaman di bawah ini."))
            return redirect("vendors:vendor")
    return render(request, "vendors/register_vendor.html", {"form": form}, status=422 if form.errors else 200)


@signed_in
def vendor(request: HttpRequest) -> HttpResponse:
    """Show the actor's own data with the verifier's remarks beside each field."""
    actor = acting(request)
    own = selectors.vendor_of(actor)
    if own is None:
        return redirect("vendors:register-vendor")
    groups = selectors.groups_of(own)
    context = {"vendor": own, "groups": groups, "is_editable": own.status in EDITABLE}
    return render(request, "vendors/vendor.html", context)


@require_http_methods(["GET", "POST"])
@performs(Act.EDIT_VENDOR)
def edit_vendor(request: HttpRequest) -> HttpResponse:
    """Change the identity of the business."""
    actor = acting(request)
    own = own_vendor(actor)
    names = VendorForm.base_fields
    form = VendorForm(
        request.POST if request.method == "POST" else None, initial={name: getattr(own, name) for name in names}
    )
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.edit_vendor(actor=actor, **form.cleaned_data, now=clock.now())
            return redirect("vendors:vendor")
    context = {"form": form, "vendor": own}
    return render(request, "vendors/register_vendor.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@performs(Act.EDIT_VENDOR)
def add_row(request: HttpRequest, part: str) -> HttpResponse:
    """Add a licence, a tax return or an experience with its evidence."""
    actor = acting(request)
    own_vendor(actor)
    if part not in FORMS:
        raise Missing(part)
    form = FORMS[part](*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            ADD[part](actor=actor, **form.values(), now=clock.now())
            return redirect("vendors:vendor")
    context = {"form": form, "title": TITLES[part]}
    return render(request, "vendors/add_row.html", context, status=422 if form.errors else 200)


@require_POST
@performs(Act.EDIT_VENDOR)
def remove_row(request: HttpRequest, part: str, row_id: int) -> HttpResponse:
    """Remove a row of the data."""
    services.remove_row(actor=acting(request), part=part, row_id=row_id, now=clock.now())
    return redirect("vendors:vendor")


@require_POST
@performs(Act.SUBMIT_VENDOR)
def submit_vendor(request: HttpRequest) -> HttpResponse:
    """Send the data to the verifier."""
    services.submit_vendor(actor=acting(request), now=clock.now())
    messages.success(request, _("Data terkirim. Verifikator memeriksa setiap isian; hasilnya tampil di halaman ini."))
    return redirect("vendors:vendor")


@signed_in
def evidence(request: HttpRequest, part: str, row_id: int) -> HttpResponse:
    """Download evidence of the actor's own vendor."""
    own = own_vendor(acting(request))
    found = next((each for each in selectors.fields_of(own) if each.name == f"{part}.{row_id}"), None)
    if found is None or found.evidence is None:
        raise Missing(part)
    return redirect(documents.download_url(found.evidence))
