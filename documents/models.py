# SPDX-License-Identifier: Apache-2.0
"""Stored objects: bytes that must not change, named by their digest; and the papers that were ordered."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from documents.rules import PaperKind, Store


class StoredObject(models.Model):
    """A file in the object store. ``key`` is its random or digest-made name in the bucket ``store``."""

    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    media_type = models.TextField()
    name = models.TextField()
    store = models.TextField()
    key = models.TextField(unique=True)
    received_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sha256", "store"], name="one_object_per_digest_and_store"),
            models.CheckConstraint(condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="digest_is_64_hex_characters"),
            models.CheckConstraint(condition=Q(size__gte=0), name="object_size_is_not_negative"),
            models.CheckConstraint(condition=Q(store__in=[word.value for word in Store]), name="store_is_known"),
        ]


class Paper(models.Model):
    """A paper that an act ordered, with all it says; the clock prints it once, and then it stays.

    ``key`` is its number, printed on it and named by its QR code; ``subject`` is the tender's code, ``version`` counts
    the papers of one thing from 1. ``data`` is what ``template`` prints, ``basis`` (base64url) the digest of what it
    rests on. ``said_at`` is when the act was done; ``object`` is None until it is printed.
    """

    kind = models.TextField()
    key = models.TextField(unique=True)
    subject = models.TextField()
    version = models.SmallIntegerField(default=1)
    template = models.TextField()
    data = models.JSONField()
    basis = models.CharField(max_length=43)
    said_at = models.DateTimeField()
    training = models.BooleanField(default=False)
    object = models.ForeignKey(StoredObject, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    drawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=[word.value for word in PaperKind]), name="paper_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(object=None, drawn_at=None) | Q(object__isnull=False, drawn_at__isnull=False),
                name="a_printed_paper_says_when",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(object=None), name="papers_not_printed"),
            models.Index(fields=["subject", "id"], name="papers_of_a_subject"),
        ]

    @property
    def url(self) -> str:
        """Address of its file."""
        return f"/tender/{self.subject}/surat/{self.pk}/"
