# SPDX-License-Identifier: Apache-2.0
"""The owner's estimate (HPS) as a spreadsheet, in and out; its day, its versions, and its change after assignment."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from documents.rules import attachment
from lpse import language
from lpse.core import clock
from lpse.core.acts import Actor, Kind, Refused
from lpse.views import acting, performs, signed_in
from tenders import forms, policy, selectors, services
from tenders.estimate import BadSheet, CellError, EstimateRow, read_estimate, write_estimate
from tenders.estimate_versions import row_changes, total_of
from tenders.models import Package, Tender
from tenders.policy import Act
from tenders.rules import Media
from tenders.views.packages import trimmed

SHOWN_ERRORS = 200


def _own(request: HttpRequest, code: str) -> Package:
    """Return a package that its officer may edit now. Raises Missing, Refused."""
    actor = acting(request)
    found = selectors.package_for(actor, code)
    policy.require(Act.EDIT_PACKAGE, actor, selectors.facts(actor, package=found))
    return found


@performs(Act.EDIT_PACKAGE)
def import_items(request: HttpRequest, code: str) -> HttpResponse:
    """Take the rows of the estimate from a spreadsheet: all of them, or none with every wrong cell named."""
    found = _own(request, code)
    form = forms.EstimateSheetForm(request.POST or None, request.FILES or None)
    errors: list[CellError] = []
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            rows, errors = read_estimate(file.name, file.read())
            if not errors:
                services.set_package_items(actor=acting(request), package=found, rows=rows, now=clock.now())
                messages.success(request, _("%(n)s butir HPS diambil dari berkas.") % {"n": len(rows)})
                return redirect("tenders:package", code=code)
        except BadSheet as bad:
            form.add_error("file", language.reason(bad))
        except Refused as refused:
            if refused.refusal.kind is not Kind.INPUT:
                raise
            form.add_error("file", language.reason(refused))
    context: dict[str, Any] = {
        "package": found,
        "form": form,
        "errors": errors[:SHOWN_ERRORS],
        "lines": len({error.line for error in errors}),
        "hidden": max(0, len(errors) - SHOWN_ERRORS),
    }
    return render(request, "tenders/import_items.html", context, status=422 if form.errors or errors else 200)


@signed_in
@require_safe
def items_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """Give the estimate as a spreadsheet to be filled in: its rows as they are, or the empty form."""
    found = _own(request, code)
    return _as_sheet([EstimateRow(**values) for values in found.items.values(*selectors.ROW_FIELDS)], found.code)


def _as_sheet(rows: list[EstimateRow], code: str) -> HttpResponse:
    headers = {"Content-Disposition": attachment(f"hps-{code}.xlsx")}
    return HttpResponse(write_estimate(rows), content_type=Media.XLSX.value, headers=headers)


@performs(Act.RENEW_ESTIMATE, step_up=True)
@require_POST
def renew_estimate(request: HttpRequest, code: str) -> HttpResponse:
    """Set the estimate of a draft tender again, as of today."""
    tender = selectors.draft_for(acting(request), code)
    services.renew_estimate(actor=acting(request), tender=tender, now=clock.now())
    messages.success(request, _("HPS ditetapkan kembali hari ini."))
    return redirect("tenders:package", code=tender.package.code)


# --- Changed between assignment and announcement ----------------------------------------------------------------------


def _draft(request: HttpRequest, code: str) -> Tender:
    """Return a draft whose estimate this officer may change now. Raises Missing, Refused."""
    actor = acting(request)
    tender = selectors.draft_for(actor, code)
    able = Actor(actor.user_id, actor.name, actor.roles, stepped_up=True, lapsed=actor.lapsed)
    policy.require(Act.CHANGE_ESTIMATE, able, selectors.facts(actor, tender=tender))
    return tender


def _change_page(request: HttpRequest, tender: Tender, **more: Any) -> HttpResponse:
    """Show the form of a change: the rows in force, those that were typed, or those that a sheet was read for."""
    now = clock.now()
    initial = [trimmed(asdict(row)) for row in more.get("read") or selectors.estimate_rows(tender)]
    cells: list[CellError] = more.pop("cells", [])
    context: dict[str, Any] = {
        "draft": tender,
        "tender": selectors.head(tender, now),
        "rows": forms.ItemFormSet(initial=initial, prefix="butir"),
        "form": forms.EstimateReasonForm(),
        "sheet": forms.EstimateSheetForm(auto_id="lembar-%s"),
        "errors": [],
        "cells": cells[:SHOWN_ERRORS],
        "lines": len({error.line for error in cells}),
        "hidden": max(0, len(cells) - SHOWN_ERRORS),
        **more,
    }
    failed = context["errors"] or cells or context["form"].errors or context["sheet"].errors
    return render(request, "tenders/change_estimate.html", context, status=422 if failed else 200)


@signed_in
@require_safe
def estimate_history(request: HttpRequest, code: str) -> HttpResponse:
    """Show the makers of a tender its estimate in force, how old it is, and what each version changed."""
    actor, now = acting(request), clock.now()
    tender = selectors.draft_for(actor, code)
    context = {
        "draft": tender,
        "tender": selectors.head(tender, now),
        "page": selectors.estimate_page(actor, tender, now),
        "tax_source": selectors.tax_source(),
    }
    return render(request, "tenders/estimate_history.html", context)


@performs(Act.CHANGE_ESTIMATE, step_up=True)
def change_estimate(request: HttpRequest, code: str) -> HttpResponse:
    """Change the estimate of a draft, with a reason: a version that is kept."""
    tender = _draft(request, code)
    if request.method != "POST":
        return _change_page(request, tender)
    rows, form = forms.ItemFormSet(request.POST, prefix="butir"), forms.EstimateReasonForm(request.POST)
    errors = [] if rows.is_valid() else rows.error_links()
    if form.is_valid() and not errors:
        typed = [EstimateRow(**{name: row[name] for name in selectors.ROW_FIELDS}) for row in rows.rows()]
        reason = form.cleaned_data["reason"]
        try:
            version = services.change_estimate(
                actor=acting(request), tender=tender, rows=typed, reason=reason, now=clock.now()
            )
        except Refused as refused:
            if refused.refusal.kind is not Kind.INPUT:
                raise
            errors = [("#butir", language.reason(refused))]
        else:
            told = _("HPS versi %(number)s disimpan. Dokumen tender perlu disetujui lagi.")
            messages.success(request, told % {"number": version.number})
            return redirect("tenders:estimate-history", code=code)
    return _change_page(request, tender, rows=rows, form=form, errors=errors)


@performs(Act.CHANGE_ESTIMATE)
def read_estimate_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """Read changed rows of an estimate from a spreadsheet and fill the form of the change with them; keeps nothing."""
    tender = _draft(request, code)
    sheet = forms.EstimateSheetForm(request.POST or None, request.FILES or None, auto_id="lembar-%s")
    if request.method != "POST":
        return redirect("tenders:change-estimate", code=code)
    cells: list[CellError] = []
    if sheet.is_valid():
        file = sheet.cleaned_data["file"]
        try:
            rows, cells = read_estimate(file.name, file.read())
        except BadSheet as bad:
            sheet.add_error("file", language.reason(bad))
        else:
            if not cells:
                return _change_page(request, tender, read=rows, **_compared(tender, rows))
    return _change_page(request, tender, sheet=sheet, cells=cells)


def _compared(tender: Tender, rows: list[EstimateRow]) -> dict[str, Any]:
    """How rows that were read differ from those in force, before anything is kept."""
    return {"changes": row_changes(selectors.estimate_rows(tender), rows), "total": total_of(rows)}


@signed_in
@require_safe
def estimate_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """Give the rows of the estimate in force as a spreadsheet to its officer, to be changed and read again."""
    tender = _draft(request, code)
    return _as_sheet(selectors.estimate_rows(tender), tender.code)
