# SPDX-License-Identifier: Apache-2.0
"""When an open clock reaches each of its levels, and the one way in which its stored end moves: two people, later."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

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


class ClockExtension(models.Model):
    """A proposal that open clocks end later, because a holiday was decreed after they were counted (R-CAL-4).

    ``of`` is a tender's code, the number of an appeal, or a case; ``changes`` holds one object per clock, ``rule``,
    and ``old`` and ``new`` as a basis is stored. One person proposes, another decides; only then a stored end moves.
    """

    of = models.TextField()
    subject = models.TextField()
    changes = models.JSONField()
    reason = models.TextField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    is_accepted = models.BooleanField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["of"], condition=Q(is_accepted__isnull=True), name="one_extension_waits_per_matter"
            ),
            models.CheckConstraint(
                condition=Q(is_accepted__isnull=True, decided_by__isnull=True, decided_at__isnull=True)
                | Q(is_accepted__isnull=False, decided_by__isnull=False, decided_at__isnull=False),
                name="a_decided_extension_says_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(is_accepted=True) | ~Q(decided_by=F("proposed_by")), name="two_people_extend_a_clock"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_clock_extension_has_its_reason"),
        ]
