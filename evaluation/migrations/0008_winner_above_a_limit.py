# SPDX-License-Identifier: Apache-2.0
"""Above a ceiling the budget authority names the winner."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from lpse.sql import load


class Migration(migrations.Migration):
    """Loads sql/0008_winner_above_a_limit.sql."""

    dependencies = [
        ("evaluation", "0007_reopened_sheets"),
        ("tenders", "0005_failed_with_its_ground"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="WinnerProposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("proposed_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("basis", models.JSONField()),
                (
                    "evaluation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="proposal", to="evaluation.evaluation"
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="tenders.committeeseat"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WinnerDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("approved", models.BooleanField()),
                ("reason", models.TextField(blank=True)),
                ("decided_at", models.DateTimeField()),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "proposal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decision",
                        to="evaluation.winnerproposal",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved", True), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="a_refused_winner_has_a_reason",
                    )
                ],
            },
        ),
        load(__file__),
    ]
