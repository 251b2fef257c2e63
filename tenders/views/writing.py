# SPDX-License-Identifier: Apache-2.0
"""The structured selection document of a draft: chosen, written by committee and officer, looked at as PDF."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from documents import pdf
from lpse.core import clock
from lpse.core.acts import Missing
from lpse.views import acting, performs, signed_in
from tenders import forms, policy, selectors, services
from tenders.policy import Act
from tenders.rules import Part, Status
from tenders.selectors.writing import template_of, written_chapters


@performs(Act.DRAFT_TENDER)
@require_POST
def choose_template(request: HttpRequest, code: str) -> HttpResponse:
    """Write the document from a template, or go back to uploading it."""
    actor = acting(request)
    tender = selectors.draft_for(actor, code)
    chosen = services.choose_template(actor=actor, tender=tender, code=request.POST.get("template", ""))
    if chosen.document_template:
        messages.success(request, _("Dokumen pemilihan disusun dari templat. Isi bagian yang masih kosong."))
        return redirect("tenders:draft-texts", code=code)
    messages.success(request, _("Templat dilepaskan. Unggah dokumen pemilihan sendiri."))
    return redirect("tenders:draft-documents", code=code)


@signed_in
def draft_texts(request: HttpRequest, code: str) -> HttpResponse:
    """Show the fields of the document to its makers, and keep what the committee or the officer wrote in theirs."""
    actor, now = acting(request), clock.now()
    tender = selectors.draft_for(actor, code)
    template = template_of(tender)
    if template is None or tender.status != Status.DRAFT:
        return redirect("tenders:draft-documents", code=code)
    refusal = policy.may(Act.WRITE_DOCUMENT, actor, selectors.facts(actor, tender=tender))
    chapters = written_chapters(actor, tender, template)
    own = [line for chapter in chapters for line in chapter.fields if line.may_write and refusal is None]
    form = forms.DocumentTextForm(request.POST or None, lines=own)
    if request.method == "POST" and form.is_valid():
        services.write_document(actor=actor, tender=tender, texts=form.cleaned_data, now=now)
        messages.success(request, _("Isi dokumen disimpan."))
        return redirect("tenders:draft-texts", code=code)
    found = selectors.checklist(tender, now)
    context = {
        "draft": tender,
        "tender": selectors.head(tender, now),
        "row": next(row for row in found.rows if row.part is Part.DOCUMENTS),
        "refusal": refusal,
        "template": template,
        "form": form,
        "chapters": [
            (each.title, [(line, form[line.field] if line in own else None) for line in each.fields])
            for each in chapters
        ],
        "may_save": bool(own),
    }
    return render(request, "tenders/draft_texts.html", context, status=422 if form.errors else 200)


@signed_in
@require_safe
def document_preview(request: HttpRequest, code: str) -> HttpResponse:
    """Give the makers the document as it would be printed now."""
    tender = selectors.draft_for(acting(request), code)
    if template_of(tender) is None or tender.status != Status.DRAFT:
        raise Missing(code)
    body = services.preview_document(tender=tender, now=clock.now())
    name = f"pratinjau-{tender.code}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(body, content_type=pdf.MEDIA_TYPE, headers=headers)
