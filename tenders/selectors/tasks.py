# SPDX-License-Identifier: Apache-2.0
"""What waits for a person: packages to complete or assign, tenders to draft, pacts, keys, announcements."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from lpse.accounts import selectors as accounts
from lpse.core import clock
from lpse.core.acts import Actor, Role, Task
from lpse.regulations import StageKind
from tenders.models import (
    Addendum,
    CommitteeSeat,
    DocumentAgreement,
    KeySetConsent,
    Package,
    ReviewRemark,
    ScheduleChange,
    SelectionDocument,
    Stage,
    Tender,
)
from tenders.rules import RUNNING, PackageStatus, Position, Status
from tenders.selectors import words
from tenders.selectors.changes import extendable_until, needs_consent

MOST_TENDERS = 100
"""Tenders a member's list shows; older ones are found by the search."""


def tenders_of_committee(actor: Actor) -> list[tuple[Tender, Any, str]]:
    """Return the newest tenders of the committees an actor sits in, each with its state in words; one query."""
    rows = Tender.objects.filter(seats__user_id=actor.user_id).select_related("package__work_unit").order_by("-id")
    return [(row, words.STATUS[row.status], words.TONE.get(row.status, "")) for row in rows[:MOST_TENDERS]]


def tasks_for(actor: Actor) -> list[Task]:
    """Return what waits for the actor in this app, in no order of urgency: drafts have no deadline."""
    if actor.user_id is None:
        return []
    tasks: list[Task] = []
    if actor.is_a(Role.PROCUREMENT_OFFICER):
        tasks += _of_officer(actor.user_id)
    if actor.is_a(Role.UNIT_HEAD):
        tasks += _of_unit_head()
    if actor.is_a(Role.COMMITTEE):
        tasks += _of_member(actor.user_id)
    if actor.is_a(Role.COMMITTEE) or actor.is_a(Role.PROCUREMENT_OFFICER):
        tasks += _of_second_person(actor.user_id)
    return tasks


def _of_second_person(user_id: int) -> list[Task]:
    """Proposals that wait for this person: a second member, or the officer whose consent they need. Two queries."""
    bidding = Stage.objects.filter(tender=OuterRef("tender"), kind=StageKind.BID_SUBMISSION).values("ends_at")
    seats = CommitteeSeat.objects.filter(user_id=user_id).values("tender")
    changes = ScheduleChange.objects.filter(
        accepted=None, addendum=None, tender__in=seats, tender__status__in=RUNNING
    ).exclude(proposed_by=user_id)
    tasks = [
        Task(
            _("Putuskan perubahan jadwal: %(title)s") % {"title": row.tender.title},
            f"/tender/{row.tender.code}/jadwal/usulan/{row.number}/",
            due_at=row.deadline if row.ground else None,
            note=row.tender.code,
        )
        for row in changes.select_related("tender").annotate(deadline=Subquery(bidding)).order_by("id")
    ]
    addenda = (
        Addendum.objects.filter(accepted=None, tender__status=Status.ANNOUNCED)
        .filter(Q(tender__in=seats) | Q(tender__package__officer=user_id))
        .exclude(proposed_by=user_id)
    )
    for row in addenda.select_related("tender__package").annotate(deadline=Subquery(bidding)).order_by("id"):
        if needs_consent(row) != (row.tender.package.officer_id == user_id):
            continue
        words = _("Setujui adendum: %(title)s") if needs_consent(row) else _("Putuskan adendum: %(title)s")
        address = f"/tender/{row.tender.code}/ubah/{row.number}/"
        tasks.append(Task(words % {"title": row.tender.title}, address, due_at=row.deadline, note=row.tender.code))
    return tasks


def _of_officer(user_id: int) -> list[Task]:
    open_packages = Package.objects.filter(
        officer_id=user_id, status__in=[PackageStatus.DRAFT, PackageStatus.RETURNED]
    ).order_by("id")
    return [
        Task(
            _("Lengkapi dan ajukan paket %(name)s") % {"name": package.name},
            f"/paket/{package.code}/",
            note=package.returned_reason if package.status == PackageStatus.RETURNED else package.code,
        )
        for package in open_packages
    ] + _of_reviewer(user_id)


def _of_reviewer(user_id: int) -> list[Task]:
    """Remarks that wait for the officer's answer, and drafts with documents that wait for agreement. One query."""
    drafts = Tender.objects.filter(package__officer_id=user_id, status=Status.DRAFT).annotate(
        asked=Exists(ReviewRemark.objects.filter(tender=OuterRef("pk"), answered_at=None)),
        agreed=Exists(DocumentAgreement.objects.filter(tender=OuterRef("pk"), voided_at=None)),
        begun=Exists(SelectionDocument.objects.filter(tender=OuterRef("pk"))),
    )
    tasks = []
    for tender in drafts.order_by("id"):
        address = f"/tender/{tender.code}/susun/reviu/"
        if tender.asked:
            tasks.append(Task(_("Jawab catatan reviu: %(title)s") % {"title": tender.title}, address, note=tender.code))
        elif tender.begun and not tender.agreed:
            words = _("Periksa dan setujui dokumen: %(title)s")
            tasks.append(Task(words % {"title": tender.title}, address, note=tender.code))
    return tasks


def _of_unit_head() -> list[Task]:
    waiting = Package.objects.filter(status=PackageStatus.SUBMITTED).order_by("id")
    return [
        Task(
            _("Tugaskan Pokja untuk %(name)s") % {"name": package.name},
            f"/paket/tugaskan/{package.code}/",
            note=package.code,
        )
        for package in waiting
    ]


def _of_member(user_id: int) -> list[Task]:
    tasks = []
    if accounts.current_key(user_id) is None:
        tasks.append(Task(_("Buat kunci anggota Anda"), "/akun/kunci/", note=_("Diperlukan sebelum tender diumumkan.")))
    seats = (
        CommitteeSeat.objects.filter(user_id=user_id, tender__status=Status.DRAFT)
        .select_related("tender")
        .order_by("tender_id")
    )
    for seat in seats:
        tasks += _of_seat(seat)
    return tasks + _of_empty_closes(user_id)


def _of_empty_closes(user_id: int) -> list[Task]:
    """A task for each tender without any bid whose deadline may still move today (R-SCH-4)."""
    closed = Tender.objects.filter(seats__user_id=user_id, status=Status.CLOSED).order_by("id")
    now = clock.now()
    return [
        Task(
            _("Perpanjang atau nyatakan gagal: %(title)s") % {"title": tender.title},
            f"/tender/{tender.code}/jadwal/ubah/",
            due_at=until,
            note=_("Tidak ada penawaran yang masuk"),
        )
        for tender in closed
        if (until := extendable_until(tender, now)) is not None
    ]


def _of_seat(seat: CommitteeSeat) -> list[Task]:
    tender = seat.tender
    base = f"/tender/{tender.code}/susun/"
    tasks = []
    if seat.pact_at is None:
        tasks.append(
            Task(
                _("Setujui pakta integritas: %(title)s") % {"title": tender.title}, f"{base}panitia/", note=tender.code
            )
        )
    proposed = tender.key_sets.filter(frozen_at__isnull=True).first()
    if proposed and not KeySetConsent.objects.filter(key_set=proposed, seat=seat).exists():
        tasks.append(
            Task(_("Setujui susunan kunci: %(title)s") % {"title": tender.title}, f"{base}kunci/", note=tender.code)
        )
    if seat.position == Position.CHAIR:
        tasks.append(
            Task(_("Lengkapi dan umumkan tender: %(title)s") % {"title": tender.title}, base, note=tender.code)
        )
    return tasks
