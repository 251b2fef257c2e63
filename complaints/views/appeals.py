# SPDX-License-Identifier: Apache-2.0
"""Appeals: filed by the objector or entered from paper, their bond clarified, decided point by point, settled."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from complaints import policy_appeals as policy
from complaints import selectors, services
from complaints.forms import PREFIX, AnswerForm, EvidenceForm, PointForms, RemedyForm, errors_of, filled
from complaints.forms_appeals import BondForm, ClarifyForm, DecideForm, PaperAppealForm, SettleForm
from complaints.models import Appeal, Objection
from complaints.policy import Act, require
from complaints.rules import Ground, Ordered
from complaints.selectors import words
from complaints.views.complaints import diverted
from complaints.views.kept import evidence_of, kept_file, kept_files, retold, with_kept_files
from complaints.views.objections import one_more, public_tender
from documents.models import StoredObject
from documents.services import download_url
from lpse import language
from lpse.accounts.stepup import ask_again
from lpse.core import clock
from lpse.core.acts import Actor, Refusal, Refused
from lpse.language import told
from lpse.views import acting, performs, signed_in
from tenders import selectors as tenders
from tenders.models import Tender


@dataclass
class Writing:
    """The forms of an appeal: points, remedy, bond, and the letter of one on paper."""

    points: Any
    remedy: RemedyForm
    bond: BondForm
    letter: PaperAppealForm | None

    @classmethod
    def of(cls, data: QueryDict | None, files: Any, *, paper: bool) -> "Writing":
        """Read what was posted, or begin empty."""
        return cls(
            PointForms(data, files, prefix=PREFIX) if data is not None else PointForms(prefix=PREFIX),
            RemedyForm(data),
            BondForm(data, files),
            PaperAppealForm(data, files) if paper else None,
        )

    def with_files(self) -> Iterator[EvidenceForm]:
        """Yield every form that carries a file, the letter first."""
        yield from [self.letter] if self.letter else []
        yield self.bond
        yield from self.points.forms

    def rest(self) -> list[Any]:
        """Return the forms beside the points."""
        return [*([self.letter] if self.letter else []), self.remedy, self.bond]

    def unjudged(self, data: QueryDict) -> "Writing":
        """Return the same as typed so far and an empty point more, without judging anything yet."""

        def typed(form: Any) -> dict[str, str]:
            return {name: data.get(form.add_prefix(name), "") for name in form.fields}

        letter = PaperAppealForm(initial=typed(self.letter)) if self.letter else None
        remedy = RemedyForm(initial=typed(self.remedy))
        return Writing(one_more(data), remedy, BondForm(initial=typed(self.bond)), letter)

    def is_valid(self) -> bool:
        """Judge every form, so that all errors are told at once."""
        return all([self.points.is_valid(), *(form.is_valid() for form in self.rest())])


@performs(Act.FILE_APPEAL)
@require_http_methods(["GET", "POST"])
def file_appeal(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """Write an appeal point by point with its bond; one that comes too late goes on as a complaint."""
    return _write(request, code, number, paper=False)


@performs(Act.RECORD_PAPER_APPEAL)
@require_http_methods(["GET", "POST"])
def record_paper_appeal(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """Enter an appeal that came on paper, with its letter and the moment of its receipt."""
    return _write(request, code, number, paper=True)


def _write(request: HttpRequest, code: str, number: str, *, paper: bool) -> HttpResponse:
    actor = acting(request)
    tender = public_tender(actor, code)
    objection = selectors.objection_for(tender, number)
    refusal = _refusal(actor, tender, objection, paper=paper)
    if refusal in policy.DIVERTED:
        data = _kept(request, tender, objection, paper=paper) if request.method == "POST" else None
        return _diverted(request, tender, objection, refusal, data, paper=paper)
    require(refusal)
    if request.method != "POST":
        return _page(request, tender, objection, Writing.of(None, None, paper=paper))
    data = _kept(request, tender, objection, paper=paper)
    # What was kept survives the step-up, which carries words only.
    request.POST = data  # type: ignore[assignment]
    writing = Writing.of(data, request.FILES, paper=paper)
    if "add" in data:
        return _page(request, tender, objection, writing.unjudged(data))
    if not writing.is_valid():
        return _page(request, tender, objection, writing, status=422)
    if not actor.stepped_up:
        return ask_again(request)
    try:
        appeal = _sent(actor, tender, objection, writing)
    except Refused as refused:
        if refused.refusal in policy.DIVERTED:
            return _diverted(request, tender, objection, refused.refusal, data, paper=paper)
        writing.bond.add_error(None, language.reason(refused))
        return _page(request, tender, objection, writing, status=422)
    messages.success(request, _("Sanggah banding %(number)s tercatat. Penetapan ditahan.") % {"number": appeal.number})
    return redirect(_address(tender, objection))


def _refusal(actor: Actor, tender: Tender, objection: Objection, *, paper: bool) -> Refusal | None:
    now = clock.now()
    facts = selectors.appeal_facts(actor, tender, objection, now)
    return policy.may_enter_letter(actor, facts) if paper else policy.may_draft_appeal(actor, facts, now)


def _sent(actor: Actor, tender: Tender, objection: Objection, writing: Writing) -> Appeal:
    points = filled(writing.points)
    letter = writing.letter
    papers = services.Papers(
        bond=kept_file(actor, tender, writing.bond.cleaned_data["kept"]),
        proofs=evidence_of(actor, tender, points),
        letter=kept_file(actor, tender, letter.cleaned_data["kept"]) if letter else None,
    )
    said: dict[str, Any] = {
        "actor": actor,
        "objection": objection,
        "points": [form.point() for form in points],
        "bond": writing.bond.bond(),
        "papers": papers,
        "remedy": writing.remedy.cleaned_data["remedy"],
        "now": clock.now(),
    }
    if letter is None:
        return services.file_appeal(**said)
    return services.record_paper_appeal(received_at=letter.cleaned_data["received_at"], **said)


def _kept(request: HttpRequest, tender: Tender, objection: Objection, *, paper: bool) -> QueryDict:
    def keep(name: str, body: bytes) -> StoredObject:
        return services.keep_appeal_paper(
            actor=acting(request), objection=objection, name=name, body=body, now=clock.now()
        )

    return with_kept_files(
        request, tender, lambda data: Writing.of(data, request.FILES, paper=paper).with_files(), keep
    )


def _diverted(
    request: HttpRequest,
    tender: Tender,
    objection: Objection,
    refusal: Refusal,
    data: QueryDict | None,
    *,
    paper: bool,
) -> HttpResponse:
    """No appeal can be filed: offer every word and file as a complaint, in one press (law.md R-BANDING-5)."""
    origin = policy.DIVERTED[refusal]
    if data is None:
        return diverted(request, tender, refusal, origin, text="", files=[])
    writing = Writing.of(data, None, paper=paper)
    head = _("Sanggah banding atas sanggah %(number)s. %(why)s") % {
        "number": objection.number,
        "why": told(refusal.message),
    }
    text = "\n\n".join([head, *_bond_in_words(data, writing), *retold(request, data, writing.points.forms)])
    files = kept_files(acting(request), tender, data, writing.with_files())
    return diverted(request, tender, refusal, origin, text=text, files=files)


def _bond_in_words(data: QueryDict, writing: Writing) -> list[str]:
    names = ("issuer", "number", "amount", "valid_until")
    lines = [
        f"{writing.bond.fields[name].label}: {said}"
        for name in names
        if (said := str(data.get(writing.bond.add_prefix(name), "")).strip())
    ]
    received = str(data.get(writing.letter.add_prefix("received_at"), "")) if writing.letter else ""
    lines += [f"{_('Surat diterima pada')}: {received}"] if received else []
    return ["\n".join(lines)] if lines else []


def _page(
    request: HttpRequest, tender: Tender, objection: Objection, writing: Writing, status: int = 200
) -> HttpResponse:
    now = clock.now()
    context = {
        "tender": tenders.head(tender, now),
        "objection": objection,
        "window": objection.appeal_window,
        "writing": writing,
        "least": selectors.least_bond(tender),
        "until": selectors.least_until(tender, now),
        "errors": errors_of([*writing.points.forms, *writing.rest()], writing.points.non_form_errors())
        if writing.points.is_bound
        else [],
        "now": now,
    }
    return render(request, "complaints/file_appeal.html", context, status=status)


def _address(tender: Tender, objection: Objection) -> str:
    return f"{reverse('complaints:objections', args=[tender.code])}#{objection.number}"


@signed_in
@require_safe
def appeal_file(request: HttpRequest, code: str, number: str, name: str) -> HttpResponse:
    """Send whoever may read an appeal's paper to it."""
    actor = acting(request)
    tender = public_tender(actor, code)
    return HttpResponseRedirect(download_url(selectors.appeal_file(actor, tender, number, name, clock.now())))


