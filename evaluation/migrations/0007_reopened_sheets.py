# SPDX-License-Identifier: Apache-2.0
"""A locked sheet reopened for a recorded reason."""

from typing import ClassVar

from django.db import migrations, models

from lpse.sql import load


class Migration(migrations.Migration):
    """Loads sql/0007_reopened_sheets.sql."""

    dependencies: ClassVar = [("evaluation", "0006_low_prices_are_clarified")]
    operations: ClassVar = [
        migrations.AddField(
            "evaluation", "reopened_reason", models.TextField(blank=True, default=""), preserve_default=False
        ),
        load(__file__),
    ]
