# SPDX-License-Identifier: Apache-2.0
"""Health for machines: is the process alive, and can people work?"""

import hmac
from functools import lru_cache

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from django_prometheus.exports import ExportToDjangoView

from documents.storage import store_is_ready
from lpse.core import clock
from lpse.core.acts import Missing
from lpse.ledger import keys
from lpse.views import public

MOST_SKEW_SECONDS = 5
BROKER_SECONDS = 0.5


@public
@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the process answers at all."""
    return HttpResponse("ok\n", content_type="text/plain")


@public
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when people can work, else 503: each check is named true or false, never with details.

    Valkey's loss (``live``) is told and does not count: pages then poll, and no deadline waits for it.
    """
    database = _database()
    needed = {
        "database": database,
        "migrations": database and _migrations(),
        "clock": database and _clock(),
        "record": _record_keys(),
        "store": store_is_ready(),
        "demo": _demo(),
    }
    ready = all(needed.values())
    response = JsonResponse({**needed, "live": _broker()}, status=200 if ready else 503)
    response["Cache-Control"] = "no-store"
    return response


@public
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Give Prometheus its numbers, to the holder of METRICS_TOKEN only: counts per address would betray bids."""
    wanted, given = f"Bearer {settings.METRICS_TOKEN}", request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not hmac.compare_digest(given.encode(), wanted.encode()):
        raise Missing("metrics")
    response: HttpResponse = ExportToDjangoView(request)
    response["Cache-Control"] = "no-store"
    return response


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM ledger_head")
            return bool(cursor.fetchone()[0])
    except DatabaseError:
        return False


def _migrations() -> bool:
    """Say whether every migration of this version is applied; once true it is not asked again."""
    try:
        return _all_applied()
    except (DatabaseError, _Behind):
        return False


class _Behind(Exception):
    """A migration waits; raised so that only a yes is remembered."""


@lru_cache(maxsize=1)
def _all_applied() -> bool:
    loader = MigrationLoader(connection)
    if not set(loader.graph.nodes) <= set(loader.applied_migrations):
        raise _Behind
    return True


def _clock() -> bool:
    """Say whether the clock of this machine agrees with the database's, which decides deadlines."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            skew = cursor.fetchone()[0] - clock.now()
    except DatabaseError:
        return False
    return abs(skew.total_seconds()) <= MOST_SKEW_SECONDS


def _record_keys() -> bool:
    """Say whether the record and receipts can be signed."""
    try:
        keys.log_signer()
        keys.receipt_signer()
    except keys.NoKey:
        return False
    return True


def _broker() -> bool:
    import redis  # most of a second, for one check: not at every process's start

    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=BROKER_SECONDS, socket_timeout=BROKER_SECONDS
    )
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


def _demo() -> bool:
    """In a demo people can work once the sign-ins are written."""
    return (
        not settings.TRAINING
        or (settings.VAR / "demo" / "accounts.json").exists()
        or not (settings.VAR / "demo" / "wanted").exists()
    )
