# SPDX-License-Identifier: Apache-2.0
"""The archive: finished packages of an earlier system, read-only, outside the constraints of live tenders."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from tenders.inaproc.cards import Ending
from tenders.inaproc.tables import NAMED, Kind

MONEY: dict[str, Any] = {"max_digits": 20, "decimal_places": 2, "null": True, "blank": True}


class ArchiveImport(models.Model):
    """One import that changed the archive; open only inside its own transaction, and on the public record.

    ``counts`` holds per table how many rows were read, added, replaced, unchanged and refused.
    """

    folder = models.TextField()
    is_invented = models.BooleanField(default=False)
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict)
    report_sha256 = models.CharField(max_length=64, blank=True)

    @property
    def subject(self) -> str:
        """What the import is called on the record."""
        return f"arsip-{self.pk}"


class ArchivedTender(models.Model):
    """A package of the archive as a list shows it; everything known of it stands in its rows.

    ``announced_at`` is when it was announced, or the first time known of it; ``basis`` is the table that told of it
    first. The database keeps a further column ``search`` of words and facets (sql/0003_archive.sql).
    """

    kind = models.TextField()
    number = models.BigIntegerField()
    code = models.TextField(unique=True)
    title = models.TextField()
    status = models.TextField()
    category = models.TextField(blank=True)
    method = models.TextField(blank=True)
    year = models.SmallIntegerField()
    work_unit = models.TextField(blank=True)
    work_unit_code = models.TextField(blank=True)
    agency = models.TextField(blank=True)
    ceiling = models.DecimalField(**MONEY)
    owner_estimate = models.DecimalField(**MONEY)
    announced_at = models.DateTimeField()
    package_number = models.BigIntegerField(null=True, blank=True)
    plan_codes = models.TextField(blank=True)
    basis = models.TextField()
    is_invented = models.BooleanField(default=False)
    imported = models.ForeignKey(ArchiveImport, on_delete=models.PROTECT, related_name="tenders")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "number"], name="archived_numbers_are_unique"),
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in Kind]), name="archived_kind_is_known"),
            models.CheckConstraint(
                condition=Q(status__in=[ending.value for ending in Ending]), name="archived_ending_is_known"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-announced_at", "-id"], name="archived_by_time"),
            models.Index(fields=["year", "-announced_at", "-id"], name="archived_by_year"),
            models.Index(fields=["package_number"], name="archived_by_package"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class ArchivedRow(models.Model):
    """One row of an export: ``body`` is its line, verbatim, ``digest`` its SHA-256, ``key`` unique in its table."""

    tender = models.ForeignKey(ArchivedTender, on_delete=models.PROTECT, related_name="rows", db_index=False)
    source = models.TextField()
    key = models.TextField()
    digest = models.BinaryField()
    body = models.TextField()
    imported = models.ForeignKey(ArchiveImport, on_delete=models.PROTECT, related_name="rows")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "key"], name="archived_rows_are_unique"),
            models.CheckConstraint(condition=Q(source__in=list(NAMED)), name="archived_table_is_known"),
        ]
        indexes: ClassVar = [models.Index(fields=["tender", "source"], name="archived_by_tender")]
