# SPDX-License-Identifier: Apache-2.0
"""The opening as a ceremony: it begins by the clock, and members release their shares for it."""

from datetime import datetime

from django.db import transaction

from documents.sealing.release import SealedRelease, verify_release
from evaluation.models import Opening, Release
from evaluation.policy import BAD_SIGNATURE, MALFORMED_BOX, Act, ReleaseFacts, may_release, require
from evaluation.rules.opening import opening_document
from evaluation.selectors.ceremony import KIND, number_of, opening_of
from lpse.core.acts import Actor, Kind, Missing, refuse
from lpse.core.canonical import MAX_LIST, b64u, canonical, hash_of, parse
from lpse.core.said import said
from lpse.core.words_of_time import instant
from lpse.ledger import services as ledger
from tenders.models import Tender
from tenders.rules import Status
from tenders.selectors import key_set, seat_of, zone_of
from tenders.services import lock
from vendors.models import Close

SEALED_BASE, SEALED_EACH = 2048, 128
"""A box has at most this many bytes, and this many more for each envelope (92 are used)."""


@transaction.atomic
def begin_opening(*, tender_id: int, now: datetime) -> Opening:
    """Begin the opening of a closed tender (pembukaan penawaran) as the clock's act; a second call changes nothing.

    Lists the last statement of every vendor that did not withdraw, as the close document reveals them
    (sealed-bids.md 7.7). Raises Refused while the tender is not closed, Malformed when no bid is in force.
    """
    tender = lock(tender_id)
    begun = opening_of(tender)
    if begun is not None:
        return begun
    close = Close.objects.filter(tender=tender).order_by("pk").last()
    if tender.status != Status.CLOSED or close is None:
        raise refuse(Kind.STATE, "Penerimaan penawaran tender ini belum ditutup.", "Tunggu jam portal menutupnya.")
    row, _keyset = key_set(tender)
    document = opening_document(parse(bytes(close.body), MAX_LIST), kind=KIND, keyset=row.hash)
    body = canonical(document)
    ledger.put_document(body)
    name = hash_of(document)
    entry = ledger.append("opening", {"h": name}, act=Act.BEGIN_OPENING, actor=Actor.clock(), subject=tender.code)
    opening = Opening.objects.create(
        tender=tender, close=close, kind=KIND, body=body, hash=name, leaf=entry.idx, begun_at=entry.at
    )
    ledger.publish()
    return opening


@transaction.atomic
def contribute_release(
    *, actor: Actor, tender: Tender, opening_hash: str, box: bytes, signature: bytes, now: datetime
) -> Release:
    """Take a member's release of the whole opening (penyerahan bagian kunci), sealed to the portal's key.

    ``box`` and ``signature`` (64 bytes) come from the member's browser; the signature is verified here, what is in the
    box only the opening job can see. The same box sent again returns the release already taken. Raises Refused.
    Source: sealed-bids.md 7.7.
    """
    tender = lock(tender.pk)
    opening = opening_of(tender)
    seat = seat_of(actor, tender)
    _row, keyset = key_set(tender)
    x = number_of(seat, keyset)
    earlier = Release.objects.filter(opening=opening, x=x).first() if opening and x else None
    if earlier is not None and bytes(earlier.box) == box:
        return earlier
    require(may_release(actor, _facts(tender, opening, has_seat=x is not None, named=opening_hash)))
    if opening is None or seat is None or x is None:
        raise Missing(tender.code)
    if earlier is not None:
        raise _already(earlier, tender)
    listed = len(parse(bytes(opening.body), MAX_LIST)["envelopes"])
    if not 48 < len(box) <= SEALED_BASE + SEALED_EACH * listed or len(signature) != 64:
        require(MALFORMED_BOX)
    sealed = SealedRelease(x, box, signature)
    if not verify_release(keyset, opening.hash, sealed):
        require(BAD_SIGNATURE)
    fields = {"opening": opening.hash, "x": x, "box": sealed.box_hash, "sig": b64u(signature)}
    entry = ledger.append("release", fields, act=Act.CONTRIBUTE_RELEASE, actor=actor, subject=tender.code)
    release = Release.objects.create(
        opening=opening, seat=seat, x=x, box=box, signature=b64u(signature), leaf=entry.idx, released_at=entry.at
    )
    ledger.publish()
    return release


def _facts(tender: Tender, opening: Opening | None, *, has_seat: bool, named: str) -> ReleaseFacts:
    return ReleaseFacts(
        has_seat=has_seat,
        begun_at=opening.begun_at if opening else None,
        finished_at=opening.finished_at if opening else None,
        is_this_opening=opening is not None and opening.hash == named,
        in_force=tender.status == Status.CLOSED,
    )


def _already(earlier: Release, tender: Tender) -> Exception:
    at = instant(earlier.released_at, zone_of(tender), seconds=True)
    return refuse(
        Kind.STATE,
        said("Bagian kunci Anda sudah diterima {at}.", at=at),
        "Tidak perlu dikirim lagi; ikuti pembukaan pada halaman pembukaan.",
    )
