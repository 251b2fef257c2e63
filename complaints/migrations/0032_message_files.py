# SPDX-License-Identifier: Apache-2.0
"""Files that come with an auditor's message, with the guards of them."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

from lpse.sql import load


def _to(model: str, name: str) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=name, to=model)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("complaints", "0031_sealed_uploads"), ("documents", "0002_objects_stay")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="MessageFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.SmallIntegerField()),
                ("complaint", _to("complaints.complaint", "+")),
                ("kept", _to("documents.storedobject", "+")),
                ("message", _to("complaints.complaintmessage", "files")),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("complaint", "position"), name="message_files_are_numbered_once")
                ],
            },
        ),
        load(__file__),
    ]
