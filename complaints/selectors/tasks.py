# SPDX-License-Identifier: Apache-2.0
"""What waits for a person: objections to answer, complaints to handle."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from complaints.models import Appeal, Complaint, Objection
from complaints.policy_clocks import OF_INFORMATION, OF_TENDERS
from complaints.rules import AppealStatus, ComplaintStatus, ObjectionStatus
from complaints.selectors import clocks, handling, information, sealed, survey
from complaints.selectors.appeals import is_authority
from lpse.core import clock
from lpse.core.acts import Actor, Role, Task
from lpse.language import told
from tenders.rules import Position


def tasks_for(actor: Actor) -> list[Task]:
    """Return the actor's tasks with the day the law sets."""
    if actor.user_id is None:
        return []
    tellers = (
        _answers,
        _own,
        _appeals,
        _overdue,
        _complaints,
        handling.tasks_for,
        _sealed,
        information.tasks_for,
        _clocks,
        _surveys,
    )
    return [task for teller in tellers for task in teller(actor)]


def _answers(actor: Actor) -> list[Task]:
    rows = Objection.objects.filter(
        status=ObjectionStatus.FILED,
        result__tender__seats__user_id=actor.user_id,
        result__tender__seats__position=Position.CHAIR,
    ).select_related("result__tender")
    return [
        Task(
            title=_("Jawab sanggah %(number)s") % {"number": row.number},
            url=reverse("complaints:answer-objection", args=[row.result.tender.code, row.number]),
            due_at=row.due_at,
            note=row.result.tender.title,
        )
        for row in rows.order_by("due_at")
    ]


def _own(actor: Actor) -> list[Task]:
    """What a company waits for, or may still do: its objections not yet answered, and the time to appeal."""
    if not actor.is_a(Role.VENDOR):
        return []
    seats = {"participation__vendor__seats__user_id": actor.user_id, "participation__vendor__seats__ended_at": None}
    rows = Objection.objects.filter(
        Q(status=ObjectionStatus.FILED) | Q(appeal_window__isnull=False, appeal_window__closed_at=None), **seats
    ).select_related("result__tender", "appeal_window")
    found = []
    for row in rows.distinct():
        tender = row.result.tender
        if row.status == ObjectionStatus.FILED:
            title = _("Sanggah Anda %(number)s menunggu jawaban Pokja") % {"number": row.number}
            url, due_at = reverse("complaints:objections", args=[tender.code]), row.due_at
        else:
            title = _("Sanggah %(number)s ditolak; Anda dapat mengajukan sanggah banding") % {"number": row.number}
            url = reverse("complaints:file-appeal", args=[tender.code, row.number])
            due_at = row.appeal_window.ends_at
        found.append(Task(title=title, url=url, due_at=due_at, note=tender.title))
    return found


def _appeals(actor: Actor) -> list[Task]:
    """What an appeal asks of the chair, of the budget authority, and of the head of the unit."""
    asked = {
        Role.COMMITTEE: (AppealStatus.FILED, "complaints:clarify-bond", _("Klarifikasi jaminan %(number)s")),
        Role.BUDGET_AUTHORITY: (
            AppealStatus.ADMITTED,
            "complaints:decide-appeal",
            _("Jawab sanggah banding %(number)s"),
        ),
    }
    found: list[Task] = []
    for role, (status, address, title) in asked.items():
        if not actor.is_a(role):
            continue
        rows = Appeal.objects.filter(status=status).select_related("objection__result__tender__package")
        if role is Role.COMMITTEE:
            seats = "objection__result__tender__seats"
            rows = rows.filter(**{f"{seats}__user_id": actor.user_id, f"{seats}__position": Position.CHAIR})
        now = clock.now() if rows else None
        for row in rows:
            tender = row.objection.result.tender
            if role is Role.BUDGET_AUTHORITY and not (now and is_authority(actor, tender, now)):
                continue
            url = reverse(address, args=[tender.code, row.number])
            found.append(Task(title=title % {"number": row.number}, url=url, due_at=row.due_at, note=tender.title))
    return [*found, *_bonds(actor)]


def _bonds(actor: Actor) -> list[Task]:
    if not actor.is_a(Role.UNIT_HEAD):
        return []
    over = (AppealStatus.UPHELD, AppealStatus.REJECTED, AppealStatus.LAPSED)
    rows = Appeal.objects.filter(status__in=over, bond_settled_at__isnull=True)
    return [
        Task(
            title=_("Selesaikan jaminan %(number)s") % {"number": row.number},
            url=reverse("complaints:settle-bond", args=[row.objection.result.tender.code, row.number]),
            note=row.objection.result.tender.title,
        )
        for row in rows.select_related("objection__result__tender").order_by("pk")
    ]


def _overdue(actor: Actor) -> list[Task]:
    """Late answers are brought before the head of the unit and the auditors (law.md R-SANGGAH-8)."""
    if not (actor.is_a(Role.UNIT_HEAD) or actor.is_a(Role.AUDITOR)):
        return []
    rows = Objection.objects.filter(status=ObjectionStatus.FILED, overdue_at__isnull=False)
    return [
        Task(
            title=_("Jawaban sanggah %(number)s terlambat") % {"number": row.number},
            url=reverse("complaints:objections", args=[row.result.tender.code]),
            due_at=row.due_at,
            note=row.result.tender.title,
        )
        for row in rows.select_related("result__tender").order_by("due_at")
    ]


def _complaints(actor: Actor) -> list[Task]:
    if not actor.is_a(Role.AUDITOR):
        return []
    return [
        Task(
            title=_("Tangani pengaduan %(case)s") % {"case": row.case},
            url=reverse("complaints:handle-complaint", args=[row.case]),
            due_at=row.due_at,
            note=row.subject,
        )
        for row in Complaint.objects.exclude(status=ComplaintStatus.CLOSED).order_by("due_at")
    ]


def _sealed(actor: Actor) -> list[Task]:
    return sealed.tasks_for(actor, clock.now()) if actor.is_a(Role.AUDITOR) else []


def _clocks(actor: Actor) -> list[Task]:
    """One task for all open clocks that a newly loaded table of holidays would end later (law.md R-CAL-4)."""
    if not (OF_TENDERS | OF_INFORMATION) & actor.roles:
        return []
    now = clock.now()
    affected = clocks.affected_for(actor)
    rows = [row for row in affected if row.change in clocks.NEEDS_A_PERSON and now < row.promised_at]
    if not rows:
        return []
    title = ngettext(
        "%(count)s tenggat terbuka berbeda menurut daftar hari libur sekarang",
        "%(count)s tenggat terbuka berbeda menurut daftar hari libur sekarang",
        len(rows),
    ) % {"count": len(rows)}
    return [Task(title=title, url=reverse("complaints:affected-clocks"), due_at=rows[0].promised_at)]


def _surveys(actor: Actor) -> list[Task]:
    """Results of the service survey that wait for the head of the unit and a follow-up plan (law.md R-SKM-9)."""
    if not actor.is_a(Role.UNIT_HEAD):
        return []
    return [
        Task(
            title=_("Terbitkan hasil survei layanan: %(span)s") % {"span": told(span.words())},
            url=reverse("complaints:publish-survey", args=[span.code]),
        )
        for span in survey.unpublished(clock.now())
    ]
