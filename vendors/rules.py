# SPDX-License-Identifier: Apache-2.0
"""Words of vendors and bids, numbers of a business, and the form of an offer. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from stdnum.exceptions import ValidationError
from stdnum.id import npwp

from lpse.core.said import said

KIND = "single"
"""The one envelope kind of a tender with one file (satu file)."""
LOT, ROUND = "1", 1
MOST_DRAFTS = 20
DRAFT_LIFE = timedelta(days=7)
MOST_TICKETS = 64
"""Part addresses given out in one answer."""
LONGEST_EVIDENCE = 20 * 2**20
MAGIC = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}
SEN = Decimal("0.01")
LEAST_QUESTION = 10
"""Fewest letters of a question or of an answer."""
LONGEST_CLAUSE, LONGEST_QUESTION, LONGEST_ANSWER = 120, 4000, 8000
MOST_QUESTIONS = 50
"""Questions of one participant in one tender."""


class VendorStatus(StrEnum):
    """States of a vendor (penyedia)."""

    REGISTERED = "registered"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    VERIFIED = "verified"
    SUSPENDED = "suspended"


class BidStatus(StrEnum):
    """States of a bid: one row per version of a vendor's statement."""

    SUBMITTED = "submitted"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    OPENED = "opened"
    UNREADABLE = "unreadable"
    VOID = "void"


class Power(StrEnum):
    """What a person may do for a vendor: prepare bids, or also sign and send them."""

    SIGNER = "signer"
    PREPARER = "preparer"


class Outcome(StrEnum):
    """What ``vendors_accept`` answers. All but the first two are refusals, kept as rows with this word."""

    ACCEPTED = "accepted"
    ALREADY = "already"
    LATE = "late"
    EARLY = "early"
    CLOSED = "closed"
    FOREIGN = "foreign"
    VERSION = "version"
    PREDECESSOR = "predecessor"
    KEY = "key"
    NOTHING = "nothing"
    ENVELOPE = "envelope"
    OBJECTS = "objects"


FORMS = ("PT", "CV", "UD", "Firma", "Koperasi", "Perorangan")
IDENTITY = ("name", "business_number", "tax_number", "address", "phone")
"""Fields of identity that a verifier judges one by one; rows of evidence follow as ``licence.7`` and so on."""


class BadNumber(ValueError):
    """A number of a business that cannot be one; the message says what is wrong."""


def clean_nib(text: str) -> str:
    """Thirteen digits of a business number (NIB) typed with spaces, dots or dashes. Raises BadNumber.

    Source: R-VND-2; the number has no public check digit.
    """
    digits = "".join(char for char in text if char not in " .-")
    if not digits.isascii() or not digits.isdigit():
        raise BadNumber(said("NIB hanya berisi angka."))
    if len(digits) != 13:
        raise BadNumber(said("NIB terdiri atas 13 angka; yang diisi {n} angka.", n=len(digits)))
    return digits


def clean_npwp(text: str) -> str:
    """Digits of a tax number (NPWP): 15 of the old form or 16 of the new one, check digit included. Raises BadNumber.

    Sixteen digits are the old number behind a 0, or a person's NIK. Source: R-VND-3 (PMK 112/2022).
    """
    digits = npwp.compact(text)
    if not digits.isascii() or not digits.isdigit():
        raise BadNumber(said("NPWP hanya berisi angka."))
    if len(digits) not in (15, 16):
        raise BadNumber(said("NPWP terdiri atas 15 atau 16 angka; yang diisi {n} angka.", n=len(digits)))
    try:
        return str(npwp.validate(digits))
    except ValidationError:
        raise BadNumber(said("Angka pemeriksa NPWP tidak cocok; periksa kembali nomornya.")) from None


def same_taxpayer(number: str) -> str:
    """Sixteen digits by which two spellings of one tax number are compared."""
    return number.rjust(16, "0")


def media_type_of(head: bytes) -> str | None:
    """Media type of an evidence file by its first bytes, or None when it is neither PDF, PNG nor JPEG."""
    return next((kind for magic, kind in MAGIC.items() if head.startswith(magic)), None)


class BadOffer(ValueError):
    """A form that is no offer for this tender; the message is for the vendor."""


@dataclass(frozen=True)
class Row:
    """A row of the bill of quantities as the tender asks for it."""

    number: int
    quantity: Decimal


def line_total(quantity: Decimal, unit_price: Decimal) -> Decimal:
    """Quantity times unit price in rupiah, half up to the sen."""
    return (quantity * unit_price).quantize(SEN, ROUND_HALF_UP)


def make_offer(rows: Sequence[Row], prices: Mapping[int, Decimal], *, valid_days: int) -> dict[str, Any]:
    """The machine-readable offer of a manifest: ``form`` of sealed-bids.md 6.4, amounts as decimal strings.

    ``prices`` are unit prices in rupiah, PPN included, by row number. Raises BadOffer when a row has no price, a price
    is negative or has more than two decimals, or the total is nothing.
    """
    items = []
    total = Decimal(0)
    for row in rows:
        price = prices.get(row.number)
        if price is None:
            raise BadOffer(f"Butir {row.number} belum diberi harga satuan.")
        if price < 0 or price != price.quantize(SEN):
            raise BadOffer(f"Harga satuan butir {row.number} harus positif dengan paling banyak dua angka desimal.")
        total += line_total(row.quantity, price)
        items.append({"number": row.number, "quantity": plain(row.quantity), "unit_price": f"{price:.2f}"})
    if total <= 0:
        raise BadOffer("Jumlah penawaran harus lebih dari nol.")
    return {"v": "lpse/offer", "price": f"{total:.2f}", "items": items, "valid_days": valid_days}


def plain(value: Decimal) -> str:
    """A decimal as text without exponent and without needless zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def price_of(form: Mapping[str, Any]) -> Decimal | None:
    """The total an opened form states, in rupiah, or None when it states none that can be read."""
    try:
        price = Decimal(str(form["price"]))
    except (KeyError, InvalidOperation):
        return None
    return price if price.is_finite() and 0 < price < Decimal(10) ** 18 else None


def question_document(
    *, tender: str, number: int, asker: int, document: str, clause: str, text: str, follows: int | None, file: str
) -> dict[str, Any]:
    """A question as the public record keeps it: its asker is a number that means nothing outside this tender.

    ``document`` is the title of the selection document asked about, ``file`` the SHA-256 of the attachment in hex;
    either may be empty. ``follows`` is the number of the question it continues.
    """
    return {
        "v": "lpse/question",
        "tender": tender,
        "question": number,
        "asker": asker,
        "document": document,
        "clause": clause,
        "text": text,
        "follows": follows,
        "file": file,
    }


def answers_document(*, tender: str, at: str, late: bool, answers: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Answers published together, as the public record keeps them.

    Each names its ``question`` and has either a ``text`` or, for a merged one, the question it is answered ``with``.
    """
    return {"v": "lpse/answers", "tender": tender, "at": at, "late": late, "answers": list(answers)}
