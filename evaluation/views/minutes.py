# SPDX-License-Identifier: Apache-2.0
"""Pages of minutes: what they are, who approved them, the PDF."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from documents.services import download_url
from evaluation import services
from evaluation.forms import ApprovalForm
from evaluation.policy import Act
from evaluation.rules.minutes import MinutesKind, address_of
from evaluation.selectors.minutes import minutes_page, readable_minutes
from lpse.core import clock
from lpse.core.acts import Missing
from lpse.views import acting, performs, public
from tenders import selectors as tenders


def _kind(slug: str) -> MinutesKind:
    kind = MinutesKind.of_slug(slug)
    if kind is None:
        raise Missing(slug)
    return kind


def _round(typed: str | None) -> int | None:
    """Return the round that an address or a form names, None for the latest. Raises Missing for what is no round."""
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) < 5):
        raise Missing(typed)
    return int(typed)


@public
@require_safe
def minutes(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """Show minutes with their digest and the members' words; a member whose word is awaited gets the form."""
    tender = tenders.tender_for(acting(request), code)
    page = minutes_page(acting(request), tender, _kind(slug), _round(request.GET.get("putaran")))
    head = tenders.head(tender, clock.now())
    return render(request, "evaluation/minutes.html", {"page": page, "tender": head, "tab": "", "form": ApprovalForm()})


@public
@require_safe
def minutes_file(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """Send to the PDF of minutes whoever may read them by now."""
    tender = tenders.tender_for(acting(request), code)
    found = readable_minutes(acting(request), tender, _kind(slug), _round(request.GET.get("putaran")))
    return HttpResponseRedirect(download_url(found.object))


@performs(Act.APPROVE_MINUTES, step_up=True)
@require_POST
def approve_minutes(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """Take a member's word on minutes."""
    tender = tenders.tender_for(acting(request), code)
    kind = _kind(slug)
    if tenders.seat_of(acting(request), tender) is None:
        raise Missing(code)
    form, round_no = ApprovalForm(request.POST), _round(request.POST.get("putaran"))
    if not form.is_valid():
        page = minutes_page(acting(request), tender, kind, round_no)
        context = {"page": page, "tender": tenders.head(tender, clock.now()), "tab": "", "form": form}
        return render(request, "evaluation/minutes.html", context, status=422)
    row = readable_minutes(acting(request), tender, kind, round_no)
    services.approve_minutes(
        actor=acting(request),
        tender=tender,
        minutes=row,
        approved=form.cleaned_data["approved"] == "ya",
        reason=form.cleaned_data["reason"],
        now=clock.now(),
    )
    return redirect(address_of(code, kind, row.round_no))


@performs(Act.DRAW_MINUTES)
@require_POST
def draw_clarification_minutes(request: HttpRequest, code: str) -> HttpResponse:
    """Draw the minutes of the explanation (berita acara pemberian penjelasan) from the board, for a member."""
    actor = acting(request)
    tender = tenders.tender_for(actor, code)
    if not tenders.is_public(tender) or tenders.seat_of(actor, tender) is None:
        raise Missing(code)
    services.draw_clarification_minutes(actor=actor, tender=tender, now=clock.now())
    return redirect("evaluation:minutes", code=code, slug=MinutesKind.CLARIFICATION.slug)
