# SPDX-License-Identifier: Apache-2.0
"""The object store: the one module that speaks S3.

Three buckets (``documents.rules.Store``): public documents, sealed bids, and what only entitled people may read after
the opening. None has anonymous access: a browser gets addresses that name one part or one object and soon expire.
A sealed object is a multipart upload whose parts the browser PUTs and whose SHA-256 the store itself computes; it is
completed with the digests the browser reported, so an object with other bytes never comes into being.
Source: sealed-bids.md, part 11.
"""

import base64
import hashlib
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from functools import cached_property
from typing import ParamSpec, Protocol, TypeVar
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring  # written, never parsed

import urllib3
from django.conf import settings
from minio import Minio, S3Error
from minio.commonconfig import ENABLED, Filter
from minio.lifecycleconfig import AbortIncompleteMultipartUpload, LifecycleConfig, Rule
from urllib3.exceptions import HTTPError

from documents.rules import PART_SIZE, Store, Stored, attachment, bucket_of, composite, parts_of
from lpse.core.canonical import b64u

P = ParamSpec("P")
Words = dict[str, str | list[str] | tuple[str]]
"""Headers or query of a request, as the SDK types them."""
R = TypeVar("R")
PART_URL_LIFE = timedelta(minutes=15)
DOWNLOAD_URL_LIFE = timedelta(minutes=5)
UNFINISHED_DAYS = 7
READY_SECONDS = 2
NOT_THERE = frozenset({"NoSuchKey", "NoSuchUpload", "NoSuchBucket", "NotFound"})
REFUSED_PARTS = frozenset(
    {"InvalidPart", "InvalidPartOrder", "InvalidRequest", "BadDigest", "EntityTooSmall", "XAmzContentChecksumMismatch"}
)


class StorageError(Exception):
    """The store did not do what it was asked, or cannot be reached."""


class ObjectMissing(StorageError):
    """There is no such object or upload."""


class WrongDigest(StorageError):
    """The parts in the store are not those whose digests were named."""


class ObjectStore(Protocol):
    """What the portal asks of a store. Keys are opaque names; all raise StorageError."""

    def put(self, store: Store, key: str, data: bytes, media_type: str) -> None:
        """Write an object whole; the store checks its SHA-256."""

    def put_stream(self, store: Store, key: str, chunks: Iterable[bytes], media_type: str) -> Stored:
        """Write an object of unknown length, at most one part in memory; nothing is written if ``chunks`` raises."""

    def read(self, store: Store, key: str, offset: int = 0, length: int | None = None) -> bytes:
        """Bytes of an object from ``offset`` on. Raises ObjectMissing."""

    def stream(self, store: Store, key: str, chunk: int = PART_SIZE) -> Iterator[bytes]:
        """An object in pieces of ``chunk`` bytes. Raises ObjectMissing at the first piece."""

    def begin_upload(self) -> tuple[str, str]:
        """A new random key in the sealed bucket and its upload."""

    def part_url(self, key: str, upload: str, number: int) -> str:
        """Address to PUT part ``number`` (from 1) to, alive for 15 minutes."""

    def parts(self, key: str, upload: str) -> dict[str, int] | None:
        """Bytes of each part that arrived, by the ETag of its PUT; None when the upload is finished or gone.

        A composite digest does not say where a part ends, so whoever relies on parts asks here before completing.
        """

    def complete_upload(self, key: str, upload: str, digests: Sequence[bytes], tags: Sequence[str]) -> Stored:
        """Finish an upload whose parts have these SHA-256; asking again gives the same. Raises WrongDigest.

        ``tags`` are the ETags the store answered each PUT with: a part may have been sent more than once.
        """

    def abort_upload(self, key: str, upload: str) -> None:
        """Drop an unfinished upload; silent when it is gone."""

    def remove(self, store: Store, key: str) -> None:
        """Delete an object; silent when it is gone."""

    def download_url(self, store: Store, key: str, name: str, media_type: str) -> str:
        """Address that downloads one object as an attachment called ``name``, alive for five minutes."""


