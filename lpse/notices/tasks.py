# SPDX-License-Identifier: Apache-2.0
"""Tasks of the worker."""

from celery import shared_task

from lpse.core import clock
from lpse.notices import letters, rules, services


@shared_task(ignore_result=True)
def ping() -> bool:
    """Say that worker, broker and live layer are alive; beat asks for it every five seconds."""
    return services.look_again(rules.PORTAL, rules.PING)


@shared_task(ignore_result=True)
def send_letters() -> int:
    """Send the copies of notices that are due by mail; apart from the tick, since a mail server may be slow."""
    return letters.send_due(now=clock.now())
