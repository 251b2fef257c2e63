# SPDX-License-Identifier: Apache-2.0
"""Keeping bytes by their digest."""

import hashlib
from typing import Any

import pytest

from documents import services
from documents.models import StoredObject
from documents.rules import Store, attachment, parts_of
from documents.storage import ObjectMissing, store
from lpse.core import clock


def keep(body: bytes, where: Store = Store.PUBLIC, name: str = "dokumen.pdf") -> StoredObject:
    return services.keep(body, name=name, media_type="application/pdf", store=where, now=clock.now())


def test_the_same_bytes_are_kept_once_per_store(db: None, s3: object) -> None:
    first, again = keep(b"isi"), keep(b"isi", name="lain.pdf")
    assert first.pk == again.pk
    assert first.sha256 == hashlib.sha256(b"isi").hexdigest()
    assert keep(b"isi", Store.RESTRICTED).pk != first.pk
    assert services.read(first) == b"isi"


def test_a_stream_is_kept_by_its_digest_and_a_copy_leaves_no_object(db: None, s3: object) -> None:
    body = b"x" * (9 * 2**20)
    options: dict[str, Any] = {"name": "besar.bin", "media_type": "application/octet-stream", "now": clock.now()}
    first = services.keep_stream(iter([body]), store=Store.RESTRICTED, **options)
    again = services.keep_stream(iter([body[:100], body[100:]]), store=Store.RESTRICTED, **options)
    assert (first.pk, first.size) == (again.pk, len(body))
    assert b"".join(services.stream(first)) == body


def test_bytes_changed_in_the_store_are_not_given_out(db: None, s3: object) -> None:
    kept = keep(b"asli")
    store.put(Store.PUBLIC, kept.key, b"palsu", "application/pdf")
    with pytest.raises(ObjectMissing):
        services.read(kept)


@pytest.mark.pure
@pytest.mark.parametrize(
    ("chunks", "parts"),
    [([], [b""]), ([b""], [b""]), ([b"ab", b"cd", b"e"], [b"abc", b"de"]), ([b"abcdef"], [b"abc", b"def"])],
)
def test_parts_are_full_but_the_last(chunks: list[bytes], parts: list[bytes]) -> None:
    assert list(parts_of(chunks, 3)) == parts


@pytest.mark.pure
@pytest.mark.parametrize(
    "name", ["", "...", '"', "a\r\nSet-Cookie: x", "../../etc/passwd", "é" * 400, "\ud800.pdf", "CON%00"]
)
def test_a_hostile_name_stays_a_label(name: str) -> None:
    said = attachment(name)
    assert said.count('"') == 2
    assert said.isascii()
    assert all(ord(char) >= 32 for char in said)
    assert "/" not in said
