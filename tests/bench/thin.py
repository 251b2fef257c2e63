# SPDX-License-Identifier: Apache-2.0
"""The baseline of e1: a Django view without sign-in, checks or record, which locks the tender and inserts one row."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from lpse import env

LOCK = "SELECT id FROM tenders_tender WHERE code = %s FOR UPDATE"
INSERT = "INSERT INTO bench_accept (tender, body, received_at) VALUES (%s, %s, clock_timestamp())"


@transaction.atomic
def accept(request: HttpRequest, code: str) -> HttpResponse:
    """Lock and insert."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [code])
        cursor.execute(INSERT, [code, request.body])
    answer = JsonResponse({"new": True})
    answer["Content-Length"] = str(len(answer.content))
    return answer


urlpatterns = [path("tender/<str:code>/penawaran/kirim/", accept)]
if not settings.configured:
    settings.configure(
        ROOT_URLCONF=__name__,
        DATABASES={"default": env.database("DATABASE_URL")},
        SECRET_KEY=env.text("SECRET_KEY"),
        ALLOWED_HOSTS=["localhost"],
        USE_TZ=True,
    )
application = get_wsgi_application()
