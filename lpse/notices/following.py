# SPDX-License-Identifier: Apache-2.0
"""Follows the public record, which is the outbox: whoever watches a tender hears of each new act on it."""

from django.db import transaction

from lpse.ledger.models import Entry
from lpse.notices import rules
from lpse.notices.models import Cursor
from lpse.notices.services import look_again

PAGES = 1
MOST_AT_ONCE = 500
SILENT = {"sealed"}


def follow() -> None:
    """Tell what was recorded since the last time, each act of a tender once.

    The cursor moves before anything is sent: a lost message is repaired by the page's own polling, a repeated flood
    after an outage is not.
    """
    for topic, act in _fresh():
        look_again(topic, act)


@transaction.atomic
def _fresh() -> list[tuple[str, str]]:
    cursor = Cursor.objects.select_for_update(skip_locked=True).filter(pk=PAGES).first()
    if cursor is None:
        Cursor.objects.get_or_create(pk=PAGES)
        return []
    rows = list(
        Entry.objects.filter(idx__gte=cursor.next_idx)
        .order_by("idx")
        .only("idx", "kind", "act", "subject")[:MOST_AT_ONCE]
    )
    if not rows:
        return []
    cursor.next_idx = rows[-1].idx + 1
    cursor.save(update_fields=["next_idx"])
    told: dict[tuple[str, str], None] = {}
    for row in rows:
        topic = f"tender.{row.subject}"
        if row.kind not in SILENT and rules.code_of(topic) and rules.is_topic(topic):
            told[topic, row.act or row.kind] = None
    if any(row.kind not in SILENT for row in rows):
        told[rules.LEDGER, "record"] = None
    return list(told)
