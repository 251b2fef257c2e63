# SPDX-License-Identifier: Apache-2.0
"""Reading what is to be checked: an evidence bundle, a mirror of the whole record, a vendor's receipt. No network."""

import base64
import binascii
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lpse.core.canonical import MAX_LIST, Malformed, b64u, parse, sha256, unb64u
from lpse.ledger import tiles
from lpse.ledger.leaves import Leaf
from lpse.ledger.note import BadNote, Proof, Verifier

MAX_FILE = 256 << 20  # bytes of one unpacked file; a bundle is data from strangers


class Unreadable(Exception):
    """What was given is not in the form it should have; the sentence says what."""


@dataclass(frozen=True)
class Bundle:
    """An evidence bundle, read but not believed."""

    checkpoint: str
    vkeys: Mapping[str, str]
    leaves: Sequence[Leaf]
    paths: Mapping[int, Sequence[bytes]]
    documents: Mapping[str, bytes]
    evaluation: bytes | None


@dataclass(frozen=True)
class Log:
    """A mirror of the whole record, read but not believed."""

    checkpoint: str
    leaves: Sequence[Leaf]
    documents: Mapping[str, bytes]


@dataclass(frozen=True)
class Receipt:
    """A vendor's receipt, read but not believed."""

    name: str
    note: str
    statement: dict[str, Any]
    proof: Proof | None


@dataclass(frozen=True)
class Evidence:
    """All that was given. ``leaves`` are those of the log where there is one, else those of the bundle."""

    bundle: Bundle
    log: Log | None = None
    receipts: Sequence[Receipt] = ()
    vkey: str | None = None
    leaves: Mapping[int, Leaf] = field(init=False)
    documents: Mapping[str, bytes] = field(init=False)

    def __post_init__(self) -> None:
        leaves = self.log.leaves if self.log else self.bundle.leaves
        object.__setattr__(self, "leaves", {leaf.index: leaf for leaf in leaves})
        documents = {**(self.log.documents if self.log else {}), **self.bundle.documents}
        object.__setattr__(self, "documents", documents)

    @property
    def log_key(self) -> Verifier:
        """The key heads must be signed with: the pinned one, else the one the bundle names. Raises BadNote."""
        return Verifier.parse(self.vkey or self.bundle.vkeys.get("log", ""))

    @property
    def genesis(self) -> Leaf | None:
        """The first entry, which names the keys and promises of the record."""
        first = self.leaves.get(0)
        return first if first is not None and first.kind == "genesis" else None

    @property
    def receipt_key(self) -> Verifier:
        """The key of receipts, as the signed record itself names it. Raises BadNote."""
        if self.genesis is None:
            raise BadNote("entri pertama tidak ada")
        return Verifier.parse(str(self.genesis.fields["receipt"]))

    def of_kind(self, kind: str) -> list[Leaf]:
        """Return the entries of a kind, oldest first."""
        return [leaf for _index, leaf in sorted(self.leaves.items()) if leaf.kind == kind]

    def document(self, name: str) -> Any:
        """Return the canonical document of a hash as leaves write it. Raises Malformed when it is missing or false."""
        body = self.documents.get(name)
        if body is None:
            raise Malformed(f"dokumen {name} tidak ada dalam berkas")
        if b64u(sha256(body)) != name:
            raise Malformed(f"isi dokumen {name} tidak sesuai namanya")
        return parse(body, MAX_LIST)


def read_bundle(data: bytes) -> Bundle:
    """Read `bukti.zip`. Raises Unreadable."""
    files = _unzip(data)
    for name in ("checkpoint", "vkeys.json", "leaves.jsonl"):
        if name not in files:
            raise Unreadable(f"Berkas {name} tidak ada dalam bukti.")
    leaves, paths = [], {}
    for number, line in enumerate(files["leaves.jsonl"].splitlines(), 1):
        leaf, path = _line(line, number)
        if leaf.index in paths:
            raise Unreadable(f"Entri {leaf.index} ada dua kali dalam bukti.")
        leaves.append(leaf)
        paths[leaf.index] = path
    return Bundle(
        checkpoint=_text(files["checkpoint"], "checkpoint"),
        vkeys=_keys(files["vkeys.json"]),
        leaves=sorted(leaves, key=lambda leaf: leaf.index),
        paths=paths,
        documents=_documents({name: body for name, body in files.items() if name.startswith("doc/")}),
        evaluation=files.get("evaluasi.json"),
    )


