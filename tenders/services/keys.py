# SPDX-License-Identifier: Apache-2.0
"""Acts on keys: a member's own, the server's half, and the key set all members accept (sealed-bids.md 7.1, 7.2)."""

import os
import secrets
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from documents.sealing import hpke, kek, keyset, memberkey, release, shares
from documents.sealing.envelope import Header
from lpse.accounts import selectors as accounts
from lpse.accounts.models import MemberKey, User
from lpse.core.acts import Actor, Kind, refuse
from lpse.core.canonical import Malformed, b64u, canonical, hash_of, label, parse, timestamp, unb64u
from lpse.core.said import said
from lpse.ledger import services as ledger
from tenders import policy, selectors
from tenders.models import CommitteeSeat, KeySet, KeySetConsent, ServerKey, Tender
from tenders.policy import Act
from tenders.rules import ENVELOPE_KIND
from tenders.services.locking import lock

AGAIN = said("Muat ulang halaman dan ulangi.")


# A member's own key ------------------------------------------------------------------------------------------------
def new_member_id() -> str:
    """Return an opaque member id for the record: never a name or an employee number (sealed-bids.md part 4)."""
    return f"m-{secrets.token_hex(6)}"


@transaction.atomic
def enrol_member_key(
    *, actor: Actor, member: str, kem: str, sig: str, signature: str, blob: str, has_second_copy: bool, now: datetime
) -> MemberKey:
    """Enrol a member's key (sealed-bids.md 7.1): the public halves, and the key file only the passphrase opens.

    ``signature`` is the new key's own over the member document; ``has_second_copy`` says that the recovery sheet was
    printed, without which no key is taken. An unended key is never replaced silently: ending it is an act of its own.
    """
    policy.require(Act.ENROL_MEMBER_KEY, actor, selectors.facts(actor))
    if not has_second_copy:
        raise refuse(Kind.INPUT, "Lembar pemulihan belum dicetak.", "Cetak dulu, lalu simpan dalam sampul tertutup.")
    _require_key(member, kem, sig, signature, blob)
    user = User.objects.select_for_update().get(pk=actor.user_id or 0)
    if user.member_keys.filter(ended_at__isnull=True).exists():
        raise refuse(
            Kind.STATE,
            "Anda sudah mempunyai kunci anggota.",
            "Pakai kunci itu; bila hilang, akhiri dulu kunci lama pada halaman kunci.",
        )
    key = MemberKey.objects.create(user=user, member=member, kem=kem, sig=sig, blob=blob, enrolled_at=now)
    fields = {"id": member, "kem": kem, "sig": sig, "self": signature}
    ledger.append("member", fields, act=Act.ENROL_MEMBER_KEY, actor=actor)
    return key


def _require_key(member: str, kem: str, sig: str, signature: str, blob: str) -> None:
    """Refuse keys that are not canonical or of low order, a foreign signature, or what is no key file."""
    try:
        document = keyset.member_document(member, unb64u(kem, 32), unb64u(sig, 32))
        memberkey.check_key_file(blob)
        if not hpke.verify(unb64u(sig, 32), memberkey.member_message(document), unb64u(signature, 64)):
            raise Malformed("not signed by the key itself")
    except Malformed:
        raise refuse(Kind.INPUT, "Kunci yang dikirim peramban tidak sah.", AGAIN) from None


@transaction.atomic
def end_member_key(*, actor: Actor, now: datetime) -> None:
    """End the actor's member key: no new key set takes it; tenders whose key set holds it keep it."""
    policy.require(Act.END_MEMBER_KEY, actor, selectors.facts(actor))
    key = MemberKey.objects.select_for_update().filter(user_id=actor.user_id or 0, ended_at__isnull=True).first()
    if key is None:
        raise refuse(Kind.STATE, "Anda belum mempunyai kunci anggota.", "Buat kunci pada halaman kunci.")
    key.ended_at = now
    key.save(update_fields=["ended_at"])
    ledger.append("member_end", {"id": key.member}, act=Act.END_MEMBER_KEY, actor=actor)


