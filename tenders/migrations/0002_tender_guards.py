# SPDX-License-Identifier: Apache-2.0
"""Lawful moves of packages and tenders, and what may not change once submitted, frozen or announced."""

from typing import ClassVar

from django.db import migrations

from lpse.sql import load


class Migration(migrations.Migration):
    dependencies: ClassVar = [("tenders", "0001_tables"), ("accounts", "0002_legal_moves")]
    operations: ClassVar = [load(__file__)]
