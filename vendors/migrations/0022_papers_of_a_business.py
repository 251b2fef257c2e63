# SPDX-License-Identifier: Apache-2.0
"""Branches by their NITKU, powers of attorney with their file, and answers on the tax status (KSWP)."""

import django.db.models.deletion
from django.db import migrations, models

from lpse import sql


class Migration(migrations.Migration):
    """Loads sql/0022_papers_of_a_business.sql."""

    dependencies = [
        ("documents", "0003_papers"),
        ("vendors", "0021_consortium"),
    ]

    operations = [
        migrations.CreateModel(
            name="Branch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("added_at", models.DateTimeField(blank=True, null=True)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("name", models.TextField()),
                ("number", models.CharField(max_length=22)),
                ("address", models.TextField()),
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
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="renewals",
                        to="vendors.branch",
                    ),
                ),
                (
                    "vendor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="branches", to="vendors.vendor"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("replaces",),
                        name="branch_is_renewed_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__regex", "^[0-9]{22}$")), name="a_nitku_has_22_digits"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True), ("replaces__isnull", True)),
                        fields=("vendor", "number"),
                        name="one_branch_per_nitku",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PowerOfAttorney",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("added_at", models.DateTimeField(blank=True, null=True)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("holder", models.TextField()),
                ("identity_number", models.CharField(max_length=16)),
                ("granted_by", models.TextField()),
                ("number", models.TextField()),
                ("dated_on", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
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
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="renewals",
                        to="vendors.powerofattorney",
                    ),
                ),
                (
                    "vendor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="powers_of_attorney",
                        to="vendors.vendor",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("replaces",),
                        name="powerofattorney_is_renewed_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("identity_number__regex", "^[0-9]{16}$")), name="a_holder_has_a_nik"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("evidence__isnull", False)), name="a_power_of_attorney_has_its_file"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True), ("valid_until__gte", models.F("dated_on")), _connector="OR"
                        ),
                        name="a_power_of_attorney_ends_after_its_date",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TaxStatus",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("added_at", models.DateTimeField(blank=True, null=True)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("checked_on", models.DateField()),
                ("number", models.TextField()),
                ("is_confirmed", models.BooleanField()),
                ("valid_until", models.DateField(blank=True, null=True)),
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
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="renewals",
                        to="vendors.taxstatus",
                    ),
                ),
                (
                    "vendor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tax_statuses", to="vendors.vendor"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("replaces",),
                        name="taxstatus_is_renewed_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("evidence__isnull", False)), name="a_tax_status_has_its_file"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True), ("valid_until__gte", models.F("checked_on")), _connector="OR"
                        ),
                        name="a_tax_status_ends_after_it_was_asked",
                    ),
                ],
            },
        ),
        sql.load(__file__),
    ]
