# SPDX-License-Identifier: Apache-2.0
"""Stored objects: bytes that must not change, named by their digest."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from documents.rules import Store


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
