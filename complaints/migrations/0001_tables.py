# SPDX-License-Identifier: Apache-2.0
"""Tables."""

import django.db.models.deletion
import django_fsm
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("documents", "0001_tables"),
        ("evaluation", "0003_result_guards"),
        ("tenders", "0002_tender_guards"),
        ("vendors", "0002_bid_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CodeTry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64)),
                ("hour", models.DateTimeField()),
                ("count", models.IntegerField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("key", "hour"), name="tries_are_counted_per_hour")],
            },
        ),
        migrations.CreateModel(
            name="Complaint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("case", models.TextField(unique=True)),
                ("nonce", models.CharField(max_length=43, unique=True)),
                ("code_hash", models.CharField(max_length=64)),
                ("subject", models.TextField()),
                ("text", models.TextField()),
                ("origin", models.TextField(default="public")),
                ("status", django_fsm.FSMField(default="received", max_length=50, protected=True)),
                ("outcome", models.TextField(blank=True)),
                ("summary", models.TextField(blank=True)),
                ("received_at", models.DateTimeField()),
                ("due_on", models.DateField()),
                ("due_at", models.DateTimeField()),
                ("basis", models.JSONField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "tender",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="complaints",
                        to="tenders.tender",
                    ),
                ),
            ],
            bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
        ),
        migrations.CreateModel(
            name="ComplaintMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_complainant", models.BooleanField()),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="messages", to="complaints.complaint"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.TextField(unique=True)),
                ("remedy_sought", models.TextField(blank=True)),
                ("status", django_fsm.FSMField(default="filed", max_length=50, protected=True)),
                ("filed_at", models.DateTimeField()),
                ("due_on", models.DateField()),
                ("due_at", models.DateTimeField()),
                ("basis", models.JSONField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("answered_late", models.BooleanField(default=False)),
                ("overdue_at", models.DateTimeField(blank=True, null=True)),
                ("follow_up", models.TextField(blank=True)),
                (
                    "filed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="vendors.participation",
                    ),
                ),
                (
                    "result",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="objections", to="evaluation.result"
                    ),
                ),
            ],
            bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
        ),
        migrations.CreateModel(
            name="ObjectionPoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.SmallIntegerField()),
                (
                    "ground",
                    models.TextField(
                        choices=[
                            ("evaluation_error", "evaluation_error"),
                            ("procedure_breach", "procedure_breach"),
                            ("collusion", "collusion"),
                            ("abuse_of_power", "abuse_of_power"),
                        ]
                    ),
                ),
                ("fact", models.TextField()),
                ("clause", models.TextField(blank=True)),
                ("upheld", models.BooleanField(blank=True, null=True)),
                ("answer", models.TextField(blank=True)),
                ("answer_clause", models.TextField(blank=True)),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="documents.storedobject"
                    ),
                ),
                (
                    "objection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="points", to="complaints.objection"
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["received", "incomplete", "accepted", "in_review", "closed"])),
                name="complaint_status_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "closed"), _negated=True),
                    ("outcome__in", ["founded", "unfounded", "forwarded", "withdrawn", "lapsed"]),
                    _connector="OR",
                ),
                name="a_closed_complaint_has_an_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.UniqueConstraint(fields=("result", "participation"), name="one_objection_per_result"),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["filed", "upheld", "rejected", "withdrawn"])),
                name="objection_status_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="objectionpoint",
            constraint=models.UniqueConstraint(fields=("objection", "position"), name="points_are_numbered_once"),
        ),
        migrations.AddConstraint(
            model_name="objectionpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(("upheld__isnull", True), models.Q(("answer", ""), _negated=True), _connector="OR"),
                name="an_answered_point_has_an_answer",
            ),
        ),
    ]
