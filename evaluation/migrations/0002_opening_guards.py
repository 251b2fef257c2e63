# SPDX-License-Identifier: Apache-2.0
"""Guards of the opening: its time, its quorum, and evidence that only grows."""

from typing import ClassVar

from django.db import migrations

from lpse.sql import load


class Migration(migrations.Migration):
    """Loads sql/0002_opening_guards.sql."""

    dependencies: ClassVar = [
        ("evaluation", "0001_tables"),
        ("accounts", "0002_legal_moves"),
        ("ledger", "0002_append_only"),
        ("tenders", "0001_tables"),
        ("vendors", "0001_tables"),
    ]
    operations: ClassVar = [load(__file__)]
