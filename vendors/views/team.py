# SPDX-License-Identifier: Apache-2.0
"""The team of a vendor: people, powers, invitations."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lpse.core import clock
from lpse.core.acts import Missing
from lpse.views import acting, performs, signed_in
from vendors import selectors, services
from vendors.forms import InviteToTeamForm, PowersForm, refusals_on
from vendors.policy import Act
from vendors.rules import Power


@signed_in
def team(request: HttpRequest) -> HttpResponse:
    """Show who acts for the vendor with which powers, and who is invited."""
    return render(request, "vendors/team.html", {"team": selectors.team_of(acting(request), clock.now())})


@never_cache
@require_http_methods(["GET", "POST"])
@performs(Act.INVITE_TO_TEAM, step_up=True)
def invite_to_team(request: HttpRequest) -> HttpResponse:
    """Invite a person; the answer shows the link, once."""
    actor = acting(request)
    page = selectors.team_of(actor, clock.now())
    if not page.may_manage:
        raise Missing("team")
    form = InviteToTeamForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            row, secret = services.invite_to_team(
                actor=actor, email=form.cleaned_data["email"], **form.powers(), now=clock.now()
            )
            link = settings.SITE_URL + reverse("vendors:join-team", args=[secret])
            return render(request, "vendors/invitation.html", {"invitation": row, "link": link})
    context = {"form": form, "team": page}
    return render(request, "vendors/invite_to_team.html", context, status=422 if form.errors else 200)


@require_POST
@performs(Act.WITHDRAW_INVITATION)
def withdraw_invitation(request: HttpRequest, invitation: int) -> HttpResponse:
    """Withdraw an open invitation."""
    services.withdraw_invitation(actor=acting(request), number=invitation, now=clock.now())
    messages.success(request, _("Undangan ditarik; tautannya tidak berlaku lagi."))
    return redirect("vendors:team")


@never_cache
@require_http_methods(["GET", "POST"])
@performs(Act.JOIN_TEAM)
def join_team(request: HttpRequest, secret: str) -> HttpResponse:
    """Show an invitation to the person it was made for, and take it up."""
    actor = acting(request)
    invitation = selectors.invitation_by(actor, secret, clock.now())
    if request.method == "POST":
        services.join_team(actor=actor, secret=secret, now=clock.now())
        messages.success(request, _("Anda kini bertindak untuk badan usaha ini."))
        return redirect("vendors:team")
    words = [selectors.GRANT_WORDS[grant] for grant in selectors.GRANT_WORDS if grant in invitation.grants]
    context = {"invitation": invitation, "powers": words, "is_signer": invitation.power == Power.SIGNER}
    return render(request, "vendors/join_team.html", context)


@require_http_methods(["GET", "POST"])
@performs(Act.SET_POWERS, step_up=True)
def set_powers(request: HttpRequest, seat: int) -> HttpResponse:
    """Change the powers of a member."""
    actor = acting(request)
    row = selectors.seat_for(actor, seat)
    if not selectors.team_of(actor, clock.now()).may_manage:
        raise Missing("team")
    initial = {"place": row.power, "grants": row.grants}
    form = PowersForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.set_powers(actor=actor, seat=seat, **form.powers(), now=clock.now())
        messages.success(request, _("Wewenang disimpan dan berlaku sejak saat ini."))
        return redirect("vendors:team")
    context = {"form": form, "seat": row}
    return render(request, "vendors/set_powers.html", context, status=422 if form.errors else 200)


@require_POST
@performs(Act.END_SEAT, step_up=True)
def end_seat(request: HttpRequest, seat: int) -> HttpResponse:
    """Take a person out of the team."""
    services.end_seat(actor=acting(request), seat=seat, now=clock.now())
    messages.success(request, _("Orang itu tidak lagi bertindak untuk badan usaha Anda."))
    return redirect("vendors:team")
