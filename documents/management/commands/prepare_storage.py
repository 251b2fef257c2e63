# SPDX-License-Identifier: Apache-2.0
"""Make the buckets, their rules, and prove that the store checks digests."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from documents.storage import StorageError, store


class Command(BaseCommand):
    """Prepares the object store; may be run at every start."""

    requires_system_checks = ()  # the store is prepared before anything else of the portal stands
    help = "Membuat bucket penyimpanan objek beserta aturannya dan membuktikan bahwa sidik diperiksa."

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare, or fail with one sentence."""
        try:
            store.prepare()
        except StorageError as error:
            raise CommandError(f"Penyimpanan objek belum siap: {error}") from None
        self.stdout.write("Penyimpanan objek siap.")
