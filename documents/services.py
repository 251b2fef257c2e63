# SPDX-License-Identifier: Apache-2.0
"""Keeping bytes that must not change: by their digest, once per store."""

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import IntegrityError, transaction

from documents.models import StoredObject
from documents.rules import Store
from documents.storage import ObjectMissing
from documents.storage import store as objects


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
