# SPDX-License-Identifier: Apache-2.0
"""Class and clocks of a complaint, and where it was forwarded, with the guards of them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from lpse.sql import load


class Migration(migrations.Migration):
    dependencies = [
        ("complaints", "0011_clock_extensions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ComplaintClock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rule", models.TextField()),
                ("starts_at", models.DateTimeField()),
                ("due_on", models.DateField()),
                ("due_at", models.DateTimeField()),
                ("basis", models.JSONField()),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="clocks", to="complaints.complaint"
                    ),
                ),
            ],
            options={
                "ordering": ["due_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("complaint", "rule"), name="each_clock_of_a_complaint_starts_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ComplaintForwarding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("to", models.TextField()),
                ("letter", models.TextField(blank=True)),
                ("forwarded_at", models.DateTimeField()),
                ("due_on", models.DateField()),
                ("due_at", models.DateTimeField()),
                ("basis", models.JSONField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("answer", models.TextField(blank=True)),
                (
                    "complaint",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="forwarding",
                        to="complaints.complaint",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("to", ""), _negated=True), name="a_forwarding_says_to_whom"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at__isnull", True)),
                            models.Q(("answered_at__isnull", False), models.Q(("answer", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="an_answered_forwarding_has_its_answer",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ComplaintKind",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.TextField()),
                ("given_at", models.DateTimeField()),
                (
                    "complaint",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="kind", to="complaints.complaint"
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("word__in", ["information", "aspiration", "general", "oversight"])),
                        name="report_kind_is_known",
                    )
                ],
            },
        ),
        load(__file__),
    ]
