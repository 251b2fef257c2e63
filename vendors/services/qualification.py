# SPDX-License-Identifier: Apache-2.0
"""A vendor fills in its qualification data row by row, with evidence. A correction is a new row."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, Sum

from documents import services as documents
from documents.models import StoredObject
from documents.rules import Store
from lpse.core.acts import Actor, Kind, Missing, Refused, refuse
from lpse.core.said import said
from lpse.ledger import services as ledger
from vendors import selectors
from vendors.models import ROWS, QualificationRow, Vendor
from vendors.policy import Act
from vendors.rules import (
    LONGEST_EVIDENCE,
    WHOLE,
    WITH_FILE,
    Part,
    VendorStatus,
    is_branch_of,
    media_type_of,
    needed_parts,
    row_refusal,
    same_taxpayer,
    without_power,
)
from vendors.services.registration import own_vendor


@transaction.atomic
def add_row(
    *,
    actor: Actor,
    part: Part,
    values: Mapping[str, Any],
    evidence: bytes | None = None,
    evidence_name: str = "",
    replaces: int | None = None,
    now: datetime,
) -> QualificationRow:
    """Add a row of qualification data (izin, SPT, akta, pemilik, pengurus, …), or the renewal of the row ``replaces``.

    ``values`` are the columns of the part. A verified vendor keeps its place: the row waits for the verifier beside
    what stands already. Raises Refused, and Missing for a row to renew that is not the vendor's or has ended.
    """
    vendor = own_vendor(actor, Act.ADD_ROW)
    if refusal := row_refusal(part, values, now.date()):
        raise Refused(refusal)
    old = _standing(vendor, part, replaces) if replaces is not None else None
    if part is Part.OWNER:
        _require_no_more_than_the_whole(vendor, values["share"], old)
    kept = kept_evidence(evidence, evidence_name, now)
    _require_paper(vendor, part, values, kept, old)
    renewed = _make_room(vendor, part, old, now)
    try:
        with transaction.atomic():
            model: Any = ROWS[part]
            row: QualificationRow = model.objects.create(
                vendor=vendor, evidence=kept, added_at=now, replaces=renewed, **values
            )
    except IntegrityError:
        raise refuse(
            Kind.INPUT,
            "Isian untuk tahun itu sudah ada.",
            "Hapus dulu yang lama bila keliru, lalu isi lagi.",
        ) from None
    public = {"part": part.value, "renews": old is not None}
    ledger.record(Act.ADD_ROW, actor=actor, subject=vendor.code, public=public, private={"row": row.pk})
    return row


@transaction.atomic
def remove_row(*, actor: Actor, part: str, row_id: int, now: datetime) -> None:
    """End a row (``part`` as in a verdict's field); it stays on file. Raises Missing.

    A verified vendor keeps at least one accepted row of each part it needs: its renewal comes first.
    """
    vendor = own_vendor(actor, Act.REMOVE_ROW)
    if part not in set(Part):
        raise Missing(part)
    row = _standing(vendor, Part(part), row_id)
    others = selectors.rows_of(vendor, Part(part)).filter(accepted_at__isnull=False).exclude(pk=row.pk)
    is_needed = Part(part) in needed_parts(vendor.form) and row.accepted_at is not None
    if vendor.status == VendorStatus.VERIFIED and is_needed and not others.exists():
        raise refuse(
            Kind.STATE,
            "Ini satu-satunya isian bagian ini yang sudah diterima verifikator.",
            "Perbarui dahulu; yang lama berakhir sendiri setelah penggantinya diterima.",
        )
    selectors.rows_of(vendor, Part(part)).filter(replaces=row).update(ended_at=now)
    row.ended_at = now
    row.save(update_fields=["ended_at"])
    public = {"part": part, "removed": True}
    ledger.record(Act.REMOVE_ROW, actor=actor, subject=vendor.code, public=public, private={"row": row.pk})


def _standing(vendor: Vendor, part: Part, row_id: int) -> QualificationRow:
    """A row of the vendor that has not ended. Raises Missing."""
    row = selectors.rows_of(vendor, part).filter(pk=row_id).first()
    if row is None:
        raise Missing(f"{part}.{row_id}")
    return row


def _make_room(vendor: Vendor, part: Part, old: QualificationRow | None, now: datetime) -> QualificationRow | None:
    """The row that a new one renews. One never accepted is corrected instead: it ends, as earlier renewals do."""
    if old is None:
        return None
    selectors.rows_of(vendor, part).filter(replaces=old).update(ended_at=now)
    if old.accepted_at is not None:
        return old
    selectors.rows_of(vendor, part).filter(pk=old.pk).update(ended_at=now)
    return None


def _require_no_more_than_the_whole(vendor: Vendor, share: Decimal, old: QualificationRow | None) -> None:
    """Refuse owners who would own more than the whole business together."""
    others = selectors.rows_of(vendor, Part.OWNER)
    counted = others.filter(Q(replaces__isnull=True) | Q(replaces__ended_at__isnull=False))
    if old is not None:
        counted = counted.exclude(pk=old.pk)
    held = counted.aggregate(sum=Sum("share"))["sum"] or Decimal(0)
    if held + share > WHOLE:
        told = said("Semua pemilik bersama memegang paling banyak 100 persen; yang sudah diisi {held}.", held=f"{held}")
        raise refuse(Kind.INPUT, told, "Periksa bagian pemilik yang sudah ada.")


def _require_paper(
    vendor: Vendor, part: Part, values: Mapping[str, Any], kept: StoredObject | None, old: QualificationRow | None
) -> None:
    """Refuse a paper without its file, a branch of another taxpayer, and a power that nobody who runs it gave."""
    if part in WITH_FILE and kept is None:
        raise refuse(Kind.INPUT, "Berkas suratnya belum dilampirkan.", "Lampirkan berkas PDF atau fotonya.")
    if part is Part.BRANCH and not is_branch_of(values["number"], vendor.tax_number):
        told = said("NITKU cabang diawali NPWP badan usaha ini, {number}.", number=same_taxpayer(vendor.tax_number))
        raise refuse(Kind.INPUT, told, "Periksa NITKU pada surat keterangan terdaftarnya.")
    if part is Part.BRANCH and old is None and selectors.rows_of(vendor, part).filter(number=values["number"]).exists():
        raise refuse(Kind.INPUT, "Cabang dengan NITKU itu sudah ada.", "Perbarui isian yang sudah ada.")
    if part is Part.POWER:
        directors = list(selectors.rows_of(vendor, Part.DIRECTOR).values_list("name", flat=True))
        if without_power([values["granted_by"]], directors, ()):
            raise refuse(
                Kind.INPUT,
                "Pemberi kuasa tidak ada di antara pengurus yang diisi.",
                "Isi dahulu pengurus itu menurut akta, atau perbaiki namanya.",
            )


def kept_evidence(body: bytes | None, name: str, now: datetime) -> StoredObject | None:
    """Keep a file of evidence in the restricted store, None for no file. Raises Refused for one that cannot be it."""
    if not body:
        return None
    if len(body) > LONGEST_EVIDENCE:
        raise refuse(Kind.INPUT, "Berkas bukti lebih besar dari 20 MB.", "Perkecil atau pecah berkasnya.")
    media_type = media_type_of(body[:16])
    if media_type is None:
        raise refuse(Kind.INPUT, "Berkas bukti bukan PDF, PNG, atau JPEG.", "Simpan sebagai PDF, lalu unggah lagi.")
    return documents.keep(body, name=name[-150:] or "bukti", media_type=media_type, store=Store.RESTRICTED, now=now)
