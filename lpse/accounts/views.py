# SPDX-License-Identifier: Apache-2.0
"""Pages of one's own account, and the operator's pages of people and appointments."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lpse import language
from lpse.accounts import calendars, policy, selectors, services
from lpse.accounts.forms import AppointForm, CertificateForm, InviteForm, ProfileForm
from lpse.accounts.invitations import send_invitation
from lpse.accounts.policy import Act
from lpse.accounts.words import ROLE
from lpse.core import clock
from lpse.core.acts import Missing, Refused, Role
from lpse.views import acting, performs, signed_in

_FROM_DECREE = ("agency", "decree_number", "decree_on", "decree_sha256", "certificate_number", "certificate_until")


@signed_in
def profile(request: HttpRequest) -> HttpResponse:
    """Show one's own account: name, offices, where one is signed in; post changes the name."""
    form = ProfileForm(request.POST or None, initial={"name": acting(request).name})
    if request.method == "POST" and form.is_valid():
        services.edit_profile(actor=acting(request), name=form.cleaned_data["name"])
        messages.success(request, _("Nama disimpan."))
        return redirect("accounts:profile")
    context = {
        "form": form,
        "person": selectors.own(acting(request), clock.now()),
        "sessions": selectors.sessions_of(acting(request), request.session.session_key or ""),
        "new_devices": selectors.new_devices(acting(request)),
        "roles": ROLE,
        "is_member": acting(request).is_a(Role.COMMITTEE) or acting(request).is_a(Role.AUDITOR),
    }
    return render(request, "accounts/profile.html", context, status=422 if form.errors else 200)


@performs(Act.END_SESSION)
@require_POST
def end_session(request: HttpRequest, session: int) -> HttpResponse:
    """Sign one of one's own browsers out."""
    services.end_session(actor=acting(request), session=session)
    messages.success(request, _("Perangkat itu sudah keluar."))
    return redirect("accounts:profile")


@signed_in
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """List people with their offices, for the operator."""
    page = selectors.people(
        acting(request),
        q=request.GET.get("q", "").strip()[:100],
        only_officials=request.GET.get("pejabat") == "1",
        after=request.GET.get("sesudah", "")[:254],
        now=clock.now(),
    )
    return render(request, "accounts/people.html", {"page": page, "roles": ROLE})


