# SPDX-License-Identifier: Apache-2.0
"""Pages of an archived package, at the addresses of a tender; everyone may read them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lpse.views import same_for_strangers
from tenders.selectors import archive


@same_for_strangers
def archived_tender(request: HttpRequest, code: str) -> HttpResponse:
    """Show the summary: what was bought, how the price came about, how it ended."""
    page = archive.archive_page(archive.archived_for(code))
    return render(request, "tenders/archived.html", {"tender": page.head, "page": page, "tab": "announcement"})


@same_for_strangers
def archived_schedule(request: HttpRequest, code: str) -> HttpResponse:
    """Show the stages in their order."""
    found = archive.archived_for(code)
    context = {"tender": archive.head(found), "stages": archive.stages_of(found), "tab": "schedule"}
    return render(request, "tenders/archived_schedule.html", context)


@same_for_strangers
def archived_participants(request: HttpRequest, code: str) -> HttpResponse:
    """Show the participants the source names, and that they are not all."""
    found = archive.archived_for(code)
    context = {"tender": archive.head(found), "people": archive.participants_of(found), "tab": "participants"}
    return render(request, "tenders/archived_participants.html", context)


@same_for_strangers
def archived_contracts(request: HttpRequest, code: str) -> HttpResponse:
    """Show contracts with their addenda, or the receipts of a package that was only recorded."""
    found = archive.archived_for(code)
    context = {
        "tender": archive.head(found),
        "contracts": archive.contracts_of(found),
        "receipts": archive.receipts_of(found),
        "tab": "contracts",
    }
    return render(request, "tenders/archived_contracts.html", context)
