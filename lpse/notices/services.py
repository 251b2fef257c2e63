# SPDX-License-Identifier: Apache-2.0
"""Say "look again" to whoever has a page open (a comfort that never raises), and keep what people do with notices."""

import asyncio
import logging
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

from lpse.core.acts import Actor
from lpse.notices import rules
from lpse.notices.models import Notice, WithoutMail
from lpse.notices.sides import Group

log = logging.getLogger(__name__)
PATIENCE_SECONDS = 2.0


def look_again(topic: str, act: str) -> bool:
    """Tell every open page of a topic that an act happened; return False when the broker could not be reached.

    Call it after the commit (`transaction.on_commit`). ``topic`` is `portal`, `ledger` or `tender.<code>`; ``act`` is
    the act's word. Raises BadTopic for a mistake of the caller only: an outage is logged, and pages poll every 15
    seconds meanwhile.
    """
    group = rules.group_of(topic)
    message = {"type": "look.again", "text": rules.message_of(act)}
    try:
        _deliver(group, message)
    except Exception as problem:  # the broker's client raises many kinds; none may reach an act
        log.warning("live message not sent topic=%s act=%s problem=%s", topic, act, type(problem).__name__)
        return False
    return True


def _deliver(group: str, message: dict[str, str]) -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        async_to_sync(_send)(group, message)
        return
    # A loop already runs in this thread (an async caller, a browser test): the sending gets a thread of its own.
    with ThreadPoolExecutor(max_workers=1) as aside:
        aside.submit(async_to_sync(_send), group, message).result()


async def _send(group: str, message: dict[str, str]) -> None:
    layer = get_channel_layer()
    await asyncio.wait_for(layer.group_send(group, message), PATIENCE_SECONDS)


def open_notice(*, notice: Notice, now: datetime) -> None:
    """Keep when a notice was first opened; a proof for both sides, so later openings change nothing."""
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=now)


def open_all(*, actor: Actor, upto: int, now: datetime) -> int:
    """Mark the actor's notices up to the newest they were shown as opened; return how many."""
    return Notice.objects.filter(recipient_id=actor.user_id, pk__lte=upto, read_at=None).update(read_at=now)


@transaction.atomic
def choose_mail(*, actor: Actor, groups: Collection[Group]) -> None:
    """Have these groups of notices as mail, too, and no others; the inbox has all of them."""
    assert actor.user_id is not None  # the page asks for a sign-in
    WithoutMail.objects.filter(user_id=actor.user_id).delete()
    without = [group for group in Group if group not in groups]
    WithoutMail.objects.bulk_create(WithoutMail(user_id=actor.user_id, group=group.value) for group in without)
