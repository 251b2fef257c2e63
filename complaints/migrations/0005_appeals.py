# SPDX-License-Identifier: Apache-2.0
"""Appeals and their points."""

import django.db.models.deletion
import django_fsm
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("complaints", "0004_appeal_window_guards"),
        ("documents", "0002_objects_stay"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Appeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.TextField(unique=True)),
                ("channel", models.TextField(default="portal")),
                ("filed_at", models.DateTimeField()),
                ("remedy_sought", models.TextField(blank=True)),
                ("hold_ref", models.TextField()),
                ("status", django_fsm.FSMField(default="filed", max_length=50, protected=True)),
                ("bond_issuer", models.TextField()),
                ("bond_number", models.TextField()),
                ("bond_amount", models.DecimalField(decimal_places=2, max_digits=20)),
                ("bond_least_amount", models.DecimalField(decimal_places=2, max_digits=20)),
                ("bond_valid_until", models.DateField()),
                ("bond_least_until", models.DateField()),
                ("clarified_at", models.DateTimeField(blank=True, null=True)),
                ("clarification", models.TextField(blank=True)),
                ("is_bond_valid", models.BooleanField(blank=True, null=True)),
                ("due_on", models.DateField(blank=True, null=True)),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                ("basis", models.JSONField(blank=True, null=True)),
                ("silence_accepts", models.BooleanField(default=False)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("by_silence", models.BooleanField(default=False)),
                ("is_late", models.BooleanField(default=False)),
                ("ordered", models.TextField(blank=True)),
                ("follow_up", models.TextField(blank=True)),
                ("bond_settled_at", models.DateTimeField(blank=True, null=True)),
                ("bond_settlement", models.TextField(blank=True)),
                (
                    "bond_paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.storedobject"
                    ),
                ),
                (
                    "bond_settled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "clarified_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "complaint",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="complaints.complaint",
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
                    "filed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "letter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storedobject",
                    ),
                ),
                (
                    "objection",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="appeal", to="complaints.objection"
                    ),
                ),
            ],
            bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
        ),
        migrations.CreateModel(
            name="AppealPoint",
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
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="points", to="complaints.appeal"
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storedobject",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["filed", "admitted", "upheld", "rejected", "inadmissible", "lapsed"])
                ),
                name="appeal_status_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("channel", "portal"), ("letter__isnull", True)),
                    models.Q(("channel", "paper"), ("letter__isnull", False)),
                    _connector="OR",
                ),
                name="an_appeal_on_paper_has_its_letter",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(("bond_amount__gte", models.F("bond_least_amount")), ("bond_least_amount__gt", 0)),
                name="appeal_bond_is_enough",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(("bond_valid_until__gte", models.F("bond_least_until"))),
                name="appeal_bond_is_valid_long_enough",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "upheld"), _negated=True),
                    ("ordered__in", ["re_evaluation", "new_selection"]),
                    _connector="OR",
                ),
                name="an_accepted_appeal_says_what_follows",
            ),
        ),
        migrations.AddConstraint(
            model_name="appealpoint",
            constraint=models.UniqueConstraint(fields=("appeal", "position"), name="appeal_points_are_numbered_once"),
        ),
        migrations.AddConstraint(
            model_name="appealpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(("upheld__isnull", True), models.Q(("answer", ""), _negated=True), _connector="OR"),
                name="an_answered_appeal_point_has_an_answer",
            ),
        ),
    ]
