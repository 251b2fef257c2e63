# SPDX-License-Identifier: Apache-2.0
"""Appeals (sanggah banding) against the answer to an objection: points, bond, its clarification, the decision."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django_fsm import ConcurrentTransitionMixin, FSMField, transition

from complaints.rules import AppealStatus, Channel, Ground, Ordered
from documents.models import StoredObject


class Appeal(ConcurrentTransitionMixin, models.Model):
    """An appeal to the budget authority. ``filed_at`` is its receipt: on paper, when the letter came.

    The bond's least amount and date, and whether silence decides, are those of the rule book, stored once.
    """

    number = models.TextField(unique=True)
    objection = models.OneToOneField("complaints.Objection", on_delete=models.PROTECT, related_name="appeal")
    channel = models.TextField(default=Channel.PORTAL.value)
    filed_at = models.DateTimeField()
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    letter = models.ForeignKey(StoredObject, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    remedy_sought = models.TextField(blank=True)
    hold_ref = models.TextField()
    status = FSMField(default=AppealStatus.FILED.value, protected=True)

    bond_issuer = models.TextField()
    bond_number = models.TextField()
    bond_amount = models.DecimalField(max_digits=20, decimal_places=2)
    bond_least_amount = models.DecimalField(max_digits=20, decimal_places=2)
    bond_valid_until = models.DateField()
    bond_least_until = models.DateField()
    bond_paper = models.ForeignKey(StoredObject, on_delete=models.PROTECT, related_name="+")

    clarified_at = models.DateTimeField(null=True, blank=True)
    clarified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    clarification = models.TextField(blank=True)
    is_bond_valid = models.BooleanField(null=True, blank=True)
    complaint = models.OneToOneField(
        "complaints.Complaint", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    due_on = models.DateField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    basis = models.JSONField(null=True, blank=True)
    silence_accepts = models.BooleanField(default=False)

    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    by_silence = models.BooleanField(default=False)
    is_late = models.BooleanField(default=False)
    ordered = models.TextField(blank=True)
    follow_up = models.TextField(blank=True)

    bond_settled_at = models.DateTimeField(null=True, blank=True)
    bond_settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    bond_settlement = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status__in=[word.value for word in AppealStatus]), name="appeal_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(channel="portal", letter__isnull=True) | Q(channel="paper", letter__isnull=False),
                name="an_appeal_on_paper_has_its_letter",
            ),
            models.CheckConstraint(
                condition=Q(bond_amount__gte=F("bond_least_amount"), bond_least_amount__gt=0),
                name="appeal_bond_is_enough",
            ),
            models.CheckConstraint(
                condition=Q(bond_valid_until__gte=F("bond_least_until")), name="appeal_bond_is_valid_long_enough"
            ),
            models.CheckConstraint(
                condition=~Q(status="upheld") | Q(ordered__in=[word.value for word in Ordered]),
                name="an_accepted_appeal_says_what_follows",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(status="admitted"), name="appeals_not_decided")
        ]

    @transition(status, source=AppealStatus.FILED, target=AppealStatus.ADMITTED)
    def admit(self) -> None:
        """The committee confirms its bond."""

    @transition(status, source=AppealStatus.FILED, target=AppealStatus.INADMISSIBLE)
    def refuse_bond(self) -> None:
        """Its bond is not valid: it is handled as a complaint."""

    @transition(status, source=AppealStatus.ADMITTED, target=AppealStatus.UPHELD)
    def uphold(self) -> None:
        """A point is right, or no answer came in its term."""

    @transition(status, source=AppealStatus.ADMITTED, target=AppealStatus.REJECTED)
    def reject(self) -> None:
        """No point is right."""

    @transition(status, source=[AppealStatus.FILED, AppealStatus.ADMITTED], target=AppealStatus.LAPSED)
    def lapse(self) -> None:
        """Its result is in force no more."""


class AppealPoint(models.Model):
    """One point of an appeal: fact, clause and evidence; and the budget authority's answer to it."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="points")
    position = models.SmallIntegerField()
    ground = models.TextField(choices=[(ground.value, ground.value) for ground in Ground])
    fact = models.TextField()
    clause = models.TextField(blank=True)
    evidence = models.ForeignKey(StoredObject, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    upheld = models.BooleanField(null=True, blank=True)
    answer = models.TextField(blank=True)
    answer_clause = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["appeal", "position"], name="appeal_points_are_numbered_once"),
            models.CheckConstraint(
                condition=Q(upheld__isnull=True) | ~Q(answer=""), name="an_answered_appeal_point_has_an_answer"
            ),
        ]
