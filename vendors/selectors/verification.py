# SPDX-License-Identifier: Apache-2.0
"""The verifier's queue and the fields to be judged, each with what was said of it before."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Min, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.models import StoredObject
from lpse.regulations import StageKind
from tenders.rules import Status
from vendors.models import Vendor, VerificationVerdict
from vendors.rules import VendorStatus

LABELS = {
    "name": _("Nama badan usaha"),
    "business_number": _("NIB"),
    "tax_number": _("NPWP"),
    "address": _("Alamat"),
    "phone": _("Telepon"),
}


@dataclass(frozen=True)
class Field:
    """One thing a verifier judges; ``accepted`` is None before the first verdict."""

    name: str
    label: Any
    value: str
    evidence: StoredObject | None
    accepted: bool | None
    reason: str

    @property
    def part(self) -> str:
        """Kind of row: licence, tax or experience; the field's own name for identity."""
        return self.name.partition(".")[0]

    @property
    def row_id(self) -> str:
        """Number of the row, empty for identity."""
        return self.name.partition(".")[2]


@dataclass(frozen=True)
class QueueRow:
    """A vendor that waits, with the nearest registration deadline among running tenders."""

    vendor: Vendor
    field_count: int


def fields_of(vendor: Vendor) -> list[Field]:
    """All that is judged: identity, licences, tax returns, experience; newest verdict of each."""
    said = {row.field: row for row in VerificationVerdict.objects.filter(vendor=vendor).order_by("at", "pk")}

    def field(name: str, label: Any, value: str, evidence: StoredObject | None = None) -> Field:
        verdict = said.get(name)
        accepted, reason = (verdict.accepted, verdict.reason) if verdict else (None, "")
        return Field(name, label, value, evidence, accepted, reason)

    found = [
        field("name", LABELS["name"], str(vendor)),
        field("business_number", LABELS["business_number"], vendor.business_number),
        field("tax_number", LABELS["tax_number"], vendor.tax_number),
        field("address", LABELS["address"], f"{vendor.address}, {vendor.city}"),
        field("phone", LABELS["phone"], vendor.phone),
    ]
    for licence in vendor.licences.select_related("evidence").order_by("pk"):
        value = f"{licence.kind} {licence.number}, {licence.issuer}"
        if licence.valid_until:
            value += gettext(", berlaku sampai %(on)s") % {"on": f"{licence.valid_until:%d-%m-%Y}"}
        found.append(field(f"licence.{licence.pk}", _("Izin usaha"), value, licence.evidence))
    for tax in vendor.tax_records.select_related("evidence").order_by("year"):
        found.append(field(f"tax.{tax.pk}", _("SPT tahunan"), f"{tax.year}, {tax.number}", tax.evidence))
    for done in vendor.experiences.select_related("evidence").order_by("-finished_on"):
        value = f"{done.title}, {done.client}" + gettext(", selesai %(on)s") % {"on": f"{done.finished_on:%d-%m-%Y}"}
        found.append(field(f"experience.{done.pk}", _("Pengalaman"), value, done.evidence))
    return found


def queue() -> list[QueueRow]:
    """Vendors waiting for verification, oldest first; those already in a running tender come before all."""
    waiting = Vendor.objects.filter(status=VendorStatus.SUBMITTED).annotate(
        deadline=Min(
            "participations__tender__stages__ends_at",
            filter=Q(
                participations__tender__status=Status.ANNOUNCED,
                participations__tender__stages__kind=StageKind.BID_SUBMISSION,
            ),
        )
    )
    rows = waiting.order_by("deadline", "registered_at")
    return [QueueRow(vendor, len(fields_of(vendor))) for vendor in rows]


def judged_at(vendor: Vendor) -> datetime | None:
    """When a verifier last judged the vendor, or None."""
    return VerificationVerdict.objects.filter(vendor=vendor).order_by("-at").values_list("at", flat=True).first()


@dataclass(frozen=True)
class Group:
    """Fields of one kind, as the vendor sees them: ``part`` names what may be added (empty for identity)."""

    part: str
    title: Any
    fields: list[Field]


def groups_of(vendor: Vendor) -> list[Group]:
    """The vendor's own data in groups, with the verifier's remarks."""
    fields = fields_of(vendor)
    parts = (("licence", _("Izin usaha")), ("tax", _("SPT tahunan")), ("experience", _("Pengalaman")))
    identity = Group("", _("Identitas"), [each for each in fields if "." not in each.name])
    rows = [Group(part, title, [each for each in fields if each.part == part]) for part, title in parts]
    return [identity, *rows]
