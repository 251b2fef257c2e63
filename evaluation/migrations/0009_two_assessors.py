# SPDX-License-Identifier: Apache-2.0
"""Two members assess each cell, blind until saved; the chair decides a disagreement."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from lpse.sql import load


def _key() -> tuple[str, models.BigAutoField]:
    return ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


def _of(model: str, name: str | None = None) -> models.ForeignKey:
    named = {} if name is None else {"related_name": name}
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=model, **named)


class Migration(migrations.Migration):
    """Loads sql/0009_two_assessors.sql."""

    dependencies = [
        ("evaluation", "0008_winner_above_a_limit"),
        ("tenders", "0005_failed_with_its_ground"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AssessmentSetting",
            fields=[
                _key(),
                ("version", models.SmallIntegerField()),
                ("two_assessors", models.BooleanField()),
                ("set_at", models.DateTimeField()),
                ("set_by", _of(settings.AUTH_USER_MODEL)),
                ("tender", _of("tenders.tender", "assessment_settings")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("tender", "version"), name="assessment_settings_are_counted")
                ],
            },
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                _key(),
                ("step", models.TextField()),
                ("version", models.SmallIntegerField()),
                ("assigned_at", models.DateTimeField()),
                ("assigned_by", _of("tenders.committeeseat", "+")),
                ("evaluation", _of("evaluation.evaluation", "assignments")),
                ("first", _of("tenders.committeeseat", "+")),
                ("second", _of("tenders.committeeseat", "+")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("evaluation", "step", "version"), name="assignment_versions_are_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("step__in", ["administration", "qualification", "technical"])),
                        name="assigned_step_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("first", models.F("second")), _negated=True),
                        name="two_different_members_assess",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AssessmentDecision",
            fields=[
                _key(),
                ("version", models.SmallIntegerField()),
                ("passed", models.BooleanField()),
                ("reason", models.TextField()),
                ("decided_at", models.DateTimeField()),
                ("decided_by", _of("tenders.committeeseat")),
                ("evaluation", _of("evaluation.evaluation", "decisions")),
                ("opened_bid", _of("evaluation.openedbid", "+")),
                ("requirement", _of("tenders.requirement", "+")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("evaluation", "opened_bid", "requirement", "version"),
                        name="decision_versions_are_unique",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="a_decided_cell_has_a_reason"
                    ),
                ],
            },
        ),
        load(__file__),
    ]
