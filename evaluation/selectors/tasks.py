# SPDX-License-Identifier: Apache-2.0
"""What waits for a person in evaluation, result and award."""

from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluation.models import ClarificationRequest, Evaluation, Result, WinnerProposal
from evaluation.selectors import evaluating, opening, proving
from evaluation.selectors.steps import steps_to_lock
from lpse.core.acts import Actor, Role, Task
from lpse.language import told
from tenders.models import CommitteeSeat, Hold
from tenders.rules import Position, Status


def tasks_for(actor: Actor) -> list[Task]:
    """Return everything of this app that waits for the actor: shares, minutes, verdicts, the result, the letter."""
    return [
        *opening.tasks_for(actor),
        *_evaluations(actor),
        *_clarifications(actor),
        *_invitations(actor),
        *_approvals(actor),
        *_awards(actor),
        *_failures(actor),
    ]


def _approvals(actor: Actor) -> list[Task]:
    """Winners that wait for the budget authority of their agency."""
    if actor.user_id is None or not actor.is_a(Role.BUDGET_AUTHORITY):
        return []
    waiting = WinnerProposal.objects.filter(decision__isnull=True, evaluation__tender__status=Status.OPENED)
    return [
        Task(
            _("Tetapkan pemenang: %(title)s") % {"title": row.evaluation.tender.title},
            f"/tender/{row.evaluation.tender.code}/hasil/penetapan/",
            row.due_at,
            _("Tanpa putusan sampai batas waktu, pemenang dianggap disetujui."),
        )
        for row in waiting.select_related("evaluation__tender__package").order_by("due_at")
        if evaluating.facts(row.evaluation.tender, actor).is_authority
    ]


def _clarifications(actor: Actor) -> list[Task]:
    """What a bidder has to answer, and what the chair has to decide."""
    if actor.user_id is None:
        return []
    waiting = ClarificationRequest.objects.filter(
        evaluation__locked_at__isnull=True, evaluation__tender__status=Status.OPENED, outcome__isnull=True
    ).select_related("evaluation__tender")
    tasks = []
    if actor.is_a(Role.VENDOR):
        seats = {"vendor__seats__user_id": actor.user_id, "vendor__seats__ended_at__isnull": True}
        own = {f"opened_bid__bid__participation__{name}": value for name, value in seats.items()}
        for row in waiting.filter(answer__isnull=True, **own).order_by("answer_until"):
            tender = row.evaluation.tender
            address = f"/tender/{tender.code}/klarifikasi/{row.number}/jawab/"
            tasks.append(Task(_("Jawab klarifikasi: %(title)s") % {"title": tender.title}, address, row.answer_until))
    if actor.is_a(Role.COMMITTEE):
        chairs = CommitteeSeat.objects.filter(user_id=actor.user_id, position=Position.CHAIR).values("tender")
        due = waiting.filter(evaluation__tender__in=chairs).filter(Q(answer__isnull=False) | Q(answer_until__lte=Now()))
        for row in due.order_by("id"):
            tender = row.evaluation.tender
            address = f"/tender/{tender.code}/evaluasi/klarifikasi/{row.number}/putuskan/"
            tasks.append(Task(_("Putuskan klarifikasi: %(title)s") % {"title": tender.title}, address))
    return tasks


def _invitations(actor: Actor) -> list[Task]:
    """Proofs of qualification that a bidder is invited to."""
    if actor.user_id is None or not actor.is_a(Role.VENDOR):
        return []
    return [
        Task(
            _("Tunjukkan dokumen asli: %(title)s") % {"title": row.evaluation.tender.title},
            f"/tender/{row.evaluation.tender.code}/klarifikasi/",
            row.starts_at,
            row.place,
        )
        for row in proving.open_invitations(actor)
    ]


def _evaluations(actor: Actor) -> list[Task]:
    if actor.user_id is None or not actor.is_a(Role.COMMITTEE):
        return []
    seats = Evaluation.objects.filter(tender__status=Status.OPENED, tender__seats__user_id=actor.user_id)
    newest = seats.order_by("tender_id", "-round_no").distinct("tender_id").select_related("tender")
    tasks = [_evaluation(actor, row) for row in newest]
    return [task for task in tasks if task is not None]


