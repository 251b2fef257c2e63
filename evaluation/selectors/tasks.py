# SPDX-License-Identifier: Apache-2.0
"""What waits for a person in evaluation, result and award."""

from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluation.models import Evaluation, Result
from evaluation.selectors import evaluating, opening
from lpse.core.acts import Actor, Role, Task
from tenders.models import Hold
from tenders.rules import Position, Status


def tasks_for(actor: Actor) -> list[Task]:
    """Return everything of this app that waits for the actor: shares, minutes, verdicts, the result, the letter."""
    return [*opening.tasks_for(actor), *_evaluations(actor), *_awards(actor)]


def _evaluations(actor: Actor) -> list[Task]:
    if actor.user_id is None or not actor.is_a(Role.COMMITTEE):
        return []
    seats = Evaluation.objects.filter(tender__status=Status.OPENED, tender__seats__user_id=actor.user_id)
    newest = seats.order_by("tender_id", "-round_no").distinct("tender_id").select_related("tender")
    tasks = [_evaluation(actor.user_id, row) for row in newest]
    return [task for task in tasks if task is not None]


def _evaluation(user_id: int, evaluation: Evaluation) -> Task | None:
    """Return what the member does next: everyone assesses, the chair locks and announces."""
    tender = evaluation.tender
    chair = tender.seats.filter(user_id=user_id, position=Position.CHAIR).exists()
    title, address = {"title": tender.title}, f"/tender/{tender.code}/evaluasi/"
    if evaluation.locked_at is not None:
        words = _("Umumkan hasil: %(title)s") % title
        return Task(words, f"{address}harga/", note=_("Lembar evaluasi sudah dikunci.")) if chair else None
    empty = evaluating.sheet(tender).empty_count
    if empty:
        note = ngettext("%(count)s sel belum dinilai.", "%(count)s sel belum dinilai.", empty) % {"count": empty}
        return Task(_("Nilai penawaran: %(title)s") % title, address, note=note)
    words = _("Kunci lembar evaluasi: %(title)s") % title
    return Task(words, address, note=_("Semua sel yang wajib sudah dinilai.")) if chair else None


def _awards(actor: Actor) -> list[Task]:
    if actor.user_id is None or not actor.is_a(Role.PROCUREMENT_OFFICER):
        return []
    ready = Result.objects.filter(
        voided_at__isnull=True,
        objection_ends_at__lte=Now(),
        tender__status=Status.DECIDED,
        tender__package__officer_id=actor.user_id,
    ).exclude(tender__holds__in=_open_holds())
    return [
        Task(
            _("Terbitkan SPPBJ: %(title)s") % {"title": result.tender.title},
            f"/tender/{result.tender.code}/hasil/",
            note=_("Masa sanggah berakhir dan tidak ada yang menahan penetapan."),
        )
        for result in ready.select_related("tender").order_by("objection_ends_at")
    ]


def _open_holds() -> QuerySet[Hold]:
    return Hold.objects.filter(lifted_at__isnull=True)
