# SPDX-License-Identifier: Apache-2.0
"""A draft: the envelope's header, then its sealed objects part by part. Nothing here is a legal act yet.

The portal sees no plaintext and no secret: a header of public data, ciphertext, and digests that the store proves.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from documents.rules import Store
from documents.sealing import chunks
from documents.sealing.chunks import MOST_FILES, check_object, sealed_length
from documents.sealing.envelope import SEGMENT, check_header, header_hash
from documents.sealing.hpke import OVERHEAD
from documents.storage import ObjectMissing, WrongDigest, store
from lpse.core.acts import Actor, Kind, Missing, Refused, refuse
from lpse.core.canonical import Malformed, parse, sha256, unb64u
from lpse.core.said import said
from lpse.regulations import StageKind
from tenders import selectors as tenders
from tenders.models import Tender
from tenders.rules import Status
from vendors import policy, selectors
from vendors.models import Envelope, Participation, SealedObject, Statement
from vendors.policy import Act
from vendors.rules import DRAFT_LIFE, KIND, MOST_DRAFTS, MOST_TICKETS, Outcome

RELOAD = said("Muat ulang ruang penawaran, lalu ulangi.")


def begin_envelope(*, actor: Actor, tender: Tender, header: bytes, now: datetime) -> Envelope:
    """Keep the header a browser dealt, after every check of sealed-bids.md 6.8 that needs no object.

    The same header again returns the same envelope.
    """
    participation = _participation(actor, tender, now)
    try:
        document = parse(header)
        row, keyset = tenders.key_set(tender)
        name = header_hash(document)
        known = participation.envelopes.filter(hash=name).first()
        if known is not None:
            return known
        check_header(document, keyset, selectors.expectations(participation))
    except (Malformed, TypeError, KeyError) as error:
        told = said("Sampul yang dibuat peramban tidak sah ({error}).", error=str(error))
        raise refuse(Kind.INPUT, told, RELOAD) from None
    if _drafts(participation, now) >= MOST_DRAFTS:
        raise refuse(
            Kind.STATE,
            said("Sudah ada {n} rancangan kiriman yang belum terkirim.", n=MOST_DRAFTS),
            "Tunggu rancangan lama dihapus.",
        )
    try:
        with transaction.atomic():
            return Envelope.objects.create(
                participation=participation,
                key_set=row,
                kind=KIND,
                ver=document["ctx"]["ver"],
                header=header,
                hash=name,
                env=document["ctx"]["env"],
                dealt_at=now,
            )
    except IntegrityError:
        raise refuse(Kind.STATE, "Rancangan lain dimulai pada saat yang sama, mungkin dari tab lain.", RELOAD) from None


def begin_object(
    *, actor: Actor, tender: Tender, envelope: str, n: int, length: int, segments: int, now: datetime
) -> SealedObject:
    """Make room for sealed object ``n`` (0 is the manifest) of ``length`` bytes; asking again returns the same.

    A manifest that was sealed anew gets a new object: nothing is overwritten.
    """
    participation = _participation(actor, tender, now)
    draft = _envelope(participation, envelope)
    _require_lengths(n, length, segments)
    known = draft.sealed_objects.filter(n=n).first()
    if known is not None and (known.length, known.segments) == (length, segments) and (n or not known.proven_at):
        return known
    if known is not None and n:
        told = said("Nomor berkas {n} sudah dipakai untuk berkas lain dalam rancangan ini.", n=n)
        raise refuse(Kind.INPUT, told, RELOAD)
    _require_room(participation, tender, length, but=known)
    key, upload = store.begin_upload()
    fields = {"key": key, "upload": upload, "length": length, "segments": segments, "begun_at": now}
    if known is None:
        try:
            with transaction.atomic():
                return SealedObject.objects.create(envelope=draft, n=n, **fields)
        except IntegrityError:
            store.abort_upload(key, upload)
            raise refuse(Kind.STATE, "Berkas ini sedang dikirim dari tab lain.", RELOAD) from None
    if _is_stated(participation, draft):
        store.abort_upload(key, upload)
        raise refuse(Kind.STATE, "Rancangan ini sudah terkirim.", RELOAD)
    store.abort_upload(known.key, known.upload)
    for field, value in (fields | {"digest": "", "proven_at": None}).items():
        setattr(known, field, value)
    known.save()
    return known


def tickets(
    *, actor: Actor, tender: Tender, envelope: str, n: int, numbers: Sequence[int], now: datetime
) -> dict[int, str]:
    """Addresses to PUT parts to, by segment number from 0; each lives 15 minutes and names one part."""
    participation = _participation(actor, tender, now)
    row = _object(participation, envelope, n)
    if len(numbers) > MOST_TICKETS or any(not 0 <= number < row.segments for number in numbers):
        raise refuse(Kind.INPUT, "Potongan yang diminta tidak ada dalam berkas ini.", RELOAD)
    if row.proven_at is not None:
        raise refuse(Kind.STATE, "Berkas ini sudah sampai utuh.", RELOAD)
    return {number: store.part_url(row.key, row.upload, number + 1) for number in numbers}


def prove_object(
    *,
    actor: Actor,
    tender: Tender,
    envelope: str,
    n: int,
    digests: Sequence[str],
    tags: Sequence[str],
    now: datetime,
) -> SealedObject:
    """Complete an object with the digests of its parts; the store itself proves them. Asking again is harmless."""
    participation = _participation(actor, tender, now)
    row = _object(participation, envelope, n)
    if row.proven_at is not None:
        return row
    try:
        parts = [unb64u(digest, 32) for digest in digests]
    except Malformed:
        raise refuse(Kind.INPUT, "Daftar sidik potongan tidak terbaca.", RELOAD) from None
    if len(parts) != row.segments or len(tags) != row.segments:
        raise refuse(Kind.INPUT, said("Berkas ini terdiri atas {n} potongan.", n=row.segments), RELOAD)
    _require_segments(row, tags, parts)
    try:
        done = store.complete_upload(row.key, row.upload, parts, tags)
    except (WrongDigest, ObjectMissing):
        raise refuse(
            Kind.INPUT, "Isi yang sampai di penyimpanan berbeda dari sidiknya.", "Kirim ulang berkas ini."
        ) from None
    if done.length != row.length:
        raise refuse(Kind.INPUT, "Panjang berkas yang sampai berbeda dari yang dinyatakan.", "Kirim ulang berkas ini.")
    SealedObject.objects.filter(pk=row.pk, proven_at__isnull=True, key=row.key).update(
        digest=done.digest, proven_at=now
    )
    row.refresh_from_db()
    return row


def _require_segments(row: SealedObject, tags: Sequence[str], parts: Sequence[bytes]) -> None:
    """Refuse parts that are not the object's segments: the store's composite digest says nothing of where one ends.

    The ETags bind the sizes asked for here to the very parts that are completed next. An upload that was completed
    before, and whose answer was lost, is read back and hashed segment by segment.
    """
    entry = chunks.SealedObject(row.n, row.length, row.segments, "")
    arrived = store.parts(row.key, row.upload)
    try:
        if arrived is not None:
            chunks.check_parts(entry, [arrived.get(tag.strip('"'), -1) for tag in tags])
            return
        found = [sha256(segment) for segment in store.stream(Store.SEALED, row.key, SEGMENT + OVERHEAD)]
        if found != list(parts):
            raise Malformed("object: its parts are not its segments")
    except (Malformed, ObjectMissing):
        raise refuse(
            Kind.INPUT,
            "Potongan yang sampai bukan potongan 8 MiB menurut aturan penyegelan.",
            "Kirim ulang berkas ini.",
        ) from None


def _participation(actor: Actor, tender: Tender, now: datetime) -> Participation:
    """The actor's participation while its tender takes bids. Uploads may begin as soon as the vendor has joined."""
    participation = selectors.participation_for(actor, tender)
    policy.require(Act.BEGIN_ENVELOPE, actor, selectors.facts(actor))
    window = tenders.window(tender, StageKind.BID_SUBMISSION)
    if tender.status != Status.ANNOUNCED or now >= window.ends_at:
        outcome = Outcome.LATE if tender.status == Status.ANNOUNCED else Outcome.CLOSED
        raise Refused(policy.out_of_time(outcome, window, tenders.zone_of(tender)))
    return participation


