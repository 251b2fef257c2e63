# SPDX-License-Identifier: Apache-2.0
"""Addenda: a new version of documents, requirements or rows, proposed by a member and decided by a second person."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from documents.models import StoredObject
from lpse.core.acts import Actor, Kind, refuse
from lpse.core.canonical import timestamp
from lpse.ledger import services as ledger
from lpse.regulations import StageKind, refusals
from lpse.regulations.planning import DeadlineGround
from tenders import policy, selectors
from tenders.models import Addendum, SelectionDocument, Tender
from tenders.policy import Act
from tenders.rules import Planned, Step
from tenders.services.announcing import put_on_record
from tenders.services.changes import change_facts, draft_change, kept, refused, require_change, require_in_time
from tenders.services.drafting import kept_document
from tenders.services.locking import lock


@dataclass(frozen=True)
class NewFile:
    """The new file of a document in force."""

    document_id: int
    name: str
    body: bytes


@dataclass(frozen=True)
class Amendment:
    """What an addendum changes. Lists are whole lists as they become; None leaves a part as it is.

    ``clauses`` are {"clause", "old", "new"} in words; ``items`` have number, description, unit and quantity;
    ``requirements`` number, step, slot, title, guidance and needs_file. ``deadline_at`` extends the bid deadline.
    """

    clauses: Sequence[dict[str, str]] = ()
    file: NewFile | None = None
    items: Sequence[dict[str, Any]] | None = None
    requirements: Sequence[dict[str, Any]] | None = None
    deadline_at: datetime | None = None


@transaction.atomic
def propose_addendum(*, actor: Actor, tender: Tender, amendment: Amendment, reason: str, now: datetime) -> Addendum:
    """Propose an addendum (adendum); nothing changes before the second person decides.

    Refused inside the last three working days unless it extends the deadline. The second person is the procurement
    officer (PPK) where specification, contract, drawings or quantities change, else a second member.
    Source: Peraturan LKPP 9/2018 Lampiran 4.2.4; law.md R-SCH-5, R-ACT-3.
    """
    tender = lock(tender.pk)
    policy.require(Act.PROPOSE_ADDENDUM, actor, selectors.facts(actor, tender=tender))
    if not reason.strip():
        raise refuse(Kind.INPUT, "Alasan adendum belum diisi.", "Tulis alasan yang dapat dibaca umum.")
    if selectors.pending_addendum(tender) is not None:
        raise refuse(Kind.STATE, "Masih ada usulan adendum yang menunggu.", "Tunggu sampai diputuskan.")
    items, requirements = selectors.item_data(tender), selectors.requirement_data(tender)
    changed = replace(
        amendment,
        items=None if amendment.items is None or list(amendment.items) == items else amendment.items,
        requirements=_requirements(amendment, requirements),
    )
    _require_content(changed)
    replaced, stored = _stored(tender, changed.file, now)
    deadline = selectors.window(tender, StageKind.BID_SUBMISSION).ends_at
    selectors.require_addendum_in_time(tender, changed.deadline_at or deadline, now)
    row = Addendum.objects.create(
        tender=tender,
        number=1 + tender.addenda.count(),
        reason=reason.strip(),
        clauses=list(changed.clauses),
        document_kind=replaced.kind if replaced else "",
        document_title=replaced.title if replaced else "",
        document_name=changed.file.name if changed.file else "",
        object=stored,
        items=None if changed.items is None else list(changed.items),
        items_before=None if changed.items is None else items,
        requirements=None if changed.requirements is None else list(changed.requirements),
        requirements_before=None if changed.requirements is None else requirements,
        proposed_by_id=actor.person,
        proposed_at=now,
    )
    if changed.deadline_at is not None:
        plan = selectors.extended(tender, changed.deadline_at)
        draft_change(actor, tender, plan, DeadlineGround.DOCUMENT_CHANGE, reason, now, addendum=row)
    return row


def _requirements(amendment: Amendment, before: list[dict[str, Any]]) -> Sequence[dict[str, Any]] | None:
    wanted = amendment.requirements
    if wanted is None or list(wanted) == before:
        return None
    if len({row["slot"] for row in wanted}) != len(wanted):
        raise refuse(Kind.INPUT, "Ada dua syarat dengan nama slot yang sama.", "Bedakan nama slotnya.")
    kept_slots = {row["number"]: row["slot"] for row in before}
    if any(kept_slots.get(row["number"], row["slot"]) != row["slot"] for row in wanted):
        raise refuse(
            Kind.INPUT, "Nama slot syarat yang sudah diumumkan tetap.", "Hapus syarat itu dan tambah yang baru."
        )
    if {row["step"] for row in wanted} != set(Step):
        raise refuse(Kind.INPUT, "Setiap tahap evaluasi memerlukan syarat.", "Sisakan paling sedikit satu per tahap.")
    return wanted


def _require_content(amendment: Amendment) -> None:
    if amendment.file is None and amendment.items is None and amendment.requirements is None:
        raise refuse(
            Kind.INPUT, "Adendum ini tidak mengubah apa pun.", "Ganti berkas dokumen, ubah butir, atau ubah syarat."
        )
    if amendment.file is not None and not amendment.clauses:
        raise refuse(
            Kind.INPUT,
            "Dokumen baru harus disertai klausul yang berubah.",
            "Tulis setiap klausul: bunyi lama dan bunyi baru.",
            refusals.ADDENDUM,
        )
    if amendment.items is not None and not amendment.items:
        raise refuse(Kind.INPUT, "Daftar kuantitas tidak boleh kosong.", "Sisakan paling sedikit satu butir.")


def _stored(
    tender: Tender, file: NewFile | None, now: datetime
) -> tuple[SelectionDocument | None, StoredObject | None]:
    """Return the document that is replaced and its kept new bytes. Raises Refused."""
    if file is None:
        return None, None
    replaced = tender.documents.filter(pk=file.document_id).first()
    if replaced is None:
        raise refuse(Kind.INPUT, "Dokumen yang diganti tidak ada.", "Pilih salah satu dokumen yang berlaku.")
    stored = kept_document(replaced.kind, file.name, file.body, now)
    if tender.documents.filter(kind=replaced.kind, title=replaced.title, object=stored).exists():
        raise refuse(Kind.INPUT, "Berkas itu sama dengan versi yang sudah terbit.", "Pilih berkas yang baru.")
    return replaced, stored


@transaction.atomic
def accept_addendum(*, actor: Actor, tender: Tender, number: int, now: datetime) -> Addendum:
    """Consent to an addendum (PPK) or accept it as a second member: it is in force and on the record at once.

    Its extension, if it has one, is part of the same revision.
    """
    tender = lock(tender.pk)
    policy.require(Act.ACCEPT_ADDENDUM, actor, selectors.facts(actor, tender=tender))
    row = _waiting(tender, number)
    _require_second_person(actor, tender, row)
    change = selectors.change_of(row)
    before = selectors.window(tender, StageKind.BID_SUBMISSION).ends_at
    moved: list[tuple[Planned, Planned]] = selectors.moved_stages(tender, change) if change else []
    if moved:
        require_change(tender, moved, ground=DeadlineGround.DOCUMENT_CHANGE, now=now)
    deadline = next((new.ends_at for old, new in moved if old.kind is StageKind.BID_SUBMISSION), before)
    selectors.require_addendum_in_time(tender, deadline, now)
    row.accepted, row.decided_by_id, row.decided_at = True, actor.person, now
    row.revision = tender.revision + 1
    kept(row)
    tender.refresh_from_db(fields=["revision"])
    changed: dict[str, Any] = {"addendum": addendum_facts(row, is_consent=selectors.needs_consent(row))}
    change = selectors.change_of(row)
    if change is not None:
        changed["schedule_change"] = change_facts(change)
    entry = put_on_record(actor, tender, selectors.planned(tender), Act.ACCEPT_ADDENDUM, changed)
    require_in_time(before, tender, entry.at)
    ledger.publish()
    return row


def _require_second_person(actor: Actor, tender: Tender, row: Addendum) -> None:
    known = selectors.facts(actor, tender=tender)
    if selectors.needs_consent(row) and not known.is_officer:
        raise refuse(
            Kind.WHO,
            "Adendum ini memerlukan persetujuan PPK paket ini.",
            "Minta PPK memutuskannya.",
            refusals.ADDENDUM,
        )
    if not selectors.needs_consent(row) and not known.has_seat:
        raise refuse(Kind.WHO, "Adendum ini disetujui anggota Pokja kedua.", "Tunggu keputusan Pokja.")
    if row.proposed_by_id == actor.user_id:
        raise refuse(Kind.WHO, "Usulan Anda sendiri disetujui orang lain.", "Minta anggota Pokja kedua membukanya.")


def _waiting(tender: Tender, number: int) -> Addendum:
    row = tender.addenda.filter(number=number, accepted=None).first()
    if row is None:
        raise refuse(Kind.STATE, "Usulan itu sudah diputuskan.", "Buka halaman dokumen.")
    return row


def addendum_facts(row: Addendum, *, is_consent: bool) -> dict[str, Any]:
    """Return an addendum as its public document says it, with the officer's consent as role and time."""
    decided_at = timestamp(row.decided_at) if row.decided_at else None
    stored = row.object
    return {
        "reason": row.reason,
        "clauses": row.clauses,
        "document": None
        if stored is None
        else {
            "kind": row.document_kind,
            "title": row.document_title,
            "name": row.document_name,
            "sha256": stored.sha256,
        },
        "items_before": row.items_before,
        "requirements_before": row.requirements_before,
        "proposed_at": timestamp(row.proposed_at),
        "accepted_at": decided_at,
        "consent": {"role": "procurement_officer", "at": decided_at} if is_consent else None,
    }


@transaction.atomic
def refuse_addendum(*, actor: Actor, tender: Tender, number: int, note: str, now: datetime) -> Addendum:
    """Refuse a proposed addendum, or take one's own back, with its extension; both stay on file."""
    tender = lock(tender.pk)
    policy.require(Act.REFUSE_ADDENDUM, actor, selectors.facts(actor, tender=tender))
    row = _waiting(tender, number)
    if not note.strip() and row.proposed_by_id != actor.user_id:
        raise refuse(Kind.INPUT, "Alasan penolakan belum diisi.", "Tulis apa yang harus diperbaiki.")
    change = selectors.change_of(row)
    if change is not None:
        refused(change, actor, note, now)
    return refused(row, actor, note, now)
