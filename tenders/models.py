# SPDX-License-Identifier: Apache-2.0
"""Packages, tenders and all that is fixed before bids: schedule, documents, requirements, committee, keys, holds."""

from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q
from django_fsm import ConcurrentTransitionMixin, FSMField, transition

from documents.models import StoredObject
from lpse.accounts.models import Agency, MemberKey, WorkUnit
from tenders.models_archive import ArchivedRow as ArchivedRow
from tenders.models_archive import ArchivedTender as ArchivedTender
from tenders.models_archive import ArchiveImport as ArchiveImport
from tenders.models_review import DocumentAgreement as DocumentAgreement
from tenders.models_review import DocumentText as DocumentText
from tenders.models_review import EstimateVersion as EstimateVersion
from tenders.models_review import ReviewRemark as ReviewRemark
from tenders.rules import Category, PackageStatus, Position, Status, Step

MONEY: dict[str, Any] = {"max_digits": 20, "decimal_places": 2}


class Package(ConcurrentTransitionMixin, models.Model):
    """The thing to be bought (paket), prepared by the procurement officer (PPK) from the plan (RUP)."""

    code = models.TextField(unique=True)
    plan_code = models.TextField()
    name = models.TextField()
    category = models.TextField(default=Category.GOODS.value)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    work_unit = models.ForeignKey(WorkUnit, on_delete=models.PROTECT)
    description = models.TextField(blank=True)
    location = models.TextField(blank=True)
    fund_source = models.TextField(default="APBD")
    fiscal_year = models.SmallIntegerField()
    contract_type = models.TextField(default="lump_sum")
    duration_days = models.SmallIntegerField(default=60)
    field_code = models.TextField(blank=True, default="")
    """KBKI code of what is bought, or in works the subclassification of the certificate (SBU); may be empty."""
    ceiling = models.DecimalField(**MONEY)
    owner_estimate = models.DecimalField(**MONEY, null=True, blank=True)
    owner_estimate_net = models.DecimalField(**MONEY, null=True, blank=True)
    """The estimate without PPN (law.md R-HPS-1)."""
    owner_estimate_on = models.DateField(null=True, blank=True)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="packages")
    status = FSMField(default=PackageStatus.DRAFT.value, protected=True)
    pact_at = models.DateTimeField(null=True, blank=True)
    pact = models.CharField(max_length=43, blank=True, default="")
    """Digest of the words of the integrity pact that the officer signed."""
    returned_reason = models.TextField(blank=True)
    training = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ceiling__gt=0), name="ceiling_is_positive"),
            models.CheckConstraint(
                condition=Q(owner_estimate__isnull=True) | Q(owner_estimate__gt=0, owner_estimate__lte=F("ceiling")),
                name="owner_estimate_within_ceiling",
            ),
            models.CheckConstraint(
                condition=Q(owner_estimate_net__isnull=True)
                | Q(owner_estimate_net__gt=0, owner_estimate_net__lte=F("owner_estimate")),
                name="net_estimate_within_estimate",
            ),
            models.CheckConstraint(
                condition=Q(category__in=[word.value for word in Category]), name="package_category_is_known"
            ),
            models.CheckConstraint(
                condition=Q(field_code__regex="^([0-9]{2,10}|[A-Z]{2}[0-9]{3})?$"), name="package_has_a_field_code"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def tax(self) -> Decimal | None:
        """The PPN inside the estimate in rupiah; None before there is one."""
        net = self.owner_estimate_net
        return None if net is None or self.owner_estimate is None else self.owner_estimate - net

    @transition(status, source=[PackageStatus.DRAFT, PackageStatus.RETURNED], target=PackageStatus.SUBMITTED)
    def submit(self) -> None:
        """The procurement officer hands the package to the unit (UKPBJ)."""

    @transition(status, source=PackageStatus.SUBMITTED, target=PackageStatus.RETURNED)
    def send_back(self) -> None:
        """The unit head returns it with a reason."""

    @transition(status, source=PackageStatus.SUBMITTED, target=PackageStatus.ASSIGNED)
    def assign(self) -> None:
        """The unit head assigns a committee."""


class PackageItem(models.Model):
    """A row of the owner's estimate (HPS). ``unit_price`` includes PPN and stays confidential until the contract.

    ``source`` says where the price comes from (sumber harga); without it the package is not submitted.
    """

    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="items")
    number = models.SmallIntegerField()
    description = models.TextField()
    unit = models.TextField()
    quantity = models.DecimalField(max_digits=18, decimal_places=4)
    unit_price = models.DecimalField(**MONEY)
    is_tax_free = models.BooleanField(default=False)
    source = models.TextField(blank=True, default="")

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["package", "number"], name="package_item_numbers_are_unique"),
            models.CheckConstraint(condition=Q(quantity__gt=0, unit_price__gte=0), name="package_item_is_positive"),
        ]


