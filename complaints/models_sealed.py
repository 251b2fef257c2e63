# SPDX-License-Identifier: Apache-2.0
"""Sealed parts of a complaint (``sb1/voice``): ciphertext, and the secret wrapped for each auditor on duty."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from complaints.rules import IdentityMode
from documents.models import StoredObject
from lpse.accounts.models import MemberKey


class SealedUpload(models.Model):
    """A sealed object of a form that was not sent yet. What is sent is kept; the rest is swept after a day.

    The row comes before the bytes, so that none is forgotten; digest and size follow them. Nothing says from where.
    """

    key = models.TextField(unique=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(null=True, blank=True)
    begun_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(sha256="", size__isnull=True) | Q(sha256__regex="^[0-9a-f]{64}$", size__gte=0),
                name="a_whole_upload_has_digest_and_size",
            )
        ]


class SealedVoice(models.Model):
    """What a complainant's browser sealed: identity and files. ``header`` is its canonical JSON as it came.

    ``message`` is the reply it came with; None for what came with the complaint itself. Each has a secret of its own.
    """

    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="sealed_voices")
    message = models.OneToOneField(
        "complaints.ComplaintMessage", on_delete=models.PROTECT, related_name="sealed", null=True, blank=True
    )
    mode = models.TextField()
    header = models.TextField()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["complaint"],
                condition=Q(message__isnull=True),
                name="sealed_parts_come_once_with_the_complaint",
            ),
            models.CheckConstraint(
                condition=Q(mode__in=[word.value for word in IdentityMode]), name="identity_mode_is_known"
            ),
        ]


class SealedObject(models.Model):
    """One sealed object: the manifest with the identity (0) or a file (1 and up)."""

    sealed = models.ForeignKey(SealedVoice, on_delete=models.PROTECT, related_name="parts")
    position = models.SmallIntegerField()
    kept = models.ForeignKey(StoredObject, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sealed", "position"], name="sealed_objects_are_numbered_once")
        ]


class SealedKey(models.Model):
    """The secret of a complaint, wrapped for one auditor's key by the complainant, or by an auditor for a successor."""

    sealed = models.ForeignKey(SealedVoice, on_delete=models.PROTECT, related_name="keys")
    key = models.ForeignKey(MemberKey, on_delete=models.PROTECT, related_name="+")
    wrapped = models.CharField(max_length=107)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sealed", "key"], name="a_secret_is_wrapped_once_for_each_key"),
            models.CheckConstraint(condition=Q(wrapped__regex="^[A-Za-z0-9_-]{107}$"), name="a_wrap_has_80_bytes"),
        ]
