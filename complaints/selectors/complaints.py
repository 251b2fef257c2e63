# SPDX-License-Identifier: Apache-2.0
"""Reads of complaints (pengaduan): by their code for whoever holds it, and the auditors' desk."""

import hmac

from django.conf import settings

from complaints.models import Complaint, MessageFile
from complaints.rules import ComplaintStatus, code_hash, normal_case
from documents.models import StoredObject
from lpse import regulations
from lpse.core.acts import Actor, Missing, Role
from lpse.regulations import Category, Rule


def complaint_key() -> bytes:
    """Return the key under which tracking codes are hashed."""
    return settings.SECRET_KEY.encode()


def by_code(case: str, code: str) -> Complaint | None:
    """Return the complaint of this case when the tracking code is its own, else None: both mistakes look the same."""
    complaint = Complaint.objects.select_related("tender").filter(case=normal_case(case)).first()
    known = complaint.code_hash if complaint else "0" * 64
    keys = [complaint_key(), *(key.encode() for key in settings.SECRET_KEY_FALLBACKS)]
    fits = any(hmac.compare_digest(known, code_hash(key, code)) for key in keys)
    return complaint if fits else None


def by_ticket(case: str) -> Complaint:
    """Return the complaint of a ticket that was opened with its code. Raises Missing."""
    complaint = Complaint.objects.select_related("tender").filter(case=case).first()
    if complaint is None:
        raise Missing(case)
    return complaint


def answer_days() -> int:
    """Return the working days within which a complaint without a tender is answered, as the rule book in force says."""
    return regulations.latest().clock(Rule.REPORT_OVERSIGHT, Category.GOODS).period.days


def published() -> list[Complaint]:
    """Return closed complaints, newest first, for their outcome and summary; nothing else of them is public."""
    return list(Complaint.objects.filter(status=ComplaintStatus.CLOSED).order_by("-closed_at")[:20])


def complaint_for(actor: Actor, case: str) -> Complaint:
    """Return a complaint for an auditor; for everybody else, the committee concerned included, it is Missing."""
    if not actor.is_a(Role.AUDITOR):
        raise Missing(case)
    complaint = Complaint.objects.select_related("tender").filter(case=case).first()
    if complaint is None:
        raise Missing(case)
    return complaint


def complaint_file(actor: Actor, case: str, position: int) -> StoredObject:
    """Return a file that came with a complaint, for an auditor; for everybody else it is Missing."""
    found = complaint_for(actor, case).files.select_related("kept").filter(position=position).first()
    if found is None:
        raise Missing(str(position))
    return found.kept


def message_file(complaint: Complaint, position: int) -> StoredObject:
    """Return a file of an auditor's message, for whoever passed a door of its complaint. Raises Missing."""
    found = MessageFile.objects.select_related("kept").filter(complaint=complaint, position=position).first()
    if found is None:
        raise Missing(str(position))
    return found.kept


def desk(actor: Actor) -> list[Complaint]:
    """Return the auditors' list: open ones by due date, then the closed. Raises Missing for everybody else."""
    if not actor.is_a(Role.AUDITOR):
        raise Missing("desk")
    rows = Complaint.objects.select_related("tender")
    still_open = rows.exclude(status=ComplaintStatus.CLOSED).order_by("due_at")
    return [*still_open, *rows.filter(status=ComplaintStatus.CLOSED).order_by("-closed_at")[:50]]
