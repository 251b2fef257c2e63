# SPDX-License-Identifier: Apache-2.0
"""Receipts: the signed note of a statement, and the files of its bundle that the portal holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from documents.rules import Store
from documents.sealing import statement as sealing
from documents.storage import store
from lpse.core import words_of_time
from lpse.core.canonical import b64u, parse
from lpse.ledger import services as ledger
from tenders import selectors as tenders
from tenders.models import Tender
from vendors.models import Envelope, Statement, Vendor


@dataclass(frozen=True)
class ReceiptPage:
    """A receipt as its page shows it; ``index`` and ``position`` are None until its batch is on the record."""

    ver: int
    received_at: datetime
    statement_hash: str
    record_hash: str
    note: str
    is_withdrawal: bool
    logged_by: datetime
    index: int | None
    position: int | None
    file_count: int
    sealed_bytes: int


def note_of(row: Statement) -> str:
    """The receipt: a note signed by the receipt key. The same every time it is asked for (Ed25519)."""
    return note_over(parse(bytes(row.body)), parse(bytes(row.record)))


def note_over(document: Mapping[str, Any], record: Mapping[str, Any]) -> str:
    """The receipt of a parsed statement and its record."""
    return ledger.sign_receipt(sealing.receipt_body(document, record, settings.BATCH_SECONDS))


def receipt_page(row: Statement) -> ReceiptPage:
    """Return the receipt of a statement."""
    document = parse(bytes(row.body))
    place = ledger.locate(bytes(row.record_hash))
    objects = [each for envelope in document["envelopes"] for each in envelope["objects"]]
    return ReceiptPage(
        ver=row.ver,
        received_at=row.received_at,
        statement_hash=row.hash,
        record_hash=b64u(bytes(row.record_hash)),
        note=note_of(row),
        is_withdrawal=row.envelope_count == 0,
        logged_by=sealing.logged_by(row.received_at, settings.BATCH_SECONDS),
        index=place.index if place else None,
        position=place.position if place else None,
        file_count=sum(1 for each in objects if each["n"]),
        sealed_bytes=sum(each["len"] for each in objects),
    )


def receipt_words(page: ReceiptPage, tender: Tender, vendor: Vendor) -> dict[str, Any]:
    """The receipt as it is printed: Indonesian words, as on every paper."""
    zone = tenders.zone_of(tender)
    moment = page.received_at.astimezone(zone)
    seconds = f"{moment:%H.%M.%S},{moment.microsecond // 1000:03d}"
    size = f"{page.sealed_bytes:,}".replace(",", ".")
    logged = words_of_time.instant(page.logged_by, zone)
    return {
        "title": "Tanda Terima Penarikan Penawaran" if page.is_withdrawal else "Tanda Terima Penawaran",
        "number": f"{tender.code}/{vendor.code}/{page.ver}",
        "tender": {"code": tender.code, "title": tender.title},
        "vendor": f"{vendor} ({vendor.code})",
        "ver": str(page.ver),
        "received_at": f"{words_of_time.instant(page.received_at, zone)} (detik penuh {seconds})",
        "content": "Penarikan, tanpa berkas"
        if page.is_withdrawal
        else f"{page.file_count} berkas tersegel, {size} bita",
        "statement": page.statement_hash,
        "place": f"Entri {page.index}, posisi {page.position}"
        if page.index is not None
        else f"Menunggu kelompok berikutnya, paling lambat {logged}",
    }


def receipt_files(row: Statement) -> dict[str, bytes]:
    """Files of the bundle that the portal holds, by name; the browser adds the manifest and the statement key.

    ``receipt`` (the note), ``statement.json``, ``record.json``; for a bid ``header.json`` and ``manifest.bin``
    (sealed); ``receipt.tlog-proof`` once its batch is signed: the form ``lpse-verify --receipt`` reads.
    Raises documents.storage.StorageError.
    """
    document = parse(bytes(row.body))
    files = {
        "receipt": note_of(row).encode(),
        "statement.json": bytes(row.body),
        "record.json": bytes(row.record),
    }
    for sealed in document["envelopes"]:
        envelope = Envelope.objects.get(hash=sealed["header"])
        files["header.json"] = bytes(envelope.header)
        files["manifest.bin"] = store.read(Store.SEALED, envelope.sealed_objects.get(n=0).key)
    proof = ledger.receipt_proof(bytes(row.record_hash))
    if proof is not None:
        files["receipt.tlog-proof"] = proof.text.encode()
    return files
