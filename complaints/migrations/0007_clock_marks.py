# SPDX-License-Identifier: Apache-2.0
"""When clocks reach their levels, and the guards of it."""

from django.db import migrations, models

from lpse.sql import load


class Migration(migrations.Migration):
    dependencies = [
        ("complaints", "0006_appeal_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="ClockMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rule", models.TextField()),
                ("of", models.TextField()),
                ("subject", models.TextField()),
                ("level", models.TextField()),
                ("reached_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                ("is_told", models.BooleanField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("claimed_at__isnull", True)),
                        fields=["reached_at"],
                        name="marks_not_claimed",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("rule", "of", "level"), name="each_level_of_a_clock_comes_once"),
                    models.CheckConstraint(
                        condition=models.Q(("level__in", ["half", "four_fifths", "due", "overdue"])),
                        name="level_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("claimed_at__isnull", True), ("is_told__isnull", True)),
                            models.Q(("claimed_at__isnull", False), ("is_told__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_claimed_mark_says_whether_it_was_told",
                    ),
                ],
            },
        ),
        load(__file__),
    ]
