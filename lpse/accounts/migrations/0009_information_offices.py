# SPDX-License-Identifier: Apache-2.0
"""The offices of public information: the officer (PPID) and the superior."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_devices"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="appointment",
            name="appointment_role_is_known",
        ),
        migrations.AlterField(
            model_name="appointment",
            name="role",
            field=models.TextField(
                choices=[
                    ("procurement_officer", "procurement_officer"),
                    ("unit_head", "unit_head"),
                    ("committee", "committee"),
                    ("verifier", "verifier"),
                    ("operator", "operator"),
                    ("auditor", "auditor"),
                    ("budget_authority", "budget_authority"),
                    ("information_officer", "information_officer"),
                    ("information_superior", "information_superior"),
                ]
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        [
                            "procurement_officer",
                            "unit_head",
                            "committee",
                            "verifier",
                            "operator",
                            "auditor",
                            "budget_authority",
                            "information_officer",
                            "information_superior",
                        ],
                    )
                ),
                name="appointment_role_is_known",
            ),
        ),
    ]
