# SPDX-License-Identifier: Apache-2.0
"""Which statements stand in the sealed store too."""

import django.db.models.deletion
from django.db import migrations, models

from lpse import sql


class Migration(migrations.Migration):
    dependencies = [("vendors", "0002_bid_guards")]
    operations = [
        migrations.CreateModel(
            name="StatementCopy",
            fields=[
                (
                    "statement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="copy",
                        serialize=False,
                        to="vendors.statement",
                    ),
                )
            ],
        ),
        sql.load(__file__),
    ]
