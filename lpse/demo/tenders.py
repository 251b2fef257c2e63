# SPDX-License-Identifier: Apache-2.0
"""Tenders as the cast makes them: packages, committees, keys, drafts and announcements, all through the services."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import cache

from documents.sealing import keyset, memberkey, release, words
from lpse.accounts import selectors as accounts
from lpse.accounts.models import WorkUnit
from lpse.core import clock
from lpse.core.canonical import b64u, parse, unb64u
from lpse.demo.cast import Cast
from tenders import selectors, services
from tenders.estimate import EstimateRow
from tenders.models import Package, Tender
from tenders.rules import Category

MEMBERS = ("bima", "citra", "dodi")
TITLE = "Pengadaan Alat Kesehatan Puskesmas Melati"
SOURCE = "Survei harga tiga distributor di Kota Sagara"
ROWS = (
    EstimateRow("Tensimeter digital dewasa", "unit", Decimal(24), Decimal("1450000.00")),
    EstimateRow("Timbangan bayi digital", "unit", Decimal(12), Decimal("2375000.00")),
    EstimateRow("Nebulizer kompresor", "unit", Decimal(10), Decimal("3120000.00")),
    EstimateRow("Lemari vaksin 65 liter", "unit", Decimal(4), Decimal("31850000.00")),
    EstimateRow("Ranjang periksa stainless", "unit", Decimal(8), Decimal("6740000.00")),
    EstimateRow("Sterilisator uap 24 liter", "unit", Decimal(3), Decimal("18900000.00")),
)
DESCRIPTIONS = {
    Category.GOODS: "Penyediaan alat kesehatan dasar, termasuk pengiriman, pemasangan, dan uji fungsi.",
    Category.OTHER_SERVICES: "Layanan kebersihan gedung dan halaman dengan tenaga, peralatan, dan bahan.",
    Category.WORKS: "Pembangunan kembali gedung puskesmas pembantu, termasuk instalasi dan keselamatan konstruksi.",
}
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
"""An empty page, for documents whose contents do not matter."""


def enrol_members(cast: Cast, names: Sequence[str] = MEMBERS) -> None:
    """Enrol the committee members' keys. Seeds and passphrases stay with the cast; those it has already are used."""
    for name in names:
        user = cast.people[name]
        if accounts.current_key(user.pk) is not None:
            continue
        fresh_seed, fresh_passphrase = _secret(name)
        seed = cast.seeds.setdefault(name, fresh_seed)
        passphrase = cast.passphrases.setdefault(name, fresh_passphrase)
        keys, member = memberkey.derive_keys(seed), services.new_member_id()
        document = keyset.member_document(member, keys.kem, keys.sig)
        services.enrol_member_key(
            actor=cast.actor(name),
            member=member,
            kem=document["kem"],
            sig=document["sig"],
            signature=b64u(keys.sign_member(document)),
            blob=_key_file(seed, passphrase),
            has_second_copy=True,
            now=clock.now(),
        )


@cache
def _secret(name: str) -> tuple[bytes, str]:
    """A member's seed and passphrase, drawn once per process: a world made anew in tests keeps its people's keys."""
    return memberkey.new_seed(), words.new_passphrase()


@cache
def _key_file(seed: bytes, passphrase: str) -> str:
    """A key file, written once for the same secret: stretching the passphrase is slow on purpose."""
    return memberkey.write_key_file(seed, passphrase)


def begun_package(
    cast: Cast,
    *,
    title: str = TITLE,
    rows: Sequence[EstimateRow] = ROWS,
    ceiling: Decimal | None = None,
    category: Category = Category.GOODS,
) -> Package:
    """A package that Ratna prepared with its estimate."""
    ratna, now = cast.actor("ratna"), clock.now()
    rows = [replace(row, source=row.source or SOURCE) for row in rows]
    total = sum((row.quantity * row.unit_price for row in rows), Decimal(0))
    package = services.create_package(
        actor=ratna,
        work_unit=WorkUnit.objects.order_by("id")[0],
        fields={
            "plan_code": "54871236",
            "category": category.value,
            "name": title,
            "description": DESCRIPTIONS[category],
            "location": "Kota Sagara",
            "fund_source": "APBD",
            "fiscal_year": now.year,
            "duration_days": 150 if category is Category.WORKS else 60,
            "contract_type": "unit_price",
            "field_code": "" if category is Category.WORKS else "48150",
            "ceiling": ceiling or (total * Decimal("1.05")).quantize(Decimal("0.01")),
        },
        training=True,
        now=now,
    )
    return services.set_package_items(actor=ratna, package=package, rows=rows, now=now)


def submitted_package(
    cast: Cast,
    *,
    title: str = TITLE,
    rows: Sequence[EstimateRow] = ROWS,
    ceiling: Decimal | None = None,
    category: Category = Category.GOODS,
) -> Package:
    """A package that Ratna prepared with its estimate, signed the pact of, and handed to the unit."""
    package = begun_package(cast, title=title, rows=rows, ceiling=ceiling, category=category)
    services.sign_officer_pact(actor=cast.actor("ratna"), package=package, now=clock.now())
    return services.submit_package(actor=cast.actor("ratna"), package=package)


