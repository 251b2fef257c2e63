# SPDX-License-Identifier: Apache-2.0
"""Writing the public record: one leaf per act, batches of sealed records, and the signature over it all."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from lpse.core.acts import Actor, Role
from lpse.core.canonical import b64u, canonical, label, sha256, timestamp
from lpse.ledger import batch, keys, leaves, selectors
from lpse.ledger.merkle import complete_nodes, leaf_hash, root_of
from lpse.ledger.models import Batch, Checkpoint, Document, Entry, Head, Pending, PrivatePart
from lpse.ledger.note import Checkpoint as SignedHead
from lpse.ledger.note import Proof

EXPLAIN_DAYS = 120
EXPLAIN_LIMIT = 1000  # batches in one document
EXPLAIN_RECORDS = 10_000  # records in one document, which keeps it below 1 MiB
PUBLISH_LOCK = 0x4C505345  # any fixed number: one signer at a time in the whole installation
SALT_SIZE = 32


@dataclass(frozen=True)
class Placement:
    """Where a record stands: entry of the record, position in its batch, and the eight hashes to the batch's root."""

    record_hash: bytes
    index: int
    position: int
    path: tuple[bytes, ...]

    @property
    def document(self) -> dict[str, Any]:
        """The placement as a `close` document and a receipt's proof carry it."""
        return {"i": self.index, "p": self.position, "path": [b64u(item) for item in self.path]}


@transaction.atomic
def record(
    act: str, *, actor: Actor, subject: str, public: Mapping[str, Any], private: Mapping[str, Any] | None = None
) -> Entry:
    """Put a person's or the clock's act on the public record, inside the transaction of the act, as its last step.

    ``public`` may be read by everyone for ever: no names, no numbers of identity cards. ``private`` is only committed
    to, under a salt, together with the account that acted. Raises Malformed for values that canonical JSON does not
    have.
    """
    hidden = {**({"by": actor.user_id} if actor.user_id is not None else {}), **(private or {})}
    salt, body = secrets.token_bytes(SALT_SIZE), canonical(hidden)
    commitment = b64u(sha256(label("private") + salt + body)) if hidden else None
    fields = {"subject": subject, "public": dict(public), "commitment": commitment}
    entry = _add(leaves.ACT, fields, subject=subject, act=act, role=_role(actor))
    if hidden:
        PrivatePart.objects.create(entry=entry, salt=salt, body=body)
    return entry


@transaction.atomic
def append(kind: str, fields: Mapping[str, Any], *, act: str, actor: Actor, subject: str | None = None) -> Entry:
    """Put an act on the record in its own type (sealed-bids.md part 8), with exactly that type's members.

    ``subject`` is what the entry is found by; without it, it is the tender named by the leaf or by its document.
    Raises leaves.BadLeaf for a wrong kind or wrong members.
    """
    if kind in {leaves.ACT, leaves.SEALED}:
        raise leaves.BadLeaf(f"{kind} leaves are written by record() and by the batches.")
    found = _subject_of(fields) if subject is None else subject
    entry = _add(kind, fields, subject=found, act=act, role=_role(actor))
    if actor.user_id is not None:
        body = canonical({"by": actor.user_id})
        PrivatePart.objects.create(entry=entry, salt=secrets.token_bytes(SALT_SIZE), body=body)
    return entry


def put_document(body: bytes) -> str:
    """Keep a public document for ever under its SHA-256 and return the hash as leaves write it (base64url).

    It is public from this moment on. Idempotent.
    """
    digest = sha256(body)
    Document.objects.bulk_create([Document(sha256=digest.hex(), body=body)], ignore_conflicts=True)
    return b64u(digest)


def sign_receipt(body: str) -> str:
    """Return a signed note over the lines of a receipt (sealed-bids.md 6.6). Raises keys.NoKey."""
    return keys.receipt_signer().sign(body)


def publish() -> None:
    """Sign the head of the record once this transaction has committed; at once when there is none. Idempotent.

    Raises keys.HeadRefused, loudly, when the record does not extend what was signed before.
    """
    if connection.in_atomic_block:
        transaction.on_commit(sign_head)
    else:
        sign_head()


