# SPDX-License-Identifier: Apache-2.0
"""Running contracts, kept like every other row; experience says when it began and in which field."""

import django.db.models.deletion
from django.db import migrations, models

from lpse import sql


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0002_objects_stay"),
        ("vendors", "0010_closed_again"),
    ]

    operations = [
        migrations.CreateModel(
            name="RunningContract",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("added_at", models.DateTimeField(blank=True, null=True)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("title", models.TextField()),
                ("client", models.TextField()),
                ("value", models.DecimalField(decimal_places=2, max_digits=20)),
                ("done", models.DecimalField(decimal_places=2, max_digits=5)),
                ("started_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("field_code", models.TextField(blank=True, default="")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="experience",
            name="field_code",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="experience",
            name="started_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="experience",
            constraint=models.CheckConstraint(
                condition=models.Q(("field_code__regex", "^([0-9]{2,10}|[A-Z]{2}[0-9]{3})?$")),
                name="experience_has_a_field_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="experience",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("started_on__isnull", True), ("started_on__lte", models.F("finished_on")), _connector="OR"
                ),
                name="experience_began_before_it_ended",
            ),
        ),
        migrations.AddField(
            model_name="runningcontract",
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
            model_name="runningcontract",
            name="replaces",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="renewals",
                to="vendors.runningcontract",
            ),
        ),
        migrations.AddField(
            model_name="runningcontract",
            name="vendor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="running_contracts", to="vendors.vendor"
            ),
        ),
        migrations.AddConstraint(
            model_name="runningcontract",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("replaces",),
                name="runningcontract_is_renewed_once_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="runningcontract",
            constraint=models.CheckConstraint(
                condition=models.Q(("field_code__regex", "^([0-9]{2,10}|[A-Z]{2}[0-9]{3})?$")),
                name="a_running_contract_has_a_field_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="runningcontract",
            constraint=models.CheckConstraint(
                condition=models.Q(("value__gt", 0)), name="a_running_contract_has_a_value"
            ),
        ),
        migrations.AddConstraint(
            model_name="runningcontract",
            constraint=models.CheckConstraint(
                condition=models.Q(("done__gte", 0), ("done__lt", 100)), name="a_running_contract_is_not_finished"
            ),
        ),
        migrations.AddConstraint(
            model_name="runningcontract",
            constraint=models.CheckConstraint(
                condition=models.Q(("started_on__lte", models.F("ends_on"))),
                name="a_running_contract_begins_before_it_ends",
            ),
        ),
        sql.load(__file__),
    ]
