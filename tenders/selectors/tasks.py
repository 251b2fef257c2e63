# SPDX-License-Identifier: Apache-2.0
"""What waits for a person: packages to complete or assign, tenders to draft, pacts, keys, announcements."""

from django.utils.translation import gettext as _

from lpse.accounts import selectors as accounts
from lpse.core.acts import Actor, Role, Task
from tenders.models import CommitteeSeat, KeySetConsent, Package
from tenders.rules import PackageStatus, Position, Status


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
    ]


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
    return tasks


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
