# SPDX-License-Identifier: Apache-2.0
"""When an open clock reaches each of its levels: written with the clock, claimed once by a tick."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from complaints.rules import Level


class ClockMark(models.Model):
    """One level of one clock. ``of`` is the number of an objection or appeal, or a case.

    ``is_told`` says whether the clock was still open when the mark was claimed.
    """

    rule = models.TextField()
    of = models.TextField()
    subject = models.TextField()
    level = models.TextField()
    reached_at = models.DateTimeField()
    due_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    is_told = models.BooleanField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "of", "level"], name="each_level_of_a_clock_comes_once"),
            models.CheckConstraint(condition=Q(level__in=[word.value for word in Level]), name="level_is_known"),
            models.CheckConstraint(
                condition=Q(claimed_at__isnull=True, is_told__isnull=True)
                | Q(claimed_at__isnull=False, is_told__isnull=False),
                name="a_claimed_mark_says_whether_it_was_told",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["reached_at"], condition=Q(claimed_at__isnull=True), name="marks_not_claimed")
        ]
