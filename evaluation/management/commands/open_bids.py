# SPDX-License-Identifier: Apache-2.0
"""`manage.py open_bids CODE`: the opening in one process, for the day no worker runs."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evaluation import services
from evaluation.selectors import ceremony
from lpse.core import clock
from tenders.models import Tender


class Command(BaseCommand):
    """Opens a tender's bids here and now if its members have released enough shares."""

    help = "Buka penawaran satu tender dalam proses ini, bila bagian kunci sudah cukup."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the tender's code."""
        parser.add_argument("code", metavar="KODE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Begin the opening if it is due, open what may be opened, say what is still awaited."""
        tender = Tender.objects.filter(code=options["code"]).first()
        if tender is None:
            raise CommandError("Tidak ada tender dengan kode itu.")
        if tender.pk in ceremony.due_to_begin():
            services.begin_opening(tender_id=tender.pk, now=clock.now())
        opening = ceremony.opening_of(tender)
        if opening is None:
            raise CommandError("Pembukaan belum dimulai: penerimaan belum ditutup, atau tidak ada penawaran.")
        count = services.open_bids(opening_id=opening.pk, now=clock.now())
        opening.refresh_from_db()
        if opening.finished_at is None:
            why = ceremony.broken_rule(opening) or "bagian kunci yang baik belum cukup"
            raise CommandError(f"{count} penawaran dibuka; pembukaan belum selesai ({why}).")
        services.draw_opening_minutes(opening_id=opening.pk, now=clock.now())
        self.stdout.write(f"{count} penawaran dibuka; pembukaan selesai.")
