# SPDX-License-Identifier: Apache-2.0
"""Vendors, their qualification data, participation, and sealed bids as they were received."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django_fsm import ConcurrentTransitionMixin, FSMField, transition

from documents.models import StoredObject
from tenders.models import MONEY, KeySet, SelectionDocument, Tender
from vendors.rules import BidStatus, Power, VendorStatus

CURRENT = [word.value for word in (BidStatus.SUBMITTED, BidStatus.OPENED, BidStatus.UNREADABLE, BidStatus.VOID)]


class Vendor(ConcurrentTransitionMixin, models.Model):
    """A business entity (pelaku usaha); a supplier (penyedia) once verified. ``code`` is its opaque public id."""

    code = models.TextField(unique=True)
    form = models.TextField()
    name = models.TextField()
    business_number = models.CharField(max_length=13, unique=True)
    tax_number = models.CharField(max_length=16, unique=True)
    address = models.TextField()
    city = models.TextField()
    phone = models.TextField(blank=True)
    small_business = models.BooleanField(default=True)
    status = FSMField(default=VendorStatus.REGISTERED.value, protected=True)
    registered_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status__in=[word.value for word in VendorStatus]), name="vendor_status_is_known"
            ),
            models.CheckConstraint(condition=Q(business_number__regex="^[0-9]{13}$"), name="nib_is_13_digits"),
            models.CheckConstraint(condition=Q(tax_number__regex="^[0-9]{15,16}$"), name="npwp_is_15_or_16_digits"),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.name}".strip()

    @transition(status, source=[VendorStatus.REGISTERED, VendorStatus.RETURNED], target=VendorStatus.SUBMITTED)
    def submit(self) -> None:
        """The vendor asks for verification."""

    @transition(status, source=VendorStatus.SUBMITTED, target=VendorStatus.RETURNED)
    def send_back(self) -> None:
        """The verifier returns it with reasons beside the fields."""

    @transition(status, source=[VendorStatus.SUBMITTED, VendorStatus.SUSPENDED], target=VendorStatus.VERIFIED)
    def verify(self) -> None:
        """The verifier accepts the data."""

    @transition(status, source=VendorStatus.VERIFIED, target=VendorStatus.SUSPENDED)
    def suspend(self) -> None:
        """The vendor may not join or bid for now."""


class VendorSeat(models.Model):
    """A person's power to act for a vendor."""

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="vendor_seats")
    power = models.TextField(choices=[(power.value, power.value) for power in Power], default=Power.SIGNER.value)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(ended_at__isnull=True), name="one_current_vendor_per_person"
            )
        ]


class Licence(models.Model):
    """A business licence (izin usaha) with its validity and evidence."""

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="licences")
    kind = models.TextField()
    number = models.TextField()
    issuer = models.TextField()
    valid_until = models.DateField(null=True, blank=True)
    evidence = models.ForeignKey(StoredObject, on_delete=models.PROTECT, null=True, blank=True)


class TaxRecord(models.Model):
    """A filed yearly tax return (SPT tahunan)."""

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="tax_records")
    year = models.SmallIntegerField()
    number = models.TextField()
    evidence = models.ForeignKey(StoredObject, on_delete=models.PROTECT, null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["vendor", "year"], name="one_tax_record_per_year")]


class Experience(models.Model):
    """A finished contract (pengalaman)."""

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="experiences")
    title = models.TextField()
    client = models.TextField()
    value = models.DecimalField(**MONEY)
    finished_on = models.DateField()
    evidence = models.ForeignKey(StoredObject, on_delete=models.PROTECT, null=True, blank=True)


class VerificationVerdict(models.Model):
    """A verifier's verdict on one field or row of a vendor's data, with its reason."""

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="verdicts")
    field = models.TextField()
    accepted = models.BooleanField()
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(accepted=True) | ~Q(reason=""), name="a_refusal_has_a_reason")
        ]


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
        constraints: ClassVar = [models.UniqueConstraint(fields=["tender", "lot", "round"], name="one_close_per_round")]


class Clarification(models.Model):
    """The explanation of a tender's documents (pemberian penjelasan): whether askers are masked, when it was closed.

    Without a row askers are masked. ``closed_at`` is set once, when its minutes are drawn.
    """

    tender = models.OneToOneField(Tender, on_delete=models.PROTECT, related_name="clarification")
    masked = models.BooleanField(default=True)
    closed_at = models.DateTimeField(null=True, blank=True)


class Asker(models.Model):
    """The number under which a participant asks in one tender: given with its first question, unlike anywhere else."""

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="askers")
    participation = models.OneToOneField(Participation, on_delete=models.PROTECT, related_name="asker")
    number = models.SmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tender", "number"], name="asker_numbers_are_unique"),
            models.CheckConstraint(condition=Q(number__gte=1), name="asker_numbers_begin_at_one"),
        ]


class Question(models.Model):
    """A question on the selection documents; never changed. ``asked_at`` is the database's own moment.

    ``digest`` names it on the public record; the same words sent twice by one asker are one question.
    """

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="questions")
    number = models.SmallIntegerField()
    asker = models.ForeignKey(Asker, on_delete=models.PROTECT, related_name="questions")
    document = models.ForeignKey(SelectionDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    clause = models.TextField()
    text = models.TextField()
    sameness = models.CharField(max_length=43)
    digest = models.CharField(max_length=43)
    file = models.ForeignKey(StoredObject, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tender", "number"], name="question_numbers_are_unique"),
            models.UniqueConstraint(fields=["asker", "sameness"], name="a_question_is_asked_once"),
            models.CheckConstraint(condition=~Q(text="") & ~Q(clause=""), name="a_question_names_its_clause"),
        ]


class Answer(models.Model):
    """What the committee says to a question: a text, or the other question it is answered with (digabung).

    A draft until ``published_at``, which nobody outside the committee sees; afterwards it never changes. ``version``
    counts the saves of the draft. ``is_late`` says that it came after the window.
    """

    question = models.OneToOneField(Question, on_delete=models.PROTECT, related_name="answer")
    text = models.TextField(blank=True)
    points_to = models.ForeignKey(Question, on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    version = models.SmallIntegerField(default=1)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    is_late = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(points_to__isnull=True) & ~Q(text="") | Q(points_to__isnull=False, text=""),
                name="an_answer_is_a_text_or_a_merge",
            )
        ]