def read_log(folder: Path) -> Log:
    """Read a mirror (checkpoint, tile/entries/…, doc/…). Raises Unreadable."""
    try:
        checkpoint = (folder / "checkpoint").read_text(encoding="utf-8")
        size = int(checkpoint.split("\n")[1])
        entries = list(tiles.read_entries(size, lambda path: (folder / path).read_bytes()))
        leaves = [Leaf.parse(index, entry) for index, entry in enumerate(entries)]
        files = {f"doc/{file.name}": file.read_bytes() for file in (folder / "doc").glob("[0-9a-f]" * 64)}
    except (OSError, IndexError, ValueError) as error:
        raise Unreadable(f"Salinan catatan di {folder} tidak terbaca: {error}") from error
    return Log(checkpoint, leaves, _documents(files))


def read_receipt(name: str, data: bytes) -> Receipt:
    """Read a receipt bundle: `receipt`, `statement.json` and, once there is one, `receipt.tlog-proof`.

    Raises Unreadable.
    """
    files = _unzip(data)
    try:
        statement = parse(files["statement.json"])
        if not isinstance(statement, dict):
            raise Malformed("bukan objek")
        proof = Proof.parse(_text(files["receipt.tlog-proof"], name)) if "receipt.tlog-proof" in files else None
        return Receipt(name, _text(files["receipt"], name), statement, proof)
    except KeyError as error:
        raise Unreadable(f"{name}: {error.args[0]} tidak ada dalam tanda terima.") from error
    except ValueError as error:
        raise Unreadable(f"{name}: {error}") from error


def _unzip(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            if len({member.filename for member in members}) != len(members):
                raise Unreadable("Satu nama ada dua kali dalam berkas ZIP.")
            if any(member.file_size > MAX_FILE for member in members):
                raise Unreadable("Sebuah berkas dalam ZIP terlalu besar.")
            return {member.filename: archive.read(member) for member in members}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as error:
        raise Unreadable(f"Berkas ZIP tidak terbaca: {error}") from error


def _line(line: bytes, number: int) -> tuple[Leaf, list[bytes]]:
    try:
        item = json.loads(line)
        index, entry, proof = item["index"], item["entry"], item["proof"]
        if isinstance(index, bool) or not isinstance(index, int) or index < 0:
            raise ValueError("indeks bukan bilangan")
        return Leaf.parse(index, entry.encode()), [base64.b64decode(part, validate=True) for part in proof]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, binascii.Error) as error:
        raise Unreadable(f"leaves.jsonl baris {number}: {error}") from error


def _documents(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return documents by the hash leaves use; the name of the file must be the digest of its bytes."""
    found = {}
    for name, body in files.items():
        digest = sha256(body)
        if name != f"doc/{digest.hex()}":
            raise Unreadable(f"Isi {name} tidak sesuai namanya: sidiknya {digest.hex()}.")
        found[b64u(digest)] = body
    return found


def _keys(body: bytes) -> dict[str, str]:
    try:
        keys = json.loads(body)
        if not isinstance(keys, dict) or not all(isinstance(value, str) for value in keys.values()):
            raise ValueError("bukan daftar kunci")
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"vkeys.json: {error}") from error
    return keys


def _text(body: bytes, name: str) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable(f"{name} bukan teks UTF-8.") from error


def is_digest(value: object) -> bool:
    """Say whether a value is a SHA-256 as leaves write it."""
    try:
        return isinstance(value, str) and len(unb64u(value, 32)) == 32
    except Malformed:
        return False
