# SPDX-License-Identifier: Apache-2.0
"""What committee and officer write of a draft: its document, the versions of its estimate, remarks, agreement."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from tenders.review import ReviewPart


class DocumentText(models.Model):
    """A field of the structured selection document as its owner wrote it; a field without a row has its default."""

    tender = models.ForeignKey("tenders.Tender", on_delete=models.PROTECT, related_name="texts")
    field = models.TextField()
    text = models.TextField()
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tender", "field"], name="one_text_per_field"),
            models.CheckConstraint(condition=~Q(text=""), name="a_document_text_is_not_empty"),
        ]


class ReviewRemark(models.Model):
    """A remark of the committee (catatan reviu): answered by the officer, then settled by the committee."""

    tender = models.ForeignKey("tenders.Tender", on_delete=models.PROTECT, related_name="remarks")
    number = models.SmallIntegerField()
    part = models.TextField()
    text = models.TextField()
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    answer = models.TextField(blank=True, default="")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tender", "number"], name="remark_numbers_are_unique"),
            models.CheckConstraint(
                condition=Q(part__in=[part.value for part in ReviewPart]) & ~Q(text=""), name="a_remark_says_what_about"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_by=None, answered_at=None)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="an_answer_has_its_author",
            ),
            models.CheckConstraint(
                condition=Q(settled_by=None, settled_at=None)
                | Q(settled_by__isnull=False, settled_at__isnull=False, answered_at__isnull=False),
                name="a_remark_is_settled_after_its_answer",
            ),
        ]


class DocumentAgreement(models.Model):
    """The officer's agreement to documents, requirements and items of a draft; any change of them voids it.

    ``digest`` names the canonical bytes of what was agreed to.
    """

    tender = models.ForeignKey("tenders.Tender", on_delete=models.PROTECT, related_name="agreements")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    digest = models.CharField(max_length=43)
    voided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["tender"], condition=Q(voided_at=None), name="one_agreement_in_force_per_tender"
            )
        ]


class EstimateVersion(models.Model):
    """The owner's estimate (HPS) as the officer changed it after the assignment (law.md R-HPS-1 to R-HPS-3).

    ``rows`` are {"number", "description", "unit", "quantity", "unit_price", "is_tax_free", "source"}, beside what they
    were before; unit prices stay confidential. Version 1 is what the tender began with and has no row here.
    """

    tender = models.ForeignKey("tenders.Tender", on_delete=models.PROTECT, related_name="estimate_versions")
    number = models.SmallIntegerField()
    reason = models.TextField()
    rows = models.JSONField()
    rows_before = models.JSONField()
    owner_estimate = models.DecimalField(max_digits=20, decimal_places=2)
    owner_estimate_net = models.DecimalField(max_digits=20, decimal_places=2)
    owner_estimate_before = models.DecimalField(max_digits=20, decimal_places=2)
    owner_estimate_on = models.DateField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tender", "number"], name="estimate_version_numbers_are_unique"),
            models.CheckConstraint(condition=~Q(reason=""), name="an_estimate_version_has_its_reason"),
            models.CheckConstraint(
                condition=Q(owner_estimate_net__gt=0, owner_estimate_net__lte=F("owner_estimate")),
                name="version_net_estimate_within_estimate",
            ),
        ]
