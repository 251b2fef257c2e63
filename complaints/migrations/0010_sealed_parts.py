# SPDX-License-Identifier: Apache-2.0
"""Sealed parts of complaints, and the guards of them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from lpse.sql import load


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_information_offices"),
        ("complaints", "0009_information_guards"),
        ("documents", "0002_objects_stay"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SealedVoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mode", models.TextField()),
                ("header", models.TextField()),
                (
                    "complaint",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sealed", to="complaints.complaint"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SealedObject",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.SmallIntegerField()),
                (
                    "kept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.storedobject"
                    ),
                ),
                (
                    "sealed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="complaints.sealedvoice"
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="SealedKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("wrapped", models.CharField(max_length=107)),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.memberkey"
                    ),
                ),
                (
                    "sealed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="keys", to="complaints.sealedvoice"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="sealedvoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("mode__in", ["anonymous", "confidential", "open"])), name="identity_mode_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="sealedobject",
            constraint=models.UniqueConstraint(fields=("sealed", "position"), name="sealed_objects_are_numbered_once"),
        ),
        migrations.AddConstraint(
            model_name="sealedkey",
            constraint=models.UniqueConstraint(fields=("sealed", "key"), name="a_secret_is_wrapped_once_for_each_key"),
        ),
        migrations.AddConstraint(
            model_name="sealedkey",
            constraint=models.CheckConstraint(
                condition=models.Q(("wrapped__regex", "^[A-Za-z0-9_-]{107}$")), name="a_wrap_has_80_bytes"
            ),
        ),
        load(__file__),
    ]
