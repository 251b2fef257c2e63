# SPDX-License-Identifier: Apache-2.0
"""Sealed objects of forms that are not sent yet: few for one form and from one address, swept when nothing came."""

import datetime as dt
from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from complaints import selectors
from complaints.models import SealedUpload
from complaints.rules import try_keys
from complaints.services.tracking import AN_HOUR, count_try
from documents import services as documents
from documents.models import StoredObject
from documents.rules import Store
from documents.sealing import voice
from documents.sealing.hpke import OVERHEAD
from lpse.core import words_of_time
from lpse.core.acts import Kind, refuse
from lpse.core.said import said

MOST_BYTES = voice.MOST_BYTES + OVERHEAD
PER_FORM, PER_ADDRESS = 5 * (voice.MOST_FILES + 1), 60
"""Sealed objects taken in one hour: a full form five times over, and ten full forms from one address."""
KEPT_FOR = dt.timedelta(days=1)
SWEPT_AT_ONCE = 50
CIPHERTEXT = "application/octet-stream"
NAME = "tersegel"
"""What every sealed object is called here: its own name is inside."""


class TooLarge(Exception):
    """A stream that does not end where the largest file does."""


def keep_sealed_part(*, chunks: Iterable[bytes], form: str, address: str, now: dt.datetime) -> SealedUpload:
    """Put one sealed object aside as it streams in, until its complaint is sent.

    Raises Refused for a too large one (Kind.INPUT), and after too many for one form or from one address (Kind.WHEN);
    of both only keyed hashes of the day are counted. Not atomic on purpose: a refused one stays counted.
    """
    _require_room(form, address, now)
    upload = SealedUpload.objects.create(key=documents.new_key(Store.RESTRICTED), begun_at=now)
    try:
        upload.sha256, upload.size = documents.put_aside(
            _counted(chunks), store=Store.RESTRICTED, key=upload.key, media_type=CIPHERTEXT
        )
    except TooLarge:
        upload.delete()
        raise refuse(Kind.INPUT, "Lampiran lebih dari 20 MB.", "Kecilkan berkasnya atau kirim dua berkas.") from None
    upload.save(update_fields=["sha256", "size"])
    return upload


def _require_room(form: str, address: str, now: dt.datetime) -> None:
    hour = now.replace(minute=0, second=0, microsecond=0)
    of_form, of_address = try_keys(selectors.complaint_key(), f"sealed {form}", f"sealed {address}", hour.date())
    if count_try(of_form, hour) <= PER_FORM and count_try(of_address, hour) <= PER_ADDRESS:
        return
    until = words_of_time.clock(hour + AN_HOUR, ZoneInfo(settings.OFFICE["zone"]))
    raise refuse(
        Kind.WHEN,
        "Terlalu banyak berkas tersegel dikirim dari sini dalam satu jam ini.",
        said("Coba lagi sesudah pukul {until}, atau kirim teks tanpa nama sekarang.", until=until),
    )


def _counted(chunks: Iterable[bytes]) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > MOST_BYTES:
            raise TooLarge
        yield chunk


def kept_upload(upload: SealedUpload, now: dt.datetime) -> StoredObject:
    """Keep for good what was uploaded for a form that is being received; called with the upload locked."""
    assert upload.size is not None  # a form's header names whole ones only
    kept = documents.adopt(
        upload.sha256,
        upload.size,
        name=NAME,
        media_type=CIPHERTEXT,
        store=Store.RESTRICTED,
        key=upload.key,
        now=now,
    )
    upload.delete()
    return kept


def sweep_uploads(*, now: dt.datetime) -> int:
    """Delete sealed objects of forms that were not sent within a day, row and bytes; returns how many.

    Each in a transaction of its own: one that the store does not delete now waits for the next time.
    """
    old = SealedUpload.objects.filter(begun_at__lte=now - KEPT_FOR).order_by("begun_at", "pk")
    return sum(_swept(pk) for pk in list(old.values_list("pk", flat=True)[:SWEPT_AT_ONCE]))


@transaction.atomic
def _swept(pk: int) -> bool:
    upload = SealedUpload.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
    if upload is None:
        return False  # it is being sent, or another one sweeps it
    documents.drop(store=Store.RESTRICTED, key=upload.key)
    upload.delete()
    return True