def assigned_package(
    cast: Cast,
    *,
    title: str = TITLE,
    rows: Sequence[EstimateRow] = ROWS,
    category: Category = Category.GOODS,
) -> Tender:
    """A draft tender: Hendra assigned Bima (chair), Citra and Dodi to Ratna's package."""
    package = submitted_package(cast, title=title, rows=rows, category=category)
    members = [cast.people[name] for name in MEMBERS]
    return services.assign_committee(
        actor=cast.actor("hendra"), package=package, members=members, chair=members[0], now=clock.now()
    )


def accept_key_set(cast: Cast, tender: Tender, names: Sequence[str] = MEMBERS) -> None:
    """Propose the key set and let the named members accept it and answer its canary."""
    row = services.propose_key_set(actor=cast.actor("bima"), tender=tender, now=clock.now())
    document, header = parse(bytes(row.body)), parse(bytes(row.canary_header))
    for name in names:
        keys = memberkey.derive_keys(cast.seeds[name])
        x = 1 + [person["sig"] for person in document["members"]].index(b64u(keys.sig))
        proof, answered = release.answer_canary(header, x, keys.kem_sk, keys.sig_seed)
        services.consent_to_key_set(
            actor=cast.actor(name),
            tender=tender,
            key_set=row.hash,
            signature=b64u(keyset.sign_keyset(document, keys.sig_seed)),
            proof=b64u(proof),
            proof_signature=b64u(answered),
            now=clock.now(),
        )


def drafted_tender(
    cast: Cast,
    *,
    title: str = TITLE,
    rows: Sequence[EstimateRow] = ROWS,
    closes_in: float = 3600,
    step: float = 3600,
    standstill: float | None = None,
    category: Category = Category.GOODS,
    preference: Decimal | None = None,
) -> Tender:
    """A tender that lacks nothing but its announcement. Durations in seconds, counted from the announcement."""
    enrol_members(cast)
    tender = prepared_tender(
        cast,
        title=title,
        rows=rows,
        closes_in=closes_in,
        step=step,
        standstill=standstill,
        category=category,
        preference=preference,
    )
    accept_key_set(cast, tender)
    return tender


def prepared_tender(
    cast: Cast,
    *,
    title: str = TITLE,
    rows: Sequence[EstimateRow] = ROWS,
    closes_in: float = 3600,
    step: float = 3600,
    standstill: float | None = None,
    category: Category = Category.GOODS,
    preference: Decimal | None = None,
) -> Tender:
    """A draft with schedule, documents, pacts and the officer's word, that lacks its members' keys.

    Durations in seconds.
    """
    tender = assigned_package(cast, title=title, rows=rows, category=category)
    bima = cast.actor("bima")
    services.draft_training_schedule(
        actor=bima,
        tender=tender,
        bidding=timedelta(seconds=closes_in),
        step=timedelta(seconds=step),
        standstill=None if standstill is None else timedelta(seconds=standstill),
        now=clock.now(),
    )
    for kind, label in (("selection_document", "Dokumen pemilihan"), ("specification", "Spesifikasi teknis")):
        body = PDF + f"% {label} {tender.code}\n".encode()
        name = f"{label.lower().replace(' ', '-')}.pdf"
        services.add_document(actor=bima, tender=tender, kind=kind, title=label, name=name, body=body, now=clock.now())
    if preference is not None:
        services.set_preference(actor=bima, tender=tender, maximum=preference)
    for name in MEMBERS:
        services.sign_pact(actor=cast.actor(name), tender=tender, now=clock.now())
    services.agree_to_documents(actor=cast.actor("ratna"), tender=tender, now=clock.now())
    return tender


def announced_tender(
    cast: Cast,
    *,
    title: str = TITLE,
    rows: Sequence[EstimateRow] = ROWS,
    closes_in: float = 3600,
    step: float = 3600,
    standstill: float | None = None,
    category: Category = Category.GOODS,
    preference: Decimal | None = None,
) -> Tender:
    """An announced training tender that takes bids for ``closes_in`` seconds; then one ``step`` for each stage."""
    tender = drafted_tender(
        cast,
        title=title,
        rows=rows,
        closes_in=closes_in,
        step=step,
        standstill=standstill,
        category=category,
        preference=preference,
    )
    services.announce_tender(actor=cast.actor("bima"), tender=tender, now=clock.now())
    return selectors.tender_for(cast.actor("bima"), tender.code)


def member_keys(cast: Cast, name: str) -> memberkey.MemberKeys:
    """The member's private keys, as their browser derives them from the key file."""
    return memberkey.derive_keys(cast.seeds[name])


def server_public(tender: Tender) -> bytes:
    """The server's public half, as vendors seal to it."""
    _row, document = selectors.key_set(tender)
    return unb64u(document["server"]["single"], 32)
