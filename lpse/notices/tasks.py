# SPDX-License-Identifier: Apache-2.0
"""Tasks of the worker."""

from celery import shared_task

from lpse.notices import rules, services


@shared_task(ignore_result=True)
def ping() -> bool:
    """Say that worker, broker and live layer are alive; beat asks for it every five seconds."""
    return services.look_again(rules.PORTAL, rules.PING)
