# SPDX-License-Identifier: Apache-2.0
"""Edges of every request: refusals become pages, and people are led to the address passkeys need."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render

from lpse import language
from lpse.core.acts import Kind, Missing, Refusal, Refused

STATUS = {Kind.WHO: 403, Kind.WHEN: 409, Kind.STATE: 409, Kind.INPUT: 422}
BETWEEN = "/masuk/"
"""Signing in and the second factor: never the page somebody came from."""
ONLY_A_FORM = Refusal(
    Kind.STATE,
    "Alamat ini hanya menerima formulir; yang Anda kirim sebelum masuk tidak terkirim.",
    "Kembali ke halamannya, periksa isiannya, lalu tekan tombolnya lagi.",
)
"""What an address of an act says to who opens it: mostly somebody whose session ended before the button was pressed."""
A_TENDER = re.compile(r"/tender/[^/]+/")
MACHINE_PATHS = ("/livez", "/readyz", "/metrics", "/data/", "/lelang", "/dt/", "/evaluasi", "/nontender", "/static/")


class RefusedMiddleware:
    """Shows a refused act as a page or a fragment that says what happened and what to do next; answers NUL with 404."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # No name, word or number holds a NUL, and PostgreSQL takes none: such an address names nothing.
        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            return render(request, "errors/404.html", status=404)
        response = self.get_response(request)
        if response.status_code == 405 and request.method == "GET" and not response.content:
            context = {"refusal": ONLY_A_FORM, "back": _back(request)}
            told = render(request, "errors/refused.html", context, status=405)
            told["Allow"] = response["Allow"]
            return told
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer 404 for Missing; 403, 409 or 422 for a Refused, as JSON where the caller asked for it."""
        if isinstance(exception, Missing):
            return render(request, "errors/404.html", status=404)
        if not isinstance(exception, Refused):
            return None
        refusal = exception.refusal
        status = STATUS[refusal.kind]
        if "application/json" in request.headers.get("Accept", ""):
            message, remedy = language.told(refusal.message), language.told(refusal.remedy)
            body = {"kind": refusal.kind, "message": message, "remedy": remedy, "source": refusal.source}
            return JsonResponse(body, status=status)
        template = "components/refusal.html" if request.headers.get("HX-Request") else "errors/refused.html"
        return render(request, template, {"refusal": refusal, "back": _back(request)}, status=status)


def _back(request: HttpRequest) -> str:
    """Return the page on which the act was asked for: what was refused may be an address that only takes a form.

    The browser tells it to this portal alone (Referrer-Policy). Where it is silent, or names the page that asked for
    the second factor in between, the tender is next, else the list of tasks.
    """
    came = urlsplit(request.META.get("HTTP_REFERER", ""))
    is_here = (came.scheme, came.netloc) == (request.scheme, request.get_host()) and came.path.startswith("/")
    asked = request.get_full_path() if request.method == "GET" else ""
    path = urlunsplit(("", "", came.path, came.query, ""))
    if is_here and not path.startswith("//") and path != asked and not came.path.startswith(BETWEEN):
        return path
    tender = A_TENDER.match(request.path)
    return tender.group() if tender and tender.group() != asked else "/tugas/"


class LocalhostMiddleware:
    """Redirects pages asked of 127.0.0.1 to localhost: passkeys are bound to a name, not to a number."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        host = request.get_host()
        people = request.method in {"GET", "HEAD"} and not request.path.startswith(MACHINE_PATHS)
        if settings.TRAINING and people and host.split(":")[0] == "127.0.0.1":
            address = request.build_absolute_uri().replace("//127.0.0.1", "//localhost", 1)
            return HttpResponseRedirect(address)
        return self.get_response(request)
