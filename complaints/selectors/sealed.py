# SPDX-License-Identifier: Apache-2.0
"""Reads of sealed parts: to whom a complaint is sealed, who can open it, and who should be able to."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from complaints.models import Complaint, SealedKey, SealedVoice
from complaints.rules import ComplaintStatus, IdentityMode
from complaints.selectors import words
from documents.models import StoredObject
from lpse.accounts.models import Appointment, MemberKey
from lpse.accounts.policy import NOTICE
from lpse.core.acts import Actor, Missing, Role, Task


def keys_on_duty(now: datetime) -> list[MemberKey]:
    """Return the current key of every auditor in office now who has enrolled one."""
    on_duty = Appointment.objects.filter(role=Role.AUDITOR, valid__contains=now).values("user_id")
    return list(MemberKey.objects.filter(user__in=on_duty, ended_at=None).order_by("member"))


def public_halves(keys: Sequence[MemberKey]) -> str:
    """Return the public halves as a page hands them to the browser that seals."""
    return json.dumps([{"id": key.member, "kem": key.kem} for key in keys])


@dataclass(frozen=True)
class SealedPage:
    """What an auditor's browser needs to open the sealed parts of a complaint.

    ``own`` is the wrap for one of the auditor's keys, None when there is none; ``missing`` are auditors on duty who
    cannot open it yet; ``addresses`` lead to the objects, by number.
    """

    sealed: SealedVoice
    mode: Any
    own: SealedKey | None
    missing: Sequence[MemberKey]
    missing_keys: str
    addresses: str
    file_count: int


def sealed_page(actor: Actor, complaint: Complaint, now: datetime) -> SealedPage:
    """Return the sealed parts of a complaint for an auditor. Raises Missing where nothing is sealed."""
    sealed = SealedVoice.objects.filter(complaint=complaint).first()
    if sealed is None or not actor.is_a(Role.AUDITOR):
        raise Missing(complaint.case)
    wraps = list(sealed.keys.select_related("key"))
    own = next((each for each in wraps if each.key.user_id == actor.user_id), None)
    held = {each.key_id for each in wraps}
    missing = [key for key in keys_on_duty(now) if key.pk not in held]
    places = list(sealed.parts.values_list("position", flat=True))
    urls = [reverse("complaints:sealed-object", args=[complaint.case, position]) for position in places]
    return SealedPage(
        sealed=sealed,
        mode=words.IDENTITY[IdentityMode(sealed.mode)],
        own=own,
        missing=missing,
        missing_keys=public_halves(missing),
        addresses=json.dumps(urls),
        file_count=len(places) - 1,
    )


def sealed_object(actor: Actor, complaint: Complaint, position: int) -> StoredObject:
    """Return one sealed object for an auditor. Raises Missing."""
    found = SealedVoice.objects.filter(complaint=complaint).first()
    row = found.parts.select_related("kept").filter(position=position).first() if found else None
    if row is None or not actor.is_a(Role.AUDITOR):
        raise Missing(str(position))
    return row.kept


def tasks_for(actor: Actor, now: datetime) -> list[Task]:
    """Return what the keys of sealed complaints ask of an auditor: to make one, to hand on what only they can open.

    A successor who has a key and cannot open is named to who can; whoever leaves office within sixty days is reminded.
    """
    if not actor.is_a(Role.AUDITOR) or actor.user_id is None:
        return []
    keys = keys_on_duty(now)
    found = []
    if all(key.user_id != actor.user_id for key in keys):
        note = _("Tanpa kunci Anda tidak dapat membuka identitas dan lampiran pengaduan.")
        found.append(Task(title=_("Buat kunci auditor Anda"), url=reverse("tenders:member-key"), note=note))
    ends_at = _leaves_at(actor, now)
    still_open = SealedVoice.objects.exclude(complaint__status=ComplaintStatus.CLOSED)
    for sealed in still_open.select_related("complaint").prefetch_related("keys__key"):
        held = {wrap.key_id for wrap in sealed.keys.all()}
        can = {wrap.key.user_id for wrap in sealed.keys.all()}
        if actor.user_id not in can:
            continue
        others = [key for key in keys if key.user_id != actor.user_id]
        is_last = ends_at is not None and not any(key.pk in held for key in others)
        if is_last or any(key.pk not in held for key in others):
            found.append(_hand_on(sealed.complaint, ends_at if is_last else None))
    return found


def _hand_on(complaint: Complaint, due_at: datetime | None) -> Task:
    title = _("Teruskan kunci bagian tersegel %(case)s") % {"case": complaint.case}
    return Task(title=title, url=reverse("complaints:open-sealed", args=[complaint.case]), due_at=due_at)


def _leaves_at(actor: Actor, now: datetime) -> datetime | None:
    """Return when the auditor's office ends, if that is within the time a new decree takes."""
    own = Appointment.objects.filter(user_id=actor.person, role=Role.AUDITOR, valid__endswith__gt=now)
    last = max((each.valid.upper for each in own if each.valid.upper is not None), default=None)
    return last if last is not None and last <= now + NOTICE else None
