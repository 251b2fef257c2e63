# SPDX-License-Identifier: Apache-2.0
"""A committee of three, a server and rival vendors with the keys of the scheme's own vector: nothing here is secret."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from documents.sealing import hpke
from documents.sealing.bid import PlainFile, SealedEnvelope, seal_envelope
from documents.sealing.chunks import Digester, SealedObject
from documents.sealing.envelope import Expectations, Header, make_context, unwrap_server, unwrap_share
from documents.sealing.keyset import make_keyset
from documents.sealing.memberkey import MemberKeys, derive_keys
from lpse.core.canonical import b64u, hash_of

DEADLINE = "2026-12-01T03:00:00.000Z"


def named(text: str) -> bytes:
    """SHA-256 of a short sentence: a seed everyone can make again."""
    return hashlib.sha256(text.encode()).digest()


def committee(n: int = 3) -> list[MemberKeys]:
    """Keys of members 1..n (Bima, Citra, Dodi and on)."""
    return [derive_keys(named(f"sb1 vector member {x}")) for x in range(1, n + 1)]


@dataclass
class Office:
    """The committee's and the server's keys of one tender, with everything needed to deal and open."""

    tender: str = "T-1"
    k: int = 2
    n: int = 3
    kinds: tuple[str, ...] = ("tech", "price")
    people: list[MemberKeys] = field(init=False)
    server: dict[str, tuple[bytes, bytes]] = field(init=False)
    keyset: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.people = committee(self.n)
        self.server = {kind: hpke.derive_key_pair(named(f"sb1 vector server {kind}")) for kind in self.kinds}
        entries = [
            {"id": f"m{x}", "kem": b64u(keys.kem), "sig": b64u(keys.sig)} for x, keys in enumerate(self.people, 1)
        ]
        public = {kind: pk for kind, (_, pk) in self.server.items()}
        self.keyset = make_keyset(self.tender, self.k, entries, public)

    def context(self, vendor: str = "V-1", kind: str = "tech", **changes: Any) -> dict[str, Any]:
        """Context of a vendor's envelope, before dealing."""
        facts: dict[str, Any] = {
            "tender": self.tender,
            "lot": "1",
            "round": 1,
            "vendor": vendor,
            "kind": kind,
            "ver": 1,
            "keyset": hash_of(self.keyset),
            "nb": DEADLINE,
        }
        return make_context(**{**facts, **changes})

    def expectations(self, vendor: str = "V-1", kind: str = "tech", **changes: Any) -> Expectations:
        """What the server knows of that envelope."""
        facts: dict[str, Any] = {
            "tender": self.tender,
            "lot": "1",
            "round": 1,
            "vendor": vendor,
            "kind": kind,
            "ver": 1,
            "deadlines": {DEADLINE},
        }
        return Expectations(**{**facts, **changes})

    def shares(self, header: Header, *numbers: int) -> dict[int, bytes]:
        """Shares of these members, unwrapped with their own keys."""
        return {x: unwrap_share(self.people[x - 1].kem_sk, header, x) for x in numbers}

    def server_half(self, header: Header) -> bytes:
        """The server's half, unwrapped with its key of the envelope's kind."""
        return unwrap_server(self.server[header["ctx"]["kind"]][0], header)


class Store:
    """Objects of one envelope by number, each a list of sealed segments, as an object store would hold them."""

    def __init__(self) -> None:
        self.parts: dict[int, list[bytes]] = {}

    def put(self, n: int, i: int, segment: bytes) -> None:
        """Take the next segment of an object."""
        parts = self.parts.setdefault(n, [])
        assert i == len(parts)
        parts.append(segment)

    def read(self, n: int) -> io.BytesIO:
        """The object's bytes."""
        return io.BytesIO(b"".join(self.parts[n]))


def entry_of(n: int, parts: list[bytes]) -> SealedObject:
    """The statement's entry of sealed segments at hand."""
    digester = Digester()
    for part in parts:
        digester.add(part)
    return SealedObject(n, digester.length, digester.segments, digester.value)


def seal_files(
    office: Office, files: Mapping[str, bytes], *, vendor: str = "V-1", kind: str = "tech"
) -> tuple[SealedEnvelope, Store]:
    """An envelope with these files (name to content) and a small form, and the store that holds it."""
    store = Store()
    plain = [
        PlainFile(f"slot-{n}", name, "application/octet-stream", len(content), partial(io.BytesIO, content))
        for n, (name, content) in enumerate(files.items(), start=1)
    ]
    form = {"price": "125000000.00"}
    return seal_envelope(office.context(vendor, kind), office.keyset, plain, form, store.put), store
