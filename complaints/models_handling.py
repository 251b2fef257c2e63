# SPDX-License-Identifier: Apache-2.0
"""How a complaint is handled: its class, the clocks of both laws side by side, and where it was forwarded."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from complaints.rules import ReportKind


class ComplaintKind(models.Model):
    """The class of a complaint (law.md R-LAPOR-1), given once when it is found complete."""

    complaint = models.OneToOneField("complaints.Complaint", on_delete=models.PROTECT, related_name="kind")
    word = models.TextField()
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(word__in=[word.value for word in ReportKind]), name="report_kind_is_known"
            )
        ]


class ComplaintClock(models.Model):
    """One further clock of a complaint beside the one it came with: started by an act, counted once."""

    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="clocks")
    rule = models.TextField()
    starts_at = models.DateTimeField()
    due_on = models.DateField()
    due_at = models.DateTimeField()
    basis = models.JSONField()

    class Meta:
        ordering: ClassVar = ["due_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["complaint", "rule"], name="each_clock_of_a_complaint_starts_once")
        ]


class ComplaintForwarding(models.Model):
    """A complaint forwarded to who is competent (diteruskan), with a clock of its own for their answer."""

    complaint = models.OneToOneField("complaints.Complaint", on_delete=models.PROTECT, related_name="forwarding")
    to = models.TextField()
    letter = models.TextField(blank=True)
    forwarded_at = models.DateTimeField()
    due_on = models.DateField()
    due_at = models.DateTimeField()
    basis = models.JSONField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(to=""), name="a_forwarding_says_to_whom"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="") | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="an_answered_forwarding_has_its_answer",
            ),
        ]
