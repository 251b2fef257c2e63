# SPDX-License-Identifier: Apache-2.0
"""A round may be closed more than once; vendors/sql/0010 says when."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tenders", "0006_extended_after_an_empty_close"),
        ("vendors", "0008_team"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="close",
            name="one_close_per_round",
        ),
        migrations.AddIndex(
            model_name="close",
            index=models.Index(fields=["tender", "lot", "round"], name="closes_by_round"),
        ),
    ]
