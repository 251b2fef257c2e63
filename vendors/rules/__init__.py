# SPDX-License-Identifier: Apache-2.0
"""Words of vendors and bids, numbers of a business, and the form of an offer. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from stdnum.exceptions import ValidationError
from stdnum.id import nik, npwp

from lpse.core.acts import Kind, Refusal
from lpse.core.said import said
from lpse.regulations import Category

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
INVITATION_LIFE = timedelta(days=7)
"""How long an invitation to a vendor's team may be taken up."""
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
    """A person's place in a vendor: the signer holds every power and the team, a member only what was granted."""

    SIGNER = "signer"
    PREPARER = "preparer"


class Grant(StrEnum):
    """What a member of a vendor's team may do: keep its data, prepare bids, join and send, object."""

    DATA = "data"
    PREPARE = "prepare"
    SEND = "send"
    OBJECT = "object"


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
    BARRED = "barred"


class Bar(StrEnum):
    """Why a vendor may neither join nor bid nor be appointed; the words of ``vendors_bar`` in the database."""

    BLACKLISTED = "blacklisted"
    DIRECTOR_BLACKLISTED = "director_blacklisted"
    ON_BOTH_SIDES = "on_both_sides"
    SHARED_DIRECTOR = "shared_director"
    IN_CONSORTIUM = "in_consortium"
    CONSORTIUM_INCOMPLETE = "consortium_incomplete"
    MEMBER_BARRED = "member_barred"


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


OFFER, OFFER_WITH_CONTENT = "lpse/offer", "lpse/offer-2"
"""Versions of an offer's form: the second states the local content (TKDN) of its items, as a tender asks that prefers
it. The first stays as it is, and stays readable."""
COMMITTED = frozenset({Category.WORKS, Category.INTEGRATED_WORKS})
"""Categories whose bids state one local content for the whole, to which the contract binds: each row carries it.
Source: Perpres 46/2025, Pasal 67; law.md R-TKDN-6."""


def make_offer(
    rows: Sequence[Row],
    prices: Mapping[int, Decimal],
    *,
    valid_days: int,
    contents: Mapping[int, Decimal] | None = None,
) -> dict[str, Any]:
    """The machine-readable offer of a manifest: ``form`` of sealed-bids.md 6.4, amounts as decimal strings.

    ``prices`` are unit prices in rupiah, PPN included, by row number; ``contents`` the local content (TKDN) that the
    vendor states of a row, a fraction, None in a tender that does not ask for it. Raises BadOffer when a row has no
    price, a price is negative or has more than two decimals, the total is nothing, or a content is no such fraction.
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
        item = {"number": row.number, "quantity": plain(row.quantity), "unit_price": f"{price:.2f}"}
        items.append(item | _content(row.number, contents))
    if total <= 0:
        raise BadOffer("Jumlah penawaran harus lebih dari nol.")
    version = OFFER if contents is None else OFFER_WITH_CONTENT
    return {"v": version, "price": f"{total:.2f}", "items": items, "valid_days": valid_days}


def _content(number: int, contents: Mapping[int, Decimal] | None) -> dict[str, str]:
    """The stated local content of a row as a decimal fraction; nothing where none is stated."""
    content = None if contents is None else contents.get(number)
    if content is None:
        return {}
    if not 0 <= content <= 1 or content != content.quantize(Decimal("0.0001")):
        raise BadOffer(f"TKDN butir {number} harus 0 sampai 100 persen dengan paling banyak dua angka desimal.")
    return {"local_content": f"{content:.4f}"}


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


# --- Qualification data ----------------------------------------------------------------------------------------------


class Part(StrEnum):
    """A kind of qualification row; the first word of a verdict's field, as in ``licence.7``."""

    LICENCE = "licence"
    TAX = "tax"
    TAX_STATUS = "tax_status"
    BRANCH = "branch"
    DEED = "deed"
    OWNER = "owner"
    DIRECTOR = "director"
    POWER = "power"
    PERSONNEL = "personnel"
    EQUIPMENT = "equipment"
    EXPERIENCE = "experience"
    RUNNING = "running"
    FINANCE = "finance"


class DeedKind(StrEnum):
    """Deed of establishment (akta pendirian) or of change (akta perubahan)."""

    ESTABLISHMENT = "establishment"
    AMENDMENT = "amendment"


