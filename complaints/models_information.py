# SPDX-License-Identifier: Apache-2.0
"""Requests for public information (KIP): the request and its answer, files that come with it, the objection."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django_fsm import ConcurrentTransitionMixin, FSMField, transition

from complaints.rules_information import Decision, Delivery, InformationStatus
from documents.models import StoredObject
from lpse.regulations.information import Exemption, ObjectionGround

_KEPT_BACK = Q(decision__in=[Decision.PARTLY.value, Decision.REFUSED.value])


class InformationRequest(ConcurrentTransitionMixin, models.Model):
    """A request of anyone (permohonan informasi publik). Name and contact are for the officer and the superior only.

    ``due_at`` is the end of the first term, ``extended_due_at`` that of its one extension; both are counted once.
    ``summary`` is what the public register says of it.
    """

    number = models.TextField(unique=True)
    nonce = models.CharField(max_length=43, unique=True)
    code_hash = models.CharField(max_length=64)
    regulation = models.TextField()
    name = models.TextField()
    contact = models.TextField()
    subject = models.TextField()
    text = models.TextField()
    purpose = models.TextField()
    delivery = models.TextField()
    status = FSMField(default=InformationStatus.RECEIVED.value, protected=True)
    received_at = models.DateTimeField()
    due_on = models.DateField()
    due_at = models.DateTimeField()
    basis = models.JSONField()

    extended_at = models.DateTimeField(null=True, blank=True)
    extended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    extension_reason = models.TextField(blank=True)
    extended_due_on = models.DateField(null=True, blank=True)
    extended_due_at = models.DateTimeField(null=True, blank=True)
    extended_basis = models.JSONField(null=True, blank=True)

    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    answered_late = models.BooleanField(default=False)
    decision = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    exemption = models.TextField(blank=True)
    consequence = models.TextField(blank=True)
    objection_ends_on = models.DateField(null=True, blank=True)
    objection_ends_at = models.DateTimeField(null=True, blank=True)
    objection_basis = models.JSONField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status__in=[word.value for word in InformationStatus]), name="information_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(delivery__in=[word.value for word in Delivery]), name="information_delivery_is_known"
            ),
            models.CheckConstraint(
                condition=Q(extended_at__isnull=True, extended_due_at__isnull=True, extension_reason="")
                | (Q(extended_at__isnull=False, extended_due_at__isnull=False) & ~Q(extension_reason="")),
                name="an_extension_has_its_reason",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, decision="", objection_ends_at__isnull=True)
                | (
                    Q(answered_at__isnull=False, objection_ends_at__isnull=False)
                    & Q(decision__in=[word.value for word in Decision])
                    & ~Q(answer="")
                    & ~Q(summary="")
                ),
                name="an_answered_request_has_its_answer",
            ),
            models.CheckConstraint(
                condition=(_KEPT_BACK & Q(exemption__in=[word.value for word in Exemption]) & ~Q(consequence=""))
                | (~_KEPT_BACK & Q(exemption="", consequence="")),
                name="what_is_kept_back_names_its_exemption",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(status="received"), name="information_not_answered")
        ]

    @transition(status, source=InformationStatus.RECEIVED, target=InformationStatus.ANSWERED)
    def reply(self) -> None:
        """The information officer answers."""

    @transition(
        status, source=[InformationStatus.RECEIVED, InformationStatus.ANSWERED], target=InformationStatus.OBJECTED
    )
    def contest(self) -> None:
        """The requester objects to the answer, or to silence."""

    @transition(status, source=InformationStatus.OBJECTED, target=InformationStatus.REVIEWED)
    def review(self) -> None:
        """The superior answers the objection."""


class InformationFile(models.Model):
    """A file handed over with an answer: the officer's, or (``is_of_objection``) the superior's."""

    request = models.ForeignKey(InformationRequest, on_delete=models.PROTECT, related_name="files")
    position = models.SmallIntegerField()
    is_of_objection = models.BooleanField(default=False)
    kept = models.ForeignKey(StoredObject, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "position"], name="information_files_are_numbered_once")
        ]


class InformationObjection(models.Model):
    """An objection to the superior of the officer (keberatan), in the window that ends at ``window_ends_at``.

    ``attorney`` names who acts for the requester, with the special power of attorney, if anybody does (R-KIP-7).
    ``dispute_ends_at`` is the end of the time to go to the Information Commission after the superior's answer.
    """

    request = models.OneToOneField(InformationRequest, on_delete=models.PROTECT, related_name="objection")
    ground = models.TextField()
    text = models.TextField()
    attorney = models.TextField(blank=True)
    filed_at = models.DateTimeField()
    window_ends_at = models.DateTimeField()
    window_basis = models.JSONField()
    due_on = models.DateField()
    due_at = models.DateTimeField()
    basis = models.JSONField()

    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    answered_late = models.BooleanField(default=False)
    upheld = models.BooleanField(null=True, blank=True)
    answer = models.TextField(blank=True)
    dispute_ends_on = models.DateField(null=True, blank=True)
    dispute_ends_at = models.DateTimeField(null=True, blank=True)
    dispute_basis = models.JSONField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ground__in=[word.value for word in ObjectionGround]), name="information_ground_is_known"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, upheld__isnull=True, answer="", dispute_ends_at__isnull=True)
                | (Q(answered_at__isnull=False, upheld__isnull=False, dispute_ends_at__isnull=False) & ~Q(answer="")),
                name="an_answered_objection_opens_the_way_to_a_dispute",
            ),
        ]