def _envelope(participation: Participation, name: str) -> Envelope:
    found = participation.envelopes.filter(hash=name).first()
    if found is None:
        raise Missing(name)
    return found


def _object(participation: Participation, envelope: str, n: int) -> SealedObject:
    found = _envelope(participation, envelope).sealed_objects.filter(n=n).first()
    if found is None:
        raise Missing(f"{envelope} {n}")
    return found


def _require_lengths(n: int, length: int, segments: int) -> None:
    """The size rule of sealed-bids.md 6.3, and at most 250 files."""
    try:
        check_object({"n": n, "len": length, "segs": segments, "ct": "A" * 43})
        if not 0 <= n <= MOST_FILES or sealed_length(length - OVERHEAD * segments) != length:
            raise Malformed("object")
    except Malformed:
        raise refuse(Kind.INPUT, "Nomor, panjang, atau jumlah potongan berkas tidak sah.", RELOAD) from None


def _require_room(participation: Participation, tender: Tender, length: int, but: SealedObject | None) -> None:
    """The tender's limit of bytes per vendor, over all that the vendor sent or drafted for it."""
    held = SealedObject.objects.filter(envelope__participation=participation)
    others = held.exclude(pk=but.pk) if but else held
    used = sum(int(each) for each in others.values_list("length", flat=True))
    if used + length > tender.vendor_bytes_limit:
        most = tender.vendor_bytes_limit // 2**20
        raise refuse(
            Kind.INPUT,
            said("Semua berkas Anda dalam tender ini melebihi batas {n} MiB.", n=most),
            "Perkecil berkas atau kurangi lampiran.",
        )


def _drafts(participation: Participation, now: datetime) -> int:
    """Envelopes of the last seven days that no statement names."""
    stated = b"".join(bytes(body) for body in participation.statements.values_list("body", flat=True))
    recent = participation.envelopes.filter(dealt_at__gt=now - DRAFT_LIFE).values_list("hash", flat=True)
    return sum(1 for name in recent if name.encode() not in stated)


def _is_stated(participation: Participation, envelope: Envelope) -> bool:
    bodies = Statement.objects.filter(participation=participation).values_list("body", flat=True)
    return any(envelope.hash.encode() in bytes(body) for body in bodies)
