# SPDX-License-Identifier: Apache-2.0
"""Notices of each person, their letters, and who does without mail."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0003_entry_by_hash"),
        ("notices", "0001_cursor"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.EmailField(max_length=254)),
                ("next_at", models.DateTimeField()),
                ("attempts", models.IntegerField(default=0)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("problem", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("party", models.TextField()),
                ("act", models.TextField()),
                ("subject", models.TextField()),
                ("name", models.TextField(blank=True)),
                ("until", models.DateTimeField(blank=True, null=True)),
                ("delivered_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="WithoutMail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("group", models.TextField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="cursor",
            name="notices_have_one_cursor",
        ),
        migrations.AddConstraint(
            model_name="cursor",
            constraint=models.CheckConstraint(condition=models.Q(("id__in", [1, 2])), name="notices_have_two_cursors"),
        ),
        migrations.AddField(
            model_name="notice",
            name="entry",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.entry"),
        ),
        migrations.AddField(
            model_name="notice",
            name="recipient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="notices", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="letter",
            name="notice",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="letter", to="notices.notice"
            ),
        ),
        migrations.AddField(
            model_name="withoutmail",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["recipient", "-id"], name="notices_by_person"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(condition=models.Q(("read_at", None)), fields=["recipient"], name="notices_unread"),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(fields=("recipient", "entry"), name="one_notice_per_person_and_act"),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(condition=models.Q(("sent_at", None)), fields=["next_at"], name="notices_letters_due"),
        ),
        migrations.AddConstraint(
            model_name="withoutmail",
            constraint=models.UniqueConstraint(fields=("user", "group"), name="one_choice_per_group"),
        ),
        migrations.AddConstraint(
            model_name="withoutmail",
            constraint=models.CheckConstraint(
                condition=models.Q(("group__in", ["work", "tender", "result", "business"])),
                name="notice_group_is_known",
            ),
        ),
    ]
