# SPDX-License-Identifier: Apache-2.0
"""Schedule changes and addenda by two persons, and the lawful minimum of every schedule."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from lpse.sql import load


class Migration(migrations.Migration):
    dependencies = [
        ("tenders", "0003_archive"),
        ("documents", "0002_objects_stay"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Addendum",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.SmallIntegerField()),
                ("reason", models.TextField()),
                ("proposed_at", models.DateTimeField()),
                ("accepted", models.BooleanField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("note", models.TextField(blank=True)),
                ("revision", models.SmallIntegerField(blank=True, null=True)),
                ("clauses", models.JSONField(default=list)),
                ("document_kind", models.TextField(blank=True)),
                ("document_title", models.TextField(blank=True)),
                ("document_name", models.TextField(blank=True)),
                ("items", models.JSONField(blank=True, null=True)),
                ("items_before", models.JSONField(blank=True, null=True)),
                ("requirements", models.JSONField(blank=True, null=True)),
                ("requirements_before", models.JSONField(blank=True, null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "object",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="documents.storedobject"
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "tender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="addenda", to="tenders.tender"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ScheduleChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.SmallIntegerField()),
                ("reason", models.TextField()),
                ("proposed_at", models.DateTimeField()),
                ("accepted", models.BooleanField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("note", models.TextField(blank=True)),
                ("revision", models.SmallIntegerField(blank=True, null=True)),
                ("ground", models.TextField(blank=True)),
                ("stages", models.JSONField()),
                (
                    "addendum",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="schedule_change",
                        to="tenders.addendum",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "tender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="schedule_changes",
                        to="tenders.tender",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="addendum",
            constraint=models.UniqueConstraint(fields=("tender", "number"), name="addendum_numbers_are_unique"),
        ),
        migrations.AddConstraint(
            model_name="addendum",
            constraint=models.UniqueConstraint(
                condition=models.Q(("accepted", None)), fields=("tender",), name="one_addendum_waits_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="addendum",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("accepted", True), _negated=True),
                    models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="two_persons_decide_each_addendum",
            ),
        ),
        migrations.AddConstraint(
            model_name="addendum",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("accepted", None), ("decided_at", None), ("decided_by", None)),
                    models.Q(("accepted__isnull", False), ("decided_at__isnull", False), ("decided_by__isnull", False)),
                    _connector="OR",
                ),
                name="each_addendum_is_decided_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="addendum",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="each_addendum_has_its_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="schedulechange",
            constraint=models.UniqueConstraint(fields=("tender", "number"), name="schedulechange_numbers_are_unique"),
        ),
        migrations.AddConstraint(
            model_name="schedulechange",
            constraint=models.UniqueConstraint(
                condition=models.Q(("accepted", None)), fields=("tender",), name="one_schedulechange_waits_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="schedulechange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("accepted", True), _negated=True),
                    models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="two_persons_decide_each_schedulechange",
            ),
        ),
        migrations.AddConstraint(
            model_name="schedulechange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("accepted", None), ("decided_at", None), ("decided_by", None)),
                    models.Q(("accepted__isnull", False), ("decided_at__isnull", False), ("decided_by__isnull", False)),
                    _connector="OR",
                ),
                name="each_schedulechange_is_decided_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="schedulechange",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="each_schedulechange_has_its_reason"
            ),
        ),
        load(__file__),
    ]
