# SPDX-License-Identifier: Apache-2.0
"""Windows for appeals, and files that come with complaints."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("complaints", "0002_voice_guards"),
        ("documents", "0002_objects_stay"),
        ("tenders", "0004_schedule_changes"),
    ]

    operations = [
        migrations.CreateModel(
            name="AppealWindow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("opened_at", models.DateTimeField()),
                ("ends_on", models.DateField()),
                ("ends_at", models.DateTimeField()),
                ("basis", models.JSONField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("closed_because", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="ComplaintFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.SmallIntegerField()),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.AddField(
            model_name="complaint",
            name="file_count",
            field=models.SmallIntegerField(default=0),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "origin__in",
                        [
                            "public",
                            "late_objection",
                            "misdirected_objection",
                            "off_channel_objection",
                            "late_appeal",
                            "invalid_appeal",
                        ],
                    )
                ),
                name="complaint_origin_is_known",
            ),
        ),
        migrations.AddField(
            model_name="appealwindow",
            name="objection",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="appeal_window", to="complaints.objection"
            ),
        ),
        migrations.AddField(
            model_name="complaintfile",
            name="complaint",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="files", to="complaints.complaint"
            ),
        ),
        migrations.AddField(
            model_name="complaintfile",
            name="kept",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.storedobject"
            ),
        ),
        migrations.AddConstraint(
            model_name="appealwindow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("closed_because", "")),
                    models.Q(("closed_at__isnull", False), ("closed_because__in", ["passed", "appealed", "voided"])),
                    _connector="OR",
                ),
                name="a_closed_appeal_window_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaintfile",
            constraint=models.UniqueConstraint(
                fields=("complaint", "position"), name="complaint_files_are_numbered_once"
            ),
        ),
    ]
