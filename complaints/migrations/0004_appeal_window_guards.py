# SPDX-License-Identifier: Apache-2.0
"""Guards of appeal windows, and of files that came with complaints."""

from typing import ClassVar

from django.db import migrations

from lpse.sql import load


class Migration(migrations.Migration):
    """Loads sql/0004_appeal_window_guards.sql."""

    dependencies: ClassVar = [
        ("complaints", "0003_appeal_window"),
        ("evaluation", "0003_result_guards"),
        ("tenders", "0002_tender_guards"),
    ]
    operations: ClassVar = [load(__file__)]
