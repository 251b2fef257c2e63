# SPDX-License-Identifier: Apache-2.0
"""Sealed parts of a complaint: kept as ciphertext, checked by their form only, handed on from auditor to auditor."""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from complaints.models import Complaint, SealedKey, SealedObject, SealedUpload, SealedVoice
from complaints.policy import Act, may_hand_on, require
from complaints.selectors import sealed as selectors
from complaints.services.uploads import kept_upload
from documents.sealing import voice
from lpse.core.acts import Actor, Kind, refuse
from lpse.core.canonical import Malformed, b64u, unb64u
from lpse.core.said import said
from lpse.ledger import services as ledger


@dataclass(frozen=True)
class Sealed:
    """What a form brings sealed: the header as canonical JSON, and what was uploaded for it, in its order."""

    header: str
    objects: Sequence[SealedUpload]


def keep_sealed(complaint: Complaint, sealed: Sealed, form: str, now: dt.datetime) -> SealedVoice:
    """Keep the sealed parts of a complaint that is being received; called by ``receive_complaint``.

    The header must name this form, every auditor on duty who has a key and nobody else, and exactly these objects.
    """
    header = checked_header(sealed, form, now)
    row = SealedVoice.objects.create(complaint=complaint, mode=header["mode"], header=sealed.header)
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


@transaction.atomic
def hand_on_sealed(
    *, actor: Actor, complaint: Complaint, wraps: Mapping[str, str], now: dt.datetime
) -> list[SealedKey]:
    """Hand the secret of a complaint on to auditors on duty who cannot open it yet (re-sealing to a successor).

    ``wraps`` maps a member id to the secret sealed to that key, as the browser of an auditor who opened it made it.
    """
    # The complaint, because a sealed row is never changed and so cannot be locked for it.
    complaint = Complaint.objects.select_for_update().get(pk=complaint.pk)
    sealed = SealedVoice.objects.get(complaint=complaint)
    can_open = sealed.keys.filter(key__user_id=actor.user_id or 0).exists()
    require(may_hand_on(actor, can_open=can_open))
    held = set(sealed.keys.values_list("key_id", flat=True))
    waiting = {key.member: key for key in selectors.keys_on_duty(now) if key.pk not in held}
    if not wraps or not set(wraps) <= set(waiting):
        raise refuse(
            Kind.STATE, "Auditor yang dituju sudah dapat membukanya atau tidak bertugas lagi.", "Muat ulang halaman."
        )
    made = []
    for member, wrapped in wraps.items():
        try:
            unb64u(wrapped, 80)
        except Malformed:
            raise refuse(Kind.INPUT, "Kunci yang diteruskan tidak sah.", "Muat ulang halaman dan ulangi.") from None
        made.append(
            SealedKey.objects.create(
                sealed=sealed, key=waiting[member], wrapped=wrapped, added_at=now, added_by_id=actor.person
            )
        )
    ledger.record(
        Act.HAND_ON_SEALED,
        actor=actor,
        subject="complaints",
        public={"count": len(made)},
        private={"case": complaint.case, "to": sorted(wraps)},
    )
    return made


def digest_of(sealed: Sealed) -> str:
    """Return the digest of the header, which names every object, for the record's commitment."""
    return hashlib.sha256(sealed.header.encode()).hexdigest()
