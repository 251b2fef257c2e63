# SPDX-License-Identifier: Apache-2.0
"""Keeping bytes that must not change: by their digest, once per store; and printing the papers that acts ordered."""

import hashlib
import secrets
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

import structlog
from django.db import IntegrityError, transaction

from documents import pdf
from documents.models import Paper, StoredObject
from documents.rules import PaperKind, Store
from documents.storage import ObjectMissing
from documents.storage import store as objects
from lpse.core.acts import Actor
from lpse.core.canonical import b64u, unb64u
from lpse.ledger import services as ledger

log = structlog.get_logger(__name__)
DRAW_PAPER: Final = "documents.draw_paper"
"""The act of the clock that prints a paper, as the record names it."""
AT_ONCE: Final = 5
"""Papers that one beat of the clock prints: some tenths of a second each."""


def keep(body: bytes, *, name: str, media_type: str, store: Store, now: datetime) -> StoredObject:
    """Keep bytes under their SHA-256; the same bytes in the same store are kept once and the first row returned.

    ``name`` is a label for people. Raises documents.storage.StorageError when the store cannot be reached.
    """
    digest = hashlib.sha256(body).hexdigest()
    known = StoredObject.objects.filter(sha256=digest, store=store).first()
    if known is not None:
        return known
    key = f"{store}/{digest}"
    objects.put(store, key, body, media_type)
    return _row(digest, len(body), name=name, media_type=media_type, store=store, key=key, now=now)


def keep_stream(chunks: Iterable[bytes], *, name: str, media_type: str, store: Store, now: datetime) -> StoredObject:
    """Keep a stream of unknown length, at most one part (8 MiB) in memory; otherwise as ``keep``.

    Nothing is kept when ``chunks`` raises: what it raises passes through.
    """
    key = new_key(store)
    digest, size = put_aside(chunks, store=store, key=key, media_type=media_type)
    return adopt(digest, size, name=name, media_type=media_type, store=store, key=key, now=now)


def new_key(store: Store) -> str:
    """A random name for an object that is about to come."""
    return f"{store}/{secrets.token_hex(16)}"


def put_aside(chunks: Iterable[bytes], *, store: Store, key: str, media_type: str) -> tuple[str, int]:
    """Write a stream that is not kept yet; returns its digest (hex) and size in bytes.

    The caller remembers the key: ``adopt`` keeps what was put aside, ``drop`` forgets it.
    """
    whole = hashlib.sha256()
    size = 0

    def counted() -> Iterator[bytes]:
        nonlocal size
        for chunk in chunks:
            whole.update(chunk)
            size += len(chunk)
            yield chunk

    objects.put_stream(store, key, counted(), media_type)
    return whole.hexdigest(), size


def adopt(digest: str, size: int, *, name: str, media_type: str, store: Store, key: str, now: datetime) -> StoredObject:
    """Keep what was put aside under this key; the same bytes kept before stay the ones that are kept."""
    row = _row(digest, size, name=name, media_type=media_type, store=store, key=key, now=now)
    if row.key != key:
        objects.remove(store, key)
    return row


def drop(*, store: Store, key: str) -> None:
    """Forget what was put aside and never kept; silent when it is gone."""
    objects.remove(store, key)


def _row(digest: str, size: int, *, name: str, media_type: str, store: Store, key: str, now: datetime) -> StoredObject:
    """The row of a digest: a new one, or the one that another hand made meanwhile."""
    fields = {"size": size, "media_type": media_type, "name": name, "key": key, "received_at": now}
    try:
        with transaction.atomic():
            return StoredObject.objects.create(sha256=digest, store=store, **fields)
    except IntegrityError:
        return StoredObject.objects.get(sha256=digest, store=store)


def read(kept: StoredObject) -> bytes:
    """All bytes of a kept object. Raises StorageError, also when they are no longer those of its digest."""
    body = objects.read(Store(kept.store), kept.key)
    if hashlib.sha256(body).hexdigest() != kept.sha256:
        raise ObjectMissing("the store holds other bytes than were kept")
    return body


def stream(kept: StoredObject) -> Iterator[bytes]:
    """A kept object in pieces."""
    return objects.stream(Store(kept.store), kept.key)


def download_url(kept: StoredObject, name: str = "") -> str:
    """Address that downloads a kept object for five minutes. Only behind a door that checked who asks."""
    return objects.download_url(Store(kept.store), kept.key, name or kept.name, kept.media_type)


def order_paper(
    *,
    kind: PaperKind,
    key: str,
    subject: str,
    template: str,
    data: Mapping[str, Any],
    basis: str,
    said_at: datetime,
    training: bool,
    version: int = 1,
) -> Paper:
    """Order a paper inside the transaction of the act it tells of; the clock prints it within seconds.

    A store that cannot be reached delays the paper, never the act. ``data`` is all that ``template`` prints besides
    the number; ``basis`` (base64url) names what it rests on and is printed; ``said_at`` is its date.
    """
    return Paper.objects.create(
        kind=kind,
        key=key,
        subject=subject,
        version=version,
        template=template,
        data={**data, "number": key},
        basis=basis,
        said_at=said_at,
        training=training,
    )


def draw_due_papers(*, now: datetime, most: int = AT_ONCE) -> int:
    """Print the papers that were ordered, oldest first, and return how many; any number of clocks may call it.

    A paper that fails is logged loudly and stops no other.
    """
    due = Paper.objects.filter(object=None).order_by("id").values_list("pk", "key")
    drawn = 0
    for pk, key in list(due[:most]):
        try:
            drawn += _draw(pk, now)
        except Exception:
            log.exception("a paper could not be printed", paper=key)
    return drawn


@transaction.atomic
def _draw(pk: int, now: datetime) -> int:
    paper = Paper.objects.select_for_update(skip_locked=True).filter(pk=pk, object=None).first()
    if paper is None:
        return 0  # another clock has it
    body = pdf.render(
        paper.template,
        paper.data,
        drawn_at=paper.said_at,
        digest=unb64u(paper.basis, 32).hex(),
        paper=paper.key,
        training=paper.training,
    )
    name = f"{paper.kind}-{paper.key.replace('/', '-')}.pdf"
    paper.object = keep(body, name=name, media_type=pdf.MEDIA_TYPE, store=Store.PUBLIC, now=now)
    paper.drawn_at = now
    paper.save(update_fields=["object", "drawn_at"])
    public = {"paper": paper.key, "pdf": b64u(bytes.fromhex(paper.object.sha256)), "basis": paper.basis}
    ledger.record(DRAW_PAPER, actor=Actor.clock(), subject=paper.subject, public=public)
    ledger.publish()
    return 1
