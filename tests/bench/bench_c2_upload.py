# SPDX-License-Identifier: Apache-2.0
"""c2: a sealed file's bytes go straight to the object store; baseline: one bare PUT of the same bytes.

Ours is everything an upload takes but sealing: begin, a signed address per 8 MiB part, the parts, two on their way
at once as in the browser, their list, completion with their digests, and the store's own digest of the whole read
back. Floor 0.85, goal 0.95.
"""

from __future__ import annotations

import hashlib
import http.client
import os
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import django

from tests.support.bench import compare, report, wall_seconds
from tests.support.site import Site

SIZE = 64 * 2**20
PART = 8 * 2**20
FLIGHTS = 2
"""As many as FLIGHTS of upload.js."""


class Client:
    """Sends bytes to signed addresses over one kept connection, under the name they were signed for."""

    def __init__(self, origin: str) -> None:
        address = urlsplit(origin)
        self._headers = {"host": address.netloc}
        self._connection = http.client.HTTPConnection("127.0.0.1", address.port)

    def put(self, url: str, body: memoryview) -> str:
        """PUT bytes and return the ETag the store answers. Raises RuntimeError for any other answer."""
        parts = urlsplit(url)
        self._connection.request("PUT", f"{parts.path}?{parts.query}", body=body, headers=self._headers)
        answer = self._connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"the store answered {answer.status}")
        return str(answer.headers["ETag"])

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()


def main() -> None:
    """Start the store, measure, print one line."""
    site = Site()
    os.environ |= {**site.environment(), "DJANGO_SETTINGS_MODULE": "lpse.settings"}
    django.setup()
    from django.conf import settings
    from minio import Minio

    from documents.rules import Store, bucket_of
    from documents.storage import S3Store

    site.object_store()
    store = S3Store()
    body = memoryview(os.urandom(SIZE))
    pieces = [body[begin : begin + PART] for begin in range(0, SIZE, PART)]
    digests = [hashlib.sha256(piece).digest() for piece in pieces]
    clients = [Client(settings.S3_PUBLIC_URL) for _ in range(FLIGHTS)]
    flights = ThreadPoolExecutor(FLIGHTS)
    netloc = urlsplit(settings.S3_PUBLIC_URL).netloc
    bare = Minio(netloc, settings.S3_ACCESS_KEY, settings.S3_SECRET_KEY, secure=False, region=settings.S3_REGION)

    def send(client: Client, key: str, upload: str, numbers: range) -> dict[int, str]:
        return {number: client.put(store.part_url(key, upload, number), pieces[number - 1]) for number in numbers}

    def ours() -> None:
        key, upload = store.begin_upload()
        shares = [range(first + 1, len(pieces) + 1, FLIGHTS) for first in range(FLIGHTS)]
        sent: dict[int, str] = {}
        for part in flights.map(lambda client, numbers: send(client, key, upload, numbers), clients, shares):
            sent |= part
        tags = [sent[number] for number in sorted(sent)]
        assert sorted((store.parts(key, upload) or {}).values()) == [len(piece) for piece in pieces]
        store.complete_upload(key, upload, digests, tags)
        store.remove(Store.SEALED, key)

    def baseline() -> None:
        clients[0].put(bare.presigned_put_object(bucket_of(Store.SEALED), "bench"), body)

    try:
        result = compare(lambda: wall_seconds(ours), lambda: wall_seconds(baseline))
        report("c2", result.ours, result.baseline, result.speed_ratio, unit="s", bytes=SIZE, steady=result.steady)
    finally:
        flights.shutdown()
        for client in clients:
            client.close()
        site.stop()


if __name__ == "__main__":
    main()
