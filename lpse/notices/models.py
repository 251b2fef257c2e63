# SPDX-License-Identifier: Apache-2.0
"""How far the notices have followed the record."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Cursor(models.Model):
    """The one row that says which entry of the record is next to be told."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    next_idx = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="notices_have_one_cursor")]
