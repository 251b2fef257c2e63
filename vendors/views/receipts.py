# SPDX-License-Identifier: Apache-2.0
"""A receipt one can come back to, and its bundle."""

import io
import zipfile

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from documents import pdf
from documents.rules import attachment
from documents.storage import StorageError
from lpse.core import clock
from lpse.core.acts import Kind, refuse
from lpse.core.canonical import unb64u
from lpse.views import signed_in
from tenders import selectors as tenders
from vendors import selectors
from vendors.views.room import door

ZIP_DATE = (1980, 1, 1, 0, 0, 0)


@never_cache
@signed_in
def receipt(request: HttpRequest, code: str, ver: int) -> HttpResponse:
    """Show the receipt of one version."""
    actor, tender = door(request, code)
    row = selectors.statement_for(actor, tender, ver)
    page = selectors.receipt_page(row)
    digest = unb64u(page.statement_hash, 32).hex()
    context = {
        "tender": tenders.head(tender, clock.now()),
        "receipt": page,
        "vendor": row.participation.vendor,
        "check": request.build_absolute_uri(f"/periksa/?sidik={digest}"),
    }
    return render(request, "vendors/receipt.html", context)


@never_cache
@signed_in
def paper(request: HttpRequest, code: str, ver: int) -> HttpResponse:
    """Download the receipt as a PDF: the same bytes for the same receipt and place on the record."""
    actor, tender = door(request, code)
    row = selectors.statement_for(actor, tender, ver)
    page = selectors.receipt_page(row)
    digest = unb64u(page.statement_hash, 32).hex()
    body = pdf.render(
        "vendors/receipt",
        selectors.receipt_words(page, tender, row.participation.vendor),
        drawn_at=row.received_at,
        digest=digest,
        training=tender.training,
    )
    response = HttpResponse(body, content_type=pdf.MEDIA_TYPE)
    response["Content-Disposition"] = attachment(f"tanda-terima-{code}-v{ver}.pdf")
    return response


@never_cache
@signed_in
def bundle(request: HttpRequest, code: str, ver: int) -> HttpResponse:
    """Download the portal's part of the receipt bundle, which ``lpse-verify --receipt`` reads."""
    actor, tender = door(request, code)
    row = selectors.statement_for(actor, tender, ver)
    try:
        files = selectors.receipt_files(row)
    except StorageError:
        raise refuse(Kind.STATE, "Penyimpanan sedang tidak dapat dihubungi.", "Coba lagi beberapa saat lagi.") from None
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, body in files.items():
            archive.writestr(zipfile.ZipInfo(name, ZIP_DATE), body)
    response = HttpResponse(out.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = attachment(f"tanda-terima-{code}-v{ver}.zip")
    return response
