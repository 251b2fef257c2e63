# SPDX-License-Identifier: Apache-2.0
"""Which topics exist for the public, and a person's own notices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from lpse import language
from lpse.core import words_of_time
from lpse.core.acts import Actor, Missing
from lpse.ledger.models import Entry
from lpse.notices import rules
from lpse.notices.models import Notice, WithoutMail
from lpse.notices.sides import GROUPS, Group, Party
from lpse.notices.words import TOLD

PAGE_SIZE = 30
UNREAD = "SELECT count(*) FROM notices_notice WHERE recipient_id = %s AND read_at IS NULL"


def existing(topics: list[str]) -> list[str]:
    """Return those topics that the public may know: a tender exists once the record names it."""
    codes = [code for topic in topics if (code := rules.code_of(topic))]
    known = (
        set(Entry.objects.filter(subject__in=codes).values_list("subject", flat=True).distinct()) if codes else set()
    )
    return [topic for topic in topics if (code := rules.code_of(topic)) is None or code in known]


@dataclass(frozen=True)
class Line:
    """A notice as a person reads it. ``leaf`` is the number of its act on the public record."""

    id: int
    subject: str
    name: str
    what: str
    to_do: str
    path: str
    leaf: int
    until: datetime | None
    delivered_at: datetime
    read_at: datetime | None


@dataclass(frozen=True)
class Inbox:
    """A page of a person's notices, newest first; ``before`` continues it."""

    lines: Sequence[Line]
    unread: int
    before: int | None
    only_unread: bool


@dataclass(frozen=True)
class Choice:
    """Whether a person has a group of notices as mail, too."""

    group: Group
    title: Any
    note: Any
    has_mail: bool


def shown(notice: Notice) -> Line:
    """Return a notice in the language of the page."""
    words = TOLD[notice.act][Party(notice.party)]
    end = ""
    if notice.until is not None:
        end = language.told(words_of_time.deadline(notice.until, ZoneInfo(settings.OFFICE["zone"])))
    return Line(
        id=notice.pk,
        subject=notice.subject,
        name=notice.name,
        what=str(words.what),
        to_do=str(words.to_do) % {"until": end or _("batas yang tertulis pada halamannya")},
        path=words.path.format(subject=notice.subject),
        leaf=notice.entry_id,
        until=notice.until,
        delivered_at=notice.delivered_at,
        read_at=notice.read_at,
    )


def inbox(actor: Actor, *, only_unread: bool = False, before: int | None = None) -> Inbox:
    """Return a page of the actor's notices. Two queries."""
    own = Notice.objects.filter(recipient_id=actor.user_id)
    found = own.filter(read_at=None) if only_unread else own
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found.order_by("-pk")[: PAGE_SIZE + 1])
    more = rows[PAGE_SIZE - 1].pk if len(rows) > PAGE_SIZE else None
    return Inbox([shown(row) for row in rows[:PAGE_SIZE]], unread_count(actor), more, only_unread)


def unread_count(actor: Actor) -> int:
    """Return how many notices the actor has not opened; 0 for the public. Asked on every page: written once."""
    if not actor.user_id:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(UNREAD, [actor.user_id])
        count: int = cursor.fetchone()[0]
    return count


def notice_for(actor: Actor, notice: int) -> Notice:
    """Return one of the actor's own notices. Raises Missing for anybody else's."""
    found = Notice.objects.filter(pk=notice, recipient_id=actor.user_id or 0).first()
    if found is None:
        raise Missing("notice")
    return found


def choices(actor: Actor) -> list[Choice]:
    """Return for each group of notices whether the actor has it as mail, too."""
    without = set(WithoutMail.objects.filter(user=actor.user_id or 0).values_list("group", flat=True))
    return [Choice(group, title, note, group.value not in without) for group, (title, note) in GROUPS.items()]
