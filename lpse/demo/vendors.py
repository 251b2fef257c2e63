# SPDX-License-Identifier: Apache-2.0
"""Vendors as the cast makes them: registered, verified, joined; bids sealed by the Python twin into the real store."""

import datetime as dt
import io
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.conf import settings

from documents.sealing import chunks, envelope, manifest, statement
from lpse.core import clock
from lpse.core.canonical import b64u, canonical, hash_of, parse, sha256, unb64u
from lpse.demo.cast import Cast
from tenders.models import Tender
from vendors import selectors, services
from vendors.models import Consortium, Participation, Statement, Vendor
from vendors.rules import DeedKind, Part, VendorStatus, make_offer
from vendors.rules import Row as OfferRow
from vendors.rules.consortium import Share
from vendors.services import Judged

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
COMPANIES: Mapping[str, Mapping[str, Any]] = {
    "arung": {
        "form": "PT",
        "name": "Arung Bangun Persada",
        "business_number": "9120201234567",
        "tax_number": "01.312.166.0-091.000",
        "address": "Jalan Layar Terkembang 8",
        "city": "Sagara",
        "phone": "0411-555210",
        "small_business": True,
    },
    "bahari": {
        "form": "PT",
        "name": "Bahari Medika Sejahtera",
        "business_number": "8120107654321",
        "tax_number": "0013000666091000",
        "address": "Jalan Mutiara 27",
        "city": "Teluk Biru",
        "phone": "0411-555874",
        "small_business": True,
    },
    "lintang": {
        "form": "CV",
        "name": "Lintang Raya",
        "business_number": "0220103344556",
        "tax_number": "016090524017000",
        "address": "Jalan Bintang Selatan 3",
        "city": "Sagara",
        "phone": "0411-555042",
        "small_business": True,
    },
}
DIRECTORS = {
    "arung": ("Rani Pradipta", "7371014507820003"),
    "bahari": ("Joko Santoso", "7371021208790001"),
    "lintang": ("Maya Kusuma", "7371035003850002"),
}
"""Who runs the traders' businesses; the identity numbers are invented."""
PUT_SECONDS = 60


def registered_vendor(cast: Cast, name: str) -> Vendor:
    """The trader's business with its data filled in, sent to the verifier."""
    actor, now = cast.actor(name), clock.now()
    vendor = services.register_vendor(actor=actor, **COMPANIES[name], now=now)
    for part, values, evidence in qualification(name, vendor, now.date()):
        body = PDF + f"% {evidence} {vendor.code}\n".encode() if evidence else None
        services.add_row(actor=actor, part=part, values=values, evidence=body, evidence_name=evidence, now=now)
    return services.submit_vendor(actor=actor, now=now)


Line = tuple[Part, dict[str, Any], str]


def qualification(name: str, vendor: Vendor, today: dt.date) -> list[Line]:
    """Rows that make a vendor's data whole: part, values, and the name of the evidence file (empty for none)."""
    head, nik = DIRECTORS[name]
    rows: list[Line] = [
        (
            Part.LICENCE,
            {
                "kind": "NIB berbasis risiko",
                "number": vendor.business_number,
                "issuer": "OSS-RBA",
                "kbli": "46691",
                "kbli_version": 2020,
                "valid_until": today + dt.timedelta(days=900),
            },
            "nib.pdf",
        )
    ]
    for year in (today.year - 2, today.year - 1):
        number = f"SPT-{year}-{vendor.business_number[-4:]}"
        rows.append((Part.TAX, {"year": year, "number": number}, f"spt-{year}.pdf"))
    founded = {"kind": DeedKind.ESTABLISHMENT, "number": "12", "notary": "Sri Handayani, S.H., M.Kn."}
    rows.append((Part.DEED, founded | {"dated_on": dt.date(2014, 3, 17), "approval": "AHU-0012345"}, "akta.pdf"))
    rows.append((Part.OWNER, {"name": head, "identity_number": nik, "share": Decimal(60)}, ""))
    rows.append((Part.DIRECTOR, {"name": head, "identity_number": nik, "position": "Direktur utama"}, "ktp.pdf"))
    done = {
        "title": "Pengadaan tempat tidur pasien RSUD Sagara",
        "client": "RSUD Sagara",
        "value": Decimal("486500000.00"),
        "started_on": today - dt.timedelta(days=290),
        "finished_on": today - dt.timedelta(days=200),
        "field_code": "48150",
    }
    rows.append((Part.EXPERIENCE, done, ""))
    running = {
        "title": "Pengadaan mebel rawat inap RSUD Teluk Biru",
        "client": "RSUD Teluk Biru",
        "value": Decimal("312000000.00"),
        "done": Decimal(40),
        "started_on": today - dt.timedelta(days=60),
        "ends_on": today + dt.timedelta(days=75),
        "field_code": "38112",
    }
    rows.append((Part.RUNNING, running, ""))
    return rows