class Tenure(StrEnum):
    """By which right equipment is used: owned (milik sendiri), leased (sewa), or promised (dukungan)."""

    OWNED = "owned"
    LEASED = "leased"
    SUPPORTED = "supported"


NEEDED = (Part.LICENCE, Part.TAX)
"""Parts without which nobody is sent to the verifier."""
NEEDED_OF_BODIES = (Part.DEED, Part.DIRECTOR)
"""Parts that a business with a deed needs besides (R-VND-1)."""
BODIES = frozenset({"PT", "CV", "Firma", "Koperasi"})
WITH_FILE = frozenset({Part.TAX_STATUS, Part.POWER})
"""Parts whose paper itself is what counts: no row of them without its file (R-VND-1, R-VND-4)."""
KBLI_VERSIONS = (2020, 2025)
EXPIRY_NOTICE = timedelta(days=60)
"""How long before and after the end of its validity a row stands on the task list: the time a renewal takes."""
SOON, AT_ONCE = 30, 7
"""Days before the end from which a warning grows."""
OLDEST_YEAR = 1950
NITKU_DIGITS = 22
TAX_YEARS = 10
MOST_YEARS_OF_WORK = 60
WHOLE = Decimal(100)


def needed_parts(form: str) -> tuple[Part, ...]:
    """Parts of which a business of this form (bentuk usaha) needs at least one row. Source: R-VND-1."""
    return (*NEEDED, *NEEDED_OF_BODIES) if form in BODIES else NEEDED


def clean_nik(text: str) -> str:
    """Sixteen digits of a person's identity number (NIK) with a possible date of birth. Raises BadNumber."""
    digits = nik.compact(text)
    if not digits.isascii() or not digits.isdigit():
        raise BadNumber(said("NIK hanya berisi angka."))
    if len(digits) != 16:
        raise BadNumber(said("NIK terdiri atas 16 angka; yang diisi {n} angka.", n=len(digits)))
    try:
        return str(nik.validate(digits))
    except ValidationError:
        raise BadNumber(said("NIK ini tidak memuat provinsi dan tanggal lahir yang ada; periksa nomornya.")) from None


def clean_owner_number(text: str) -> str:
    """The number of an owner: a person's NIK (16 digits) or a business's NIB (13 digits). Raises BadNumber."""
    digits = nik.compact(text)
    return clean_nib(digits) if len(digits) == 13 else clean_nik(digits)


def clean_nitku(text: str) -> str:
    """Twenty-two digits of a place of business (NITKU): the tax number (NPWP), then six of the place. Raises BadNumber.

    Source: R-VND-3 (PMK 112/2022, PMK 136/2023).
    """
    digits = npwp.compact(text)
    if not digits.isascii() or not digits.isdigit():
        raise BadNumber(said("NITKU hanya berisi angka."))
    if len(digits) != NITKU_DIGITS:
        raise BadNumber(said("NITKU terdiri atas {n} angka; yang diisi {m} angka.", n=NITKU_DIGITS, m=len(digits)))
    return digits


def is_branch_of(number: str, tax_number: str) -> bool:
    """Say whether the number of a place of business (NITKU) begins with this tax number, in either form of it."""
    return number.startswith(same_taxpayer(tax_number))


def without_power(signers: Sequence[str], directors: Sequence[str], holders: Sequence[str]) -> list[str]:
    """Return the signers who neither run the business nor hold its power of attorney (surat kuasa), by name.

    Source: R-VND-1 (Peraturan LKPP 9/2018 Lampiran 3.4.1).
    """
    known = {_spelt(name) for name in (*directors, *holders)}
    return [name for name in signers if _spelt(name) not in known]


def _spelt(name: str) -> str:
    """A name as it is compared: titles behind a comma, dots and spelling of letters do not matter."""
    return " ".join(name.partition(",")[0].replace(".", " ").casefold().split())


def clean_kbli(text: str) -> str:
    """Five digits of a field of business (KBLI), or nothing. Raises BadNumber. Source: R-VND-2."""
    digits = text.strip()
    if digits and not (len(digits) == 5 and digits.isascii() and digits.isdigit()):
        raise BadNumber(said("Kode KBLI terdiri atas 5 angka."))
    return digits