@transaction.atomic
def sign_head() -> Checkpoint | None:
    """Sign the committed head unless it is signed already; return the new checkpoint or None.

    Only entries that can no longer roll back may be signed: call ``publish``, which waits for the commit.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PUBLISH_LOCK])
    size = Head.objects.get().size
    last = Checkpoint.objects.order_by("-size").first()
    if size == 0 or (last is not None and last.size == size):
        return None
    node = selectors.StoredNodes()
    node.fetch(complete_nodes(0, size))
    if last is not None and root_of(last.size, node) != bytes(last.root):
        raise keys.HeadRefused(f"The first {last.size} entries are not those that were signed.")
    keys.require_extension(size, node)
    root = root_of(size, node)
    note = keys.log_signer().sign(SignedHead(settings.LOG_ORIGIN, size, root).text)
    keys.remember(size, root)
    return Checkpoint.objects.create(size=size, root=root, note=note, signed_at=_database_now())


@transaction.atomic
def ensure_genesis() -> bool:
    """Begin the record with the names of its keys and its promises; say whether that was done now.

    An empty record begins by itself with its first act, and makes the keys that are missing; this only does it early.
    """
    if Head.objects.get().size:
        return False
    _lock()
    return True


@transaction.atomic
def append_batch(active: bool) -> list[Entry]:
    """Append the `sealed` leaf that is due, whether or not a bid came; return what was appended.

    ``active`` says that at least one tender takes bids, which is public. Exactly one leaf belongs to each multiple of
    BATCH_SECONDS; more than 256 records make a second one. After an outage one leaf takes all that waits: ticks are
    never made up afterwards. Any process may call this at any time. Source: sealed-bids.md, part 8.
    """
    if not active or Batch.objects.filter(tick_at=_tick_of(_database_now())).exists():
        return []
    index, at = _lock()
    tick_at = _tick_of(at)
    if Batch.objects.filter(tick_at=tick_at).exists():
        return []
    return _seal(index, at, tick_at)


@transaction.atomic
def append_batch_now(tender: str) -> list[Placement]:
    """Append the batch of a close (or of a failed tender) and return where every record of the tender stands.

    The tender must be locked against new bids. A leaf is added even when nothing waits, so that its presence tells
    nothing about other tenders.
    """
    index, at = _lock()
    _seal(index, at, None)
    return placements(tender)


def placements(tender: str) -> list[Placement]:
    """Return where every recorded hash of a tender stands, by entry and position.

    Records still waiting are left out.
    """
    wanted = Pending.objects.filter(tender=tender, entry__isnull=False)
    return _placed(wanted)


def locate(record_hash: bytes) -> Placement | None:
    """Return where one record stands, or None while it waits for its batch (or is unknown)."""
    found = _placed(Pending.objects.filter(record_hash=record_hash, entry__isnull=False))
    return found[0] if found else None


@transaction.atomic
def explain_batches(*, before: datetime) -> Entry | None:
    """Open the batches appended before ``before`` that are not open yet; return the entry, or None when there is none.

    ``before`` is when the earliest tender that still takes bids began to take them (now, when none does): to open a
    batch while another tender of its time is still sealed would show by elimination whether that one got bids in it.
    """
    if not _unexplained(before).exists():
        return None
    _lock()
    entries: list[dict[str, Any]] = []
    count = 0
    for row in _unexplained(before).order_by("entry_id").prefetch_related("records")[:EXPLAIN_LIMIT]:
        placed = [[position, b64u(value)] for position, value in sorted(_slots(row).items())]
        count += len(placed)
        if count > EXPLAIN_RECORDS:
            break
        entries.append({"i": row.entry_id, "seed": b64u(bytes(row.seed)), "records": placed})
    if not entries:
        return None
    document = put_document(canonical({"v": "sb1/explain", "entries": entries}))
    return append("explain", {"h": document}, act="ledger.explain_batches", actor=Actor.clock())


def _unexplained(before: datetime) -> QuerySet[Batch]:
    return Batch.objects.filter(entry_id__gt=selectors.last_explained(), entry__at__lt=before)


def _seal(index: int, at: datetime, tick_at: datetime | None) -> list[Entry]:
    """Append `sealed` leaves for every record received before ``at``; the head is locked."""
    waiting = [
        bytes(value)
        for value in Pending.objects.filter(entry=None, received_at__lt=at).values_list("record_hash", flat=True)
    ]
    appended: list[Entry] = []
    for start in range(0, max(len(waiting), 1), batch.SLOTS):
        records = waiting[start : start + batch.SLOTS]
        seed, positions = secrets.token_bytes(batch.SEED_SIZE), batch.draw_positions(len(records))
        built = batch.Batch.build(seed, dict(zip(positions, records, strict=True)))
        entry = _insert(index + len(appended), at, leaves.SEALED, {"h": b64u(built.root)}, subject="", act="", role="")
        row = Batch.objects.create(entry=entry, seed=seed, tick_at=tick_at)
        _place(row, positions, records)
        appended.append(entry)
    return appended


def _place(row: Batch, positions: list[int], records: list[bytes]) -> None:
    if records:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE ledger_pending p SET entry_id = %s, position = w.position"
                " FROM unnest(%s::bytea[], %s::smallint[]) AS w(record_hash, position)"
                " WHERE p.record_hash = w.record_hash",
                [row.entry_id, records, positions],
            )


def _placed(wanted: QuerySet[Pending]) -> list[Placement]:
    """Return where records stand, each batch rebuilt once from its seed and all its records."""
    places = list(wanted.order_by("entry_id", "position").values_list("record_hash", "entry_id", "position"))
    batches = Batch.objects.filter(entry_id__in={index for _hash, index, _position in places})
    built = {
        row.entry_id: batch.Batch.build(bytes(row.seed), _slots(row)) for row in batches.prefetch_related("records")
    }
    return [
        Placement(bytes(value), index, position, tuple(built[index].path(position)))
        for value, index, position in places
        if index is not None and position is not None
    ]


def _slots(row: Batch) -> dict[int, bytes]:
    """Return the records of a batch by position."""
    return {record.position: bytes(record.record_hash) for record in row.records.all() if record.position is not None}


def _add(kind: str, fields: Mapping[str, Any], *, subject: str, act: str, role: str) -> Entry:
    index, at = _lock()
    return _insert(index, at, kind, fields, subject=subject, act=act, role=role)


def _lock() -> tuple[int, datetime]:
    """Lock the head, the last of all locks, and return the next index and the instant of the next entry."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT next_idx, entry_at FROM ledger_lock()")
        index, at = cursor.fetchone()
    if index == 0:
        _begin(at)
        index = 1
    return index, at


