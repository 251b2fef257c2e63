# SPDX-License-Identifier: Apache-2.0
"""The tick finds what is due in indexes of open rows alone, however many are closed."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("complaints", "0020_survey")]

    operations: ClassVar = [
        migrations.AddIndex(
            model_name="objection",
            index=models.Index(
                condition=models.Q(("overdue_at__isnull", True), ("status", "filed")),
                fields=["due_at"],
                name="objections_not_overdue",
            ),
        ),
        migrations.AddIndex(
            model_name="appealwindow",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)), fields=["ends_at"], name="appeal_windows_not_closed"
            ),
        ),
        migrations.AddIndex(
            model_name="appeal",
            index=models.Index(
                condition=models.Q(("status", "admitted")), fields=["due_at"], name="appeals_not_decided"
            ),
        ),
    ]