# The server's half -------------------------------------------------------------------------------------------------
def _key_encryption_key() -> bytes:
    """Return the KEK, 32 bytes from its file; the first use makes the file, readable by its owner only."""
    file: Path = settings.KEK_FILE
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
            opened.write(secrets.token_bytes(kek.KEY_SIZE))
            os.fsync(opened.fileno())
        try:
            os.link(draft, file)  # fails when another process was first; its key is then the key
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return file.read_bytes()


def server_seed(tender: Tender, kind: str = ENVELOPE_KIND) -> bytes:
    """Return the seed of the server's half for envelopes of this kind, 32 bytes.

    Only the opening's gate may call this for bids, after its checks (sealed-bids.md 7.8). Raises kek.Unwrappable when
    the KEK is another one or the row was changed or exchanged.
    """
    row = ServerKey.objects.get(tender=tender, kind=kind)
    seed = kek.unwrap(_key_encryption_key(), bytes(row.wrapped_seed))
    _sk, public = hpke.derive_key_pair(seed)
    if b64u(public) != row.public:
        raise kek.Unwrappable("the wrapped seed belongs to another key")
    return seed


def _server_key(tender: Tender) -> tuple[ServerKey, bytes]:
    """Return the tender's server key and its seed; the first proposal makes them, later ones keep them."""
    row = tender.server_keys.filter(kind=ENVELOPE_KIND).first()
    if row is not None:
        return row, server_seed(tender)
    seed = secrets.token_bytes(kek.KEY_SIZE)
    _sk, public = hpke.derive_key_pair(seed)
    wrapped = kek.wrap(_key_encryption_key(), seed)
    return ServerKey.objects.create(tender=tender, kind=ENVELOPE_KIND, public=b64u(public), wrapped_seed=wrapped), seed


# The key set -------------------------------------------------------------------------------------------------------
@transaction.atomic
def propose_key_set(*, actor: Actor, tender: Tender, now: datetime) -> KeySet:
    """Propose the key set of a draft: every member's current key, the server's half, k of n (sealed-bids.md 7.2).

    Replaces an earlier proposal and the consents to it; refused once all members have accepted one.
    """
    tender = lock(tender.pk)
    policy.require(Act.PROPOSE_KEY_SET, actor, selectors.facts(actor, tender=tender))
    if tender.key_sets.filter(frozen_at__isnull=False).exists():
        raise refuse(Kind.STATE, "Susunan kunci sudah disetujui semua anggota.", "Lanjutkan ke pemeriksaan akhir.")
    seats = list(tender.seats.select_related("user"))
    missing = [str(seat.user) for seat in seats if not _take_key(seat)]
    if missing:
        told = said("Belum membuat kunci anggota: {names}.", names=", ".join(missing))
        raise refuse(Kind.STATE, told, "Minta mereka membuatnya di Akun, Kunci.")
    row, seed = _server_key(tender)
    people = [{"id": seat.key.member, "kem": seat.key.kem, "sig": seat.key.sig} for seat in seats if seat.key]
    document = keyset.make_keyset(tender.code, tender.threshold, people, {ENVELOPE_KIND: unb64u(row.public, 32)})
    name = hash_of(document)
    standing = tender.key_sets.filter(hash=name).first()
    if standing is not None:
        return standing
    KeySetConsent.objects.filter(key_set__tender=tender).delete()
    tender.key_sets.all().delete()
    header = release.deal_canary(document, 1, timestamp(now), *_canary_secret(seed, name))
    proposed = KeySet.objects.create(
        tender=tender, body=canonical(document), hash=name, canary_header=canonical(header), proposed_at=now
    )
    ledger.record(Act.PROPOSE_KEY_SET, actor=actor, subject=tender.code, public={"tender": tender.code, "keyset": name})
    return proposed


def _take_key(seat: CommitteeSeat) -> bool:
    seat.key = accounts.current_key(seat.user_id)
    seat.save(update_fields=["key"])
    return seat.key is not None


