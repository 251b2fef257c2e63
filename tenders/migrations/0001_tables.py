# SPDX-License-Identifier: Apache-2.0
"""Tables."""

import django.contrib.postgres.search
import django.db.models.deletion
import django_fsm
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_tables"),
        ("documents", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Package",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.TextField(unique=True)),
                ("plan_code", models.TextField()),
                ("name", models.TextField()),
                ("category", models.TextField(default="goods")),
                ("description", models.TextField(blank=True)),
                ("location", models.TextField(blank=True)),
                ("fund_source", models.TextField(default="APBD")),
                ("fiscal_year", models.SmallIntegerField()),
                ("contract_type", models.TextField(default="lump_sum")),
                ("duration_days", models.SmallIntegerField(default=60)),
                ("ceiling", models.DecimalField(decimal_places=2, max_digits=20)),
                ("owner_estimate", models.DecimalField(blank=True, decimal_places=2, max_digits=20, null=True)),
                ("owner_estimate_on", models.DateField(blank=True, null=True)),
                ("status", django_fsm.FSMField(default="draft", max_length=50, protected=True)),
                ("returned_reason", models.TextField(blank=True)),
                ("training", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
                ("agency", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="accounts.agency")),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="packages",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("work_unit", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="accounts.workunit")),
            ],
            bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
        ),
        migrations.CreateModel(
            name="PackageItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.SmallIntegerField()),
                ("description", models.TextField()),
                ("unit", models.TextField()),
                ("quantity", models.DecimalField(decimal_places=4, max_digits=18)),
                ("unit_price", models.DecimalField(decimal_places=2, max_digits=20)),
                (
                    "package",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="tenders.package"
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Tender",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.TextField(unique=True)),
                ("title", models.TextField()),
                ("category", models.TextField()),
                ("method", models.TextField(default="tender")),
                ("qualification", models.TextField(default="postqualification")),
                ("file_form", models.TextField(default="one_file")),
                ("evaluation_method", models.TextField(default="lowest_price_pass_fail")),
                ("regulation", models.TextField()),
                ("zone", models.TextField()),
                ("training", models.BooleanField(default=False)),
                ("status", django_fsm.FSMField(default="draft", max_length=50, protected=True)),
                ("revision", models.SmallIntegerField(default=0)),
                ("threshold", models.SmallIntegerField(default=2)),
                ("owner_estimate", models.DecimalField(decimal_places=2, max_digits=20)),
                ("ceiling", models.DecimalField(decimal_places=2, max_digits=20)),
                ("vendor_bytes_limit", models.BigIntegerField(default=5368709120)),
                ("created_at", models.DateTimeField()),
                ("announced_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_reason", models.TextField(blank=True)),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.SearchVector("title", "code", config="indonesian"),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "package",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tenders", to="tenders.package"
                    ),
                ),
                (
                    "retry_of",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="tenders.tender"
                    ),
                ),
            ],
            bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Stage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.TextField()),
                ("position", models.SmallIntegerField()),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                (
                    "tender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="stages", to="tenders.tender"
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="ServerKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.TextField()),
                ("public", models.CharField(max_length=43)),
                ("wrapped_seed", models.BinaryField()),
                (
                    "tender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="server_keys", to="tenders.tender"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SelectionDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.TextField()),
                ("title", models.TextField()),
                ("version", models.SmallIntegerField(default=1)),
                ("name", models.TextField()),
                ("added_at", models.DateTimeField()),
                ("object", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="documents.storedobject")),
                (
                    "tender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="documents", to="tenders.tender"
                    ),
                ),
            ],
            options={
                "ordering": ["kind", "-version"],
            },
        ),
        migrations.CreateModel(
            name="Requirement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.SmallIntegerField()),
                (
                    "step",
                    models.TextField(
                        choices=[
                            ("administration", "administration"),
                            ("qualification", "qualification"),
                            ("technical", "technical"),
                        ]
                    ),
                ),
                ("slot", models.TextField()),
                ("title", models.TextField()),
                ("guidance", models.TextField(blank=True)),
                ("needs_file", models.BooleanField(default=True)),
                (
                    "tender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="requirements", to="tenders.tender"
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="KeySet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("gen", models.SmallIntegerField(default=1)),
                ("body", models.BinaryField()),
                ("hash", models.CharField(max_length=43, unique=True)),
                ("canary_header", models.BinaryField()),
                ("proposed_at", models.DateTimeField()),
                ("frozen_at", models.DateTimeField(blank=True, null=True)),
                (
                    "tender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="key_sets", to="tenders.tender"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Item",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.SmallIntegerField()),
                ("description", models.TextField()),
                ("unit", models.TextField()),
                ("quantity", models.DecimalField(decimal_places=4, max_digits=18)),
                (
                    "tender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="tenders.tender"
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField()),
                ("ref", models.TextField()),
                ("placed_at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "tender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="holds", to="tenders.tender"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CommitteeSeat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.TextField(choices=[("chair", "chair"), ("member", "member")])),
                ("pact_at", models.DateTimeField(blank=True, null=True)),
                (
                    "key",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="accounts.memberkey"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="seats", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "tender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="seats", to="tenders.tender"
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
            },
        ),
        migrations.CreateModel(
            name="KeySetConsent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("x", models.SmallIntegerField()),
                ("signature", models.CharField(max_length=86)),
                ("proof", models.CharField(max_length=43)),
                ("proof_signature", models.CharField(max_length=86)),
                ("given_at", models.DateTimeField()),
                (
                    "key_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="consents", to="tenders.keyset"
                    ),
                ),
                ("seat", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="tenders.committeeseat")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("key_set", "x"), name="one_consent_per_member")],
            },
        ),
        migrations.AddConstraint(
            model_name="package",
            constraint=models.CheckConstraint(condition=models.Q(("ceiling__gt", 0)), name="ceiling_is_positive"),
        ),
        migrations.AddConstraint(
            model_name="package",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("owner_estimate__isnull", True),
                    models.Q(("owner_estimate__gt", 0), ("owner_estimate__lte", models.F("ceiling"))),
                    _connector="OR",
                ),
                name="owner_estimate_within_ceiling",
            ),
        ),
        migrations.AddConstraint(
            model_name="package",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "category__in",
                        [
                            "goods",
                            "other_services",
                            "consultancy",
                            "individual_consultancy",
                            "works",
                            "works_consultancy",
                            "integrated_works",
                        ],
                    )
                ),
                name="package_category_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="packageitem",
            constraint=models.UniqueConstraint(fields=("package", "number"), name="package_item_numbers_are_unique"),
        ),
        migrations.AddConstraint(
            model_name="packageitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gt", 0), ("unit_price__gte", 0)), name="package_item_is_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="tender",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        ["draft", "announced", "closed", "opened", "decided", "awarded", "failed", "cancelled"],
                    )
                ),
                name="tender_status_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="tender",
            constraint=models.CheckConstraint(
                condition=models.Q(("owner_estimate__gt", 0), ("owner_estimate__lte", models.F("ceiling"))),
                name="tender_owner_estimate_within_ceiling",
            ),
        ),
        migrations.AddConstraint(
            model_name="tender",
            constraint=models.CheckConstraint(
                condition=models.Q(("threshold__gte", 2)), name="threshold_is_at_least_two"
            ),
        ),
        migrations.AddConstraint(
            model_name="stage",
            constraint=models.UniqueConstraint(fields=("tender", "kind"), name="one_stage_of_each_kind"),
        ),
        migrations.AddConstraint(
            model_name="stage",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="stage_ends_after_it_starts"
            ),
        ),
        migrations.AddConstraint(
            model_name="serverkey",
            constraint=models.UniqueConstraint(fields=("tender", "kind"), name="one_server_key_per_kind"),
        ),
        migrations.AddConstraint(
            model_name="selectiondocument",
            constraint=models.UniqueConstraint(
                fields=("tender", "kind", "title", "version"), name="document_versions_are_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="requirement",
            constraint=models.UniqueConstraint(fields=("tender", "number"), name="requirement_numbers_are_unique"),
        ),
        migrations.AddConstraint(
            model_name="requirement",
            constraint=models.UniqueConstraint(fields=("tender", "slot"), name="requirement_slots_are_unique"),
        ),
        migrations.AddConstraint(
            model_name="keyset",
            constraint=models.UniqueConstraint(fields=("tender", "gen"), name="one_key_set_per_generation"),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.UniqueConstraint(fields=("tender", "number"), name="item_numbers_are_unique"),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gt", 0)), name="item_quantity_is_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.UniqueConstraint(fields=("tender", "ref"), name="one_hold_per_reference"),
        ),
        migrations.AddConstraint(
            model_name="committeeseat",
            constraint=models.UniqueConstraint(fields=("tender", "user"), name="one_seat_per_person"),
        ),
        migrations.AddConstraint(
            model_name="committeeseat",
            constraint=models.UniqueConstraint(
                condition=models.Q(("position", "chair")), fields=("tender",), name="one_chair_per_committee"
            ),
        ),
    ]
