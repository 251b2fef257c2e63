# SPDX-License-Identifier: Apache-2.0
"""Stages of tenders as iCalendar files (RFC 5545), by the icalendar library: a whole schedule, or coming deadlines."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext as _

from lpse.core.windows import Window
from lpse.language import told
from lpse.regulations import StageKind, get
from tenders.models import ScheduleChange, Stage, Tender
from tenders.rules import Status
from tenders.selectors.doors import windows
from tenders.selectors.search import Query, live_matches

if TYPE_CHECKING:
    from icalendar import Calendar

NAME = "-//LPSE//Jadwal tender//ID"
ENDED = (Status.FAILED, Status.CANCELLED)
DEADLINES = (StageKind.CLARIFICATION, StageKind.BID_SUBMISSION, StageKind.BID_OPENING, StageKind.STANDSTILL)
"""Stages that end with something others wait for: questions, bids, the opening, objections."""
MOST_TENDERS = 200


def schedule_calendar(tender: Tender) -> bytes:
    """Return twelve events, one per stage, in UTC; a later revision replaces them by UID and SEQUENCE.

    Stages carry their SPSE names in the language of the reader. An ended tender's events are cancelled.
    """
    newest = tender.schedule_changes.filter(accepted=True).order_by("-revision").first()
    calendar = _calendar(f"{tender.code} {tender.title}")
    _add_stages(calendar, tender, windows(tender), _changed_at(tender, newest.decided_at if newest else None))
    return bytes(calendar.to_ical())


def deadlines_calendar(query: Query, now: datetime) -> bytes:
    """Return the stages of DEADLINES that end after ``now``, of the tenders that match; two queries.

    At most MOST_TENDERS tenders, those whose bids are due first. Each event is the one of the tender's own calendar,
    by the same UID, so that who subscribes to both sees it once. Ended tenders and the archive have none.
    """
    coming = Stage.objects.filter(tender=OuterRef("pk"), kind__in=DEADLINES, ends_at__gt=now)
    accepted = ScheduleChange.objects.filter(tender=OuterRef("pk"), accepted=True).order_by("-revision")
    live: Any = live_matches(query, now).exclude(status__in=ENDED).filter(Exists(coming))
    live = live.annotate(changed=Subquery(accepted.values("decided_at")[:1])).prefetch_related("stages")
    found = live.order_by("deadline", "id")[:MOST_TENDERS]
    calendar = _calendar(_("Tenggat tender {org}").format(org=settings.OFFICE["org"]))
    for tender in found:
        known = {
            StageKind(row.kind): Window(row.starts_at, row.ends_at)
            for row in tender.stages.all()
            if row.kind in DEADLINES and row.ends_at > now
        }
        _add_stages(calendar, tender, known, _changed_at(tender, getattr(tender, "changed", None)))
    return bytes(calendar.to_ical())


def _calendar(name: str) -> Calendar:
    from icalendar import Calendar  # a third of a second, for two pages: not at every process's start

    calendar = Calendar()
    calendar.add("prodid", NAME)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    return calendar


def _add_stages(calendar: Calendar, tender: Tender, known: Mapping[StageKind, Window], changed_at: datetime) -> None:
    """Add one event per stage of ``known``, in the order of the rule book."""
    from icalendar import Event

    address = f"{settings.SITE_URL}/tender/{tender.code}/jadwal/"
    host = settings.SITE_URL.partition("://")[2].partition(":")[0]
    for stage in get(tender.regulation).stages:
        if stage.kind in known:
            window = known[stage.kind]
            event = Event()
            event.add("uid", f"{tender.code}-{stage.kind.value}@{host}")
            event.add("dtstamp", changed_at)
            event.add("last-modified", changed_at)
            event.add("sequence", max(tender.revision - 1, 0))
            event.add("dtstart", window.starts_at.astimezone(UTC))
            event.add("dtend", window.ends_at.astimezone(UTC))
            event.add("summary", f"{told(stage.label)} · {tender.code}")
            event.add("description", f"{tender.title}\n{stage.source}\n{address}")
            event.add("url", address)
            event.add("transp", "OPAQUE" if stage.kind is StageKind.BID_SUBMISSION else "TRANSPARENT")
            event.add("status", "CANCELLED" if tender.status in ENDED else "CONFIRMED")
            calendar.add_component(event)


def _changed_at(tender: Tender, accepted_at: datetime | None) -> datetime:
    """Return when the schedule became what it is: the newest accepted change, the end, or the announcement."""
    moments = [tender.announced_at, tender.ended_at, accepted_at]
    return max(moment for moment in moments if moment is not None).astimezone(UTC)
