# SPDX-License-Identifier: Apache-2.0
"""Complaints with sealed parts: the form whose browser seals, and the page on which an auditor's browser opens."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints import selectors, services
from complaints.forms import HandOnForm, SealedComplaintForm, new_nonce, nonce_of, part_token
from complaints.models import Complaint
from complaints.policy import Act
from complaints.selectors import sealed as reads
from complaints.views.complaints import received_from, received_page, tender_of
from complaints.views.sealing import sealed_of, sealing_facts
from documents import services as documents
from lpse import language
from lpse.core import clock
from lpse.core.acts import Kind, Refused, refuse
from lpse.views import acting, performs, public, signed_in

PIECE = 64 * 1024


@public
@never_cache
@require_http_methods(["GET", "POST"])
def seal_complaint(request: HttpRequest) -> HttpResponse:
    """Take a complaint whose identity and files the browser sealed to every auditor on duty."""
    if request.method != "POST":
        initial = {"nonce": new_nonce(), "tender": request.GET.get("tender", "")[:20]}
        return _form(request, SealedComplaintForm(initial=initial))
    form = SealedComplaintForm(request.POST)
    tender = tender_of(form)
    received = None
    if form.is_valid():
        try:
            received = received_from(form, tender, files=[], sealed=sealed_of(form))
        except Refused as refused:
            form.add_error(None, language.reason(refused))
    if form.errors:
        return _form(request, form, status=422)
    return received_page(request, received)


def _form(request: HttpRequest, form: SealedComplaintForm, status: int = 200) -> HttpResponse:
    visible = [form[name] for name in ("subject", "text", "tender")]
    context = {"form": form, "words": visible, **sealing_facts(form)}
    return render(request, "complaints/seal_complaint.html", context, status=status)


@public
@never_cache
@require_POST
def keep_sealed_part(request: HttpRequest) -> HttpResponse:
    """Keep one sealed object of a form that is about to be sent, and name it by a token of that form."""
    name = nonce_of(request.GET.get("formulir", ""))
    try:
        if name is None:
            raise refuse(Kind.INPUT, "Formulir ini tidak dikenal.", "Muat ulang halaman, lalu kirim lagi.")
        chunks = iter(lambda: request.read(PIECE), b"")
        address = request.META.get("REMOTE_ADDR", "")
        upload = services.keep_sealed_part(chunks=chunks, form=name, address=address, now=clock.now())
    except Refused as refused:
        status = 429 if refused.refusal.kind is Kind.WHEN else 422
        return JsonResponse({"message": language.reason(refused)}, status=status)
    return JsonResponse({"token": part_token(upload.pk, name)})


# --- The auditor -----------------------------------------------------------------------------------------------------


def _sealed(request: HttpRequest, case: str) -> Complaint:
    return selectors.complaint_for(acting(request), case)


@signed_in
@never_cache
@require_safe
def open_sealed(request: HttpRequest, case: str) -> HttpResponse:
    """Hand an auditor's browser what it needs to open identity and files; the passphrase stays there."""
    return _page(request, _sealed(request, case))


def _page(request: HttpRequest, complaint: Complaint, error: str = "", status: int = 200) -> HttpResponse:
    page = reads.sealed_page(acting(request), complaint, clock.now())
    context = {"complaint": complaint, "page": page, "error": error}
    return render(request, "complaints/open_sealed.html", context, status=status)


@signed_in
@never_cache
@require_safe
def sealed_object(request: HttpRequest, case: str, row: int, position: int) -> HttpResponse:
    """Give an auditor's browser one sealed object: ciphertext, never shown."""
    kept = reads.sealed_object(acting(request), _sealed(request, case), row, position)
    response = HttpResponse(documents.read(kept), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{case}-{row}-{position}.sb1"'
    return response


@performs(Act.HAND_ON_SEALED, step_up=True)
@require_POST
def hand_on_sealed(request: HttpRequest, case: str) -> HttpResponse:
    """Hand the secret on to auditors who cannot open it yet, as this auditor's browser sealed it to them."""
    complaint = _sealed(request, case)
    reads.sealed_page(acting(request), complaint, clock.now())
    form = HandOnForm(request.POST)
    if not form.is_valid():
        return _page(request, complaint, _("Tidak ada kunci yang diteruskan. Buka bagian tersegelnya dulu."), 422)
    try:
        wraps = form.cleaned_data["wraps"]
        services.hand_on_sealed(actor=acting(request), complaint=complaint, wraps=wraps, now=clock.now())
    except Refused as refused:
        return _page(request, complaint, language.reason(refused), 422)
    return redirect("complaints:open-sealed", case=case)
