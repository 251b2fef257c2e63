# SPDX-License-Identifier: Apache-2.0
"""Pages for what cannot be shown; "missing" and "not yours" look the same."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lpse.views import public


@public
def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Answer 403."""
    return render(request, "errors/403.html", status=403)


@public
def missing(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Answer 404."""
    return render(request, "errors/404.html", status=404)


@public
def broken(request: HttpRequest) -> HttpResponse:
    """Answer 500."""
    return render(request, "errors/500.html", status=500)
