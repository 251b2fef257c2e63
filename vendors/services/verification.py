# SPDX-License-Identifier: Apache-2.0
"""A verifier judges a vendor's data field by field; what is refused goes back with its reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lpse.core.acts import Actor, Kind, refuse
from lpse.core.said import said
from lpse.ledger import services as ledger
from vendors import policy, selectors
from vendors.models import Vendor, VerificationVerdict
from vendors.policy import Act, Facts, person
from vendors.rules import Part, VendorStatus
from vendors.selectors import Field


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
    _require_whole(selectors.fields_of(vendor), verdicts)
    _keep(actor, vendor, verdicts, now)
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


@transaction.atomic
def judge_rows(*, actor: Actor, vendor: Vendor, verdicts: Mapping[str, Judged], now: datetime) -> Vendor:
    """Judge the new rows of a verified vendor, which stays verified. A renewal that is accepted ends what it renews."""
    vendor = Vendor.objects.select_for_update().get(pk=vendor.pk)
    policy.require(Act.JUDGE_ROWS, actor, Facts(VendorStatus(vendor.status)))
    waiting = selectors.waiting_of(vendor)
    if not waiting:
        raise refuse(Kind.STATE, "Tidak ada isian baru yang menunggu.", "Kembali ke antrean verifikasi.")
    _require_whole(waiting, verdicts)
    _keep(actor, vendor, verdicts, now)
    public = {"vendor": vendor.code, "accepted": sum(each.accepted for each in verdicts.values())}
    reasons = {field: each.reason.strip() for field, each in verdicts.items() if not each.accepted}
    ledger.record(Act.JUDGE_ROWS, actor=actor, subject=vendor.code, public=public, private={"reasons": reasons})
    return vendor


def _keep(actor: Actor, vendor: Vendor, verdicts: Mapping[str, Judged], now: datetime) -> None:
    """Write the verdicts down, and let rows stand or fall by them."""
    values = selectors.identity_of(vendor)
    VerificationVerdict.objects.bulk_create(
        VerificationVerdict(
            vendor=vendor,
            field=field,
            value=values.get(field, ""),
            accepted=each.accepted,
            reason=each.reason.strip(),
            by_id=person(actor),
            at=now,
        )
        for field, each in verdicts.items()
    )
    for part in Part:
        said = {name.partition(".")[2]: each for name, each in verdicts.items() if name.partition(".")[0] == part}
        for row in selectors.rows_of(vendor, part).filter(pk__in=[int(pk) for pk in said if pk]):
            accepted = said[str(row.pk)].accepted
            if accepted and row.replaces_id:
                selectors.rows_of(vendor, part).filter(pk=row.replaces_id).update(ended_at=now)
            if accepted != (row.accepted_at is not None):
                row.accepted_at = now if accepted else None
                row.save(update_fields=["accepted_at"])


def _require_whole(judged: Sequence[Field], verdicts: Mapping[str, Judged]) -> None:
    """Refuse verdicts that leave a field out, judge one that is not there, or refuse without a reason."""
    fields = {field.name: field.label for field in judged}
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
