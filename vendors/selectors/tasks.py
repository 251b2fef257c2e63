# SPDX-License-Identifier: Apache-2.0
"""What waits for a person of a vendor, or for a verifier."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lpse.core.acts import Actor, Role, Task
from lpse.regulations import StageKind
from tenders.rules import Status
from vendors.models import Participation, Vendor
from vendors.rules import BidStatus, VendorStatus
from vendors.selectors.doors import seat_of


def tasks_for(actor: Actor) -> list[Task]:
    """Tasks of this app for the actor: finish the data, send the bid, verify vendors."""
    if actor.is_a(Role.VERIFIER):
        return _verification()
    if not actor.is_a(Role.VENDOR) or actor.user_id is None:
        return []
    seat = seat_of(actor)
    if seat is None:
        return [Task(_("Daftarkan badan usaha Anda"), reverse("vendors:register-vendor"))]
    return [*_own_data(seat.vendor), *_bids(seat.vendor)]


def _verification() -> list[Task]:
    waiting = Vendor.objects.filter(status=VendorStatus.SUBMITTED).count()
    if not waiting:
        return []
    title = ngettext("Periksa data %(n)d penyedia", "Periksa data %(n)d penyedia", waiting) % {"n": waiting}
    return [Task(title, reverse("vendors:verification"))]


def _own_data(vendor: Vendor) -> list[Task]:
    address = reverse("vendors:vendor")
    if vendor.status == VendorStatus.REGISTERED:
        return [Task(_("Lengkapi data usaha dan kirim untuk diverifikasi"), address)]
    if vendor.status == VendorStatus.RETURNED:
        return [Task(_("Perbaiki data usaha yang dikembalikan verifikator"), address)]
    return []


def _bids(vendor: Vendor) -> list[Task]:
    """A task for each running tender; it stays after sending, because the bid may be replaced until the deadline."""
    tasks = []
    running = Participation.objects.filter(vendor=vendor, tender__status=Status.ANNOUNCED)
    for row in running.select_related("tender").prefetch_related("tender__stages", "bids"):
        ends = [stage.ends_at for stage in row.tender.stages.all() if stage.kind == StageKind.BID_SUBMISSION]
        sent = any(bid.status == BidStatus.SUBMITTED for bid in row.bids.all())
        note = _("Sudah tercatat; dapat diganti sampai batas akhir") if sent else _("Belum terkirim")
        address = reverse("vendors:room", args=[row.tender.code])
        title = _("Penawaran %(code)s: %(title)s") % {"code": row.tender.code, "title": row.tender.title}
        tasks.append(Task(title, address, due_at=ends[0] if ends else None, note=note))
    return tasks
