# SPDX-License-Identifier: Apache-2.0
"""A business registers, fills in its qualification data, and sends it to the verifier."""

from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from documents import services as documents
from lpse.core import clock
from lpse.core.acts import Actor, Missing
from lpse.views import acting, performs, signed_in
from vendors import policy, selectors, services
from vendors.forms import FORMS_OF_PARTS, VendorForm, refusals_on
from vendors.models import Vendor
from vendors.policy import Act
from vendors.rules import Part, VendorStatus, needed_parts

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
            messages.success(request, _("Badan usaha terdaftar. Lengkapi data kualifikasi di bawah ini."))
            return redirect("vendors:vendor")
    return render(request, "vendors/register_vendor.html", {"form": form}, status=422 if form.errors else 200)


@signed_in
def vendor(request: HttpRequest) -> HttpResponse:
    """Show the actor's own data with the verifier's remarks beside each field."""
    actor = acting(request)
    own = selectors.vendor_of(actor)
    if own is None:
        return redirect("vendors:register-vendor")
    needed = [selectors.TITLES[part] for part in needed_parts(own.form)]
    context = {
        "vendor": own,
        "groups": selectors.groups_of(own, clock.now().date()),
        "capacity": selectors.capacity_of(own, clock.now()),
        "needed": needed,
        "is_editable": own.status in EDITABLE,
        "takes_rows": own.status in (*EDITABLE, VendorStatus.VERIFIED),
    }
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
@performs(Act.ADD_ROW)
def add_row(request: HttpRequest, part: str) -> HttpResponse:
    """Add a row of qualification data with its evidence."""
    return _row(request, part, None)


@require_http_methods(["GET", "POST"])
@performs(Act.ADD_ROW)
def renew_row(request: HttpRequest, part: str, row_id: int) -> HttpResponse:
    """Renew or correct a row: the form begins with what it says now."""
    return _row(request, part, row_id)


def _row(request: HttpRequest, part: str, row_id: int | None) -> HttpResponse:
    actor = acting(request)
    own = own_vendor(actor)
    old = selectors.row_of(own, part, row_id) if row_id is not None else None
    if part not in set(Part) or (row_id is not None and old is None):
        raise Missing(part)
    policy.require(Act.ADD_ROW, actor, selectors.facts(actor))
    form_class = FORMS_OF_PARTS[Part(part)]
    names = [name for name in form_class.base_fields if name != "evidence"]
    initial = {name: plain_value(getattr(old, name)) for name in names} if old else None
    form = form_class(*((request.POST, request.FILES) if request.method == "POST" else ()), initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.add_row(actor=actor, part=Part(part), replaces=row_id, **form.row(), now=clock.now())
            if own.status == VendorStatus.VERIFIED:
                messages.success(request, _("Tersimpan, menunggu verifikator. Data yang lama tetap berlaku."))
            return redirect("vendors:vendor")
    context = {"form": form, "title": selectors.TITLES[Part(part)], "old": old, "vendor": own}
    return render(request, "vendors/add_row.html", context, status=422 if form.errors else 200)


def plain_value(value: object) -> object:
    """A column as its form field takes it: decimals the Indonesian way."""
    if not isinstance(value, Decimal):
        return value
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


@require_POST
@performs(Act.REMOVE_ROW)
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