def _evaluation(actor: Actor, evaluation: Evaluation) -> Task | None:
    """Return what the member does next: everyone assesses, the chair assigns, decides, locks and announces."""
    tender = evaluation.tender
    known = evaluating.facts(tender, actor)
    title, address = {"title": tender.title}, f"/tender/{tender.code}/evaluasi/"
    if evaluation.locked_at is not None:
        if proving.minutes_of(evaluation) is None and proving.reached(tender, evaluation).is_needed:
            words = _("Buktikan kualifikasi calon pemenang: %(title)s") % title
            return Task(words, f"{address}pembuktian/") if known.is_chair else None
        words = _("Umumkan hasil: %(title)s") % title
        locked = Task(words, f"{address}harga/", note=_("Lembar evaluasi sudah dikunci."))
        return locked if known.is_chair else None
    page = evaluating.sheet(tender, evaluation, known)
    if page.panel.missing:
        words, note = _("Tugaskan penilai: %(title)s") % title, _("Setiap sel dinilai dua anggota.")
        return Task(words, f"{address}penilai/", note=note) if known.is_chair else None
    if page.todo_count:
        note = ngettext("%(count)s sel belum dinilai.", "%(count)s sel belum dinilai.", page.todo_count)
        return Task(_("Nilai penawaran: %(title)s") % title, address, note=note % {"count": page.todo_count})
    if waiting := steps_to_lock(page):
        words = _("Kunci tahap %(step)s: %(title)s") % (title | {"step": told(waiting[0].label)})
        is_ready = known.is_chair and not waiting[0].missing
        return Task(words, f"{address}tahap/kunci/", note=_("Semua selnya sudah sepakat.")) if is_ready else None
    if page.empty_count:
        return None
    if page.unsettled:
        words = _("Klarifikasi harga rendah: %(title)s") % title
        return Task(words, f"{address}klarifikasi/", note=", ".join(page.unsettled))
    words = _("Kunci lembar evaluasi: %(title)s") % title
    return Task(words, address, note=_("Semua sel yang wajib sudah dinilai.")) if known.is_chair else None


def _awards(actor: Actor) -> list[Task]:
    if actor.user_id is None or not actor.is_a(Role.PROCUREMENT_OFFICER):
        return []
    ready = Result.objects.filter(
        voided_at__isnull=True,
        objection_ends_at__lte=Now(),
        tender__status=Status.DECIDED,
        tender__package__officer_id=actor.user_id,
        standings__rank=1,
    ).exclude(tender__holds__in=_open_holds())
    return [
        Task(
            _("Terbitkan SPPBJ: %(title)s") % {"title": result.tender.title},
            f"/tender/{result.tender.code}/hasil/",
            note=_("Masa sanggah berakhir dan tidak ada yang menahan penetapan."),
        )
        for result in ready.select_related("tender").order_by("objection_ends_at")
    ]


def _failures(actor: Actor) -> list[Task]:
    """Tenders in which none passed, for their chair to declare failed when objections can no longer come."""
    if actor.user_id is None or not actor.is_a(Role.COMMITTEE):
        return []
    chairs = CommitteeSeat.objects.filter(user_id=actor.user_id, position=Position.CHAIR).values("tender")
    ready = Result.objects.filter(
        voided_at__isnull=True, objection_ends_at__lte=Now(), tender__status=Status.DECIDED, tender__in=chairs
    ).exclude(tender__holds__in=_open_holds())
    return [
        Task(
            _("Nyatakan tender gagal: %(title)s") % {"title": result.tender.title},
            f"/tender/{result.tender.code}/gagal/",
            note=_("Tidak ada yang lulus, dan masa sanggah berakhir."),
        )
        for result in ready.exclude(standings__rank=1).select_related("tender").order_by("objection_ends_at")
    ]


def _open_holds() -> QuerySet[Hold]:
    return Hold.objects.filter(lifted_at__isnull=True)
