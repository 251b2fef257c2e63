# SPDX-License-Identifier: Apache-2.0
"""Pages of packages: the procurement officer (PPK) prepares, the head of the unit (UKPBJ) assigns."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lpse import language
from lpse.accounts.models import User
from lpse.core import clock
from lpse.core.acts import Actor, Kind, Missing, Refused, Role
from lpse.core.money import rupiah
from lpse.views import acting, performs, signed_in
from tenders import forms, policy, selectors, services
from tenders.estimate import EstimateRow
from tenders.models import Package
from tenders.pacts import PACTS, Party
from tenders.policy import Act
from tenders.rules import PackageStatus, line_total
from tenders.selectors import words
from tenders.services.packages import EDITABLE
from tenders.templatetags.tenders_format import volume


def _package(request: HttpRequest, code: str) -> Package:
    return selectors.package_for(acting(request), code)


def _told(form: Any, refused: Refused) -> None:
    """Show a refusal of what was typed on the form; anything else passes on."""
    if refused.refusal.kind is not Kind.INPUT:
        raise refused
    form.add_error(None, language.reason(refused))


@signed_in
def packages(request: HttpRequest) -> HttpResponse:
    """List the officer's own packages, and the tenders of the committees a member sits in."""
    actor = acting(request)
    is_officer, is_member = actor.is_a(Role.PROCUREMENT_OFFICER), actor.is_a(Role.COMMITTEE)
    if not is_officer and not is_member:
        raise Missing("packages")
    rows = Package.objects.filter(officer_id=actor.user_id).select_related("work_unit").order_by("-id")
    context = {
        "is_officer": is_officer,
        "is_member": is_member,
        "rows": [(row, words.PACKAGE[row.status], words.PACKAGE_TONE[row.status]) for row in rows if is_officer],
        "tenders": selectors.tenders_of_committee(actor) if is_member else [],
    }
    return render(request, "tenders/packages.html", context)


@performs(Act.CREATE_PACKAGE)
def create_package(request: HttpRequest) -> HttpResponse:
    """Begin a package."""
    actor = acting(request)
    policy.require(Act.CREATE_PACKAGE, actor, selectors.facts(actor))
    form = forms.PackageForm(request.POST or None, initial={"fiscal_year": clock.now().year, "duration_days": 60})
    if request.method == "POST" and form.is_valid():
        package = services.create_package(
            actor=actor,
            work_unit=form.cleaned_data["work_unit"],
            fields={name: form.cleaned_data[name] for name in EDITABLE},
            training=settings.TRAINING,
            now=clock.now(),
        )
        return redirect("tenders:edit-items", code=package.code)
    return render(request, "tenders/package_form.html", {"form": form}, status=422 if form.errors else 200)


@signed_in
def package(request: HttpRequest, code: str) -> HttpResponse:
    """Show a package with its estimate, and what may be done with it now."""
    found = _package(request, code)
    actor = acting(request)
    facts = selectors.facts(actor, package=found)
    tender = found.tenders.order_by("-id").first()
    own = selectors.estimate_rows(tender) if tender else selectors.package_rows(found)
    rows = list(enumerate(own, start=1))
    estimate, net = (tender or found).owner_estimate, (tender or found).owner_estimate_net
    context = {
        "package": found,
        "estimate": tender or found,
        "items": [(number, row, line_total(row.quantity, row.unit_price)) for number, row in rows],
        "tax": None if net is None or estimate is None else estimate - net,
        "changeable": tender is not None and selectors.may_change_estimate(actor, tender),
        "tax_source": selectors.tax_source(),
        "pact": PACTS[Party.OFFICER],
        "pact_form": forms.PactForm(),
        "unsourced": [number for number, row in rows if not row.source],
        "renewable": tender is not None and selectors.is_renewable(actor, tender, clock.now()),
        "status": words.PACKAGE[found.status],
        "tone": words.PACKAGE_TONE[found.status],
        "contract": words.CONTRACT.get(found.contract_type, found.contract_type),
        "tender": tender,
        "may_edit": policy.may(Act.EDIT_PACKAGE, actor, facts) is None,
        "may_assign": policy.may(Act.ASSIGN_COMMITTEE, actor, facts) is None,
    }
    return render(request, "tenders/package.html", context)


@performs(Act.EDIT_PACKAGE)
def edit_package(request: HttpRequest, code: str) -> HttpResponse:
    """Change what a package says."""
    found = _package(request, code)
    actor = acting(request)
    policy.require(Act.EDIT_PACKAGE, actor, selectors.facts(actor, package=found))
    initial = {name: getattr(found, name) for name in EDITABLE} | {"work_unit": found.work_unit_id}
    form = forms.PackageForm(request.POST or None, initial=initial)
    form.fields["work_unit"].disabled = True
    if request.method == "POST" and form.is_valid():
        services.edit_package(actor=actor, package=found, fields={name: form.cleaned_data[name] for name in EDITABLE})
        return redirect("tenders:package", code=code)
    context = {"form": form, "package": found}
    return render(request, "tenders/package_form.html", context, status=422 if form.errors else 200)


