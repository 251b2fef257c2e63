# SPDX-License-Identifier: Apache-2.0
"""A person's inbox of notices, one notice with its proof of delivery, and which groups come by mail, too."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lpse.core import clock
from lpse.notices import selectors, services
from lpse.notices.sides import Group
from lpse.views import acting, signed_in

LARGEST = 2**63 - 1


@require_safe
@signed_in
def inbox(request: HttpRequest) -> HttpResponse:
    """List the actor's notices, newest first."""
    before = _number(request.GET.get("sebelum", ""))
    page = selectors.inbox(acting(request), only_unread=request.GET.get("belum") == "1", before=before)
    return render(request, "notices/inbox.html", {"page": page})


@require_safe
@signed_in
def notice(request: HttpRequest, notice: int) -> HttpResponse:
    """Show one notice; its first opening is kept."""
    found = selectors.notice_for(acting(request), min(notice, LARGEST))
    if found.read_at is None:
        services.open_notice(notice=found, now=clock.now())
        found.refresh_from_db(fields=["read_at"])
    return render(request, "notices/notice.html", {"line": selectors.shown(found)})


@require_POST
@signed_in
def open_all(request: HttpRequest) -> HttpResponse:
    """Mark every notice the actor was shown as opened."""
    count = services.open_all(
        actor=acting(request), upto=_number(request.POST.get("terbaru", "")) or 0, now=clock.now()
    )
    told = ngettext("%(n)s pemberitahuan ditandai terbaca.", "%(n)s pemberitahuan ditandai terbaca.", count)
    messages.success(request, told % {"n": count})
    return redirect("notices:inbox")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def choices(request: HttpRequest) -> HttpResponse:
    """Show and change which groups of notices come by mail, too."""
    if request.method == "POST":
        wanted = {Group(word) for word in request.POST.getlist("surel") if word in set(Group)}
        services.choose_mail(actor=acting(request), groups=wanted)
        messages.success(request, _("Pilihan surel disimpan. Kotak masuk tetap menerima semuanya."))
        return redirect("notices:choices")
    return render(request, "notices/choices.html", {"choices": selectors.choices(acting(request))})


def _number(text: str) -> int | None:
    return min(int(text), LARGEST) if text.isascii() and text.isdigit() and len(text) < 30 else None
