# SPDX-License-Identifier: Apache-2.0
"""The blacklist, and the one question whether a vendor is barred from a tender."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from lpse import sql


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0002_objects_stay"),
        ("vendors", "0006_qualification"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Blacklisting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.TextField()),
                ("tax_number", models.CharField(max_length=16)),
                (
                    "ground",
                    models.TextField(
                        choices=[
                            ("false_documents", "false_documents"),
                            ("collusion", "collusion"),
                            ("corruption", "corruption"),
                            ("withdrew", "withdrew"),
                            ("resigned", "resigned"),
                            ("did_not_perform", "did_not_perform"),
                        ]
                    ),
                ),
                ("act", models.TextField()),
                ("package", models.TextField()),
                ("authority", models.TextField()),
                ("decree_number", models.TextField(unique=True)),
                ("decree_on", models.DateField()),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("entered_at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                ("lifting_decree", models.TextField(blank=True)),
            ],
        ),
        migrations.AddIndex(
            model_name="director",
            index=models.Index(fields=["identity_number"], name="directors_by_nik"),
        ),
        migrations.AddField(
            model_name="blacklisting",
            name="entered_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="blacklisting",
            name="vendor",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="blacklistings",
                to="vendors.vendor",
            ),
        ),
        migrations.AddConstraint(
            model_name="blacklisting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "ground__in",
                        ["false_documents", "collusion", "corruption", "withdrew", "resigned", "did_not_perform"],
                    )
                ),
                name="blacklisting_ground_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="blacklisting",
            constraint=models.CheckConstraint(
                condition=models.Q(("tax_number__regex", "^[0-9]{15,16}$")), name="blacklisted_npwp_is_15_or_16_digits"
            ),
        ),
        migrations.AddConstraint(
            model_name="blacklisting",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="a_blacklisting_lasts"
            ),
        ),
        migrations.AddConstraint(
            model_name="blacklisting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lifted_at__isnull", True), ("lifting_decree", "")),
                    models.Q(("lifted_at__isnull", False), models.Q(("lifting_decree", ""), _negated=True)),
                    _connector="OR",
                ),
                name="a_lifting_has_its_decree",
            ),
        ),
        sql.load(__file__),
    ]