class S3Store:
    """The store of an installation, by the S3 protocol."""

    @cached_property
    def _client(self) -> Minio:
        timeout = urllib3.Timeout(connect=5, read=settings.OBJECT_STORE_TIMEOUT)
        pool = urllib3.PoolManager(maxsize=16, timeout=timeout, retries=2)
        return self._minio(settings.S3_ENDPOINT, settings.S3_SECURE, pool)

    @cached_property
    def _signer(self) -> Minio:
        """Signs addresses for the name browsers use; never asks the network anything."""
        public = urlsplit(settings.S3_PUBLIC_URL)
        return self._minio(public.netloc, public.scheme == "https", None)

    def _minio(self, endpoint: str, secure: bool, pool: urllib3.PoolManager | None) -> Minio:
        return Minio(
            endpoint,
            settings.S3_ACCESS_KEY,
            settings.S3_SECRET_KEY,
            secure=secure,
            region=settings.S3_REGION,
            http_client=pool,
        )

    def put(self, store: Store, key: str, data: bytes, media_type: str) -> None:
        """Write an object whole (see ObjectStore)."""
        headers: Words = {"Content-Type": media_type, "x-amz-checksum-sha256": _base64(hashlib.sha256(data).digest())}
        self._ask("PUT", store, key, body=data, headers=headers)

    def put_stream(self, store: Store, key: str, chunks: Iterable[bytes], media_type: str) -> Stored:
        """Write an object of unknown length (see ObjectStore)."""
        upload = self._create(store, key, media_type)
        digests: list[bytes] = []
        tags: list[str] = []
        try:
            for number, part in enumerate(parts_of(chunks), start=1):
                digests.append(hashlib.sha256(part).digest())
                query: Words = {"partNumber": str(number), "uploadId": upload}
                headers: Words = {"x-amz-checksum-sha256": _base64(digests[-1])}
                answer = self._ask("PUT", store, key, body=part, headers=headers, query=query)
                tags.append(answer.headers["ETag"])
            return self._complete(store, key, upload, digests, tags)
        except BaseException:
            self._abort(store, key, upload)
            raise

    def read(self, store: Store, key: str, offset: int = 0, length: int | None = None) -> bytes:
        """Bytes of an object (see ObjectStore)."""
        if length == 0:
            return b""
        response = self._get(store, key, offset, length)
        try:
            return bytes(response.read())
        except HTTPError as error:
            raise StorageError(f"reading {store} stopped half-way: {error}") from error
        finally:
            response.close()
            response.release_conn()

    def stream(self, store: Store, key: str, chunk: int = PART_SIZE) -> Iterator[bytes]:
        """An object in pieces (see ObjectStore)."""
        response = self._get(store, key, 0, None)
        try:
            yield from parts_of(response.stream(1 << 20), chunk, empty=False)
        except HTTPError as error:
            raise StorageError(f"reading {store} stopped half-way: {error}") from error
        finally:
            response.close()
            response.release_conn()

    def begin_upload(self) -> tuple[str, str]:
        """A new random key in the sealed bucket and its upload."""
        key = secrets.token_hex(16)
        return key, self._create(Store.SEALED, key, "application/octet-stream")

    def part_url(self, key: str, upload: str, number: int) -> str:
        """Address to PUT a part to (see ObjectStore)."""
        query: Words = {"partNumber": str(number), "uploadId": upload}
        bucket = bucket_of(Store.SEALED)
        return self._signer.get_presigned_url("PUT", bucket, key, expires=PART_URL_LIFE, extra_query_params=query)

    def parts(self, key: str, upload: str) -> dict[str, int] | None:
        """Bytes of each part that arrived (see ObjectStore)."""
        found: dict[str, int] = {}
        marker: str | None = None
        while True:
            try:
                page = self._call(
                    self._client._list_parts, bucket_of(Store.SEALED), key, upload, part_number_marker=marker
                )
            except ObjectMissing:
                return None
            found |= {part.etag.strip('"'): int(part.size or 0) for part in page.parts}
            if not page.is_truncated:
                return found
            marker = str(page.next_part_number_marker)

    def complete_upload(self, key: str, upload: str, digests: Sequence[bytes], tags: Sequence[str]) -> Stored:
        """Finish an upload (see ObjectStore)."""
        return self._complete(Store.SEALED, key, upload, digests, tags)

    def abort_upload(self, key: str, upload: str) -> None:
        """Drop an unfinished upload; silent when it is gone."""
        self._abort(Store.SEALED, key, upload)

    def remove(self, store: Store, key: str) -> None:
        """Delete an object; silent when it is gone."""
        try:
            self._ask("DELETE", store, key)
        except ObjectMissing:
            return

    def download_url(self, store: Store, key: str, name: str, media_type: str) -> str:
        """Address that downloads one object (see ObjectStore)."""
        headers: Words = {"response-content-disposition": attachment(name), "response-content-type": media_type}
        return self._signer.presigned_get_object(
            bucket_of(store), key, expires=DOWNLOAD_URL_LIFE, response_headers=headers
        )

    def prepare(self) -> None:
        """Make the buckets with their rules, then prove that the store checks digests. Raises StorageError."""
        for store in Store:
            if not self._call(self._client.bucket_exists, bucket_of(store)):
                self._call(self._client.make_bucket, bucket_of(store), settings.S3_REGION)
        self._allow_uploads_from(settings.SITE_URL)
        abort = AbortIncompleteMultipartUpload(days_after_initiation=UNFINISHED_DAYS)
        everything = Filter(prefix="")
        rule = Rule(ENABLED, rule_filter=everything, rule_id="unfinished", abort_incomplete_multipart_upload=abort)
        for store in Store:
            self._call(self._client.set_bucket_lifecycle, bucket_of(store), LifecycleConfig([rule]))
        self._prove_digests()

    def is_ready(self) -> bool:
        """Whether all buckets answer, within two seconds."""
        pool = urllib3.PoolManager(timeout=READY_SECONDS, retries=False)
        client = self._minio(settings.S3_ENDPOINT, settings.S3_SECURE, pool)
        try:
            return all(client.bucket_exists(bucket_of(store)) for store in Store)
        except (S3Error, HTTPError, OSError, ValueError):
            return False
        finally:
            pool.clear()

    def _allow_uploads_from(self, origin: str) -> None:
        """Let pages of the portal, and no others, PUT parts into the sealed bucket."""
        root = Element("CORSConfiguration")
        rule = SubElement(root, "CORSRule")
        for name, value in (
            ("AllowedOrigin", origin),
            ("AllowedMethod", "PUT"),
            ("AllowedHeader", "content-type"),
            ("ExposeHeader", "ETag"),
            ("MaxAgeSeconds", "3600"),
        ):
            SubElement(rule, name).text = value
        body = tostring(root)
        headers: Words = {"Content-MD5": _base64(hashlib.md5(body, usedforsecurity=False).digest())}
        self._ask("PUT", Store.SEALED, None, body=body, headers=headers, query={"cors": ""})

    def _prove_digests(self) -> None:
        """Refuse a store that takes a part for another: receipts rest on its digests (sealed-bids.md 11)."""
        body = secrets.token_bytes(64)
        for digest, right in ((hashlib.sha256(b"other" + body).digest(), False), (hashlib.sha256(body).digest(), True)):
            key, upload = self.begin_upload()
            answer = self._ask("PUT", Store.SEALED, key, body=body, query={"partNumber": "1", "uploadId": upload})
            try:
                self.complete_upload(key, upload, [digest], [answer.headers["ETag"]])
            except WrongDigest:
                self.abort_upload(key, upload)
                if not right:
                    continue
                raise
            self.remove(Store.SEALED, key)
            if not right:
                raise StorageError("This object store completes an upload with a wrong SHA-256; it cannot hold bids.")

    def _create(self, store: Store, key: str, media_type: str) -> str:
        headers: Words = {"Content-Type": media_type, "x-amz-checksum-algorithm": "SHA256"}
        return str(self._call(self._client._create_multipart_upload, bucket_of(store), key, headers))

    def _abort(self, store: Store, key: str, upload: str) -> None:
        try:
            self._ask("DELETE", store, key, query={"uploadId": upload})
        except ObjectMissing:
            return

    def _complete(self, store: Store, key: str, upload: str, digests: Sequence[bytes], tags: Sequence[str]) -> Stored:
        """Complete with the parts' digests, then compare what the store says of the whole."""
        if len(tags) != len(digests):
            raise WrongDigest("each part has a digest and an ETag")
        wanted = _base64(composite(digests))
        try:
            body = _completion(tags, digests)
            headers: Words = {"Content-Type": "application/xml", "x-amz-checksum-sha256": f"{wanted}-{len(digests)}"}
            self._ask("POST", store, key, body=body, headers=headers, query={"uploadId": upload})
        except ObjectMissing:  # completed before, and the answer was lost
            pass
        response = self._ask("HEAD", store, key, headers={"x-amz-checksum-mode": "ENABLED"})
        if response.headers.get("x-amz-checksum-sha256") != f"{wanted}-{len(digests)}":
            raise WrongDigest("the store's digest of the whole is another")
        return Stored(int(response.headers["Content-Length"]), b64u(base64.b64decode(wanted)))

    def _get(self, store: Store, key: str, offset: int, length: int | None) -> urllib3.BaseHTTPResponse:
        return self._call(self._client.get_object, bucket_of(store), key, offset, length or 0)

    def _ask(
        self,
        method: str,
        store: Store,
        key: str | None,
        *,
        body: bytes | None = None,
        headers: Words | None = None,
        query: Words | None = None,
    ) -> urllib3.BaseHTTPResponse:
        """One signed request of the protocol that the SDK has no public method for."""
        call = self._client._execute
        return self._call(call, method, bucket_of(store), key, body=body, headers=headers, query_params=query)

    @staticmethod
    def _call(act: Callable[P, R], *args: P.args, **options: P.kwargs) -> R:
        """Call the SDK and say in our words what went wrong; addresses and keys stay out of the message."""
        try:
            return act(*args, **options)
        except S3Error as error:
            if error.code in NOT_THERE:
                raise ObjectMissing(error.code) from None
            if error.code in REFUSED_PARTS:
                raise WrongDigest(error.code) from None
            raise StorageError(f"the object store answered {error.code}") from None
        except (HTTPError, OSError, ValueError) as error:
            raise StorageError(f"the object store cannot be reached: {type(error).__name__}") from None


def _base64(digest: bytes) -> str:
    return base64.b64encode(digest).decode()


def _completion(tags: Sequence[str], digests: Sequence[bytes]) -> bytes:
    """Body of CompleteMultipartUpload with the digest of each part, which the SDK's own method leaves out."""
    root = Element("CompleteMultipartUpload", xmlns="http://s3.amazonaws.com/doc/2006-03-01/")
    for number, (tag, digest) in enumerate(zip(tags, digests, strict=True), start=1):
        part = SubElement(root, "Part")
        SubElement(part, "PartNumber").text = str(number)
        SubElement(part, "ETag").text = f'"{tag.strip(chr(34))}"'
        SubElement(part, "ChecksumSHA256").text = _base64(digest)
    return tostring(root)


store = S3Store()


def store_is_ready() -> bool:
    """Whether the object store answers and has the portal's buckets."""
    return store.is_ready()
