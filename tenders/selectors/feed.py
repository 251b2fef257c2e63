# SPDX-License-Identifier: Apache-2.0
"""The schedule of a tender as an iCalendar file (RFC 5545), by the icalendar library."""

from datetime import UTC, datetime

from django.conf import settings

from lpse.language import told
from lpse.regulations import StageKind, get
from tenders.models import Tender
from tenders.rules import Status
from tenders.selectors.doors import windows

NAME = "-//LPSE//Jadwal tender//ID"
ENDED = (Status.FAILED, Status.CANCELLED)


def schedule_calendar(tender: Tender) -> bytes:
    """Return twelve events, one per stage, in UTC; a later revision replaces them by UID and SEQUENCE.

    Stages carry their SPSE names in the language of the reader. An ended tender's events are cancelled.
    """
    from icalendar import Calendar, Event  # a third of a second, for one page: not at every process's start

    address = f"{settings.SITE_URL}/tender/{tender.code}/jadwal/"
    host = settings.SITE_URL.partition("://")[2].partition(":")[0]
    calendar = Calendar()
    calendar.add("prodid", NAME)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{tender.code} {tender.title}")
    book, known = get(tender.regulation), windows(tender)
    changed_at = _changed_at(tender)
    for stage in book.stages:
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
    return bytes(calendar.to_ical())


def _changed_at(tender: Tender) -> datetime:
    """Return when the schedule became what it is: the newest accepted change, the end, or the announcement."""
    newest = tender.schedule_changes.filter(accepted=True).order_by("-revision").first()
    moments = [tender.announced_at, tender.ended_at, newest.decided_at if newest else None]
    return max(moment for moment in moments if moment is not None).astimezone(UTC)
