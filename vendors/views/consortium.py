# SPDX-License-Identifier: Apache-2.0
"""A joint operation (KSO) in a tender: declared by its lead, answered by its members, dissolved before a bid."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from documents import services as documents
from lpse.accounts.stepup import ask_again
from lpse.core import clock
from lpse.core.acts import Missing
from lpse.views import acting, performs, signed_in
from tenders import selectors as tenders
from tenders.pacts import PACTS, Party
from vendors import selectors, services
from vendors.forms import ConsortiumForm, JoinForm, refusals_on
from vendors.policy import Act
from vendors.views.participants import announced


@never_cache
@require_http_methods(["GET", "POST"])
@performs(Act.DECLARE_CONSORTIUM)
def consortium(request: HttpRequest, code: str) -> HttpResponse:
    """Show the joint operations that the vendor leads or is asked into; take the declaration of one."""
    actor, now = acting(request), clock.now()
    tender = announced(actor, code)
    participation = selectors.participation_of(actor, tender)
    views = selectors.consortium_views(actor, tender, now)
    if participation is None and not views:
        raise Missing(code)
    may_declare = (
        participation is not None
        and not any(each.is_lead for each in views)
        and not participation.statements.exists()
        and selectors.takes_bids(tender, now)
    )
    form = None
    if may_declare:
        form = ConsortiumForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
        if request.method == "POST" and form.is_valid():
            if not actor.stepped_up:
                return ask_again(request)
            with refusals_on(form):
                services.declare_consortium(actor=actor, tender=tender, **form.declared(), now=now)
                messages.success(
                    request, _("KSO tercatat. Setiap anggota menyetujuinya di halaman ini dengan akunnya.")
                )
                return redirect("vendors:consortium", code=code)
    context = {
        "tender": tenders.head(tender, now),
        "views": views,
        "form": form,
        "is_participant": participation is not None,
        "agree_form": JoinForm(),
        "pact": PACTS[Party.VENDOR],
    }
    return render(request, "vendors/consortium.html", context, status=422 if form and form.errors else 200)


@require_POST
@performs(Act.AGREE_TO_CONSORTIUM, step_up=True)
def agree_to_consortium(request: HttpRequest, code: str, consortium: int) -> HttpResponse:
    """Agree for the own vendor."""
    pact = bool(request.POST.get("pact"))
    services.agree_to_consortium(actor=acting(request), tender=code, consortium=consortium, pact=pact, now=clock.now())
    messages.success(request, _("Persetujuan tercatat. Dalam tender ini badan usaha Anda menawar melalui pemuka KSO."))
    return redirect("vendors:consortium", code=code)


@require_POST
@performs(Act.REFUSE_CONSORTIUM)
def refuse_consortium(request: HttpRequest, code: str, consortium: int) -> HttpResponse:
    """Refuse for the own vendor."""
    reason = request.POST.get("reason", "")
    services.refuse_consortium(
        actor=acting(request), tender=code, consortium=consortium, reason=reason, now=clock.now()
    )
    messages.success(request, _("Penolakan tercatat; pemuka KSO membaca alasannya."))
    return redirect("vendors:consortium", code=code)


@require_POST
@performs(Act.DISSOLVE_CONSORTIUM)
def dissolve_consortium(request: HttpRequest, code: str) -> HttpResponse:
    """Dissolve the joint operation that the own vendor leads."""
    actor = acting(request)
    services.dissolve_consortium(actor=actor, tender=tenders.tender_for(actor, code), now=clock.now())
    messages.success(request, _("KSO dibubarkan. Anda dapat menyusunnya lagi atau menawar sendiri."))
    return redirect("vendors:consortium", code=code)


@require_GET
@signed_in
def agreement(request: HttpRequest, code: str, consortium: int) -> HttpResponse:
    """Download the agreement, as a member or, once bids are open, as the committee."""
    found = selectors.consortium_for(acting(request), code, consortium)
    return redirect(documents.download_url(found.agreement))
