# SPDX-License-Identifier: Apache-2.0
"""Versions of an owner's estimate: what the officer changes of it between the assignment and the announcement."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import PROTECT, F, Q

from lpse.sql import load

MONEY = {"max_digits": 20, "decimal_places": 2}


class Migration(migrations.Migration):
    """Loads sql/0061_estimate_versions.sql."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("tenders", "0060_field_code"),
    ]

    operations = [
        migrations.CreateModel(
            "EstimateVersion",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.SmallIntegerField()),
                ("reason", models.TextField()),
                ("rows", models.JSONField()),
                ("rows_before", models.JSONField()),
                ("owner_estimate", models.DecimalField(**MONEY)),
                ("owner_estimate_net", models.DecimalField(**MONEY)),
                ("owner_estimate_before", models.DecimalField(**MONEY)),
                ("owner_estimate_on", models.DateField()),
                ("set_at", models.DateTimeField()),
                ("set_by", models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=PROTECT, related_name="+")),
                ("tender", models.ForeignKey("tenders.tender", on_delete=PROTECT, related_name="estimate_versions")),
            ],
            {
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=["tender", "number"], name="estimate_version_numbers_are_unique"),
                    models.CheckConstraint(condition=~Q(reason=""), name="an_estimate_version_has_its_reason"),
                    models.CheckConstraint(
                        condition=Q(owner_estimate_net__gt=0, owner_estimate_net__lte=F("owner_estimate")),
                        name="version_net_estimate_within_estimate",
                    ),
                ],
            },
        ),
        load(__file__),
    ]
