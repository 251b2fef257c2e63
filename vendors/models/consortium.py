# SPDX-License-Identifier: Apache-2.0
"""Joint operations (KSO): vendors that bid together through the participation of their lead."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from documents.models import StoredObject
from tenders.models import Tender
from vendors.models.bidding import Participation
from vendors.models.business import Vendor


class Consortium(models.Model):
    """A joint operation (kerja sama operasi, KSO) in one tender; its lead takes part and sends for all.

    It stands until ``dissolved_at``, which may be set before the first bid only. Source: R-ACT-11.
    """

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="consortia")
    name = models.TextField()
    agreement = models.ForeignKey(StoredObject, on_delete=models.PROTECT, related_name="+")
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()
    dissolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["participation"],
                condition=Q(dissolved_at__isnull=True),
                name="one_consortium_per_participation",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="a_consortium_has_a_name"),
        ]


class ConsortiumMember(models.Model):
    """A vendor in a joint operation with its share in percent; it agrees or refuses once, by its own person.

    The lead agrees by declaring. ``left_at`` is set with the end of the joint operation, by the database.
    """

    consortium = models.ForeignKey(Consortium, on_delete=models.PROTECT, related_name="members")
    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="consortium_members")
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="consortium_places")
    share = models.DecimalField(max_digits=5, decimal_places=2)
    is_lead = models.BooleanField(default=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True, default="")
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-is_lead", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["consortium", "vendor"], name="a_vendor_is_in_a_consortium_once"),
            models.UniqueConstraint(
                fields=["tender", "vendor"],
                condition=Q(agreed_at__isnull=False, left_at__isnull=True),
                name="one_consortium_per_vendor_and_tender",
            ),
            models.CheckConstraint(condition=Q(share__gt=0, share__lt=100), name="a_member_has_a_share"),
            models.CheckConstraint(
                condition=Q(agreed_at__isnull=True) | Q(refused_at__isnull=True), name="a_member_agrees_or_refuses"
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True, agreed_at__isnull=True, refused_at__isnull=True)
                | Q(answered_by__isnull=False, agreed_at__isnull=False)
                | Q(answered_by__isnull=False, refused_at__isnull=False) & ~Q(reason=""),
                name="an_answer_of_a_member_has_its_person",
            ),
        ]
