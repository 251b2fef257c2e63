# SPDX-License-Identifier: Apache-2.0
"""Questions and answers (tanya jawab): the public board, asking, and the committee's drafts up to publication."""

import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from documents.services import download_url
from lpse import language
from lpse.accounts.stepup import ask_again
from lpse.core import clock
from lpse.core.acts import Actor, Missing, Refused
from lpse.middleware import STATUS
from lpse.views import acting, performs, public
from tenders import selectors as tenders
from tenders.models import Tender
from tenders.rules import Status
from vendors import policy, services
from vendors.forms import AnswerDraftForm, MaskingForm, QuestionForm, refusals_on
from vendors.models import Answer, Question
from vendors.policy import Act
from vendors.selectors import clarification as selectors
from vendors.selectors import facts, participation_for
from vendors.views.participants import announced

SEEN = re.compile(r"([0-9]{1,4})\.([0-9]{1,4})", re.ASCII)


def _for_member(actor: Actor, code: str) -> Tender:
    """An announced tender for a member of its committee. Raises Missing for everybody else."""
    tender = announced(actor, code)
    if tenders.seat_of(actor, tender) is None:
        raise Missing(code)
    return tender


def _place(tender: Tender, number: int) -> str:
    return f"{reverse('vendors:questions', args=[tender.code])}#t-{number}"


@public
@require_safe
def questions(request: HttpRequest, code: str) -> HttpResponse:
    """Show questions and published answers; asked by the live refresh, only the part that changes."""
    now, actor = clock.now(), acting(request)
    tender = announced(actor, code)
    shown = request.GET.get("tampil", "")[:300]
    context: dict[str, Any] = {"page": selectors.board(actor, tender, now, shown=shown), "code": code, "now": now}
    if request.headers.get("HX-Request"):
        return render(request, "vendors/_questions.html", context)
    context |= {"tender": tenders.head(tender, now), "tab": "questions"}
    return render(request, "vendors/questions.html", context)


@public
@require_safe
def question_file(request: HttpRequest, code: str, question: int) -> HttpResponse:
    """Send to the attachment of a question, under a name made of the question's number."""
    found = selectors.question_for(announced(acting(request), code), question)
    if found.file is None:
        raise Missing(code)
    ending = found.file.media_type.rpartition("/")[2]
    return redirect(download_url(found.file, f"{code}-pertanyaan-{found.number}.{ending}"))


@require_http_methods(["GET", "POST"])
@performs(Act.ASK_QUESTION)
def ask_question(request: HttpRequest, code: str) -> HttpResponse:
    """Show the form of a question to a participant while the explanation runs, and take it."""
    actor, now = acting(request), clock.now()
    tender = announced(actor, code)
    participation_for(actor, tender)
    refusal = policy.may_ask(actor, facts(actor), selectors.clarifying(tender), now)
    if refusal is not None and request.method != "POST":
        raise Refused(refusal)
    form = _question_form(request, tender)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            asked = _asked(actor, tender, form)
            messages.success(request, _("Pertanyaan %(n)s tercatat dan terbaca umum.") % {"n": asked.number})
            return redirect(_place(tender, asked.number))
    context = {
        "tender": tenders.head(tender, now),
        "form": form,
        "masked": selectors.is_masked(tender),
        "window": selectors.clarifying(tender).window,
    }
    return render(request, "vendors/ask_question.html", context, status=422 if form.errors else 200)


def _question_form(request: HttpRequest, tender: Tender) -> QuestionForm:
    numbers = list(Question.objects.filter(tender=tender).values_list("number", flat=True))
    documents = [(row.pk, row.title) for row in selectors.askable_documents(tender)]
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    first = {"follows": request.GET.get("lanjutan", "")[:6]}
    return QuestionForm(*data, documents=documents, numbers=numbers, initial=first)


def _asked(actor: Actor, tender: Tender, form: QuestionForm) -> Question:
    said = form.cleaned_data
    chosen = [row for row in selectors.askable_documents(tender) if str(row.pk) == said["document"]]
    return services.ask_question(
        actor=actor,
        tender=tender,
        document=chosen[0] if chosen else None,
        clause=said["clause"],
        text=said["text"],
        follows=selectors.question_for(tender, int(said["follows"])) if said["follows"] else None,
        file=form.body(),
        now=clock.now(),
    )


