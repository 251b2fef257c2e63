# SPDX-License-Identifier: Apache-2.0
"""python -m lpse.verify.build OUT: write the verifier as one file, `lpse-verify.pyz`.

The file holds our pure modules only. The one package it needs, pycryptodome, is compiled for each platform and cannot
be loaded out of a ZIP, so it must be installed where the file runs; the program says how. The same sources make the
same bytes, so anyone can rebuild the file and compare its SHA-256.
"""

import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
EPOCH = (1980, 1, 1, 0, 0, 0)
PACKAGES = ("lpse/core", "lpse/regulations", "lpse/verify", "documents/sealing", "evaluation/rules")
MODULES = (
    "lpse/__init__.py",
    *(f"lpse/ledger/{name}.py" for name in ("__init__", "batch", "leaves", "merkle", "note", "tiles")),
    "documents/__init__.py",
    "evaluation/__init__.py",
)
START = (
    "# SPDX-License-Identifier: Apache-2.0\nimport sys\n\nfrom lpse.verify.__main__ import main\n\nsys.exit(main())\n"
)


def sources() -> Iterator[Path]:
    """Yield every file that goes in, in the order of their names."""
    found = {ROOT / name for name in MODULES}
    for package in PACKAGES:
        found |= {path for path in (ROOT / package).rglob("*") if path.suffix in {".py", ".toml", ".txt"}}
    return iter(sorted(found))


def build(target: Path) -> Path:
    """Write the program to ``target`` and return it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as out:
        out.write(b"#!/usr/bin/env python3\n")
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(zipfile.ZipInfo("__main__.py", EPOCH), START, zipfile.ZIP_DEFLATED)
            for path in sources():
                name = zipfile.ZipInfo(path.relative_to(ROOT).as_posix(), EPOCH)
                archive.writestr(name, path.read_bytes(), zipfile.ZIP_DEFLATED)
    target.chmod(0o755)
    return target


if __name__ == "__main__":
    print(build(Path(sys.argv[1] if len(sys.argv) > 1 else "lpse-verify.pyz")))