# --- Clarifying, deciding, settling ----------------------------------------------------------------------------------


def _found(request: HttpRequest, code: str, number: str) -> tuple[Actor, Tender, Appeal, policy.AppealFacts]:
    actor = acting(request)
    tender = public_tender(actor, code)
    appeal = selectors.appeal_for(tender, number)
    return actor, tender, appeal, selectors.appeal_facts(actor, tender, appeal.objection, clock.now())


def _shown(
    request: HttpRequest, page: str, tender: Tender, appeal: Appeal, forms: Sequence[Any], **more: Any
) -> HttpResponse:
    errors = errors_of(forms) if request.method == "POST" else []
    context = {"tender": tenders.head(tender, clock.now()), "appeal": appeal, "errors": errors, "now": clock.now()}
    return render(request, page, context | more, status=422 if errors else 200)


@performs(Act.CLARIFY_BOND, step_up=True)
@require_http_methods(["GET", "POST"])
def clarify_bond(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """Tell in writing whether the issuer confirms the bond; the KPA's term begins with it."""
    actor, tender, appeal, facts = _found(request, code, number)
    require(policy.may_clarify(actor, facts))
    form = ClarifyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = form.cleaned_data
        services.clarify_bond(
            actor=actor, appeal=appeal, is_valid=said["verdict"] == "sah", text=said["text"], now=clock.now()
        )
        messages.success(request, _("Klarifikasi jaminan %(number)s terbit.") % {"number": number})
        return redirect(_address(tender, appeal.objection))
    return _shown(request, "complaints/clarify_bond.html", tender, appeal, [form], form=form)


@performs(Act.DECIDE_APPEAL, step_up=True)
@require_http_methods(["GET", "POST"])
def decide_appeal(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """Answer an appeal: one box and one verdict per point; nothing is published while a box is empty."""
    actor, tender, appeal, facts = _found(request, code, number)
    require(policy.may_decide(actor, facts, clock.now()))
    rows = list(appeal.points.select_related("evidence"))
    data = request.POST if request.method == "POST" else None
    forms = [AnswerForm(data, prefix=f"{PREFIX}-{row.position}") for row in rows]
    decision = DecideForm(data)
    if data is not None and not errors_of([*forms, decision]):
        ordered = decision.cleaned_data["ordered"]
        try:
            services.decide_appeal(
                actor=actor,
                appeal=appeal,
                answers=[form.answer() for form in forms],
                ordered=Ordered(ordered) if ordered else None,
                follow_up=decision.cleaned_data["follow_up"],
                now=clock.now(),
            )
        except Refused as refused:
            decision.add_error("follow_up", language.reason(refused))
        else:
            messages.success(request, _("Jawaban atas %(number)s terbit.") % {"number": number})
            return redirect(_address(tender, appeal.objection))
    told_rows = [(row, words.GROUND[Ground(row.ground)], form) for row, form in zip(rows, forms, strict=True)]
    answered = appeal.objection.points.all()
    return _shown(
        request,
        "complaints/decide_appeal.html",
        tender,
        appeal,
        [*forms, decision],
        rows=told_rows,
        decision=decision,
        answered=answered,
    )


@performs(Act.SETTLE_BOND, step_up=True)
@require_http_methods(["GET", "POST"])
def settle_bond(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """Note what shows that the bond was returned or cashed."""
    actor, tender, appeal, facts = _found(request, code, number)
    require(policy.may_settle(actor, facts))
    form = SettleForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        services.settle_bond(actor=actor, appeal=appeal, text=form.cleaned_data["text"], now=clock.now())
        messages.success(request, _("Penyelesaian jaminan %(number)s tercatat.") % {"number": number})
        return redirect(_address(tender, appeal.objection))
    outcome = words.BOND.get(appeal.status, "")
    return _shown(request, "complaints/settle_bond.html", tender, appeal, [form], form=form, outcome=outcome)
