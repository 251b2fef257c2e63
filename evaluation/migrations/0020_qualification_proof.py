# SPDX-License-Identifier: Apache-2.0
"""The winner and its reserves prove their qualification before the result."""

import django.db.models.deletion
from django.db import migrations, models

from lpse.sql import load


class Migration(migrations.Migration):
    """Loads sql/0020_qualification_proof.sql."""

    dependencies = [
        ("evaluation", "0011_none_passed_is_announced"),
        ("tenders", "0041_none_passed_after_the_result"),
        ("vendors", "0010_closed_again"),
    ]

    operations = [
        migrations.CreateModel(
            name="ProofInvitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_at", models.DateTimeField()),
                ("place", models.TextField()),
                ("is_online", models.BooleanField()),
                ("text", models.TextField(blank=True)),
                ("documents", models.JSONField(default=list)),
                ("invited_at", models.DateTimeField()),
                (
                    "evaluation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="evaluation.evaluation",
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="tenders.committeeseat"),
                ),
                (
                    "opened_bid",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evaluation.openedbid"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Proof",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("outcome", models.TextField()),
                ("items", models.JSONField()),
                ("attendees", models.JSONField(default=list)),
                ("reason", models.TextField(blank=True)),
                ("settled_at", models.DateTimeField()),
                (
                    "evaluation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="proofs", to="evaluation.evaluation"
                    ),
                ),
                (
                    "opened_bid",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evaluation.openedbid"
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="tenders.committeeseat"),
                ),
                (
                    "invitation",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proof",
                        to="evaluation.proofinvitation",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.AddConstraint(
            model_name="proofinvitation",
            constraint=models.UniqueConstraint(
                fields=("evaluation", "opened_bid"), name="a_candidate_is_invited_once_a_round"
            ),
        ),
        migrations.AddConstraint(
            model_name="proofinvitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("starts_at__gt", models.F("invited_at"))), name="an_invitation_lies_ahead"
            ),
        ),
        migrations.AddConstraint(
            model_name="proofinvitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("place", ""), _negated=True), name="an_invitation_says_where"
            ),
        ),
        migrations.AddConstraint(
            model_name="proof",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ["verified", "shown", "failed", "absent"])),
                name="proof_outcome_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="proof",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("outcome__in", ["verified", "shown"]), models.Q(("reason", ""), _negated=True), _connector="OR"
                ),
                name="a_failed_proof_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="proof",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("invitation__isnull", True), ("outcome", "verified")),
                    models.Q(models.Q(("outcome", "verified"), _negated=True), ("invitation__isnull", False)),
                    _connector="OR",
                ),
                name="who_shows_originals_was_invited",
            ),
        ),
        load(__file__),
    ]
