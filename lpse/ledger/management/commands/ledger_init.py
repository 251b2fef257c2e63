# SPDX-License-Identifier: Apache-2.0
"""manage.py ledger_init: make the record's keys where missing and begin the record."""

from typing import Any

from django.core.management.base import BaseCommand

from lpse.ledger import keys, services


class Command(BaseCommand):
    """Make missing key files (0600), write the first entry, sign the head. Repeating it changes nothing."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the command."""
        for file in keys.make_missing():
            self.stdout.write(f"Made {file}. Keep a copy where the database's backup is not.")
        if services.ensure_genesis():
            self.stdout.write("The record begins.")
        services.publish()
        self.stdout.write(f"Log key: {keys.log_signer().vkey}")
