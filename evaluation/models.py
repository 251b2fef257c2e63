# SPDX-License-Identifier: Apache-2.0
"""Opening, evaluation, minutes, result and award."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from documents.models import StoredObject
from evaluation.rules.assessing import LAST_PAGE
from evaluation.rules.clarifying import Outcome, Subject
from evaluation.rules.proving import ProofOutcome
from tenders.models import MONEY, CommitteeSeat, Requirement, Tender
from tenders.rules import Step
from vendors.models import Bid, Close, Vendor


class Opening(models.Model):
    """The opening document of a tender (sealed-bids.md 7.7): the list every member releases shares for."""

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="openings")
    close = models.ForeignKey(Close, on_delete=models.PROTECT)
    kind = models.TextField(default="single")
    body = models.BinaryField()
    hash = models.CharField(max_length=43, unique=True)
    leaf = models.BigIntegerField()
    begun_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    disputed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["close", "kind"], name="one_opening_per_kind")]


class Release(models.Model):
    """A member's sealed release of shares; the box stays in the restricted part, its digest is on the record."""

    opening = models.ForeignKey(Opening, on_delete=models.PROTECT, related_name="releases")
    seat = models.ForeignKey(CommitteeSeat, on_delete=models.PROTECT)
    x = models.SmallIntegerField()
    box = models.BinaryField()
    signature = models.CharField(max_length=86)
    leaf = models.BigIntegerField()
    released_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["opening", "x"], name="one_release_per_member")]


class OpenedBid(models.Model):
    """What an envelope turned out to hold. ``form`` is the offer as sealed; ``price_read`` is rupiah, uncorrected."""

    opening = models.ForeignKey(Opening, on_delete=models.PROTECT, related_name="bids")
    bid = models.OneToOneField(Bid, on_delete=models.PROTECT, related_name="opened")
    header = models.CharField(max_length=43)
    result = models.TextField()
    reason = models.TextField(blank=True)
    detail = models.TextField(blank=True)
    manifest_hash = models.CharField(max_length=43, blank=True)
    form = models.JSONField(default=dict)
    price_read = models.DecimalField(**MONEY, null=True, blank=True)
    opened_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(result__in=["ok", "void", "unreadable"]), name="opened_result_is_known"),
            models.CheckConstraint(condition=Q(result="ok") | ~Q(reason=""), name="an_unopened_bid_has_a_reason"),
        ]


class OpenedFile(models.Model):
    """A decrypted file in the restricted store. ``name`` is a label, never a path."""

    opened_bid = models.ForeignKey(OpenedBid, on_delete=models.PROTECT, related_name="files")
    n = models.SmallIntegerField()
    slot = models.TextField()
    name = models.TextField()
    media_type = models.TextField()
    object = models.ForeignKey(StoredObject, on_delete=models.PROTECT)

    class Meta:
        ordering: ClassVar = ["n"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["opened_bid", "n"], name="one_file_per_number")]


class Evaluation(models.Model):
    """The evaluation of a tender (evaluasi), locked before the result.

    The next ``round_no`` begins when a result was voided, empty, or when a locked sheet is reopened, with what was
    found so far and ``reopened_reason``.
    """

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="evaluations")
    round_no = models.SmallIntegerField(default=1)
    begun_at = models.DateTimeField()
    locked_at = models.DateTimeField(null=True, blank=True)
    reopened_reason = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tender", "round_no"], name="one_evaluation_per_round")
        ]


class Assessment(models.Model):
    """A verdict on one requirement of one bid (sel penilaian); each save adds a row, the newest is in force.

    Where two members assess a cell, it is each one's newest that counts. ``file`` and ``page`` say where the assessor
    read it, if they told.
    """

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="assessments")
    opened_bid = models.ForeignKey(OpenedBid, on_delete=models.PROTECT, related_name="assessments")
    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT)
    version = models.SmallIntegerField()
    passed = models.BooleanField()
    reason = models.TextField(blank=True)
    file = models.ForeignKey(OpenedFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    page = models.SmallIntegerField(null=True, blank=True)
    assessor = models.ForeignKey(CommitteeSeat, on_delete=models.PROTECT)
    saved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["evaluation", "opened_bid", "requirement", "version"], name="assessment_versions_are_unique"
            ),
            models.CheckConstraint(condition=Q(passed=True) | ~Q(reason=""), name="a_failed_requirement_has_a_reason"),
            models.CheckConstraint(
                condition=Q(page__isnull=True) | Q(file__isnull=False, page__gte=1, page__lte=LAST_PAGE),
                name="a_page_is_of_a_named_file",
            ),
        ]