def row_refusal(part: Part, values: Mapping[str, Any], today: date) -> Refusal | None:
    """Return why a row cannot be true on this day (it has ended, lies ahead, or does not add up), or None."""
    until = values.get("valid_until")
    if until is not None and until < today:
        return Refusal(
            Kind.INPUT, "Masa berlaku yang diisi sudah berakhir.", "Isi yang masih berlaku, atau perpanjang dahulu."
        )
    return _UNTRUE[part] if part in _UNTRUE and not _is_possible(part, values, today) else None


def _is_possible(part: Part, values: Mapping[str, Any], today: date) -> bool:
    match part:
        case Part.TAX:
            return bool(today.year - TAX_YEARS <= values["year"] <= today.year)
        case Part.DEED | Part.POWER:
            return bool(values["dated_on"] <= today)
        case Part.TAX_STATUS:
            return bool(values["checked_on"] <= today)
        case Part.OWNER:
            return bool(0 < values["share"] <= WHOLE)
        case Part.PERSONNEL:
            return bool(0 <= values["years"] <= MOST_YEARS_OF_WORK)
        case Part.EQUIPMENT:
            return bool(OLDEST_YEAR <= values["year"] <= today.year and values["count"] >= 1)
        case Part.EXPERIENCE:
            began = values.get("started_on") or values["finished_on"]
            return bool(began <= values["finished_on"] <= today and values["value"] > 0)
        case Part.RUNNING:
            is_begun = values["started_on"] <= today and values["started_on"] <= values["ends_on"]
            return bool(is_begun and values["value"] > 0 and 0 <= values["done"] < WHOLE)
        case Part.FINANCE:
            is_a_year = OLDEST_YEAR <= values["year"] <= today.year
            return bool(is_a_year and values["assets"] == values["liabilities"] + values["equity"])
        case _:
            return True


_UNTRUE = {
    Part.TAX: Refusal(Kind.INPUT, "Tahun pajak ini tidak masuk akal.", "Isi tahun pajak yang sudah dilaporkan."),
    Part.DEED: Refusal(Kind.INPUT, "Tanggal akta ini belum tiba.", "Isi tanggal yang tertulis pada akta."),
    Part.POWER: Refusal(Kind.INPUT, "Tanggal surat kuasa ini belum tiba.", "Isi tanggal yang tertulis pada suratnya."),
    Part.TAX_STATUS: Refusal(Kind.INPUT, "Tanggal jawaban KSWP ini belum tiba.", "Isi tanggal pada jawabannya."),
    Part.OWNER: Refusal(Kind.INPUT, "Bagian pemilik lebih dari 0 dan paling banyak 100 persen.", "Periksa bagiannya."),
    Part.PERSONNEL: Refusal(Kind.INPUT, "Lama pengalaman orang ini tidak masuk akal.", "Isi dalam tahun, misalnya 7."),
    Part.EQUIPMENT: Refusal(
        Kind.INPUT, "Tahun atau jumlah peralatan ini tidak masuk akal.", "Periksa kedua isian itu."
    ),
    Part.EXPERIENCE: Refusal(
        Kind.INPUT,
        "Pengalaman adalah kontrak yang sudah selesai, dengan nilai lebih dari nol, dan mulai sebelum selesai.",
        "Periksa tanggal dan nilainya.",
    ),
    Part.RUNNING: Refusal(
        Kind.INPUT,
        "Kontrak berjalan sudah mulai, belum selesai seluruhnya, dan bernilai lebih dari nol.",
        "Periksa tanggal, nilai, dan bagiannya; pekerjaan yang sudah selesai masuk ke pengalaman.",
    ),
    Part.FINANCE: Refusal(
        Kind.INPUT,
        "Neraca ini tidak seimbang, atau tahunnya belum tiba: aset adalah kewajiban ditambah ekuitas.",
        "Periksa tahun dan ketiga angkanya.",
    ),
}


class Validity(StrEnum):
    """Where the end of a row's validity lies, seen from a day."""

    FINE = "fine"
    ENDING = "ending"
    ENDED = "ended"


def validity(until: date | None, today: date) -> Validity:
    """Say whether a row with this last day has ended, ends within the notice, or neither. ``until`` is included."""
    if until is None or until - today > EXPIRY_NOTICE:
        return Validity.FINE
    return Validity.ENDED if until < today else Validity.ENDING
