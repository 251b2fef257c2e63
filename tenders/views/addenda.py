# SPDX-License-Identifier: Apache-2.0
"""Pages of addenda: a member proposes, the officer consents or a second member accepts."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from documents.rules import Store, attachment
from documents.storage import store
from lpse import language
from lpse.core import clock
from lpse.core.acts import Actor, Kind, Missing, Refused
from lpse.views import acting, performs, signed_in
from tenders import forms, policy, selectors, services
from tenders.estimate import BadSheet, CellError, QuantityRow, read_quantities, write_quantities
from tenders.models import Tender
from tenders.policy import Act
from tenders.selectors import pages
from tenders.services.addenda import Amendment, NewFile
from tenders.views.changes import member_door, stepped_up, typed_note
from tenders.views.estimates import SHOWN_ERRORS


def _door(request: HttpRequest, code: str) -> tuple[Actor, Tender]:
    """Return the actor and an announced tender they made: a member of its committee or its officer. Raises Missing."""
    actor = acting(request)
    tender = selectors.draft_for(actor, code)
    known = selectors.facts(actor, tender=tender)
    if not selectors.is_public(tender) or not (known.has_seat or known.is_officer):
        raise Missing(code)
    return actor, tender


@performs(Act.PROPOSE_ADDENDUM)
def propose_addendum(request: HttpRequest, code: str) -> HttpResponse:
    """Write an addendum: clauses with a new file, rows of quantities, requirements, and a later deadline."""
    actor, tender = member_door(request, code)
    waiting = selectors.pending_addendum(tender)
    if waiting is not None:
        return redirect("tenders:addendum", code=code, proposal=waiting.number)
    now = clock.now()
    sheet = _Sheet(request, tender)
    refusal = None
    if request.method == "POST" and sheet.is_valid():
        try:
            row = services.propose_addendum(
                actor=actor,
                tender=tender,
                amendment=sheet.amendment(),
                reason=sheet.form.cleaned_data["reason"],
                now=now,
            )
        except Refused as refused:
            if refused.refusal.kind not in (Kind.INPUT, Kind.WHEN):
                raise
            refusal = refused.refusal
        else:
            messages.success(request, _("Usulan adendum disimpan. Belum ada yang berubah."))
            return redirect("tenders:addendum", code=code, proposal=row.number)
    context = {
        "tender": selectors.head(tender, now),
        "tab": "documents",
        "form": sheet.form,
        "clauses": sheet.clauses,
        "items": sheet.items,
        "requirements": sheet.requirements,
        "errors": sheet.errors(),
        "refusal": refusal,
        "may_not": policy.may(Act.PROPOSE_ADDENDUM, actor, selectors.facts(actor, tender=tender)),
    }
    failed = refusal or (request.method == "POST")
    return render(request, "tenders/propose_addendum.html", context, status=422 if failed else 200)


@performs(Act.PROPOSE_ADDENDUM)
def import_amended_items(request: HttpRequest, code: str) -> HttpResponse:
    """Read the rows of quantities of an addendum from a spreadsheet, and fill the addendum with them; keeps nothing."""
    actor, tender = member_door(request, code)
    policy.require(Act.PROPOSE_ADDENDUM, actor, selectors.facts(actor, tender=tender))
    waiting = selectors.pending_addendum(tender)
    if waiting is not None:
        return redirect("tenders:addendum", code=code, proposal=waiting.number)
    form = forms.QuantitySheetForm(request.POST or None, request.FILES or None)
    errors: list[CellError] = []
    if request.method == "POST" and form.is_valid():
        file, before = form.cleaned_data["file"], selectors.item_data(tender)
        try:
            rows, errors = read_quantities(file.name, file.read(), [row["number"] for row in before])
            after = selectors.amended(before, rows)
            if not errors and after == before:
                form.add_error("file", _("Isi berkas ini sama dengan daftar yang berlaku."))
            elif not errors:
                return _filled(request, tender, before, after)
        except BadSheet as bad:
            form.add_error("file", language.reason(bad))
    context = {
        "tender": selectors.head(tender, clock.now()),
        "form": form,
        "errors": errors[:SHOWN_ERRORS],
        "lines": len({error.line for error in errors}),
        "hidden": max(0, len(errors) - SHOWN_ERRORS),
    }
    return render(request, "tenders/import_amended_items.html", context, status=422 if form.errors or errors else 200)


def _filled(
    request: HttpRequest, tender: Tender, before: list[dict[str, Any]], after: list[dict[str, Any]]
) -> HttpResponse:
    """Show the form of an addendum with rows that were read, and how they differ from those in force."""
    new_of = {row["number"]: row for row in after}
    numbers = {row["number"] for row in before}
    typed = [new_of.get(row["number"], {**row, "DELETE": True}) for row in before]
    typed += [row for row in after if row["number"] not in numbers]
    sheet = _Sheet(request, tender, items=typed)
    context = {
        "tender": selectors.head(tender, clock.now()),
        "tab": "documents",
        "form": sheet.form,
        "clauses": sheet.clauses,
        "items": sheet.items,
        "requirements": sheet.requirements,
        "errors": [],
        "refusal": None,
        "may_not": None,
        "differences": selectors.item_differences(before, after),
    }
    return render(request, "tenders/propose_addendum.html", context)


@signed_in
@require_safe
def quantities_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """Give the rows of quantities in force as CSV, to be changed in a spreadsheet and read again."""
    _actor, tender = member_door(request, code)
    rows = [QuantityRow(**values) for values in tender.items.values("number", "description", "unit", "quantity")]
    headers = {"Content-Disposition": attachment(f"butir-{tender.code}.csv")}
    return HttpResponse(write_quantities(rows), content_type="text/csv; charset=utf-8", headers=headers)


class _Sheet:
    """The forms of one addendum, read together."""

    def __init__(self, request: HttpRequest, tender: Tender, items: list[dict[str, Any]] | None = None) -> None:
        posted = (request.POST or None) if items is None else None
        current = [line for line in pages.document_lines(tender) if line.status == "current"]
        titles = [(line.id, line.name) for line in current]
        files = (request.FILES or None) if items is None else None
        self.form = forms.AddendumForm(posted, files, documents=titles)
        self.clauses = forms.ClauseFormSet(posted, prefix="klausul")
        self.item_rows, self.requirement_rows = selectors.item_data(tender), selectors.requirement_data(tender)
        self.items = forms.AmendedItemFormSet(posted, initial=items or self.item_rows, prefix="butir")
        self.requirements = forms.RequirementFormSet(posted, initial=self.requirement_rows, prefix="syarat")

    def is_valid(self) -> bool:
        """Say whether everything that was typed can be read."""
        found = [part.is_valid() for part in (self.form, self.clauses, self.items, self.requirements)]
        return all(found)

    def errors(self) -> list[tuple[str, str]]:
        """Return the errors of the rows with their addresses."""
        parts = (self.clauses, self.items, self.requirements)
        return [error for part in parts if part.is_bound for error in part.error_links()]

    def amendment(self) -> Amendment:
        """Return what was typed."""
        typed, file = self.form.cleaned_data, self.form.cleaned_data.get("file")
        deadline_at: datetime | None = typed["deadline_at"]
        return Amendment(
            clauses=[{name: row[name] for name in ("clause", "old", "new")} for row in self.clauses.rows()],
            file=NewFile(int(typed["document"]), file.name, file.read()) if file else None,
            items=[
                {
                    "number": number,
                    "description": row["description"],
                    "unit": row["unit"],
                    "quantity": str(row["quantity"].quantize(selectors.QUANTITY)),
                }
                for number, row in _numbered(self.items, self.item_rows)
            ],
            requirements=[
                {"number": number, **{name: row[name] for name in ("step", "slot", "title", "guidance", "needs_file")}}
                for number, row in _numbered(self.requirements, self.requirement_rows)
            ],
            deadline_at=deadline_at,
        )


def _numbered(rows: Any, before: list[dict[str, Any]]) -> list[tuple[int, dict[str, Any]]]:
    """Return the rows that are kept: those that were there with their number, new ones with the next."""
    numbers = [row["number"] for row in before]
    following = max(numbers, default=0)
    found = []
    for place, form in enumerate(rows.forms):
        if not form.cleaned_data or form.cleaned_data.get("DELETE"):
            continue
        if place < len(numbers):
            found.append((numbers[place], form.cleaned_data))
        else:
            following += 1
            found.append((following, form.cleaned_data))
    return found


@performs(Act.ACCEPT_ADDENDUM)
def addendum(request: HttpRequest, code: str, proposal: int) -> HttpResponse:
    """Show a proposal: every clause and row old and new, and who may decide."""
    actor, tender = _door(request, code)
    row = tender.addenda.select_related("object", "proposed_by", "decided_by").filter(number=proposal).first()
    if row is None:
        raise Missing(code)
    known = selectors.facts(actor, tender=tender)
    consents = selectors.needs_consent(row)
    context = {
        "tender": selectors.head(tender, clock.now()),
        "tab": "documents",
        "row": row,
        "addendum": selectors.addendum_view(tender, row, 0, selectors.change_of(row)),
        "is_own": row.proposed_by_id == actor.user_id,
        "is_second": known.is_officer if consents else known.has_seat and row.proposed_by_id != actor.user_id,
        "consents": consents,
        "refusal": policy.may(Act.ACCEPT_ADDENDUM, stepped_up(actor), known),
        "form": forms.NoteForm(),
    }
    return render(request, "tenders/addendum.html", context)


@signed_in
def addendum_file(request: HttpRequest, code: str, proposal: int) -> HttpResponse:
    """Lead whoever decides to the proposed file, by an address that soon expires."""
    _actor, tender = _door(request, code)
    row = tender.addenda.select_related("object").filter(number=proposal).first()
    if row is None or row.object is None:
        raise Missing(code)
    kept = row.object
    return redirect(store.download_url(Store(kept.store), kept.key, row.document_name, kept.media_type))


@require_POST
@performs(Act.ACCEPT_ADDENDUM, step_up=True)
def accept_addendum(request: HttpRequest, code: str, proposal: int) -> HttpResponse:
    """Accept it, or consent to it as the officer."""
    actor, tender = _door(request, code)
    services.accept_addendum(actor=actor, tender=tender, number=proposal, now=clock.now())
    messages.success(request, _("Adendum berlaku dan tercatat pada catatan publik."))
    return redirect("tenders:documents", code=code)


@require_POST
@performs(Act.REFUSE_ADDENDUM)
def refuse_addendum(request: HttpRequest, code: str, proposal: int) -> HttpResponse:
    """Refuse it, or take it back."""
    actor, tender = _door(request, code)
    services.refuse_addendum(actor=actor, tender=tender, number=proposal, note=typed_note(request), now=clock.now())
    messages.success(request, _("Usulan ditutup; dokumen tetap."))
    return redirect("tenders:documents", code=code)
