# SPDX-License-Identifier: Apache-2.0
"""``manage.py affected_clocks [--json] [--table FILE.toml]``: open clocks that other holidays would end otherwise."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from complaints.selectors import AffectedClock, affected
from lpse.core import words_of_time
from lpse.core.calendar import WorkingCalendar
from lpse.regulations.holidays import national, read

CHANGES = {
    "later": "berakhir lebih lambat",
    "earlier": "berakhir lebih awal; yang dijanjikan tetap berlaku",
    "same_date": "berakhir sama, dihitung lain",
    "unknown": "tidak dapat dihitung: daftar tahunnya belum dimuat",
}


class Command(BaseCommand):
    """Print each stored due date beside the date by today's tables, or by the tables of a decree not yet loaded.

    Changes nothing: a stored count stays, and only a person extends a time (law.md R-CAL-4).
    """

    help = "Daftar tenggat terbuka yang akan berakhir lain menurut daftar hari libur sekarang."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take tables to try, and the form of the answer."""
        parser.add_argument("--table", action="append", default=[], metavar="FILE.toml", help="daftar libur satu tahun")
        parser.add_argument("--json", action="store_true", dest="as_json", help="keluaran JSON")

    def handle(self, *args: Any, table: list[str], as_json: bool, **options: Any) -> None:
        """List."""
        rows = affected(self._calendar(table))
        if as_json:
            self.stdout.write(json.dumps([row.as_data() for row in rows], ensure_ascii=False, indent=2))
        elif not rows:
            self.stdout.write("Semua tenggat terbuka sesuai dengan daftar hari libur sekarang.")
        for row in [] if as_json else rows:
            self.stdout.write(_line(row))

    def _calendar(self, files: list[str]) -> WorkingCalendar:
        try:
            tried = [read(Path(file).read_text(encoding="utf-8")) for file in files]
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"Daftar hari libur tidak dapat dibaca: {error}", returncode=2) from error
        return WorkingCalendar({**national().years, **{each.year: each for each in tried}})


def _line(row: AffectedClock) -> str:
    after = row.recount.after
    new = words_of_time.short_date(after.due_on) if after else "–"
    old = words_of_time.short_date(row.recount.before.due_on)
    of = ", ".join([row.of, *row.objections])
    return f"{of} | {row.rule} | {old} | {new} | {CHANGES[row.change]}"
