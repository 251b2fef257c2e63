# SPDX-License-Identifier: Apache-2.0
"""``manage.py evaluate FILE.json``: recompute an evaluation from data alone; touches no database."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evaluation.rules.evaluate import BadInput, evaluate


class Command(BaseCommand):
    """Print the ranking as JSON; exit 2 with one sentence when the file cannot be evaluated."""

    help = "Hitung ulang evaluasi dari berkas data (tanpa basis data)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file's path."""
        parser.add_argument("file", type=Path, help="berkas evaluasi.json")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Read, evaluate, print."""
        try:
            data = json.loads(file.read_text(encoding="utf-8"))
            result = evaluate(data)
        except OSError as error:
            raise CommandError(f"Berkas {file} tidak dapat dibaca: {error.strerror}.", returncode=2) from error
        except BadInput as error:
            raise CommandError(str(error), returncode=2) from error
        except (ValueError, RecursionError) as error:  # not JSON, or not UTF-8
            raise CommandError(f"Berkas {file} bukan JSON yang sah.", returncode=2) from error
        self.stdout.write(json.dumps(result, ensure_ascii=False, indent=2))
