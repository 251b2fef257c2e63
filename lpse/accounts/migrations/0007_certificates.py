# SPDX-License-Identifier: Apache-2.0
"""The procurement certificate of an official, and until when it counts."""

from django.db import migrations, models

from lpse import sql


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_secrets_unread"),
    ]

    operations = [
        migrations.AddField(
            model_name="appointment",
            name="certificate_number",
            field=models.TextField(blank=True, db_default=""),
        ),
        migrations.AddField(
            model_name="appointment",
            name="certificate_until",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("certificate_until__isnull", True),
                    models.Q(("certificate_number", ""), _negated=True),
                    _connector="OR",
                ),
                name="a_certificate_has_its_number",
            ),
        ),
        sql.load(__file__),
    ]
