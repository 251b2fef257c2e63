# SPDX-License-Identifier: Apache-2.0
"""Notices are never rewritten or deleted, and each act is told once."""

from typing import ClassVar

from django.db import migrations

from lpse.sql import load


class Migration(migrations.Migration):
    dependencies: ClassVar = [("notices", "0002_notices")]
    operations: ClassVar = [load(__file__)]
