# SPDX-License-Identifier: Apache-2.0
"""Participation and sealed bids as they were received."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django_fsm import ConcurrentTransitionMixin, FSMField, transition

from tenders.models import KeySet, Tender
from vendors.models.business import Vendor
from vendors.rules import BidStatus

CURRENT = [word.value for word in (BidStatus.SUBMITTED, BidStatus.OPENED, BidStatus.UNREADABLE, BidStatus.VOID)]


class Participation(models.Model):
    """A vendor registered for a tender (peserta). ``statement_key`` is its key for this tender, fixed by version 1."""

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="participations")
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="participations")
    joined_at = models.DateTimeField()
    joined_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tender", "vendor"], name="one_participation_per_vendor")
        ]


class Envelope(models.Model):
    """A sealed envelope's header (sealed-bids.md 6.1), stored when it was dealt; never changed."""

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="envelopes")
    key_set = models.ForeignKey(KeySet, on_delete=models.PROTECT)
    kind = models.TextField()
    ver = models.IntegerField()
    header = models.BinaryField()
    hash = models.CharField(max_length=43, unique=True)
    env = models.CharField(max_length=43, unique=True)
    dealt_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["participation", "kind", "ver"], name="envelope_serials_are_unique")
        ]


class SealedObject(models.Model):
    """A ciphertext object of an envelope: a multipart upload of sealed 8 MiB segments under a random key."""

    envelope = models.ForeignKey(Envelope, on_delete=models.PROTECT, related_name="sealed_objects")
    n = models.SmallIntegerField()
    key = models.CharField(max_length=64, unique=True)
    upload = models.TextField()
    length = models.BigIntegerField()
    segments = models.IntegerField()
    digest = models.CharField(max_length=43, blank=True)
    begun_at = models.DateTimeField()
    proven_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["n"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["envelope", "n"], name="object_numbers_are_never_reused")
        ]


class Statement(models.Model):
    """A vendor's signed statement and the record of its receipt. Written by ``vendors_accept`` only; immutable."""

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="statements")
    ver = models.IntegerField()
    body = models.BinaryField()
    hash = models.CharField(max_length=43, unique=True)
    public_key = models.CharField(max_length=87)
    envelope_count = models.SmallIntegerField()
    received_at = models.DateTimeField()
    record = models.BinaryField()
    record_hash = models.BinaryField(unique=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["participation", "ver"], name="statement_versions_are_unique")
        ]


class StatementCopy(models.Model):
    """That a statement and its record stand in the sealed store too; which have none yet, the tick asks."""

    statement = models.OneToOneField(Statement, on_delete=models.PROTECT, primary_key=True, related_name="copy")


class Bid(ConcurrentTransitionMixin, models.Model):
    """The state of one statement version (penawaran). A withdrawal leaves the earlier row ``withdrawn``."""

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="bids")
    statement = models.OneToOneField(Statement, on_delete=models.PROTECT)
    status = FSMField(default=BidStatus.SUBMITTED.value, protected=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status__in=[word.value for word in BidStatus]), name="bid_status_is_known"
            ),
            models.UniqueConstraint(
                fields=["participation"],
                condition=Q(status__in=CURRENT),
                name="one_current_bid_per_participation",
            ),
        ]

    @transition(status, source=BidStatus.SUBMITTED, target=BidStatus.SUPERSEDED)
    def supersede(self) -> None:
        """A later version took its place."""

    @transition(status, source=BidStatus.SUBMITTED, target=BidStatus.WITHDRAWN)
    def withdraw(self) -> None:
        """The vendor withdrew."""

    @transition(status, source=BidStatus.SUBMITTED, target=BidStatus.OPENED)
    def open(self) -> None:
        """It opened and every digest matched."""

    @transition(status, source=BidStatus.SUBMITTED, target=BidStatus.UNREADABLE)
    def mark_unreadable(self) -> None:
        """Its bytes are those received and still do not open."""

    @transition(status, source=BidStatus.SUBMITTED, target=BidStatus.VOID)
    def void(self) -> None:
        """Its dealing was inconsistent, or the portal lost its bytes."""


class Refusal(models.Model):
    """A sealing act that was refused: kept as evidence, by whom, when and with which sentence."""

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="refusals")
    statement_hash = models.CharField(max_length=43)
    reason = models.TextField()
    at = models.DateTimeField()


class Close(models.Model):
    """The close document of a tender's round (sealed-bids.md 7.6), revealing every statement."""

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="closes")
    lot = models.TextField(default="1")
    round = models.SmallIntegerField(default=1)
    body = models.BinaryField()
    hash = models.CharField(max_length=43, unique=True)
    closed_at = models.DateTimeField()
    leaf = models.BigIntegerField()

    class Meta:
        # A round is closed once more only after a close without bids (vendors/sql/0009).
        indexes: ClassVar = [models.Index(fields=["tender", "lot", "round"], name="closes_by_round")]
