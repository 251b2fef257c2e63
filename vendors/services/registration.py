# SPDX-License-Identifier: Apache-2.0
"""A business registers, fills in its qualification data with evidence, and asks for verification."""

import secrets
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from documents import services as documents
from documents.models import StoredObject
from documents.rules import Store
from lpse.core.acts import Actor, Kind, Missing, refuse
from lpse.core.said import said
from lpse.ledger import services as ledger
from vendors import policy, selectors
from vendors.models import Experience, Licence, TaxRecord, Vendor, VendorSeat
from vendors.policy import Act, person
from vendors.rules import (
    FORMS,
    LONGEST_EVIDENCE,
    BadNumber,
    Power,
    clean_nib,
    clean_npwp,
    media_type_of,
    same_taxpayer,
)

ROWS: dict[str, type[Licence | TaxRecord | Experience]] = {
    "licence": Licence,
    "tax": TaxRecord,
    "experience": Experience,
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
    vendor = _own(actor, Act.EDIT_VENDOR)
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
def add_licence(
    *,
    actor: Actor,
    kind: str,
    number: str,
    issuer: str,
    valid_until: date | None,
    evidence: bytes | None,
    evidence_name: str = "",
    now: datetime,
) -> Licence:
    """Add a business licence (izin usaha). A licence that has ended is refused."""
    vendor = _own(actor, Act.EDIT_VENDOR)
    if valid_until is not None and valid_until < now.date():
        raise refuse(Kind.INPUT, "Masa berlaku izin ini sudah berakhir.", "Isi izin yang masih berlaku.")
    kept = _evidence(evidence, evidence_name, now)
    row = Licence.objects.create(
        vendor=vendor, kind=kind, number=number, issuer=issuer, valid_until=valid_until, evidence=kept
    )
    ledger.record(Act.EDIT_VENDOR, actor=actor, subject=vendor.code, public={"part": "licence"})
    return row


@transaction.atomic
def add_tax_record(
    *, actor: Actor, year: int, number: str, evidence: bytes | None, evidence_name: str = "", now: datetime
) -> TaxRecord:
    """Add the proof that a yearly tax return (SPT tahunan) was filed; one per year. Source: R-VND-4."""
    vendor = _own(actor, Act.EDIT_VENDOR)
    if not now.year - 10 <= year <= now.year:
        raise refuse(Kind.INPUT, "Tahun pajak ini tidak masuk akal.", "Isi tahun pajak yang sudah dilaporkan.")
    if vendor.tax_records.filter(year=year).exists():
        raise refuse(Kind.INPUT, said("SPT tahun {year} sudah ada.", year=year), "Hapus dulu yang lama bila keliru.")
    kept = _evidence(evidence, evidence_name, now)
    row = TaxRecord.objects.create(vendor=vendor, year=year, number=number, evidence=kept)
    ledger.record(Act.EDIT_VENDOR, actor=actor, subject=vendor.code, public={"part": "tax"})
    return row


@transaction.atomic
def add_experience(
    *,
    actor: Actor,
    title: str,
    client: str,
    value: Decimal,
    finished_on: date,
    evidence: bytes | None,
    evidence_name: str = "",
    now: datetime,
) -> Experience:
    """Add a finished contract (pengalaman); ``value`` in rupiah."""
    vendor = _own(actor, Act.EDIT_VENDOR)
    if finished_on > now.date() or value <= 0:
        raise refuse(
            Kind.INPUT,
            "Pengalaman adalah kontrak yang sudah selesai dengan nilai lebih dari nol.",
            "Periksa isian ini.",
        )
    kept = _evidence(evidence, evidence_name, now)
    row = Experience.objects.create(
        vendor=vendor, title=title, client=client, value=value, finished_on=finished_on, evidence=kept
    )
    ledger.record(Act.EDIT_VENDOR, actor=actor, subject=vendor.code, public={"part": "experience"})
    return row


@transaction.atomic
def remove_row(*, actor: Actor, part: str, row_id: int, now: datetime) -> None:
    """Remove a licence, tax return or experience (``part`` as in a verdict's field). Raises Missing."""
    vendor = _own(actor, Act.EDIT_VENDOR)
    if part not in ROWS:
        raise Missing(part)
    removed, _kinds = ROWS[part].objects.filter(vendor=vendor, pk=row_id).delete()
    if not removed:
        raise Missing(f"{part}.{row_id}")
    ledger.record(Act.EDIT_VENDOR, actor=actor, subject=vendor.code, public={"part": part, "removed": True})


@transaction.atomic
def submit_vendor(*, actor: Actor, now: datetime) -> Vendor:
    """Send the data to the verifier; refused with what is missing."""
    vendor = _own(actor, Act.SUBMIT_VENDOR)
    missing = [
        word
        for word, rows in ((said("izin usaha"), vendor.licences), (said("SPT tahunan terakhir"), vendor.tax_records))
        if not rows.exists()
    ]
    if missing:
        both = len(missing) > 1
        what = said("{first} dan {last}", first=missing[0], last=missing[1]) if both else missing[0]
        told = said("Data belum lengkap: {what} belum diisi.", what=what)
        raise refuse(Kind.INPUT, told, "Lengkapi, lalu kirim lagi.")
    vendor.submit()
    vendor.save(update_fields=["status"])
    ledger.record(Act.SUBMIT_VENDOR, actor=actor, subject=vendor.code, public={"vendor": vendor.code})
    return vendor


def _own(actor: Actor, act: Act) -> Vendor:
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


def _evidence(body: bytes | None, name: str, now: datetime) -> StoredObject | None:
    if not body:
        return None
    if len(body) > LONGEST_EVIDENCE:
        raise refuse(Kind.INPUT, "Berkas bukti lebih besar dari 20 MB.", "Perkecil atau pecah berkasnya.")
    media_type = media_type_of(body[:16])
    if media_type is None:
        raise refuse(Kind.INPUT, "Berkas bukti bukan PDF, PNG, atau JPEG.", "Simpan sebagai PDF, lalu unggah lagi.")
    return documents.keep(body, name=name[-150:] or "bukti", media_type=media_type, store=Store.RESTRICTED, now=now)
