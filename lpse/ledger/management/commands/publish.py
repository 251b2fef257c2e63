# SPDX-License-Identifier: Apache-2.0
"""manage.py publish: sign the head of the record, and with --to DIR copy the record there as static files."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lpse.ledger import bundle, keys, services


class Command(BaseCommand):
    """Sign the head; repeating it changes nothing. A folder given with --to becomes a mirror lpse-verify can read."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the folder of the mirror."""
        parser.add_argument(
            "--to", type=Path, metavar="DIR", help="write tiles, bundles, documents and checkpoint here"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the command."""
        try:
            services.publish()
            if options["to"]:
                size = bundle.export(options["to"])
                self.stdout.write(f"{size} entries in {options['to']}.")
        except (keys.HeadRefused, keys.NoKey) as error:
            raise CommandError(str(error)) from error
        except bundle.NothingSigned:
            raise CommandError("Nothing is signed yet. Run manage.py ledger_init first.") from None
