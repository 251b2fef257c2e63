# SPDX-License-Identifier: Apache-2.0
"""The record's two private keys and the last head it signed, all kept outside the database."""

import json
import os
import secrets
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from lpse.core.canonical import Malformed, b64u, unb64u
from lpse.ledger.merkle import Lookup, root_of
from lpse.ledger.note import Signer


class NoKey(Exception):
    """A key file is missing or unreadable; `manage.py ledger_init` makes it."""


class HeadRefused(Exception):
    """The record does not extend what was signed before. Signing stops until a person has looked."""


def receipt_name() -> str:
    """Return the name of the key that signs receipts."""
    return f"{settings.LOG_ORIGIN}/receipt"


def log_signer() -> Signer:
    """Return the key that signs heads of the record. Raises NoKey."""
    return _signer(settings.LOG_ORIGIN, settings.LOG_KEY_FILE)


def receipt_signer() -> Signer:
    """Return the key that signs receipts. Raises NoKey."""
    return _signer(receipt_name(), settings.RECEIPT_KEY_FILE)


@lru_cache(maxsize=8)
def _signer(name: str, file: Path) -> Signer:
    try:
        return Signer(name, unb64u(file.read_text(encoding="ascii").strip(), 32))
    except FileNotFoundError:
        raise NoKey(f"{file.name} is missing: run manage.py ledger_init, or restore it from its backup.") from None
    except (OSError, Malformed, UnicodeDecodeError) as error:
        raise NoKey(f"{file.name} cannot be read: {error}") from error


def make_missing() -> list[Path]:
    """Make each key file that is missing, readable by its owner only, and return those made."""
    return [file for file in (settings.LOG_KEY_FILE, settings.RECEIPT_KEY_FILE) if _make(file)]


def _make(file: Path) -> bool:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(b64u(secrets.token_bytes(32)) + "\n")
        out.flush()
        os.fsync(out.fileno())
    return True


def head_file() -> Path:
    """Return where the last signed head is kept, outside the database: a restored backup must not fork the record."""
    return Path(settings.VAR) / "secrets" / "head.json"


def require_extension(size: int, node: Lookup) -> None:
    """Raise HeadRefused unless the record of ``size`` begins with the last head that was signed.

    Source: sealed-bids.md 7.14.
    """
    try:
        kept = json.loads(head_file().read_text(encoding="ascii"))
        kept_size, kept_root = int(kept["size"]), unb64u(kept["root"], 32)
    except FileNotFoundError:
        return
    except (ValueError, KeyError, TypeError) as error:
        raise HeadRefused(f"{head_file().name} cannot be read: {error}. Restore it or a signed checkpoint.") from error
    if kept_size > size:
        raise HeadRefused(f"The record has {size} entries, {kept_size} were signed: the database is an old copy.")
    if root_of(kept_size, node) != kept_root:
        raise HeadRefused(f"The first {kept_size} entries are not those that were signed.")


def remember(size: int, root: bytes) -> None:
    """Keep the head about to be signed, durably and at once."""
    file = head_file()
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = file.with_suffix(f".{os.getpid()}.tmp")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as out:
        json.dump({"size": size, "root": b64u(root)}, out)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
