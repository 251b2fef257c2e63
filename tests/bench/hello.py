# SPDX-License-Identifier: Apache-2.0
"""The baseline of a1 and a3: a bare Django view that says hello, without middleware, template or database."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path


def hello(request: HttpRequest) -> HttpResponse:
    """Say hello."""
    return HttpResponse(b"hello", headers={"Content-Length": "5"})


urlpatterns = [path("", hello), path("livez", hello)]
if not settings.configured:
    settings.configure(ROOT_URLCONF=__name__, SECRET_KEY="hello", ALLOWED_HOSTS=["localhost"])
application = get_wsgi_application()
