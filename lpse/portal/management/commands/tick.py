# SPDX-License-Identifier: Apache-2.0
"""``manage.py tick``: do whatever is due, without Celery or Valkey."""

from typing import Any

from django.core.management.base import BaseCommand

from lpse.portal.tick import tick


class Command(BaseCommand):
    """Close tenders, append batches, begin openings and publish the record, if due."""

    help = "Kerjakan semua yang jatuh tempo sekarang (tanpa Celery)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run one tick."""
        tick()
