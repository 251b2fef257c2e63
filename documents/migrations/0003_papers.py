# SPDX-License-Identifier: Apache-2.0
"""Papers that acts order and the clock prints, once."""

from typing import ClassVar

from django.db import migrations, models
from django.db.models import PROTECT, Q

from lpse.sql import load


class Migration(migrations.Migration):
    """Loads sql/0003_papers.sql."""

    dependencies: ClassVar = [("documents", "0002_objects_stay")]

    operations: ClassVar = [
        migrations.CreateModel(
            "Paper",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.TextField()),
                ("key", models.TextField(unique=True)),
                ("subject", models.TextField()),
                ("version", models.SmallIntegerField(default=1)),
                ("template", models.TextField()),
                ("data", models.JSONField()),
                ("basis", models.CharField(max_length=43)),
                ("said_at", models.DateTimeField()),
                ("training", models.BooleanField(default=False)),
                ("drawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "object",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=PROTECT, related_name="+", to="documents.storedobject"
                    ),
                ),
            ],
            {
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("kind__in", ["pengumuman", "jawaban-sanggah", "jawaban-sanggah-banding"])),
                        name="paper_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=Q(drawn_at=None, object=None) | Q(drawn_at__isnull=False, object__isnull=False),
                        name="a_printed_paper_says_when",
                    ),
                ],
                "indexes": [
                    models.Index(condition=Q(object=None), fields=["id"], name="papers_not_printed"),
                    models.Index(fields=["subject", "id"], name="papers_of_a_subject"),
                ],
            },
        ),
        load(__file__),
    ]
