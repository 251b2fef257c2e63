# SPDX-License-Identifier: Apache-2.0
"""Tables of the public record."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Head, entries, tree nodes, checkpoints, documents, private parts, batches, records waiting for one."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("idx", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("kind", models.TextField()),
                ("act", models.TextField(blank=True)),
                ("subject", models.TextField(blank=True)),
                ("body", models.BinaryField()),
                ("leaf_hash", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                ("root", models.BinaryField()),
                ("note", models.TextField()),
                ("signed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("sha256", models.TextField(primary_key=True, serialize=False)),
                ("body", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("size", models.BigIntegerField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Node",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "level", "idx", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("level", models.SmallIntegerField()),
                ("idx", models.BigIntegerField()),
                ("hash", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Pending",
            fields=[
                ("record_hash", models.BinaryField(primary_key=True, serialize=False)),
                ("tender", models.TextField()),
                ("received_at", models.DateTimeField()),
                ("position", models.SmallIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Batch",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="ledger.entry",
                    ),
                ),
                ("seed", models.BinaryField()),
                ("tick_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="PrivatePart",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="ledger.entry",
                    ),
                ),
                ("salt", models.BinaryField()),
                ("body", models.BinaryField()),
            ],
            options={
                "db_table": "ledger_private",
            },
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["subject", "idx"], name="ledger_entry_by_subject"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["kind", "idx"], name="ledger_entry_by_kind"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["act", "idx"], name="ledger_entry_by_act"),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(condition=models.Q(("idx__gte", 0)), name="ledger_begins_at_zero"),
        ),
        migrations.AddConstraint(
            model_name="head",
            constraint=models.CheckConstraint(condition=models.Q(("id", 1)), name="ledger_has_one_head"),
        ),
        migrations.AddField(
            model_name="pending",
            name="entry",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="records", to="ledger.batch"
            ),
        ),
        migrations.AddIndex(
            model_name="batch",
            index=models.Index(fields=["tick_at"], name="ledger_batch_by_tick"),
        ),
        migrations.AddIndex(
            model_name="pending",
            index=models.Index(
                condition=models.Q(("entry", None)), fields=["received_at"], name="ledger_pending_waiting"
            ),
        ),
        migrations.AddIndex(
            model_name="pending",
            index=models.Index(fields=["tender"], name="ledger_pending_by_tender"),
        ),
        migrations.AddConstraint(
            model_name="pending",
            constraint=models.UniqueConstraint(fields=("entry", "position"), name="ledger_one_record_per_slot"),
        ),
        migrations.AddConstraint(
            model_name="pending",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("entry", None), ("position", None)),
                    models.Q(("entry__isnull", False), ("position__gte", 0), ("position__lt", 256)),
                    _connector="OR",
                ),
                name="ledger_slot_is_whole",
            ),
        ),
    ]