def _begin(at: datetime) -> None:
    keys.make_missing()
    fields = {
        "origin": settings.LOG_ORIGIN,
        "log": keys.log_signer().vkey,
        "receipt": keys.receipt_signer().vkey,
        "batch_seconds": settings.BATCH_SECONDS,
        "explain_days": EXPLAIN_DAYS,
    }
    _insert(0, at, "genesis", fields, subject="", act="ledger.begin", role=Role.CLOCK.value)


def _insert(
    index: int, at: datetime, kind: str, fields: Mapping[str, Any], *, subject: str, act: str, role: str
) -> Entry:
    body = leaves.build(kind, fields, at=at, act=act, role=role)
    return Entry.objects.create(
        idx=index, at=at, kind=kind, act=act, subject=subject, body=body, leaf_hash=leaf_hash(body)
    )


def _role(actor: Actor) -> str:
    return "+".join(sorted(role.value for role in actor.roles)) or Role.PUBLIC.value


def _subject_of(fields: Mapping[str, Any]) -> str:
    """Return the tender (or member) an entry is about, read from its members or from the documents they name."""
    for name in ("tender", "id"):
        if isinstance(fields.get(name), str):
            return str(fields[name])
    for name in ("opening", "h"):
        document = selectors.parsed_document(fields.get(name, ""))
        if isinstance(document, dict) and isinstance(document.get("tender"), str):
            return str(document["tender"])
    return ""


def _database_now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def _tick_of(at: datetime) -> datetime:
    """Return the multiple of BATCH_SECONDS, counted from 1970, that ``at`` belongs to."""
    seconds = int(at.timestamp()) // settings.BATCH_SECONDS * settings.BATCH_SECONDS
    return datetime.fromtimestamp(seconds, UTC)


def receipt_proof(record_hash: bytes) -> Proof | None:
    """Return the proof that belongs to a receipt, or None until the batch of the record is signed.

    Its extra data is `{"at","p","path"}`: with them anyone rebuilds the `sealed` leaf that the proof is about.
    """
    found, checkpoint = locate(record_hash), selectors.latest_checkpoint()
    if found is None or checkpoint is None or found.index >= checkpoint.size:
        return None
    at = Entry.objects.values_list("at", flat=True).get(idx=found.index)
    document = {"at": timestamp(at), "p": found.position, "path": [b64u(item) for item in found.path]}
    return selectors.proof_of(found.index, checkpoint, extra=canonical(document))
