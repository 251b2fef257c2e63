# SPDX-License-Identifier: Apache-2.0
"""Guards of objections and complaints."""

from typing import ClassVar

from django.db import migrations

from lpse.sql import load


class Migration(migrations.Migration):
    """Loads sql/0002_voice_guards.sql."""

    dependencies: ClassVar = [
        ("complaints", "0001_tables"),
        ("evaluation", "0003_result_guards"),
        ("accounts", "0002_legal_moves"),
    ]
    operations: ClassVar = [load(__file__)]