class Tender(ConcurrentTransitionMixin, models.Model):
    """One competitive procedure for a package (tender). Its row is the only lock of the domain.

    ``preference_max`` is the largest price preference for local content (TKDN), a fraction; None gives none.
    """

    code = models.TextField(unique=True)
    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="tenders")
    title = models.TextField()
    category = models.TextField()
    method = models.TextField(default="tender")
    qualification = models.TextField(default="postqualification")
    file_form = models.TextField(default="one_file")
    evaluation_method = models.TextField(default="lowest_price_pass_fail")
    regulation = models.TextField()
    zone = models.TextField()
    training = models.BooleanField(default=False)
    status = FSMField(default=Status.DRAFT.value, protected=True)
    revision = models.SmallIntegerField(default=0)
    threshold = models.SmallIntegerField(default=2)
    owner_estimate = models.DecimalField(**MONEY)
    owner_estimate_net = models.DecimalField(**MONEY, null=True, blank=True)
    owner_estimate_on = models.DateField(null=True, blank=True)
    """The day the estimate was set, or set again while the tender is a draft (law.md R-HPS-3)."""
    ceiling = models.DecimalField(**MONEY)
    document_template = models.TextField(blank=True, default="")
    """Code of the template its selection document is written from; empty when the document is uploaded."""
    preference_max = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)
    vendor_bytes_limit = models.BigIntegerField(default=5 * 2**30)
    created_at = models.DateTimeField()
    announced_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_ground = models.TextField(blank=True)
    ended_reason = models.TextField(blank=True)
    retry_of = models.ForeignKey("self", on_delete=models.PROTECT, related_name="retries", null=True, blank=True)
    search = models.GeneratedField(
        expression=SearchVector("title", "code", config="indonesian"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status__in=[word.value for word in Status]), name="tender_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(owner_estimate__gt=0, owner_estimate__lte=F("ceiling")),
                name="tender_owner_estimate_within_ceiling",
            ),
            models.CheckConstraint(
                condition=Q(owner_estimate_net__isnull=True)
                | Q(owner_estimate_net__gt=0, owner_estimate_net__lte=F("owner_estimate")),
                name="tender_net_estimate_within_estimate",
            ),
            models.CheckConstraint(condition=Q(threshold__gte=2), name="threshold_is_at_least_two"),
            models.CheckConstraint(
                condition=Q(preference_max__isnull=True) | Q(preference_max__gt=0, preference_max__lte=1),
                name="preference_is_a_fraction",
            ),
            models.UniqueConstraint(
                fields=["retry_of"], condition=~Q(status="cancelled"), name="one_retry_of_each_failed_tender"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @transition(status, source=Status.DRAFT, target=Status.ANNOUNCED)
    def announce(self) -> None:
        """The committee announces (pengumuman)."""

    @transition(status, source=Status.ANNOUNCED, target=Status.CLOSED)
    def close(self) -> None:
        """The clock closes the bid window."""

    @transition(status, source=Status.CLOSED, target=Status.ANNOUNCED)
    def extend(self) -> None:
        """No bid came in, and the deadline moves on the same day; the database does it with the accepted change."""

    @transition(status, source=Status.CLOSED, target=Status.OPENED)
    def open(self) -> None:
        """All bids are opened or recorded as unreadable (pembukaan penawaran)."""

    @transition(status, source=Status.OPENED, target=Status.DECIDED)
    def decide(self) -> None:
        """The result is announced (pengumuman pemenang)."""

    @transition(status, source=Status.DECIDED, target=Status.OPENED)
    def reopen(self) -> None:
        """The result is voided for a re-evaluation (evaluasi ulang)."""

    @transition(status, source=Status.DECIDED, target=Status.AWARDED)
    def award(self) -> None:
        """The letter of appointment is issued (SPPBJ)."""

    @transition(
        status,
        source=[Status.ANNOUNCED, Status.CLOSED, Status.OPENED, Status.DECIDED],
        target=Status.FAILED,
    )
    def fail(self) -> None:
        """The tender failed (tender gagal)."""

    @transition(
        status,
        source=[Status.DRAFT, Status.ANNOUNCED, Status.CLOSED, Status.OPENED, Status.DECIDED],
        target=Status.CANCELLED,
    )
    def cancel(self) -> None:
        """The tender is cancelled (tender batal)."""


class Stage(models.Model):
    """A scheduled period (tahapan) of a tender; one of each kind. Half-open: starts_at <= t < ends_at."""

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="stages")
    kind = models.TextField()
    position = models.SmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tender", "kind"], name="one_stage_of_each_kind"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="stage_ends_after_it_starts"),
        ]


class SelectionDocument(models.Model):
    """A version of a selection document (dokumen pemilihan); the highest version of a kind and title is in force."""

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="documents")
    kind = models.TextField()
    title = models.TextField()
    version = models.SmallIntegerField(default=1)
    name = models.TextField()
    object = models.ForeignKey(StoredObject, on_delete=models.PROTECT)
    added_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["kind", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tender", "kind", "title", "version"], name="document_versions_are_unique")
        ]


class Requirement(models.Model):
    """What a bid must meet; makes a slot in the bid room (if ``needs_file``) and a row of the evaluation grid."""

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="requirements")
    number = models.SmallIntegerField()
    step = models.TextField(choices=[(step.value, step.value) for step in Step])
    slot = models.TextField()
    title = models.TextField()
    guidance = models.TextField(blank=True)
    needs_file = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tender", "number"], name="requirement_numbers_are_unique"),
            models.UniqueConstraint(fields=["tender", "slot"], name="requirement_slots_are_unique"),
        ]


