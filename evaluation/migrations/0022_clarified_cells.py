# SPDX-License-Identifier: Apache-2.0
"""A clarification may name the requirement it is about."""

import django.db.models.deletion
from django.db import migrations, models

from lpse.sql import load


class Migration(migrations.Migration):
    """Loads sql/0022_clarified_cells.sql."""

    dependencies = [("evaluation", "0021_steps_are_locked"), ("tenders", "0041_none_passed_after_the_result")]

    operations = [
        migrations.AddField(
            "clarificationrequest",
            "requirement",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenders.requirement",
            ),
        ),
        load(__file__),
    ]
