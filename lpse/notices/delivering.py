# SPDX-License-Identifier: Apache-2.0
"""Delivers notices: each act on the record to the inbox of everybody it concerns, once and in the record's order."""

from collections.abc import Sequence
from datetime import datetime

import structlog
from django.db import transaction

from lpse.accounts.models import User
from lpse.ledger.models import Entry
from lpse.notices import audience
from lpse.notices.models import Cursor, Letter, Notice, WithoutMail
from lpse.notices.sides import Party
from lpse.notices.words import TOLD

log = structlog.get_logger(__name__)
INBOXES = 2
MOST_AT_ONCE = 200


@transaction.atomic
def deliver(*, now: datetime) -> int:
    """Deliver what was recorded since the last time; return how many notices that made. Part of the tick.

    Any number of ticks at once deliver each act once: the row of the cursor is claimed, and moves together with the
    notices. An act that cannot be told is logged loudly and tried again by the next tick; later acts wait behind it,
    since nobody may hear of an answer before the question.
    """
    cursor = Cursor.objects.select_for_update(skip_locked=True).filter(pk=INBOXES).first()
    if cursor is None:
        return 0
    made = 0
    rows = Entry.objects.filter(idx__gte=cursor.next_idx).order_by("idx").only("idx", "act", "subject")
    for entry in rows[:MOST_AT_ONCE]:
        try:
            with transaction.atomic():
                made += _tell(entry, now)
        except Exception:
            log.exception("an act could not be told", entry=entry.idx, act=entry.act)
            break
        cursor.next_idx = entry.idx + 1
    cursor.save(update_fields=["next_idx"])
    return made


def _tell(entry: Entry, now: datetime) -> int:
    sides = TOLD.get(entry.act)
    if not sides:
        return 0
    sought: dict[int, Party] = {}
    for party in audience.addressed(entry, sides):
        for person in audience.people_of(party, entry.subject, now):
            sought.setdefault(person, party)
    if not sought:
        return 0
    common = {"act": entry.act, "subject": entry.subject, "name": audience.name_of(entry.subject)}
    end = audience.until(entry.act, entry.subject)
    people = sorted(sought.items())
    notices = Notice.objects.bulk_create(
        Notice(recipient_id=person, entry=entry, party=party.value, until=end, delivered_at=now, **common)
        for person, party in people
    )
    _copy(notices, now)
    return len(notices)


def _copy(notices: Sequence[Notice], now: datetime) -> None:
    """Put a letter beside each notice whose recipient did not do without."""
    people = [notice.recipient_id for notice in notices]
    addresses = dict(User.objects.filter(pk__in=people, is_active=True).values_list("pk", "email"))
    unwanted = set(WithoutMail.objects.filter(user__in=people).values_list("user_id", "group"))
    Letter.objects.bulk_create(
        Letter(notice=notice, address=addresses[notice.recipient_id], next_at=now)
        for notice in notices
        if notice.recipient_id in addresses
        and (notice.recipient_id, TOLD[notice.act][Party(notice.party)].group.value) not in unwanted
    )
