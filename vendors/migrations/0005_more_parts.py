# SPDX-License-Identifier: Apache-2.0
"""More parts of the qualification data, one table each."""

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0002_objects_stay"),
        ("vendors", "0004_questions"),
    ]

    operations = [
        migrations.CreateModel(
            name="BalanceSheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("added_at", models.DateTimeField(blank=True, null=True)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("year", models.SmallIntegerField()),
                ("assets", models.DecimalField(decimal_places=2, max_digits=20)),
                ("liabilities", models.DecimalField(decimal_places=2, max_digits=20)),
                ("equity", models.DecimalField(decimal_places=2, max_digits=20)),
                ("auditor", models.TextField(blank=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Deed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("added_at", models.DateTimeField(blank=True, null=True)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("kind", models.TextField(choices=[("establishment", "establishment"), ("amendment", "amendment")])),
                ("number", models.TextField()),
                ("notary", models.TextField()),
                ("dated_on", models.DateField()),
                ("approval", models.TextField(blank=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Director",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("added_at", models.DateTimeField(blank=True, null=True)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("name", models.TextField()),
                ("identity_number", models.CharField(max_length=16)),
                ("position", models.TextField()),
                ("valid_until", models.DateField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Equipment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("added_at", models.DateTimeField(blank=True, null=True)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("name", models.TextField()),
                ("count", models.IntegerField()),
                ("capacity", models.TextField(blank=True)),
                ("year", models.SmallIntegerField()),
                (
                    "tenure",
                    models.TextField(choices=[("owned", "owned"), ("leased", "leased"), ("supported", "supported")]),
                ),
                ("location", models.TextField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Owner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("added_at", models.DateTimeField(blank=True, null=True)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("name", models.TextField()),
                ("identity_number", models.CharField(max_length=16)),
                ("share", models.DecimalField(decimal_places=2, max_digits=5)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Personnel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("added_at", models.DateTimeField(blank=True, null=True)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("name", models.TextField()),
                ("identity_number", models.CharField(max_length=16)),
                ("expertise", models.TextField()),
                ("certificate", models.TextField(blank=True)),
                ("years", models.SmallIntegerField()),
                ("valid_until", models.DateField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="balancesheet",
            name="evidence",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="documents.storedobject",
            ),
        ),
        migrations.AddField(
            model_name="balancesheet",
            name="replaces",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="renewals",
                to="vendors.balancesheet",
            ),
        ),
        migrations.AddField(
            model_name="balancesheet",
            name="vendor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="balance_sheets", to="vendors.vendor"
            ),
        ),
        migrations.AddField(
            model_name="deed",
            name="evidence",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="documents.storedobject",
            ),
        ),
        migrations.AddField(
            model_name="deed",
            name="replaces",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="renewals",
                to="vendors.deed",
            ),
        ),
        migrations.AddField(
            model_name="deed",
            name="vendor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="deeds", to="vendors.vendor"
            ),
        ),
        migrations.AddField(
            model_name="director",
            name="evidence",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="documents.storedobject",
            ),
        ),
        migrations.AddField(
            model_name="director",
            name="replaces",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="renewals",
                to="vendors.director",
            ),
        ),
        migrations.AddField(
            model_name="director",
            name="vendor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="directors", to="vendors.vendor"
            ),
        ),
        migrations.AddField(
            model_name="equipment",
            name="evidence",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="documents.storedobject",
            ),
        ),
        migrations.AddField(
            model_name="equipment",
            name="replaces",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="renewals",
                to="vendors.equipment",
            ),
        ),
        migrations.AddField(
            model_name="equipment",
            name="vendor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="equipment", to="vendors.vendor"
            ),
        ),
        migrations.AddField(
            model_name="owner",
            name="evidence",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="documents.storedobject",
            ),
        ),
        migrations.AddField(
            model_name="owner",
            name="replaces",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="renewals",
                to="vendors.owner",
            ),
        ),
        migrations.AddField(
            model_name="owner",
            name="vendor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="owners", to="vendors.vendor"
            ),
        ),
        migrations.AddField(
            model_name="personnel",
            name="evidence",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="documents.storedobject",
            ),
        ),
        migrations.AddField(
            model_name="personnel",
            name="replaces",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="renewals",
                to="vendors.personnel",
            ),
        ),
        migrations.AddField(
            model_name="personnel",
            name="vendor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="personnel", to="vendors.vendor"
            ),
        ),
        migrations.AddConstraint(
            model_name="balancesheet",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("replaces",),
                name="balancesheet_is_renewed_once_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="balancesheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "assets",
                        django.db.models.expressions.CombinedExpression(
                            models.F("liabilities"), "+", models.F("equity")
                        ),
                    )
                ),
                name="a_balance_sheet_balances",
            ),
        ),
        migrations.AddConstraint(
            model_name="balancesheet",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True), ("replaces__isnull", True)),
                fields=("vendor", "year"),
                name="one_balance_sheet_per_year",
            ),
        ),
        migrations.AddConstraint(
            model_name="deed",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("replaces",),
                name="deed_is_renewed_once_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="deed",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["establishment", "amendment"])), name="deed_kind_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="director",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("replaces",),
                name="director_is_renewed_once_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="director",
            constraint=models.CheckConstraint(
                condition=models.Q(("identity_number__regex", "^[0-9]{16}$")), name="a_director_has_a_nik"
            ),
        ),
        migrations.AddConstraint(
            model_name="equipment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("replaces",),
                name="equipment_is_renewed_once_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="equipment",
            constraint=models.CheckConstraint(condition=models.Q(("count__gte", 1)), name="equipment_is_at_least_one"),
        ),
        migrations.AddConstraint(
            model_name="equipment",
            constraint=models.CheckConstraint(
                condition=models.Q(("tenure__in", ["owned", "leased", "supported"])), name="equipment_tenure_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="owner",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("replaces",),
                name="owner_is_renewed_once_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="owner",
            constraint=models.CheckConstraint(
                condition=models.Q(("identity_number__regex", "^([0-9]{13}|[0-9]{16})$")),
                name="an_owner_has_a_nik_or_a_nib",
            ),
        ),
        migrations.AddConstraint(
            model_name="owner",
            constraint=models.CheckConstraint(
                condition=models.Q(("share__gt", 0), ("share__lte", 100)), name="a_share_is_a_percentage"
            ),
        ),
        migrations.AddConstraint(
            model_name="personnel",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("replaces",),
                name="personnel_is_renewed_once_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="personnel",
            constraint=models.CheckConstraint(
                condition=models.Q(("identity_number__regex", "^[0-9]{16}$")), name="an_expert_has_a_nik"
            ),
        ),
        migrations.AddConstraint(
            model_name="personnel",
            constraint=models.CheckConstraint(
                condition=models.Q(("years__gte", 0)), name="years_of_experience_are_not_negative"
            ),
        ),
    ]
