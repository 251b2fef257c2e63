# SPDX-License-Identifier: Apache-2.0
"""Acts on a draft tender: schedule, documents, requirements, items, integrity pacts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from documents import services as documents
from documents.models import StoredObject
from documents.rules import Store
from lpse.core.acts import Actor, Kind, refuse
from lpse.core.money import rupiah
from lpse.core.said import said
from lpse.core.windows import BadWindow
from lpse.ledger import services as ledger
from lpse.regulations import StageKind, get
from lpse.regulations import schedules as book
from tenders import policy, selectors
from tenders.estimate import EstimateRow
from tenders.models import CommitteeSeat, Item, Requirement, SelectionDocument, Stage, Tender
from tenders.pacts import PACTS, Party
from tenders.policy import Act
from tenders.rules import (
    DOCUMENT_BYTES,
    DOCUMENT_KINDS,
    SELECTION_DOCUMENT,
    SINGLE_DOCUMENTS,
    Planned,
    Step,
    WrongFile,
    media_of,
)
from tenders.services.locking import lock


def _locked(actor: Actor, tender: Tender, act: Act = Act.DRAFT_TENDER) -> Tender:
    """Lock a draft and require that the actor may work on it."""
    tender = lock(tender.pk)
    policy.require(act, actor, selectors.facts(actor, tender=tender))
    return tender


@transaction.atomic
def set_schedule(*, actor: Actor, tender: Tender, stages: Sequence[Planned]) -> Tender:
    """Keep the planned stages of a draft, one of each kind; whether they are lawful is said, and judged at the end."""
    tender = _locked(actor, tender)
    order = {stage.kind: place for place, stage in enumerate(get(tender.regulation).stages, start=1)}
    if len({stage.kind for stage in stages}) != len(stages):
        raise refuse(Kind.INPUT, "Ada tahap yang dijadwalkan dua kali.", "Tulis setiap tahap satu kali.")
    if any(stage.ends_at <= stage.starts_at for stage in stages):
        raise refuse(Kind.INPUT, "Setiap tahap harus berakhir sesudah mulai.", "Perbaiki waktu tahap itu.")
    tender.stages.all().delete()
    Stage.objects.bulk_create(
        Stage(
            tender=tender,
            kind=stage.kind,
            position=order[StageKind(stage.kind)],
            starts_at=stage.starts_at,
            ends_at=stage.ends_at,
        )
        for stage in stages
    )
    return tender


@transaction.atomic
def draft_training_schedule(
    *,
    actor: Actor,
    tender: Tender,
    bidding: timedelta,
    step: timedelta,
    standstill: timedelta | None = None,
    now: datetime,
) -> Tender:
    """Plan a training tender: bids for ``bidding`` from the announcement on, then one ``step`` for each stage.

    The plan moves as a whole to the moment of announcement (decisions.md 3.11).
    """
    if not tender.training:
        raise refuse(Kind.STATE, "Hanya tender latihan yang boleh dijadwalkan begini.", "Susun jadwal menurut aturan.")
    try:
        plan = book.draft_training_schedule(
            get(tender.regulation), now, bidding=bidding, step=step, standstill=standstill
        )
    except BadWindow:
        raise refuse(Kind.INPUT, "Setiap lama tahap harus lebih dari nol.", "Isi lama yang lebih panjang.") from None
    stages = [Planned(stage.kind, stage.starts_at, stage.ends_at) for stage in plan]
    return set_schedule(actor=actor, tender=tender, stages=stages)


@transaction.atomic
def add_document(
    *, actor: Actor, tender: Tender, kind: str, title: str, name: str, body: bytes, now: datetime
) -> SelectionDocument:
    """Add a selection document to a draft, at most 50 MB; one of the same kind and title is replaced.

    Versions begin to count with the announcement: before it nobody relied on an earlier file.
    """
    tender = _locked(actor, tender)
    if kind == SELECTION_DOCUMENT and tender.document_template:
        raise refuse(
            Kind.INPUT,
            "Dokumen pemilihan tender ini disusun dari templat.",
            "Isi templatnya, atau lepaskan templatnya sebelum mengunggah.",
        )
    stored = kept_document(kind, name, body, now)
    same = tender.documents.filter(kind=kind)
    if kind not in SINGLE_DOCUMENTS:
        same = same.filter(title=title.strip())
    same.delete()
    return SelectionDocument.objects.create(
        tender=tender, kind=kind, title=title.strip(), version=1, name=name, object=stored, added_at=now
    )


def kept_document(kind: str, name: str, body: bytes, now: datetime) -> StoredObject:
    """Keep the bytes of a selection document, at most 50 MB of an accepted type. Raises Refused."""
    if kind not in DOCUMENT_KINDS:
        raise refuse(Kind.INPUT, "Jenis dokumen tidak dikenal.", "Pilih salah satu jenis.")
    if not body or len(body) > DOCUMENT_BYTES:
        raise refuse(Kind.INPUT, "Berkas kosong atau lebih dari 50 MB.", "Pilih berkas lain.")
    try:
        media = media_of(name, body[:16])
    except WrongFile as wrong:
        raise refuse(Kind.INPUT, wrong.args[0], "Unggah PDF, XLSX, DOCX, ZIP, PNG, atau JPG.") from None
    return documents.keep(body, name=name, media_type=media.value, store=Store.PUBLIC, now=now)


@transaction.atomic
def remove_document(*, actor: Actor, tender: Tender, document_id: int) -> None:
    """Take a document out of a draft; once announced, documents stay."""
    tender = _locked(actor, tender)
    removed, _by_model = tender.documents.filter(pk=document_id).delete()
    if not removed:
        raise refuse(Kind.STATE, "Dokumen itu sudah tidak ada.", "Muat ulang halaman.")


@dataclass(frozen=True)
class RequirementRow:
    """A requirement as edited; ``slot`` names its place in the bid room."""

    step: Step
    slot: str
    title: str
    guidance: str
    needs_file: bool


@transaction.atomic
def set_requirements(*, actor: Actor, tender: Tender, rows: Sequence[RequirementRow]) -> Tender:
    """Replace the requirements of a draft; they make the vendor's slots and the rows of the evaluation."""
    tender = _locked(actor, tender)
    if len({row.slot for row in rows}) != len(rows):
        raise refuse(Kind.INPUT, "Ada dua syarat dengan nama slot yang sama.", "Bedakan nama slotnya.")
    put_requirements(tender, rows)
    return tender


