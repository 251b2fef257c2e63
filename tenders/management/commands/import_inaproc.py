# SPDX-License-Identifier: Apache-2.0
"""``manage.py import_inaproc DIR``: load an INAPROC v1 export as finished, read-only archive packages."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lpse.core import clock
from lpse.core.acts import Actor, Refused
from lpse.ledger import services as ledger
from tenders.inaproc.report import SHOWN
from tenders.management.progress import Bar
from tenders.services import import_archive


class Command(BaseCommand):
    """Import, draw a bar meanwhile, tell what was taken and what was not."""

    help = "Impor ekspor INAPROC (berkas <tabel>.jsonl.gz) sebagai arsip tender yang selesai."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder."""
        parser.add_argument(
            "dir", type=Path, metavar="DIR", help="folder ekspor, berisi pengumuman.jsonl.gz dan lainnya"
        )
        parser.add_argument("--rekaan", action="store_true", help="tandai sebagai data rekaan pada setiap halaman")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the import once; a second run with the same folder changes nothing and says so."""
        bar = Bar(sys.stderr)
        try:
            report = import_archive(
                actor=Actor.clock(), folder=options["dir"], now=clock.now(), is_invented=options["rekaan"], tell=bar
            )
        except Refused as refused:
            raise CommandError(str(refused)) from None
        finally:
            bar.end()
        if report.has_changed:
            ledger.publish()
        self.stdout.write(report.text(shown=SHOWN))
        self.stdout.write(f"Laporan lengkap: {report.path}")
