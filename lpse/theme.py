# SPDX-License-Identifier: Apache-2.0
"""The person's choice of a light or dark page, kept in a cookie so that the server draws it at once."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from lpse.context import THEMES
from lpse.views import public

A_YEAR = 365 * 24 * 3600


@public
@csrf_exempt
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keep `tema` (terang or gelap; anything else follows the device) and go back to the page.

    Without a form token: it would put a cookie on every public page, and a forged press only turns the lights off.
    """
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=settings.SECURE):
        back = "/"
    response = HttpResponseRedirect(back)
    chosen = request.POST.get("tema", "")
    if chosen in THEMES:
        response.set_cookie("tema", chosen, max_age=A_YEAR, samesite="Lax", secure=settings.SECURE, httponly=True)
    else:
        response.delete_cookie("tema", samesite="Lax")
    return response
