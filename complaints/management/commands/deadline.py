# SPDX-License-Identifier: Apache-2.0
"""``manage.py deadline RULE --category C --from DATE [--json]``: the statutory clock; touches no database."""

import json
from argparse import ArgumentParser
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lpse.core.acts import Kind
from lpse.regulations import Category, Rule
from lpse.regulations.asking import Unanswered, ask


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
        try:
            found = ask(rule, category, start, zone=ZoneInfo(settings.OFFICE["zone"]))
        except Unanswered as error:
            unread = error.refusal.kind is Kind.INPUT
            raise CommandError(str(error.refusal if unread else error), returncode=2) from error
        if as_json:
            self.stdout.write(json.dumps(found.as_data(), ensure_ascii=False, indent=2))
        else:
            self.stdout.write(found.words())