@performs(Act.EDIT_PACKAGE)
def edit_items(request: HttpRequest, code: str) -> HttpResponse:
    """Change the rows of the owner's estimate (HPS)."""
    found = _package(request, code)
    actor = acting(request)
    policy.require(Act.EDIT_PACKAGE, actor, selectors.facts(actor, package=found))
    initial = list(found.items.values(*selectors.ROW_FIELDS))
    rows = forms.ItemFormSet(request.POST or None, initial=[trimmed(row) for row in initial], prefix="butir")
    refusal = ""
    if request.method == "POST" and rows.is_valid():
        estimate = [EstimateRow(**{name: row[name] for name in selectors.ROW_FIELDS}) for row in rows.rows()]
        try:
            services.set_package_items(actor=actor, package=found, rows=estimate, now=clock.now())
        except Refused as refused:
            if refused.refusal.kind is not Kind.INPUT:
                raise
            refusal = language.reason(refused)
        else:
            if "more" in request.POST:
                return redirect("tenders:edit-items", code=code)
            return redirect("tenders:package", code=code)
    errors = rows.error_links() if rows.is_bound else []
    errors += [("#butir", refusal)] if refusal else []
    context = {"package": found, "rows": rows, "errors": errors}
    return render(request, "tenders/package_items.html", context, status=422 if errors else 200)


def trimmed(row: Mapping[str, Any]) -> dict[str, Any]:
    """Write a quantity as the page's language does, without padding zeros, and a price with dots and comma."""
    price = str(rupiah(row["unit_price"])).removeprefix("Rp")
    return {**row, "quantity": volume(Decimal(row["quantity"])), "unit_price": price}


@performs(Act.SIGN_OFFICER_PACT, step_up=True)
@require_POST
def sign_officer_pact(request: HttpRequest, code: str) -> HttpResponse:
    """Take the officer's signature under the integrity pact."""
    found = _package(request, code)
    if not forms.PactForm(request.POST).is_valid():
        messages.error(request, _("Nyatakan dulu bahwa Anda membaca dan menyetujui pakta integritas."))
        return redirect("tenders:package", code=code)
    services.sign_officer_pact(actor=acting(request), package=found, now=clock.now())
    messages.success(request, _("Pakta integritas ditandatangani dan tercatat."))
    return redirect("tenders:package", code=code)


@performs(Act.SUBMIT_PACKAGE)
def submit_package(request: HttpRequest, code: str) -> HttpResponse:
    """Hand a package to the unit."""
    found = _package(request, code)
    if request.method == "POST":
        services.submit_package(actor=acting(request), package=found)
        messages.success(request, _("Paket diajukan ke UKPBJ."))
    return redirect("tenders:package", code=code)


def _unit_head(request: HttpRequest) -> Actor:
    actor = acting(request)
    if not actor.is_a(Role.UNIT_HEAD):
        raise Missing("assignments")
    return actor


@signed_in
def assignments(request: HttpRequest) -> HttpResponse:
    """List the packages that wait for a committee, and what was assigned last."""
    _unit_head(request)
    shown = Package.objects.select_related("agency", "work_unit", "officer")
    context = {
        "waiting": shown.filter(status=PackageStatus.SUBMITTED).order_by("id"),
        "assigned": shown.filter(status=PackageStatus.ASSIGNED).prefetch_related("tenders").order_by("-id")[:20],
    }
    return render(request, "tenders/assignments.html", context)


@performs(Act.ASSIGN_COMMITTEE)
def assign_committee(request: HttpRequest, code: str) -> HttpResponse:
    """Assign a committee to a package."""
    actor = _unit_head(request)
    found = _package(request, code)
    policy.require(Act.ASSIGN_COMMITTEE, actor, selectors.facts(actor, package=found))
    people = members_at(clock.now())
    form = forms.CommitteeForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        members = list(form.cleaned_data["members"])
        try:
            services.assign_committee(
                actor=actor, package=found, members=members, chair=form.cleaned_data["chair"], now=clock.now()
            )
        except Refused as refused:
            _told(form, refused)
        else:
            messages.success(request, _("Pokja ditugaskan. Anggotanya melihat tender ini pada Tugas saya."))
            return redirect("tenders:assignments")
    context = {
        "form": form,
        "package": found,
        "items": found.items.count(),
        "reason_form": forms.ReasonForm(),
    }
    return render(request, "tenders/assign_committee.html", context, status=422 if form.errors else 200)


def members_at(now: datetime) -> list[User]:
    """Return who is appointed to committees (Pokja) at that moment, by name."""
    return list(
        User.objects.filter(appointments__role=Role.COMMITTEE, appointments__valid__contains=now)
        .distinct()
        .order_by("name")
    )


@performs(Act.RETURN_PACKAGE)
def return_package(request: HttpRequest, code: str) -> HttpResponse:
    """Give a package back to its officer."""
    actor = _unit_head(request)
    found = _package(request, code)
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.return_package(actor=actor, package=found, reason=form.cleaned_data["reason"])
        messages.success(request, _("Paket dikembalikan kepada PPK."))
        return redirect("tenders:assignments")
    context = {"form": form, "package": found}
    return render(request, "tenders/return_package.html", context, status=422 if form.errors else 200)