def _canary_secret(seed: bytes, key_set: str) -> tuple[bytes, bytes]:
    """Return both halves of a rehearsal's secret; derived, so that nothing is kept to check the answers by."""
    prk = hpke.hmac256(seed, label("canary-secret") + unb64u(key_set, 32))
    return hpke.expand1(prk, b"cs"), hpke.expand1(prk, b"ss")


@transaction.atomic
def consent_to_key_set(
    *, actor: Actor, tender: Tender, key_set: str, signature: str, proof: str, proof_signature: str, now: datetime
) -> KeySet:
    """Accept the key set and answer its canary; the last member's consent freezes it (sealed-bids.md 7.2).

    ``key_set`` is the hash the member's browser saw and signed. A second consent of the same member changes nothing.
    """
    tender = lock(tender.pk)
    policy.require(Act.CONSENT_TO_KEY_SET, actor, selectors.facts(actor, tender=tender))
    row = tender.key_sets.order_by("-gen").first()
    if row is None or row.hash != key_set:
        raise refuse(Kind.STATE, "Susunan kunci sudah diganti sejak halaman dibuka.", AGAIN)
    document = parse(bytes(row.body))
    seat = tender.seats.select_related("key").get(user_id=actor.user_id or 0)
    x = _number_of(document, seat)
    if KeySetConsent.objects.filter(key_set=row, x=x).exists():
        return row
    _require_consent(tender, row, document, x, signature, proof, proof_signature)
    KeySetConsent.objects.create(
        key_set=row,
        seat=seat,
        x=x,
        signature=signature,
        proof=proof,
        proof_signature=proof_signature,
        given_at=now,
    )
    public = {"tender": tender.code, "keyset": row.hash, "x": x, "proof": proof, "sig": proof_signature}
    ledger.record(Act.CONSENT_TO_KEY_SET, actor=actor, subject=tender.code, public=public)
    _freeze_if_complete(actor, row, document, now)
    return row


def _number_of(document: dict[str, Any], seat: CommitteeSeat) -> int:
    """Return the member's number 1..n in the key set."""
    for x, person in enumerate(document["members"], start=1):
        if seat.key is not None and person["id"] == seat.key.member:
            return x
    raise refuse(Kind.STATE, "Kunci Anda tidak ada dalam susunan ini.", "Minta ketua mengajukan susunan kunci lagi.")


def _require_consent(
    tender: Tender, row: KeySet, document: dict[str, Any], x: int, signature: str, proof: str, proof_signature: str
) -> None:
    header: Header = parse(bytes(row.canary_header))
    try:
        signed, shown, answered = unb64u(signature, 64), unb64u(proof, 32), unb64u(proof_signature, 64)
    except Malformed:
        raise refuse(Kind.INPUT, "Persetujuan yang dikirim peramban tidak terbaca.", AGAIN) from None
    if not keyset.verify_keyset(document, x, signed):
        raise refuse(Kind.INPUT, "Tanda tangan atas susunan kunci bukan dari kunci Anda.", AGAIN)
    cs, ss = _canary_secret(server_seed(tender), row.hash)
    prk = hpke.hmac256(b"sb1/dealing", cs + ss)
    share = shares.split(prk, cs, document["k"], len(document["members"]))[x - 1]
    if not release.verify_canary(header, document, x, share, shown, answered):
        raise refuse(Kind.INPUT, "Uji kunci gagal: bukti tidak cocok dengan bagian kunci Anda.", AGAIN)


def _freeze_if_complete(actor: Actor, row: KeySet, document: dict[str, Any], now: datetime) -> None:
    consents = list(row.consents.order_by("x"))
    if len(consents) < len(document["members"]):
        return
    row.frozen_at = now
    row.save(update_fields=["frozen_at"])
    name = ledger.put_document(bytes(row.body))
    fields = {"h": name, "sigs": {str(consent.x): consent.signature for consent in consents}}
    ledger.append("keyset", fields, act=Act.FREEZE_KEY_SET, actor=actor)