@require_http_methods(["GET", "POST"])
@performs(Act.DRAFT_ANSWER)
def draft_answer(request: HttpRequest, code: str, question: int) -> HttpResponse:
    """Show a member one question with the draft of its answer, and keep the draft or the merge."""
    actor, now = acting(request), clock.now()
    tender = _for_member(actor, code)
    asked = selectors.question_for(tender, question)
    refusal = policy.may_answer(
        Act.DRAFT_ANSWER, actor, selectors.member_facts(actor, tender), selectors.clarifying(tender), now
    )
    if refusal is not None:
        raise Refused(refusal)
    others = selectors.mergeable(asked)
    draft = Answer.objects.select_related("points_to", "drafted_by").filter(question=asked).first()
    if draft is not None and draft.published_at is not None:
        return redirect(_place(tender, asked.number))
    form = _draft_form(request, draft, [each.number for each in others])
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            _drafted(actor, asked, others, form)
        except Refused as error:  # what was typed stays on the page, whoever was faster
            form.add_error(None, language.reason(error))
            status = STATUS[error.refusal.kind]
        else:
            messages.success(request, _("Rancangan tersimpan. Belum terlihat umum sampai diterbitkan."))
            return redirect(_place(tender, asked.number))
    context = {"tender": tenders.head(tender, now), "asked": asked, "draft": draft, "form": form}
    return render(request, "vendors/draft_answer.html", context, status=status)


def _draft_form(request: HttpRequest, draft: Answer | None, numbers: list[int]) -> AnswerDraftForm:
    first = {
        "text": draft.text if draft else "",
        "points_to": draft.points_to.number if draft and draft.points_to else "",
        "seen": draft.version if draft else 0,
    }
    return AnswerDraftForm(*([request.POST] if request.method == "POST" else []), numbers=numbers, initial=first)


def _drafted(actor: Actor, asked: Question, others: list[Question], form: AnswerDraftForm) -> None:
    said = form.cleaned_data
    chosen = [each for each in others if str(each.number) == said["points_to"]]
    services.draft_answer(
        actor=actor,
        question=asked,
        text=said["text"],
        points_to=chosen[0] if chosen else None,
        seen_version=said["seen"],
        now=clock.now(),
    )


@require_POST
@performs(Act.DRAFT_ANSWER)
def discard_draft(request: HttpRequest, code: str, question: int) -> HttpResponse:
    """Take a draft back."""
    tender = _for_member(acting(request), code)
    asked = selectors.question_for(tender, question)
    services.discard_draft(actor=acting(request), question=asked, now=clock.now())
    return redirect(_place(tender, asked.number))


@require_http_methods(["GET", "POST"])
@performs(Act.PUBLISH_ANSWERS)
def publish_answers(request: HttpRequest, code: str) -> HttpResponse:
    """Show a member every draft that would be published, and publish exactly those, behind a second factor."""
    actor, now = acting(request), clock.now()
    tender = _for_member(actor, code)
    known, seat = selectors.clarifying(tender), selectors.member_facts(actor, tender)
    refusal = policy.may_answer(Act.DRAFT_ANSWER, actor, seat, known, now)
    if refusal is not None:
        raise Refused(refusal)
    if request.method == "POST":
        if not actor.stepped_up:
            return ask_again(request)
        services.publish_answers(actor=actor, tender=tender, seen=_seen(request.POST.getlist("seen")), now=now)
        messages.success(request, _("Jawaban terbit dan terbaca umum."))
        return redirect("vendors:questions", code=code)
    context = {
        "tender": tenders.head(tender, now),
        "drafts": selectors.drafts_of(tender),
        "waiting": selectors.unanswered(tender),
        "is_late": now >= known.window.ends_at,
        "window": known.window,
    }
    return render(request, "vendors/publish_answers.html", context)


def _seen(posted: list[str]) -> dict[int, int]:
    """Versions by question as the page named them ("3.1"); what is written otherwise names nothing."""
    pairs = [SEEN.fullmatch(text) for text in posted]
    return {int(pair[1]): int(pair[2]) for pair in pairs if pair}


@require_http_methods(["GET", "POST"])
@performs(Act.MASK_ASKERS)
def mask_askers(request: HttpRequest, code: str) -> HttpResponse:
    """Let a member decide, before the announcement, whether askers are masked."""
    actor = acting(request)
    tender = tenders.draft_for(actor, code)
    if tenders.seat_of(actor, tender) is None:
        raise Missing(code)
    if tender.status != Status.DRAFT and request.method != "POST":
        return redirect("vendors:questions", code=code)
    first = {"masked": "ya" if selectors.is_masked(tender) else "tidak"}
    form = MaskingForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        services.mask_askers(actor=actor, tender=tender, masked=form.cleaned_data["masked"] == "ya", now=clock.now())
        messages.success(request, _("Pilihan tersimpan."))
        return redirect("tenders:draft-tender", code=code)
    context = {"draft": tender, "tender": tenders.head(tender, clock.now()), "form": form}
    return render(request, "vendors/mask_askers.html", context, status=422 if form.errors else 200)
