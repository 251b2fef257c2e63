# SPDX-License-Identifier: Apache-2.0
"""The owner's estimate (HPS) as a spreadsheet, in and out, and the day it was set."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from documents.rules import attachment
from lpse import language
from lpse.core import clock
from lpse.core.acts import Kind, Refused
from lpse.views import acting, performs, signed_in
from tenders import forms, policy, selectors, services
from tenders.estimate import BadSheet, CellError, EstimateRow, read_estimate, write_estimate
from tenders.models import Package
from tenders.policy import Act
from tenders.rules import Media

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
    fields = ("description", "unit", "quantity", "unit_price", "is_tax_free", "source")
    rows = [EstimateRow(**values) for values in found.items.values(*fields)]
    name = f"hps-{found.code}.xlsx"
    headers = {"Content-Disposition": attachment(name)}
    return HttpResponse(write_estimate(rows), content_type=Media.XLSX.value, headers=headers)


@performs(Act.RENEW_ESTIMATE, step_up=True)
@require_POST
def renew_estimate(request: HttpRequest, code: str) -> HttpResponse:
    """Set the estimate of a draft tender again, as of today."""
    tender = selectors.draft_for(acting(request), code)
    services.renew_estimate(actor=acting(request), tender=tender, now=clock.now())
    messages.success(request, _("HPS ditetapkan kembali hari ini."))
    return redirect("tenders:package", code=tender.package.code)
