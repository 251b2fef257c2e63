# SPDX-License-Identifier: Apache-2.0
"""Who takes part: a number until the close; and the page on which a vendor joins."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lpse.accounts.stepup import ask_again
from lpse.core import clock
from lpse.core.acts import Actor, Missing
from lpse.regulations import StageKind
from lpse.views import acting, performs, public
from tenders import selectors as tenders
from tenders.models import Tender
from tenders.pacts import PACTS, Party
from tenders.selectors import archive as archives
from tenders.views.archive import archived_participants
from vendors import policy, selectors, services
from vendors.forms import JoinForm, refusals_on
from vendors.policy import Act


def announced(actor: Actor, code: str) -> Tender:
    """A tender that was announced. Raises Missing."""
    found = tenders.tender_for(actor, code)
    if not tenders.is_public(found):
        raise Missing(code)
    return found


@public
def participants(request: HttpRequest, code: str) -> HttpResponse:
    """Show how many registered; after the close also who bid. The same for everyone, vendor or not."""
    if archives.is_archive_code(code):
        return archived_participants(request, code)
    now = clock.now()
    tender = announced(Actor.public(), code)
    page = selectors.office_view(tender)
    names = selectors.bidder_names(tender) if page.is_closed else {}
    context = {"tender": tenders.head(tender, now), "tab": "participants", "page": page, "consortia": names.values()}
    return render(request, "vendors/participants.html", context)


@require_http_methods(["GET", "POST"])
@performs(Act.JOIN_TENDER)
def join_tender(request: HttpRequest, code: str) -> HttpResponse:
    """Show whether the vendor may take part, and take its integrity pact."""
    actor = acting(request)
    tender = announced(actor, code)
    if selectors.participation_of(actor, tender) is not None:
        return redirect("vendors:room", code=code)
    form = JoinForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if not actor.stepped_up:
            return ask_again(request)
        with refusals_on(form):
            services.join_tender(actor=actor, tender=tender, pact=form.cleaned_data["pact"], now=clock.now())
            messages.success(request, _("Badan usaha Anda terdaftar sebagai peserta tender ini."))
            return redirect("vendors:consortium" if request.POST.get("kso") else "vendors:room", code=code)
    vendor, now = selectors.vendor_of(actor), clock.now()
    # The page asks who may, the act asks for the second factor.
    asked = Actor(actor.user_id, actor.name, actor.roles, stepped_up=True, lapsed=actor.lapsed)
    refusal = policy.may(Act.JOIN_TENDER, asked, selectors.facts(actor))
    if vendor is not None and refusal is None:
        refusal = selectors.refusal_of(vendor, tender, now)
    context = {
        "tender": tenders.head(tender, now),
        "tab": "",
        "form": form,
        "vendor": vendor,
        "refusal": refusal,
        "capacity": selectors.capacity_for(vendor, tender, now) if vendor else None,
        "pact": PACTS[Party.VENDOR],
        "requirements": tender.requirements.order_by("number"),
        "window": tenders.window(tender, StageKind.DOCUMENT_DOWNLOAD),
    }
    return render(request, "vendors/join_tender.html", context, status=422 if form.errors else 200)
