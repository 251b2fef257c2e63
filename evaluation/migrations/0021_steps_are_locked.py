# SPDX-License-Identifier: Apache-2.0
"""The steps of the evaluation are locked one after another, bid by bid."""

import django.db.models.deletion
from django.db import migrations, models

from lpse.sql import load


def _of(model: str, name: str) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=name, to=model)


class Migration(migrations.Migration):
    """Loads sql/0021_steps_are_locked.sql."""

    dependencies = [("evaluation", "0020_qualification_proof"), ("tenders", "0041_none_passed_after_the_result")]

    operations = [
        migrations.CreateModel(
            name="StepLock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.TextField()),
                ("version", models.SmallIntegerField()),
                ("is_locked", models.BooleanField()),
                ("reason", models.TextField(blank=True)),
                ("locked_at", models.DateTimeField()),
                ("evaluation", _of("evaluation.evaluation", "step_locks")),
                ("locked_by", _of("tenders.committeeseat", "+")),
                ("opened_bid", _of("evaluation.openedbid", "+")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("evaluation", "opened_bid", "step", "version"), name="step_locks_are_counted"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("step__in", ["administration", "qualification", "technical"])),
                        name="locked_step_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_locked", True), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="a_reopened_step_says_why",
                    ),
                ],
            },
        ),
        load(__file__),
    ]
