# SPDX-License-Identifier: Apache-2.0
"""Signed notes and checkpoints. Pure.

A note is text with Ed25519 signatures below it (C2SP signed-note); a checkpoint is a note that states the size and
root of the record (C2SP tlog-checkpoint); a proof file joins a checkpoint with one entry's path (C2SP tlog-proof).
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from Crypto.PublicKey import ECC
from Crypto.Signature import eddsa

from lpse.ledger.merkle import HASH_SIZE

ED25519 = b"\x01"
MAX_NOTE_SIZE = 64 * 1024
MAX_SIGNATURES = 64
PROOF_HEADER = "c2sp.org/tlog-proof@v1"
_FIELD = 2**255 - 19
_CURVE_D = -121665 * pow(121666, -1, _FIELD) % _FIELD


class BadNote(ValueError):
    """A note, key, checkpoint or proof that is malformed, or signed by nobody we know."""


def _check_name(name: str) -> str:
    if not name or "+" in name or any(char.isspace() or ord(char) < 32 for char in name):
        raise BadNote(f"A key name has no spaces and no plus sign: {name!r}.")
    return name


def _unbase64(text: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BadNote("This is not base64.") from None
    if base64.b64encode(data).decode() != text:
        raise BadNote("This is not canonical base64.")
    return data


def key_id(name: str, public: bytes) -> bytes:
    """Return the four bytes that name an Ed25519 key in a note. Source: C2SP signed-note, Ed25519 signatures."""
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


def has_small_order(public: bytes) -> bool:
    """Say whether an Ed25519 public key is one of the points of order 1, 2, 4 or 8.

    Under such a key a signature of zeros is valid for every text. With y of the encoding, x squared follows from the
    curve; the orders 1, 2, 4 have x * y = 0, and order 8 has x * x = -y * y. Source: RFC 8032, section 5.1.3.
    """
    y = int.from_bytes(public, "little") & ((1 << 255) - 1)
    if y >= _FIELD:
        return True
    y_squared = y * y % _FIELD
    x_squared = (y_squared - 1) * pow(_CURVE_D * y_squared + 1, -1, _FIELD) % _FIELD
    return x_squared * y_squared % _FIELD == 0 or (x_squared + y_squared) % _FIELD == 0


@dataclass(frozen=True)
class Verifier:
    """A public key known by name."""

    name: str
    public: bytes

    @classmethod
    def parse(cls, vkey: str) -> "Verifier":
        """Read ``name+hash+base64(0x01 || key)``; raise BadNote when any part is wrong."""
        parts = vkey.strip().split("+", 2)
        if len(parts) != 3:
            raise BadNote("A key reads name+hash+key.")
        name, identifier, key = _check_name(parts[0]), parts[1], _unbase64(parts[2])
        if len(key) != 33 or key[:1] != ED25519:
            raise BadNote("Only Ed25519 keys are known.")
        verifier = cls(name, key[1:])
        if key_id(name, verifier.public).hex() != identifier:
            raise BadNote("The hash of the key does not match its name and bytes.")
        verifier.check()
        return verifier

    @property
    def vkey(self) -> str:
        """The key as text."""
        encoded = base64.b64encode(ED25519 + self.public).decode()
        return f"{self.name}+{key_id(self.name, self.public).hex()}+{encoded}"

    def check(self) -> None:
        """Raise BadNote for a key that is no point, or one of small order."""
        try:
            eddsa.import_public_key(self.public)
        except ValueError:
            raise BadNote("This is not an Ed25519 key.") from None
        if has_small_order(self.public):
            raise BadNote("This Ed25519 key is of small order: it would accept any text.")

    def accepts(self, text: bytes, signature: bytes) -> bool:
        """Say whether the signature over ``text`` is valid. Source: RFC 8032, section 5.1.7."""
        try:
            eddsa.new(eddsa.import_public_key(self.public), "rfc8032").verify(text, signature)
        except ValueError:
            return False
        return True


class Signer:
    """A private Ed25519 key known by name; the seed is 32 bytes."""

    def __init__(self, name: str, seed: bytes) -> None:
        if len(seed) != 32:
            raise BadNote("An Ed25519 seed has 32 bytes.")
        self._key = ECC.construct(curve="Ed25519", seed=seed)
        self.verifier = Verifier(_check_name(name), self._key.public_key().export_key(format="raw"))

    @property
    def name(self) -> str:
        """The name of the key."""
        return self.verifier.name

    @property
    def vkey(self) -> str:
        """The public half as text."""
        return self.verifier.vkey

    def sign(self, text: str) -> str:
        """Return the note: the text, which must end in a newline, an empty line and one signature line."""
        if not text.endswith("\n") or any(ord(char) < 32 and char != "\n" for char in text):
            raise BadNote("The text of a note ends in a newline and holds no control characters.")
        signature = eddsa.new(self._key, "rfc8032").sign(text.encode())
        encoded = base64.b64encode(key_id(self.name, self.verifier.public) + signature).decode()
        return f"{text}\n— {self.name} {encoded}\n"


def split_note(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """Return the text of a note and its (name, key id || signature) pairs, nothing verified yet."""
    if len(note.encode()) > MAX_NOTE_SIZE or any(ord(char) < 32 and char != "\n" for char in note):
        raise BadNote("The note is too long or holds control characters.")
    text, separator, below = note.rpartition("\n\n")
    lines = below.split("\n")
    if not separator or lines.pop() != "" or not 1 <= len(lines) <= MAX_SIGNATURES:
        raise BadNote("A note is text, an empty line and signature lines.")
    signatures = []
    for line in lines:
        match = re.fullmatch(r"— (\S+) (\S+)", line)
        if not match:
            raise BadNote("A signature line reads: dash, name, base64.")
        data = _unbase64(match[2])
        if len(data) < 5:
            raise BadNote("A signature is longer than that.")
        signatures.append((_check_name(match[1]), data))
    return text + "\n", signatures


def open_note(note: str, verifiers: Iterable[Verifier]) -> str:
    """Return the text of a note signed by at least one of ``verifiers``; raise BadNote otherwise.

    Signatures of unknown keys are passed over; one of a known key that does not verify refuses the whole note.
    """
    text, signatures = split_note(note)
    known = {(verifier.name, key_id(verifier.name, verifier.public)): verifier for verifier in verifiers}
    found = False
    for name, data in signatures:
        verifier = known.get((name, data[:4]))
        if verifier is None:
            continue
        if not verifier.accepts(text.encode(), data[4:]):
            raise BadNote(f"The signature of {name} does not fit the text.")
        found = True
    if not found:
        raise BadNote("No key we know signed this note.")
    return text


@dataclass(frozen=True)
class Checkpoint:
    """The record at one moment: whose, how many entries, and the root over them."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The three lines that are signed. Source: C2SP tlog-checkpoint."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Read the three lines; raise BadNote for anything else, extension lines included."""
        lines = text.split("\n")
        if len(lines) != 4 or lines[3] or not lines[0] or not re.fullmatch(r"0|[1-9][0-9]{0,17}", lines[1]):
            raise BadNote("A checkpoint is three lines: origin, size, root.")
        root = _unbase64(lines[2])
        if len(root) != HASH_SIZE:
            raise BadNote("A root has 32 bytes.")
        return cls(lines[0], int(lines[1]), root)


def open_checkpoint(note: str, verifier: Verifier) -> Checkpoint:
    """Return the checkpoint of a note signed by the log's key, whose name is the origin; raise BadNote otherwise."""
    checkpoint = Checkpoint.parse(open_note(note, [verifier]))
    if checkpoint.origin != verifier.name:
        raise BadNote(f"The checkpoint is of {checkpoint.origin}, the key of {verifier.name}.")
    return checkpoint


