# SPDX-License-Identifier: Apache-2.0
"""The contract of the object store, on SeaweedFS; what needs no stored byte also on the twin in memory."""

import base64
import hashlib
import os
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings

from documents import storage
from documents.memory_store import MemoryStore
from documents.rules import Store
from documents.storage import ObjectMissing, S3Store, StorageError, WrongDigest, store
from lpse.core.canonical import b64u

MIB = 2**20


def put(
    url: str, data: bytes, headers: dict[str, str] | None = None, method: str = "PUT"
) -> tuple[int, dict[str, str]]:
    """What a browser does with an address: status and lower-case headers."""
    request = urllib.request.Request(url, data=data, headers=headers or {}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, {name.lower(): value for name, value in answer.headers.items()}
    except urllib.error.HTTPError as error:
        error.close()
        return error.code, {name.lower(): value for name, value in error.headers.items()}


Put = Callable[[str, str, int, bytes], str]


@pytest.fixture(params=["s3", "memory"])
def either(request: pytest.FixtureRequest) -> tuple[Any, Put]:
    """A store of each kind, with the way a part gets into it."""
    if request.param == "memory":
        memory = MemoryStore()
        return memory, memory.put_part
    request.getfixturevalue("s3")

    def send(key: str, upload: str, number: int, data: bytes) -> str:
        status, headers = put(store.part_url(key, upload, number), data)
        assert status == 200
        return headers["etag"]

    return store, send


def sealed(either: tuple[Any, Put], parts: list[bytes]) -> tuple[str, str, list[str]]:
    """An upload with these parts in the store, and their ETags."""
    objects, send = either
    key, upload = objects.begin_upload()
    return key, upload, [send(key, upload, number, part) for number, part in enumerate(parts, start=1)]


def digests(parts: list[bytes]) -> list[bytes]:
    return [hashlib.sha256(part).digest() for part in parts]


@pytest.fixture(scope="module")
def parts() -> list[bytes]:
    """Two full parts and a short one, as a sealed file of 17 MiB."""
    return [os.urandom(8 * MIB + 48), os.urandom(8 * MIB + 48), os.urandom(MIB)]


def test_an_upload_is_completed_with_the_digests_of_its_parts(either: tuple[Any, Put], parts: list[bytes]) -> None:
    objects, _ = either
    key, upload, tags = sealed(either, parts)
    done = objects.complete_upload(key, upload, digests(parts), tags)
    assert done.length == sum(map(len, parts))
    assert done.digest == b64u(hashlib.sha256(b"".join(digests(parts))).digest())
    assert objects.read(Store.SEALED, key) == b"".join(parts)
    assert objects.read(Store.SEALED, key, 8 * MIB + 40, 16) == b"".join(parts)[8 * MIB + 40 :][:16]
    assert b"".join(objects.stream(Store.SEALED, key)) == b"".join(parts)


def test_completing_twice_gives_the_same_answer(either: tuple[Any, Put]) -> None:
    objects, _ = either
    key, upload, tags = sealed(either, [b"x"])
    first = objects.complete_upload(key, upload, digests([b"x"]), tags)
    assert objects.complete_upload(key, upload, digests([b"x"]), tags) == first
    with pytest.raises(WrongDigest):
        objects.complete_upload(key, upload, digests([b"y"]), tags)


@pytest.mark.parametrize(
    "named",
    [[b"a" * (5 * MIB), b"c"], [b"b", b"a" * (5 * MIB)], [b"a" * (5 * MIB)], [b"a" * (5 * MIB), b"b", b"c"]],
    ids=["other bytes", "swapped", "an ETag too many", "a part that never came"],
)
def test_a_wrong_digest_of_a_part_is_refused(either: tuple[Any, Put], named: list[bytes]) -> None:
    objects, _ = either
    key, upload, tags = sealed(either, [b"a" * (5 * MIB), b"b"])
    with pytest.raises(WrongDigest):
        objects.complete_upload(key, upload, digests(named), tags)
    with pytest.raises(ObjectMissing):
        objects.read(Store.SEALED, key)


def test_a_hole_between_parts_is_refused(either: tuple[Any, Put]) -> None:
    objects, send = either
    key, upload = objects.begin_upload()
    tags = [send(key, upload, 1, b"a" * (5 * MIB)), "0" * 32, send(key, upload, 3, b"c")]
    with pytest.raises(WrongDigest):
        objects.complete_upload(key, upload, digests([b"a" * (5 * MIB), b"b", b"c"]), tags)


def test_a_part_may_be_sent_again_before_completion(either: tuple[Any, Put]) -> None:
    objects, send = either
    key, upload = objects.begin_upload()
    send(key, upload, 1, b"broken")
    tag = send(key, upload, 1, b"whole")
    assert objects.complete_upload(key, upload, digests([b"whole"]), [tag]).length == 5


def test_an_aborted_upload_is_gone(either: tuple[Any, Put]) -> None:
    objects, _ = either
    key, upload, tags = sealed(either, [b"x"])
    objects.abort_upload(key, upload)
    objects.abort_upload(key, upload)
    with pytest.raises(ObjectMissing):
        objects.complete_upload(key, upload, digests([b"x"]), tags)


def test_what_is_put_is_read_until_it_is_removed(either: tuple[Any, Put]) -> None:
    objects, _ = either
    objects.put(Store.PUBLIC, "public/one", b"words", "text/plain")
    assert objects.read(Store.PUBLIC, "public/one") == b"words"
    objects.put(Store.PUBLIC, "public/none", b"", "text/plain")
    assert objects.read(Store.PUBLIC, "public/none") == b""
    objects.remove(Store.PUBLIC, "public/one")
    objects.remove(Store.PUBLIC, "public/one")
    with pytest.raises(ObjectMissing):
        objects.read(Store.PUBLIC, "public/one")


@pytest.mark.parametrize("size", [0, 1, 8 * MIB, 8 * MIB + 1])
def test_a_stream_of_unknown_length_is_kept_whole(either: tuple[Any, Put], size: int) -> None:
    objects, _ = either
    whole = os.urandom(size)
    chunks = (whole[at : at + 3 * MIB] for at in range(0, size, 3 * MIB))
    assert objects.put_stream(Store.RESTRICTED, f"restricted/{size}", chunks, "text/plain").length == size
    assert objects.read(Store.RESTRICTED, f"restricted/{size}") == whole


def test_a_stream_that_breaks_leaves_nothing(either: tuple[Any, Put]) -> None:
    objects, _ = either

    def broken() -> Any:
        yield b"x" * (9 * MIB)
        raise RuntimeError("the tag did not hold")

    with pytest.raises(RuntimeError):
        objects.put_stream(Store.RESTRICTED, "restricted/broken", broken(), "text/plain")
    with pytest.raises(ObjectMissing):
        objects.read(Store.RESTRICTED, "restricted/broken")


def test_a_part_address_is_for_one_part_and_one_method(s3: object) -> None:
    key, upload = store.begin_upload()
    url = store.part_url(key, upload, 1)
    assert put(url.replace("partNumber=1", "partNumber=2"), b"x")[0] == 403
    assert put(url, b"", method="DELETE")[0] == 403
    assert put(url.replace(key, "0" * 32), b"x")[0] == 403


def test_a_part_address_expires(s3: object, monkeypatch: pytest.MonkeyPatch) -> None:
    key, upload = store.begin_upload()
    assert "X-Amz-Expires=900" in store.part_url(key, upload, 1)
    monkeypatch.setattr(storage, "PART_URL_LIFE", timedelta(seconds=1))
    url = store.part_url(key, upload, 1)
    date = url.partition("X-Amz-Date=")[2][:16]
    assert put(url.replace(date, "20200101T000000Z"), b"x")[0] == 403


def test_only_the_portal_may_put_from_a_browser(s3: object) -> None:
    key, upload = store.begin_upload()
    url = store.part_url(key, upload, 1)
    ask = {"Access-Control-Request-Method": "PUT", "Origin": settings.SITE_URL}
    status, headers = put(url, b"", ask, "OPTIONS")
    assert status in (200, 204)
    assert headers["access-control-allow-origin"] == settings.SITE_URL
    status, headers = put(url, b"x", {"Origin": settings.SITE_URL})
    assert status == 200
    assert "etag" in headers["access-control-expose-headers"].lower()
    _, stranger = put(url, b"", ask | {"Origin": "http://evil.example"}, "OPTIONS")
    assert stranger.get("access-control-allow-origin") not in ("http://evil.example", "*")


def test_nobody_reads_or_lists_a_bucket_without_an_address(s3: object) -> None:
    store.put(Store.PUBLIC, "public/secret", b"words", "text/plain")
    for path in ("", "public/secret"):
        for bucket in Store:
            assert put(f"{settings.S3_PUBLIC_URL}/lpse-{bucket}/{path}", b"", method="GET")[0] == 403


def test_a_download_is_an_attachment_whatever_its_name(s3: object) -> None:
    store.put(Store.RESTRICTED, "restricted/x", b"<script>", "text/html")
    url = store.download_url(Store.RESTRICTED, "restricted/x", '../"harga"\r\n; x=é.html', "application/octet-stream")
    with urllib.request.urlopen(url, timeout=20) as answer:
        said = answer.headers["Content-Disposition"]
        assert answer.headers["Content-Type"] == "application/octet-stream"
    assert said.startswith('attachment; filename="')
    assert said.count('"') == 2
    assert "/" not in said


def test_a_put_with_other_bytes_than_its_digest_is_refused(s3: object) -> None:
    wrong = base64.b64encode(hashlib.sha256(b"other").digest()).decode()
    with pytest.raises(StorageError):
        store._ask("PUT", Store.PUBLIC, "public/bad", body=b"words", headers={"x-amz-checksum-sha256": wrong})


def test_preparing_again_changes_nothing(s3: object) -> None:
    store.put(Store.PUBLIC, "public/kept", b"words", "text/plain")
    store.prepare()
    assert store.read(Store.PUBLIC, "public/kept") == b"words"


def test_a_store_that_ignores_digests_is_refused(s3: object, monkeypatch: pytest.MonkeyPatch) -> None:
    careless = S3Store()
    complete = careless.complete_upload
    arrived: list[bytes] = []
    ask = careless._ask

    def noting(method: str, *args: Any, **options: Any) -> Any:
        if options.get("query", {}).get("partNumber"):
            arrived[:] = [hashlib.sha256(options["body"]).digest()]
        return ask(method, *args, **options)

    monkeypatch.setattr(careless, "_ask", noting)
    monkeypatch.setattr(
        careless, "complete_upload", lambda key, upload, _named, tags: complete(key, upload, arrived, tags)
    )
    with pytest.raises(StorageError, match="cannot hold bids"):
        careless.prepare()


def test_a_store_that_is_away_is_not_ready_and_says_so(settings: Any) -> None:
    settings.S3_ENDPOINT = "127.0.0.1:9"
    away = S3Store()
    assert not away.is_ready()
    with pytest.raises(StorageError, match="cannot be reached"):
        away.read(Store.PUBLIC, "public/x")


def test_the_store_is_ready_when_its_buckets_answer(s3: object) -> None:
    assert storage.store_is_ready()
