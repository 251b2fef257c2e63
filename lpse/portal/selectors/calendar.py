# SPDX-License-Identifier: Apache-2.0
"""A person's own due dates as iCalendar (RFC 5545), by the icalendar library: the dated part of the task list.

A calendar program keeps what it fetches with its provider, so an event says what is due and where, and leaves out the
note below a task: the words of a complaint, the title of a tender.
"""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from lpse.core.acts import Task

NAME = "-//LPSE//Tenggat saya//ID"
SHOWN = timedelta(minutes=30)
"""How long an event lasts that ends when something is due."""
WARNS = timedelta(days=-1)


def tasks_calendar(tasks: Iterable[Task], now: datetime) -> bytes:
    """Return an event for each task that has an end, with an alarm a day before; overdue ones stay until done."""
    from icalendar import Alarm, Calendar, Event  # a third of a second: not at every process's start

    calendar = Calendar()
    calendar.add("prodid", NAME)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Tenggat saya di {org}").format(org=settings.OFFICE["org"]))
    host = settings.SITE_URL.partition("://")[2].partition(":")[0]
    for task in tasks:
        if task.due_at is None:
            continue
        address = f"{settings.SITE_URL}{task.url}"
        event = Event()
        event.add("uid", f"{hashlib.sha256(f'{task.url} {task.title}'.encode()).hexdigest()[:32]}@{host}")
        event.add("dtstamp", now.astimezone(UTC))
        event.add("dtstart", (task.due_at - SHOWN).astimezone(UTC))
        event.add("dtend", task.due_at.astimezone(UTC))
        event.add("summary", _("Terlambat: {title}").format(title=task.title) if task.due_at <= now else task.title)
        event.add("url", address)
        event.add("description", address)
        event.add("transp", "TRANSPARENT")
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", task.title)
        alarm.add("trigger", WARNS)
        event.add_component(alarm)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
