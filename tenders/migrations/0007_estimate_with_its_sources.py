# SPDX-License-Identifier: Apache-2.0
"""The owner's estimate with and without PPN, the source of each price, and the day it was set."""

from django.db import migrations, models
from django.db.models import F, Q

from lpse.sql import load

MONEY = {"max_digits": 20, "decimal_places": 2, "null": True, "blank": True}
WITHIN = Q(owner_estimate_net__isnull=True) | Q(owner_estimate_net__gt=0, owner_estimate_net__lte=F("owner_estimate"))
# Tenders from before this column take the day of their package.
READ_BACK = """
ALTER TABLE tenders_tender DISABLE TRIGGER USER;
UPDATE tenders_tender t SET owner_estimate_on = p.owner_estimate_on FROM tenders_package p WHERE p.id = t.package_id;
ALTER TABLE tenders_tender ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    """Loads sql/0007_estimate_with_its_sources.sql."""

    dependencies = [("tenders", "0006_extended_after_an_empty_close")]

    operations = [
        migrations.AddField("package", "owner_estimate_net", models.DecimalField(**MONEY)),
        migrations.AddField("tender", "owner_estimate_net", models.DecimalField(**MONEY)),
        migrations.AddField("tender", "owner_estimate_on", models.DateField(blank=True, null=True)),
        migrations.AddField("packageitem", "is_tax_free", models.BooleanField(default=False)),
        migrations.AddField("packageitem", "source", models.TextField(blank=True, default="")),
        migrations.AddConstraint(
            "package", models.CheckConstraint(condition=WITHIN, name="net_estimate_within_estimate")
        ),
        migrations.AddConstraint(
            "tender", models.CheckConstraint(condition=WITHIN, name="tender_net_estimate_within_estimate")
        ),
        migrations.RunSQL(READ_BACK, migrations.RunSQL.noop),
        load(__file__),
    ]
