# SPDX-License-Identifier: Apache-2.0
"""Tables."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="StoredObject",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.BigIntegerField()),
                ("media_type", models.TextField()),
                ("name", models.TextField()),
                ("store", models.TextField()),
                ("key", models.TextField(unique=True)),
                ("received_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("sha256", "store"), name="one_object_per_digest_and_store"),
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="digest_is_64_hex_characters"
                    ),
                    models.CheckConstraint(condition=models.Q(("size__gte", 0)), name="object_size_is_not_negative"),
                    models.CheckConstraint(
                        condition=models.Q(("store__in", ["public", "sealed", "restricted"])), name="store_is_known"
                    ),
                ],
            },
        ),
    ]
