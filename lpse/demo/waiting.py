# SPDX-License-Identifier: Apache-2.0
"""Waiting for a training tender's own clock. No clock is frozen or moved: the database says what time it is."""

import time
from datetime import datetime

from django.db import connection

from lpse.core.acts import Missing
from lpse.regulations import StageKind
from tenders.models import Stage, Tender

POLL_SECONDS = 0.05
PATIENCE_SECONDS = 120


class TooLong(Exception):
    """The moment waited for is further away than anyone should wait in a test or a demo."""


def database_now() -> datetime:
    """Return this very moment by the database's clock, not the start of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT date_trunc('milliseconds', clock_timestamp())")
        moment: datetime = cursor.fetchone()[0]
    return moment


def reach(tender: Tender, kind: StageKind | str, *, end: bool = False) -> datetime:
    """Wait until a stage begins, or with ``end`` until it is over, and return the moment by the database's clock.

    Raises Missing for a stage that is not scheduled, TooLong when it is more than two minutes away.
    """
    row = Stage.objects.filter(tender=tender, kind=StageKind(kind)).first()
    if row is None:
        raise Missing(kind)
    return wait_until(row.ends_at if end else row.starts_at)


def closed(tender: Tender) -> datetime:
    """Wait until the bid deadline has passed; equality is past (decisions.md 3.1)."""
    return reach(tender, StageKind.BID_SUBMISSION, end=True)


def wait_until(moment: datetime) -> datetime:
    """Wait until the database's clock says ``moment`` or later. Raises TooLong."""
    now = database_now()
    if (moment - now).total_seconds() > PATIENCE_SECONDS:
        raise TooLong(f"{moment.isoformat()} is more than {PATIENCE_SECONDS} seconds away")
    while now < moment:
        time.sleep(min(POLL_SECONDS, (moment - now).total_seconds()))
        now = database_now()
    return now
