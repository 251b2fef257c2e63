# SPDX-License-Identifier: Apache-2.0
"""Tables."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("documents", "0001_tables"),
        ("tenders", "0001_tables"),
        ("vendors", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Evaluation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round_no", models.SmallIntegerField(default=1)),
                ("begun_at", models.DateTimeField()),
                ("locked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "tender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="evaluations", to="tenders.tender"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Minutes",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.TextField()),
                ("round_no", models.SmallIntegerField(default=1)),
                ("drawn_at", models.DateTimeField()),
                ("object", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="documents.storedobject")),
                (
                    "tender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="minutes", to="tenders.tender"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MinutesApproval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("approved", models.BooleanField()),
                ("reason", models.TextField(blank=True)),
                ("given_at", models.DateTimeField()),
                (
                    "minutes",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="approvals", to="evaluation.minutes"
                    ),
                ),
                ("seat", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="tenders.committeeseat")),
            ],
        ),
        migrations.CreateModel(
            name="OpenedBid",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("header", models.CharField(max_length=43)),
                ("result", models.TextField()),
                ("reason", models.TextField(blank=True)),
                ("detail", models.TextField(blank=True)),
                ("manifest_hash", models.CharField(blank=True, max_length=43)),
                ("form", models.JSONField(default=dict)),
                ("price_read", models.DecimalField(blank=True, decimal_places=2, max_digits=20, null=True)),
                ("opened_at", models.DateTimeField()),
                (
                    "bid",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="opened", to="vendors.bid"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Assessment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.SmallIntegerField()),
                ("passed", models.BooleanField()),
                ("reason", models.TextField(blank=True)),
                ("saved_at", models.DateTimeField()),
                (
                    "assessor",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="tenders.committeeseat"),
                ),
                (
                    "requirement",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="tenders.requirement"),
                ),
                (
                    "evaluation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessments",
                        to="evaluation.evaluation",
                    ),
                ),
                (
                    "opened_bid",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessments",
                        to="evaluation.openedbid",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OpenedFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("n", models.SmallIntegerField()),
                ("slot", models.TextField()),
                ("name", models.TextField()),
                ("media_type", models.TextField()),
                ("object", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="documents.storedobject")),
                (
                    "opened_bid",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="evaluation.openedbid"
                    ),
                ),
            ],
            options={
                "ordering": ["n"],
            },
        ),
        migrations.CreateModel(
            name="Opening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.TextField(default="single")),
                ("body", models.BinaryField()),
                ("hash", models.CharField(max_length=43, unique=True)),
                ("leaf", models.BigIntegerField()),
                ("begun_at", models.DateTimeField()),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("disputed_at", models.DateTimeField(blank=True, null=True)),
                ("close", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="vendors.close")),
                (
                    "tender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="openings", to="tenders.tender"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="openedbid",
            name="opening",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="bids", to="evaluation.opening"
            ),
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("x", models.SmallIntegerField()),
                ("box", models.BinaryField()),
                ("signature", models.CharField(max_length=86)),
                ("leaf", models.BigIntegerField()),
                ("released_at", models.DateTimeField()),
                (
                    "opening",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="releases", to="evaluation.opening"
                    ),
                ),
                ("seat", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="tenders.committeeseat")),
            ],
        ),
        migrations.CreateModel(
            name="Result",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("document", models.CharField(max_length=43)),
                ("announced_at", models.DateTimeField()),
                ("objection_ends_at", models.DateTimeField()),
                ("objection_basis", models.JSONField()),
                ("answer_due_at", models.DateTimeField()),
                ("answer_basis", models.JSONField()),
                ("voided_at", models.DateTimeField(blank=True, null=True)),
                ("void_reason", models.TextField(blank=True)),
                (
                    "evaluation",
                    models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to="evaluation.evaluation"),
                ),
                (
                    "tender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="results", to="tenders.tender"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Award",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.TextField(unique=True)),
                ("value", models.DecimalField(decimal_places=2, max_digits=20)),
                ("issued_at", models.DateTimeField()),
                (
                    "issued_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL),
                ),
                ("letter", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="documents.storedobject")),
                (
                    "tender",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenders.tender"
                    ),
                ),
                ("vendor", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="vendors.vendor")),
                ("result", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to="evaluation.result")),
            ],
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rank", models.SmallIntegerField(blank=True, null=True)),
                ("price_read", models.DecimalField(blank=True, decimal_places=2, max_digits=20, null=True)),
                ("price_corrected", models.DecimalField(blank=True, decimal_places=2, max_digits=20, null=True)),
                ("low_price", models.BooleanField(default=False)),
                ("reason", models.TextField(blank=True)),
                (
                    "opened_bid",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="evaluation.openedbid"),
                ),
                (
                    "result",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="standings", to="evaluation.result"
                    ),
                ),
                ("vendor", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="vendors.vendor")),
            ],
            options={
                "ordering": [models.OrderBy(models.F("rank"), nulls_last=True), "id"],
            },
        ),
        migrations.AddConstraint(
            model_name="evaluation",
            constraint=models.UniqueConstraint(fields=("tender", "round_no"), name="one_evaluation_per_round"),
        ),
        migrations.AddConstraint(
            model_name="minutes",
            constraint=models.UniqueConstraint(fields=("tender", "kind", "round_no"), name="minutes_are_printed_once"),
        ),
        migrations.AddConstraint(
            model_name="minutesapproval",
            constraint=models.UniqueConstraint(fields=("minutes", "seat"), name="one_approval_per_member"),
        ),
        migrations.AddConstraint(
            model_name="minutesapproval",
            constraint=models.CheckConstraint(
                condition=models.Q(("approved", True), models.Q(("reason", ""), _negated=True), _connector="OR"),
                name="a_refused_minutes_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.UniqueConstraint(
                fields=("evaluation", "opened_bid", "requirement", "version"), name="assessment_versions_are_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(("passed", True), models.Q(("reason", ""), _negated=True), _connector="OR"),
                name="a_failed_requirement_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="openedfile",
            constraint=models.UniqueConstraint(fields=("opened_bid", "n"), name="one_file_per_number"),
        ),
        migrations.AddConstraint(
            model_name="opening",
            constraint=models.UniqueConstraint(fields=("close", "kind"), name="one_opening_per_kind"),
        ),
        migrations.AddConstraint(
            model_name="openedbid",
            constraint=models.CheckConstraint(
                condition=models.Q(("result__in", ["ok", "void", "unreadable"])), name="opened_result_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="openedbid",
            constraint=models.CheckConstraint(
                condition=models.Q(("result", "ok"), models.Q(("reason", ""), _negated=True), _connector="OR"),
                name="an_unopened_bid_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.UniqueConstraint(fields=("opening", "x"), name="one_release_per_member"),
        ),
        migrations.AddConstraint(
            model_name="result",
            constraint=models.UniqueConstraint(
                condition=models.Q(("voided_at__isnull", True)), fields=("tender",), name="one_result_in_force"
            ),
        ),
        migrations.AddConstraint(
            model_name="result",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("answer_due_at__gt", models.F("objection_ends_at")),
                    ("objection_ends_at__gt", models.F("announced_at")),
                ),
                name="objection_window_follows_the_result",
            ),
        ),
        migrations.AddConstraint(
            model_name="standing",
            constraint=models.UniqueConstraint(fields=("result", "rank"), name="ranks_are_unique"),
        ),
        migrations.AddConstraint(
            model_name="standing",
            constraint=models.UniqueConstraint(fields=("result", "opened_bid"), name="one_standing_per_bid"),
        ),
        migrations.AddConstraint(
            model_name="standing",
            constraint=models.CheckConstraint(
                condition=models.Q(("rank__isnull", False), models.Q(("reason", ""), _negated=True), _connector="OR"),
                name="a_bid_that_is_out_has_a_reason",
            ),
        ),
    ]
