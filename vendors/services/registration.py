# SPDX-License-Identifier: Apache-2.0
"""A business registers, keeps its identity, and asks for verification."""

import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from lpse.core.acts import Actor, Kind, refuse
from lpse.core.said import said, together
from lpse.ledger import services as ledger
from vendors import policy, selectors
from vendors.models import Vendor, VendorSeat
from vendors.policy import Act, person
from vendors.rules import (
    FORMS,
    BadNumber,
    Part,
    Power,
    clean_nib,
    clean_npwp,
    is_branch_of,
    needed_parts,
    same_taxpayer,
)

PART_WORDS = {
    Part.LICENCE: said("izin usaha"),
    Part.TAX: said("SPT tahunan terakhir"),
    Part.DEED: said("akta"),
    Part.DIRECTOR: said("pengurus"),
}


@transaction.atomic
def register_vendor(
    *,
    actor: Actor,
    form: str,
    name: str,
    business_number: str,
    tax_number: str,
    address: str,
    city: str,
    phone: str,
    small_business: bool,
    now: datetime,
) -> Vendor:
    """Register a business (pelaku usaha); the person becomes its signer. One person acts for one business."""
    policy.require(Act.REGISTER_VENDOR, actor, selectors.facts(actor))
    if selectors.vendor_of(actor) is not None:
        raise refuse(Kind.STATE, "Akun Anda sudah terhubung dengan badan usaha.", "Buka data usaha Anda.")
    nib, npwp = _numbers(business_number, tax_number)
    _require_form(form)
    _require_unknown(nib, npwp)
    vendor = Vendor.objects.create(
        code=f"V-{secrets.token_hex(5)}",
        form=form,
        name=name.strip(),
        business_number=nib,
        tax_number=npwp,
        address=address.strip(),
        city=city.strip(),
        phone=phone.strip(),
        small_business=small_business,
        registered_at=now,
    )
    VendorSeat.objects.create(vendor=vendor, user_id=person(actor), power=Power.SIGNER)
    ledger.record(Act.REGISTER_VENDOR, actor=actor, subject=vendor.code, public={"vendor": vendor.code})
    return vendor


@transaction.atomic
def edit_vendor(
    *,
    actor: Actor,
    form: str,
    name: str,
    business_number: str,
    tax_number: str,
    address: str,
    city: str,
    phone: str,
    small_business: bool,
    now: datetime,
) -> Vendor:
    """Change the identity of the actor's vendor while it is not with the verifier."""
    vendor = own_vendor(actor, Act.EDIT_VENDOR)
    nib, npwp = _numbers(business_number, tax_number)
    _require_form(form)
    _require_unknown(nib, npwp, but=vendor)
    vendor.form, vendor.name = form, name.strip()
    vendor.business_number, vendor.tax_number = nib, npwp
    vendor.address, vendor.city, vendor.phone = address.strip(), city.strip(), phone.strip()
    vendor.small_business = small_business
    vendor.save()
    ledger.record(Act.EDIT_VENDOR, actor=actor, subject=vendor.code, public={"part": "identity"})
    return vendor


@transaction.atomic
def submit_vendor(*, actor: Actor, now: datetime) -> Vendor:
    """Send the data to the verifier; refused with what is missing."""
    vendor = own_vendor(actor, Act.SUBMIT_VENDOR)
    missing = [PART_WORDS[part] for part in needed_parts(vendor.form) if not selectors.rows_of(vendor, part).exists()]
    if missing:
        told = said("Data belum lengkap; belum diisi: {parts}.", parts=together(missing, ", "))
        raise refuse(Kind.INPUT, told, "Lengkapi, lalu kirim lagi.")
    if unempowered := selectors.unempowered_of(vendor, now.date()):
        told = said(
            "Penanda tangan {names} bukan pengurus, dan surat kuasanya belum ada.", names=", ".join(unempowered)
        )
        raise refuse(Kind.INPUT, told, "Isi sebagai pengurus menurut akta, atau lampirkan surat kuasa yang berlaku.")
    numbers = selectors.rows_of(vendor, Part.BRANCH).values_list("number", flat=True)
    if not all(is_branch_of(number, vendor.tax_number) for number in numbers):
        raise refuse(
            Kind.INPUT, "NITKU cabang tidak diawali NPWP badan usaha ini.", "Perbaiki NPWP, atau isi cabangnya lagi."
        )
    vendor.submit()
    vendor.save(update_fields=["status"])
    ledger.record(Act.SUBMIT_VENDOR, actor=actor, subject=vendor.code, public={"vendor": vendor.code})
    return vendor


def own_vendor(actor: Actor, act: Act) -> Vendor:
    """The actor's vendor, locked, if the act is allowed on it."""
    seat = selectors.seat_of(actor)
    if seat is not None:
        Vendor.objects.select_for_update().get(pk=seat.vendor_id)
    policy.require(act, actor, selectors.facts(actor))
    own = selectors.vendor_of(actor)
    assert own is not None  # policy asked for a seat
    return own


def _numbers(business_number: str, tax_number: str) -> tuple[str, str]:
    try:
        return clean_nib(business_number), clean_npwp(tax_number)
    except BadNumber as error:
        raise refuse(Kind.INPUT, error.args[0], "Periksa nomor pada dokumen aslinya.") from None


def _require_form(form: str) -> None:
    if form not in FORMS:
        raise refuse(Kind.INPUT, "Bentuk usaha ini tidak dikenal.", "Pilih dari daftar.")


def _require_unknown(nib: str, npwp: str, but: Vendor | None = None) -> None:
    """Refuse a second account for one business; the old and the new form of a tax number are the same."""
    twins = {npwp, same_taxpayer(npwp), npwp[1:] if len(npwp) == 16 and npwp[0] == "0" else npwp}
    known = Vendor.objects.filter(Q(business_number=nib) | Q(tax_number__in=twins))
    if (known.exclude(pk=but.pk) if but else known).exists():
        raise refuse(
            Kind.INPUT,
            "NIB atau NPWP ini sudah terdaftar atas badan usaha lain di portal ini.",
            "Minta penanda tangan badan usaha itu menambahkan Anda, atau hubungi verifikator LPSE.",
        )
