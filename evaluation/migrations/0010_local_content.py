# SPDX-License-Identifier: Apache-2.0
"""Turns and ranks follow the final evaluated price where a tender prefers local content (TKDN)."""

from typing import Any, ClassVar

from django.db import migrations, models

from lpse.sql import load

MONEY: dict[str, Any] = {"blank": True, "decimal_places": 2, "max_digits": 20, "null": True}


class Migration(migrations.Migration):
    """Loads sql/0010_local_content.sql."""

    dependencies: ClassVar = [("evaluation", "0009_two_assessors"), ("tenders", "0040_price_preference")]
    operations: ClassVar = [
        migrations.AddField(
            "standing",
            "local_content",
            models.DecimalField(blank=True, decimal_places=12, max_digits=13, null=True),
        ),
        migrations.AddField("standing", "preferred_price", models.DecimalField(**MONEY)),
        migrations.AddField("standing", "price_evaluated", models.DecimalField(**MONEY)),
        load(__file__),
    ]