class Item(models.Model):
    """A row of the bill of quantities (daftar kuantitas dan harga) that vendors price."""

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="items")
    number = models.SmallIntegerField()
    description = models.TextField()
    unit = models.TextField()
    quantity = models.DecimalField(max_digits=18, decimal_places=4)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tender", "number"], name="item_numbers_are_unique"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="item_quantity_is_positive"),
        ]


class CommitteeSeat(models.Model):
    """A member's seat in the committee (Pokja) of a tender, with the key it holds a share by."""

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="seats")
    position = models.TextField(choices=[(position.value, position.value) for position in Position])
    pact_at = models.DateTimeField(null=True, blank=True)
    pact = models.CharField(max_length=43, blank=True, default="")
    """Digest of the words of the integrity pact that the member signed; empty of one from before they were kept."""
    key = models.ForeignKey(MemberKey, on_delete=models.PROTECT, null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tender", "user"], name="one_seat_per_person"),
            models.UniqueConstraint(fields=["tender"], condition=Q(position="chair"), name="one_chair_per_committee"),
        ]


class ServerKey(models.Model):
    """The server's half for one tender and envelope kind; the seed is wrapped by the key-encryption key."""

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="server_keys")
    kind = models.TextField()
    public = models.CharField(max_length=43)
    wrapped_seed = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["tender", "kind"], name="one_server_key_per_kind")]


class KeySet(models.Model):
    """The key set document of a tender (sealed-bids.md 5): canonical bytes, frozen before the announcement."""

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="key_sets")
    gen = models.SmallIntegerField(default=1)
    body = models.BinaryField()
    hash = models.CharField(max_length=43, unique=True)
    canary_header = models.BinaryField()
    proposed_at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["tender", "gen"], name="one_key_set_per_generation")]


class KeySetConsent(models.Model):
    """A member's signature on the key set and its canary proof (sealed-bids.md 7.2)."""

    key_set = models.ForeignKey(KeySet, on_delete=models.PROTECT, related_name="consents")
    seat = models.ForeignKey(CommitteeSeat, on_delete=models.PROTECT)
    x = models.SmallIntegerField()
    signature = models.CharField(max_length=86)
    proof = models.CharField(max_length=43)
    proof_signature = models.CharField(max_length=86)
    given_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["key_set", "x"], name="one_consent_per_member")]


class Hold(models.Model):
    """A reason why the award must wait (penundaan), such as an open objection."""

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="holds")
    reason = models.TextField()
    ref = models.TextField()
    placed_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["tender", "ref"], name="one_hold_per_reference")]


class Proposal(models.Model):
    """What one person proposes about an announced tender and a second one decides, once (two persons)."""

    number = models.SmallIntegerField()
    reason = models.TextField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    accepted = models.BooleanField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True)
    revision = models.SmallIntegerField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tender", "number"], name="%(class)s_numbers_are_unique"),
            models.UniqueConstraint(
                fields=["tender"], condition=Q(accepted=None), name="one_%(class)s_waits_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(accepted=True) | ~Q(decided_by=F("proposed_by")), name="two_persons_decide_each_%(class)s"
            ),
            models.CheckConstraint(
                condition=Q(accepted=None, decided_by=None, decided_at=None)
                | Q(accepted__isnull=False, decided_by__isnull=False, decided_at__isnull=False),
                name="each_%(class)s_is_decided_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="each_%(class)s_has_its_reason"),
        ]


class Addendum(Proposal):
    """A change of the selection documents after the announcement (adendum, law.md R-SCH-5), public once accepted.

    ``clauses`` are {"clause", "old", "new"}; ``items`` and ``requirements`` are the whole lists as they become, beside
    what they were before, or None when they stay. ``object`` is the new version of one document, or None.
    """

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="addenda")
    clauses = models.JSONField(default=list)
    document_kind = models.TextField(blank=True)
    document_title = models.TextField(blank=True)
    document_name = models.TextField(blank=True)
    object = models.ForeignKey(StoredObject, on_delete=models.PROTECT, null=True, blank=True)
    items = models.JSONField(null=True, blank=True)
    items_before = models.JSONField(null=True, blank=True)
    requirements = models.JSONField(null=True, blank=True)
    requirements_before = models.JSONField(null=True, blank=True)


class ScheduleChange(Proposal):
    """A change of the schedule after the announcement (perubahan jadwal, law.md R-SCH-2, R-SCH-3).

    ``stages`` are {"kind", "old": [starts_at, ends_at], "new": [starts_at, ends_at]} with timestamps of the record;
    ``ground`` is the ground of law when the bid deadline moves, else empty.
    """

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="schedule_changes")
    ground = models.TextField(blank=True)
    stages = models.JSONField()
    addendum = models.OneToOneField(
        Addendum, on_delete=models.PROTECT, related_name="schedule_change", null=True, blank=True
    )