class AssessmentSetting(models.Model):
    """Whether two members assess each cell, blind until saved (decisions.md 3.5); the newest version is in force.

    Without one there are two assessors, but one in a training tender.
    """

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="assessment_settings")
    version = models.SmallIntegerField()
    two_assessors = models.BooleanField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    set_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tender", "version"], name="assessment_settings_are_counted")
        ]


class Assignment(models.Model):
    """The two members who assess a step of a round (penugasan penilai); the newest version of a step is in force."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="assignments")
    step = models.TextField()
    version = models.SmallIntegerField()
    first = models.ForeignKey(CommitteeSeat, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(CommitteeSeat, on_delete=models.PROTECT, related_name="+")
    assigned_by = models.ForeignKey(CommitteeSeat, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["evaluation", "step", "version"], name="assignment_versions_are_unique"),
            models.CheckConstraint(condition=Q(step__in=[step.value for step in Step]), name="assigned_step_is_known"),
            models.CheckConstraint(condition=~Q(first=F("second")), name="two_different_members_assess"),
        ]


class AssessmentDecision(models.Model):
    """The chair's decision of a cell on which its two assessors disagree, with the reason; the newest is in force."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="decisions")
    opened_bid = models.ForeignKey(OpenedBid, on_delete=models.PROTECT, related_name="+")
    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="+")
    version = models.SmallIntegerField()
    passed = models.BooleanField()
    reason = models.TextField()
    decided_by = models.ForeignKey(CommitteeSeat, on_delete=models.PROTECT)
    decided_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["evaluation", "opened_bid", "requirement", "version"], name="decision_versions_are_unique"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_decided_cell_has_a_reason"),
        ]


class StepLock(models.Model):
    """A step of one bid locked by the chair (kunci tahap), or reopened with a reason; the newest version holds.

    Each bid goes its own way through the steps: the next lowest one may come in late (R-EVAL-4).
    """

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="step_locks")
    opened_bid = models.ForeignKey(OpenedBid, on_delete=models.PROTECT, related_name="+")
    step = models.TextField()
    version = models.SmallIntegerField()
    is_locked = models.BooleanField()
    reason = models.TextField(blank=True)
    locked_by = models.ForeignKey(CommitteeSeat, on_delete=models.PROTECT, related_name="+")
    locked_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["evaluation", "opened_bid", "step", "version"], name="step_locks_are_counted"
            ),
            models.CheckConstraint(condition=Q(step__in=[step.value for step in Step]), name="locked_step_is_known"),
            models.CheckConstraint(condition=Q(is_locked=True) | ~Q(reason=""), name="a_reopened_step_says_why"),
        ]


class ClarificationRequest(models.Model):
    """What the committee asks one bidder about its bid (permintaan klarifikasi), to answer before ``answer_until``.

    With ``requirement`` it is about that cell, which waits for the answer.
    """

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="requests")
    opened_bid = models.ForeignKey(OpenedBid, on_delete=models.PROTECT, related_name="requests")
    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    number = models.SmallIntegerField()
    subject = models.TextField()
    text = models.TextField()
    asked_by = models.ForeignKey(CommitteeSeat, on_delete=models.PROTECT)
    asked_at = models.DateTimeField()
    answer_until = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["evaluation", "number"], name="clarification_numbers_are_unique"),
            models.UniqueConstraint(
                fields=["evaluation", "opened_bid", "subject"],
                condition=~Q(subject="other"),
                name="one_price_clarification_of_a_bid",
            ),
            models.CheckConstraint(
                condition=Q(subject__in=[word.value for word in Subject]), name="clarification_subject_is_known"
            ),
            models.CheckConstraint(
                condition=Q(answer_until__gt=F("asked_at")), name="clarification_leaves_time_to_answer"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="clarification_asks_something"),
        ]


