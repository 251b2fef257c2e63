# SPDX-License-Identifier: Apache-2.0
"""A verifier judges a vendor's data field by field; what is refused goes back with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lpse.core.acts import Actor, Kind, refuse
from lpse.core.said import said
from lpse.ledger import services as ledger
from vendors import policy, selectors
from vendors.models import Vendor, VerificationVerdict
from vendors.policy import Act, Facts, person
from vendors.rules import VendorStatus


@dataclass(frozen=True)
class Judged:
    """A verdict on one field: accepted, or refused for a reason the vendor will read."""

    accepted: bool
    reason: str = ""


@transaction.atomic
def judge_vendor(*, actor: Actor, vendor: Vendor, verdicts: Mapping[str, Judged], now: datetime) -> Vendor:
    """Judge every field; the vendor is verified when all are accepted, else returned (verifikasi penyedia)."""
    vendor = Vendor.objects.select_for_update().get(pk=vendor.pk)
    good = all(verdict.accepted for verdict in verdicts.values())
    act = Act.VERIFY_VENDOR if good else Act.RETURN_VENDOR
    policy.require(act, actor, Facts(VendorStatus(vendor.status)))
    _require_whole(vendor, verdicts)
    VerificationVerdict.objects.bulk_create(
        VerificationVerdict(
            vendor=vendor, field=field, accepted=said.accepted, reason=said.reason.strip(), by_id=person(actor), at=now
        )
        for field, said in verdicts.items()
    )
    if good:
        vendor.verify()
        vendor.verified_at = now
    else:
        vendor.send_back()
    vendor.save(update_fields=["status", "verified_at"])
    reasons = {field: said.reason.strip() for field, said in verdicts.items() if not said.accepted}
    ledger.record(act, actor=actor, subject=vendor.code, public={"vendor": vendor.code}, private={"reasons": reasons})
    return vendor


@transaction.atomic
def suspend_vendor(*, actor: Actor, vendor: Vendor, reason: str, now: datetime) -> Vendor:
    """Suspend a verified vendor; it may neither join nor bid until it is verified again."""
    vendor = Vendor.objects.select_for_update().get(pk=vendor.pk)
    policy.require(Act.SUSPEND_VENDOR, actor, Facts(VendorStatus(vendor.status)))
    if not reason.strip():
        raise refuse(Kind.INPUT, "Penangguhan memerlukan alasan.", "Tulis alasannya.")
    vendor.suspend()
    vendor.save(update_fields=["status"])
    hidden = {"reason": reason.strip()}
    ledger.record(Act.SUSPEND_VENDOR, actor=actor, subject=vendor.code, public={"vendor": vendor.code}, private=hidden)
    return vendor


def _require_whole(vendor: Vendor, verdicts: Mapping[str, Judged]) -> None:
    """Refuse verdicts that leave a field out, judge one that is not there, or refuse without a reason."""
    fields = {field.name: field.label for field in selectors.fields_of(vendor)}
    open_fields = [str(label) for name, label in fields.items() if name not in verdicts]
    if open_fields:
        told = said("Belum dinilai: {fields}.", fields=", ".join(open_fields))
        raise refuse(Kind.INPUT, told, "Nilai semua isian, lalu simpan.")
    if verdicts.keys() - fields.keys():
        raise refuse(Kind.STATE, "Data penyedia ini berubah sejak halaman dibuka.", "Muat ulang halaman.")
    silent = [str(fields[name]) for name, each in verdicts.items() if not each.accepted and not each.reason.strip()]
    if silent:
        told = said("Belum ada alasan untuk: {fields}.", fields=", ".join(silent))
        raise refuse(Kind.INPUT, told, "Tulis alasan yang dapat ditindaklanjuti.")
