# SPDX-License-Identifier: Apache-2.0
"""Sealed objects of forms that were not sent yet, so that they can be swept."""

from typing import ClassVar

from django.db import migrations, models

from lpse.sql import load


class Migration(migrations.Migration):
    dependencies: ClassVar = [("complaints", "0030_further_clocks")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="SealedUpload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.TextField(unique=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("size", models.BigIntegerField(blank=True, null=True)),
                ("begun_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sha256", ""), ("size__isnull", True)),
                            models.Q(("sha256__regex", "^[0-9a-f]{64}$"), ("size__gte", 0)),
                            _connector="OR",
                        ),
                        name="a_whole_upload_has_digest_and_size",
                    )
                ],
            },
        ),
        load(__file__),
    ]
