# SPDX-License-Identifier: Apache-2.0
"""The archive of an earlier system: packages, their rows verbatim, the imports that brought them."""

import django.db.models.deletion
from django.db import migrations, models

from lpse.sql import load

MONEY = {"blank": True, "decimal_places": 2, "max_digits": 20, "null": True}


class Migration(migrations.Migration):
    dependencies = [("tenders", "0002_tender_guards"), ("ledger", "0002_append_only")]

    operations = [
        migrations.CreateModel(
            name="ArchiveImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("folder", models.TextField()),
                ("is_invented", models.BooleanField(default=False)),
                ("begun_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("counts", models.JSONField(default=dict)),
                ("report_sha256", models.CharField(blank=True, max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="ArchivedTender",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.TextField()),
                ("number", models.BigIntegerField()),
                ("code", models.TextField(unique=True)),
                ("title", models.TextField()),
                ("status", models.TextField()),
                ("category", models.TextField(blank=True)),
                ("method", models.TextField(blank=True)),
                ("year", models.SmallIntegerField()),
                ("work_unit", models.TextField(blank=True)),
                ("work_unit_code", models.TextField(blank=True)),
                ("agency", models.TextField(blank=True)),
                ("ceiling", models.DecimalField(**MONEY)),
                ("owner_estimate", models.DecimalField(**MONEY)),
                ("announced_at", models.DateTimeField()),
                ("package_number", models.BigIntegerField(blank=True, null=True)),
                ("plan_codes", models.TextField(blank=True)),
                ("basis", models.TextField()),
                ("is_invented", models.BooleanField(default=False)),
                (
                    "imported",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tenders",
                        to="tenders.archiveimport",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["-announced_at", "-id"], name="archived_by_time"),
                    models.Index(fields=["year", "-announced_at", "-id"], name="archived_by_year"),
                    models.Index(fields=["package_number"], name="archived_by_package"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "number"), name="archived_numbers_are_unique"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["tender", "nontender", "recorded", "self_managed"])),
                        name="archived_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["awarded", "failed_or_cancelled", "unknown"])),
                        name="archived_ending_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ArchivedRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.TextField()),
                ("key", models.TextField()),
                ("digest", models.BinaryField()),
                ("body", models.TextField()),
                (
                    "imported",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rows", to="tenders.archiveimport"
                    ),
                ),
                (
                    "tender",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rows",
                        to="tenders.archivedtender",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["tender", "source"], name="archived_by_tender")],
                "constraints": [
                    models.UniqueConstraint(fields=("source", "key"), name="archived_rows_are_unique"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "source__in",
                                [
                                    "pengumuman",
                                    "tender-selesai-nilai",
                                    "tender-ekontrak-kontrak",
                                    "jadwal-tahapan-tender",
                                    "peserta-tender",
                                    "non-tender-pengumuman",
                                    "non-tender-selesai",
                                    "non-tender-ekontrak-kontrak",
                                    "jadwal-tahapan-non-tender",
                                    "pencatatan-non-tender",
                                    "pencatatan-non-tender-realisasi",
                                    "pencatatan-swakelola",
                                    "pencatatan-swakelola-realisasi",
                                ],
                            )
                        ),
                        name="archived_table_is_known",
                    ),
                ],
            },
        ),
        load(__file__),
    ]
