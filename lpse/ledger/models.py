# SPDX-License-Identifier: Apache-2.0
"""Tables of the public record. Rows are only ever added; the database refuses anything else (sql/)."""

from django.db import models


class Head(models.Model):
    """The one row that every append locks last: size of the record and time of its last entry."""

    id = models.SmallIntegerField(primary_key=True)
    size = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="ledger_has_one_head")]


class Entry(models.Model):
    """One entry (leaf). ``body`` is what is hashed; the other columns only help to find it."""

    idx = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    kind = models.TextField()
    act = models.TextField(blank=True)
    subject = models.TextField(blank=True)
    body = models.BinaryField()
    leaf_hash = models.BinaryField()

    class Meta:
        indexes = [
            models.Index(fields=["subject", "idx"], name="ledger_entry_by_subject"),
            models.Index(fields=["kind", "idx"], name="ledger_entry_by_kind"),
            models.Index(fields=["act", "idx"], name="ledger_entry_by_act"),
            models.Index(fields=["leaf_hash"], name="ledger_entry_by_hash"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(idx__gte=0), name="ledger_begins_at_zero"),
        ]

    def __str__(self) -> str:
        return f"#{self.idx} {self.kind}"


class Node(models.Model):
    """A complete inner node of the Merkle tree, computed by the database when its last leaf arrives."""

    pk = models.CompositePrimaryKey("level", "idx")
    level = models.SmallIntegerField()
    idx = models.BigIntegerField()
    hash = models.BinaryField()


class Checkpoint(models.Model):
    """A signed head: the record at one size."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    note = models.TextField()
    signed_at = models.DateTimeField()


class Document(models.Model):
    """A public document that a leaf names by its SHA-256."""

    sha256 = models.TextField(primary_key=True)
    body = models.BinaryField()


class PrivatePart(models.Model):
    """What an entry only commits to, with its salt.

    The app writes it and cannot read it; the owner of the database can.
    """

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="+")
    salt = models.BinaryField()
    body = models.BinaryField()

    class Meta:
        db_table = "ledger_private"


class Batch(models.Model):
    """A `sealed` leaf's secret: the seed of its dummies. ``tick_at`` is the clock's multiple it stands for, if any."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="+")
    seed = models.BinaryField()
    tick_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["tick_at"], name="ledger_batch_by_tick")]


class Pending(models.Model):
    """A record hash waiting for its batch, then its place.

    Written by the acceptance of a bid, without the head lock.
    """

    record_hash = models.BinaryField(primary_key=True)
    tender = models.TextField()
    received_at = models.DateTimeField()
    entry = models.ForeignKey(Batch, on_delete=models.PROTECT, null=True, related_name="records")
    position = models.SmallIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["received_at"], name="ledger_pending_waiting", condition=models.Q(entry=None)),
            models.Index(fields=["tender"], name="ledger_pending_by_tender"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["entry", "position"], name="ledger_one_record_per_slot"),
            models.CheckConstraint(
                condition=models.Q(entry=None, position=None)
                | models.Q(entry__isnull=False, position__gte=0, position__lt=256),
                name="ledger_slot_is_whole",
            ),
        ]
