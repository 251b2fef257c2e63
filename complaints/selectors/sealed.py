# SPDX-License-Identifier: Apache-2.0
"""Reads of sealed parts: to whom a complaint is sealed, who can open it, and who should be able to."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from complaints.models import Complaint, SealedKey, SealedObject, SealedVoice
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
class Envelope:
    """What was sealed under one secret: with the complaint, or with one reply.

    ``own`` is the wrap for one of the auditor's keys, None when there is none; ``missing`` are auditors on duty who
    cannot open it yet; ``facts`` is what the browser needs to open it, as JSON.
    """

    sealed: SealedVoice
    came_at: datetime
    own: SealedKey | None
    missing: Sequence[MemberKey]
    files: Sequence[SealedObject]
    facts: str

    @property
    def is_reply(self) -> bool:
        """Say whether it came with a reply."""
        return self.sealed.message_id is not None


@dataclass(frozen=True)
class SealedPage:
    """The sealed parts of a complaint for an auditor, oldest first; ``missing_count`` counts who cannot open all."""

    mode: Any
    envelopes: Sequence[Envelope]
    may_open: bool
    missing_count: int
    file_count: int


def sealed_page(actor: Actor, complaint: Complaint, now: datetime) -> SealedPage:
    """Return the sealed parts of a complaint for an auditor. Raises Missing where nothing is sealed."""
    rows = SealedVoice.objects.filter(complaint=complaint).select_related("message")
    sealed = list(rows.prefetch_related("keys__key", "parts__kept")) if actor.is_a(Role.AUDITOR) else []
    if not sealed:
        raise Missing(complaint.case)
    keys = keys_on_duty(now)
    envelopes = [_envelope(actor, complaint, row, keys) for row in sealed]
    first = sealed[0]
    return SealedPage(
        mode=words.IDENTITY[IdentityMode.ANONYMOUS if first.message_id else IdentityMode(first.mode)],
        envelopes=envelopes,
        may_open=any(each.own for each in envelopes),
        missing_count=len({key.member for each in envelopes if each.own for key in each.missing}),
        file_count=sum(len(each.files) for each in envelopes),
    )


def _envelope(actor: Actor, complaint: Complaint, row: SealedVoice, keys: Sequence[MemberKey]) -> Envelope:
    wraps, parts = list(row.keys.all()), list(row.parts.all())
    # The key in use before one that was ended: its passphrase is the one at hand.
    of_actor = [each for each in wraps if each.key.user_id == actor.user_id]
    own = min(of_actor, key=lambda each: each.key.ended_at is not None, default=None)
    held = {each.key_id for each in wraps}
    missing = [key for key in keys if key.pk not in held]
    urls = [reverse("complaints:sealed-object", args=[complaint.case, row.pk, part.position]) for part in parts]
    facts = {
        "row": row.pk,
        "header": row.header,
        "wrapped": own.wrapped if own else "",
        "blob": own.key.blob if own else "",
        "objects": urls,
        "missing": [{"id": key.member, "kem": key.kem} for key in missing],
    }
    came_at = row.message.at if row.message else complaint.received_at
    return Envelope(row, came_at, own, missing, [part for part in parts if part.position], json.dumps(facts))


def sealed_object(actor: Actor, complaint: Complaint, row: int, position: int) -> StoredObject:
    """Return one sealed object for an auditor. Raises Missing."""
    objects = SealedObject.objects.select_related("kept").filter(sealed__complaint=complaint, sealed_id=row)
    found = objects.filter(position=position).first()
    if found is None or not actor.is_a(Role.AUDITOR):
        raise Missing(str(position))
    return found.kept


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
    others = [key for key in keys if key.user_id != actor.user_id]
    still_open = SealedVoice.objects.exclude(complaint__status=ComplaintStatus.CLOSED)
    waiting: dict[Complaint, bool] = {}
    for sealed in still_open.select_related("complaint").prefetch_related("keys__key"):
        held = {wrap.key_id for wrap in sealed.keys.all()}
        if actor.user_id not in {wrap.key.user_id for wrap in sealed.keys.all()}:
            continue
        is_last = ends_at is not None and not any(key.pk in held for key in others)
        if is_last or any(key.pk not in held for key in others):
            waiting[sealed.complaint] = is_last or waiting.get(sealed.complaint, False)
    return found + [_hand_on(complaint, ends_at if is_last else None) for complaint, is_last in waiting.items()]


def _hand_on(complaint: Complaint, due_at: datetime | None) -> Task:
    title = _("Teruskan kunci bagian tersegel %(case)s") % {"case": complaint.case}
    return Task(title=title, url=reverse("complaints:open-sealed", args=[complaint.case]), due_at=due_at)


def _leaves_at(actor: Actor, now: datetime) -> datetime | None:
    """Return when the auditor's office ends, if that is within the time a new decree takes."""
    own = Appointment.objects.filter(user_id=actor.person, role=Role.AUDITOR, valid__endswith__gt=now)
    last = max((each.valid.upper for each in own if each.valid.upper is not None), default=None)
    return last if last is not None and last <= now + NOTICE else None
