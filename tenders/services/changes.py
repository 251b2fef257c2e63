# SPDX-License-Identifier: Apache-2.0
"""Changes of an announced schedule: proposed by one member, accepted by a second one, on the record as a revision."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from django.db import IntegrityError, transaction

from lpse.core.acts import Actor, Kind, Refused, refuse
from lpse.core.canonical import timestamp
from lpse.core.said import said, together
from lpse.ledger import services as ledger
from lpse.regulations import StageKind, refusals
from lpse.regulations.planning import DeadlineGround
from tenders import policy, selectors
from tenders.models import Addendum, ScheduleChange, Tender
from tenders.policy import Act
from tenders.rules import Planned, Status, changed_stages, why_not_extended, why_not_moved
from tenders.services.announcing import put_on_record
from tenders.services.locking import lock

Row = TypeVar("Row", ScheduleChange, Addendum)
LOOK_AGAIN = said("Muat ulang halaman usulan.")


@transaction.atomic
def propose_schedule_change(
    *,
    actor: Actor,
    tender: Tender,
    stages: Sequence[Planned],
    ground: DeadlineGround | None,
    reason: str,
    now: datetime,
) -> ScheduleChange:
    """Propose that stages of an announced tender move (perubahan jadwal); nothing moves before a second member accepts.

    ``stages`` are the stages as they should be; those that stay may be left out. ``ground`` is the ground of law on
    which a bid deadline moves. Source: Peraturan LKPP 9/2018 Lampiran 4.2.5, 4.2.6; law.md R-SCH-2, R-SCH-3.
    """
    tender = lock(tender.pk)
    policy.require(Act.PROPOSE_SCHEDULE_CHANGE, actor, selectors.facts(actor, tender=tender))
    if ground is DeadlineGround.DOCUMENT_CHANGE:
        raise refuse(
            Kind.INPUT,
            "Perubahan dokumen diumumkan dengan adendum.",
            "Buat adendum; perpanjangannya ikut di sana.",
            refusals.ADDENDUM,
        )
    return draft_change(actor, tender, stages, ground, reason, now)


def draft_change(
    actor: Actor,
    tender: Tender,
    stages: Sequence[Planned],
    ground: DeadlineGround | None,
    reason: str,
    now: datetime,
    addendum: Addendum | None = None,
) -> ScheduleChange:
    """Keep a proposal for a locked tender after every check. Raises Refused."""
    if not reason.strip():
        raise refuse(Kind.INPUT, "Alasan perubahan belum diisi.", "Tulis alasan yang dapat dibaca umum.")
    if selectors.pending_change(tender) is not None:
        raise refuse(
            Kind.STATE, "Masih ada usulan perubahan jadwal yang menunggu.", "Minta anggota kedua memutuskannya dulu."
        )
    if ground is DeadlineGround.NO_BID:
        _require_extension(tender, now)
    current = selectors.planned(tender)
    moved = changed_stages(current, stages)
    if not moved:
        raise refuse(Kind.INPUT, "Tidak ada tahap yang berubah.", "Ubah waktu paling sedikit satu tahap.")
    require_change(tender, moved, ground=ground, now=now)
    moves_deadline = any(old.kind is StageKind.BID_SUBMISSION and new.ends_at > old.ends_at for old, new in moved)
    return ScheduleChange.objects.create(
        tender=tender,
        number=1 + tender.schedule_changes.count(),
        ground=ground.value if ground is not None and moves_deadline else "",
        reason=reason.strip(),
        stages=[{"kind": old.kind.value, "old": _window(old), "new": _window(new)} for old, new in moved],
        addendum=addendum,
        proposed_by_id=actor.person,
        proposed_at=now,
    )


def _window(stage: Planned) -> list[str]:
    return [timestamp(stage.starts_at), timestamp(stage.ends_at)]


def _require_extension(tender: Tender, now: datetime) -> None:
    if selectors.extendable_until(tender, now) is None:
        raise refuse(
            Kind.WHEN,
            "Batas akhir hanya diperpanjang karena tidak ada penawaran pada hari batas akhir itu juga.",
            "Nyatakan tender gagal karena tidak ada penawaran, lalu ulangi.",
            refusals.SAME_DAY_EXTENSION,
        )


def require_change(
    tender: Tender, moved: Sequence[tuple[Planned, Planned]], *, ground: DeadlineGround | None, now: datetime
) -> None:
    """Raise Refused unless every stage may move so and the whole schedule stays lawful."""
    is_taking_bids = tender.status == Status.ANNOUNCED
    for old, new in moved:
        refusal = (
            why_not_extended(old, new, now)
            if ground is DeadlineGround.NO_BID
            else why_not_moved(old, new, has_ground=ground is not None, is_taking_bids=is_taking_bids, now=now)
        )
        if refusal is not None:
            raise Refused(refusal)
    if ground is DeadlineGround.NO_BID and all(old.kind is not StageKind.BID_SUBMISSION for old, _new in moved):
        raise refuse(Kind.INPUT, "Batas akhir pemasukan penawaran belum dimundurkan.", "Isi batas akhir yang baru.")
    new_of = {new.kind: new for _old, new in moved}
    plan = [new_of.get(stage.kind, stage) for stage in selectors.planned(tender)]
    gaps = [gap for gap in selectors.plan_gaps(tender, plan) if not gap.is_warning]
    if gaps:
        told = said("Jadwal itu tidak sah. {gaps}", gaps=together(gap.message for gap in gaps))
        articles = together(dict.fromkeys(gap.source for gap in gaps if gap.source), "; ")
        raise refuse(Kind.INPUT, told, "Perbaiki tahap itu, lalu usulkan lagi.", articles)


@transaction.atomic
def accept_schedule_change(*, actor: Actor, tender: Tender, number: int, now: datetime) -> ScheduleChange:
    """Accept a proposed change as a second member: the stages move at once, and the revision stands on the record.

    The database moves them, so that no accepted change is half done; its leaf stands before the deadline it moves.
    """
    tender = lock(tender.pk)
    policy.require(Act.ACCEPT_SCHEDULE_CHANGE, actor, selectors.facts(actor, tender=tender))
    change = _waiting(tender, number)
    if change.addendum_id is not None:
        raise refuse(Kind.STATE, "Perubahan ini bagian dari sebuah adendum.", "Putuskan adendumnya.")
    if change.proposed_by_id == actor.user_id:
        raise refuse(Kind.WHO, "Usulan Anda sendiri disetujui anggota lain.", "Minta anggota Pokja kedua membukanya.")
    ground = DeadlineGround(change.ground) if change.ground else None
    is_extension = ground is DeadlineGround.NO_BID
    if is_extension:
        _require_extension(tender, now)
    require_change(tender, selectors.moved_stages(tender, change), ground=ground, now=now)
    change.accepted, change.decided_by_id, change.decided_at = True, actor.person, now
    change.revision = tender.revision + 1
    before = selectors.window(tender, StageKind.BID_SUBMISSION).ends_at
    kept(change)
    tender.refresh_from_db(fields=["revision", "status"])
    plan = selectors.planned(tender)
    entry = put_on_record(actor, tender, plan, Act.ACCEPT_SCHEDULE_CHANGE, {"schedule_change": change_facts(change)})
    if not is_extension:  # which follows an empty close instead (sealed-bids.md 7.6)
        require_in_time(before, tender, entry.at)
    ledger.publish()
    return change


def kept(row: ScheduleChange | Addendum) -> None:
    """Save a decision; what the database refuses was overtaken by its clock or by another act. Raises Refused."""
    try:
        with transaction.atomic():
            row.save(update_fields=["accepted", "decided_by", "decided_at", "note", "revision"])
    except IntegrityError:
        raise refuse(
            Kind.STATE, "Usulan ini tidak dapat berlaku lagi: waktunya lewat atau jadwal berubah.", LOOK_AGAIN
        ) from None


def require_in_time(before: datetime, tender: Tender, recorded_at: datetime) -> None:
    """Refuse a moved deadline whose entry would stand behind the old one (sealed-bids.md 7.6, lpse-verify part 4)."""
    after = selectors.window(tender, StageKind.BID_SUBMISSION).ends_at
    if after != before and recorded_at >= before:
        raise refuse(
            Kind.WHEN,
            "Batas akhir pemasukan penawaran sudah lewat.",
            "Batas akhir yang lewat tidak berubah.",
            refusals.GROUNDS_OF_DEADLINE,
        )


def _waiting(tender: Tender, number: int) -> ScheduleChange:
    change = tender.schedule_changes.filter(number=number, accepted=None).first()
    if change is None:
        raise refuse(Kind.STATE, "Usulan itu sudah diputuskan.", "Buka halaman jadwal.")
    return change


def change_facts(change: ScheduleChange) -> dict[str, object]:
    """Return a change as its public document says it: what, why, when, and in which part; nobody's name."""
    return {
        "ground": change.ground or None,
        "reason": change.reason,
        "stages": change.stages,
        "proposed_at": timestamp(change.proposed_at),
        "accepted_at": timestamp(change.decided_at) if change.decided_at else None,
    }


@transaction.atomic
def refuse_schedule_change(*, actor: Actor, tender: Tender, number: int, note: str, now: datetime) -> ScheduleChange:
    """Refuse a proposed change, or take one's own back; it stays on file with the note, and nothing moves."""
    tender = lock(tender.pk)
    policy.require(Act.REFUSE_SCHEDULE_CHANGE, actor, selectors.facts(actor, tender=tender))
    change = _waiting(tender, number)
    if change.addendum_id is not None:
        raise refuse(Kind.STATE, "Perubahan ini bagian dari sebuah adendum.", "Putuskan adendumnya.")
    if not note.strip() and change.proposed_by_id != actor.user_id:
        raise refuse(Kind.INPUT, "Alasan penolakan belum diisi.", "Tulis apa yang harus diperbaiki.")
    return refused(change, actor, note, now)


def refused(row: Row, actor: Actor, note: str, now: datetime) -> Row:
    """Keep that a proposal was refused or taken back."""
    row.accepted, row.decided_by_id, row.decided_at, row.note = False, actor.person, now, note.strip()
    row.save(update_fields=["accepted", "decided_by", "decided_at", "note"])
    return row
