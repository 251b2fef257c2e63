# SPDX-License-Identifier: Apache-2.0
"""The service survey as counts, its published results, and the guards of both."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from lpse.sql import load


class Migration(migrations.Migration):
    dependencies = [
        ("complaints", "0012_handling"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SurveySpent",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
            ],
        ),
        migrations.CreateModel(
            name="SurveyCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("period", models.TextField()),
                ("service", models.TextField()),
                ("element", models.SmallIntegerField()),
                ("score", models.SmallIntegerField()),
                ("count", models.IntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("period", "service", "element", "score"), name="ratings_are_counted_in_one_place"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("period__regex", "^20[0-9]{2}-Q[1-4]$")), name="ratings_belong_to_a_quarter"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("service__in", ["registration", "bid", "objection", "complaint", "open"])),
                        name="service_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("element__range", (1, 9))), name="there_are_nine_elements"
                    ),
                    models.CheckConstraint(condition=models.Q(("score__range", (1, 4))), name="scores_are_one_to_four"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SurveyProfile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("period", models.TextField()),
                ("question", models.TextField()),
                ("choice", models.TextField()),
                ("count", models.IntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("period", "question", "choice"), name="profiles_are_counted_in_one_place"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("period__regex", "^20[0-9]{2}-Q[1-4]$")),
                        name="profiles_belong_to_a_quarter",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("question__in", ["gender", "education", "occupation"])),
                        name="profile_question_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "choice__in",
                                [
                                    "bachelor",
                                    "business",
                                    "diploma",
                                    "female",
                                    "male",
                                    "official",
                                    "other",
                                    "postgraduate",
                                    "press",
                                    "secondary",
                                    "student",
                                ],
                            )
                        ),
                        name="profile_choice_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SurveyResult",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("period", models.TextField(unique=True)),
                ("respondents", models.IntegerField()),
                ("population", models.IntegerField()),
                ("figures", models.JSONField()),
                ("plan", models.JSONField()),
                ("published_at", models.DateTimeField()),
                (
                    "published_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("period__regex", "^20[0-9]{2}(-Q[1-4])?$")),
                        name="survey_is_of_a_quarter_or_year",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("plan", []), _negated=True), name="survey_comes_with_a_plan"
                    ),
                ],
            },
        ),
        load(__file__),
    ]
