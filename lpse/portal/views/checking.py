# SPDX-License-Identifier: Apache-2.0
"""The check page, and the program that checks without the portal."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from lpse.portal import verifier
from lpse.portal.selectors import checking
from lpse.views import public

MOST_TYPED = 200


@public
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Say in words whether a fingerprint (`?sidik=`) is one the portal published; a pasted receipt comes by post.

    With the number of a paper (`?surat=`, from its QR code), say which file it is, and whether the fingerprint is its.

    Files never arrive here: browsers hash them, and without JavaScript people type what `sha256sum` said.
    """
    answer: checking.Answer | None
    typed, note = request.GET.get("sidik", "").strip()[:MOST_TYPED], ""
    number = request.GET.get("surat", "").strip()[:MOST_TYPED]
    if request.method == "POST":
        typed, note = "", request.POST.get("tanda_terima", "")
        answer = checking.check_receipt(note)
    elif number:
        answer = checking.paper(number, typed)
    else:
        index = checking.entry_number(typed)
        if index is not None:
            return redirect("ledger:entry", index=index)
        answer = checking.answer(typed)
    context = {"answer": answer, "typed": typed, "program": verifier.program(), "note": note}
    status = 422 if answer and answer.kind in {"malformed", "false_receipt"} else 200
    return render(request, "portal/check.html", context, status=status)


@public
@require_safe
def verify_program(request: HttpRequest) -> HttpResponse:
    """Give `lpse-verify.pyz`, with its digest as entity tag."""
    program = verifier.program()
    response = HttpResponse(program.body, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{verifier.NAME}"'
    response["ETag"] = f'"{program.sha256}"'
    return response
