# SPDX-License-Identifier: Apache-2.0
"""Sealed parts of a complaint: kept as ciphertext, checked by their form only, handed on from auditor to auditor."""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from complaints.models import Complaint, ComplaintMessage, SealedKey, SealedObject, SealedUpload, SealedVoice
from complaints.policy import Act, may_hand_on, require
from complaints.selectors import sealed as selectors
from complaints.services.uploads import kept_upload
from documents.sealing import voice
from lpse.core.acts import Actor, Kind, Refused, refuse
from lpse.core.canonical import Malformed, b64u, unb64u
from lpse.core.said import said
from lpse.ledger import services as ledger

MOST_REPLIES = 20
"""Replies with sealed files that one thread takes: a hundred files."""


@dataclass(frozen=True)
class Sealed:
    """What a form brings sealed: the header as canonical JSON, and what was uploaded for it, in its order."""

    header: str
    objects: Sequence[SealedUpload]
    form: str = ""
    """The name of the one sending they were sealed for; empty where the complaint's own nonce is it."""


def keep_sealed(
    complaint: Complaint, sealed: Sealed, form: str, now: dt.datetime, message: ComplaintMessage | None = None
) -> SealedVoice:
    """Keep the sealed parts of a complaint that is being received, or of a reply in its thread.

    The header must name this form, every auditor on duty who has a key and nobody else, and exactly these objects.
    Called by ``receive_complaint`` and ``reply_as_complainant``.
    """
    header = checked_header(sealed, form, now)
    row = SealedVoice.objects.create(complaint=complaint, message=message, mode=header["mode"], header=sealed.header)
    keys = {key.member: key for key in selectors.keys_on_duty(now)}
    for each in header["keys"]:
        SealedKey.objects.create(sealed=row, key=keys[each["id"]], wrapped=each["w"], added_at=now)
    for position, upload in enumerate(sealed.objects):
        SealedObject.objects.create(sealed=row, position=position, kept=kept_upload(upload, now))
    return row


def checked_header(sealed: Sealed, form: str, now: dt.datetime) -> Mapping[str, Any]:
    """Return the header of what came sealed. Raises Refused for what no browser of this portal makes."""
    again = said("Muat ulang halaman dan kirim lagi; kata-kata Anda tetap di formulir.")
    try:
        header = voice.read_header(sealed.header.encode())
    except Malformed:
        raise refuse(Kind.INPUT, "Bagian tersegel tidak terbaca.", again) from None
    # Locked, so that none is swept meanwhile.
    waiting = {row.pk: row for row in SealedUpload.objects.select_for_update().filter(pk__in=_pks(sealed))}
    stored = [b64u(bytes.fromhex(waiting[pk].sha256)) for pk in _pks(sealed) if pk in waiting]
    if header["form"] != form or [each["ct"] for each in header["objects"]] != stored:
        raise refuse(Kind.INPUT, "Bagian tersegel tidak lengkap.", again)
    on_duty = {(key.member, key.kem) for key in selectors.keys_on_duty(now)}
    if {(each["id"], each["kem"]) for each in header["keys"]} != on_duty:
        raise refuse(Kind.STATE, "Auditor yang bertugas berganti selagi Anda menulis.", again)
    return header


def _pks(sealed: Sealed) -> list[int]:
    return [upload.pk for upload in sealed.objects]


def sent_before(complaint: Complaint, sealed: Sealed) -> ComplaintMessage | None:
    """Return the reply that brought exactly these sealed parts: the second press of one button. None for a new one."""
    row = SealedVoice.objects.select_related("message").filter(complaint=complaint, header=sealed.header).first()
    return row.message if row else None


def check_room(complaint: Complaint) -> None:
    """Refuse sealed parts in a thread that is full of them; called with the complaint locked."""
    if SealedVoice.objects.filter(complaint=complaint, message__isnull=False).count() >= MOST_REPLIES:
        raise refuse(
            Kind.STATE,
            said("Utas ini sudah memuat {count} balasan dengan berkas tersegel.", count=MOST_REPLIES),
            said("Kirim berkasnya lewat pengaduan baru dan sebut nomor {case} di dalamnya.", case=complaint.case),
        )


@transaction.atomic
def hand_on_sealed(
    *, actor: Actor, complaint: Complaint, wraps: Mapping[int, Mapping[str, str]], now: dt.datetime
) -> list[SealedKey]:
    """Hand the secrets of a complaint on to auditors on duty who cannot open them yet (re-sealing to a successor).

    ``wraps`` maps a sealed row, which came with the complaint or a reply, to what the browser of an auditor who opened
    it made: by member id the secret sealed to that key.
    """
    # The complaint, because a sealed row is never changed and so cannot be locked for it.
    complaint = Complaint.objects.select_for_update().get(pk=complaint.pk)
    rows = {row.pk: row for row in SealedVoice.objects.filter(complaint=complaint).prefetch_related("keys__key")}
    if not wraps or not set(wraps) <= set(rows):
        raise _not_waiting()
    made = [key for pk, each in wraps.items() for key in _handed_on(actor, rows[pk], each, now)]
    ledger.record(
        Act.HAND_ON_SEALED,
        actor=actor,
        subject="complaints",
        public={"count": len(made)},
        private={"case": complaint.case, "to": sorted({member for each in wraps.values() for member in each})},
    )
    return made


def _handed_on(actor: Actor, row: SealedVoice, wraps: Mapping[str, str], now: dt.datetime) -> list[SealedKey]:
    held = list(row.keys.all())
    require(may_hand_on(actor, can_open=any(each.key.user_id == actor.user_id for each in held)))
    waiting = {key.member: key for key in selectors.keys_on_duty(now) if all(key.pk != each.key_id for each in held)}
    if not wraps or not set(wraps) <= set(waiting):
        raise _not_waiting()
    try:
        _ = [unb64u(wrapped, 80) for wrapped in wraps.values()]
    except Malformed:
        raise refuse(Kind.INPUT, "Kunci yang diteruskan tidak sah.", "Muat ulang halaman dan ulangi.") from None
    return [
        SealedKey.objects.create(
            sealed=row, key=waiting[member], wrapped=wrapped, added_at=now, added_by_id=actor.person
        )
        for member, wrapped in wraps.items()
    ]


def _not_waiting() -> Refused:
    return refuse(
        Kind.STATE, "Auditor yang dituju sudah dapat membukanya atau tidak bertugas lagi.", "Muat ulang halaman."
    )


def digest_of(sealed: Sealed) -> str:
    """Return the digest of the header, which names every object, for the record's commitment."""
    return hashlib.sha256(sealed.header.encode()).hexdigest()
