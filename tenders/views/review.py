# SPDX-License-Identifier: Apache-2.0
"""The review of a draft: the committee remarks, the officer answers and agrees."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lpse.core import clock
from lpse.core.acts import Actor
from lpse.views import acting, performs, signed_in
from tenders import forms, selectors, services
from tenders.models import Tender
from tenders.policy import Act
from tenders.review import ReviewPart
from tenders.rules import Part
from tenders.selectors.review import review_page
from tenders.services.reviewing import AGREED_PARTS


def _draft(request: HttpRequest, code: str) -> tuple[Actor, Tender]:
    actor = acting(request)
    return actor, selectors.draft_for(actor, code)


def _page(request: HttpRequest, actor: Actor, tender: Tender, **more: Any) -> HttpResponse:
    now = clock.now()
    found = selectors.checklist(tender, now)
    context = {
        "draft": tender,
        "tender": selectors.head(tender, now),
        "checklist": found,
        "row": next(row for row in found.rows if row.part is Part.REVIEW),
        "lacking": [row for row in found.rows if row.part in AGREED_PARTS and row.gaps],
        "page": review_page(actor, tender, selectors.facts(actor, tender=tender)),
        "form": forms.RemarkForm(),
        "answer_form": forms.RemarkAnswerForm(),
        "answering": 0,
        **more,
    }
    failed = any(form.errors for form in (context["form"], context["answer_form"]))
    return render(request, "tenders/draft_review.html", context, status=422 if failed else 200)


@signed_in
def draft_review(request: HttpRequest, code: str) -> HttpResponse:
    """Show the review to the makers of a draft, and take a member's remark."""
    actor, tender = _draft(request, code)
    form = forms.RemarkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        part, text = ReviewPart(form.cleaned_data["part"]), form.cleaned_data["text"]
        services.raise_remark(actor=actor, tender=tender, part=part, text=text, now=clock.now())
        messages.success(request, _("Catatan dikirim kepada PPK."))
        return redirect("tenders:draft-review", code=code)
    return _page(request, actor, tender, form=form)


@performs(Act.ANSWER_REMARK)
@require_POST
def answer_remark(request: HttpRequest, code: str, position: int) -> HttpResponse:
    """Take the officer's answer to a remark."""
    actor, tender = _draft(request, code)
    form = forms.RemarkAnswerForm(request.POST, auto_id=f"jawaban-{position}-%s")
    if not form.is_valid():
        return _page(request, actor, tender, answer_form=form, answering=position)
    services.answer_remark(actor=actor, tender=tender, number=position, text=form.cleaned_data["text"], now=clock.now())
    messages.success(request, _("Jawaban dikirim kepada Pokja."))
    return redirect("tenders:draft-review", code=code)


@performs(Act.SETTLE_REMARK)
@require_POST
def settle_remark(request: HttpRequest, code: str, position: int) -> HttpResponse:
    """Take a member's word that a remark is settled."""
    actor, tender = _draft(request, code)
    services.settle_remark(actor=actor, tender=tender, number=position, now=clock.now())
    messages.success(request, _("Catatan dinyatakan selesai."))
    return redirect("tenders:draft-review", code=code)


@performs(Act.AGREE_TO_DOCUMENTS, step_up=True)
@require_POST
def agree_to_documents(request: HttpRequest, code: str) -> HttpResponse:
    """Take the officer's agreement to what will be announced."""
    actor, tender = _draft(request, code)
    services.agree_to_documents(actor=actor, tender=tender, now=clock.now())
    messages.success(request, _("Dokumen disetujui. Setiap perubahan sesudah ini memerlukan persetujuan baru."))
    return redirect("tenders:draft-review", code=code)