def verified_vendor(cast: Cast, name: str) -> Vendor:
    """The trader's business, verified by Vera; who is verified already stays so."""
    vendor = selectors.vendor_of(cast.actor(name)) or registered_vendor(cast, name)
    if vendor.status == VendorStatus.VERIFIED:
        return vendor
    verdicts = {each.name: Judged(True) for each in selectors.fields_of(vendor)}
    return services.judge_vendor(actor=cast.actor("vera"), vendor=vendor, verdicts=verdicts, now=clock.now())


def join(cast: Cast, name: str, tender: Tender) -> Participation:
    """The trader's verified business registers for a tender."""
    verified_vendor(cast, name)
    return services.join_tender(actor=cast.actor(name), tender=tender, pact=True, now=clock.now())


def join_together(
    cast: Cast, lead: str, partners: Mapping[str, Decimal], tender: Tender, *, name: str | None = None
) -> Consortium:
    """The lead joins and declares a joint operation (KSO); each partner, with its share in percent, agrees to it.

    Its name is made of those of its members as is usual: ``KSO Bahari - Lintang``.
    """
    join(cast, lead, tender)
    firms = {each: verified_vendor(cast, each) for each in (lead, *partners)}
    called = name or "KSO " + " - ".join(firm.name.split()[0] for firm in firms.values())
    row = services.declare_consortium(
        actor=cast.actor(lead),
        tender=tender,
        name=called,
        own_share=100 - sum(partners.values(), Decimal(0)),
        partners=[Share(firms[each].business_number, share) for each, share in partners.items()],
        agreement=PDF + f"% perjanjian {called} {tender.code}\n".encode(),
        agreement_name="perjanjian-kso.pdf",
        now=clock.now(),
    )
    for each in partners:
        services.agree_to_consortium(
            actor=cast.actor(each), tender=tender.code, consortium=row.pk, pact=True, now=clock.now()
        )
    return row


@dataclass
class Sealed:
    """A bid sealed and uploaded but not yet stated: what a browser holds just before *catat*."""

    header: dict[str, Any]
    objects: list[chunks.SealedObject]
    manifest: dict[str, Any]
    statement: dict[str, Any] = field(default_factory=dict)

    @property
    def hh(self) -> str:
        """Name of the envelope."""
        return envelope.header_hash(self.header)


Files = Sequence[tuple[str, str, bytes]]


def submit_bid(
    cast: Cast,
    name: str,
    tender: Tender,
    *,
    price: Decimal | None = None,
    unit_prices: Mapping[int, Decimal] | None = None,
    files: Files | None = None,
    form: Mapping[str, Any] | None = None,
) -> Statement:
    """Join if need be, seal, upload, prove and state a bid or its replacement; returns what the portal recorded.

    ``files`` are (slot, name, bytes); without them each required slot gets a small document. ``unit_prices`` are by
    item number in rupiah; ``price`` alone spreads about that total over the items. ``form`` is sealed as it is, for a
    vendor whose own program writes the offer.
    """
    join(cast, name, tender)
    sealed = sealed_bid(cast, name, tender, price=price, unit_prices=unit_prices, files=files, form=form)
    body = stated(cast, name, tender, sealed)
    return services.submit_bid(actor=cast.actor(name), tender=tender, body=body, now=clock.now()).statement


def withdraw_bid(cast: Cast, name: str, tender: Tender) -> Statement:
    """Withdraw the trader's bid."""
    body = stated(cast, name, tender, None)
    return services.withdraw_bid(actor=cast.actor(name), tender=tender, body=body, now=clock.now()).statement


