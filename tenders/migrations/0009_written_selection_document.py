# SPDX-License-Identifier: Apache-2.0
"""Selection documents written from a template by committee and officer."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import PROTECT, Q

from lpse.sql import load


class Migration(migrations.Migration):
    """Loads sql/0009_written_selection_document.sql."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("tenders", "0008_reviewed_before_announcement"),
    ]

    operations = [
        migrations.AddField("tender", "document_template", models.TextField(blank=True, default="")),
        migrations.CreateModel(
            "DocumentText",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("field", models.TextField()),
                ("text", models.TextField()),
                ("edited_at", models.DateTimeField()),
                (
                    "edited_by",
                    models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=PROTECT, related_name="+"),
                ),
                ("tender", models.ForeignKey("tenders.tender", on_delete=PROTECT, related_name="texts")),
            ],
            {
                "constraints": [
                    models.UniqueConstraint(fields=["tender", "field"], name="one_text_per_field"),
                    models.CheckConstraint(condition=~Q(text=""), name="a_document_text_is_not_empty"),
                ],
            },
        ),
        load(__file__),
    ]
