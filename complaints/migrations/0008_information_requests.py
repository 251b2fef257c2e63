# SPDX-License-Identifier: Apache-2.0
"""Requests for public information, their files and objections."""

import django.db.models.deletion
import django_fsm
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("complaints", "0007_clock_marks"),
        ("documents", "0002_objects_stay"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="InformationRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.TextField(unique=True)),
                ("nonce", models.CharField(max_length=43, unique=True)),
                ("code_hash", models.CharField(max_length=64)),
                ("regulation", models.TextField()),
                ("name", models.TextField()),
                ("contact", models.TextField()),
                ("subject", models.TextField()),
                ("text", models.TextField()),
                ("purpose", models.TextField()),
                ("delivery", models.TextField()),
                ("status", django_fsm.FSMField(default="received", max_length=50, protected=True)),
                ("received_at", models.DateTimeField()),
                ("due_on", models.DateField()),
                ("due_at", models.DateTimeField()),
                ("basis", models.JSONField()),
                ("extended_at", models.DateTimeField(blank=True, null=True)),
                ("extension_reason", models.TextField(blank=True)),
                ("extended_due_on", models.DateField(blank=True, null=True)),
                ("extended_due_at", models.DateTimeField(blank=True, null=True)),
                ("extended_basis", models.JSONField(blank=True, null=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("answered_late", models.BooleanField(default=False)),
                ("decision", models.TextField(blank=True)),
                ("answer", models.TextField(blank=True)),
                ("summary", models.TextField(blank=True)),
                ("exemption", models.TextField(blank=True)),
                ("consequence", models.TextField(blank=True)),
                ("objection_ends_on", models.DateField(blank=True, null=True)),
                ("objection_ends_at", models.DateTimeField(blank=True, null=True)),
                ("objection_basis", models.JSONField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "extended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
        ),
        migrations.CreateModel(
            name="InformationObjection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ground", models.TextField()),
                ("text", models.TextField()),
                ("attorney", models.TextField(blank=True)),
                ("filed_at", models.DateTimeField()),
                ("window_ends_at", models.DateTimeField()),
                ("window_basis", models.JSONField()),
                ("due_on", models.DateField()),
                ("due_at", models.DateTimeField()),
                ("basis", models.JSONField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("answered_late", models.BooleanField(default=False)),
                ("upheld", models.BooleanField(blank=True, null=True)),
                ("answer", models.TextField(blank=True)),
                ("dispute_ends_on", models.DateField(blank=True, null=True)),
                ("dispute_ends_at", models.DateTimeField(blank=True, null=True)),
                ("dispute_basis", models.JSONField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objection",
                        to="complaints.informationrequest",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="InformationFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.SmallIntegerField()),
                ("is_of_objection", models.BooleanField(default=False)),
                (
                    "kept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.storedobject"
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="complaints.informationrequest",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.AddIndex(
            model_name="informationrequest",
            index=models.Index(
                condition=models.Q(("status", "received")), fields=["due_at"], name="information_not_answered"
            ),
        ),
        migrations.AddConstraint(
            model_name="informationrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["received", "answered", "objected", "reviewed"])),
                name="information_status_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="informationrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("delivery__in", ["read", "electronic", "paper"])),
                name="information_delivery_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="informationrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("extended_at__isnull", True), ("extended_due_at__isnull", True), ("extension_reason", "")
                    ),
                    models.Q(
                        ("extended_at__isnull", False),
                        ("extended_due_at__isnull", False),
                        models.Q(("extension_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="an_extension_has_its_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="informationrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at__isnull", True), ("decision", ""), ("objection_ends_at__isnull", True)),
                    models.Q(
                        ("answered_at__isnull", False),
                        ("objection_ends_at__isnull", False),
                        ("decision__in", ["granted", "partly", "refused", "not_held"]),
                        models.Q(("answer", ""), _negated=True),
                        models.Q(("summary", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="an_answered_request_has_its_answer",
            ),
        ),
        migrations.AddConstraint(
            model_name="informationrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decision__in", ["partly", "refused"]),
                        (
                            "exemption__in",
                            [
                                "law_enforcement",
                                "competition",
                                "defence",
                                "natural_wealth",
                                "economy",
                                "foreign_relations",
                                "last_will",
                                "personal_data",
                                "internal_memo",
                                "by_law",
                            ],
                        ),
                        models.Q(("consequence", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("decision__in", ["partly", "refused"]), _negated=True),
                        ("consequence", ""),
                        ("exemption", ""),
                    ),
                    _connector="OR",
                ),
                name="what_is_kept_back_names_its_exemption",
            ),
        ),
        migrations.AddConstraint(
            model_name="informationobjection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "ground__in",
                        ["exempted", "periodic_missing", "no_answer", "other_answer", "not_fulfilled", "cost", "late"],
                    )
                ),
                name="information_ground_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="informationobjection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answer", ""),
                        ("answered_at__isnull", True),
                        ("dispute_ends_at__isnull", True),
                        ("upheld__isnull", True),
                    ),
                    models.Q(
                        ("answered_at__isnull", False),
                        ("dispute_ends_at__isnull", False),
                        ("upheld__isnull", False),
                        models.Q(("answer", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="an_answered_objection_opens_the_way_to_a_dispute",
            ),
        ),
        migrations.AddConstraint(
            model_name="informationfile",
            constraint=models.UniqueConstraint(
                fields=("request", "position"), name="information_files_are_numbered_once"
            ),
        ),
    ]
