# SPDX-License-Identifier: Apache-2.0
"""The service survey (SKM) as counts. There is no row of an answer, so nothing can tie one to a person or a bid."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from complaints.rules_survey import CHOICES, Question, Service

QUARTER = r"^20[0-9]{2}-Q[1-4]$"
SPAN = r"^20[0-9]{2}(-Q[1-4])?$"


class SurveyCount(models.Model):
    """How often an element was rated with a score in a quarter, by those who were asked after one service."""

    period = models.TextField()
    service = models.TextField()
    element = models.SmallIntegerField()
    score = models.SmallIntegerField()
    count = models.IntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["period", "service", "element", "score"], name="ratings_are_counted_in_one_place"
            ),
            models.CheckConstraint(condition=Q(period__regex=QUARTER), name="ratings_belong_to_a_quarter"),
            models.CheckConstraint(condition=Q(service__in=[word.value for word in Service]), name="service_is_known"),
            models.CheckConstraint(condition=Q(element__range=(1, 9)), name="there_are_nine_elements"),
            models.CheckConstraint(condition=Q(score__range=(1, 4)), name="scores_are_one_to_four"),
        ]


class SurveyProfile(models.Model):
    """How often respondents of a quarter said one thing of themselves, apart from what they answered."""

    period = models.TextField()
    question = models.TextField()
    choice = models.TextField()
    count = models.IntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["period", "question", "choice"], name="profiles_are_counted_in_one_place"),
            models.CheckConstraint(condition=Q(period__regex=QUARTER), name="profiles_belong_to_a_quarter"),
            models.CheckConstraint(
                condition=Q(question__in=[word.value for word in Question]), name="profile_question_is_known"
            ),
            models.CheckConstraint(
                condition=Q(choice__in=sorted({word for words in CHOICES.values() for word in words})),
                name="profile_choice_is_known",
            ),
        ]


class SurveySpent(models.Model):
    """That a service was rated, or a form sent, under a keyed hash: no time, no quarter, no score, no account."""

    key = models.CharField(max_length=64, primary_key=True)


class SurveyResult(models.Model):
    """The published result of a quarter or year (hasil SKM) with its follow-up plan; it never changes."""

    period = models.TextField(unique=True)
    respondents = models.IntegerField()
    population = models.IntegerField()
    figures = models.JSONField()
    plan = models.JSONField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(period__regex=SPAN), name="survey_is_of_a_quarter_or_year"),
            models.CheckConstraint(condition=~Q(plan=[]), name="survey_comes_with_a_plan"),
        ]
