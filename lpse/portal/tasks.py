# SPDX-License-Identifier: Apache-2.0
"""The tick, once a second by Celery beat; cron or a hand may call ``manage.py tick`` instead."""

from celery import shared_task

from lpse.portal.tick import tick as run


@shared_task(ignore_result=True)
def tick() -> None:
    """Do whatever is due now."""
    run()
