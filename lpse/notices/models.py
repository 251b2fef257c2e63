# SPDX-License-Identifier: Apache-2.0
"""How far the notices have followed the record, the notices of each person, and the letters that copy them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from lpse.ledger.models import Entry
from lpse.notices.sides import Group


class Cursor(models.Model):
    """Which entry of the record is next: row 1 for open pages, row 2 for inboxes."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    next_idx = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id__in=[1, 2]), name="notices_have_two_cursors")]


class Notice(models.Model):
    """What one person is told of one act (pemberitahuan). Being here is the service of it; mail is a copy.

    ``until`` is the last moment to do something, as it stood when the notice was delivered. Never changed but for
    ``read_at``, set once when its page is first opened.
    """

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    party = models.TextField()
    act = models.TextField()
    subject = models.TextField()
    name = models.TextField(blank=True)
    until = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recipient", "entry"], name="one_notice_per_person_and_act"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["recipient", "-id"], name="notices_by_person"),
            models.Index(fields=["recipient"], condition=Q(read_at=None), name="notices_unread"),
        ]


class Letter(models.Model):
    """The copy of a notice by mail (surel): tried until the mail server takes it."""

    notice = models.OneToOneField(Notice, on_delete=models.PROTECT, related_name="letter")
    address = models.EmailField()
    next_at = models.DateTimeField()
    attempts = models.IntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    problem = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["next_at"], condition=Q(sent_at=None), name="notices_letters_due")]


class WithoutMail(models.Model):
    """A person wants no mail for one group of notices; the inbox has them all the same."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    group = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "group"], name="one_choice_per_group"),
            models.CheckConstraint(
                condition=Q(group__in=[group.value for group in Group]), name="notice_group_is_known"
            ),
        ]