def sealed_bid(
    cast: Cast,
    name: str,
    tender: Tender,
    *,
    price: Decimal | None = None,
    unit_prices: Mapping[int, Decimal] | None = None,
    files: Files | None = None,
    form: Mapping[str, Any] | None = None,
) -> Sealed:
    """Deal an envelope, seal files and manifest, upload and prove every object. No legal act yet."""
    participation = selectors.participation_for(cast.actor(name), tender)
    facts = selectors.room_facts(participation)
    names = ("tender", "lot", "round", "vendor", "kind", "ver", "nb")
    ctx = envelope.make_context(keyset=facts["keyset_hash"], **{key: facts[key] for key in names})
    header, env = envelope.new_envelope(ctx, facts["keyset"])
    services.begin_envelope(actor=cast.actor(name), tender=tender, header=canonical(header), now=clock.now())
    hh = envelope.header_hash(header)
    listed, objects = [], []
    for n, (slot, label, body) in enumerate(files if files is not None else sample_files(tender, name), start=1):
        sealer = upload(cast, name, tender, hh, env, n, body)
        entry = sealer.object
        objects.append(entry)
        kind = "application/pdf" if body.startswith(b"%PDF") else "application/octet-stream"
        listed.append(
            manifest.ManifestFile(n, slot, label, kind, sealer.size, entry.len, entry.segs, sealer.pt, entry.ct)
        )
    document = manifest.make_manifest(listed, form if form is not None else offer(tender, price, unit_prices))
    first = upload(cast, name, tender, hh, env, 0, manifest.pad(document)).object
    return Sealed(header, [first, *objects], document)


def upload(cast: Cast, name: str, tender: Tender, hh: str, env: bytes, n: int, body: bytes) -> chunks.ObjectSealer:
    """Seal one file segment by segment and PUT each part where its ticket says, as a browser does; then prove it."""
    actor = cast.actor(name)
    count = chunks.segment_count(len(body))
    common: dict[str, Any] = {"actor": actor, "tender": tender, "envelope": hh, "n": n, "now": clock.now()}
    services.begin_object(**common, length=chunks.sealed_length(len(body)), segments=count)
    sealer = chunks.ObjectSealer(io.BytesIO(body), len(body), env=env, hh=hh, n=n)
    digests, tags = [], []
    for i, segment in enumerate(sealer):
        url = services.tickets(**common, numbers=[i])[i]
        tags.append(put(url, segment))
        digests.append(b64u(sha256(segment)))
    services.prove_object(**common, digests=digests, tags=tags)
    return sealer


def put(url: str, body: bytes) -> str:
    """PUT a part to its address; returns the ETag."""
    if not url.startswith(settings.S3_PUBLIC_URL):
        raise ValueError("a part goes to the object store and nowhere else")
    request = urllib.request.Request(url, data=body, method="PUT")  # noqa: S310  the address is ours
    with urllib.request.urlopen(request, timeout=PUT_SECONDS) as answer:  # noqa: S310
        return str(answer.headers["ETag"])


def stated(cast: Cast, name: str, tender: Tender, sealed: Sealed | None) -> bytes:
    """The signed statement over a sealed bid, or a withdrawal; the trader's key for the tender is kept by the cast."""
    facts = selectors.room_facts(selectors.participation_for(cast.actor(name), tender))
    listed = [] if sealed is None else [(facts["kind"], sealed.hh, sealed.objects)]
    document = statement.make_statement(
        tender=facts["tender"],
        lot=facts["lot"],
        round=facts["round"],
        vendor=facts["vendor"],
        ver=facts["statement"]["ver"],
        prev=facts["statement"]["prev"],
        envelopes=listed,
    )
    key = cast.statement_keys.setdefault((name, tender.code), statement.new_key())
    signed = statement.sign_statement(document, key)
    if sealed is not None:
        sealed.statement = signed
    return canonical(signed)


def offer(
    tender: Tender,
    price: Decimal | None = None,
    unit_prices: Mapping[int, Decimal] | None = None,
    contents: Mapping[int, Decimal] | None = None,
) -> dict[str, Any]:
    """The form of an offer: given unit prices, or a total spread over the items (by itself about 92 % of the HPS).

    ``contents`` states local content by item, a fraction.
    """
    items = list(tender.items.order_by("number"))
    rows = [OfferRow(item.number, item.quantity) for item in items]
    if unit_prices is None:
        total = price if price is not None else tender.owner_estimate * Decimal("0.92")
        each = total / len(items)
        unit_prices = {item.number: (each / item.quantity).quantize(Decimal("0.01")) for item in items}
    return make_offer(rows, unit_prices, valid_days=60, contents=contents)


def sample_files(tender: Tender, name: str) -> list[tuple[str, str, bytes]]:
    """A small document for each slot the tender asks for."""
    slots = tender.requirements.filter(needs_file=True).order_by("number")
    return [
        (each.slot, f"{each.title}.pdf"[:100], PDF + f"% {each.slot} {name} {tender.code}\n".encode()) for each in slots
    ]


def statement_hash(row: Statement) -> str:
    """Hash of a kept statement, recomputed from its bytes."""
    return hash_of(parse(bytes(row.body)))


def env_of(row: Statement) -> bytes:
    """Public key of the envelope a statement names."""
    name = parse(bytes(row.body))["envelopes"][0]["header"]
    return unb64u(row.participation.envelopes.get(hash=name).env, 32)