@dataclass(frozen=True)
class Proof:
    """One entry's place in a signed record; ``extra`` is not authenticated. Source: C2SP tlog-proof."""

    index: int
    path: Sequence[bytes]
    checkpoint: str
    extra: bytes = b""

    @property
    def text(self) -> str:
        """The proof as a file."""
        lines = [PROOF_HEADER]
        if self.extra:
            lines.append("extra " + base64.b64encode(self.extra).decode())
        lines.append(f"index {self.index}")
        lines += [base64.b64encode(item).decode() for item in self.path]
        return "\n".join(lines) + "\n\n" + self.checkpoint

    @classmethod
    def parse(cls, text: str) -> "Proof":
        """Read a proof file; raise BadNote when it is malformed. Verifies nothing."""
        head, separator, checkpoint = text.partition("\n\n")
        lines = head.split("\n")
        if not separator or lines.pop(0) != PROOF_HEADER or not lines:
            raise BadNote("This is not a proof file.")
        extra = _unbase64(lines.pop(0)[6:]) if lines[0].startswith("extra ") else b""
        index = re.fullmatch(r"index (0|[1-9][0-9]{0,17})", lines.pop(0) if lines else "")
        if not index:
            raise BadNote("A proof names the index of its entry.")
        path = [_unbase64(line) for line in lines]
        if any(len(item) != HASH_SIZE for item in path) or len(path) > 63:
            raise BadNote("A path is made of 32-byte hashes.")
        return cls(int(index[1]), path, checkpoint, extra)
