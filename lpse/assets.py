# SPDX-License-Identifier: Apache-2.0
"""Static files as one published whole: their address, their digest, the integrity of each entry module.

Whatever a browser may load from the portal stands in one manifest in the form of `sha256sum`. The SHA-256 of that
manifest is the digest of the client code: its first twelve hex digits stand in the address of every static file,
and all of it goes into the `client` leaf of the record (sealed-bids.md 10.1). Pure: no Django, read once per process.
"""

import base64
import hashlib
import re
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = (("django_htmx", "static"), ("allauth", "account/static"), ("allauth", "mfa/static"))
IMPORT = re.compile(r"""^\s*(?:import|export)\b[^"'()]*?["'](\.{1,2}/[^"']+)["']""", re.MULTILINE)


class UnknownAsset(LookupError):
    """A name that is in no static folder."""


def folders() -> list[Path]:
    """Return the static folders of the portal's apps, then those of the installed packages it serves from."""
    ours = [*ROOT.glob("lpse/static"), *sorted(ROOT.glob("lpse/*/static")), *sorted(ROOT.glob("[a-z]*/static"))]
    theirs = []
    for package, inside in PACKAGES:
        spec = find_spec(package)
        if spec is None or spec.origin is None:
            raise UnknownAsset(f"The package {package} is not installed; its static files are part of the portal.")
        theirs.append(Path(spec.origin).parent / inside)
    return [*dict.fromkeys(ours), *theirs]


@lru_cache(maxsize=1)
def files() -> dict[str, Path]:
    """Return every static file by its name below the static address; the first folder that has a name wins."""
    found: dict[str, Path] = {}
    for folder in folders():
        for file in sorted(folder.rglob("*")):
            if file.is_file() and not file.name.startswith("."):
                found.setdefault(file.relative_to(folder).as_posix(), file)
    return dict(sorted(found.items()))


@lru_cache(maxsize=1)
def manifest() -> bytes:
    """Return the manifest: one line `<sha256 hex>  <name>` per file, sorted by name (`sha256sum -c` reads it)."""
    lines = (f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {name}\n" for name, file in files().items())
    return "".join(lines).encode()


def digest() -> bytes:
    """Return the SHA-256 of the manifest: 32 bytes that change when any byte a browser may load changes."""
    return hashlib.sha256(manifest()).digest()


def digest12() -> str:
    """Return the first twelve hex digits of the digest, for the address of the static files."""
    return digest().hex()[:12]


def path_of(name: str) -> Path:
    """Return the file behind a static name; raise UnknownAsset, naming it, when there is none."""
    try:
        return files()[name]
    except KeyError:
        raise UnknownAsset(f"No static file is called {name!r}.") from None


@lru_cache(maxsize=256)
def integrity(name: str) -> str:
    """Return the value of the `integrity` attribute of one file (Subresource Integrity, SHA-384)."""
    return "sha384-" + base64.b64encode(hashlib.sha384(path_of(name).read_bytes()).digest()).decode()


@lru_cache(maxsize=256)
def imports(name: str) -> tuple[str, ...]:
    """Return the modules an entry module reaches by relative imports, itself not among them, sorted.

    An integrity attribute covers only its own file, not what that file imports; so the page preloads these with
    an integrity of their own. Raises UnknownAsset when an import leads to no file.
    """
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        module = waiting.pop()
        for reference in IMPORT.findall(path_of(module).read_text(encoding="utf-8")):
            target = _resolve(PurePosixPath(module).parent, reference)
            if target not in seen and target != name:
                seen.add(target)
                waiting.append(target)
    return tuple(sorted(seen))


def _resolve(folder: PurePosixPath, reference: str) -> str:
    parts = list(folder.parts)
    for part in PurePosixPath(reference).parts:
        if part == "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)
