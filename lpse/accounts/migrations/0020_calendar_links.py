# SPDX-License-Identifier: Apache-2.0
"""Addresses of personal calendars, and the guard of them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from lpse.sql import load


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_information_offices"),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("secret_sha256", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calendar_links",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("user",),
                        name="one_calendar_link_per_person",
                    )
                ],
            },
        ),
        load(__file__),
    ]
