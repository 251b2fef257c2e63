# SPDX-License-Identifier: Apache-2.0
"""The offline verifier as one file for download, built by its own build script from the sources that run here.

The script is a program of its own (nothing of the portal may be imported into it, nor it into the portal), so it runs
as one. The same sources make the same bytes: anyone can rebuild the file and compare its SHA-256.
"""

import hashlib
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

NAME = "lpse-verify.pyz"
BUILD_SECONDS = 60


@dataclass(frozen=True)
class Program:
    """The file's bytes and their SHA-256 in hex."""

    body: bytes
    sha256: str


@lru_cache(maxsize=1)
def program() -> Program:
    """Return the program, built once per process. Raises subprocess.CalledProcessError when the sources are broken."""
    with tempfile.TemporaryDirectory(prefix="lpse-verify-") as folder:
        target = Path(folder) / NAME
        command = [sys.executable, "-m", "lpse.verify.build", str(target)]
        subprocess.run(command, cwd=settings.BASE_DIR, check=True, capture_output=True, timeout=BUILD_SECONDS)
        body = target.read_bytes()
    return Program(body, hashlib.sha256(body).hexdigest())
