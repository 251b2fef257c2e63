# SPDX-License-Identifier: Apache-2.0
"""Opening a sealed bid in Python, in processor seconds; baseline: ``openssl speed`` of AES-256-GCM on one core.

``opening``: joining shares, dealing again, every digest, one 64 MiB file. Floor 0.10. ``unsealing``: the cipher and
its key agreement alone, one segment again and again, as openssl measures itself on one buffer; in an opening, too, a
segment has just been read for its digest. Floor 0.35.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence

from documents.sealing import hpke
from documents.sealing.chunks import SEGMENT, open_object, open_segment
from documents.sealing.envelope import open_envelope
from documents.sealing.manifest import files_of, parse_manifest
from tests.support.bench import compare, cpu_seconds, report
from tests.support.sealing import Office, seal_files

SIZE = 64 * 2**20


class Pieces:
    """Sealed segments as the object store's stream gives them: one piece each, nothing copied on the way."""

    def __init__(self, segments: Sequence[bytes]) -> None:
        self._segments = iter(segments)

    def read(self, size: int, /) -> bytes:
        """The next segment; b"" at the end."""
        return next(self._segments, b"")


def openssl_seconds() -> float:
    """Processor seconds openssl's own cipher takes for SIZE bytes, from what it does in one second."""
    found = shutil.which("openssl")
    if found is None:
        raise SystemExit("openssl is not installed")
    command = [found, "speed", "-mr", "-seconds", "1", "-bytes", str(SEGMENT), "-evp", "aes-256-gcm"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    line = next(line for line in done.stdout.splitlines() if line.startswith("+F:"))
    return SIZE / float(line.rsplit(":", 1)[1])


def main() -> None:
    """Seal once, then open again and again."""
    office = Office()
    envelope, store = seal_files(office, {"penawaran.bin": bytes(range(256)) * (SIZE // 256)})
    header, hh = envelope.header, envelope.hh

    def key() -> bytes:
        outcome = open_envelope(header, office.keyset, office.server_half(header), office.shares(header, 1, 3))
        assert outcome.sk is not None
        return outcome.sk

    def opening() -> None:
        sk = key()
        plain = b"".join(open_object(Pieces(store.parts[0]), envelope.objects[0], sk=sk, hh=hh))
        for file in files_of(parse_manifest(plain, envelope.objects)):
            for _ in open_object(Pieces(store.parts[file.n]), file.sealed, sk=sk, hh=hh, size=file.size, pt=file.pt):
                pass

    own = hpke.private_key(key())
    segment = store.parts[1][0]

    def unsealing() -> None:
        for _ in range(SIZE // SEGMENT):
            open_segment(own, hh, 1, 0, False, segment)

    for name, work in (("opening", opening), ("unsealing", unsealing)):
        result = compare(lambda work=work: cpu_seconds(work), openssl_seconds)
        report(name, result.ours, result.baseline, result.speed_ratio, unit="cpu s", bytes=SIZE, steady=result.steady)


if __name__ == "__main__":
    main()
