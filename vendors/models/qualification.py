# SPDX-License-Identifier: Apache-2.0
"""Qualification data of a vendor, row by row: each with its evidence, kept as it was once written."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from documents.models import StoredObject
from tenders.models import MONEY
from vendors.models.business import Vendor
from vendors.rules import DeedKind, Part, Tenure

FIELD_CODE = "^([0-9]{2,10}|[A-Z]{2}[0-9]{3})?$"


class QualificationRow(models.Model):
    """What all rows have: evidence, the row it renews (``replaces``), and when it was accepted and ended.

    A row never changes: a correction is a new row. It stands while it is accepted and not ended; one that renews
    another waits beside it, and the old one ends when the verifier accepts the new one.
    """

    evidence = models.ForeignKey(StoredObject, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField(null=True, blank=True)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="renewals")
    accepted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["replaces"], condition=Q(ended_at__isnull=True), name="%(class)s_is_renewed_once_at_a_time"
            )
        ]


class Licence(QualificationRow):
    """A business licence or certificate (izin usaha, SBU) with its field (KBLI) and validity. Source: R-VND-1, 2, 10.

    ``grade`` is the subclassification and qualification of an SBU; ``kbli`` five digits of version ``kbli_version``.
    """

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="licences")
    kind = models.TextField()
    number = models.TextField()
    issuer = models.TextField()
    kbli = models.CharField(max_length=5, blank=True)
    kbli_version = models.SmallIntegerField(null=True, blank=True)
    grade = models.TextField(blank=True)
    valid_until = models.DateField(null=True, blank=True)

    class Meta(QualificationRow.Meta):
        constraints: ClassVar = [
            *QualificationRow.Meta.constraints,
            models.CheckConstraint(condition=Q(kbli="") | Q(kbli__regex="^[0-9]{5}$"), name="kbli_is_5_digits"),
        ]


class TaxRecord(QualificationRow):
    """A filed yearly tax return (SPT tahunan)."""

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="tax_records")
    year = models.SmallIntegerField()
    number = models.TextField()

    class Meta(QualificationRow.Meta):
        constraints: ClassVar = [
            *QualificationRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["vendor", "year"],
                condition=Q(ended_at__isnull=True, replaces__isnull=True),
                name="one_tax_record_per_year",
            ),
        ]


class Deed(QualificationRow):
    """A deed of establishment or of change (akta pendirian, akta perubahan). Source: R-VND-1."""

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="deeds")
    kind = models.TextField(choices=[(kind.value, kind.value) for kind in DeedKind])
    number = models.TextField()
    notary = models.TextField()
    dated_on = models.DateField()
    approval = models.TextField(blank=True)

    class Meta(QualificationRow.Meta):
        constraints: ClassVar = [
            *QualificationRow.Meta.constraints,
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in DeedKind]), name="deed_kind_is_known"),
        ]


class Owner(QualificationRow):
    """Who owns the business (pemilik): NIK or NIB, and the share in percent."""

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="owners")
    name = models.TextField()
    identity_number = models.CharField(max_length=16)
    share = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta(QualificationRow.Meta):
        constraints: ClassVar = [
            *QualificationRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(identity_number__regex="^([0-9]{13}|[0-9]{16})$"), name="an_owner_has_a_nik_or_a_nib"
            ),
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=100), name="a_share_is_a_percentage"),
        ]


class Director(QualificationRow):
    """Who runs the business (pengurus: direksi, komisaris), by NIK; ``valid_until`` ends the term of office."""

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="directors")
    name = models.TextField()
    identity_number = models.CharField(max_length=16)
    position = models.TextField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta(QualificationRow.Meta):
        indexes: ClassVar = [models.Index(fields=["identity_number"], name="directors_by_nik")]
        constraints: ClassVar = [
            *QualificationRow.Meta.constraints,
            models.CheckConstraint(condition=Q(identity_number__regex="^[0-9]{16}$"), name="a_director_has_a_nik"),
        ]


class TaxStatus(QualificationRow):
    """The answer of the tax office on a business's standing (konfirmasi status wajib pajak, KSWP). Source: R-VND-4.

    ``number`` is that of the answer, ``is_confirmed`` whether it says valid, ``valid_until`` the last day it names.
    """

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="tax_statuses")
    checked_on = models.DateField()
    number = models.TextField()
    is_confirmed = models.BooleanField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta(QualificationRow.Meta):
        constraints: ClassVar = [
            *QualificationRow.Meta.constraints,
            models.CheckConstraint(condition=Q(evidence__isnull=False), name="a_tax_status_has_its_file"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("checked_on")),
                name="a_tax_status_ends_after_it_was_asked",
            ),
        ]


class Branch(QualificationRow):
    """A place of business beside the main one (cabang) by its number (NITKU): NPWP and six digits. Source: R-VND-3."""

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="branches")
    name = models.TextField()
    number = models.CharField(max_length=22)
    address = models.TextField()

    class Meta(QualificationRow.Meta):
        constraints: ClassVar = [
            *QualificationRow.Meta.constraints,
            models.CheckConstraint(condition=Q(number__regex="^[0-9]{22}$"), name="a_nitku_has_22_digits"),
            models.UniqueConstraint(
                fields=["vendor", "number"],
                condition=Q(ended_at__isnull=True, replaces__isnull=True),
                name="one_branch_per_nitku",
            ),
        ]


class PowerOfAttorney(QualificationRow):
    """By which somebody who does not run the business signs for it (surat kuasa), with its file. Source: R-VND-1."""

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="powers_of_attorney")
    holder = models.TextField()
    identity_number = models.CharField(max_length=16)
    granted_by = models.TextField()
    number = models.TextField()
    dated_on = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta(QualificationRow.Meta):
        constraints: ClassVar = [
            *QualificationRow.Meta.constraints,
            models.CheckConstraint(condition=Q(identity_number__regex="^[0-9]{16}$"), name="a_holder_has_a_nik"),
            models.CheckConstraint(condition=Q(evidence__isnull=False), name="a_power_of_attorney_has_its_file"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("dated_on")),
                name="a_power_of_attorney_ends_after_its_date",
            ),
        ]


class Personnel(QualificationRow):
    """An expert the business employs (tenaga ahli), with certificate (SKK) and years of work. Source: R-VND-10."""

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="personnel")
    name = models.TextField()
    identity_number = models.CharField(max_length=16)
    expertise = models.TextField()
    certificate = models.TextField(blank=True)
    years = models.SmallIntegerField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta(QualificationRow.Meta):
        constraints: ClassVar = [
            *QualificationRow.Meta.constraints,
            models.CheckConstraint(condition=Q(identity_number__regex="^[0-9]{16}$"), name="an_expert_has_a_nik"),
            models.CheckConstraint(condition=Q(years__gte=0), name="years_of_experience_are_not_negative"),
        ]


class Equipment(QualificationRow):
    """Main equipment (peralatan): what, how many, how strong, and by which right it is used. Source: R-VND-10."""

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="equipment")
    name = models.TextField()
    count = models.IntegerField()
    capacity = models.TextField(blank=True)
    year = models.SmallIntegerField()
    tenure = models.TextField(choices=[(tenure.value, tenure.value) for tenure in Tenure])
    location = models.TextField()

    class Meta(QualificationRow.Meta):
        constraints: ClassVar = [
            *QualificationRow.Meta.constraints,
            models.CheckConstraint(condition=Q(count__gte=1), name="equipment_is_at_least_one"),
            models.CheckConstraint(
                condition=Q(tenure__in=[tenure.value for tenure in Tenure]), name="equipment_tenure_is_known"
            ),
        ]


class Experience(QualificationRow):
    """A finished contract (pengalaman); ``value`` in rupiah. Source: R-VND-5.

    ``field_code`` is its KBKI code, or in works the subclassification of the certificate (SBU) it was done with.
    """

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="experiences")
    title = models.TextField()
    client = models.TextField()
    value = models.DecimalField(**MONEY)
    started_on = models.DateField(null=True, blank=True)
    finished_on = models.DateField()
    field_code = models.TextField(blank=True, default="")
    is_subcontract = models.BooleanField(default=False)

    class Meta(QualificationRow.Meta):
        constraints: ClassVar = [
            *QualificationRow.Meta.constraints,
            models.CheckConstraint(condition=Q(field_code__regex=FIELD_CODE), name="experience_has_a_field_code"),
            models.CheckConstraint(
                condition=Q(started_on__isnull=True) | Q(started_on__lte=models.F("finished_on")),
                name="experience_began_before_it_ended",
            ),
        ]


class RunningContract(QualificationRow):
    """A contract the business is carrying out now (kontrak berjalan). Source: R-VND-7, R-VND-8.

    ``value`` in rupiah, ``done`` the part that is finished in percent, ``ends_on`` its last day by the contract. It
    counts while the row stands: a late contract still runs.
    """

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="running_contracts")
    title = models.TextField()
    client = models.TextField()
    value = models.DecimalField(**MONEY)
    done = models.DecimalField(max_digits=5, decimal_places=2)
    started_on = models.DateField()
    ends_on = models.DateField()
    field_code = models.TextField(blank=True, default="")

    class Meta(QualificationRow.Meta):
        constraints: ClassVar = [
            *QualificationRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(field_code__regex=FIELD_CODE), name="a_running_contract_has_a_field_code"
            ),
            models.CheckConstraint(condition=Q(value__gt=0), name="a_running_contract_has_a_value"),
            models.CheckConstraint(condition=Q(done__gte=0, done__lt=100), name="a_running_contract_is_not_finished"),
            models.CheckConstraint(
                condition=Q(started_on__lte=models.F("ends_on")), name="a_running_contract_begins_before_it_ends"
            ),
        ]


class BalanceSheet(QualificationRow):
    """A balance sheet (neraca) of one year in rupiah; its equity is the net worth (KB) of R-VND-7."""

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="balance_sheets")
    year = models.SmallIntegerField()
    assets = models.DecimalField(**MONEY)
    liabilities = models.DecimalField(**MONEY)
    equity = models.DecimalField(**MONEY)
    auditor = models.TextField(blank=True)

    class Meta(QualificationRow.Meta):
        constraints: ClassVar = [
            *QualificationRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(assets=models.F("liabilities") + models.F("equity")), name="a_balance_sheet_balances"
            ),
            models.UniqueConstraint(
                fields=["vendor", "year"],
                condition=Q(ended_at__isnull=True, replaces__isnull=True),
                name="one_balance_sheet_per_year",
            ),
        ]


ROWS: dict[Part, type[QualificationRow]] = {
    Part.LICENCE: Licence,
    Part.TAX: TaxRecord,
    Part.TAX_STATUS: TaxStatus,
    Part.BRANCH: Branch,
    Part.DEED: Deed,
    Part.OWNER: Owner,
    Part.DIRECTOR: Director,
    Part.POWER: PowerOfAttorney,
    Part.PERSONNEL: Personnel,
    Part.EQUIPMENT: Equipment,
    Part.EXPERIENCE: Experience,
    Part.RUNNING: RunningContract,
    Part.FINANCE: BalanceSheet,
}
"""The table of each part, in the order of the pages."""
