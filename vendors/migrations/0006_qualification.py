# SPDX-License-Identifier: Apache-2.0
"""Rows of qualification data are kept as they were written; what was accepted before stands."""

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
from django.db import migrations, models

from lpse import sql


class Migration(migrations.Migration):
    dependencies = [("vendors", "0005_more_parts")]

    operations = [
        migrations.RemoveConstraint(
            model_name="taxrecord",
            name="one_tax_record_per_year",
        ),
        migrations.AddField(
            model_name="experience",
            name="accepted_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="experience",
            name="added_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="experience",
            name="ended_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="experience",
            name="is_subcontract",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="experience",
            name="replaces",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="renewals",
                to="vendors.experience",
            ),
        ),
        migrations.AddField(
            model_name="licence",
            name="accepted_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="licence",
            name="added_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="licence",
            name="ended_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="licence",
            name="grade",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="licence",
            name="kbli",
            field=models.CharField(blank=True, max_length=5),
        ),
        migrations.AddField(
            model_name="licence",
            name="kbli_version",
            field=models.SmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="licence",
            name="replaces",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="renewals",
                to="vendors.licence",
            ),
        ),
        migrations.AddField(
            model_name="taxrecord",
            name="accepted_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="taxrecord",
            name="added_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="taxrecord",
            name="ended_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="taxrecord",
            name="replaces",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="renewals",
                to="vendors.taxrecord",
            ),
        ),
        migrations.AddField(
            model_name="verificationverdict",
            name="value",
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name="experience",
            name="evidence",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="documents.storedobject",
            ),
        ),
        migrations.AlterField(
            model_name="licence",
            name="evidence",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="documents.storedobject",
            ),
        ),
        migrations.AlterField(
            model_name="taxrecord",
            name="evidence",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="documents.storedobject",
            ),
        ),
        migrations.AddConstraint(
            model_name="experience",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("replaces",),
                name="experience_is_renewed_once_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="licence",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("replaces",),
                name="licence_is_renewed_once_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="licence",
            constraint=models.CheckConstraint(
                condition=models.Q(("kbli", ""), ("kbli__regex", "^[0-9]{5}$"), _connector="OR"),
                name="kbli_is_5_digits",
            ),
        ),
        migrations.AddConstraint(
            model_name="taxrecord",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("replaces",),
                name="taxrecord_is_renewed_once_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="taxrecord",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True), ("replaces__isnull", True)),
                fields=("vendor", "year"),
                name="one_tax_record_per_year",
            ),
        ),
        migrations.AddConstraint(
            model_name="vendor",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.LPad("tax_number", 16, models.Value("0")),
                name="one_taxpayer_is_one_vendor",
            ),
        ),
        sql.load(__file__),
    ]