def put_requirements(tender: Tender, rows: Sequence[RequirementRow]) -> None:
    """Keep these requirements in place of those of a locked draft, numbered in the order of evaluation."""
    tender.requirements.all().delete()
    order = list(Step)
    Requirement.objects.bulk_create(
        Requirement(
            tender=tender,
            number=number,
            step=row.step,
            slot=row.slot,
            title=row.title.strip(),
            guidance=row.guidance.strip(),
            needs_file=row.needs_file,
        )
        for number, row in enumerate(sorted(rows, key=lambda row: order.index(row.step)), start=1)
    )


@transaction.atomic
def renew_estimate(*, actor: Actor, tender: Tender, now: datetime) -> Tender:
    """Set the owner's estimate (HPS) of a draft again, as it is, on the present day; on the same day nothing changes.

    An estimate may be too old when bids are due, or when a failed tender is tried again.
    Source: Perpres 16/2018 Pasal 26 ayat (8); law.md R-HPS-3.
    """
    tender = _locked(actor, tender, Act.RENEW_ESTIMATE)
    today = now.astimezone(selectors.zone_of(tender)).date()
    if tender.owner_estimate_on == today:
        return tender
    tender.owner_estimate_on = today
    tender.save(update_fields=["owner_estimate_on"])
    public = {"tender": tender.code, "owner_estimate": str(tender.owner_estimate), "on": today.isoformat()}
    ledger.record(Act.RENEW_ESTIMATE, actor=actor, subject=tender.code, public=public)
    return tender


@transaction.atomic
def fill_items(*, actor: Actor, tender: Tender) -> Tender:
    """Take the items again from the rows of the owner's estimate, without their prices."""
    tender = _locked(actor, tender)
    put_items(tender, selectors.estimate_rows(tender))
    return tender


def put_items(tender: Tender, rows: Sequence[EstimateRow]) -> None:
    """Keep the bill of quantities of these rows, without their prices, in place of that of a locked draft."""
    tender.items.all().delete()
    Item.objects.bulk_create(
        Item(tender=tender, number=number, description=row.description, unit=row.unit, quantity=row.quantity)
        for number, row in enumerate(rows, start=1)
    )


@transaction.atomic
def set_preference(*, actor: Actor, tender: Tender, maximum: Decimal | None) -> Tender:
    """Give bids a price preference for local content (TKDN) of at most ``maximum``, a fraction; None gives none.

    Announced with the tender and unchangeable from then on. Refused above the book's maximum, and where the owner's
    estimate is not above the value from which the preference applies.
    Source: Perpres 16/2018 Pasal 67, as amended; R-TKDN-1, R-TKDN-6.
    """
    tender = _locked(actor, tender)
    numbers = get(tender.regulation).price
    if maximum is not None and tender.owner_estimate <= numbers.preference_above.value:
        told = said("Preferensi harga hanya untuk HPS di atas {value}.", value=rupiah(numbers.preference_above.value))
        raise refuse(Kind.INPUT, told, "Pilih tanpa preferensi.", str(numbers.preference_above.source))
    if maximum is not None and not 0 < maximum <= numbers.preference_maximum.value:
        most = f"{numbers.preference_maximum.value * 100:f}".rstrip("0").rstrip(".")
        told = said("Preferensi harga paling besar {most}%.", most=most)
        source = str(numbers.preference_maximum.source)
        raise refuse(Kind.INPUT, told, "Isi persentase di atas nol sampai batas itu.", source)
    tender.preference_max = maximum
    tender.save(update_fields=["preference_max"])
    return tender


@transaction.atomic
def sign_pact(*, actor: Actor, tender: Tender, now: datetime) -> CommitteeSeat:
    """Sign the integrity pact (pakta integritas) for this tender, once; the record names its words."""
    tender = _locked(actor, tender, Act.SIGN_PACT)
    seat = tender.seats.get(user_id=actor.user_id or 0)
    if seat.pact_at is None:
        seat.pact_at, seat.pact = now, ledger.put_document(PACTS[Party.COMMITTEE].document())
        seat.save(update_fields=["pact_at", "pact"])
        public = {"tender": tender.code, "pact": seat.pact}
        ledger.record(Act.SIGN_PACT, actor=actor, subject=tender.code, public=public)
    return seat
