# SPDX-License-Identifier: Apache-2.0
"""A package may say the code of its field: KBKI, or in works the subclassification of the certificate."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tenders", "0041_none_passed_after_the_result"),
    ]

    operations = [
        migrations.AddField(
            model_name="package",
            name="field_code",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddConstraint(
            model_name="package",
            constraint=models.CheckConstraint(
                condition=models.Q(("field_code__regex", "^([0-9]{2,10}|[A-Z]{2}[0-9]{3})?$")),
                name="package_has_a_field_code",
            ),
        ),
    ]