class ClarificationAnswer(models.Model):
    """The bidder's answer, once; a late one still counts and says so."""

    request = models.OneToOneField(ClarificationRequest, on_delete=models.PROTECT, related_name="answer")
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT)
    text = models.TextField()
    is_late = models.BooleanField()
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    answered_at = models.DateTimeField()


class ClarificationFile(models.Model):
    """A file of an answer, in the restricted store. ``name`` is a label, never a path."""

    answer = models.ForeignKey(ClarificationAnswer, on_delete=models.PROTECT, related_name="files")
    name = models.TextField()
    object = models.ForeignKey(StoredObject, on_delete=models.PROTECT)

    class Meta:
        ordering: ClassVar = ["id"]


class ClarificationOutcome(models.Model):
    """How a clarification ended, with its reason; ``recomputed`` is the total rebuilt from proven costs, in rupiah."""

    request = models.OneToOneField(ClarificationRequest, on_delete=models.PROTECT, related_name="outcome")
    outcome = models.TextField()
    reason = models.TextField()
    recomputed = models.DecimalField(**MONEY, null=True, blank=True)
    judged_by = models.ForeignKey(CommitteeSeat, on_delete=models.PROTECT)
    judged_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(outcome__in=[word.value for word in Outcome]), name="clarification_outcome_is_known"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="each_clarification_outcome_has_its_reason"),
        ]


class ProofInvitation(models.Model):
    """A candidate asked to show its originals (undangan pembuktian kualifikasi): when, and where or by which link.

    ``documents`` are requirements of the offer whose originals the committee wants to see, by field and label.
    """

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="invitations")
    opened_bid = models.ForeignKey(OpenedBid, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    place = models.TextField()
    is_online = models.BooleanField()
    text = models.TextField(blank=True)
    documents = models.JSONField(default=list)
    invited_by = models.ForeignKey(CommitteeSeat, on_delete=models.PROTECT)
    invited_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["evaluation", "opened_bid"], name="a_candidate_is_invited_once_a_round"),
            models.CheckConstraint(condition=Q(starts_at__gt=F("invited_at")), name="an_invitation_lies_ahead"),
            models.CheckConstraint(condition=~Q(place=""), name="an_invitation_says_where"),
        ]


class Proof(models.Model):
    """How the proof of a candidate's qualification ended (pembuktian kualifikasi), once, for good.

    ``items`` are the rows as they stood, each with its finding; a verified one with its verifier and time.
    ``attendees`` are names with their mandate. It holds in the reopened rounds that follow, until a result is voided.
    """

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="proofs")
    opened_bid = models.ForeignKey(OpenedBid, on_delete=models.PROTECT, related_name="+")
    invitation = models.OneToOneField(
        ProofInvitation, on_delete=models.PROTECT, null=True, blank=True, related_name="proof"
    )
    outcome = models.TextField()
    items = models.JSONField()
    attendees = models.JSONField(default=list)
    reason = models.TextField(blank=True)
    settled_by = models.ForeignKey(CommitteeSeat, on_delete=models.PROTECT)
    settled_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(outcome__in=[word.value for word in ProofOutcome]), name="proof_outcome_is_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["verified", "shown"]) | ~Q(reason=""), name="a_failed_proof_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(outcome="verified", invitation__isnull=True)
                | ~Q(outcome="verified") & Q(invitation__isnull=False),
                name="who_shows_originals_was_invited",
            ),
        ]


class Minutes(models.Model):
    """Minutes (berita acara): a PDF kept by digest, printed once."""

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="minutes")
    kind = models.TextField()
    round_no = models.SmallIntegerField(default=1)
    object = models.ForeignKey(StoredObject, on_delete=models.PROTECT)
    drawn_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tender", "kind", "round_no"], name="minutes_are_printed_once")
        ]


