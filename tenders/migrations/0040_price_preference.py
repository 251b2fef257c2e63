# SPDX-License-Identifier: Apache-2.0
"""A tender says before its announcement whether it gives a price preference for local content (TKDN), and how much."""

from typing import ClassVar

from django.db import migrations, models

from lpse.sql import load


class Migration(migrations.Migration):
    """Loads sql/0040_price_preference.sql."""

    dependencies: ClassVar = [("tenders", "0030_more_facets")]
    operations: ClassVar = [
        migrations.AddField(
            "tender",
            "preference_max",
            models.DecimalField(blank=True, decimal_places=4, max_digits=5, null=True),
        ),
        migrations.AddConstraint(
            "tender",
            models.CheckConstraint(
                condition=models.Q(
                    ("preference_max__isnull", True),
                    models.Q(("preference_max__gt", 0), ("preference_max__lte", 1)),
                    _connector="OR",
                ),
                name="preference_is_a_fraction",
            ),
        ),
        load(__file__),
    ]
