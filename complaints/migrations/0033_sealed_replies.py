# SPDX-License-Identifier: Apache-2.0
"""Sealed parts also come with a reply of whoever complained, each under a secret of its own."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

from lpse.sql import load


class Migration(migrations.Migration):
    dependencies: ClassVar = [("complaints", "0032_message_files")]

    operations: ClassVar = [
        migrations.AlterModelOptions(name="sealedvoice", options={"ordering": ["pk"]}),
        migrations.AlterField(
            model_name="sealedvoice",
            name="complaint",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sealed_voices",
                to="complaints.complaint",
            ),
        ),
        migrations.AddField(
            model_name="sealedvoice",
            name="message",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sealed",
                to="complaints.complaintmessage",
            ),
        ),
        migrations.AddConstraint(
            model_name="sealedvoice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("message__isnull", True)),
                fields=("complaint",),
                name="sealed_parts_come_once_with_the_complaint",
            ),
        ),
        load(__file__),
    ]
