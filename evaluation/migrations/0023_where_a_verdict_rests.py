# SPDX-License-Identifier: Apache-2.0
"""A verdict may name the file and the page it rests on."""

import django.db.models.deletion
from django.db import migrations, models

from lpse.sql import load


class Migration(migrations.Migration):
    """Loads sql/0023_where_a_verdict_rests.sql."""

    dependencies = [("evaluation", "0022_clarified_cells")]

    operations = [
        migrations.AddField(
            "assessment",
            "file",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="evaluation.openedfile",
            ),
        ),
        migrations.AddField("assessment", "page", models.SmallIntegerField(blank=True, null=True)),
        migrations.AddConstraint(
            "assessment",
            models.CheckConstraint(
                condition=models.Q(
                    ("page__isnull", True),
                    models.Q(("file__isnull", False), ("page__gte", 1), ("page__lte", 9999)),
                    _connector="OR",
                ),
                name="a_page_is_of_a_named_file",
            ),
        ),
        load(__file__),
    ]
