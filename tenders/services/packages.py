# SPDX-License-Identifier: Apache-2.0
"""Acts on packages: prepared by the procurement officer (PPK), assigned by the head of the unit (UKPBJ)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction

from lpse.accounts import selectors as accounts
from lpse.accounts.models import Appointment, User, WorkUnit
from lpse.core.acts import Actor, Kind, Role, refuse
from lpse.core.said import said
from lpse.ledger import services as ledger
from lpse.regulations import NoSuchRegulation, Regulation, current, get, latest, refusals
from lpse.regulations.taxes import Split, split
from tenders import policy, selectors
from tenders.estimate import EstimateRow
from tenders.models import CommitteeSeat, Item, Package, PackageItem, Requirement, Tender
from tenders.pacts import PACTS, Party
from tenders.policy import Act
from tenders.requirements import requirements_for
from tenders.rules import Category, Position, line_total, majority
from tenders.services.locking import lock_package

EDITABLE = (
    "category",
    "plan_code",
    "name",
    "description",
    "location",
    "fund_source",
    "fiscal_year",
    "contract_type",
    "duration_days",
    "field_code",
    "ceiling",
)


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('tenders_number')")
        return int(cursor.fetchone()[0])


@transaction.atomic
def create_package(
    *, actor: Actor, work_unit: WorkUnit, fields: Mapping[str, Any], training: bool, now: datetime
) -> Package:
    """Begin a package from the procurement plan (RUP). ``fields`` are those of ``EDITABLE``.

    ``training`` stays with the package for ever; it is refused where the installation does not train.
    """
    policy.require(Act.CREATE_PACKAGE, actor, selectors.facts(actor))
    if training and not settings.TRAINING:
        raise refuse(Kind.INPUT, "Portal ini tidak menerima paket latihan.", "Buat paket sungguhan.")
    year = now.astimezone(ZoneInfo(settings.OFFICE["zone"])).year
    package = Package.objects.create(
        code=f"P-{year}-{_next_number():04d}",
        agency=work_unit.agency,
        work_unit=work_unit,
        officer_id=actor.user_id,
        training=training,
        created_at=now,
        **{name: fields[name] for name in EDITABLE if name in fields},
    )
    ledger.record(
        Act.CREATE_PACKAGE, actor=actor, subject=package.code, public={"package": package.code, "training": training}
    )
    return package


@transaction.atomic
def edit_package(*, actor: Actor, package: Package, fields: Mapping[str, Any]) -> Package:
    """Change what a package says, before it is submitted or after it came back."""
    package = lock_package(package.pk)
    policy.require(Act.EDIT_PACKAGE, actor, selectors.facts(actor, package=package))
    changed = [name for name in EDITABLE if name in fields]
    for name in changed:
        setattr(package, name, fields[name])
    package.save(update_fields=changed)
    return package


@transaction.atomic
def set_package_items(*, actor: Actor, package: Package, rows: Sequence[EstimateRow], now: datetime) -> Package:
    """Replace the rows of the owner's estimate (HPS); their sum becomes the estimate, dated today.

    The estimate is kept with and without PPN. Refused when the sum is above the ceiling (pagu).
    Source: Perpres 16/2018 Pasal 26; law.md R-HPS-1.
    """
    package = lock_package(package.pk)
    policy.require(Act.EDIT_PACKAGE, actor, selectors.facts(actor, package=package))
    total = sum((line_total(row.quantity, row.unit_price) for row in rows), Decimal(0))
    if rows and total <= 0:
        raise refuse(Kind.INPUT, "HPS tidak boleh nol.", "Isi harga satuan setiap butir.")
    if total > package.ceiling:
        raise refuse(Kind.INPUT, "Jumlah HPS melampaui pagu anggaran.", "Kurangi harga atau perbaiki pagu.")
    package.items.all().delete()
    PackageItem.objects.bulk_create(
        PackageItem(
            package=package,
            number=number,
            description=row.description,
            unit=row.unit,
            quantity=row.quantity,
            unit_price=row.unit_price,
            is_tax_free=row.is_tax_free,
            source=row.source.strip(),
        )
        for number, row in enumerate(rows, start=1)
    )
    today = now.astimezone(ZoneInfo(settings.OFFICE["zone"])).date()
    package.owner_estimate = total or None
    package.owner_estimate_net = net_of(rows, _book(today)) if total else None
    package.owner_estimate_on = today if total else None
    package.save(update_fields=["owner_estimate", "owner_estimate_net", "owner_estimate_on"])
    return package


def net_of(rows: Sequence[EstimateRow], book: Regulation) -> Decimal:
    """Return the estimate of these rows without PPN, in rupiah (law.md R-HPS-1)."""
    parts = (split(line_total(row.quantity, row.unit_price), book.code, is_tax_free=row.is_tax_free) for row in rows)
    return sum(parts, Split(Decimal(0), Decimal(0))).net


def _book(today: date) -> Regulation:
    """Return the rule book in force. Raises Refused where none is."""
    try:
        return current(today)
    except NoSuchRegulation as unknown:
        raise refuse(Kind.STATE, unknown.args[0], "Hubungi administrator portal.") from None


@transaction.atomic
def sign_officer_pact(*, actor: Actor, package: Package, now: datetime) -> Package:
    """Sign the officer's integrity pact (pakta integritas) for this package, once, before it is submitted.

    Source: Perpres 16/2018 Pasal 7; law.md R-ACT-3.
    """
    package = lock_package(package.pk)
    policy.require(Act.SIGN_OFFICER_PACT, actor, selectors.facts(actor, package=package))
    if package.pact_at is None:
        package.pact_at, package.pact = now, ledger.put_document(PACTS[Party.OFFICER].document())
        package.save(update_fields=["pact_at", "pact"])
        public = {"package": package.code, "pact": package.pact}
        ledger.record(Act.SIGN_OFFICER_PACT, actor=actor, subject=package.code, public=public)
    return package


@transaction.atomic
def submit_package(*, actor: Actor, package: Package) -> Package:
    """Hand the package to the unit (UKPBJ) for a committee to be assigned; every row says where its price is from."""
    package = lock_package(package.pk)
    policy.require(Act.SUBMIT_PACKAGE, actor, selectors.facts(actor, package=package))
    if package.owner_estimate is None:
        raise refuse(Kind.STATE, "Paket ini belum mempunyai HPS.", "Isi butir HPS dulu.")
    if package.pact_at is None:
        raise refuse(Kind.STATE, "Anda belum menandatangani pakta integritas paket ini.", "Tandatangani, lalu ajukan.")
    if unsourced := list(package.items.filter(source="").order_by("number").values_list("number", flat=True)):
        told = said("Sumber harga butir {numbers} belum diisi.", numbers=", ".join(map(str, unsourced)))
        remedy = said("Isi sumber harga setiap butir HPS, lalu ajukan lagi.")
        raise refuse(Kind.STATE, told, remedy, refusals.LIST_PRICES_SOURCED)
    package.submit()
    package.returned_reason = ""
    package.save(update_fields=["status", "returned_reason"])
    ledger.record(Act.SUBMIT_PACKAGE, actor=actor, subject=package.code, public={"package": package.code})
    return package


@transaction.atomic
def return_package(*, actor: Actor, package: Package, reason: str) -> Package:
    """Give the package back to its officer with a reason."""
    package = lock_package(package.pk)
    policy.require(Act.RETURN_PACKAGE, actor, selectors.facts(actor, package=package))
    if not reason.strip():
        raise refuse(Kind.INPUT, "Alasan pengembalian belum diisi.", "Tulis apa yang harus diperbaiki.")
    package.send_back()
    package.returned_reason = reason.strip()
    package.save(update_fields=["status", "returned_reason"])
    ledger.record(
        Act.RETURN_PACKAGE,
        actor=actor,
        subject=package.code,
        public={"package": package.code},
        private={"reason": package.returned_reason},
    )
    return package


@transaction.atomic
def assign_committee(*, actor: Actor, package: Package, members: Sequence[User], chair: User, now: datetime) -> Tender:
    """Assign an odd committee (Pokja) of at least three, one of them the chair; this begins the draft tender.

    No member may be the officer of the package (law.md R-ACT-12). Source: Perpres 16/2018 Pasal 13; R-ACT-4, R-ACT-6.
    """
    package = lock_package(package.pk)
    policy.require(Act.ASSIGN_COMMITTEE, actor, selectors.facts(actor, package=package))
    require_committee(package, members, chair, now)
    if package.owner_estimate is None:
        raise refuse(Kind.STATE, "Paket ini belum mempunyai HPS.", "Kembalikan kepada PPK.")
    tender = begin_tender(
        package,
        package.owner_estimate,
        now,
        owner_estimate_net=package.owner_estimate_net,
        owner_estimate_on=package.owner_estimate_on,
        threshold=majority(len(members)),
    )
    seat_committee(tender, members, chair)
    _fill(tender)
    package.assign()
    package.save(update_fields=["status"])
    ledger.record(
        Act.ASSIGN_COMMITTEE,
        actor=actor,
        subject=package.code,
        public={"package": package.code, "members": len(members), "threshold": tender.threshold},
        private={"members": [user.pk for user in members], "chair": chair.pk, "tender": tender.code},
    )
    return tender


def begin_tender(package: Package, owner_estimate: Decimal, now: datetime, **fields: Any) -> Tender:
    """Begin a draft tender of a package by the rule book of today; ``owner_estimate`` in rupiah.

    ``fields`` are further columns, among them the parts of the estimate. Raises Refused.
    """
    office = accounts.office()
    today = now.astimezone(ZoneInfo(office.zone)).date()
    book = _book(today)
    return Tender.objects.create(
        code=f"T-{today.year}-{_next_number():04d}",
        package=package,
        title=package.name,
        category=package.category,
        regulation=book.code,
        zone=office.zone,
        training=package.training,
        owner_estimate=owner_estimate,
        ceiling=package.ceiling,
        created_at=now,
        **fields,
    )


def require_committee(package: Package, members: Sequence[User], chair: User, now: datetime) -> None:
    """Raise Refused unless these people may be the committee of the package. Source: R-ACT-4, R-ACT-6, R-ACT-12."""
    ids = {user.pk for user in members}
    if len(ids) != len(members):
        raise refuse(Kind.INPUT, "Satu orang dipilih dua kali.", "Pilih anggota yang berbeda.")
    if len(members) < 3 or len(members) % 2 == 0:
        raise refuse(
            Kind.INPUT,
            "Pokja harus berjumlah ganjil, paling sedikit tiga orang.",
            "Tambah atau kurangi anggota.",
            str(latest().committee_minimum.source),
        )
    if chair.pk not in ids:
        raise refuse(Kind.INPUT, "Ketua harus salah satu anggota.", "Pilih ketua dari anggota yang ditugaskan.")
    if package.officer_id in ids:
        told = said("PPK paket ini tidak boleh menjadi anggota Pokja.")
        raise refuse(Kind.INPUT, told, "Pilih orang lain.", refusals.BOTH_SIDES)
    appointed = Appointment.objects.filter(user_id__in=ids, role=Role.COMMITTEE, valid__contains=now)
    if appointed.values("user_id").distinct().count() != len(ids):
        raise refuse(
            Kind.INPUT,
            "Ada anggota tanpa penunjukan Pokja yang berlaku.",
            "Pilih orang yang ditunjuk dengan SK.",
            refusals.CERTIFIED,
        )


def seat_committee(tender: Tender, members: Sequence[User], chair: User) -> None:
    """Give the members their seats, the chair first."""
    others = [user for user in members if user.pk != chair.pk]
    CommitteeSeat.objects.create(tender=tender, user=chair, position=Position.CHAIR)
    for user in others:
        CommitteeSeat.objects.create(tender=tender, user=user, position=Position.MEMBER)


def _fill(tender: Tender) -> None:
    """Begin the draft with the items of the estimate, without prices, and the template of requirements."""
    Item.objects.bulk_create(
        Item(tender=tender, number=row.number, description=row.description, unit=row.unit, quantity=row.quantity)
        for row in tender.package.items.all()
    )
    texts = requirements_for(get(tender.regulation), Category(tender.category), tender.owner_estimate)
    Requirement.objects.bulk_create(
        Requirement(
            tender=tender,
            number=number,
            step=text.step,
            slot=text.slot,
            title=text.title,
            guidance=text.guidance,
            needs_file=text.needs_file,
        )
        for number, text in enumerate(texts, start=1)
    )