class MinutesApproval(models.Model):
    """A member's approval of minutes, or a reasoned refusal that is shown with them."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="approvals")
    seat = models.ForeignKey(CommitteeSeat, on_delete=models.PROTECT)
    approved = models.BooleanField()
    reason = models.TextField(blank=True)
    given_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["minutes", "seat"], name="one_approval_per_member"),
            models.CheckConstraint(condition=Q(approved=True) | ~Q(reason=""), name="a_refused_minutes_has_a_reason"),
        ]


class WinnerProposal(models.Model):
    """The winner of a locked sheet proposed to the budget authority (PA/KPA), who decides before ``due_at``."""

    evaluation = models.OneToOneField(Evaluation, on_delete=models.PROTECT, related_name="proposal")
    proposed_by = models.ForeignKey(CommitteeSeat, on_delete=models.PROTECT)
    proposed_at = models.DateTimeField()
    due_at = models.DateTimeField()
    basis = models.JSONField()


class WinnerDecision(models.Model):
    """The authority's decision; ``decided_by`` is nobody when it kept silent and the clock approved (R-WIN-PA)."""

    proposal = models.OneToOneField(WinnerProposal, on_delete=models.PROTECT, related_name="decision")
    approved = models.BooleanField()
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    decided_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(approved=True) | ~Q(reason=""), name="a_refused_winner_has_a_reason")
        ]


class Result(models.Model):
    """An announced result with its evaluation file and the objection window counted from it (``basis`` in words)."""

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="results")
    evaluation = models.OneToOneField(Evaluation, on_delete=models.PROTECT)
    document = models.CharField(max_length=43)
    announced_at = models.DateTimeField()
    objection_ends_at = models.DateTimeField()
    objection_basis = models.JSONField()
    answer_due_at = models.DateTimeField()
    answer_basis = models.JSONField()
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tender"], condition=Q(voided_at__isnull=True), name="one_result_in_force"),
            models.CheckConstraint(
                condition=Q(objection_ends_at__gt=F("announced_at"), answer_due_at__gt=F("objection_ends_at")),
                name="objection_window_follows_the_result",
            ),
        ]


class Standing(models.Model):
    """A bid's place in a result: ``rank`` 1 is the winner; no rank means out, with the reason.

    Where the tender prefers local content, a ranked bid has its ``local_content`` (a fraction), the price that is
    preferred, and the final evaluated price it is ranked by, in rupiah.
    """

    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="standings")
    opened_bid = models.ForeignKey(OpenedBid, on_delete=models.PROTECT)
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT)
    rank = models.SmallIntegerField(null=True, blank=True)
    price_read = models.DecimalField(**MONEY, null=True, blank=True)
    price_corrected = models.DecimalField(**MONEY, null=True, blank=True)
    local_content = models.DecimalField(max_digits=13, decimal_places=12, null=True, blank=True)
    preferred_price = models.DecimalField(**MONEY, null=True, blank=True)
    price_evaluated = models.DecimalField(**MONEY, null=True, blank=True)
    low_price = models.BooleanField(default=False)
    reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = [F("rank").asc(nulls_last=True), "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["result", "rank"], name="ranks_are_unique"),
            models.UniqueConstraint(fields=["result", "opened_bid"], name="one_standing_per_bid"),
            models.CheckConstraint(
                condition=Q(rank__isnull=False) | ~Q(reason=""), name="a_bid_that_is_out_has_a_reason"
            ),
        ]


class Award(models.Model):
    """The letter of appointment (SPPBJ) issued by the procurement officer to the winner."""

    result = models.OneToOneField(Result, on_delete=models.PROTECT)
    # No way back by name: ``tender.award`` is the move of the state machine.
    tender = models.OneToOneField(Tender, on_delete=models.PROTECT, related_name="+")
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT)
    number = models.TextField(unique=True)
    value = models.DecimalField(**MONEY)
    letter = models.ForeignKey(StoredObject, on_delete=models.PROTECT)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    issued_at = models.DateTimeField()
