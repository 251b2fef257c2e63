# SPDX-License-Identifier: Apache-2.0
"""``manage.py deadline RULE --category C --from DATE [--json]``: the statutory clock; touches no database."""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lpse import regulations
from lpse.core.calendar import UnknownYear
from lpse.regulations import Category, NoSuchRule, Rule
from lpse.regulations.deadlines import Deadline, statutory
from lpse.regulations.holidays import national


class Command(BaseCommand):
    """Print the end of a statutory period and how it was counted; exit 2 with one sentence when there is none."""

    help = "Hitung batas waktu menurut hukum, dengan cara menghitungnya."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the rule, the category, the date of the starting event and the form of the answer."""
        parser.add_argument("rule", help=", ".join(Rule))
        parser.add_argument("--category", required=True, help=", ".join(Category))
        parser.add_argument("--from", dest="start", required=True, help="tanggal peristiwa (hari ke-0), YYYY-MM-DD")
        parser.add_argument("--json", action="store_true", dest="as_json", help="keluaran JSON")

    def handle(self, *args: Any, rule: str, category: str, start: str, as_json: bool, **options: Any) -> None:
        """Count and print."""
        found = self._found(rule, category, start)
        if as_json:
            self.stdout.write(json.dumps(found.as_data(), ensure_ascii=False, indent=2))
        else:
            self.stdout.write(found.words())

    def _found(self, rule: str, category: str, start: str) -> Deadline:
        if rule not in set(Rule):
            raise CommandError(f"Aturan {rule} tidak dikenal; pilih salah satu dari {', '.join(Rule)}.", returncode=2)
        if category not in set(Category):
            known = ", ".join(Category)
            raise CommandError(f"Kategori {category} tidak dikenal; pilih salah satu dari {known}.", returncode=2)
        try:
            start_on = date.fromisoformat(start)
        except ValueError as error:
            raise CommandError(f"Tanggal {start} harus ditulis YYYY-MM-DD.", returncode=2) from error
        zone = ZoneInfo(settings.OFFICE["zone"])
        try:
            book = regulations.latest()
            return statutory(Rule(rule), Category(category), start_on, regulation=book, calendar=national(), zone=zone)
        except (NoSuchRule, UnknownYear) as error:
            raise CommandError(str(error), returncode=2) from error
