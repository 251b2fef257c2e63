# SPDX-License-Identifier: Apache-2.0
"""``pytest --quick``: pure tests, and the tests of what changed, within about 90 seconds."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pytest

from tests.support.tree import ROOT

SECONDS = 80.0
COSTLY = {"db", "transactional_db", "committed_db", "django_db_setup", "s3", "broker", "journey", "chromium"}
LATER = "left for `make test`"


def changed_paths() -> set[Path]:
    """Files that differ from the last commit, and those the last commit changed."""
    paths: set[Path] = set()
    for argv in (
        ["git", "diff", "--name-only", "HEAD"],
        ["git", "ls-files", "--others", "--exclude-standard"],
        ["git", "show", "--name-only", "--format=", "HEAD"],
    ):
        done = subprocess.run(argv, capture_output=True, text=True, cwd=ROOT, check=False)
        paths |= {Path(line) for line in done.stdout.splitlines() if line}
    return paths


def touched_folders(paths: set[Path]) -> set[str]:
    """Folders of tests/ that mirror the changed files: tests/tenders for tenders/ and for tests/tenders/."""
    folders = set()
    for path in paths:
        parts = path.parts[1:] if path.parts[0] in {"tests", "lpse"} and len(path.parts) > 1 else path.parts
        folders.add(parts[0])
    return folders


class Quick:
    """Chooses and times the tests of a quick run."""

    def __init__(self) -> None:
        self.begun = time.monotonic()
        self.touched = touched_folders(changed_paths())

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Keep pure tests, then those near a change; journeys and bare browser tests are left out."""
        kept: list[pytest.Item] = []
        left: list[pytest.Item] = []
        for item in items:
            (kept if self.wanted(item) else left).append(item)
        items[:] = sorted(kept, key=self.costly)
        config.hook.pytest_deselected(items=left)

    def costly(self, item: pytest.Item) -> bool:
        """Whether a test needs a database, a service or a browser."""
        marks = any(item.get_closest_marker(name) for name in ("browser", "django_db"))
        return marks or bool(COSTLY & set(getattr(item, "fixturenames", ())))

    def wanted(self, item: pytest.Item) -> bool:
        """Pure, or in a folder that mirrors a change; the running portal is never wanted here."""
        if "journey" in getattr(item, "fixturenames", ()):
            return False
        folder = item.path.relative_to(ROOT / "tests").parts[0]
        return not self.costly(item) or folder in self.touched

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Leave the rest out, by name, when the time is over."""
        if time.monotonic() - self.begun > SECONDS:
            pytest.skip(LATER)
