# SPDX-License-Identifier: Apache-2.0
"""One more kind of paper: minutes of an appeal that silence accepted."""

from typing import ClassVar

from django.db import migrations, models
from django.db.models import Q

KINDS = ["pengumuman", "jawaban-sanggah", "jawaban-sanggah-banding", "berita-acara-sanggah-banding"]


class Migration(migrations.Migration):
    dependencies: ClassVar = [("documents", "0003_papers")]

    operations: ClassVar = [
        migrations.RemoveConstraint(model_name="paper", name="paper_kind_is_known"),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(condition=Q(("kind__in", KINDS)), name="paper_kind_is_known"),
        ),
    ]
