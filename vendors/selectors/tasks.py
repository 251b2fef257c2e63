# SPDX-License-Identifier: Apache-2.0
"""What waits for a person of a vendor, or for a verifier."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Prefetch, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lpse.core import clock
from lpse.core.acts import Actor, Role, Task
from lpse.regulations import StageKind
from tenders.models import Addendum, Stage, Tender
from tenders.rules import Status
from vendors.models import Participation, Vendor
from vendors.rules import BidStatus, Part, Validity, VendorStatus
from vendors.selectors.consortium import asked_of
from vendors.selectors.doors import seat_of
from vendors.selectors.qualification import expiring_of
from vendors.selectors.verification import waiting_rows


def tasks_for(actor: Actor) -> list[Task]:
    """Tasks of this app for the actor: finish the data, send the bid, verify vendors."""
    if actor.is_a(Role.VERIFIER) or actor.is_a(Role.COMMITTEE):
        judging = _verification() if actor.is_a(Role.VERIFIER) else []
        return judging + (_questions(actor) if actor.is_a(Role.COMMITTEE) else [])
    if not actor.is_a(Role.VENDOR) or actor.user_id is None:
        return []
    seat = seat_of(actor)
    if seat is None:
        return [Task(_("Daftarkan badan usaha Anda"), reverse("vendors:register-vendor"))]
    return [*_consortia(seat.vendor), *_own_data(seat.vendor), *_bids(seat.vendor), *_answers(seat.vendor)]


def _consortia(vendor: Vendor) -> list[Task]:
    """A task for each joint operation (KSO) that asks for the vendor's answer."""
    tasks = []
    for each in asked_of(vendor):
        ends = [row.ends_at for row in each.tender.stages.all() if row.kind == StageKind.BID_SUBMISSION]
        title = _("Jawab ajakan KSO %(name)s: %(title)s") % {"name": each.consortium.name, "title": each.tender.title}
        note = _("Pemuka: %(lead)s") % {"lead": each.consortium.participation.vendor}
        address = reverse("vendors:consortium", args=[each.tender.code])
        tasks.append(Task(title, address, due_at=ends[0] if ends else None, note=note))
    return tasks


def _questions(actor: Actor) -> list[Task]:
    """A task for each running tender with questions that wait for the member's committee, and for minutes to draw."""
    running = Tender.objects.filter(seats__user_id=actor.user_id, status=Status.ANNOUNCED)
    open_ones = running.exclude(clarification__closed_at__isnull=False)
    published = Q(questions__answer__published_at__isnull=False)
    counted = open_ones.annotate(asked=Count("questions"), answered=Count("questions", filter=published))
    ended = Stage.objects.filter(kind=StageKind.CLARIFICATION, ends_at__lte=Now(), tender__in=open_ones)
    past = set(ended.values_list("tender_id", flat=True))
    tasks = []
    for tender in counted.filter(asked__gt=0).prefetch_related("stages").order_by("id"):
        ends = {stage.kind: stage.ends_at for stage in tender.stages.all()}
        window, bids = ends.get(StageKind.CLARIFICATION), ends.get(StageKind.BID_SUBMISSION)
        has_ended = tender.pk in past
        address = reverse("vendors:questions", args=[tender.code])
        waiting = tender.asked - tender.answered
        if waiting:
            title = ngettext("Jawab %(n)d pertanyaan: %(title)s", "Jawab %(n)d pertanyaan: %(title)s", waiting)
            note = _("Masa penjelasan sudah berakhir; jawaban ditandai terlambat") if has_ended else ""
            due = bids if has_ended else window
            tasks.append(Task(title % {"n": waiting, "title": tender.title}, address, due_at=due, note=note))
        elif has_ended:
            title = _("Buat berita acara penjelasan: %(title)s") % {"title": tender.title}
            tasks.append(Task(title, address, due_at=bids))
    return tasks


def _answers(vendor: Vendor) -> list[Task]:
    """A task for each tender of the vendor that takes bids and whose committee has published answers."""
    published = Q(tender__questions__answer__published_at__isnull=False)
    running = Participation.objects.filter(vendor=vendor, tender__status=Status.ANNOUNCED).select_related("tender")
    tasks = []
    for row in running.annotate(answered=Count("tender__questions", filter=published)).filter(answered__gt=0):
        title = ngettext("Baca %(n)d jawaban Pokja: %(title)s", "Baca %(n)d jawaban Pokja: %(title)s", row.answered)
        address = reverse("vendors:questions", args=[row.tender.code])
        note = _("Jawaban melengkapi dokumen pemilihan")
        tasks.append(Task(title % {"n": row.answered, "title": row.tender.title}, address, note=note))
    return tasks


def _verification() -> list[Task]:
    unsaid, _open_rows = waiting_rows()
    renewing = Vendor.objects.filter(status=VendorStatus.VERIFIED, pk__in=list(unsaid))
    waiting = Vendor.objects.filter(status=VendorStatus.SUBMITTED).count() + renewing.count()
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
    zone = ZoneInfo(settings.OFFICE["zone"])
    today = clock.now().astimezone(zone).date()
    tasks = []
    for each in expiring_of(vendor, today):
        assert each.until is not None  # only rows with an end expire
        has_ended = each.validity is Validity.ENDED
        title = _("Perbarui %(part)s: %(value)s") % {"part": each.label, "value": each.value}
        note = _("Masa berlakunya sudah berakhir") if has_ended else _("Masa berlakunya segera berakhir")
        if each.part == Part.RUNNING:
            note = _("Perbarui bila diperpanjang; bila selesai, hapus dan catat sebagai pengalaman")
        due = datetime.combine(each.until + timedelta(days=1), time.min, zone)
        renew = reverse("vendors:renew-row", args=[each.part, each.row_id])
        tasks.append(Task(title, renew, due_at=due, note=note))
    return tasks


def _bids(vendor: Vendor) -> list[Task]:
    """A task for each running tender; it stays after sending, because the bid may be replaced until the deadline."""
    tasks = []
    running = Participation.objects.filter(vendor=vendor, tender__status=Status.ANNOUNCED)
    for row in running.select_related("tender").prefetch_related(
        "tender__stages", "bids__statement", Prefetch("tender__addenda", Addendum.objects.filter(accepted=True))
    ):
        ends = [stage.ends_at for stage in row.tender.stages.all() if stage.kind == StageKind.BID_SUBMISSION]
        current = next((bid for bid in row.bids.all() if bid.status == BidStatus.SUBMITTED), None)
        note = _("Sudah tercatat; dapat diganti sampai batas akhir") if current else _("Belum terkirim")
        issued = [each.decided_at for each in row.tender.addenda.all() if each.decided_at is not None]
        if current and any(current.statement.received_at < moment for moment in issued):
            note = _("Adendum terbit sesudah penawaran Anda: periksa, lalu ganti bila perlu")
        address = reverse("vendors:room", args=[row.tender.code])
        title = _("Penawaran %(code)s: %(title)s") % {"code": row.tender.code, "title": row.tender.title}
        tasks.append(Task(title, address, due_at=ends[0] if ends else None, note=note))
    return tasks