@performs(Act.INVITE_PERSON, step_up=True)
def invite_person(request: HttpRequest) -> HttpResponse:
    """Invite an official: an account and a letter with the link to set a password."""
    if policy.may_invite(acting(request)):
        raise Missing("people")
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = services.invite_person(actor=acting(request), now=clock.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error("email", language.reason(refused))
        else:
            _tell(request, send_invitation(user))
            return redirect("accounts:person", user.pk)
    return render(request, "accounts/invite_person.html", {"form": form}, status=422 if form.errors else 200)


@performs(Act.INVITE_PERSON, step_up=True)
@require_POST
def send_again(request: HttpRequest, user: int) -> HttpResponse:
    """Send the letter again to someone who has not set a password yet."""
    found = selectors.person(acting(request), user, clock.now()).user
    if found.has_usable_password():
        messages.info(request, _("Orang ini sudah membuat kata sandi; surat tidak dikirim."))
    else:
        _tell(request, send_invitation(found))
    return redirect("accounts:person", user)


def _tell(request: HttpRequest, sent: bool) -> None:
    if sent:
        messages.success(request, _("Undangan dikirim. Tautannya hanya dapat dipakai satu kali."))
    else:
        messages.warning(request, _("Akun ada, tetapi surel tidak terkirim. Kirim ulang dari halaman ini."))


@signed_in
@require_safe
def person(request: HttpRequest, user: int) -> HttpResponse:
    """Show a person's offices to the operator, with the form of a new appointment."""
    found = selectors.person(acting(request), user, clock.now())
    today = clock.now().date()
    form = AppointForm(initial={"since": today, "decree_on": today})
    return _person_page(request, found, form)


@performs(Act.APPOINT, step_up=True)
@require_POST
def appoint(request: HttpRequest, user: int) -> HttpResponse:
    """Appoint a person by decree."""
    found = selectors.person(acting(request), user, clock.now())
    form = AppointForm(request.POST)
    if form.is_valid():
        since, until = form.term()
        fields = {name: form.cleaned_data[name] for name in _FROM_DECREE}
        role = Role(form.cleaned_data["role"])
        try:
            services.appoint(
                actor=acting(request), user=found.user, role=role, since=since, until=until, now=clock.now(), **fields
            )
        except Refused as refused:
            form.add_error(None, language.reason(refused))
        else:
            messages.success(request, _("Penunjukan dicatat."))
            return redirect("accounts:person", user)
    return _person_page(request, found, form, status=422)


@performs(Act.END_APPOINTMENT, step_up=True)
@require_POST
def end_appointment(request: HttpRequest, appointment: int) -> HttpResponseRedirect:
    """End an appointment now."""
    row = selectors.appointment_for(acting(request), appointment)
    services.end_appointment(actor=acting(request), appointment=row, now=clock.now())
    messages.success(request, _("Penunjukan diakhiri. Tindakan sebelumnya tetap sah."))
    return redirect("accounts:person", row.user_id)


@signed_in
@require_safe
def ending(request: HttpRequest) -> HttpResponse:
    """List appointments and certificates that end within sixty days or ended as long ago, for the operator."""
    rows = selectors.ending_for(acting(request), clock.now())
    return render(request, "accounts/ending.html", {"rows": rows, "roles": ROLE})


@performs(Act.RENEW_CERTIFICATE, step_up=True)
@require_http_methods(["GET", "POST"])
def renew_certificate(request: HttpRequest, appointment: int) -> HttpResponse:
    """Enter the renewed certificate of an official."""
    actor = acting(request)
    row = selectors.appointment_for(actor, appointment)
    form = CertificateForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.renew_certificate(actor=actor, appointment=row, now=clock.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, language.reason(refused))
        else:
            messages.success(request, _("Sertifikat dicatat."))
            return redirect("accounts:person", row.user_id)
    context = {"form": form, "person": row.user, "role": ROLE[Role(row.role)], "actor": actor}
    return render(request, "accounts/renew_certificate.html", context, status=422 if form.errors else 200)


@performs(Act.END_SESSION)
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Sign all of one's other browsers out."""
    count = services.end_other_sessions(actor=acting(request), here=request.session.session_key or "")
    messages.success(request, _("%(n)s perangkat lain sudah keluar.") % {"n": count})
    return redirect("accounts:profile")


@performs(Act.KNOW_DEVICE)
@require_POST
def know_device(request: HttpRequest, device: int) -> HttpResponse:
    """Say that a new device is one's own."""
    services.know_device(actor=acting(request), device=device, now=clock.now())
    return redirect("accounts:profile")


def _person_page(
    request: HttpRequest, found: selectors.Person, form: AppointForm, *, status: int = 200
) -> HttpResponse:
    context = {"person": found, "form": form, "roles": ROLE, "actor": acting(request)}
    return render(request, "accounts/person.html", context, status=status)


@signed_in
@never_cache
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Say whether one's own calendar has an address; the address itself is shown only when it is made."""
    return render(request, "accounts/calendar.html", {"link": calendars.link_of(acting(request))})


@performs(Act.MAKE_CALENDAR, step_up=True)
@never_cache
@require_POST
def make_calendar(request: HttpRequest) -> HttpResponse:
    """Make the address of one's own calendar anew, and show it this once."""
    secret = calendars.make_calendar(actor=acting(request), now=clock.now())
    context = {"link": calendars.link_of(acting(request)), "address": f"{settings.SITE_URL}/kalender/{secret}.ics"}
    return render(request, "accounts/calendar.html", context)


@performs(Act.END_CALENDAR)
@require_POST
def end_calendar(request: HttpRequest) -> HttpResponse:
    """End the address of one's own calendar."""
    calendars.end_calendar(actor=acting(request), now=clock.now())
    messages.success(request, _("Alamat kalender dimatikan."))
    return redirect("accounts:calendar")
