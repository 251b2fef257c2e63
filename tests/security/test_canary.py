# SPDX-License-Identifier: Apache-2.0
"""A thief with the whole machine finds nothing of a bid before its opening: tables, buckets, data folder, logs."""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from tests.security.conftest import (
    CANARY,
    CANARY_NAME,
    CANARY_PRICE,
    CANARY_PROOF,
    CANARY_REPLY,
    CANARY_WITNESS,
    House,
)

SECRETS = (CANARY, CANARY_PRICE, CANARY_NAME, CANARY_WITNESS, CANARY_PROOF, CANARY_REPLY)
LARGEST = 64 * 2**20


def forms_of(text: str) -> list[bytes]:
    """A text as it stands, in hex, in each of the three alignments of base64, and as UTF-16."""
    raw = text.encode()
    wide = [base64.b64encode(b"\0" * shift + raw)[4 if shift else 0 : -4] for shift in range(3)]
    return [raw, raw.hex().encode(), text.encode("utf-16-le"), *wide, *(each.translate(URL) for each in wide)]


URL = bytes.maketrans(b"+/", b"-_")
NEEDLES = [form for secret in SECRETS for form in forms_of(secret)]


def dumped(connection: psycopg.Connection[Any]) -> Iterator[tuple[str, bytes]]:
    """Every table as its owner copies it out."""
    tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    assert len(tables) > 50
    for (name,) in tables:
        with connection.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(name))) as copy:
            yield f"table {name}", b"".join(bytes(part) for part in copy)


def stored() -> Iterator[tuple[str, bytes]]:
    """Every object of every bucket."""
    from django.conf import settings
    from minio import Minio

    from documents.rules import Store, bucket_of
    from documents.storage import store

    keys = {"access_key": settings.S3_ACCESS_KEY, "secret_key": settings.S3_SECRET_KEY, "region": settings.S3_REGION}
    client = Minio(settings.S3_ENDPOINT, secure=False, **keys)
    for each in Store:
        for found in client.list_objects(bucket_of(each), recursive=True):
            yield f"{each.value}/{found.object_name}", store.read(each, str(found.object_name))


def kept(*folders: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of the data folders: database pages and journal, volumes of the store, logs, secrets."""
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file() and not path.is_symlink() and path.stat().st_size <= LARGEST:
                yield str(path), path.read_bytes()


def test_nothing_of_a_sealed_bid_lies_anywhere_before_the_opening(house: House, site: Any) -> None:
    from vendors.models import Vendor

    bidder = Vendor.objects.get(seats__user=house.cast.people["bahari"]).code.encode()
    found, seen, control = [], set(), set()
    with psycopg.connect(site.address("owner", house.database)) as owner:
        for source in (dumped(owner), stored(), kept(site.workspace.var, house.var)):
            for where, body in source:
                found += [f"{where}: {needle[:20]!r}" for needle in NEEDLES if needle in body]
                kind = where.split("/", maxsplit=1)[0].split(" ")[0]
                seen.add(kind)
                if bidder in body or f"\\x{bidder.hex()}".encode() in body or bidder.hex().encode() in body:
                    control.add(kind)
    assert not found, "\n".join(sorted(set(found)))
    # The search itself works: the bidder's code, which is not sealed, is found in tables, bucket and folder, and the
    # bucket of sealed objects was read.
    assert {"table", "restricted", "sealed", "public", ""} <= seen
    assert {"table", "restricted", ""} <= control
