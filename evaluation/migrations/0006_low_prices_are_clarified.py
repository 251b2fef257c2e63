# SPDX-License-Identifier: Apache-2.0
"""Clarification of bids, and the low price that is judged before the sheet is locked."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from lpse.sql import load


class Migration(migrations.Migration):
    """Loads sql/0006_low_prices_are_clarified.sql."""

    dependencies = [
        ("documents", "0002_objects_stay"),
        ("evaluation", "0005_ground_fits_the_bids"),
        ("tenders", "0005_failed_with_its_ground"),
        ("vendors", "0004_questions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ClarificationAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("is_late", models.BooleanField()),
                ("answered_at", models.DateTimeField()),
                (
                    "answered_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL),
                ),
                ("vendor", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="vendors.vendor")),
            ],
        ),
        migrations.CreateModel(
            name="ClarificationFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.TextField()),
                (
                    "answer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="evaluation.clarificationanswer",
                    ),
                ),
                ("object", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="documents.storedobject")),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="ClarificationRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.SmallIntegerField()),
                ("subject", models.TextField()),
                ("text", models.TextField()),
                ("asked_at", models.DateTimeField()),
                ("answer_until", models.DateTimeField()),
                (
                    "asked_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="tenders.committeeseat"),
                ),
                (
                    "evaluation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="requests", to="evaluation.evaluation"
                    ),
                ),
                (
                    "opened_bid",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="requests", to="evaluation.openedbid"
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="ClarificationOutcome",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("outcome", models.TextField()),
                ("reason", models.TextField()),
                ("recomputed", models.DecimalField(blank=True, decimal_places=2, max_digits=20, null=True)),
                ("judged_at", models.DateTimeField()),
                (
                    "judged_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="tenders.committeeseat"),
                ),
                (
                    "request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcome",
                        to="evaluation.clarificationrequest",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="clarificationanswer",
            name="request",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="answer", to="evaluation.clarificationrequest"
            ),
        ),
        migrations.AddConstraint(
            model_name="clarificationrequest",
            constraint=models.UniqueConstraint(
                fields=("evaluation", "number"), name="clarification_numbers_are_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="clarificationrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("subject", "other"), _negated=True),
                fields=("evaluation", "opened_bid", "subject"),
                name="one_price_clarification_of_a_bid",
            ),
        ),
        migrations.AddConstraint(
            model_name="clarificationrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("subject__in", ["low_price", "uneven_price", "other"])),
                name="clarification_subject_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="clarificationrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer_until__gt", models.F("asked_at"))),
                name="clarification_leaves_time_to_answer",
            ),
        ),
        migrations.AddConstraint(
            model_name="clarificationrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="clarification_asks_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="clarificationoutcome",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ["reasonable", "not_reasonable", "uneven", "not_uneven", "noted"])),
                name="clarification_outcome_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="clarificationoutcome",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="each_clarification_outcome_has_its_reason"
            ),
        ),
        load(__file__),
    ]
