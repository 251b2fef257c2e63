# SPDX-License-Identifier: Apache-2.0
"""Questions on the selection documents, their askers and their answers."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from documents.models import StoredObject
from tenders.models import SelectionDocument, Tender
from vendors.models.bidding import Participation


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
