# SPDX-License-Identifier: Apache-2.0
"""Objections to a result, and complaints by anyone."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django_fsm import ConcurrentTransitionMixin, FSMField, transition

from complaints.models_appeals import Appeal as Appeal
from complaints.models_appeals import AppealPoint as AppealPoint
from complaints.models_clocks import ClockExtension as ClockExtension
from complaints.models_clocks import ClockMark as ClockMark
from complaints.models_handling import ComplaintClock as ComplaintClock
from complaints.models_handling import ComplaintForwarding as ComplaintForwarding
from complaints.models_handling import ComplaintKind as ComplaintKind
from complaints.models_information import InformationFile as InformationFile
from complaints.models_information import InformationObjection as InformationObjection
from complaints.models_information import InformationRequest as InformationRequest
from complaints.models_sealed import SealedKey as SealedKey
from complaints.models_sealed import SealedObject as SealedObject
from complaints.models_sealed import SealedUpload as SealedUpload
from complaints.models_sealed import SealedVoice as SealedVoice
from complaints.models_survey import SurveyCount as SurveyCount
from complaints.models_survey import SurveyProfile as SurveyProfile
from complaints.models_survey import SurveyResult as SurveyResult
from complaints.models_survey import SurveySpent as SurveySpent
from complaints.rules import ComplaintStatus, Ground, ObjectionStatus, Origin, Outcome, WindowEnd
from documents.models import StoredObject
from evaluation.models import Result
from tenders.models import Tender
from vendors.models import Participation


class Objection(ConcurrentTransitionMixin, models.Model):
    """An objection (sanggah) of a participant against a result; its due date is stored once with its basis."""

    number = models.TextField(unique=True)
    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="objections")
    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="objections")
    remedy_sought = models.TextField(blank=True)
    status = FSMField(default=ObjectionStatus.FILED.value, protected=True)
    filed_at = models.DateTimeField()
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    due_at = models.DateTimeField()
    basis = models.JSONField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_late = models.BooleanField(default=False)
    overdue_at = models.DateTimeField(null=True, blank=True)
    follow_up = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["result", "participation"], name="one_objection_per_result"),
            models.CheckConstraint(
                condition=Q(status__in=[word.value for word in ObjectionStatus]), name="objection_status_is_known"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"], condition=Q(status="filed", overdue_at__isnull=True), name="objections_not_overdue"
            )
        ]

    @transition(status, source=ObjectionStatus.FILED, target=ObjectionStatus.UPHELD)
    def uphold(self) -> None:
        """At least one point is right."""

    @transition(status, source=ObjectionStatus.FILED, target=ObjectionStatus.REJECTED)
    def reject(self) -> None:
        """No point is right."""

    @transition(status, source=ObjectionStatus.FILED, target=ObjectionStatus.WITHDRAWN)
    def withdraw(self) -> None:
        """The objector takes it back."""


class AppealWindow(models.Model):
    """The time in which the objector may appeal (masa sanggah banding): opened by a rejecting answer, counted once."""

    objection = models.OneToOneField(Objection, on_delete=models.PROTECT, related_name="appeal_window")
    opened_at = models.DateTimeField()
    ends_on = models.DateField()
    ends_at = models.DateTimeField()
    basis = models.JSONField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_because = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_because="")
                | Q(closed_at__isnull=False, closed_because__in=[word.value for word in WindowEnd]),
                name="a_closed_appeal_window_says_why",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["ends_at"], condition=Q(closed_at__isnull=True), name="appeal_windows_not_closed")
        ]


class ObjectionPoint(models.Model):
    """One point of an objection: fact, clause and evidence; and the committee's answer to it."""

    objection = models.ForeignKey(Objection, on_delete=models.PROTECT, related_name="points")
    position = models.SmallIntegerField()
    ground = models.TextField(choices=[(ground.value, ground.value) for ground in Ground])
    fact = models.TextField()
    clause = models.TextField(blank=True)
    evidence = models.ForeignKey(StoredObject, on_delete=models.PROTECT, null=True, blank=True)
    upheld = models.BooleanField(null=True, blank=True)
    answer = models.TextField(blank=True)
    answer_clause = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["objection", "position"], name="points_are_numbered_once"),
            models.CheckConstraint(
                condition=Q(upheld__isnull=True) | ~Q(answer=""), name="an_answered_point_has_an_answer"
            ),
        ]


class Complaint(ConcurrentTransitionMixin, models.Model):
    """A complaint (pengaduan) by anyone. Its tracking code is kept only as a keyed hash."""

    case = models.TextField(unique=True)
    nonce = models.CharField(max_length=43, unique=True)
    code_hash = models.CharField(max_length=64)
    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, null=True, blank=True, related_name="complaints")
    subject = models.TextField()
    text = models.TextField()
    origin = models.TextField(default=Origin.PUBLIC.value)
    file_count = models.SmallIntegerField(default=0)
    status = FSMField(default=ComplaintStatus.RECEIVED.value, protected=True)
    outcome = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    received_at = models.DateTimeField()
    due_on = models.DateField()
    due_at = models.DateTimeField()
    basis = models.JSONField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(origin__in=[word.value for word in Origin]), name="complaint_origin_is_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=[word.value for word in ComplaintStatus]), name="complaint_status_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(status="closed") | Q(outcome__in=[word.value for word in Outcome]),
                name="a_closed_complaint_has_an_outcome",
            ),
        ]

    @transition(status, source=[ComplaintStatus.RECEIVED, ComplaintStatus.INCOMPLETE], target=ComplaintStatus.ACCEPTED)
    def accept(self) -> None:
        """The auditor finds it complete."""

    @transition(status, source=ComplaintStatus.RECEIVED, target=ComplaintStatus.INCOMPLETE)
    def ask_for_more(self) -> None:
        """The auditor asks for what is missing."""

    @transition(status, source=ComplaintStatus.ACCEPTED, target=ComplaintStatus.IN_REVIEW)
    def review(self) -> None:
        """The auditor examines it."""

    @transition(
        status,
        source=[
            ComplaintStatus.RECEIVED,
            ComplaintStatus.INCOMPLETE,
            ComplaintStatus.ACCEPTED,
            ComplaintStatus.IN_REVIEW,
        ],
        target=ComplaintStatus.CLOSED,
    )
    def close(self) -> None:
        """It is decided, forwarded, withdrawn or lapsed."""


class ComplaintMessage(models.Model):
    """One message of the thread between complainant and auditor."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="messages")
    from_complainant = models.BooleanField()
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "id"]


class MessageFile(models.Model):
    """A file that came with an auditor's message; whoever holds case number and code reads it, too."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="+")
    message = models.ForeignKey(ComplaintMessage, on_delete=models.PROTECT, related_name="files")
    position = models.SmallIntegerField()
    kept = models.ForeignKey(StoredObject, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["complaint", "position"], name="message_files_are_numbered_once")
        ]


class ComplaintFile(models.Model):
    """A file that came with a complaint, such as the proof of an objection that came too late."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="files")
    position = models.SmallIntegerField()
    kept = models.ForeignKey(StoredObject, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["complaint", "position"], name="complaint_files_are_numbered_once")
        ]


class CodeTry(models.Model):
    """How many wrong tracking codes were given for a case, or from an address, in one hour; both as keyed hashes."""

    key = models.CharField(max_length=64)
    hour = models.DateTimeField()
    count = models.IntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["key", "hour"], name="tries_are_counted_per_hour")]
