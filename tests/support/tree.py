# SPDX-License-Identifier: Apache-2.0
"""The files of the project, as git sees them: tracked, or new and not ignored."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("lpse", "documents", "tenders", "vendors", "evaluation", "complaints")


@cache
def files() -> tuple[Path, ...]:
    """Every file of the project, relative to its root."""
    argv = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(argv, check=True, capture_output=True, text=True).stdout.split("\0")
    return tuple(sorted(path for name in names if name and (ROOT / (path := Path(name))).is_file()))


def ending(*suffixes: str) -> list[Path]:
    """Files whose name ends so."""
    return [path for path in files() if path.name.endswith(suffixes)]


def text(path: Path) -> str:
    """What stands in a file; an empty string for one that is not text."""
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def python(*tops: str) -> Iterator[tuple[Path, ast.Module]]:
    """Parsed Python files below the named top folders, or all of them."""
    for path in ending(".py"):
        if not tops or path.parts[0] in tops:
            yield path, ast.parse(text(path), str(path))
